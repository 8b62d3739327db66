"""The evaluation as one HTML page that needs nothing but itself: no scripts, no request, light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from evals import texts_sv
from evals.changes import Change
from evals.full import STEP_METRICS, Evaluation
from evals.gate import Difference
from evals.metrics import METRICS
from evals.plots import draw_plots
from evals.provenance import Provenance
from evals.rankings import RANKED_SIDES
from evals.report import (
    ATTRIBUTION_COLUMNS,
    LABELS,
    Failure,
    attribution_rows,
    find_failures,
    format_interval,
    format_number,
    format_value,
    list_marks,
)
from evals.summary import (
    MAIN_METRICS,
    SYSTEM_LABELS,
    VERDICTS_SV,
    average_rankings,
    find_best,
    format_parts,
    score_run,
    split_runs,
)
from evals.types import JudgedCitation, Result, Run, Score

TILES = ("complete", "first_right", "abstention_recall", "wrong_speaker", "verbatim", "latency_median")
"""The metrics that are shown large, first of all."""
_IS_BETTER_LOW = {metric.name: metric.is_better_low for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Figure:
    """A score as the page writes it. `low`, `high` and `at` are percentages along a bar, None for what is no share."""

    name: str
    label: str
    meaning: str
    value: str
    interval: str
    count: int
    at: float | None = None
    low: float | None = None
    high: float | None = None
    is_best: bool = False
    ratio: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A change as the page writes it, with its verdict as a word and as a class of the style sheet."""

    value: str
    interval: str
    verdict: str
    kind: Literal["same", "noise", "worse", "better"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A citation of a failed case: what was shown, whose words it was said to be, and the verdicts."""

    title: str
    quote: str
    speaker: str
    marks: tuple[str, ...]
    is_right: bool
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class FailedCase:
    """A failed case as the page shows it."""

    result: Result
    kinds: tuple[Failure, ...]
    style: str
    status: str
    shown: tuple[Shown, ...]


def render_page(evaluation: Evaluation, provenance: Provenance, *, earlier: Sequence[Difference] | None = None) -> str:
    """Return the page. `earlier` is how the assistant moved from the committed run; nothing if it wasn't compared."""
    asked, baselines = split_runs(evaluation.report)
    before, _ = split_runs(evaluation.tuning)
    scores = [score_run(run) for run in evaluation.report]
    best = {name: find_best(scores, name) for name in MAIN_METRICS}
    figures = {name: _to_figure(told) for name, told in scores[0].items()}
    failed = [_to_failed_case(result) for result in asked.results if find_failures(result)]
    rankings = average_rankings(evaluation)
    documents = {result.case.document_id for result in asked.results}
    counts = {"questions": len(asked.results), "documents": len(documents)}
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read("page.html.j2")).render(
        css=Markup(_read("page.css")),
        counts=counts | {"answerable": sum(result.case.answerable for result in asked.results)},
        provenance=provenance,
        system=_label(asked),
        tiles=[figures[name] for name in TILES],
        groups={title: [figures[name] for name in names] for title, names in texts_sv.METRIC_GROUPS.items()},
        main_labels=[(LABELS[name], _IS_BETTER_LOW[name]) for name in MAIN_METRICS],
        systems=[
            (_label(run), [_compare(told[name], scores[0][name], best[name]) for name in MAIN_METRICS])
            for run, told in zip(evaluation.report, scores, strict=True)
        ],
        plots=[(plot, Markup(plot.svg)) for plot in draw_plots(asked, baselines)],
        tuning_questions=len(before.results),
        step_labels=[(LABELS[name], _IS_BETTER_LOW[name]) for name in STEP_METRICS],
        step_before=[_to_figure(score_run(before)[name]) for name in STEP_METRICS],
        steps=[(_label(run), _to_cells(changes)) for run, changes in evaluation.steps],
        sides=[label for side, label in RANKED_SIDES.items() if side in evaluation.rankings],
        rankings=[_to_ranking(measure, by_side) for measure, by_side in rankings.items()],
        measures=texts_sv.MEASURES,
        attribution_columns=("Dokument", *ATTRIBUTION_COLUMNS),
        attribution=attribution_rows(evaluation.attribution),
        disagreements=[
            (told.document_id, [d for d in told.disagreements if d.what != "uncut"]) for told in evaluation.attribution
        ],
        difference_names=texts_sv.DIFFERENCES,
        failed=failed,
        failure_names={
            kind: (name, count)
            for kind, name in texts_sv.FAILURES.items()
            if (count := sum(kind in case.kinds for case in failed))
        },
        earlier=[_to_earlier(difference) for difference in earlier or ()],
        limits=[(title.format(**counts), text.format(**counts)) for title, text in texts_sv.LIMITS],
    )


