"""The words of a quote that answer vem, var, när or hur många outright, where only one can be meant.

They are shown before the quotes and marked in theirs. Where a quote has two numbers, times, places or names that might
be meant, nothing is pointed at: the quote speaks for itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from assistant import phrases
from assistant.details import find_unit
from assistant.understand import Understanding
from corpus import swedish
from corpus.organisations import CAPITAL
from corpus.types import Span
from index.lexical import to_indexed_terms, to_question_terms

_COUNTS = "|".join(sorted(phrases.NUMBER_WORDS - {"noll", "en", "ett"}, key=lambda word: (-len(word), word)))
_NUMBER = rf"(?:(?:{'|'.join(phrases.ABOUT)}) )?(?:\d+(?:[ .,]\d+)*|(?:{_COUNTS}))"
_MONTHS = "|".join(sorted(name for name in swedish.MONTHS_AND_DAYS if not name.endswith("dag")))
_DAYS = "|".join(sorted(name for name in swedish.MONTHS_AND_DAYS if name.endswith("dag")))
_YEAR = r"(?:1[6-9]|20)\d\d"
_TIME = re.compile(
    rf"\b(?:(?:{'|'.join(phrases.TIME_OPENINGS)}) )*"
    rf"(?:(?:\d{{1,2}} )?(?:{_MONTHS})(?:[–-](?:{_MONTHS}))?(?: månad)?(?: {_YEAR})?|{_YEAR}|(?:{_DAYS})(?:ar|en|arna)?"
    rf"|{'|'.join(phrases.TIMES)}|klockan \w+)\b",
    re.IGNORECASE,
)
_CAPITALISED = rf"{CAPITAL}[\w-]+(?: {CAPITAL}[\w-]+| (?:{'|'.join(phrases.PLACE_NOUNS)}))*"
_PLACE = re.compile(
    rf"\b(?i:{'|'.join(phrases.PLACE_OPENINGS)}) (?>({_CAPITALISED}))"
    rf"(?!,? (?:och|eller|respektive|samt) {CAPITAL})(?!, {CAPITAL})"
)
_SAYING = swedish.SPEECH_VERBS | set(phrases.TELLING)
_WHO = re.compile(r"\W*(?:(?!vem|who)\w+\W+){0,4}(?:vem|who)\b(?: (?:är|var|va) det som)? (\w+)")


def find_pointed(read: Understanding, quote: str, *, people: Iterable[str], libraries: Collection[str]) -> Span | None:
    """Return where in `quote` the words stand that answer the question outright, None unless only one can be meant.

    `people` are the full names of those whom the documents know, apart from the one whose words the quote is;
    `libraries` are the short names that they group by, of which none is an answer about another.
    """
    if read.is_comparison or read.request != "question":
        return None
    if read.kind == "hur många":
        found = _find_amounts(read, quote)
    elif read.kind == "när":
        found = [match.span() for match in _TIME.finditer(quote)]
    elif read.kind == "vem" and re.search(r"\b(?:vem|who)\b", read.query.lower()):
        found = _find_people(read, quote, people)
    elif read.kind == "var":
        others = {*_to_words(read.query), *(libraries if read.libraries else ())}
        found = [m.span() for m in _PLACE.finditer(quote) if not others & set(m[1].split())]
    else:
        return None
    texts = {quote[start:end].lower() for start, end in found}
    return Span(*found[0]) if len(texts) == 1 else None


def asks_who_says(read: Understanding) -> bool:
    """Return whether a question asks whose words something is: "Vem menar att …", "Who said that …"."""
    verb = _WHO.match(read.query.lower())
    return verb is not None and verb[1] in _SAYING


def _find_amounts(read: Understanding, quote: str) -> list[tuple[int, int]]:
    """Return the places of the amounts that are in the unit asked for, or before the thing that is counted."""
    unit = find_unit(read.query)
    if unit == "årtal":
        return [match.span() for match in re.finditer(rf"\b{_YEAR}\b", quote)]
    if unit is not None:
        pattern = rf"\b{_NUMBER}(?: \w+)?? ?{phrases.UNITS[unit].named}"
        return [match.span() for match in re.finditer(pattern, quote, re.IGNORECASE)]
    counted = re.search(r"(?:hur många|how many)\s+(.+)", read.query.lower())
    terms = to_question_terms(counted[1])[:1] if counted else []
    found = []
    for match in re.finditer(rf"\b{_NUMBER}(?=((?: [\w-]+){{1,3}}))", quote, re.IGNORECASE) if terms else ():
        for word in re.finditer(r" ([\w-]+)", match[1]):
            if terms[0] in to_indexed_terms(word[1]):
                found.append((match.start(), match.end() + word.end()))
                break
    return found


def _find_people(read: Understanding, quote: str, people: Iterable[str]) -> list[tuple[int, int]]:
    """Return the places of the people named in the quote whom the question doesn't name."""
    asked = {person.name for person in read.people}
    named = []
    for name in people:
        either = rf"(?<![\w-])(?:{re.escape(name)}|{re.escape(name.split()[0])})(?![\w-])"
        if name not in asked and (match := re.search(either, quote)):
            named.append(match.span())
    return named


def _to_words(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+", text))
