"""A comparison taken apart into a question a side, and put together again."""

import pytest
from assistant_fakes import read_learning

from assistant.names import Names
from assistant.select import Selected, Selection
from assistant.sides import concerns, join, split
from assistant.types import Question
from assistant.understand import Understanding, understand
from index.chunk import to_chunks
from index.types import Chunk

DOCUMENT = read_learning()
NAMES = Names([DOCUMENT])
CHUNKS = to_chunks(DOCUMENT)


def find(start: str) -> Chunk:
    return next(chunk for chunk in CHUNKS if chunk.text.startswith(start))


def read(question: str) -> Understanding:
    return understand(Question(question), NAMES, max_chars=2000)


def to_selection(confidence: float, *starts_and_logits: tuple[str, float]) -> Selection:
    quotes = tuple(Selected(find(start), 0.5, logit) for start, logit in starts_and_logits)
    return Selection(quotes, quotes[:3], confidence)


def put_together(*selections: Selection, max_quotes: int = 4) -> Selection:
    return join(("Falun", "Boden"), selections, threshold=0.5, max_quotes=max_quotes, margin=1.0)


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Jämför Falun och Boden", ["Jämför Falun", "Jämför Boden"]),
        (
            "Både Falun och Boden läser – vad ger det dem?",
            ["Falun läser – vad ger det dem?", "Boden läser – vad ger det dem?"],
        ),
        ("Hur gör Falun, Boden och Östersund?", ["Hur gör Falun?", "Hur gör Boden?", "Hur gör Östersund?"]),
        ("Hur lär de sig i Falun jämfört med i Boden?", ["Hur lär de sig i Falun?", "Hur lär de sig i Boden?"]),
        ("Hur ser Faluns och Bodens planer ut?", ["Hur ser Faluns planer ut?", "Hur ser Bodens planer ut?"]),
        (
            "Vad köpte Falun, och vad köpte Boden?",
            ["Vad köpte Falun, och vad köpte Falun?", "Vad köpte Boden, och vad köpte Boden?"],
        ),
        (
            "Vad säger Karin i Falun och Margareta i Boden om kurser?",
            ["Vad säger Karin Öberg om kurser?", "Vad säger Margareta Wikström om kurser?"],
        ),
        ("Vad säger Öberg och Wikström?", ["Vad säger Karin Öberg?", "Vad säger Margareta Wikström?"]),
    ],
)
def test_a_comparison_is_a_question_a_side(question: str, parts: list[str]) -> None:
    compared = read(question)
    assert compared.is_comparison
    asked = split(compared)
    assert [part.query for part in asked] == parts
    assert [part.side for part in asked] == list(compared.sides)
    assert not any(part.is_comparison for part in asked)


def test_a_question_about_one_or_none_stays_whole() -> None:
    for question in ("Hur gör Falun?", "Vad säger Karin Öberg?", "Hur lär de sig?"):
        whole = read(question)
        assert split(whole) == (whole,)
        assert whole.side is None


def test_a_part_keeps_the_library_that_all_are_asked_about() -> None:
    asked = split(read("Vad säger Karin och Margareta om Östersund?"))
    assert [part.libraries for part in asked] == [("Östersund",), ("Östersund",)]
    assert [[person.name for person in part.people] for part in asked] == [["Karin Öberg"], ["Margareta Wikström"]]


def test_only_what_is_by_or_about_a_side_answers_for_it() -> None:
    falun, boden = split(read("Jämför Falun och Boden"))
    assert concerns(boden, find("I Boden byggde"), "Boden")
    assert not concerns(falun, find("I Boden byggde"), "Falun")
    karin, margareta = split(read("Vad säger Karin och Margareta?"))
    assert concerns(karin, find("Det tar två"), "Karin Öberg")
    assert not concerns(margareta, find("Det tar två"), "Margareta Wikström")


def test_each_side_gets_its_share_in_the_order_of_the_question() -> None:
    falun = to_selection(0.7, ("Karin Öberg", 1.0), ("Det tar två", 0.9))
    boden = to_selection(0.9, ("I Boden byggde", 3.0), ("”Vi hade ingen", 2.9))
    for max_quotes, starts in (
        (4, ["Karin Öberg", "Det tar två", "I Boden byggde", "”Vi hade ingen"]),
        (3, ["Karin Öberg", "I Boden byggde"]),
    ):
        found = put_together(falun, boden, max_quotes=max_quotes)
        assert [s.chunk for s in found.quotes] == [find(start) for start in starts]
        assert (found.confidence, found.missing) == (0.9, ())
        assert [s.logit for s in found.nearest] == [3.0, 2.9, 1.0]


@pytest.mark.parametrize(
    ("confidence", "logit", "missing"),
    [(0.5, -9.0, ()), (0.49, 1.0, ()), (0.49, 0.9, ("Boden",))],  # twice the margin below 3 is 1
)
def test_a_side_is_missing_if_it_is_unsure_and_far_behind(
    confidence: float, logit: float, missing: tuple[str, ...]
) -> None:
    found = put_together(to_selection(0.8, ("Karin Öberg", 3.0)), to_selection(confidence, ("I Boden byggde", logit)))
    assert found.missing == missing
    assert len(found.quotes) == 2 - len(missing)


def test_a_side_without_hits_is_missing() -> None:
    assert put_together(to_selection(0.8, ("Karin Öberg", 3.0)), Selection((), (), 0.0)).missing == ("Boden",)


def test_if_no_side_is_sure_nothing_is_quoted() -> None:
    found = put_together(to_selection(0.4, ("Karin Öberg", 3.0)), to_selection(0.3, ("I Boden byggde", 2.0)))
    assert (found.quotes, found.missing, found.confidence) == ((), (), 0.4)
    assert [s.logit for s in found.nearest] == [3.0, 2.0]
    assert put_together(Selection((), (), 0.0), Selection((), (), 0.0)) == Selection((), (), 0.0)


def test_a_sentence_about_both_sides_is_quoted_once() -> None:
    shared = to_selection(0.8, ("Karin Öberg", 3.0))
    assert len(put_together(shared, shared).quotes) == 1
    assert put_together(shared, shared).missing == ()
