"""What an unanswered question takes for granted."""

import pytest
from assistant_fakes import read_learning, read_robots

from assistant.names import Names
from assistant.premises import OthersTopic, find_others_topic, find_supposed_event, to_clause
from assistant.types import Question
from assistant.understand import Understanding, understand

DOCUMENTS = [read_learning(), read_robots()]
SENTENCES = [sentence for document in DOCUMENTS for sentence in document.sentences]
NAMES = Names(DOCUMENTS)


def read(question: str, *history: str) -> Understanding:
    return understand(Question(question, history=history), NAMES, max_chars=2000)


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Varför lade Luleå ner projektet?", "Luleå lade ner projektet"),
        ("Varför vägrade personalen i Kungälv att handleda?", "personalen i Kungälv vägrade att handleda"),
        ("Varför fick inte de anställda i Åre egna mobiler?", "de anställda i Åre inte fick egna mobiler"),
        ("När slutade Anna Ek på biblioteket?", "Anna Ek slutade på biblioteket"),
        ("Hur gick det för barnen när Helsingborg stängde sitt kafé?", "Helsingborg stängde sitt kafé"),
        ("Hur kommer det sig att alla sa upp sig?", "alla sa upp sig"),
        ("Men varför ville han inte vara med?", "han inte ville vara med"),
        ("Vad var skälet till att kaféet stängdes?", "kaféet stängdes"),
        ("Hur motiverar regionen att projektet avbröts?", "projektet avbröts"),
        ("Vad sa Anna Ek om att alla protesterade?", "alla protesterade"),
        ("Hur många var de?", None),
        ("Hur många sa upp sig i Boden?", "någon sa upp sig i Boden"),
        ("Hur många bibliotek deltog?", None),
        ("Hur påverkade personalens protest i Boden arbetet?", "personalens protest i Boden påverkade arbetet"),
        ("Hur påverkade nedskärningarna arbetet?", "nedskärningarna påverkade arbetet"),
        ("Var ligger Boden?", None),
        ("Var öppnade Boden sin nya filial?", "Boden öppnade sin nya filial"),
        ("Vad tycker Anna?", None),
        ("Varför?", None),
    ],
)
def test_a_question_becomes_the_clause_that_it_takes_for_granted(question: str, clause: str | None) -> None:
    assert to_clause(question) == clause


def test_names_in_small_letters_are_subjects_too() -> None:
    assert to_clause("varför stängde luleå kaféet", ["Luleå"]) == "luleå stängde kaféet"


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Vilket pris vann Falun i fjol?", "Falun vann pris i fjol"),
        ("Vilka kurser gick Anna Ek?", "Anna Ek gick kurser"),
        ("Vilka bibliotek åkte Anna Ek runt till?", "Anna Ek åkte runt till bibliotek"),
        ("Vilken teknik har Falun köpt?", None),  # not known what the thing's verb is
        ("Vilka bibliotek i Falun har robotar?", None),
        ("Vilket pris vann de?", None),
    ],
)
def test_somebody_did_something_with_a_thing(question: str, clause: str | None) -> None:
    assert to_clause(question, ["Falun", "Anna Ek"]) == clause


def test_a_topic_that_only_others_have() -> None:
    topic = find_others_topic(read("Har Falun några ljudböcker?"), SENTENCES)
    assert topic == OthersTopic("ljudböcker", "Falun", ("Boden",), is_said=False)


def test_a_word_that_only_somebody_else_says() -> None:
    topic = find_others_topic(read("Vad tycker Karin Öberg om mikrofonerna?"), SENTENCES)
    assert topic == OthersTopic("mikrofonerna", "Karin Öberg", ("Margareta Wikström",), True, is_asked_about=True)
    assert topic.is_held_by(["Mikrofonen var dyr."])
    assert not topic.is_held_by(["Den var dyr."])


@pytest.mark.parametrize(
    "question",
    [
        "Har Boden några ljudböcker?",  # it is theirs
        "Har Falun och Östersund några ljudböcker?",  # two are asked about
        "Har man några ljudböcker?",  # nobody is asked about
        "Har Falun några hästar?",  # nobody has any
        "Vad tycker Karin om robotar?",  # the author's words are nobody's own
    ],
)
def test_no_topic_of_others(question: str) -> None:
    assert find_others_topic(read(question), SENTENCES) is None


def test_an_event_is_only_supposed_by_a_question_of_its_own() -> None:
    assert find_supposed_event(read("Varför lade Falun ner kursen?")) == "Falun lade ner kursen"
    assert find_supposed_event(read("Varför lade de ner den?", "Vad gör Falun?")) is None
    assert find_supposed_event(read("Why did Falun close the course?")) is None
