"""The speller puts back what haste took, and leaves names and words that are right alone."""

import pytest

from assistant.spelling import Speller, share_of

SPELLER = Speller(["Biblioteken", "självskattningen", "Kungälv", "koppling"], names=["kungalv", "are"])


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("varfor gor man sa har", "varför gör man sa har"),
        ("Nar gjordes sjalvskattningen?", "När gjordes självskattningen?"),
        ("hur manga manader", "hur många månader"),
        ("hur manga ar ar det", "hur många år är det"),
        ("vad gör persnalen", "vad gör personalen"),
        ("att kopla och diskutera", "att koppla och diskutera"),
        ("bibloteken i länet", "biblioteken i länet"),
        ("Vad gör Bibloteken?", "Vad gör Biblioteken?"),
    ],
)
def test_words_are_restored(typed: str, restored: str) -> None:
    assert SPELLER.restore(typed) == restored


@pytest.mark.parametrize(
    "typed",
    [
        "Vad gör biblioteken i Kungalv och Are?",  # names are understood elsewhere
        "kungalv are",
        "Vad sa Nora Qvistberg om det?",  # a name that nobody knows
        "Vad är ett digidelcenter?",  # unknown, and near nothing
        "Har du en för mig?",  # å, ä, ö are typed, so "har" is meant
        "",
        "1 2 3 ?",
    ],
)
def test_names_and_right_words_stay(typed: str) -> None:
    assert SPELLER.restore(typed) == typed


def test_the_documents_words_win_over_common_ones() -> None:
    assert share_of("zetafor") == 0
    assert Speller(["zetaför"], names=[]).restore("zetafor") == "zetaför"


def test_restoring_twice_changes_nothing_more() -> None:
    once = SPELLER.restore("varfor gor persnalen inga sjalvskattningar")
    assert SPELLER.restore(once) == once
