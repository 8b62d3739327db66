from __future__ import annotations

import dataclasses
import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder
from filelock import FileLock
from numpy.typing import NDArray

import index.build
import index.prepare
from corpus.types import Document
from index.build import IndexBuildError, build_index, open_or_build
from index.chunk import to_chunks
from index.search import Index
from index.store import Side, Store, StoreError

MakeDocument = Callable[..., Document]
QUESTIONS = {"a": [("Vi lär i grupp.", ["Hur lär ni?", "Lär ni ensamma?"]), ("Det tog två år.", ["Hur länge?"])]}


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    return make_document(["Vi lär i grupp.", "Det tog två år."], ["Ja.", "Ja."], id="a")


def list_folder(folder: Path) -> list[str]:
    return sorted(path.name.split("-")[0] for path in folder.iterdir())


class InterruptedEmbedder(FakeEmbedder):
    """An embedder whose user presses Ctrl+C when the questions are to be embedded."""

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise KeyboardInterrupt


def test_an_index_is_built_once_and_then_opened(tmp_path: Path, document: Document, embedder: FakeEmbedder) -> None:
    with open_or_build([document], QUESTIONS, embedder=embedder, folder=tmp_path) as built:
        assert list(built.chunks) == sorted(chunk.id for chunk in to_chunks(document))
    assert list_folder(tmp_path) == [".lock", "data", "manifest.json"]
    assert embedder.embedded_texts == 4 + 3
    with open_or_build([document], QUESTIONS, embedder=embedder, folder=tmp_path) as opened:
        assert dict(opened.chunks) == dict(built.chunks)
        assert opened.search("Hur lär ni?")
    assert embedder.embedded_texts == 4 + 3 + 1


def test_a_changed_document_rebuilds_and_keeps_the_vectors_of_the_rest(
    tmp_path: Path, document: Document, make_document: MakeDocument, embedder: FakeEmbedder
) -> None:
    open_or_build([document], QUESTIONS, embedder=embedder, folder=tmp_path).close()
    first = embedder.embedded_texts
    added = make_document(["Helt nytt."], id="b")
    with open_or_build([document, added], QUESTIONS, embedder=embedder, folder=tmp_path) as rebuilt:
        assert {chunk.document_id for chunk in rebuilt.chunks.values()} == {"a", "b"}
        (best, *_) = rebuilt.search("Biblioteken: Helt nytt.")
        assert (best.chunk.text, best.dense) == ("Helt nytt.", pytest.approx(1.0, abs=1e-6))
    assert embedder.embedded_texts == first + 1 + 1


def test_changed_near_misses_rebuild_and_embed_only_what_is_new(
    tmp_path: Path, document: Document, embedder: FakeEmbedder
) -> None:
    near_misses = {"a": [("Det tog två år.", ["Vad kostade de två åren?"])]}
    open_or_build([document], QUESTIONS, embedder=embedder, folder=tmp_path).close()
    first = embedder.embedded_texts
    for _ in range(2):
        open_or_build([document], QUESTIONS, near_misses, embedder=embedder, folder=tmp_path).close()
        assert embedder.embedded_texts == first + 1
    # The text of a known question is embedded once more as a near miss, and only then.
    build_index([document], {}, near_misses=QUESTIONS, embedder=embedder, folder=tmp_path).close()
    assert embedder.embedded_texts == first + 1 + 3


def test_another_model_computes_everything_again(tmp_path: Path, document: Document) -> None:
    open_or_build([document], {}, embedder=FakeEmbedder("ett"), folder=tmp_path).close()
    other = FakeEmbedder("två", dim=64)
    with open_or_build([document], {}, embedder=other, folder=tmp_path) as rebuilt:
        assert rebuilt.search("grupp")
    assert other.embedded_texts == 4 + 1


def test_only_the_current_and_the_replaced_index_stay(tmp_path: Path, document: Document) -> None:
    for name in ("ett", "två", "tre"):
        open_or_build([document], {}, embedder=FakeEmbedder(name), folder=tmp_path).close()
    assert list_folder(tmp_path) == [".lock", "data", "data", "manifest.json"]


def test_an_open_index_survives_a_rebuild(tmp_path: Path, document: Document) -> None:
    with open_or_build([document], QUESTIONS, embedder=FakeEmbedder("ett"), folder=tmp_path) as first:
        before = first.search("lär")
        open_or_build([document], QUESTIONS, embedder=FakeEmbedder("två"), folder=tmp_path).close()
        assert first.search("lär") == before


