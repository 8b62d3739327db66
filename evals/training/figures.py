"""The figures that the training scripts choose by."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from evals.training.data import TrainingQuestion

COMPLETE_AT = (1, 3, 4, 10, 20)


@dataclass(frozen=True, slots=True)
class Figures:
    """How well scores rank and how well the best score tells that there is an answer.

    Attributes:
        first_right: share of answerable questions whose best candidate is evidence.
        complete: for each k, the share whose k best hold a sentence of every evidence group.
        auroc: chance that an answerable question's best score is above an unanswerable one's.
        turned_away: share of the unanswerable below the threshold that turns away 10 % of the
            answerable.
    """

    questions: int
    first_right: float
    complete: dict[int, float]
    auroc: float
    turned_away: float

    def to_dict(self) -> dict[str, object]:
        """Return the figures for JSON, rounded to three places."""
        plain = asdict(self)
        return {
            key: {f"at_{k}": round(v, 3) for k, v in value.items()} if isinstance(value, dict) else round(value, 3)
            for key, value in plain.items()
        }

    def to_line(self) -> str:
        """Return the figures on one line."""
        complete = " ".join(f"@{k} {share:.3f}" for k, share in self.complete.items())
        return (
            f"first {self.first_right:.3f} complete {complete} "
            f"auroc {self.auroc:.3f} turned away {self.turned_away:.3f}"
        )


def measure_ranking(
    ranked: Iterable[tuple[TrainingQuestion, NDArray[np.float32]]],
) -> Figures:
    """Return the figures of (question, a score for each candidate of its article)."""
    first: list[bool] = []
    complete: dict[int, list[bool]] = {k: [] for k in COMPLETE_AT}
    best: dict[bool, list[float]] = {True: [], False: []}
    for question, scores in ranked:
        best[question.answerable].append(float(scores.max()))
        if not question.answerable:
            continue
        order = np.argsort(-scores, kind="stable").tolist()
        first.append(order[0] in question.positives)
        for k in COMPLETE_AT:
            top = set(order[:k])
            complete[k].append(all(top & set(group) for group in question.groups))
    answerable, unanswerable = np.array(best[True]), np.array(best[False])
    return Figures(
        questions=len(answerable) + len(unanswerable),
        first_right=float(np.mean(first)),
        complete={k: float(np.mean(shares)) for k, shares in complete.items()},
        auroc=measure_auroc(answerable, unanswerable),
        turned_away=float(np.mean(unanswerable < np.quantile(answerable, 0.1))),
    )


def measure_auroc(positives: NDArray[np.float64], negatives: NDArray[np.float64]) -> float:
    """Return the chance that a positive is above a negative, ties counting half.

    >>> measure_auroc(np.array([2.0, 3.0]), np.array([1.0, 3.0]))  # wins: 1, 0.5 + 1 of 4
    0.625
    """
    above = (positives[:, None] > negatives[None, :]).mean()
    equal = (positives[:, None] == negatives[None, :]).mean()
    return float(above + equal / 2)
