"""How much a metric moved between two runs, case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.metrics import METRICS
from evals.metrics.intervals import compare
from evals.types import Run, Unit

DRIFT = 0.15
"""How much of its time the same code may take more or less in another run on a shared machine: medians of 195, 202, 211
and 219 ms were seen within an hour. No smaller change of time is told from noise."""
_METRICS = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Change:
    """How much a metric moved between two runs over the cases of both, with the ends of the paired interval."""

    name: str
    value: float
    low: float
    high: float

    @property
    def unit(self) -> Unit:
        """Return the unit of the metric."""
        return _METRICS[self.name].unit

    @property
    def verdict(self) -> Literal["same", "noise", "worse", "better"]:
        """Return "noise" if the interval holds 0, "same" if it is nothing but 0, else which way it went."""
        if self.low == self.high == 0:
            return "same"
        if self.low <= 0 <= self.high:
            return "noise"
        return "worse" if (self.value > 0) == _METRICS[self.name].is_better_low else "better"


def find_changes(before: Run, after: Run, names: Sequence[str]) -> Mapping[str, Change]:
    """Return the change of every named metric that both runs have a value of, over the cases of both.

    The interval of a time is widened by DRIFT of the earlier time either way.
    """
    common = [result.case.id for result in before.results if result.case.id in after.values]
    changes = {}
    for name in names:
        old, new = ([run.values[case_id].get(name, ()) for case_id in common] for run in (before, after))
        metric = _METRICS[name]
        found = compare(metric, old, new)
        if found is not None:
            value, low, high = found
            was = metric.reduce([seen for observations in old for seen in observations]) or 0.0
            drift = DRIFT * was if metric.unit == "ms" else 0.0
            changes[name] = Change(name, value, low - drift, high + drift)
    return changes
