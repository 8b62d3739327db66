"""Are the right sentences found, and how far up? TREC's measures, computed by ir-measures over trec_eval.

Relevant are all sentences that hold an alternative of any evidence group. Names and definitions are TREC's (trec_eval;
MacAvaney, Macdonald and Ounis, 2022, "Streamlining Evaluation with ir-measures"): R@k the share of the relevant
sentences among the first k, Success@k whether any is, RR the reciprocal of the first one's rank, nDCG@k with gain 1 a
sentence. R@k asks for every wording of the same thing; `groups@k`, the rival, is the share of evidence *groups* that
have a sentence among the first k, which is what an answer of k quotes needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, Success, nDCG

CUTOFFS = (1, 4, 10, 20)
_MEASURES = (
    *(R @ k for k in CUTOFFS),
    *(Success @ k for k in CUTOFFS),
    RR,
    nDCG @ 10,
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a search returned for one question: ids of passages, best first, and the ids that would be right.

    `groups` holds a set of ids for each part of the answer; any one of a set is enough for that part.
    """

    question_id: str
    ranked: tuple[str, ...]
    groups: tuple[frozenset[str], ...]

    @property
    def relevant(self) -> frozenset[str]:
        """Return all ids that carry some part of the answer."""
        return frozenset().union(*self.groups)


def score_rankings(rankings: Sequence[Ranking]) -> Mapping[str, Mapping[str, float]]:
    """Return measure name → question id → value, in the order of the measures; each between 0 and 1.

    Questions without anything relevant are left out: there is nothing to find. Raises ValueError if two rankings have
    the same id, or a ranking names an id twice.
    """
    answerable = [ranking for ranking in rankings if ranking.relevant]
    if len({ranking.question_id for ranking in answerable}) < len(answerable):
        raise ValueError("two rankings of one question")
    for ranking in answerable:
        if len(set(ranking.ranked)) < len(ranking.ranked):
            raise ValueError(f"question {ranking.question_id} has an id twice in its ranking")
    values: dict[str, dict[str, float]] = {str(measure): {} for measure in _MEASURES}
    qrels = {ranking.question_id: dict.fromkeys(ranking.relevant, 1) for ranking in answerable}
    run = {
        ranking.question_id: {id: float(-place) for place, id in enumerate(ranking.ranked)}
        for ranking in answerable
        if ranking.ranked
    }
    if run:
        for found in ir_measures.iter_calc(list(_MEASURES), qrels, run):
            values[str(found.measure)][found.query_id] = found.value
    for of_measure in values.values():  # trec_eval says nothing of a question that found nothing: that is a failure
        for ranking in answerable:
            of_measure.setdefault(ranking.question_id, 0.0)
    for k in CUTOFFS:
        values[f"groups@{k}"] = {ranking.question_id: _cover(ranking, k) for ranking in answerable}
    return values


def _cover(ranking: Ranking, k: int) -> float:
    found = set(ranking.ranked[:k])
    return sum(bool(group & found) for group in ranking.groups) / len(ranking.groups)
