"""What a metric is: how one result is observed, and how observations become one value.

An observation is a number, or for metrics of confidence a pair (confidence, outcome). A case to which a metric doesn't
apply gives none. **An answer that raised gives the worst observation** in the metrics that its case could have counted
in: it is never dropped, so an assistant can't win by failing. A metric without observations has the value None, not 0.

Means are over all observations (micro averages); the rival, the mean of each case's mean, gives a case with one
citation the weight of one with four.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.types import JudgedCitation, Observation, Result, Unit

Observations = tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, its Swedish label, how a result is observed and how observations become one value.

    `reduce` may return None where the observations don't suffice (an area under a curve of one class).
    """

    name: str
    label_sv: str
    observe: Callable[[Result], Observations]
    reduce: Callable[[Sequence[Observation]], float | None] = lambda values: statistics.fmean(to_numbers(values))
    unit: Unit = "share"
    is_better_low: bool = False


def to_numbers(observations: Sequence[Observation]) -> list[float]:
    """Return observations that are plain numbers; raises TypeError if one is a pair."""
    numbers = []
    for value in observations:
        if isinstance(value, tuple):
            raise TypeError(f"a pair where a number is needed: {value}")
        numbers.append(value)
    return numbers


def to_pairs(observations: Sequence[Observation]) -> list[tuple[float, float]]:
    """Return observations that are (confidence, outcome) pairs; raises TypeError if one is a number."""
    pairs = []
    for value in observations:
        if not isinstance(value, tuple):
            raise TypeError(f"a number where a pair is needed: {value}")
        pairs.append(value)
    return pairs


def abstains(result: Result) -> bool:
    """Return whether the answer is not_found; an error is no abstention."""
    return result.answer is not None and result.answer.status == "not_found"


def cited(result: Result) -> tuple[JudgedCitation, ...]:
    """Return what was cited as support: without the closest passages of a not_found answer."""
    return tuple(judged for judged in result.citations if not judged.is_nearest)
