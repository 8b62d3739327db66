"""The words of a quote beside those of its source: which are the same, replaced, missing or added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

ChangeKind = Literal["same", "replaced", "missing", "added"]

SPARE = 3
"""Words of the source on either side of the best stretch of the quote's own length that may belong to it."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the source and of the quote that are "same" or "replaced", "missing" in the quote or "added" to it."""

    kind: ChangeKind
    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Numbers of words in the source and in the quote that belong together."""

    kind: ChangeKind
    source: range
    quote: range


def align(source: Sequence[str], quote: Sequence[str]) -> list[Piece]:
    """Return the pieces, in order, that take the source's words to the quote's with most words kept.

    What the source has before and after is left out. (Longest common subsequence.)

    >>> [(p.kind, list(p.source)) for p in align("vi har nu tio timmar kvar".split(), "har tio dagar".split())]
    [('same', [1]), ('missing', [2]), ('same', [3]), ('replaced', [4])]
    """
    best = fuzz.partial_ratio_alignment(quote, source)
    start, end = (best.dest_start, best.dest_end) if best and len(quote) <= len(source) else (0, len(source))
    low, high = max(0, start - SPARE), min(len(source), end + SPARE)
    codes = Indel.opcodes(source[low:high], quote)
    groups = [list(group) for _, group in groupby(codes, key=lambda code: code.tag == "equal")]
    pieces = [
        _to_piece(
            range(low + group[0].src_start, low + group[-1].src_end),
            range(group[0].dest_start, group[-1].dest_end),
            is_same=group[0].tag == "equal",
        )
        for group in groups
    ]
    if pieces:
        # At either end, words of the source beyond as many as the quote has there are only what stands around.
        pieces[0] = replace(pieces[0], source=pieces[0].source[-len(pieces[0].quote) or len(source) :])
        pieces[-1] = replace(pieces[-1], source=pieces[-1].source[: len(pieces[-1].quote)])
    return [piece for piece in pieces if piece.source or piece.quote]


def _to_piece(source: range, quote: range, *, is_same: bool) -> Piece:
    if is_same:
        return Piece("same", source, quote)
    return Piece("replaced" if source and quote else "missing" if source else "added", source, quote)
