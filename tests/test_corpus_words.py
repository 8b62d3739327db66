import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.words import ASKS, STATES, to_words

SAME = [
    ("Vi har råd med e-böcker", "Vi har  råd\nmed\u00a0e\u2011böcker"),
    ("Biblioteket i Åre", unicodedata.normalize("NFD", "Biblioteket i Åre")),
    ("biblioteken", "bib\u00adlio\u200bteken"),
    ("biblioteken", "biblio-\nteken"),
    ("biblioteken", "biblio\u00ad\nteken"),
    ("biblioteken", "biblio- teken"),
    ("e-post", "e-\npost"),
    ("fina ord", "ﬁna ord"),
    ("10 000 besökare", "10\u202f000 besökare"),
    ("1 000", "1000"),
    ("2010–2015", "2010 - 2015"),
    ("”Ja”, sa hon – till slut", '"Ja", sa hon - till slut'),
    ("Lars’ bok", "Lars' bok"),
    ("svenska fjäll[3] och", "svenska fjäll och"),
    ("EU:s mål", "EU:s mål"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_typesetting_changes_is_no_difference(one: str, other: str) -> None:
    assert to_words(one).forms == to_words(other).forms


DIFFERENT = [
    ("två timmar", "tio timmar"),
    ("5 grader", "−5 grader"),
    ("2,5 procent", "25 procent"),
    ("2,5 procent", "2.5 procent"),
    ("25 %", "25"),
    ("10 m²", "10 m2"),
    ("på", "pa"),
    ("sjuk sköterska", "sjuksköterska"),
    ("kultur- och fritid", "kulturoch fritid"),
    ("2010–2015", "2010 2015"),
    ("Luleå", "luleå"),
    ("12 345", "345"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_letters_numbers_and_words_are_a_difference(one: str, other: str) -> None:
    assert to_words(one).forms != to_words(other).forms


def test_a_common_last_part_is_no_line_end() -> None:
    assert to_words("kultur- och fritidsnämnden").forms == ["kultur", "och", "fritidsnämnden"]
    assert to_words("kultur-\noch fritidsnämnden").forms == ["kultur", "och", "fritidsnämnden"]


def test_places_are_those_of_the_text_as_given() -> None:
    text = "Ja – ”biblio-\nteket” har 1 000 kort."
    words = to_words(text)
    assert [words.span(i, i).of(text) for i in range(len(words))] == ["Ja", "biblio-\nteket", "har", "1 000", "kort"]
    assert words.span(1, 3).of(text) == "biblio-\nteket” har 1 000"


def test_a_stretch_of_a_text_keeps_its_places() -> None:
    assert to_words("ett två tre", 4, 7).starts == [4]


def test_the_mark_after_a_word_is_kept() -> None:
    assert to_words("Vad? Jo. Bra! Ja ”visst” då?").closes == [ASKS, STATES, STATES, 0, 0, ASKS]


@given(st.text(alphabet="aåÅ\u030a1 ,.-–\n\u00ad’”[]%?", max_size=60))
def test_spans_stand_in_order_and_composition_makes_no_difference(text: str) -> None:
    words = to_words(text)
    ends = [0, *words.ends]
    assert all(end <= start < stop for end, start, stop in zip(ends, words.starts, words.ends, strict=False))
    assert len(words.closes) == len(words.forms)
    assert to_words(text + ". ord").forms[-1:] == ["ord"]
