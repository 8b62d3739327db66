from __future__ import annotations

import math
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalIndex, fold_diacritics, to_indexed_terms, to_question_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Biblioteken i Kungälv", ["bibliotek", "kungälv", "kungalv"]),
        ("Lars-Åke Nordén", ["lar", "åke", "ake", "nordén", "nord"]),
        ("snake_case 2023!", ["snak", "cas", "2023"]),
        ("och som i på", []),
        ("", []),
    ],
)
def test_indexed_terms(text: str, terms: list[str]) -> None:
    assert to_indexed_terms(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Hur jobbar de i Kungälv?", ["jobb", "kungälv"]),
        ("hur jobbar dom pa bibblan i kungalv", ["jobb", "bibblan", "kungalv"]),
        ("Vad gjorde are?", ["gjord", "are"]),
        ("???", []),
    ],
)
def test_question_terms(text: str, terms: list[str]) -> None:
    assert to_question_terms(text) == terms


@given(st.text(alphabet="abåäöéÅÄÖ e\u0308\u030a'-_.\n", max_size=40))
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert to_indexed_terms(composed) == to_indexed_terms(decomposed)
    assert to_question_terms(composed) == to_question_terms(decomposed)


@given(st.text(alphabet="abåäöé ", max_size=30))
def test_a_question_without_diacritics_finds_every_word(text: str) -> None:
    assert set(to_question_terms(fold_diacritics(text))) <= set(to_indexed_terms(text))


@pytest.mark.parametrize(
    ("word", "folded"), [("Kungälv", "kungalv"), ("ÅRE", "are"), ("idé", "ide"), ("smørrebrød", "smorrebrod")]
)
def test_fold_diacritics(word: str, folded: str) -> None:
    assert fold_diacritics(word) == folded


def test_diacritics_that_were_typed_are_kept_apart() -> None:
    lexical = LexicalIndex(["ett rött hus", "en rott båt"])
    assert np.flatnonzero(lexical.score("rott")).tolist() == [0, 1]
    assert np.flatnonzero(lexical.score("rött")).tolist() == [0]


def test_scores_are_bm25() -> None:
    # Terms: [kurs, kurs], [bok], [kurs, bok]; mean length 5/3, three texts, "bok" in two of them.
    # Lucene's idf: ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6 = 0.4700.
    # Text 1 (length 1): tf part 1 / (1 + 1.5 * (1 - 0.75 + 0.75 * 1 / (5/3))) = 1 / 2.05; 0.4700 / 2.05 = 0.2293.
    # Text 2 (length 2): 1 / (1 + 1.5 * (0.25 + 0.75 * 1.2)) = 1 / 2.725; 0.4700 / 2.725 = 0.1725.
    scores = LexicalIndex(["kurs kurs", "bok", "kurs bok"]).score("Böcker? bok")
    assert scores == pytest.approx([0.0, math.log(1.6) / 2.05, math.log(1.6) / 2.725], abs=1e-6)


def test_repeating_a_word_changes_nothing() -> None:
    lexical = LexicalIndex(["kurs bok", "bok", "annat"])
    assert lexical.score("bok bok böcker bok").tolist() == lexical.score("bok").tolist()


@pytest.mark.parametrize("question", ["", "   ", "och", "okänt", "?!\x00"])
def test_a_question_without_known_words_scores_zero(question: str) -> None:
    assert LexicalIndex(["en kurs", "en bok"]).score(question).tolist() == [0.0, 0.0]


def test_texts_may_be_none_or_empty() -> None:
    assert LexicalIndex([]).score("bok").tolist() == []
    assert LexicalIndex(["", "och"]).score("bok").tolist() == [0.0, 0.0]
