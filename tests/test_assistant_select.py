"""Selection, with models of one weight each so that the arithmetic can be read; the fitted ones are only checked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from assistant_fakes import read_learning

import assistant.select
from assistant.details import has_number
from assistant.names import Names
from assistant.select import (
    Selection,
    is_broad,
    is_groundless,
    rank,
    select,
)
from assistant.signals import (
    ANSWER_SIGNALS,
    GAP_LIMIT,
    SENTENCE_SIGNALS,
    Model,
    is_about,
    is_by,
    load_models,
    to_answer_signals,
    to_premises,
    to_probability,
    to_signals,
)
from assistant.types import Question
from assistant.understand import Understanding, understand
from corpus.library import read_document
from corpus.types import Source
from index.chunk import to_chunks
from index.types import Chunk, Hit

DOCUMENT = read_learning()
NAMES = Names([DOCUMENT])
CHUNKS = to_chunks(DOCUMENT)
ALL = {chunk.id: chunk for chunk in CHUNKS}


def find(start: str) -> Chunk:
    return next(chunk for chunk in CHUNKS if chunk.text.startswith(start))


def to_hits(*chunks: Chunk) -> list[Hit]:
    return [
        Hit(chunk=chunk, score=1 / n, rank=n, dense=0.5, lexical=2.0, question=None)
        for n, chunk in enumerate(chunks, 1)
    ]


KARIN, TWO_HOURS, PER, STUDIO, MICROPHONES = to_hits(
    find("Karin Öberg"), find("Det tar två"), find("Per Lindqvist"), find("I Boden"), find("”Vi hade ingen")
)
ITEMS = to_hits(*(chunk for chunk in CHUNKS if chunk.sentence.list_name))


def read(question: str) -> Understanding:
    return understand(Question(question), NAMES, max_chars=2000)


@pytest.fixture(autouse=True)
def plain_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reranker's logit alone decide, for sentences and for the answer."""
    monkeypatch.setattr(
        assistant.select, "load_models", lambda: (Model({"rerank": 1.0}, 0.0), Model({"rerank": 1.0}, 0))
    )


def choose(
    question: str,
    hits: Sequence[Hit],
    logits: Sequence[float],
    *,
    threshold: float = 0.5,
    max_quotes: int = 3,
    margin: float = 2.0,
) -> Selection:
    return select(read(question), hits, logits, chunks=ALL, threshold=threshold, max_quotes=max_quotes, margin=margin)


def texts(selection: Selection) -> list[str]:
    return [s.chunk.text for s in selection.quotes]


def test_quotes_are_those_within_the_margin_of_the_best_best_first() -> None:
    selection = choose("Hur lär de sig?", [KARIN, TWO_HOURS, PER, STUDIO], [1.0, 3.0, 0.9, 1.5])
    assert texts(selection) == [TWO_HOURS.chunk.text, STUDIO.chunk.text, KARIN.chunk.text]
    # 1 / (1 + e^-3) = 0.9526
    assert selection.confidence == selection.quotes[0].confidence == pytest.approx(0.9526, abs=1e-4)
    assert selection.missing == ()


def test_there_are_never_more_quotes_than_allowed() -> None:
    hits = [KARIN, TWO_HOURS, PER, STUDIO]
    assert len(choose("Hur lär de sig?", hits, [1.0] * 4, max_quotes=2).quotes) == 2
    assert len(choose("Hur lär de sig?", hits, [1.0] * 4, max_quotes=9).quotes) == 4


@pytest.mark.parametrize("better", [0, 1])
def test_what_is_said_twice_is_quoted_once_in_the_better_form(better: int) -> None:
    said = [
        "Framgångsfaktor: Låt alla få pröva själva.",
        "Låt alla få pröva själva.",
        "Det gick.",
        "Det gick bra till slut.",
    ]
    document = read_document("Kursen\n\n" + "\n\n".join(said), Source("kurs", "Kursen"))
    found = {chunk.text: chunk for chunk in to_chunks(document)}
    hits = to_hits(*(found[text] for text in said))
    logits = [8.0 + (better == 0), 8.0 + (better == 1), 7.0, 6.0]
    assert texts(choose("Hur går det?", hits, logits, margin=9.0)) == [said[better], *said[2:]]


def test_ties_are_broken_by_place() -> None:
    hits = [STUDIO, PER, KARIN]
    wanted = sorted(hit.chunk.id for hit in hits)
    for order in (hits, hits[::-1]):
        assert [s.chunk.id for s in choose("Hur lär de sig?", order, [1.0] * 3).quotes] == wanted


