"""Does the assistant know when the material doesn't answer? "Positive" is to abstain (status not_found).

Precision, recall and false abstention look at the decision as it was made. AUROC, the risk–coverage curve and the
calibration error look at the confidence behind it, so that a badly set threshold and a badly informed model can be told
apart. Sources: El-Yaniv and Wiener (2010) for risk–coverage; Naeini et al. (2015) for expected calibration error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from evals.metrics.base import Observations, abstains, cited, to_pairs
from evals.types import Observation, Result

CALIBRATION_BINS = 10


def observe_abstention_precision(result: Result) -> Observations:
    """Observe each not_found answer: 1 if the question can't be answered from the material.

    Rival: precision of answering, which is high wherever most questions are answerable.
    """
    return (float(not result.case.answerable),) if abstains(result) else ()


def observe_abstention_recall(result: Result) -> Observations:
    """Observe each unanswerable case: 1 if the answer is not_found."""
    return () if result.case.answerable else (float(abstains(result)),)


def observe_false_abstention(result: Result) -> Observations:
    """Observe each answerable case: 1 if the answer is not_found, or raised. Low is good."""
    return (float(result.answer is None or abstains(result)),) if result.case.answerable else ()


def observe_confidence(result: Result) -> Observations:
    """Observe each case: (confidence that the material answers, 1 if it does).

    An error has the confidence that is furthest from the truth.
    """
    if result.answer is None:
        return ((0.0, 1.0) if result.case.answerable else (1.0, 0.0),)
    return ((result.answer.confidence, float(result.case.answerable)),)


def observe_risk(result: Result) -> Observations:
    """Observe each case: (confidence, 1 if answering it would be right), right being a quote that holds evidence.

    An unanswerable question can't be answered right. Where the assistant abstained, its closest passages stand for the
    answer that it would have given. An error has confidence 1 and is wrong.
    """
    if result.answer is None:
        return ((1.0, 0.0),)
    shown = cited(result) or result.citations
    return ((result.answer.confidence, float(result.case.answerable and any(judged.groups for judged in shown))),)


def reduce_auroc(observations: Sequence[Observation]) -> float | None:
    """Return the chance that an answerable question has a higher confidence than an unanswerable one; ties count half.

    None if there is only one kind. Computed from ranks, as Mann and Whitney's U. Rival: accuracy at one threshold,
    which depends on the mix of questions.
    """
    pairs = np.array(to_pairs(observations))
    if not len(pairs):
        return None
    positive = pairs[:, 1] > 0
    count, others = int(positive.sum()), int((~positive).sum())
    if not count or not others:
        return None
    above = rankdata(pairs[:, 0])[positive].sum() - count * (count + 1) / 2
    return float(above / (count * others))


def trace_risk_coverage(observations: Sequence[Observation]) -> tuple[tuple[float, float], ...]:
    """Return (coverage, risk) points: the share answered, and of those the share wrong, most confident first.

    One point for each distinct confidence, so that the order of ties doesn't matter.
    """
    pairs = sorted(to_pairs(observations), key=lambda pair: -pair[0])
    points, wrong = [], 0
    for number, (confidence, right) in enumerate(pairs, start=1):
        wrong += right == 0
        if number == len(pairs) or pairs[number][0] != confidence:
            points.append((number / len(pairs), wrong / number))
    return tuple(points)


def reduce_risk_area(observations: Sequence[Observation]) -> float | None:
    """Return the area under the risk–coverage curve (AURC): each point's risk, weighed by the coverage it adds.

    Low is good. Rival: risk at one coverage, which hides where the confidence fails.
    """
    area, before = 0.0, 0.0
    for coverage, risk in trace_risk_coverage(observations):
        area += risk * (coverage - before)
        before = coverage
    return area if observations else None


def bin_calibration(observations: Sequence[Observation]) -> tuple[tuple[float, float, int], ...]:
    """Return (mean confidence, share true, count) for each of CALIBRATION_BINS equally wide bins that has cases."""
    pairs = np.array(to_pairs(observations))
    if not len(pairs):
        return ()
    bins = np.minimum((pairs[:, 0] * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    chosen = [pairs[bins == number] for number in range(CALIBRATION_BINS)]
    return tuple((float(own[:, 0].mean()), float(own[:, 1].mean()), len(own)) for own in chosen if len(own))


def reduce_calibration_error(observations: Sequence[Observation]) -> float | None:
    """Return the expected calibration error: |confidence − share true| over the bins, weighed by their counts.

    Rivals: bins of equal counts, which moves less with the bin edges; the Brier score, which mixes calibration with
    sharpness.
    """
    bins = bin_calibration(observations)
    total = sum(count for _, _, count in bins)
    return sum(abs(confidence - true) * count for confidence, true, count in bins) / total if total else None
