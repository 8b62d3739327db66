"""Where a text names the people it has introduced: in full, by first name or surname, or by their title alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.organisations import CAPITAL, ORGANISATION, to_short_name
from corpus.people import names_of
from corpus.types import Person, Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a person is named; `person` is None when several share the name and nothing tells which."""

    span: Span
    person: Person | None


def find_mentions(text: str, block: Span, people: Sequence[Person], earlier: Iterable[Person] = ()) -> list[Mention]:
    """Return the mentions of `people` in a block, in order: by name, also in the genitive, or by their title alone.

    A name that several share means the one whose organisation follows it, else the only one of them whom the text
    has named so far (`earlier` and this block), else the only one whom this block has named in full, else nobody that
    can be told. A title in the definite form ("kassören") means the only one who has it.
    """
    pattern = _mention_pattern(tuple(people))
    if pattern is None:
        return []
    mentions: list[Mention] = []
    seen, here = set(earlier), set()
    for match in pattern.finditer(text, block.start, block.end):
        name = match[1]
        owners = [person for person in people if name in names_of(person) or name.lower() in _titles_of(person)]
        if (
            not owners
            or (not name[0].isupper() or name not in names_of(owners[0]))
            and not _stands_alone(text, match, block, owners)
        ):
            continue
        person: Person | None = owners[0]
        if len(owners) > 1:
            following = ORGANISATION.match(text, min(match.end() + 1, block.end), block.end)
            place = to_short_name(following[1], text) if following else None
            placed = [owner for owner in owners if place and owner.library == place]
            choices = [placed] if place else [[o for o in owners if o in seen], [o for o in owners if o in here]]
            person = next((choice[0] for choice in choices if len(choice) == 1), None)
        if person is not None:
            seen.add(person)
            if name == person.name:
                here.add(person)
        mentions.append(Mention(Span(match.start(), match.end()), person))
    return mentions


@lru_cache(maxsize=4096)
def _titles_of(person: Person) -> frozenset[str]:
    """Return the definite forms of a person's role: "kassör" → "kassören"."""
    role = (person.role or "").lower()
    return frozenset(f"{role}{ending}" for ending in ("n", "en", "et")) if len(role) > 3 else frozenset()


def _stands_alone(text: str, match: re.Match[str], block: Span, owners: Sequence[Person]) -> bool:
    """Return whether a title means a person by itself: one has it, and no name or other organisation follows it."""
    following = text[match.end() : block.end]
    if len(owners) != 1 or match[0].endswith("s") or re.match(rf"\s+{CAPITAL}", following):
        return False
    place = ORGANISATION.match(following.lstrip())
    return place is None or owners[0].library == to_short_name(place[1], text)


@lru_cache(maxsize=64)
def _mention_pattern(people: tuple[Person, ...]) -> re.Pattern[str] | None:
    titles = {form for person in people for title in _titles_of(person) for form in (title, title.capitalize())}
    names = sorted(
        {name for person in people for name in names_of(person)} | titles, key=lambda name: (-len(name), name)
    )
    if not names:
        return None
    return re.compile(rf"(?<![\w-])({'|'.join(re.escape(name) for name in names)})s?(?![\w-])")
