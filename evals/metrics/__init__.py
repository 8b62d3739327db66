"""The metrics of cited answers, one module each kind; every docstring defines its metric and names its rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.metrics import abstention, citations, latency, premises, quotes, speakers
from evals.metrics.base import Metric, Observations
from evals.metrics.intervals import bootstrap
from evals.metrics.latency import find_percentile
from evals.types import Result, Score

METRICS = (
    Metric("complete", "Fullständigt svar", citations.observe_complete),
    Metric("first_right", "Första belägget rätt", citations.observe_first_right),
    Metric("citation_recall", "Belägg: täckning", citations.observe_citation_recall),
    Metric("citation_precision", "Belägg: precision", citations.observe_citation_precision),
    Metric("tempted", "Citerar känt fel belägg", citations.observe_tempted, is_better_low=True),
    Metric("abstention_precision", "Avstår: precision", abstention.observe_abstention_precision),
    Metric("abstention_recall", "Avstår: täckning", abstention.observe_abstention_recall),
    Metric("false_abstention", "Avstår i onödan", abstention.observe_false_abstention, is_better_low=True),
    Metric("premise_named", "Namnger falsk förutsättning", premises.observe_premise_named),
    Metric("auroc", "Svar finns: AUROC", abstention.observe_confidence, abstention.reduce_auroc),
    Metric("aurc", "Risk–täckning: yta", abstention.observe_risk, abstention.reduce_risk_area, is_better_low=True),
    Metric(
        "calibration_error",
        "Kalibreringsfel",
        abstention.observe_confidence,
        abstention.reduce_calibration_error,
        is_better_low=True,
    ),
    Metric("speaker_accuracy", "Rätt talare", speakers.observe_speaker_accuracy),
    Metric("wrong_speaker", "Fel talare", speakers.observe_wrong_speaker, is_better_low=True),
    Metric("verbatim", "Ordagrant", quotes.observe_verbatim),
    Metric("whole", "Hela meningar", quotes.observe_whole),
    Metric("quotes_per_answer", "Belägg per svar", citations.observe_quotes, unit="number", is_better_low=True),
    Metric("words_per_answer", "Ord att läsa per svar", citations.observe_words, unit="number", is_better_low=True),
    Metric("latency_median", "Svarstid, median", latency.observe_latency, latency.reduce_median, "ms", True),
    Metric("latency_p95", "Svarstid, 95 %", latency.observe_latency, latency.reduce_p95, "ms", True),
    Metric("errors", "Fel i stället för svar", lambda r: (float(r.answer is None),), is_better_low=True),
)


def observe(results: Sequence[Result]) -> Mapping[str, Mapping[str, Observations]]:
    """Return case id → metric name → observations, for every metric that applies to the case."""
    return {
        result.case.id: {metric.name: seen for metric in METRICS if (seen := metric.observe(result))}
        for result in results
    }


def score(results: Sequence[Result], *, intervals: bool = False) -> tuple[Score, ...]:
    """Return one score a metric, in the order of `METRICS`; with `intervals`, bootstrap intervals of 95 %."""
    scores = []
    for metric in METRICS:
        by_case = [metric.observe(result) for result in results]
        seen = [value for observations in by_case for value in observations]
        low, high = bootstrap(metric, by_case) if intervals and seen else (None, None)
        scores.append(Score(metric.name, metric.reduce(seen) if seen else None, len(seen), metric.unit, low, high))
    return tuple(scores)


__all__ = ["METRICS", "Metric", "Observations", "find_percentile", "observe", "score"]
