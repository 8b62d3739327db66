"""The regression gate: does this version answer the same cases worse than the committed baseline, beyond the noise?

The baseline holds each case's observations, so the two versions are compared case by case. A share has fallen beyond
the noise if the interval of its paired difference lies wholly on the bad side of 0. What must be perfect fails on any
loss at all. Cases that only one of the two has are left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.readers import read_text
from evals.metrics import METRICS
from evals.metrics.base import Observations
from evals.metrics.intervals import compare
from evals.report import Row, align, format_number
from evals.types import EvalsError, Run

Baseline = Mapping[str, Mapping[str, Observations]]
"""Case id → metric name → the observations of an earlier run."""

NOISY = (
    "complete",
    "first_right",
    "citation_recall",
    "citation_precision",
    "abstention_recall",
    "false_abstention",
    "premise_named",
    "speaker_accuracy",
    "auroc",
)
EXACT = ("verbatim", "whole", "wrong_speaker", "errors")


@dataclass(frozen=True, slots=True)
class Difference:
    """How a metric moved from the baseline to this run, on the cases of both, with the interval of the difference."""

    name: str
    label_sv: str
    change: float
    low: float
    high: float
    is_worse: bool


def find_differences(run: Run, baseline: Baseline) -> tuple[Difference, ...]:
    """Return the difference of every gated metric that both have, in the order of METRICS.

    Raises EvalsError if fewer than two cases are common: a gate that compares nothing must not pass.
    """
    common = [result.case.id for result in run.results if result.case.id in baseline]
    if len(common) < 2:
        raise EvalsError(
            "Jämförelsefilen har inte minst två fall gemensamma med sviten, så det finns inget att jämföra."
        )
    differences = []
    for metric in METRICS:
        if metric.name not in (*NOISY, *EXACT):
            continue
        before = [baseline[case_id].get(metric.name, ()) for case_id in common]
        after = [run.values[case_id].get(metric.name, ()) for case_id in common]
        try:
            found = compare(metric, before, after)
        except TypeError as error:
            raise EvalsError(f"Jämförelsefilen har fel sorts värden för måttet {metric.name}.") from error
        if found is None:
            continue
        change, low, high = found
        sign = -1 if metric.is_better_low else 1
        is_worse = sign * change < 0 if metric.name in EXACT else max(sign * low, sign * high) < 0
        differences.append(Difference(metric.name, metric.label_sv, change, low, high, is_worse))
    return tuple(differences)


def load_baseline(path: Path) -> Baseline:
    """Return the observations of an earlier run's JSON file, by case id and metric name.

    Raises CorpusError if it can't be read and EvalsError if it is no such file.
    """
    try:
        return {
            str(case["id"]): {
                name: tuple(_to_observation(value) for value in seen) for name, seen in case["observations"].items()
            }
            for case in json.loads(read_text(path))["cases"]
        }
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise EvalsError(
            f"Filen {path} är inget resultat av ”belagg eval --out”, så den går inte att jämföra med."
        ) from error


def format_differences(differences: Sequence[Difference]) -> str:
    """Return a table: how each gated metric moved, with the interval, and what fell beyond the noise."""
    rows: list[Row] = [("Mot tidigare", "Skillnad", "95 %", "")]
    for d in differences:
        change, low, high = (format_number(value, "share", signed=True) for value in (d.change, d.low, d.high))
        rows.append((d.label_sv, change, f"{low} till {high}", "SÄMRE" if d.is_worse else ""))
    return "\n".join(align(rows))


def _to_observation(value: object) -> float | tuple[float, float]:
    if isinstance(value, list):
        first, second = value
        return float(first), float(second)
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"no observation: {value!r}")
    return float(value)