def test_an_interrupted_build_leaves_the_old_index_whole(tmp_path: Path, document: Document) -> None:
    open_or_build([document], QUESTIONS, embedder=FakeEmbedder(), folder=tmp_path).close()
    manifest = (tmp_path / "manifest.json").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        open_or_build([document], QUESTIONS, embedder=InterruptedEmbedder("annan"), folder=tmp_path)
    assert (tmp_path / "manifest.json").read_bytes() == manifest
    again = FakeEmbedder()
    open_or_build([document], QUESTIONS, embedder=again, folder=tmp_path).close()
    assert again.embedded_texts == 0


@pytest.mark.parametrize("step", ["add", "read", "_write_manifest"])
def test_a_build_that_fails_at_any_step_leaves_the_old_index_whole(
    tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    open_or_build([document], QUESTIONS, embedder=FakeEmbedder(), folder=tmp_path).close()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(index.build if step == "_write_manifest" else Store, step, fail)
        with pytest.raises(IndexBuildError, match="No space left"):
            open_or_build([document], QUESTIONS, embedder=FakeEmbedder("annan"), folder=tmp_path)
    assert list_folder(tmp_path) == [".lock", "data", "manifest.json"]
    again = FakeEmbedder()
    open_or_build([document], QUESTIONS, embedder=again, folder=tmp_path).close()
    assert again.embedded_texts == 0


def test_what_a_killed_build_left_is_ignored_and_removed(tmp_path: Path, document: Document) -> None:
    open_or_build([document], QUESTIONS, embedder=FakeEmbedder(), folder=tmp_path).close()
    (data,) = tmp_path.glob("data-*")
    shutil.copytree(data, tmp_path / ("data-" + 32 * "0"))
    (tmp_path / "manifest.json.new").write_text('{"format": 1, "finger')
    again = FakeEmbedder()
    open_or_build([document], QUESTIONS, embedder=again, folder=tmp_path).close()
    assert again.embedded_texts == 0
    build_index([document], QUESTIONS, embedder=again, folder=tmp_path).close()
    assert not (tmp_path / ("data-" + 32 * "0")).exists()
    assert data.exists()


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda folder: (folder / "manifest.json").write_text("{"), id="manifest not JSON"),
        pytest.param(lambda folder: (folder / "manifest.json").write_bytes(b"\xff\x00"), id="manifest not text"),
        pytest.param(lambda folder: (folder / "manifest.json").write_text("{}"), id="manifest without keys"),
        pytest.param(lambda folder: (folder / "manifest.json").unlink(), id="no manifest"),
        pytest.param(lambda folder: shutil.rmtree(next(folder.glob("data-*"))), id="no data"),
        pytest.param(lambda folder: _truncate(next(folder.rglob("chroma.sqlite3"))), id="database cut off"),
        pytest.param(lambda folder: next(folder.rglob("chroma.sqlite3")).write_bytes(b"x" * 9000), id="not a database"),
        pytest.param(lambda folder: next(folder.rglob("chroma.sqlite3")).unlink(), id="no database"),
        pytest.param(lambda folder: next(folder.rglob("chroma.sqlite3")).write_bytes(b""), id="empty database"),
    ],
)
def test_a_damaged_index_is_rebuilt(tmp_path: Path, document: Document, damage: Callable[[Path], object]) -> None:
    open_or_build([document], QUESTIONS, embedder=FakeEmbedder(), folder=tmp_path).close()
    damage(tmp_path)
    again = FakeEmbedder()
    with open_or_build([document], QUESTIONS, embedder=again, folder=tmp_path) as rebuilt:
        assert rebuilt.search("Hur lär ni?")[0].chunk.text == "Vi lär i grupp."
    opened = FakeEmbedder()
    open_or_build([document], QUESTIONS, embedder=opened, folder=tmp_path).close()
    assert opened.embedded_texts == 0


def test_other_contents_than_were_written_are_noticed(
    tmp_path: Path, document: Document, embedder: FakeEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()
    (data,) = tmp_path.glob("data-*")
    with Store.open(data) as store:
        (stored, *_), _ = store.read()["sentences"]
        store.add("questions", [stored], embedder.embed_questions(["x"]))
    with caplog.at_level(logging.WARNING, "index.build"):
        open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()
    assert "är skadat och byggs om" in caplog.text


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path, document: Document, embedder: FakeEmbedder) -> None:
    folder = tmp_path / "index"
    open_or_build([document], {}, embedder=embedder, folder=folder).close()
    (data,) = folder.glob("data-*")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(data.name, "../index/" + data.name))
    open_or_build([document], {}, embedder=embedder, folder=folder).close()
    assert "../" not in manifest.read_text()


