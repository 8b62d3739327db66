"""Does the assistant name what a question wrongly takes for granted, or only fail to answer it?"""

from __future__ import annotations

from evals.metrics.base import Observations
from evals.types import Result


def observe_premise_named(result: Result) -> Observations:
    """Observe each unanswerable case with a false premise: 1 if a note has all words of one of its alternatives.

    Case does not matter and a stem stands for its forms. Rival: abstention recall on such cases, which is as high for
    an assistant that only says that it found nothing.
    """
    if not result.case.premise:
        return ()
    notes = [note.lower() for note in result.answer.notes] if result.answer else []
    wanted = [[word.lower() for word in words] for words in result.case.premise]
    return (float(any(all(word in note for word in words) for words in wanted for note in notes)),)
