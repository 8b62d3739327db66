"""How a quote is written: its words, the gaps that it marks ("…", "[…]") and what it puts in brackets ("[vi]")."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus.words import Words, to_words

_DOTS = r"(?:…|\.\s?\.\s?\.(?:\s?\.)?|[-–—](?:\s?[-–—]){1,2})"
_CITATION = re.compile(r"(?:\s*\[\d{1,3}\])+(?=[\s.”\"»]*$)")
_INITIAL = re.compile(r"(?<!\w)\[([^\W\d_])\](?=[^\W\d_])")
_SEAM = re.compile(
    rf"(?P<gap>\[\s*(?:{_DOTS}|\s*)\s*\]|\(\s*{_DOTS}\s*\)|(?<!\S)/\s?{_DOTS}\s?/(?!\S)|{_DOTS})"
    r"|(?P<stem>[^\W\d_]+)\[(?P<ending>[^\W\d_]+)\](?!\w)"
    r"|(?<!\w)\[(?P<inserted>[^\[\]]{1,200})\](?!\w)"
)


@dataclass(frozen=True, slots=True)
class Seam:
    """What stands between two parts of a quote: a marked gap, or brackets with what somebody put in.

    `inserted` is in brackets, "" for a gap. With a `stem`, the brackets hold only another ending of one word.
    """

    inserted: str = ""
    stem: str = ""


@dataclass(frozen=True, slots=True)
class QuoteForm:
    """The parts of a quote that claim to be word for word, and the seams around them: one more than parts.

    A seam of None stands at an end where the quote marks nothing. `whole` are all words as if there were no seams;
    `typed` are the words of all parts as they were typed.
    """

    whole: Words
    parts: tuple[Words, ...]
    seams: tuple[Seam | None, ...]
    typed: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """Return the words of all parts, as they are compared."""
        return [form for part in self.parts for form in part.forms]


def read_quote(quote: str) -> QuoteForm:
    """Return the form of a quote; a citation number at its end is no part of it, nor brackets around a first letter.

    >>> form = read_quote("[Luleå] har … en referens[grupp] [1]")
    >>> [part.forms for part in form.parts], form.seams[0].inserted, form.seams[2].stem
    ([['har'], ['en']], 'Luleå', 'referens')
    """
    text = _INITIAL.sub(r"\1", _CITATION.sub("", unicodedata.normalize("NFC", quote)))
    parts: list[Words] = []
    seams: list[Seam | None] = [None]
    typed: list[str] = []
    end = 0
    for match in _SEAM.finditer(text):
        _add(text[end : match.start()], parts, seams, typed)
        end = match.end()
        # Two seams in a row are one: what is put in, or the wider of two gaps.
        if seams[-1] is None or match["inserted"] or match["stem"]:
            seams[-1] = Seam((match["inserted"] or match["ending"] or "").strip(), match["stem"] or "")
    _add(text[end:], parts, seams, typed)
    return QuoteForm(to_words(text), tuple(parts), tuple(seams), tuple(typed))


def _add(text: str, parts: list[Words], seams: list[Seam | None], typed: list[str]) -> None:
    words = to_words(text)
    if words:
        parts.append(words)
        seams.append(None)
        typed += [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