def test_another_format_is_rebuilt(
    tmp_path: Path,
    document: Document,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()
    newer = index.prepare.FORMAT + 1
    monkeypatch.setattr(index.build, "FORMAT", newer)
    monkeypatch.setattr(index.prepare, "FORMAT", newer)
    open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()
    assert "annan version" in caplog.text
    caplog.clear()
    open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()
    assert caplog.text == ""


@pytest.mark.parametrize("below", [".", "index"])
def test_a_folder_that_cannot_be_written_is_a_clear_error(
    tmp_path: Path, document: Document, embedder: FakeEmbedder, below: str
) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(IndexBuildError, match="Välj en mapp som går att skriva i"):
        open_or_build([document], {}, embedder=embedder, folder=tmp_path / "fil" / below)


def test_a_build_waits_for_another_and_uses_its_result(
    tmp_path: Path, document: Document, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "_LOCK_TIMEOUT_S", 0.05)
    with FileLock(tmp_path / ".lock"), pytest.raises(IndexBuildError, match="Ett annat program"):
        open_or_build([document], {}, embedder=embedder, folder=tmp_path)
    assert embedder.embedded_texts == 0
    open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()


def test_a_question_leads_to_every_sentence_that_answers_it(
    tmp_path: Path, document: Document, embedder: FakeEmbedder
) -> None:
    first, second, third, fourth = (chunk.id for chunk in to_chunks(document))
    questions = {"a": [("Ja.", ["Stämmer det?"]), ("Vi lär i grupp.", ["Stämmer det?", "Hur?"])]}
    with open_or_build([document], questions, embedder=embedder, folder=tmp_path) as built:
        hits = {hit.chunk.id: hit.question for hit in built.search("Stämmer det?")}
        (data,) = tmp_path.glob("data-*")
        with Store.open(data) as store:
            texts, _ = store.read()["questions"]
    assert {stored.text: stored.chunk_ids for stored in texts} == {
        "Stämmer det?": (third, fourth, first),
        "Hur?": (first,),
    }
    assert hits[third] == hits[fourth] == hits[first] == pytest.approx(1.0, abs=1e-6)
    assert hits.get(second) is None


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ({"b": [("Ja.", ["Va?"])]}, "unknown document: b"),
        ({"a": [("Nej.", ["Va?"])]}, "no sentence"),
        ({"a": [("Ja.", [" "])]}, "empty question"),
    ],
)
def test_wrong_questions_are_refused(
    tmp_path: Path,
    document: Document,
    embedder: FakeEmbedder,
    questions: dict[str, list[tuple[str, list[str]]]],
    message: str,
) -> None:
    with pytest.raises(ValueError, match=message):
        open_or_build([document], questions, embedder=embedder, folder=tmp_path)
    with pytest.raises(ValueError, match=message):
        open_or_build([document], {}, near_misses=questions, embedder=embedder, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_two_documents_with_one_id_are_refused(tmp_path: Path, document: Document, embedder: FakeEmbedder) -> None:
    with pytest.raises(ValueError, match="share an id"):
        build_index([document, document], {}, embedder=embedder, folder=tmp_path)


def test_nothing_can_be_indexed(tmp_path: Path, embedder: FakeEmbedder) -> None:
    for _ in range(2):
        with open_or_build([], {}, embedder=embedder, folder=tmp_path) as empty:
            assert empty.search("Vad?") == []


def test_progress_is_shown_only_when_asked(
    tmp_path: Path, document: Document, capsys: pytest.CaptureFixture[str]
) -> None:
    open_or_build([document], {}, embedder=FakeEmbedder("ett"), folder=tmp_path).close()
    assert capsys.readouterr().err == ""
    open_or_build([document], {}, embedder=FakeEmbedder("två"), folder=tmp_path, progress=True).close()
    assert "Bygger sökindexet: 100%" in capsys.readouterr().err


def test_a_store_of_other_chunks_is_refused(tmp_path: Path, document: Document, embedder: FakeEmbedder) -> None:
    open_or_build([document], {}, embedder=embedder, folder=tmp_path).close()
    (data,) = tmp_path.glob("data-*")
    with Store.open(data) as store, pytest.raises(StoreError, match="annat material"):
        Index(to_chunks(document)[1:], store=store, contents=store.read(), embedder=embedder)


@pytest.mark.parametrize("side", ["questions", "near_misses"])
def test_a_store_with_questions_for_other_chunks_is_refused(
    tmp_path: Path, document: Document, embedder: FakeEmbedder, side: Side
) -> None:
    open_or_build([document], QUESTIONS, QUESTIONS, embedder=embedder, folder=tmp_path).close()
    (data,) = tmp_path.glob("data-*")
    with Store.open(data) as store:
        contents = dict(store.read())
        Index(to_chunks(document), store=store, contents=contents, embedder=embedder)
        texts, vectors = contents[side]
        contents[side] = ((dataclasses.replace(texts[0], chunk_ids=("a:99-104",)), *texts[1:]), vectors)
        with pytest.raises(StoreError, match="annat material"):
            Index(to_chunks(document), store=store, contents=contents, embedder=embedder)