@pytest.mark.parametrize(
    ("logit", "threshold", "is_answered"), [(0.0, 0.5, True), (-0.01, 0.5, False), (9.0, 1.1, False)]
)
def test_below_the_threshold_there_is_no_quote_but_the_nearest(
    logit: float, threshold: float, is_answered: bool
) -> None:
    logits = [logit, logit - 1, logit - 2, logit - 3]
    selection = choose("Hur lär de sig?", [PER, KARIN, STUDIO, TWO_HOURS], logits, threshold=threshold)
    assert bool(selection.quotes) == is_answered
    assert [s.chunk for s in selection.nearest] == [PER.chunk, KARIN.chunk, STUDIO.chunk]


def test_without_hits_there_is_nothing() -> None:
    assert choose("Hur lär de sig?", [], []) == Selection((), (), 0.0)


def test_one_logit_a_hit() -> None:
    with pytest.raises(ValueError, match="zip"):
        choose("Hur lär de sig?", [KARIN, PER], [1.0])


@pytest.mark.parametrize(
    ("question", "broad"),
    [
        ("Jämför Falun och Boden", True),
        ("Vad säger Karin Öberg?", True),
        ("Hur jobbar man på biblioteket i Falun?", True),
        ("Vem är Karin?", True),
        ("Vad säger Karin om mikrofoner?", False),
        ("Hur många jobbar i Falun?", False),
        ("Varför Falun?", False),
        ("Vad gör man?", False),
    ],
)
def test_a_question_with_a_name_and_no_topic_is_broad(question: str, broad: bool) -> None:
    assert is_broad(read(question)) is broad


def test_a_broad_question_is_answered_whatever_the_models_say() -> None:
    assert choose("Vad säger Karin?", [KARIN, STUDIO], [-9.0, -9.5]).confidence == 1.0
    assert choose("Vad säger Karin?", [STUDIO], [-9.0]).quotes == ()  # nothing of hers was found
    assert choose("Vad säger Karin om studion?", [KARIN, STUDIO], [-9.0, -9.5]).quotes == ()


@pytest.mark.parametrize(
    ("question", "is_answered"),
    [
        ("Finns det någon studio för ljudböcker i Boden?", True),
        ("Finns det någon studio i Falun?", False),
        ("Vad kostade studion?", False),
        ("Finns det någon?", False),
    ],
)
def test_what_is_asked_for_is_there_if_all_its_words_stand_in_one_sentence(question: str, is_answered: bool) -> None:
    assert bool(choose(question, [STUDIO, MICROPHONES], [-3.0, -3.0]).quotes) is is_answered


def test_a_sentence_that_leads_over_is_only_quoted_if_it_is_the_best() -> None:
    text = "Kursen\n\nDå blev det så här. Så gick det till: Vi började i maj. Det tog sin tid."
    chunks = to_chunks(read_document(text, Source("kurs", "Kursen")))
    over, took = to_hits(replace(chunks[0], sentence=replace(chunks[0].sentence, text="Så gick det till:")), chunks[-1])
    assert texts(choose("Hur gick det?", [over, took], [3.0, 2.9])) == [over.chunk.text, took.chunk.text]
    assert texts(choose("Hur gick det?", [over, took], [2.9, 3.0])) == [took.chunk.text]


def test_a_list_is_given_whole_and_in_text_order() -> None:
    hits = [ITEMS[2], ITEMS[0], KARIN, ITEMS[1]]
    selection = choose("Lista råden till andra", hits, [3.0, 2.0, 1.0, -9.0], max_quotes=2)
    assert [s.chunk for s in selection.quotes] == [item.chunk for item in ITEMS]
    assert [s.chunk for s in choose("Vilket är rådet?", hits, [3.0, 2.0, 1.0, -9.0], max_quotes=2).quotes] == [
        hit.chunk for hit in hits[:2]
    ]


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Vilka är råden till andra?", False),  # a part of the name only
        ("Vilka är de tre viktiga lärdomarna?", True),
        ("Räkna upp lärdomarna", True),
        ("Vilken är den första lärdomen?", False),
        ("Vilka bibliotek har lärdomar?", False),
    ],
)
def test_a_list_asked_for_by_its_name_comes_whole_whatever_ranks_first(question: str, is_asked: bool) -> None:
    document = read_document(
        "Kursen\n\nDet gick bra för alla som var med.\n\nLärdomar\n\n • Börja nu\n • Fråga alltid\n • Sluta i tid\n",
        Source("kurs", "Kursen"),
    )
    chunks = {chunk.id: chunk for chunk in to_chunks(document)}
    (hit,) = to_hits(next(chunk for chunk in chunks.values() if chunk.text.startswith("Det gick")))
    selection = select(read(question), [hit], [3.0], chunks=chunks, threshold=0.5, max_quotes=2, margin=1.0)
    assert (texts(selection) == ["Börja nu", "Fråga alltid", "Sluta i tid"]) == is_asked


