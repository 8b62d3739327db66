from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.library import (
    AnsweredQuestions,
    default_folder,
    load_document,
    load_documents,
    load_questions,
    read_document,
)
from corpus.types import CorpusError, Document, Source

TEXT = "Rött hus\n\nBo Ek, målare i Lund, är nöjd. Det blev rött.\n"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


def write_folder(folder: Path, *entries: Mapping[str, object], text: str = TEXT) -> Path:
    (folder / "hus.txt").write_text(text, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"documents": entries}), encoding="utf-8")
    return folder


def test_the_package_has_the_article_with_its_sha256() -> None:
    document = load_documents(default_folder())[0]
    assert document.id == "framgangsfaktorer"
    assert document.source.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
    assert document.libraries == ("Helsingborg", "Luleå", "Sigtuna", "Åre", "Kungälv")


def test_a_manifest_gives_order_and_source(tmp_path: Path) -> None:
    (tmp_path / "bil.txt").write_text("Blå bil\n\nDen är ny.", encoding="utf-8")
    hus = {"id": "hus", "title": "Huset", "author": "Bo Ek", "sha256": SHA}
    documents = load_documents(write_folder(tmp_path, hus, {"id": "bil", "title": "Bilen"}))
    assert [document.id for document in documents] == ["hus", "bil"]
    assert (documents[0].title, documents[0].source.author) == ("Huset", "Bo Ek")
    assert documents[1].source.sha256 == hashlib.sha256("Blå bil\n\nDen är ny.".encode()).hexdigest()


def test_without_a_manifest_the_text_files_are_the_documents(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("\n  Andra \n\nText.", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Första\n\nText.", encoding="utf-8")
    (tmp_path / "c.md").write_text("Ingen", encoding="utf-8")
    assert [(document.id, document.title) for document in load_documents(tmp_path)] == [("a", "Första"), ("b", "Andra")]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"id": "hus", "title": "Huset", "sha256": "0" * 64}, "Dokumentet hus har ändrats.*Återställ filen"),
        ({"id": "hus", "title": "Huset", "årtal": "2021"}, "okänd nyckel 'årtal' för 'hus'"),
        ({"id": "hus"}, "behöver id och title"),
        ({"title": "Huset"}, "behöver id och title"),
        ({"id": "hus", "title": 7}, "ska vara text"),
        ({"id": "../hus", "title": "Huset"}, "får bara ha bokstäver"),
        ({"id": "saknas", "title": "Borta"}, r"saknas\.txt kan inte läsas"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(entry: Mapping[str, object], message: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=message):
        load_documents(write_folder(tmp_path, entry))


def test_a_document_is_listed_once(tmp_path: Path) -> None:
    entry = {"id": "hus", "title": "Huset"}
    with pytest.raises(CorpusError, match="samma id står två gånger"):
        load_documents(write_folder(tmp_path, entry, entry))


@pytest.mark.parametrize(
    ("manifest", "message"),
    [("{", "är inte giltig JSON"), ("[]", "väntade ett JSON-objekt"), ('{"docs": []}', "väntade .*documents")],
)
def test_a_manifest_of_another_form_is_an_error(manifest: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        load_documents(tmp_path)


def test_a_folder_that_is_missing_or_empty_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="finns inte"):
        load_documents(tmp_path / "saknas")
    with pytest.raises(CorpusError, match="innehåller inga dokument"):
        load_documents(tmp_path)
    (tmp_path / "manifest.json").write_text('{"documents": []}', encoding="utf-8")
    with pytest.raises(CorpusError, match="innehåller inga dokument"):
        load_documents(tmp_path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "är tom"),
        (b" \n\n", "är tom"),
        ("Åre".encode("latin-1"), "inte text i UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "inte text i UTF-8"),
        (b"PK\x03\x04\x00\x00", "nolltecken"),
    ],
)
def test_a_file_that_is_no_text_is_an_error(raw: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "hus.txt").write_bytes(raw)
    with pytest.raises(CorpusError, match=message):
        load_documents(tmp_path)


