"""How long does an answer take? Milliseconds, on the machine that the run names; never compared across machines.

The first answer of a run may include warming up; nothing is left out for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.metrics.base import Observations, to_numbers
from evals.types import Observation, Result


def observe_latency(result: Result) -> Observations:
    """Observe each answer: its own total in milliseconds, or the time that the call took if it gives none."""
    if result.answer is None:
        return ()
    return (result.answer.timings_ms.get("total", result.wall_ms),)


def find_percentile(values: Sequence[float], percent: float) -> float:
    """Return the nearest-rank percentile: the smallest value that at least `percent` of 100 values don't exceed.

    Rival: interpolation between two ranks, which returns a time that nobody waited.

    >>> find_percentile([10, 20, 30, 40], 75), find_percentile([10, 20, 30, 40], 76)
    (30, 40)
    """
    if not values:
        raise ValueError("no values to take a percentile of")
    ordered = sorted(values)
    return ordered[max(math.ceil(percent / 100 * len(ordered)), 1) - 1]


def reduce_median(observations: Sequence[Observation]) -> float:
    """Return the median, the lower of the two middle ones if there are two."""
    return find_percentile(to_numbers(observations), 50)


def reduce_p95(observations: Sequence[Observation]) -> float:
    """Return the time that 95 of 100 answers don't exceed."""
    return find_percentile(to_numbers(observations), 95)
