"""The words of a text in the form in which a quote is compared with its source.

What typesetting changes is gone from that form: kinds of hyphens, soft hyphens, ligatures, composed or decomposed
letters, white space, hyphens at the end of a line, footnote numbers. Every letter, digit and sign that counts is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus import swedish
from corpus.types import Span

_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_MARKS = "\u0300-\u036f"
_HYPHENS = "-\u2010-\u2013"
_AFTER_LETTER = rf"(?:(?<=[^\W\d_])|(?<=[{_MARKS}{_UNSEEN}]))"
_AFTER_WORD = rf"(?:(?<=[^\W_])|(?<=[{_MARKS}{_UNSEEN}]))"
_SUSPENDED = rf"(?!(?:{'|'.join(swedish.CONJUNCTIONS)})\b)"
_INSIDE = "|".join(
    (
        r"(?<=\d)[.,:](?=\d)",
        r"['’ʼ](?=[^\W_])",
        # A hyphen at the end of a line, or what is left of it when the lines were joined.
        rf"{_AFTER_WORD}[{_HYPHENS}\u00ad]\s*\n\s*(?=[^\W\d_]){_SUSPENDED}",
        rf"[^\W_]|[{_MARKS}{_UNSEEN}]",
        rf"{_AFTER_LETTER}[-\u2010]\s+(?=[^\W\d_A-ZÅÄÖ]){_SUSPENDED}",
        rf"{_AFTER_LETTER}[{_HYPHENS}](?=[^\W_])",
        rf"(?<=\d)[{_HYPHENS}](?=[^\W\d_])",
    )
)
_WORD = re.compile(
    rf"(?P<skipped>(?<=\S)\[\d{{1,3}}\])"
    rf"|(?P<grouped>(?<!\d)\d{{1,3}}(?:\s\d{{3}})+(?![^\W_])(?:[.,]\d+)?)"
    rf"|(?P<range>(?<=\d)\s?[{_HYPHENS}\u2014\u2212]\s?(?=\d))"
    rf"|(?P<sign>(?<![^\s(\[])[{_HYPHENS}\u2212](?=\d))"
    rf"|(?P<word>[^\W_](?:{_INSIDE})*)"
    rf"|(?P<symbol>[%‰§€$£°+=×÷±&@])"
)
_TO_DROP = re.compile(rf"[{_HYPHENS}{_UNSEEN}\s]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")

ASKS, STATES = 2, 1


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order, as lists of equal length.

    `forms` are for comparing, `starts` and `ends` the places in the text as given. `closes` says what mark follows a
    word before the next: ASKS for a question mark, STATES for a full stop or exclamation mark, else 0.
    """

    forms: list[str]
    starts: list[int]
    ends: list[int]
    closes: list[int]

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.forms)

    def extend(self, other: Words) -> None:
        """Add the words of another text, or another stretch of the same one, at the end."""
        self.forms.extend(other.forms)
        self.starts.extend(other.starts)
        self.ends.extend(other.ends)
        self.closes.extend(other.closes)

    def span(self, first: int, last: int) -> Span:
        """Return where words `first` to `last`, both included, stand in the text."""
        return Span(self.starts[first], self.ends[last])


def to_words(text: str, start: int = 0, end: int | None = None) -> Words:
    """Return the words of `text[start:end]`; numbers, words with hyphens and signs such as % are one word each.

    >>> to_words("Biblioteket har 1 000 e‑böcker – ”ﬁna”[3].").forms
    ['Biblioteket', 'har', '1000', 'eböcker', 'fina']
    """
    words = Words([], [], [], [])
    stop = len(text) if end is None else end
    for kind, first, last in _find(text, start, stop):
        if words.forms:
            words.closes.append(_find_close(text, words.ends[-1], first))
        words.forms.append(_to_form(kind, text[first:last]))
        words.starts.append(first)
        words.ends.append(last)
    if words.forms:
        words.closes.append(_find_close(text, words.ends[-1], stop))
    return words


def _find(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(text, start, end):
        kind = match.lastgroup or ""
        if kind != "skipped":
            yield kind, match.start(), match.end()


@lru_cache(maxsize=200_000)
def _to_form(kind: str, raw: str) -> str:
    """Return the form of a word for comparing.

    >>> _to_form("word", "e\u2011post"), _to_form("word", "A\u030are"), _to_form("range", " \u2013 ")
    ('epost', 'Åre', '-')
    """
    if kind in ("range", "sign"):
        return "-" if kind == "range" else "\u2212"
    composed = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), raw)
    composed = unicodedata.normalize("NFC", _TO_DROP.sub("", composed))
    return composed.replace("’", "'").replace("ʼ", "'")


def _find_close(text: str, start: int, end: int) -> int:
    if end - start == 1:  # nearly always a space
        between = text[start]
        return ASKS if between == "?" else STATES if between in ".!" else 0
    between = text[start:end]
    return ASKS if "?" in between else STATES if "." in between or "!" in between else 0
