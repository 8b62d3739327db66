"""The whole evaluation in one go: the assistant, its baselines, and what each of its steps is worth.

The baselines are asked the report half, because that is where claims are made; the ablations are asked the tuning half,
because one learns from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant import pipeline
from evals.attribution import AttributionScore, load_gold_documents, score_attribution
from evals.cases import Half, load_suite
from evals.changes import Change, find_changes
from evals.metrics.retrieval import score_rankings
from evals.rankings import rank_sides
from evals.systems import SYSTEMS, System, open_system
from evals.types import Assistant, Run

RunCases = Callable[[Assistant, Half, System], Run]
STEP_METRICS = ("complete", "first_right", "abstention_recall", "false_abstention", "latency_median")
"""What a step that is switched off may cost."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that the report shows.

    `report` and `tuning` hold a run for each system, the assistant's first. `rankings` is side → measure → question id
    → value, for the report half.
    """

    report: tuple[Run, ...]
    tuning: tuple[Run, ...]
    rankings: Mapping[str, Mapping[str, Mapping[str, float]]]
    attribution: tuple[AttributionScore, ...]

    @cached_property
    def steps(self) -> tuple[tuple[Run, Mapping[str, Change]], ...]:
        """Return the runs with a step switched off, each with how far STEP_METRICS moved by that."""
        return tuple((run, find_changes(self.tuning[0], run, STEP_METRICS)) for run in self.tuning[1:])


def evaluate_all(assistant: pipeline.Assistant, opener: Callable[..., Assistant], run_cases: RunCases) -> Evaluation:
    """Return the evaluation of an open assistant over the material; `run_cases` asks a system the cases of a half."""
    runs: dict[str, list[Run]] = {"report": [], "tuning": []}
    halves: Sequence[tuple[Half, str]] = (("report", "baseline"), ("tuning", "ablation"))
    for half, role in halves:
        for system in SYSTEMS:
            if system.role in ("assistant", role):
                with open_system(system, opener, assistant) as asked:
                    runs[half].append(run_cases(asked, half, system))
    rankings = rank_sides(assistant, load_suite("report"))
    attribution = tuple(score_attribution(document, labels) for document, labels in load_gold_documents())
    return Evaluation(
        tuple(runs["report"]),
        tuple(runs["tuning"]),
        {side: score_rankings(of_side) for side, of_side in rankings.items()},
        attribution,
    )
