from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.types import Answer, Citation
from corpus.library import read_document
from corpus.types import Document, Source, Span
from evals.attribution import GoldLabel
from evals.judge import (
    Key,
    find_groups,
    is_tempted,
    is_verbatim,
    is_whole,
    judge_answer,
    judge_speaker,
    to_comparable,
)
from evals.types import Case

TEXT = "Rött hus\n\nBo Ek, målare i Lund, är nöjd: ”Det blev rött. Alla ser det.” Huset är gammalt. ”Nej”, säger Eva."
CASE = Case(
    "s01", "?", True, "hus", (("Det blev rött.", "Huset är rött."), ("Huset är gammalt.",)), speakers=("Bo Ek",)
)


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(TEXT, Source("hus", "Rött hus"))


def cite(quote: str, *, start: int | None = None, speaker: str | None = None, library: str | None = None) -> Citation:
    start = TEXT.find(quote) if start is None else start
    role = "målare" if speaker == "Bo Ek" else None
    return Citation(1, quote, "hus", start, start + len(quote), "Rött hus", "article", speaker, role, library, 0.5)


@pytest.mark.parametrize(
    ("quote", "groups"),
    [
        ("Det blev rött.", (0,)),
        ("”Det blev rött.", (0,)),
        ("– Det  blev\nrött.", (0,)),
        ("Huset är rött.", (0,)),
        ("Det blev rött. Alla ser det.”", (0,)),
        ("Det blev rött. Huset är gammalt.", (0, 1)),
        ("Det blev rött", ()),
        ("Det blev", ()),
        ("Hundet blev rött.", ()),
        ("det blev rött.", ()),
    ],
)
def test_a_quote_holds_evidence_whole_and_word_for_word(quote: str, groups: tuple[int, ...]) -> None:
    assert find_groups(CASE, cite(quote, start=0)) == groups


def test_the_same_words_in_another_document_are_no_evidence() -> None:
    other = Citation(1, "Det blev rött.", "annat", 0, 14, "", "article", None, None, None, 0.5)
    assert find_groups(CASE, other) == ()


def test_only_the_ends_lose_their_marks() -> None:
    assert to_comparable("”En ”röd tråd” fanns.”") == "En ”röd tråd” fanns."
    assert to_comparable("») \n") == ")"


@pytest.mark.parametrize("quote", ["Huset är gammalt.", "”Det blev rött. Alla ser det.”", "”Nej”, säger Eva."])
def test_a_sentence_or_quotation_is_verbatim_and_whole(quote: str, document: Document) -> None:
    assert is_verbatim(cite(quote), document)
    assert is_whole(cite(quote), document)


@pytest.mark.parametrize(
    "citation",
    [
        cite("Huset är"),
        cite("Alla ser det"),
        cite("i", start=TEXT.find(" i ") + 1),  # "quote in text" would be content with it
        cite("Alla ser det.” Huset är gammalt."),  # two sentences
    ],
)
def test_a_quote_may_be_verbatim_and_not_whole(citation: Citation, document: Document) -> None:
    assert is_verbatim(citation, document)
    assert not is_whole(citation, document)


def test_a_quote_may_be_whole_by_its_place_and_not_verbatim(document: Document) -> None:
    changed = cite("Huset är gammalt!", start=TEXT.find("Huset är"))
    assert not is_verbatim(changed, document)
    assert is_whole(changed, document)


@pytest.mark.parametrize(
    "citation",
    [
        cite("Huset är gammalt.", start=TEXT.find("Huset är") + 1),  # not at its place
        Citation(1, "", "hus", 4, 4, "", "article", None, None, None, 0.5),
        Citation(1, "Rött hus", "hus", -8, 0, "", "article", None, None, None, 0.5),
        Citation(1, "Huset", "hus", 5000, 5005, "", "article", None, None, None, 0.5),
    ],
)
def test_what_is_neither_verbatim_nor_whole(citation: Citation, document: Document) -> None:
    assert not is_verbatim(citation, document)
    assert not is_whole(citation, document)


def test_a_quote_from_an_unknown_document_is_neither_verbatim_nor_whole() -> None:
    assert not is_verbatim(cite("Huset är gammalt."), None)
    assert not is_whole(cite("Huset är gammalt."), None)


@pytest.mark.parametrize(
    ("quote", "is_wrong"),
    [
        ("Alla ser det.”", True),
        ("– Alla  ser det.", True),
        ("Alla ser det", False),
        ("Huset är gammalt.", False),
        ("”Nej”, säger Eva.", False),  # neither right nor known to be wrong
        ("”Det blev rött. Alla ser det.”", False),  # a right sentence beside the wrong one
    ],
)
def test_a_quote_is_tempted_if_it_holds_wrong_evidence_and_no_right(quote: str, is_wrong: bool) -> None:
    case = replace(CASE, wrong=("Alla ser det.”",))
    assert is_tempted(case, cite(quote, start=0)) is is_wrong
    assert not is_tempted(CASE, cite(quote, start=0))


