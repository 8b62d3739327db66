from dataclasses import replace
from typing import Any

import pytest
from ui_fakes import QUOTES, FakeAssistant

from assistant.conversation import Conversation, ConversationError, Turn, read_conversation
from assistant.types import Question
from corpus.types import Span

ASSISTANT = FakeAssistant()
DOCUMENTS = ASSISTANT.documents
LULEA = ASSISTANT.ask(Question("Hur organiserade Luleå lärandet?"))


def keep(answer: Any) -> Any:
    return Conversation("Titel", (Turn("Hur?", ("Luleå",), answer, "t-1"),)).to_json()


def read_answer(kept: Any) -> Any:
    return read_conversation(kept, DOCUMENTS).turns[0].answer


@pytest.mark.parametrize("question", ["Luleå", "Kungälv", "Vad kostade det?"])
def test_what_was_kept_comes_back_as_it_was(question: str) -> None:
    answer = replace(ASSISTANT.ask(Question(question)), pointed=Span(0, 4), question="Hur?")
    if not answer.citations:
        answer = replace(answer, pointed=None)
    kept = keep(answer)
    again = read_conversation(kept, DOCUMENTS)
    assert again.to_json() == kept
    assert again.turns[0].answer.pointed == answer.pointed


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Nej."},
        {"start": 0},
        {"end": 10**9},
        {"document_id": "annan"},
        {"start": 5, "end": 5},
    ],
)
def test_a_quote_that_does_not_stand_is_emptied_and_its_line_goes(change: dict[str, Any]) -> None:
    kept = keep(replace(LULEA, text=f"Lead.\n”{QUOTES['projekt']}” [1]\n”Nej.” [1]\n”{QUOTES['katalysator']}” [2]"))
    kept["turns"][0]["answer"]["citations"][0] |= change
    answer = read_answer(kept)
    first, second = answer.citations[:2]
    assert (first.quote, first.start, first.end) == ("", 0, 0)
    assert second == LULEA.citations[1].__class__(**{**kept["turns"][0]["answer"]["citations"][1]})
    assert answer.text.splitlines()[0] == "Lead."
    assert kept["turns"][0]["answer"]["citations"][0]["quote"] not in answer.text


def test_part_of_a_sentence_is_no_quote() -> None:
    kept = keep(LULEA)
    cited = kept["turns"][0]["answer"]["citations"][0]
    cited["end"] -= 5
    cited["quote"] = cited["quote"][:-5]
    assert read_answer(kept).citations[0].quote == ""


def test_whose_words_a_quote_is_comes_from_the_document() -> None:
    kept = keep(LULEA)
    kept["turns"][0]["answer"]["citations"][1] |= {"speaker": "Fel", "role": "chef", "library": "Falun", "section": "X"}
    citation = read_answer(kept).citations[1]
    assert (citation.speaker, citation.library) == ("Anna Dahlquist", "Luleå")
    assert citation.section == "Kombinera teknikutveckling och lärande"


def test_an_answer_quotes_nothing_that_is_not_cited() -> None:
    made_up = "Anna säger: ”Vi har aldrig lärt oss någonting alls.” [1]"
    kept = keep(replace(LULEA, text=f"{LULEA.text}\n{made_up}", notes=(made_up, "”Falun” nämns inte i materialet.")))
    answer = read_answer(kept)
    assert answer.text == LULEA.text
    assert answer.notes == ("”Falun” nämns inte i materialet.",)


@pytest.mark.parametrize("value", [None, 3, [], {}, {"turns": [{}]}, {"turns": [], "title": 3}, {"turns": "x"}])
def test_what_is_no_conversation_is_refused(value: object) -> None:
    if value == {}:
        value = {"title": "utan frågor"}
    with pytest.raises(ConversationError, match="gick inte att läsa"):
        read_conversation(value, DOCUMENTS)


def test_bad_fields_are_refused() -> None:
    for place, bad in (("status", "sure"), ("text", None), ("citations", [{}]), ("pointed", [1]), ("language", "de")):
        kept = keep(LULEA)
        kept["turns"][0]["answer"][place] = bad
        with pytest.raises(ConversationError, match=place):
            read_conversation(kept, DOCUMENTS)
    kept = keep(LULEA)
    kept["turns"][0]["id"] = "<script>"
    with pytest.raises(ConversationError, match="id"):
        read_conversation(kept, DOCUMENTS)
