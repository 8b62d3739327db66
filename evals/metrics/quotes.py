"""Are the quotes exact? Two parts of promise 1, told apart: the letters, and the whole sentence.

Rival: `quote in document.text`, which passes "i" and "nej till nya surfplattor" cut from its sentence; and overlap of
tokens, which passes "tio timmar" for "två timmar".
"""

from __future__ import annotations

from evals.metrics.base import Observations
from evals.types import Result


def observe_verbatim(result: Result) -> Observations:
    """Observe each quote that was shown, closest passages too: 1 if it is the text at its offsets. Must be 1."""
    if result.answer is None:
        return (0.0,)
    return tuple(float(judged.is_verbatim) for judged in result.citations)


def observe_whole(result: Result) -> Observations:
    """Observe each quote that was shown, closest passages too: 1 if it is a whole sentence or quotation. Must be 1."""
    if result.answer is None:
        return (0.0,)
    return tuple(float(judged.is_whole) for judged in result.citations)
