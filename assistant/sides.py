"""A comparison taken apart: each side asked about alone, and the answers put together again.

"Hur arbetar Falun och Boden med teknik?" has no sentence near it if the one is said about Falun and the other about
Boden, but each side has: "Hur arbetar Falun med teknik?" among the sentences about Falun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import phrases
from assistant.select import Selected, Selection
from assistant.signals import is_about, is_by
from assistant.understand import Understanding
from corpus.organisations import mentions_place
from index.types import Chunk


def split(read: Understanding) -> tuple[Understanding, ...]:
    """Return the question asked about each side alone, in its order; the question itself if it compares nobody."""
    if not read.is_comparison:
        return (read,)
    return tuple(_ask_about(read, side) for side in read.sides)


def _ask_about(read: Understanding, side: str) -> Understanding:
    """Return the question with `side` instead of all that are asked about side by side."""
    mention = _to_mention(read)
    several = rf"(?:(?:{phrases.BOTH}) )?{mention}(?:{phrases.BETWEEN_SIDES}{mention})*"

    def put(match: re.Match[str]) -> str:
        is_genitive = match[0].endswith("s") and not match[0].endswith(_to_forms(read))
        return f"{side}s" if is_genitive and not side.endswith("s") else side

    query = re.sub(several, put, read.query, flags=re.IGNORECASE)
    people = tuple(person for person in read.people if person.name == side)
    if not people:
        return replace(read, query=query, libraries=(side,), side=side)
    libraries = tuple(library for library in read.libraries if mentions_place(query, library))
    return replace(read, query=query, people=people, libraries=libraries, side=side)


def _to_mention(read: Understanding) -> str:
    """Return a pattern for one of the sides as a question names it: "Boden", "Karin i Falun", "Karin"."""
    named = "|".join(re.escape(form) for form in sorted(_to_forms(read), key=len, reverse=True))
    libraries = "|".join(re.escape(library) for library in read.libraries)
    place = rf"(?: (?:{phrases.AT}) (?:{libraries}))?" if len(read.people) > 1 and libraries else ""
    return rf"(?<![\w-])(?:{named})s?(?!\w){place}"


def _to_forms(read: Understanding) -> tuple[str, ...]:
    """Return what the sides are called: a library by its name, a person by the whole or a part of it."""
    parts = (part for name in read.sides for part in name.split()) if len(read.people) > 1 else ()
    return tuple(dict.fromkeys((*read.sides, *parts)))


def concerns(read: Understanding, chunk: Chunk, side: str) -> bool:
    """Return whether a sentence is by or about a side of a question: a person of it, or else a library."""
    return is_by(chunk, side) if side in {person.name for person in read.people} else is_about(chunk, side)


def join(
    sides: Sequence[str],
    selections: Sequence[Selection],
    *,
    threshold: float,
    max_quotes: int,
    margin: float,
) -> Selection:
    """Return one selection for a comparison, from what was selected for each side whatever its confidence.

    The material answers if it does about any side. A side is missing if it has no quote, or if neither its own
    confidence reaches `threshold` nor its best quote's logit comes within twice `margin` of the best of all. Each
    side gets an equal share of `max_quotes`, at least one; a sentence about several sides is quoted once.
    """
    confidence = max(selection.confidence for selection in selections)
    considered = {s.chunk.id: s for selection in selections for s in selection.nearest}
    nearest = tuple(sorted(considered.values(), key=lambda s: (-s.logit, s.chunk.id))[:3])
    found = [selection.quotes[0].logit for selection in selections if selection.quotes]
    if confidence < threshold or not found:
        return Selection((), nearest, confidence)
    share = max(1, max_quotes // len(selections))
    quotes: dict[str, Selected] = {}
    missing = []
    for side, selection in zip(sides, selections, strict=True):
        is_sure = selection.confidence >= threshold
        if not selection.quotes or not (is_sure or selection.quotes[0].logit >= max(found) - 2 * margin):
            missing.append(side)
            continue
        for quote in selection.quotes[:share]:
            quotes.setdefault(quote.chunk.id, quote)
    return Selection(tuple(quotes.values()), nearest, confidence, tuple(missing))
