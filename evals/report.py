"""A run as text: a table for the terminal, and JSON and Markdown files that say what was measured on what."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from evals import attribution
from evals.attribution import AttributionScore
from evals.metrics import METRICS, score
from evals.provenance import Provenance
from evals.types import Case, EvalsError, JudgedCitation, Observation, Result, Run, Score, Unit

LABELS = {metric.name: metric.label_sv for metric in METRICS}
_GROUP_METRICS = ("complete", "first_right", "citation_precision", "abstention_recall", "false_abstention")
ATTRIBUTION_COLUMNS = ("Attribuerbara", "Funna", "Missade", "Fel", "Påhittade", "Täckning")
_DECIMALS: Mapping[Unit, int] = {"share": 3, "number": 2, "ms": 0}
GROUP_MIN_CASES = 3
"""A style or type with fewer cases is put with the other rare ones: a share of one or two cases says nothing."""
OTHER_SV = "övriga"
Row = tuple[str, ...]
Failure = Literal["error", "broken", "abstained", "missed", "incomplete", "unfounded"]


def format_value(score: Score) -> str:
    """Return a score as people read it in Swedish: "0,712", "3,4", "182 ms"; "–" where there is none."""
    if score.value is None:
        return "–"
    return (
        f"{format_number(score.value, score.unit)} ms" if score.unit == "ms" else format_number(score.value, score.unit)
    )


def format_score(score: Score) -> str:
    """Return a score with its interval, if it has one: "0,712 (0,640–0,780)", "182 ms (170–195)"."""
    interval = format_interval(score)
    return f"{format_value(score)} ({interval})" if interval else format_value(score)


def format_interval(score: Score) -> str:
    """Return the ends of a score's interval, "0,640–0,780"; "" where there is none."""
    if score.low is None or score.high is None:
        return ""
    return f"{format_number(score.low, score.unit)}–{format_number(score.high, score.unit)}"


def format_number(value: float, unit: Unit, *, signed: bool = False) -> str:
    """Return a number with as many decimals as its unit is read with; `signed` gives "+0,031" and "−0,031"."""
    text = f"{abs(value):.{_DECIMALS[unit]}f}".replace(".", ",")
    is_zero = not text.strip("0,")
    if signed:
        return text if is_zero else ("−" if value < 0 else "+") + text
    return text if value >= 0 or is_zero else "−" + text


def format_run(run: Run) -> str:
    """Return the table that the terminal shows: a line a metric with its value and count."""
    answerable = sum(result.case.answerable for result in run.results)
    head = f"Svit {run.suite}: {len(run.results)} frågor, {answerable} går att besvara ur materialet"
    rows: list[Row] = [("Mått", "Värde", "Antal"), *_score_rows(run.scores)]
    failures = [f"  {result.case.id}: {result.error}" for result in run.results if result.error]
    return "\n".join([head, "", *align(rows), *(["", "Fel:", *failures] if failures else [])])


def format_attribution(scores: Sequence[AttributionScore]) -> str:
    """Return the table of an attribution run, a line a document."""
    rows: list[Row] = [("Dokument", *ATTRIBUTION_COLUMNS), *attribution_rows(scores)]
    return "\n".join(["Vem säger vad, mot handmärkt facit", "", *align(rows)])


def run_to_json(run: Run, provenance: Provenance) -> dict[str, Any]:
    """Return the run as JSON values: provenance, scores, and every case with its citations and verdicts."""
    return {
        "suite": run.suite,
        "provenance": provenance_to_json(provenance),
        "scores": scores_to_json(run.scores),
        "by_style": _groups_to_json(run, lambda case: (case.style,)),
        "by_type": _groups_to_json(run, lambda case: (case.type,)),
        "cases": [_result_to_json(result, run.values.get(result.case.id, {})) for result in run.results],
    }


def run_to_markdown(run: Run, provenance: Provenance) -> str:
    """Return a summary: what was measured on what, the scores, the scores by style, and every case that failed."""
    lines = [f"# Utvärdering: {run.suite}", "", *describe(provenance), ""]
    lines += markdown_table([("Mått", "Värde", "Antal"), *_score_rows(run.scores)])
    lines += ["", "## Per frågestil", ""]
    header = ("Stil", "Frågor", *(LABELS[name] for name in _GROUP_METRICS))
    groups = group_results(run.results, lambda case: (case.style,))
    lines += markdown_table(
        [header, *((name or "–", str(len(results)), *_group_cells(results)) for name, results in groups.items())]
    )
    failed = [result for result in run.results if find_failures(result)]
    lines += ["", f"## Frågor med brister ({len(failed)} av {len(run.results)})", ""]
    for result in failed:
        lines += _describe_failure(result)
    return "\n".join(lines).rstrip() + "\n"


