"""The metrics: each a function from one result to its observations, and the way in which those become one value.

An observation is 0.0 or 1.0 for a share, else a number of quotes or milliseconds. A case to which a metric doesn't
apply gives none. **An answer that raised gives the worst observation** in the shares that its case could have counted
in: it is never dropped, so an assistant can't win by failing. `Score.count` is the number of observations; a metric
without any has the value None, not 0.

A partial answer counts as an answer: it claims support. Values are means over all observations (micro averages); the
rival, the mean of each case's mean, gives a case with one citation the weight of one with four.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.types import Result, Score, Unit

Observations = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, its Swedish label, how a result is observed and how observations become one value."""

    name: str
    label_sv: str
    observe: Callable[[Result], Observations]
    reduce: Callable[[Sequence[float]], float] = statistics.fmean
    unit: Unit = "share"
    is_better_low: bool = False


def observe_complete(result: Result) -> Observations:
    """Observe each answerable case: 1 if every evidence group has an alternative in some cited quote.

    Rival: the share of groups that are covered (ALCE's recall), which gives half marks to half an answer.
    """
    if not result.case.answerable:
        return ()
    covered = {group for judged in result.citations if not judged.is_nearest for group in judged.groups}
    return (float(len(covered) == len(result.case.evidence)),)


def observe_first_right(result: Result) -> Observations:
    """Observe each answerable case: 1 if the first citation holds an alternative of any group; 0 without citations.

    Rival: success@k, any of the first k.
    """
    if not result.case.answerable:
        return ()
    first = next((judged for judged in result.citations if not judged.is_nearest), None)
    return (float(first is not None and bool(first.groups)),)


def observe_citation_precision(result: Result) -> Observations:
    """Observe each citation of an answerable case: 1 if it holds an alternative of any group.

    A case that was turned away cites nothing and gives no observation (`complete` counts it as wrong). Citations on
    an unanswerable question are left out too, since `abstention_recall` counts that answer; the rival counts each as 0.
    """
    if not result.case.answerable:
        return ()
    if result.answer is None:
        return (0.0,)
    return tuple(float(bool(judged.groups)) for judged in result.citations if not judged.is_nearest)


def observe_abstention_precision(result: Result) -> Observations:
    """Observe each not_found answer: 1 if the question can't be answered from the material.

    "Positive" is to abstain. Rival: precision of answering, which is high wherever most questions are answerable.
    """
    return (float(not result.case.answerable),) if _abstains(result) else ()


def observe_abstention_recall(result: Result) -> Observations:
    """Observe each unanswerable case: 1 if the answer is not_found."""
    return () if result.case.answerable else (float(_abstains(result)),)


def observe_false_abstention(result: Result) -> Observations:
    """Observe each answerable case: 1 if the answer is not_found, or raised. Low is good."""
    return (float(result.answer is None or _abstains(result)),) if result.case.answerable else ()


def observe_speaker_accuracy(result: Result) -> Observations:
    """Observe each judged citation, closest passages too: 1 if its speaker is right, 0 if missing or wrong.

    `judge.judge_speaker` has the definition. Rival: the speaker is among those whom the case asks for, which a quote
    credited to the wrong one of two passes.
    """
    if result.answer is None:
        return (0.0,)
    return tuple(float(judged.speaker == "right") for judged in result.citations if judged.speaker != "unjudged")


def observe_wrong_speaker(result: Result) -> Observations:
    """Observe each judged citation, closest passages too: 1 if its speaker, role or library is wrong. Must be 0.

    An answer that raised shows no speaker; it is counted in `speaker_accuracy`.
    """
    return tuple(float(judged.speaker == "wrong") for judged in result.citations if judged.speaker != "unjudged")


def observe_verbatim(result: Result) -> Observations:
    """Observe each quote that was shown, closest passages too: 1 if it passes `judge.is_verbatim`. Must be 1."""
    if result.answer is None:
        return (0.0,)
    return tuple(float(judged.is_verbatim) for judged in result.citations)


def observe_quotes(result: Result) -> Observations:
    """Observe each answered or partly answered case, answerable or not: its number of citations."""
    if result.answer is None or _abstains(result):
        return ()
    return (float(len(result.answer.citations)),)


def observe_latency(result: Result) -> Observations:
    """Observe each answer: its own total in milliseconds, or the time that the call took if it gives none.

    The first answer of a run may include warming up; nothing is left out for it.
    """
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


METRICS = (
    Metric("complete", "Fullständigt svar", observe_complete),
    Metric("first_right", "Första belägget rätt", observe_first_right),
    Metric("citation_precision", "Belägg till saken", observe_citation_precision),
    Metric("abstention_precision", "Avstår: precision", observe_abstention_precision),
    Metric("abstention_recall", "Avstår: täckning", observe_abstention_recall),
    Metric("false_abstention", "Avstår i onödan", observe_false_abstention, is_better_low=True),
    Metric("speaker_accuracy", "Rätt talare", observe_speaker_accuracy),
    Metric("wrong_speaker", "Fel talare", observe_wrong_speaker, is_better_low=True),
    Metric("verbatim", "Ordagrant och helt", observe_verbatim),
    Metric("quotes_per_answer", "Belägg per svar", observe_quotes, unit="quotes", is_better_low=True),
    Metric("latency_median", "Svarstid, median", observe_latency, statistics.median, "ms", True),
    Metric("latency_p95", "Svarstid, 95 %", observe_latency, lambda v: find_percentile(v, 95), "ms", True),
    Metric("errors", "Fel i stället för svar", lambda r: (float(r.answer is None),), is_better_low=True),
)


def observe(results: Sequence[Result]) -> Mapping[str, Mapping[str, Observations]]:
    """Return case id → metric name → observations, for every metric that applies to the case."""
    return {
        result.case.id: {metric.name: seen for metric in METRICS if (seen := metric.observe(result))}
        for result in results
    }


def score(results: Sequence[Result]) -> tuple[Score, ...]:
    """Return one score a metric, in the order of `METRICS`."""
    scores = []
    for metric in METRICS:
        seen = [value for result in results for value in metric.observe(result)]
        scores.append(Score(metric.name, metric.reduce(seen) if seen else None, len(seen), metric.unit))
    return tuple(scores)


def _abstains(result: Result) -> bool:
    return result.answer is not None and result.answer.status == "not_found"