def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "hus.txt").mkdir()
    with pytest.raises(CorpusError, match="kan inte läsas"):
        load_documents(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "hus.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load_document(tmp_path / "hus.txt").text == TEXT


def test_line_ends_are_kept(tmp_path: Path) -> None:
    (tmp_path / "hus.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    document = load_document(tmp_path / "hus.txt")
    assert document.text == TEXT.replace("\n", "\r\n")
    assert [sentence.text for sentence in document.sentences][-1] == "Det blev rött."


@pytest.fixture
def house() -> Document:
    return read_document(TEXT, Source("hus", "Rött hus"))


def test_questions_beside_a_document(house: Document, tmp_path: Path) -> None:
    assert load_questions(tmp_path, house) == ()
    rows = '{"text": "Det blev rött.", "questions": ["Vilken färg?", "Blev det rött?"]}\n\n'
    (tmp_path / "hus.questions.jsonl").write_text(rows, encoding="utf-8")
    (row,) = load_questions(tmp_path, house)
    assert (row.text, row.questions) == ("Det blev rött.", ("Vilken färg?", "Blev det rött?"))
    assert row.near_misses == ()


def test_near_misses_beside_a_document(house: Document, tmp_path: Path) -> None:
    rows = [
        {"text": "Det blev rött.", "questions": ["Vilken färg?"], "near_misses": ["Hur många burkar?", "Vem valde?"]},
        {"text": "Bo Ek, målare i Lund, är nöjd.", "questions": [], "near_misses": []},
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "hus.questions.jsonl").write_text(lines, encoding="utf-8")
    assert load_questions(tmp_path, house) == (
        AnsweredQuestions("Det blev rött.", ("Vilken färg?",), ("Hur många burkar?", "Vem valde?")),
        AnsweredQuestions("Bo Ek, målare i Lund, är nöjd.", (), ()),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "är inte giltig JSON"),
        ("[]", "väntade ett JSON-objekt"),
        ('{"text": "Det blev rött."}', "väntade .*questions"),
        ('{"text": "Det blev rött.", "questions": "Vilken färg?"}', "väntade .*questions"),
        ('{"text": "Det blev rött.", "questions": [1]}', "väntade .*questions"),
        ('{"text": "Det blev rött.", "questions": [], "near_misses": "Hur rött?"}', "väntade .*near_misses"),
        ('{"text": "Det blev rött.", "questions": [], "near_misses": [1]}', "väntade .*near_misses"),
        ('{"text": "Det blev rött.", "questions": [], "near_misses": null}', "väntade .*near_misses"),
        ('{"text": "Det blev rött.", "near_misses": []}', "väntade .*questions"),
        ('{"text": "Det blev blått.", "questions": []}', "ingen mening i dokumentet hus"),
        ('{"text": "Det blev", "questions": []}', "ingen mening i dokumentet hus"),
    ],
)
def test_a_bad_line_of_questions_is_named(line: str, message: str, house: Document, tmp_path: Path) -> None:
    good = '{"text": "Det blev rött.", "questions": []}'
    (tmp_path / "hus.questions.jsonl").write_text(f"{good}\n{line}\n{good}", encoding="utf-8")
    with pytest.raises(CorpusError, match=f"rad 2: .*{message}"):
        load_questions(tmp_path, house)


def test_every_question_of_the_package_leads_to_a_sentence() -> None:
    for document in load_documents(default_folder()):
        rows = load_questions(default_folder(), document)
        assert len(rows) > 100
        assert all(row.questions for row in rows)


def test_views_and_sections_of_sentences() -> None:
    text = "Titel\n\nForskarna har skrivit en rapport.\n\nI Lund\n\nBo Ek är målare i Lund. ”Det är rött”, säger Bo."
    sentences = read_document(text, Source("prov", "Titel")).sentences
    assert [(s.kind, s.section) for s in sentences] == [
        ("article", "Titel"),
        ("report_summary", "Titel"),
        ("article", "I Lund"),
        ("interview", "I Lund"),
    ]
    other = read_document("Titel\n\nText.", Source("prov", "Titel", kind="minutes"))
    assert {sentence.kind for sentence in other.sentences} == {"other"}