def scores_to_json(scores: Sequence[Score]) -> dict[str, Any]:
    """Return metric name → value, count, unit and the ends of the interval, null where there is none."""
    return {s.name: {"value": s.value, "count": s.count, "unit": s.unit, "low": s.low, "high": s.high} for s in scores}


def attribution_to_json(scores: Sequence[AttributionScore], provenance: Provenance) -> dict[str, Any]:
    """Return an attribution run as JSON values."""
    return {
        "suite": "attribution",
        "provenance": provenance_to_json(provenance),
        "documents": [attribution.to_json(told) for told in scores],
    }


def attribution_to_markdown(scores: Sequence[AttributionScore], provenance: Provenance) -> str:
    """Return a summary of an attribution run: the counts, and every unit that differs from the gold."""
    lines = ["# Utvärdering: attribution", "", *describe(provenance), ""]
    lines += markdown_table([("Dokument", *ATTRIBUTION_COLUMNS), *attribution_rows(scores)])
    for told in scores:
        differences = [d for d in told.disagreements if d.what != "uncut"]
        if differences:
            lines += ["", f"## {told.document_id}", ""]
            lines += [f"- {d.what}: facit {d.gold or '–'}, fick {d.got or '–'}: {d.text}" for d in differences]
    return "\n".join(lines) + "\n"


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts into a folder, made if needed; each file is replaced whole or left as it was."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(temporary).chmod(0o644)
                Path(temporary).replace(folder / name)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise EvalsError(f"Resultaten kan inte skrivas i {folder} ({reason}). Ange en annan mapp med --out.") from error


