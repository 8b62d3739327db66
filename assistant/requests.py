"""What kind of a question it is, and whether it is one to the material at all."""

from __future__ import annotations

import re
from typing import Literal

from assistant import phrases

Request = Literal[
    "question", "instruction", "opinion", "prediction", "greeting", "unclear", "more", "who_says", "where_stands"
]
NO_QUESTIONS: tuple[Request, ...] = ("instruction", "opinion", "prediction", "greeting", "unclear")
"""Requests that no material answers: a task, a greeting, "hon" of whom nobody has spoken."""


def find_kind(lowered: str) -> str:
    """Return the question type: of the cues in the question the earliest, of two in one place the longer."""
    found = [
        (match.start(), -len(cue), kind)
        for kind, cues in phrases.QUESTION_WORDS.items()
        for cue in cues
        if (match := re.search(rf"(?<!\w){cue}(?!\w)", lowered))
    ]
    return min(found)[2] if found else "ja/nej"


def find_request(lowered: str, *, is_first: bool) -> Request:
    """Return what a question in lower case asks the assistant to do; `is_first` if no other was asked before."""
    plain = lowered.strip(" ?!.")
    if not is_first:
        if any(plain.startswith(cue) for cue in phrases.WHO_SAYS):
            return "who_says"
        if any(plain.startswith(cue.strip("?")) for cue in phrases.WHERE_STANDS):
            return "where_stands"
        if plain in phrases.MORE:
            return "more"
    if re.fullmatch(phrases.GREETING, plain):
        return "greeting"
    if _is_instruction(lowered):
        return "instruction"
    if any(re.search(rf"(?<!\w){re.escape(cue)}", lowered) for cue in phrases.OPINIONS):
        return "opinion"
    if any(re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", lowered) for cue in phrases.PREDICTIONS):
        return "prediction"
    return "question"


def _is_instruction(lowered: str) -> bool:
    """Return whether a question opens with a task for the assistant, other than to list what the material says."""
    if re.search(phrases.ASKS_LIST, lowered):
        return False
    cues = "|".join(re.escape(cue) for cue in phrases.INSTRUCTIONS)
    return any(
        not re.search(phrases.SUBJECT_BEFORE, lowered[: match.start()])
        for match in re.finditer(rf"(?:^|(?<= ))(?:{cues})", lowered[:60])
    )
