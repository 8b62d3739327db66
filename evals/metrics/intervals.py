"""How much would a figure move with other questions? Bootstrap intervals over cases, and paired differences.

Cases are drawn with replacement, each with all its observations: citations of one answer depend on each other, so
drawing citations, the rival, would make intervals too narrow. The percentile method (Efron and Tibshirani, 1993,
chapter 13); intervals say nothing of the choice of questions or of what the labels may have wrong. Where every case
has the same share, 0 or 1, no resample differs, and the interval is that of Clopper and Pearson (1934) instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evals.metrics.base import Metric, Observations

RESAMPLES = 1000
CONFIDENCE = 0.95
_TAIL = (1 - CONFIDENCE) / 2
SEED = 20261123
"""Any number will do; a fixed one makes two runs identical."""


def bootstrap(metric: Metric, by_case: Sequence[Observations]) -> tuple[float | None, float | None]:
    """Return the lower and upper end of the interval of `metric` over the observations of each case.

    (None, None) if fewer than two cases have observations. A resample that the metric has no value for is drawn anew
    by being left out.
    """
    seen = [observations for observations in by_case if observations]
    if len(seen) < 2:
        return None, None
    alike = {value for observations in seen for value in observations}
    if metric.unit == "share" and alike in ({0.0}, {1.0}):
        unseen = 1 - _TAIL ** (1 / len(seen))
        return (0.0, unseen) if 0.0 in alike else (1 - unseen, 1.0)
    values = []
    for drawn in _draw(len(seen)):
        value = metric.reduce([value for number in drawn for value in seen[number]])
        if value is not None:
            values.append(value)
    return _find_ends(values)


def compare(
    metric: Metric, before: Sequence[Observations], after: Sequence[Observations]
) -> tuple[float, float, float] | None:
    """Return how much higher `metric` is after than before, with the ends of the difference's interval.

    Both hold the observations of the same cases in the same order; a resample draws the same cases for both (paired),
    so that hard questions weigh on both sides alike. None if either has no value, or if fewer than two cases have one.
    """
    if len(before) != len(after):
        raise ValueError(f"{len(before)} cases before, {len(after)} after")
    whole = _subtract(metric, before, after, range(len(before)))
    if whole is None or sum(bool(old or new) for old, new in zip(before, after, strict=True)) < 2:
        return None
    differences = [_subtract(metric, before, after, drawn) for drawn in _draw(len(before))]
    low, high = _find_ends([value for value in differences if value is not None])
    return None if low is None or high is None else (whole, low, high)


def _subtract(
    metric: Metric, before: Sequence[Observations], after: Sequence[Observations], drawn: Sequence[int]
) -> float | None:
    old = [value for number in drawn for value in before[number]]
    new = [value for number in drawn for value in after[number]]
    first, second = (metric.reduce(old), metric.reduce(new)) if old and new else (None, None)
    return None if first is None or second is None else second - first


def _draw(cases: int) -> list[list[int]]:
    rng = np.random.default_rng(SEED)
    drawn: list[list[int]] = rng.integers(0, cases, size=(RESAMPLES, cases)).tolist()
    return drawn


def _find_ends(values: Sequence[float]) -> tuple[float | None, float | None]:
    if not values:
        return None, None
    low, high = np.quantile(values, [_TAIL, 1 - _TAIL])
    return float(low), float(high)
