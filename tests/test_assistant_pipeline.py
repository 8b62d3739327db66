"""The five steps together, over two invented documents and a fake embedding model."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assistant_fakes import open_fake, read_learning, use_plain_models, write_documents
from conftest import FakeEmbedder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import assistant.pipeline
from assistant.pipeline import Assistant, Models, open_assistant
from assistant.settings import Settings
from assistant.signals import is_about
from assistant.types import Answer, Question
from assistant.understand import QuestionError
from assistant.verify import VerificationError
from corpus.types import CorpusError
from index.chunk import to_reading_text

ANSWER_KEYS = [
    *("id", "question", "status", "language", "text", "citations", "nearest", "notes", "follow_ups", "timings_ms")
]
CITATION_KEYS = [
    *("n", "quote", "document_id", "start", "end", "section", "kind", "speaker", "role", "library", "confidence")
]
STEPS = {"understand", "retrieve", "select", "compose", "verify"}


@pytest.fixture(autouse=True)
def plain_models(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_models(monkeypatch)


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant that always answers."""
    opened = open_fake(tmp_path_factory.mktemp("eager"), threshold=0.0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant that never answers."""
    opened = open_fake(tmp_path_factory.mktemp("silent"), threshold=1.0)
    yield opened
    opened.close()


def without_timings(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


def check(answer: Answer, assistant: Assistant) -> None:
    """Hold an answer to the contract and the promises."""
    value = json.loads(json.dumps(answer.to_json()))
    assert list(value) == ANSWER_KEYS
    assert value["status"] in ("answered", "partial", "not_found")
    assert value["language"] in ("sv", "en")
    assert set(value["timings_ms"]) == {*STEPS, "total"}
    assert bool(answer.citations) == (answer.status != "not_found")
    assert answer.status == "not_found" or not answer.nearest
    for shown in (answer.citations, answer.nearest):
        assert [citation.n for citation in shown] == list(range(1, len(shown) + 1))
    for citation in (*answer.citations, *answer.nearest):
        assert list(citation.to_json()) == CITATION_KEYS
        assert 0 <= citation.confidence <= 1
        assert assistant.documents[citation.document_id].text[citation.start : citation.end] == citation.quote
    places = [answer.text.index(f"[{citation.n}]") for citation in answer.citations]
    assert places == sorted(places)


def test_an_answer_holds_the_contract(eager: Assistant) -> None:
    answer = eager.ask(Question("Hur lär de sig i Falun?", "q1"))
    check(answer, eager)
    assert (answer.id, answer.question, answer.status) == ("q1", "Hur lär de sig i Falun?", "answered")
    assert any(citation.library == "Falun" for citation in answer.citations)


def test_no_answer_holds_the_contract(silent: Assistant) -> None:
    answer = silent.ask(Question("Hur lär de sig i Falun?"))
    check(answer, silent)
    assert (answer.status, answer.text) == ("not_found", "Det framgår inte av materialet.")
    assert len(answer.nearest) == 3


def test_a_comparison_with_a_missing_side_is_partial(eager: Assistant) -> None:
    answer = eager.ask(Question("Jämför Falun och Boden", documents=("larande",)))
    check(answer, eager)
    assert answer.status in ("answered", "partial")
    only_boden = eager.ask(Question("Jämför Falun och Boden", libraries=("Boden",)))
    check(only_boden, eager)
    assert only_boden.status == "partial"
    assert "Falun: framgår inte av materialet." in only_boden.text
    assert "Sökningen är begränsad till Boden." in only_boden.notes


def test_the_question_is_given_back_as_it_was_asked(eager: Assistant) -> None:
    text = "  hur gör\tde i\u200b falun?? "
    assert eager.ask(Question(text)).question == text


def test_the_times_of_the_steps_add_up(eager: Assistant) -> None:
    timings = eager.ask(Question("Hur lär de sig?")).timings_ms
    assert min(timings.values()) >= 0
    assert timings["total"] == pytest.approx(sum(timings[step] for step in STEPS))


@pytest.mark.parametrize(
    "question", ["Hur lär de sig i Falun?", "Vad säger Karin och Per?", "robotar", "Skriv en dikt"]
)
def test_the_same_question_gets_the_same_answer(eager: Assistant, question: str) -> None:
    first = eager.ask(Question(question))
    eager.ask(Question("Något helt annat?"))
    assert without_timings(eager.ask(Question(question))) == without_timings(first)


def test_a_new_assistant_gives_the_same_answer(eager: Assistant, tmp_path: Path) -> None:
    again = open_fake(tmp_path, threshold=0.0)
    question = Question("Vad kostade mikrofonerna?")
    assert without_timings(again.ask(question)) == without_timings(eager.ask(question))
    again.close()


def test_documents_and_libraries_are_kept_to(eager: Assistant) -> None:
    kept = eager.ask(Question("Hur lär de sig?", documents=("robotar",)))
    assert {citation.document_id for citation in kept.citations} == {"robotar"}
    boden = eager.ask(Question("Hur lär de sig?", libraries=("Boden",)))
    assert {citation.section for citation in boden.citations} == {"Spela in ljud"}
    none = eager.ask(Question("Hur lär de sig?", documents=()))
    check(none, eager)
    assert (none.status, none.nearest) == ("not_found", ())


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            Question("Vad?", documents=("annat",)),
            "Dokumentet annat finns inte i materialet. De som finns är larande, rob",
        ),
        (Question("Vad?", libraries=("Umeå",)), "Umeå finns inte i materialet. Välj bland Falun, Östersund, Boden"),
        (Question(""), "Frågan är tom"),
        (Question("\x00\x1b"), "Frågan är tom"),
        (Question("x" * 10_000), "Frågan är 10000 tecken lång"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(eager: Assistant, question: Question, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        eager.ask(question)


@pytest.mark.parametrize(
    "question", ["Skriv en dikt om Falun", "Vad tycker du om Falun?", "Hur ser Falun ut om tio år?", "Write a poem"]
)
def test_what_is_no_question_to_the_material_is_never_answered(eager: Assistant, question: str) -> None:
    answer = eager.ask(Question(question))
    check(answer, eager)
    assert answer.status == "not_found"
    assert answer.notes


def test_more_gives_up_to_twice_as_many_quotes(tmp_path: Path) -> None:
    opened = open_fake(tmp_path, threshold=0.0, max_quotes=2, quote_margin=50.0)
    first = opened.ask(Question("Hur lär personalen sig?"))
    more = opened.ask(Question("Visa mer", history=("Hur lär personalen sig?",)))
    assert (len(first.citations), len(more.citations)) == (2, 4)
    assert more.citations[:2] == first.citations
    opened.close()


def test_who_says_so_is_about_the_same_quotes(eager: Assistant) -> None:
    history = ("Vad kostade mikrofonerna?",)
    answer = eager.ask(Question("Vem är det som säger så?", history=history))
    assert answer.citations == eager.ask(Question(*history)).citations
    first = answer.citations[0]
    wanted = f"Det säger {first.speaker}, " if first.speaker else "Det är artikelns egna ord"
    assert answer.text.startswith(wanted)


class FakeReranker:
    """Likes longer texts, and remembers what it read."""

    def __init__(self) -> None:
        self.read: list[tuple[str, list[str]]] = []

    def score(self, question: str, candidates: Sequence[str]) -> NDArray[np.float32]:
        self.read.append((question, list(candidates)))
        return np.array([len(text) for text in candidates], dtype=np.float32)


def test_the_reranker_reads_the_best_hits_in_context(tmp_path: Path) -> None:
    reranker = FakeReranker()
    opened = open_assistant(
        Settings(data_dir=tmp_path, reranked=3, candidates=8, max_quotes=2),
        documents=[read_learning()],
        models=Models(FakeEmbedder(), reranker),
    )
    question = Question("Hur lär de sig i ostersund?")
    read = opened.understand(question)
    hits = opened.retrieve(read, question)
    assert len(hits) == 8
    assert opened.rerank(read, hits) == [float(len(to_reading_text(hit.chunk))) for hit in hits[:3]]
    assert reranker.read == [("Hur lär de sig i Östersund?", [to_reading_text(hit.chunk) for hit in hits[:3]])]
    check(opened.ask(question), opened)
    assert opened.rerank(read, []) == []
    opened.close()


def test_each_side_of_a_comparison_is_asked_and_read_by_itself(tmp_path: Path) -> None:
    reranker = FakeReranker()
    opened = open_assistant(
        Settings(data_dir=tmp_path, reranked=3, threshold=0.0),
        documents=[read_learning()],
        models=Models(FakeEmbedder(), reranker),
    )
    answer = opened.ask(Question("Hur lär de sig i Falun jämfört med i Boden?"))
    check(answer, opened)
    assert [asked for asked, _ in reranker.read] == ["Hur lär de sig i Falun?", "Hur lär de sig i Boden?"]
    for library, (_, texts) in zip(("Falun", "Boden"), reranker.read, strict=True):
        assert 0 < len(texts) <= 3
        about = [to_reading_text(chunk) for chunk in opened.index.chunks.values() if is_about(chunk, library)]
        assert set(texts) <= set(about)
    opened.close()


def test_an_answer_with_a_false_quote_is_never_shown(
    eager: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer = eager.ask(Question("Vad kostade mikrofonerna?"))
    wrong = replace(answer.citations[0], quote=answer.citations[0].quote + "!")
    for forged in (replace(answer, citations=(wrong,)), replace(answer, citations=(), nearest=(wrong,))):
        monkeypatch.setattr(assistant.pipeline, "compose", lambda *_, forged=forged, **__: forged)
        with caplog.at_level(logging.ERROR), pytest.raises(VerificationError):
            eager.ask(Question("Vad kostade mikrofonerna?"))
        assert "A citation failed its check" in caplog.text


def test_examples_are_made_of_the_names_and_can_be_asked(eager: Assistant) -> None:
    assert eager.libraries == ("Falun", "Östersund", "Boden")
    assert eager.examples == (
        "Vad säger materialet om Falun?",
        "Vad säger materialet om Östersund?",
        "Vad säger Karin Öberg?",
        "Vad säger Per Lindqvist?",
    )
    for example in (*eager.examples, *eager.ask(Question(eager.examples[0])).follow_ups):
        check(eager.ask(Question(example, history=(eager.examples[0],))), eager)


@given(question=st.text(max_size=60), history=st.lists(st.text(max_size=30), max_size=2))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_the_promises_hold(eager: Assistant, question: str, history: list[str]) -> None:
    try:
        answer = eager.ask(Question("Falun " + question, history=tuple(history)))
    except QuestionError as error:
        assert "Frågan" in str(error)
    else:
        check(answer, eager)


def test_questions_beside_a_document_lead_to_its_sentences(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")
    row = {"text": "Avsätt tid varje vecka", "questions": ["Vilket är ert allra bästa tips?"]}
    (folder / "larande.questions.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    opened = open_assistant(
        Settings(documents=folder, data_dir=tmp_path / "data", threshold=0.0), models=Models(FakeEmbedder(), None)
    )
    answer = opened.ask(Question("Vilket är ert allra bästa tips?"))
    check(answer, opened)
    assert answer.citations[0].quote == row["text"]
    assert {path.name for path in (tmp_path / "data" / "index").iterdir()} >= {"manifest.json"}
    opened.close()


def test_questions_to_a_sentence_that_is_not_there_are_named(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")
    (folder / "larande.questions.jsonl").write_text(
        '{"text": "Finns inte.", "questions": ["Vad?"]}\n', encoding="utf-8"
    )
    with pytest.raises(CorpusError, match="rad 1: texten är ingen mening i dokumentet larande"):
        open_assistant(Settings(documents=folder, data_dir=tmp_path), models=Models(FakeEmbedder(), None))


def test_the_index_is_kept_until_something_changes_or_a_rebuild_is_asked_for(tmp_path: Path) -> None:
    folder = write_documents(tmp_path / "documents")
    models = Models(embedder := FakeEmbedder(), None)
    configured = Settings(documents=folder, data_dir=tmp_path / "data")
    open_assistant(configured, models=models).close()
    first = embedder.embedded_texts
    open_assistant(configured, models=models).close()
    assert embedder.embedded_texts == first
    manifest = tmp_path / "data" / "index" / "manifest.json"
    before = manifest.read_bytes()
    open_assistant(configured, models=models, rebuild=True).close()
    assert manifest.read_bytes() != before
    (folder / "ny.txt").write_text("En ny text.\n\nVi köpte en båt.\n", encoding="utf-8")
    opened = open_assistant(configured, models=models)
    assert set(opened.documents) == {"larande", "robotar", "ny"}
    assert embedder.embedded_texts > first
    opened.close()