def _read(name: str) -> str:
    return files("evals").joinpath(name).read_text(encoding="utf-8")


def _label(run: Run) -> str:
    return SYSTEM_LABELS.get(run.system, run.system)


def _to_figure(told: Score, *, is_best: bool = False, ratio: str = "") -> Figure:
    is_share = told.unit == "share" and told.value is not None
    at, low, high = (round(100 * end, 1) if is_share and end is not None else None for end in _ends(told))
    return Figure(
        told.name,
        LABELS[told.name],
        texts_sv.MEANINGS[told.name],
        format_value(told),
        format_interval(told),
        told.count,
        at,
        low,
        high,
        is_best,
        ratio,
    )


def _ends(told: Score) -> tuple[float | None, float | None, float | None]:
    return told.value, told.low, told.high


def _compare(told: Score, own: Score, best: float | None) -> Figure:
    """Return a system's figure with how many times the assistant's it is, where that can be said."""
    is_same = told is own or not own.value or told.value is None
    ratio = "" if is_same else f"{format_number((told.value or 0.0) / (own.value or 1.0), 'number')} ×"
    return _to_figure(told, is_best=told.value is not None and told.value == best, ratio=ratio)


def _to_cells(changes: Mapping[str, Change]) -> list[Cell | None]:
    return [_to_cell(changes[name]) if name in changes else None for name in STEP_METRICS]


def _to_cell(change: Change) -> Cell:
    return Cell(*format_parts(change), VERDICTS_SV[change.verdict], change.verdict)


def _to_ranking(measure: str, by_side: Mapping[str, float]) -> tuple[str, list[tuple[str, bool]]]:
    best = max(by_side.values())
    return measure, [(format_number(value, "share"), value == best) for value in by_side.values()]


def _to_earlier(difference: Difference) -> tuple[str, Cell]:
    cell = _to_cell(Change(difference.name, difference.change, difference.low, difference.high))
    if difference.is_worse and cell.kind != "worse":  # what must be perfect fails on any loss at all
        cell = Cell(cell.value, cell.interval, VERDICTS_SV["worse"], "worse")
    return difference.label_sv, cell


def _to_failed_case(result: Result) -> FailedCase:
    answer = result.answer
    return FailedCase(
        result,
        find_failures(result),
        texts_sv.STYLES.get(result.case.style, result.case.style),
        texts_sv.STATUSES[answer.status] if answer else f"Fel: {result.error}",
        tuple(_to_shown(judged) for judged in result.citations),
    )


def _to_shown(judged: JudgedCitation) -> Shown:
    told = judged.citation
    who = ", ".join(part for part in (told.speaker, told.role, told.library) if part)
    marks = list_marks(judged)
    return Shown(
        f"Närmaste avsnitt {told.n}" if judged.is_nearest else f"Citat {told.n}",
        told.quote,
        who or "ingen talare",
        tuple(marks) or ("inget belägg",),
        is_right=bool(judged.groups),
        is_wrong=judged.is_tempted or judged.speaker == "wrong" or not (judged.is_verbatim and judged.is_whole),
    )
