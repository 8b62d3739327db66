"""Organisations and places: what a text groups what it tells by, each under its short name ("Luleå")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import swedish
from corpus.types import Person, Span

CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
"""A letter that isn't a small one of Latin-1, so that Š and Ł count as capitals too."""
_ORGANISATION_NOUNS = "|".join(sorted(swedish.ORGANISATION_NOUNS | swedish.LIBRARY_NOUNS))
ORGANISATION = re.compile(
    rf"(?:{'|'.join(sorted(swedish.ROLE_PREPOSITIONS))})\s+(?:[a-zåäö-]+\s+){{0,4}}?"
    rf"({CAPITAL}[\w-]*(?:\s+(?:{CAPITAL}[\w-]*|[a-zåäö]*(?:{_ORGANISATION_NOUNS}))\b)*)"
)


def find_places(text: str, sentences: Sequence[Span], people: Sequence[Person]) -> tuple[str, ...]:
    """Return the organisations' short names that the text groups what it tells by.

    They are the people's organisations and the places that stand after "i" at least twice.
    """
    names = {word for person in people for word in (person.name, *person.name.split())}
    counts: dict[str, int] = {}
    pattern = re.compile(rf"\b[Ii]\s+({CAPITAL}[a-zåäöé]+(?:-{CAPITAL}[a-zåäöé]+)?)\b")
    for sentence in sentences:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            named = match[1] not in names and match[1].lower() not in swedish.MONTHS_AND_DAYS
            if named and to_whole_phrase(match[1], text) == match[1]:
                counts[match[1]] = counts.get(match[1], 0) + 1
    organisations = dict.fromkeys(person.library for person in people if person.library)
    listed = {name for sentence in sentences for name in _coordinated(sentence.of(text)) if name in text}
    places = {place: None for place, count in counts.items() if count > 1 or place in listed}
    return tuple(name for name in organisations | places if name)


def _coordinated(raw: str) -> list[str]:
    """Return the members of a list of three or more places: "i A, B, C och D"."""
    match = re.search(rf"\b[Ii] ({CAPITAL}[a-zåäöé]+(?:, {CAPITAL}[a-zåäöé]+)+ och {CAPITAL}[a-zåäöé]+)\b", raw)
    return re.split(r", | och ", match[1]) if match else []


def mentions_place(raw: str, place: str) -> bool:
    """Return whether `raw` names the place or organisation, in the genitive too ("Luleås")."""
    return re.search(rf"(?<![\w-]){re.escape(place)}s?(?![\w])", raw) is not None


def to_whole_phrase(start: str, text: str) -> str:
    """Return a name with the lower-case words that always follow it: "Framtid" → "Framtid för alla"."""
    phrase = start
    while text.count(phrase) > 1:
        following = re.findall(rf"(?<![\w-]){re.escape(phrase)}(?:\s+([^\W\d_]+))?", text)
        if len(following) < 2 or len(set(following)) > 1 or not following[0]:
            return phrase
        phrase += " " + following[0]
    return phrase


def to_short_name(organisation: str, text: str) -> str:
    """Return an organisation's short name: "Helsingborgs bibliotek" → "Helsingborg", if the text has that name too."""
    words = organisation.split()
    if len(words) > 1 and words[-1] in swedish.LIBRARY_NOUNS:
        words = words[:-1]
    name = " ".join(words)
    bare = name[:-1]
    if name.endswith("s") and re.search(rf"(?<![\w-]){re.escape(bare)}(?![\w-])", text):
        return bare
    return name