def to_text(value: Mapping[str, Any]) -> str:
    """Return JSON values as the text of a file; settings that JSON doesn't know are written as text."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _score_rows(scores: Sequence[Score]) -> list[Row]:
    return [(LABELS[s.name], format_score(s), str(s.count)) for s in scores]


def attribution_rows(scores: Sequence[AttributionScore]) -> list[Row]:
    """Return a row of cells a document, under "Dokument" and ATTRIBUTION_COLUMNS."""
    return [
        (
            s.document_id,
            *(str(count) for count in (s.attributable, s.found, s.missed, s.wrong, s.spurious)),
            "–" if s.recall is None else f"{s.recall:.3f}".replace(".", ","),
        )
        for s in scores
    ]


def align(rows: Sequence[Row]) -> list[str]:
    """Return rows as lines of aligned columns, the first column to the left, with a rule under the first row."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def markdown_table(rows: Sequence[Row]) -> list[str]:
    """Return the lines of a table; the first row is its head, the first column is text and the others numbers."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [lines[0], "| --- |" + " ---: |" * (len(rows[0]) - 1), *lines[1:]]


def describe(provenance: Provenance) -> list[str]:
    """Return what was measured on what, as lines of a Markdown list."""
    machine = provenance.machine
    lines = [
        f"- Mätt: {provenance.measured_at}, kod {provenance.commit or 'okänd'}",
        f"- Maskin: {machine['cpu_count']} kärnor, {machine['cpu']}, {machine['platform']}, Python {machine['python']}",
        f"- Dokumentens fingeravtryck: {provenance.documents}",
    ]
    settings = ", ".join(f"{name} = {value}" for name, value in sorted(provenance.settings.items()))
    return [*lines, f"- Inställningar: {settings or '–'}"]


def provenance_to_json(provenance: Provenance) -> dict[str, Any]:
    """Return what was measured on what as JSON values."""
    return {
        "measured_at": provenance.measured_at,
        "commit": provenance.commit,
        "machine": dict(provenance.machine),
        "documents": provenance.documents,
        "settings": dict(sorted(provenance.settings.items())),
    }


def group_results(results: Sequence[Result], to_names: Callable[[Case], Sequence[str]]) -> dict[str, list[Result]]:
    """Return the results by properties of their cases, largest group first; those of rare values together, last.

    A case with several names is in the group of each, and once among the rare.
    """
    counts = Counter(name for result in results for name in to_names(result.case))
    common = {name for name, count in counts.items() if count >= GROUP_MIN_CASES}
    groups: dict[str, list[Result]] = {
        name: [] for name in (*sorted(common, key=lambda name: (-counts[name], name)), OTHER_SV)
    }
    for result in results:
        for name in dict.fromkeys(name if name in common else OTHER_SV for name in to_names(result.case)):
            groups[name].append(result)
    return {name: of_name for name, of_name in groups.items() if of_name}


def _group_cells(results: Sequence[Result]) -> list[str]:
    scores = {s.name: s for s in score(results)}
    return [format_value(scores[name]) for name in _GROUP_METRICS]


def _groups_to_json(run: Run, to_names: Callable[[Case], Sequence[str]]) -> dict[str, Any]:
    return {
        name: {s.name: {"value": s.value, "count": s.count} for s in score(results) if s.count}
        for name, results in group_results(run.results, to_names).items()
    }


def _result_to_json(result: Result, values: Mapping[str, Sequence[Observation]]) -> dict[str, Any]:
    case = result.case
    return {
        "id": case.id,
        "question": case.question,
        "history": list(case.history),
        "type": case.type,
        "style": case.style,
        "answerable": case.answerable,
        "status": result.answer.status if result.answer else None,
        "error": result.error,
        "observations": {name: list(seen) for name, seen in values.items() if not name.startswith("latency")},
        "citations": [_citation_to_json(judged) for judged in result.citations],
        "timings_ms": dict(result.answer.timings_ms) if result.answer else {},
    }


def _citation_to_json(judged: JudgedCitation) -> dict[str, Any]:
    return {
        **judged.citation.to_json(),
        "is_nearest": judged.is_nearest,
        "evidence_groups": list(judged.groups),
        "is_verbatim": judged.is_verbatim,
        "is_whole": judged.is_whole,
        "is_tempted": judged.is_tempted,
        "speaker_verdict": judged.speaker,
    }


def find_failures(result: Result) -> tuple[Failure, ...]:
    """Return what went wrong with a case, () if nothing did.

    "error": it raised. "broken": a quote isn't verbatim, not whole, or under the wrong speaker. "abstained": turned
    away although the material answers. "missed": answered without a quote that holds evidence. "incomplete": some
    evidence is missing. "unfounded": answered although the material doesn't.
    """
    if result.answer is None:
        return ("error",)
    failures: list[Failure] = []
    if any(not (j.is_verbatim and j.is_whole) or j.speaker == "wrong" for j in result.citations):
        failures.append("broken")
    covered = {group for judged in result.citations if not judged.is_nearest for group in judged.groups}
    is_turned_away = result.answer.status == "not_found"
    if not result.case.answerable:
        failures += [] if is_turned_away else ["unfounded"]
    elif len(covered) < len(result.case.evidence):
        failures.append("abstained" if is_turned_away else "incomplete" if covered else "missed")
    return tuple(failures)


def _describe_failure(result: Result) -> list[str]:
    case = result.case
    status = result.answer.status if result.answer else f"fel: {result.error}"
    lines = [f"### {case.id} ({case.style}): {case.question}", ""]
    lines += [f"- Tidigare fråga: {question}" for question in case.history]
    lines.append(f"- Status: {status}" + ("" if case.answerable else " – går inte att besvara ur materialet"))
    lines += [f"- Väntat belägg {n}: {' / '.join(group)}" for n, group in enumerate(case.evidence, start=1)]
    for judged in result.citations:
        told, marks = judged.citation, list_marks(judged)
        kind = "Närmaste avsnitt" if judged.is_nearest else f"Visat [{told.n}]"
        lines.append(f"- {kind}: {told.quote} ({told.speaker or 'ingen talare'}; {', '.join(marks) or 'inget belägg'})")
    return [*lines, ""]


def list_marks(judged: JudgedCitation) -> list[str]:
    """Return the verdicts on a citation that a reader should see: what it supports, and what is wrong with it."""
    marks = [f"belägg {group + 1}" for group in judged.groups]
    marks += [] if judged.is_verbatim else ["inte ordagrant"]
    marks += [] if judged.is_whole else ["ingen hel mening"]
    marks += ["känt fel belägg"] if judged.is_tempted else []
    marks += ["fel talare"] if judged.speaker == "wrong" else []
    return marks
