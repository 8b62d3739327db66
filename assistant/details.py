"""Whether a sentence has the kind of detail that a question asks for: a number, a time, a name, a sum, an age."""

from __future__ import annotations

import re

from assistant import phrases
from assistant.understand import Understanding
from corpus import swedish
from corpus.people import to_base_role
from index.lexical import to_indexed_terms, to_question_terms
from index.types import Chunk

_NAME = re.compile(r"(?<=[\w,:”] )[^\W\d_a-zß-öø-ÿ][\w-]+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_CALENDAR = tuple(name for name in swedish.MONTHS_AND_DAYS if name not in ("maj", "jul"))


def asks_detail(read: Understanding) -> bool:
    """Return whether a question asks for a number, a time, a name or a quantity of some unit."""
    return read.kind in ("hur många", "när", "namn") or find_unit(read.query) is not None


def judge_detail(read: Understanding, chunk: Chunk) -> float:
    """Return 1 if a sentence has the detail that is asked for, -1 if not, 0 if none is asked for."""
    unit = find_unit(read.query)
    if unit is not None:
        return 1.0 if re.search(phrases.UNITS[unit].given, chunk.text.lower()) else -1.0
    if read.kind == "hur många":
        return 1.0 if has_number(chunk.text) else -1.0
    if read.kind == "när":
        return 1.0 if has_number(chunk.text) or has_time(chunk.text) else -1.0
    if read.kind == "namn":
        return 1.0 if has_name(read, chunk) else -1.0
    return 0.0


def has_name(read: Understanding, chunk: Chunk) -> bool:
    """Return whether a sentence names what a question like "Vad heter kassören?" asks for.

    It has the question's first word of a topic that is no genitive ("forskarnas rapport"), or that is its speaker's
    role, and a name that the question has not; the speaker's own name only counts where a person is asked for.
    """
    cue = next((c for c in phrases.QUESTION_WORDS["namn"] if c in read.query.lower()), "")
    heads = re.findall(r"[\w-]+", read.query.lower().partition(cue)[2])
    owned = heads[1:] if len(heads) > 1 and heads[0].endswith(phrases.GENITIVE_ENDINGS) else heads
    asked = to_question_terms(" ".join(owned))
    role = next((found for word in heads[:4] if (found := to_base_role(word))), None)
    person = chunk.sentence.attribution.speaker
    if role and person and person.role == role:
        return True
    own = set() if role or person is None else set(person.name.split())
    names = {word for word in _NAME.findall(chunk.text) if word not in read.query and word not in own}
    return bool(names and set(asked[:1]) & set(to_indexed_terms(chunk.text)))


def has_time(text: str) -> bool:
    """Return whether a text names a month, a day or another time in words ("på torsdagen", "i våras")."""
    words = [word.lower() for word in _WORD.findall(text)]
    return any(word in phrases.TIME_WORDS or word.startswith(_CALENDAR) for word in words)


def has_number(text: str) -> bool:
    """Return whether a text has a number, in digits or in words."""
    return _DIGIT.search(text) is not None or any(
        word.lower() in phrases.NUMBER_WORDS - {"en", "ett"} for word in _WORD.findall(text)
    )


def find_unit(query: str) -> str | None:
    """Return the unit of what a question asks for, a key of `phrases.UNITS`, None if it asks for none of them.

    >>> find_unit("Vad blev notan för mobilerna?"), find_unit("Vilket år var det?"), find_unit("Vem betalade?")
    ('pengar', 'årtal', None)
    """
    lowered = query.lower()
    return next((name for name, unit in phrases.UNITS.items() if re.search(unit.asked, lowered)), None)
