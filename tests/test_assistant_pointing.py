"""What answers outright is pointed at, and nothing where two could be meant."""

import pytest
from assistant_fakes import read_learning

from assistant.names import Names
from assistant.pointing import asks_who_says, find_pointed
from assistant.types import Question
from assistant.understand import Understanding, understand

NAMES = Names([read_learning()])
PEOPLE = [person.name for person in NAMES.people]


def read(question: str) -> Understanding:
    return understand(Question(question), NAMES, max_chars=2000)


def point(question: str, quote: str) -> str | None:
    found = find_pointed(read(question), quote, people=PEOPLE, libraries=NAMES.libraries)
    return found.of(quote) if found else None


@pytest.mark.parametrize(
    ("question", "quote", "words"),
    [
        ("Hur många robotar köpte de?", "Vi köpte två nya robotar och en lampa.", "två nya robotar"),
        ("Hur många robotar köpte de?", "Ett gäng med nio robotar kom.", "nio robotar"),
        ("Hur länge höll kursen på?", "Den pågick i ungefär tre veckor.", "ungefär tre veckor"),
        ("Vad kostade studion?", "Den kostade 12 000 kronor.", "12 000 kronor"),
        ("Hur stor andel deltog?", "Av de anställda deltog 40 procent.", "40 procent"),
        ("När gjordes besöken?", "Besöken gjordes i april 2023.", "i april 2023"),
        ("När träffas de?", "De ses varje torsdag.", "varje torsdag"),
        ("Vem ledde kursen?", "Kursen leddes av Per Lindqvist.", "Per Lindqvist"),
        ("Var fick Boden idén?", "Vi fick idén från Eslöv.", "från Eslöv"),
        ("Var finns rapporten?", "Den finns via Region Uppsala.", "via Region Uppsala"),
    ],
)
def test_the_words_that_answer(question: str, quote: str, words: str) -> None:
    assert point(question, quote) == words


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Hur många robotar köpte de?", "De köpte två robotar och fick tre robotar."),
        ("Hur många robotar köpte de?", "Vi har fem bibliotek."),
        ("När gjordes besöken?", "De gjordes i april och i maj."),
        ("Vem ledde kursen?", "Per Lindqvist och Karin Öberg var där."),
        ("Vem är chef, Karin Öberg?", "Karin Öberg är där."),
        ("Var arbetar de?", "De arbetar vid Uppsala universitet respektive Åbo akademi."),
        ("Var i Falun ses de?", "De ses som i Boden."),
        ("Vilka personer intervjuades?", "Per Lindqvist var med."),
        ("Varför kom de?", "De kom i april 2023."),
        ("Hur många robotar har Falun och Boden?", "Falun har två robotar."),
    ],
)
def test_nothing_where_more_than_one_or_none_is_meant(question: str, quote: str) -> None:
    assert point(question, quote) is None


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Vem menar att det är roligt?", True),
        ("hej, vem var det som sa det där?", True),
        ("Who said that it was fun?", True),
        ("Vem köpte robotarna?", False),
        ("Vad säger Karin?", False),
    ],
)
def test_whether_it_asks_whose_words_they_are(question: str, asks: bool) -> None:
    assert asks_who_says(read(question)) is asks