def test_a_list_question_whose_best_are_no_items_is_answered_as_any_other() -> None:
    selection = choose("Lista vad Karin säger", [KARIN, TWO_HOURS, PER, ITEMS[0]], [3.0, 2.0, 2.0, 1.9], max_quotes=4)
    assert [s.chunk for s in selection.quotes] == [hit.chunk for hit in (KARIN, TWO_HOURS, PER, ITEMS[0])]


def test_the_signals_of_a_sentence() -> None:
    signals = to_signals(read("Hur många timmar lär sig Karin i Falun?"), TWO_HOURS, 0.7)
    assert set(SENTENCE_SIGNALS) <= set(signals)
    assert signals == {
        "rerank": 0.7,
        "rerank_known": 0.0,
        "rerank_new": 0.7,
        "dense": 0.5,
        "dense_known": 0.0,
        "dense_new": 0.5,
        "lexical": 0.2,
        "question": 0.0,
        "questions": 0.0,
        "has_question": 0.0,
        "near_miss": 0.0,
        "near_miss_share": 0.0,
        "person": 1.0,
        "library": 1.0,
        "asks": 0.0,
        "detail": 1.0,
    }
    other = to_signals(read("Hur länge lär sig Per i Boden?"), KARIN, 0.7)
    assert (other["person"], other["library"], other["detail"]) == (-1.0, -1.0, -1.0)
    plain = to_signals(read("Vad är viktigt?"), KARIN, 0.7)
    assert (plain["person"], plain["library"], plain["detail"]) == (0.0, 0.0, 0.0)


def test_the_signals_of_an_answer() -> None:
    asked = read("När gjorde Karin besöken?")
    hits = [PER, TWO_HOURS, STUDIO, KARIN, MICROPHONES]
    reranks = [1.0, 5.0, 0.0, 0.0, 0.0]
    shared = [frozenset({"gjord"}), frozenset({"karin"}), frozenset({"gjord"}), frozenset(), frozenset()]
    ranked = [
        (logit, to_signals(asked, hit, rerank), words)
        for logit, hit, rerank, words in zip([3.0, 2.0, 1.0, 0.0, -9.0], hits, reranks, shared, strict=True)
    ]
    premises = to_premises(asked)
    sentence = Model({"rerank": 1.0, "person": 9.0}, 0.0)
    signals = to_answer_signals({**premises, "terms": 4.0}, ranked, sentence)
    assert set(ANSWER_SIGNALS) <= set(signals)
    assert signals["best"] == 3.0
    # 3 - (2 + 1 + 0) / 3 = 2; the best reranker logit stands second.
    assert (signals["margin"], signals["rerank"], signals["asks_detail"]) == (2.0, 5.0, 1.0)
    # Two of four words, karin and gjord.
    assert (signals["shared_by_best"], signals["shared_by_all"]) == (0.5, 0.5)
    # Names apart Per's sentence has 1 and Karin's 5: 1 - 5 = -4, held within 3.
    assert (signals["person_gap"], signals["library_gap"]) == (-3.0, 0.0)
    assert (premises["asks_person"], premises["is_follow_up"]) == (1.0, 0.0)
    alone = to_answer_signals(premises, ranked[:1], sentence)
    # One sentence has no margin; Karin was asked about and only Per speaks.
    assert (alone["margin"], alone["person_gap"]) == (0.0, GAP_LIMIT)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Hur gör Uppsala?", True),
        ("Vad säger Karin i Boden?", True),
        ("Jobbar Karin i Boden?", False),
        ("Är det i Boden som Karin Öberg är enhetschef?", False),
        ("Har Karin köpt mikrofoner i Boden?", True),
        ("Vad säger Karin i Falun?", False),
        ("Hur gör Falun och Uppsala?", False),
        ("Hur lär de sig?", False),
    ],
)
def test_a_question_about_nobody_here_is_groundless(question: str, wanted: bool) -> None:
    assert is_groundless(read(question)) == wanted
    assert bool(choose(question, [KARIN], [9.0]).quotes) != wanted


