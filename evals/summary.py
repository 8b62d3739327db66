"""The whole evaluation as tables: the scores, what each step is worth, the search by side; as JSON and Markdown.

`evals.page` shows the same tables to people.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from evals import attribution
from evals.changes import Change
from evals.full import STEP_METRICS, Evaluation
from evals.metrics import METRICS, score
from evals.provenance import Provenance
from evals.rankings import RANKED_SIDES
from evals.report import (
    ATTRIBUTION_COLUMNS,
    LABELS,
    Row,
    attribution_rows,
    describe,
    format_number,
    format_score,
    markdown_table,
    provenance_to_json,
    run_to_json,
    scores_to_json,
)
from evals.systems import SYSTEMS
from evals.types import EvalsError, Run, Score

MAIN_METRICS = (
    "complete",
    "first_right",
    "citation_precision",
    "abstention_recall",
    "false_abstention",
    "speaker_accuracy",
    "words_per_answer",
    "latency_median",
)
"""What the systems are compared by."""
SYSTEM_LABELS = {system.name: system.label_sv for system in SYSTEMS}
VERDICTS_SV = {"same": "oförändrat", "noise": "inom bruset", "worse": "sämre", "better": "bättre"}
_METRICS = {metric.name: metric for metric in METRICS}


def split_runs(runs: Sequence[Run]) -> tuple[Run, tuple[Run, ...]]:
    """Return the assistant's run and the others. Raises EvalsError if there is none."""
    if not runs:
        raise EvalsError("Utvärderingen har inga körningar att redovisa. Kör ”belagg eval --suite full” igen.")
    return runs[0], tuple(runs[1:])


def score_run(run: Run) -> Mapping[str, Score]:
    """Return a run's scores by name, with intervals; they are worked out here if the run came without."""
    has_intervals = any(told.low is not None for told in run.scores)
    return {told.name: told for told in (run.scores if has_intervals else score(run.results, intervals=True))}


def find_best(scores: Sequence[Mapping[str, Score]], name: str) -> float | None:
    """Return the best value that any system has in a metric, None if none has one."""
    values = [value for told in scores if (value := told[name].value) is not None]
    return (min if _METRICS[name].is_better_low else max)(values, default=None)


def average_rankings(evaluation: Evaluation) -> Mapping[str, Mapping[str, float]]:
    """Return measure → side → mean over the questions, sides in the order of RANKED_SIDES."""
    sides = [side for side in RANKED_SIDES if side in evaluation.rankings]
    measures = dict.fromkeys(measure for side in sides for measure in evaluation.rankings[side])
    return {
        measure: {
            side: statistics.fmean(values.values())
            for side in sides
            if (values := evaluation.rankings[side].get(measure))
        }
        for measure in measures
    }


def format_change(change: Change) -> str:
    """Return a change with its interval and what to make of it: "−0,042 (−0,090 till −0,010), sämre"."""
    value, ends = format_parts(change)
    return f"{value} ({ends}), {VERDICTS_SV[change.verdict]}"


def format_parts(change: Change) -> tuple[str, str]:
    """Return a change and its interval: "−12 ms", "−20 till −3 ms"."""
    value, low, high = (format_number(v, change.unit, signed=True) for v in (change.value, change.low, change.high))
    suffix = " ms" if change.unit == "ms" else ""
    return value + suffix, f"{low} till {high}{suffix}"


def evaluation_to_json(evaluation: Evaluation, provenance: Provenance) -> dict[str, Any]:
    """Return everything that was measured as JSON values; single cases only of the assistant on the report half."""
    asked, _ = split_runs(evaluation.report)
    cases = {
        name: value for name, value in run_to_json(asked, provenance).items() if name not in ("provenance", "scores")
    }
    return {
        "suite": "full",
        "provenance": provenance_to_json(provenance),
        "report": {run.system: _system_to_json(run) | (cases if run is asked else {}) for run in evaluation.report},
        "tuning": {run.system: _system_to_json(run) for run in evaluation.tuning},
        "steps": {
            run.system: {
                name: {"change": change.value, "low": change.low, "high": change.high, "verdict": change.verdict}
                for name, change in changes.items()
            }
            for run, changes in evaluation.steps
        },
        "rankings": average_rankings(evaluation),
        "attribution": [attribution.to_json(told) for told in evaluation.attribution],
    }


def evaluation_to_markdown(evaluation: Evaluation, provenance: Provenance) -> str:
    """Return the tables of the evaluation: the assistant, the baselines, the steps, the search, who says what."""
    asked, _ = split_runs(evaluation.report)
    before, _ = split_runs(evaluation.tuning)
    answerable = sum(result.case.answerable for result in asked.results)
    lines = ["# Utvärdering: full", "", *describe(provenance), ""]
    lines += [
        f"{len(asked.results)} frågor ur rapporthalvan, {answerable} går att besvara. Inom parentes 95 %-intervall."
    ]
    own = [(LABELS[told.name], format_score(told), str(told.count)) for told in score_run(asked).values()]
    lines += ["", "## Belägg", "", *markdown_table([("Mått", "Värde", "Antal"), *own])]
    lines += ["", "## Mot andra sätt att söka", "", *markdown_table(_baseline_rows(evaluation.report))]
    lines += ["", "## Vad varje steg är värt", ""]
    lines += [f"Skillnaden mot Belägg när steget slås av, {len(before.results)} frågor ur inställningshalvan.", ""]
    lines += markdown_table(_step_rows(evaluation))
    lines += ["", "## Sökningen, sida för sida", "", *markdown_table(_ranking_rows(evaluation))]
    rows: list[Row] = [("Dokument", *ATTRIBUTION_COLUMNS), *attribution_rows(evaluation.attribution)]
    lines += ["", "## Vem säger vad, mot handmärkt facit", "", *markdown_table(rows)]
    return "\n".join(lines) + "\n"


def _system_to_json(run: Run) -> dict[str, Any]:
    label = SYSTEM_LABELS.get(run.system, run.system)
    return {"label": label, "questions": len(run.results), "scores": scores_to_json(tuple(score_run(run).values()))}


def _baseline_rows(runs: Sequence[Run]) -> list[Row]:
    rows: list[Row] = [("System", *(LABELS[name] for name in MAIN_METRICS))]
    scores = [score_run(run) for run in runs]
    best = {name: find_best(scores, name) for name in MAIN_METRICS}
    for run, of_run in zip(runs, scores, strict=True):
        cells = [
            f"**{format_score(of_run[name])}**"
            if of_run[name].value == best[name] is not None
            else format_score(of_run[name])
            for name in MAIN_METRICS
        ]
        rows.append((SYSTEM_LABELS.get(run.system, run.system), *cells))
    return rows


def _step_rows(evaluation: Evaluation) -> list[Row]:
    rows: list[Row] = [("Steg", *(LABELS[name] for name in STEP_METRICS))]
    for run, changes in evaluation.steps:
        cells = [format_change(changes[name]) if name in changes else "–" for name in STEP_METRICS]
        rows.append((SYSTEM_LABELS.get(run.system, run.system), *cells))
    return rows


def _ranking_rows(evaluation: Evaluation) -> list[Row]:
    rows: list[Row] = [("Mått", *(label for side, label in RANKED_SIDES.items() if side in evaluation.rankings))]
    for measure, by_side in average_rankings(evaluation).items():
        rows.append((measure, *(format_number(value, "share") for value in by_side.values())))
    return rows