def test_an_unanswerable_case_has_wrong_evidence_too() -> None:
    assert is_tempted(Case("s02", "?", False, "hus", wrong=("Huset är gammalt.",)), cite("Huset är gammalt."))


def label(quote: str, speaker: str | None, library: str | None = None, unit: str = "sentence") -> GoldLabel:
    start = TEXT.find(quote)
    role = "målare" if speaker == "Bo Ek" else None
    how = "direct" if speaker else "none"
    span = Span(start, start + len(quote))
    return GoldLabel(span, quote, unit, "article", speaker, role, library, how)  # type: ignore[arg-type]


GOLD = (
    label("Bo Ek, målare i Lund, är nöjd: ”Det blev rött.", "Bo Ek", "Lund"),
    label("”Det blev rött. Alla ser det.”", "Bo Ek", "Lund", "quotation"),
    label("Alla ser det.”", "Bo Ek", "Lund"),
    label("Huset är gammalt.", None),
    label("”Nej”, säger Eva.", "Eva"),
)


@pytest.mark.parametrize(
    ("citation", "verdict"),
    [
        (cite("Alla ser det.”", speaker="Bo Ek", library="Lund"), "right"),
        (cite("Alla ser det.”", speaker="Bo Ek"), "right"),  # less than the gold, but nothing against it
        (cite("Alla ser det.”", speaker="Bo Ek", library="Luleå"), "wrong"),
        (cite("Alla ser det.”", speaker="Eva"), "wrong"),
        (cite("Alla ser det.”"), "missing"),
        (cite("Alla ser det.”", library="Lund"), "missing"),
        (cite("Alla ser det.”", library="Luleå"), "wrong"),
        (cite("”Det blev rött. Alla ser det.”", speaker="Bo Ek", library="Lund"), "right"),
        (cite("Huset är gammalt."), "right"),
        (cite("Huset är gammalt.", library="Lund"), "right"),  # what the text is about, nobody's words
        (cite("Huset är gammalt.", speaker="Eva"), "wrong"),
        (cite("”Nej”, säger Eva.", speaker="Eva", library="Lund"), "wrong"),  # a library that the gold hasn't
        (cite("Huset är gammalt. ”Nej”, säger Eva.", speaker="Eva"), "right"),  # over two sentences, one of them hers
        (cite("Huset är gammalt. ”Nej”, säger Eva."), "missing"),  # some of the words are hers
        (cite("Rött hus", speaker="Eva"), "unjudged"),
    ],
)
def test_a_speaker_is_judged_by_the_gold_label_of_the_sentence(citation: Citation, verdict: str) -> None:
    assert judge_speaker(CASE, citation, (), GOLD) == verdict


def test_another_role_is_a_wrong_speaker() -> None:
    right = cite("Alla ser det.”", speaker="Bo Ek", library="Lund")
    assert judge_speaker(CASE, replace(right, role="chef"), (), GOLD) == "wrong"
    assert judge_speaker(CASE, replace(right, role=None), (), GOLD) == "right"


@pytest.mark.parametrize(
    ("speakers", "speaker", "groups", "verdict"),
    [
        (("Bo Ek",), "Bo Ek", (0,), "right"),
        (("Bo Ek",), "Eva", (0,), "wrong"),
        (("Bo Ek",), None, (0,), "missing"),
        ((), None, (0,), "right"),
        ((), "Eva", (0,), "unjudged"),
        (("Bo Ek",), "Eva", (), "unjudged"),
    ],
)
def test_without_gold_only_evidence_is_judged_by_the_cases_speakers(
    speakers: tuple[str, ...], speaker: str | None, groups: tuple[int, ...], verdict: str
) -> None:
    case = Case("s01", "?", True, "hus", (("Alla ser det.",),), speakers=speakers)
    assert judge_speaker(case, cite("Alla ser det.”", speaker=speaker), groups, None) == verdict


def test_an_answer_is_judged_citation_by_citation_then_its_closest_passages(document: Document) -> None:
    answer = Answer(
        id="s01",
        question="?",
        status="answered",
        language="sv",
        text="[1]",
        citations=(cite("Huset är gammalt."),),
        nearest=(cite("Huset är", speaker="Eva"),),
    )
    case = replace(CASE, wrong=("Huset är",))
    first, second = judge_answer(case, answer, Key({"hus": document}, {"hus": GOLD}))
    assert (first.groups, first.is_verbatim, first.speaker, first.is_nearest) == ((1,), True, "right", False)
    assert (first.is_whole, first.is_tempted) == (True, False)
    assert (second.groups, second.is_verbatim, second.speaker, second.is_nearest) == ((), True, "wrong", True)
    assert (second.is_whole, second.is_tempted) == (False, True)