def test_whose_and_about_what_a_sentence_is() -> None:
    assert is_by(TWO_HOURS.chunk, "Karin Öberg")
    assert is_by(KARIN.chunk, "Karin Öberg")
    assert not is_by(PER.chunk, "Karin Öberg")
    assert is_about(MICROPHONES.chunk, "Boden")
    assert is_about(STUDIO.chunk, "Boden")
    assert not is_about(STUDIO.chunk, "Falun")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Det tog två år.", True),
        ("Vi är 14.", True),
        ("TRE gånger", True),
        ("En gång och ett tag.", False),
        ("Tvåan.", False),
    ],
)
def test_numbers_stand_in_digits_or_words(text: str, wanted: bool) -> None:
    assert has_number(text) == wanted


def test_a_probability_never_overflows() -> None:
    assert 0 < to_probability(-1e9) < 1e-20
    assert to_probability(1e9) == pytest.approx(1)


def test_the_signals_of_a_sentence_with_known_questions() -> None:
    signals = to_signals(read("Hur länge lär de sig?"), replace(TWO_HOURS, question=0.9, questions=0.6), 0.7)
    known = {"rerank_known": 0.7, "rerank_new": 0.0, "dense_known": 0.5, "dense_new": 0.0}
    assert {name: signals[name] for name in known} == known
    assert (signals["question"], signals["questions"], signals["has_question"]) == (0.9, 0.6, 1.0)


def test_the_fitted_models_name_only_signals_that_exist() -> None:
    sentence, answer = load_models()
    assert set(sentence.weights) <= set(SENTENCE_SIGNALS)
    assert set(answer.weights) <= set(ANSWER_SIGNALS)
    ranked = rank(read("Hur lär sig Karin?"), [KARIN], [0.0])
    assert [considered.hit for considered in ranked] == [KARIN]


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("När måste boken skannas in?", "Den skannas in senast på torsdagen.", 1.0),
        ("När måste boken skannas in?", "Den skannas in av personalen.", -1.0),
        ("Hur många lånar?", "Omkring sexton lånar.", 1.0),
        ("Hur många lånar?", "Många lånar på torsdagen.", -1.0),
        ("Vad lånar de?", "Omkring sexton lånar.", 0.0),
        ("Vad heter projektet?", "I Boden leds projektet Norrsken av Karin.", 1.0),
        ("Vad heter projektet?", "I höstas leddes projektet av dem.", -1.0),
        ("Vad blev notan?", "Allt var gratis för deltagarna.", 1.0),
        ("Vad kostade kursen?", "Kursen hade 12 deltagare.", -1.0),
        ("What percentage finished?", "Hälften av dem blev klara.", 1.0),
        ("Hur stor andel blev klara?", "De 12 som kom blev klara sent.", -1.0),
        ("Hur stor andel blev klara?", "En stor andel blev klara.", 1.0),
        ("Hur kontaktar man Karin?", "Karin är enhetschef i Falun.", -1.0),
        ("Hur får jag tag i Karin?", "Ring Karin på 023-12 34 56.", 1.0),
        ("Vilken kontakt har de med skolan?", "De träffas varje torsdag.", 0.0),
        ("Vad heter regionens rapport?", "Rapporten Lika och Olika kom i maj.", 1.0),
        ("Vad heter regionens rapport?", "Rapporten kom i maj från regionen.", -1.0),
        ("Hur många procent blev klara?", "En stor andel blev klara.", -1.0),
        ("What percentage finished?", "Två tredjedelar blev klara.", 1.0),
        ("Vad gick kopiatorn i Falun på?", "Kopiatorn stod i Falun i 2 år.", -1.0),
        ("Vilket år började den?", "Den började 2019.", 1.0),
        ("Vilket år började den?", "Den började med 20 deltagare.", -1.0),
        ("Hur länge höll kursen på?", "Kursen höll på i tre långa veckor.", 1.0),
        ("hur lang tid tog det", "Det tog 45 minuter.", 1.0),
        ("How long did it go on?", "Den har pågått sedan 2019.", 1.0),
        ("Hur länge höll kursen på?", "Kursen hade tre lärare.", -1.0),
        ("Hur gammal är lokalen?", "Lokalen är 40 år gammal.", 1.0),
        ("Hur gammal är lokalen?", "Lokalen är gammal.", -1.0),
    ],
)
def test_a_detail_that_is_asked_for_is_there_or_not(question: str, text: str, wanted: float) -> None:
    document = read_document(f"Rubrik\n\n{text}\n", Source("d", "Rubrik"))
    chunk = to_chunks(document)[-1]
    hit = Hit(chunk=chunk, score=1.0, rank=1, dense=0.5, lexical=1.0)
    assert to_signals(understand(Question(question), Names([document]), max_chars=200), hit, 0.0)["detail"] == wanted
