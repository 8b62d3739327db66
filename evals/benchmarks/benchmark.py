"""What the benchmarks share: their figures as text and files, a file's text, and the questions put to the assistant."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from assistant import pipeline
from assistant.types import Answer, Citation
from corpus.types import Document
from evals.judge import is_verbatim, is_whole
from evals.metrics import METRICS
from evals.metrics.base import Metric, Observations
from evals.metrics.intervals import bootstrap
from evals.metrics.retrieval import Ranking, score_rankings
from evals.provenance import Provenance
from evals.report import (
    Row,
    align,
    describe,
    format_interval,
    format_value,
    markdown_table,
    provenance_to_json,
    scores_to_json,
)
from evals.types import Assistant, Case, EvalsError, JudgedCitation, Result, Score

NonBlank = Annotated[str, Field(pattern=r"\S")]

MEASURES = {
    "Success@1": "rätt först",
    "Success@4": "rätt bland de 4 första",
    "Success@10": "rätt bland de 10 första",
    "RR": "RR",
    "nDCG@10": "nDCG@10",
}
"""The measures that tell something where one unit is right (R@k and groups@k then equal Success@k), with labels."""

_METRICS = {metric.name: metric for metric in METRICS}
_FAULTS = {
    "missing": "saknas",
    "json_invalid": "är inte giltig JSON",
    "string_pattern_mismatch": "är tom",
    "string_type": "ska vara text",
    "int_type": "ska vara ett heltal",
    "bool_type": "ska vara true eller false",
    "list_type": "ska vara en lista",
    "too_short": "är tom",
    "greater_than_equal": "ska vara minst 0",
    "model_type": "ska vara ett objekt",
}
"""What is wrong with a value, by pydantic's error type."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A score, with its count and interval, and its Swedish label."""

    label_sv: str
    score: Score


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The figures of a public data set in the order of a table, the notes to read them with, and what was asked about.

    `title_sv` says what was asked; `documents` are those that the index held.
    """

    suite: str
    title_sv: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    documents: tuple[Document, ...]

    def find(self, name: str) -> Score:
        """Return the score of a name; raises KeyError if there is none."""
        return {figure.score.name: figure.score for figure in self.figures}[name]

    def to_json(self, provenance: Provenance) -> dict[str, Any]:
        """Return the figures as JSON values, with what they were measured on."""
        return {
            "suite": self.suite,
            "title": self.title_sv,
            "provenance": provenance_to_json(provenance),
            "notes": list(self.notes),
            "scores": scores_to_json([figure.score for figure in self.figures]),
        }

    def to_text(self) -> str:
        """Return the table that the terminal shows, with the notes below it."""
        return "\n".join([self.title_sv, "", *align(self._rows()), "", *(f"- {note}" for note in self.notes)])

    def to_markdown(self, provenance: Provenance) -> str:
        """Return the figures and the notes, and what was measured on what."""
        lines = [f"# Utvärdering: {self.suite}", "", self.title_sv, "", *describe(provenance), ""]
        lines += [*markdown_table(self._rows()), "", "## Att läsa siffrorna med", ""]
        return "\n".join([*lines, *(f"- {note}" for note in self.notes)]) + "\n"

    def _rows(self) -> list[Row]:
        rows = [
            (figure.label_sv, format_value(figure.score), format_interval(figure.score) or "–", str(figure.score.count))
            for figure in self.figures
        ]
        return [("Mått", "Värde", "95 %", "Antal"), *rows]


def read_data(path: Path, published: str) -> str:
    """Return the text of a UTF-8 file, unpacked if its name ends in .gz.

    Raises EvalsError; where the file is missing it says, with `published`, where to get it.
    """
    try:
        raw = path.read_bytes()
        if path.suffix == ".gz":
            raw = gzip.decompress(raw)
        text = raw.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise EvalsError(f"Filen {path} finns inte. {published}") from error
    except UnicodeDecodeError as error:
        raise EvalsError(f"Filen {path} är inte text i UTF-8 (fel vid byte {error.start}).") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvalsError(f"Filen {path} kan inte läsas ({reason}). Kontrollera filen och rättigheterna.") from error
    if not text.strip():
        raise EvalsError(f"Filen {path} är tom. {published}")
    return text


def describe_fault(error: ValidationError, whole: str) -> str:
    """Return what is wrong and where, as "data[0].title saknas"; `whole` names what was read, for a fault of it all."""
    first = error.errors()[0]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(".")
    told = _FAULTS.get(first["type"], f"duger inte ({first['msg']})")
    detail = f" ({first['ctx']['error']})" if first["type"] == "json_invalid" else ""
    return f"{where or whole} {told}{detail}"


def need_pipeline(assistant: Assistant) -> pipeline.Assistant:
    """Return the assistant if it is the pipeline's, whose index and models can be reached; else raise EvalsError."""
    if not isinstance(assistant, pipeline.Assistant):
        raise EvalsError("De publika datamåtten behöver Beläggs egen assistent, med dess index och modeller.")
    return assistant


