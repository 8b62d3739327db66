"""The systems over two invented documents and a fake embedding model; llama-index runs without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import pytest
from assistant_fakes import open_fake, use_plain_models
from conftest import FakeEmbedder

import assistant.pipeline
import evals.baselines
from assistant import pipeline
from assistant.types import Answer, Question
from assistant.verify import VerificationError
from corpus.library import default_folder, load_documents
from corpus.types import Document
from evals.baselines import BASELINES, SIDES, StockLlamaIndex, open_baseline
from evals.metrics.retrieval import CUTOFFS
from evals.rankings import DEPTH, RANKED_SIDES, rank_sides
from evals.systems import SYSTEMS, System, WithoutUnderstanding, open_system
from evals.types import Assistant, Case, EvalsError

ASKED = Question("Hur lär de sig i Falun?", "s01")
BY_NAME = {system.name: system for system in SYSTEMS}
EVIDENCE = "I Boden byggde de en egen studio för ljudböcker."
CASE = Case("s02", "Vad byggde de i Boden?", True, "larande", ((EVIDENCE,), ("Avsätt tid varje vecka",)))


@pytest.fixture(autouse=True)
def plain_models(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_models(monkeypatch)


@pytest.fixture(scope="module")
def belagg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pipeline.Assistant]:
    """An assistant that always answers."""
    opened = open_fake(tmp_path_factory.mktemp("belagg"), threshold=0.0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pipeline.Assistant]:
    """An assistant that never answers."""
    opened = open_fake(tmp_path_factory.mktemp("silent"), threshold=1.0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stock(belagg: pipeline.Assistant) -> Iterator[Assistant]:
    opened = open_baseline("llama_index", belagg)
    yield opened
    opened.close()


def refuse(documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None) -> Assistant:
    raise AssertionError("no other assistant is needed")


def ask(name: str, assistant: pipeline.Assistant, question: Question = ASKED) -> Answer:
    with open_system(BY_NAME[name], refuse, assistant) as system:
        return system.ask(question)


class Closing:
    """Stands in for an assistant with other weights; knows whether it was closed."""

    def __init__(self, assistant: pipeline.Assistant) -> None:
        self.documents = assistant.documents
        self.ask = assistant.ask
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_system_answers_about_the_same_documents_and_leaves_the_assistant_open(
    system: System, belagg: pipeline.Assistant
) -> None:
    opener: Callable[..., Assistant] = lambda documents=None, *, changes=None: Closing(belagg)  # noqa: E731
    with open_system(system, opener, belagg) as opened:
        answer = opened.ask(ASKED)
        assert dict(opened.documents) == dict(belagg.documents)
    assert (answer.id, answer.question, answer.status) == ("s01", ASKED.text, "answered")
    assert answer.citations
    for citation in answer.citations:
        assert belagg.documents[citation.document_id].text[citation.start : citation.end] == citation.quote
    assert belagg.ask(ASKED).citations


def test_every_system_has_a_name_and_a_label_of_its_own() -> None:
    assert len(BY_NAME) == len({system.label_sv for system in SYSTEMS}) == len(SYSTEMS)
    assert [system.name for system in SYSTEMS if system.role == "baseline"] == list(BASELINES)
    assert [system.role for system in SYSTEMS].count("assistant") == 1


def test_other_weights_are_opened_anew_and_closed(belagg: pipeline.Assistant) -> None:
    asked: list[Mapping[str, object] | None] = []
    other = Closing(belagg)

    def opener(
        documents: Sequence[Document] | None = None, *, changes: Mapping[str, object] | None = None
    ) -> Assistant:
        asked.append(changes)
        return other

    with open_system(BY_NAME["no_tuning"], opener, belagg) as opened:
        assert opened is other
        assert not other.is_closed
    assert (asked, other.is_closed) == ([{"tuned": False}], True)


def test_a_comparison_needs_the_assistants_own_index(belagg: pipeline.Assistant) -> None:
    other = Closing(belagg)
    with open_system(BY_NAME["belagg"], refuse, other) as opened:
        assert opened is other
    with (
        pytest.raises(EvalsError, match="behöver Beläggs egen assistent"),
        open_system(BY_NAME["dense"], refuse, other),
    ):
        pass


@pytest.mark.parametrize(
    ("name", "off"), [("no_dense", "dense"), ("no_lexical", "lexical"), ("no_questions", "questions")]
)
def test_a_side_that_is_left_out_is_not_searched(
    name: str, off: str, belagg: pipeline.Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[dict[str, object]] = []
    search = belagg.index.search
    monkeypatch.setattr(belagg.index, "search", lambda *text, **how: used.append(how) or search(*text, **how))
    ask(name, belagg)
    assert [{side: how[side] for side in ("dense", "lexical", "questions")} for how in used] == [
        {"dense": True, "lexical": True, "questions": True} | {off: False}
    ]


def test_without_reranking_no_reranker_is_asked(belagg: pipeline.Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loud:
        def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
            raise AssertionError("asked")

    opened = pipeline.Assistant(
        tuple(belagg.documents.values()),
        belagg.index,
        pipeline.Models(belagg.models.embedder, Loud()),  # type: ignore[arg-type]
        belagg.settings.model_copy(update={"rerank": True}),
    )
    with pytest.raises(AssertionError, match="asked"):
        ask("no_dense", opened)
    assert ask("no_rerank", opened).citations


def test_without_understanding_names_and_history_are_not_read(belagg: pipeline.Assistant) -> None:
    follow_up = Question("Och i Boden?", history=("Vem byggde en studio?",))
    full = belagg.understand(follow_up)
    assert (full.libraries, full.is_follow_up) == (("Boden",), True)
    with open_system(BY_NAME["no_understanding"], refuse, belagg) as opened:
        assert isinstance(opened, WithoutUnderstanding)
        read = opened.understand(follow_up)
    assert (read.query, read.libraries, read.people, read.is_follow_up) == ("Och i Boden?", (), (), False)
    assert (read.kind, read.request) == ("annat", "question")
    alone = replace(follow_up, history=())
    assert ask("no_understanding", belagg, follow_up).citations == ask("no_understanding", belagg, alone).citations
    assert belagg.ask(follow_up).citations != belagg.ask(alone).citations


def test_without_selection_the_first_hits_are_shown_whatever_is_asked(silent: pipeline.Assistant) -> None:
    assert silent.ask(ASKED).status == "not_found"
    assert ask("no_dense", silent).status == "not_found"
    for question in (ASKED, Question("Vem vann VM i ishockey 1987?"), Question("Skriv en dikt om Falun.")):
        answer = ask("no_selection", silent, question)
        assert answer.status != "not_found"
        assert len(answer.citations) == silent.settings.max_quotes
    hits = silent.retrieve(silent.understand(ASKED), ASKED)[: silent.settings.max_quotes]
    shown = {(citation.document_id, citation.start) for citation in ask("no_selection", silent).citations}
    assert shown == {(hit.chunk.document_id, hit.chunk.span.start) for hit in hits}


def test_without_verification_a_false_quote_passes(belagg: pipeline.Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = belagg.ask(ASKED)
    forged = replace(answer, citations=(replace(answer.citations[0], quote="Påhittat."),))
    monkeypatch.setattr(assistant.pipeline, "compose", lambda *_, **__: forged)
    with pytest.raises(VerificationError):
        ask("no_dense", belagg)
    assert [citation.quote for citation in ask("no_verification", belagg).citations] == ["Påhittat."]


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize("text", ["Vad kostade mikrofonerna?", "Vem vann VM i ishockey i Falun?", "Dikta om robotar!"])
def test_a_baseline_shows_something_whatever_is_asked(name: str, text: str, belagg: pipeline.Assistant) -> None:
    answer = ask(name, belagg, Question(text))
    assert (answer.status, answer.confidence) == ("answered", 1.0)
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert {citation.speaker for citation in answer.citations} == {None}


def test_only_bm25_finds_nothing_where_no_word_is_shared(belagg: pipeline.Assistant) -> None:
    found = {name: ask(name, belagg, Question("Zebror flyger.")).status for name in BASELINES}
    assert {name for name, status in found.items() if status == "not_found"} == {"bm25"}


@pytest.mark.parametrize("side", SIDES)
def test_a_side_shows_its_best_sentences_in_order(side: str, belagg: pipeline.Assistant) -> None:
    answer = ask(side, belagg)
    hits = belagg.index.search(
        ASKED.text,
        top_k=belagg.settings.max_quotes,
        dense=side != "bm25",
        lexical=side != "dense",
        questions=False,
    )
    assert [citation.quote for citation in answer.citations] == [hit.chunk.text for hit in hits]


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_searches_for_the_earlier_question_with_a_follow_up(name: str, belagg: pipeline.Assistant) -> None:
    apart = Question("Och hur länge?", history=("Spela in ljud?", "Vad kostade mikrofonerna?"))
    together = Question("Vad kostade mikrofonerna? Och hur länge?")
    assert ask(name, belagg, apart).citations == ask(name, belagg, together).citations


def test_stock_llama_index_cites_text_of_the_document_longer_than_a_sentence(
    stock: StockLlamaIndex, belagg: pipeline.Assistant
) -> None:
    answer = stock.ask(ASKED)
    assert {citation.document_id for citation in answer.citations} == {"larande", "robotar"}
    sentences = {sentence.text for document in belagg.documents.values() for sentence in document.sentences}
    for citation in answer.citations:
        assert citation.quote == belagg.documents[citation.document_id].text[citation.start : citation.end]
        assert citation.quote not in sentences
        assert not citation.quote.startswith("Source")


def test_stock_llama_index_loses_no_source_of_the_real_article() -> None:
    document = load_documents(default_folder())[0]
    opened = StockLlamaIndex([document], FakeEmbedder())
    try:
        sources = opened._engine.query("Hur lär sig personalen?").source_nodes
        assert len(sources) > 1
        assert len(opened.ask(Question("Hur lär sig personalen?")).citations) == len(sources)
    finally:
        opened.close()


def test_two_stock_indexes_do_not_mix(stock: StockLlamaIndex, belagg: pipeline.Assistant) -> None:
    robots = evals.baselines.StockLlamaIndex([belagg.documents["robotar"]], FakeEmbedder())
    assert {citation.document_id for citation in robots.ask(ASKED).citations} == {"robotar"}
    robots.close()
    assert {citation.document_id for citation in stock.ask(ASKED).citations} == {"larande", "robotar"}


def test_an_unknown_baseline_is_an_error(belagg: pipeline.Assistant) -> None:
    with pytest.raises(ValueError, match="'tfidf'"):
        open_baseline("tfidf", belagg)


def test_each_side_is_ranked_without_duplicates(belagg: pipeline.Assistant) -> None:
    rankings = rank_sides(belagg, [CASE])
    assert list(rankings) == list(RANKED_SIDES)
    assert max(CUTOFFS) == DEPTH
    for (ranking,) in rankings.values():
        assert ranking.question_id == "s02"
        assert 0 < len(ranking.ranked) == len(set(ranking.ranked)) <= DEPTH
        assert set(ranking.ranked) <= set(belagg.index.chunks)
    (dense,), (bm25,) = rankings["dense"], rankings["bm25"]
    assert len(bm25.ranked) < len(dense.ranked)  # not every sentence shares a word with the question


def test_the_evidence_of_a_ranking_is_the_ids_of_its_sentences(belagg: pipeline.Assistant) -> None:
    (ranking,) = rank_sides(belagg, [CASE])["fusion"]
    texts = [{belagg.index.chunks[id].text for id in group} for group in ranking.groups]
    assert texts == [{EVIDENCE}, {"Avsätt tid varje vecka"}]
    assert ranking.ranked[0] in ranking.groups[0]


def test_the_selection_ranks_what_the_pipeline_would_choose(belagg: pipeline.Assistant) -> None:
    (ranking,) = rank_sides(belagg, [CASE])["selection"]
    question = Question(CASE.question)
    read = belagg.understand(question)
    selection = belagg.select(read, belagg.retrieve(read, question), question)
    assert ranking.ranked[0] == selection.quotes[0].chunk.id


def test_a_greater_unit_stands_where_its_best_sentence_does(belagg: pipeline.Assistant) -> None:
    document_of = {id: chunk.document_id for id, chunk in belagg.index.chunks.items()}
    by_document = rank_sides(belagg, [CASE], to_id=document_of.__getitem__)
    for side, (ranking,) in rank_sides(belagg, [CASE]).items():
        (told,) = by_document[side]
        assert told.ranked == tuple(dict.fromkeys(document_of[id] for id in ranking.ranked))
        assert told.groups == (frozenset({"larande"}), frozenset({"larande"}))