def judge_by(
    is_right: Callable[[Case, Citation], bool], documents: Mapping[str, Document]
) -> Callable[[Case, Answer], tuple[JudgedCitation, ...]]:
    """Return the judge for whom a citation that `is_right` says yes to holds evidence group 0; no speakers."""

    def judge(case: Case, answer: Answer) -> tuple[JudgedCitation, ...]:
        shown = [(citation, False) for citation in answer.citations] + [(citation, True) for citation in answer.nearest]
        return tuple(
            JudgedCitation(
                citation,
                (0,) if case.answerable and is_right(case, citation) else (),
                is_verbatim(citation, documents.get(citation.document_id)),
                "unjudged",
                is_nearest=is_nearest,
                is_whole=is_whole(citation, documents.get(citation.document_id)),
            )
            for citation, is_nearest in shown
        )

    return judge


def tell_errors(results: Sequence[Result]) -> tuple[str, ...]:
    """Return a note on the questions that raised, with the first error; none if all were answered."""
    failed = [result for result in results if result.error]
    if not failed:
        return ()
    return (f"{len(failed)} frågor gav fel i stället för svar, först {failed[0].case.id}: {failed[0].error}",)


def observe_first_chosen(result: Result) -> Observations:
    """Observe each answerable case: 1 if the first sentence is right, the first closest passage where it abstained.

    Rival: `first_right`, which an abstention fails whatever stands first; this one leaves the threshold out of it.
    """
    if not result.case.answerable:
        return ()
    first = next(iter(result.citations), None)
    return (float(first is not None and bool(first.groups)),)


def to_metric(name: str, renamed: str, label_sv: str) -> Metric:
    """Return a metric of METRICS under another name and label."""
    return replace(_METRICS[name], name=renamed, label_sv=label_sv)


def find_metrics(*names: str) -> tuple[Metric, ...]:
    """Return metrics of METRICS in the order of their names here."""
    return tuple(_METRICS[name] for name in names)


def score_results(metrics: Sequence[Metric], results: Sequence[Result]) -> list[Figure]:
    """Return a figure for each metric."""
    return [score_observations(metric, [metric.observe(result) for result in results]) for metric in metrics]


def score_side(side: str, label_sv: str, rankings: Sequence[Ranking]) -> list[Figure]:
    """Return a figure for each of MEASURES, named "SIDE.MEASURE", over the rankings that have something to find."""
    values = score_rankings(rankings)
    asked = [ranking.question_id for ranking in rankings if ranking.relevant]
    return [
        score_shares(f"{side}.{measure}", f"{label_sv}: {told}", [values[measure][id] for id in asked])
        for measure, told in MEASURES.items()
    ]


def score_shares(name: str, label_sv: str, values: Sequence[float]) -> Figure:
    """Return the mean of one value a case, each between 0 and 1."""
    return score_observations(Metric(name, label_sv, lambda _: ()), [(value,) for value in values])


def score_observations(metric: Metric, by_case: Sequence[Observations]) -> Figure:
    """Return a metric's value over the observations of each case, with its bootstrap interval."""
    seen = [value for observations in by_case for value in observations]
    low, high = bootstrap(metric, by_case)
    value = metric.reduce(seen) if seen else None
    return Figure(metric.label_sv, Score(metric.name, value, len(seen), metric.unit, low, high))
