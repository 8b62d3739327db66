"""Run a suite: ask every question, judge what was cited, score it and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from assistant import pipeline
from assistant.records import FILE_NAME
from assistant.reviews import Reviews
from corpus.types import Document
from evals.asking import ask_cases
from evals.attribution import GoldLabel, load_gold_documents, score_attribution
from evals.benchmarks import run_benchmark
from evals.cases import (
    ARTICLE_ID,
    CASE_SUITES,
    CHECK_SUITES,
    FILE_SUITES,
    SUITES,
    Half,
    load_articles,
    load_suite,
    validate_cases,
)
from evals.checks import run_check_suite
from evals.full import evaluate_all
from evals.gate import Baseline, Difference, find_differences, format_differences, load_baseline
from evals.judge import Key, judge_answer
from evals.metrics import observe, score
from evals.page import render_page
from evals.provenance import collect_provenance
from evals.report import (
    attribution_to_json,
    attribution_to_markdown,
    format_attribution,
    format_run,
    run_to_json,
    run_to_markdown,
    to_text,
    write_files,
)
from evals.reviewed import format_reviewed, replay, reviewed_to_json, reviewed_to_markdown
from evals.summary import evaluation_to_json, evaluation_to_markdown
from evals.systems import Opener, System
from evals.types import Assistant, Case, EvalsError, Result, Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run tells on the terminal, and whether it holds against the earlier run that it was compared with."""

    text: str
    passed: bool = True


def run_eval(
    *,
    suite: str,
    data: Path | None,
    out: Path | None,
    open_assistant: Opener,
    settings: Mapping[str, object],
    against: Path | None = None,
) -> Outcome:
    """Return the table of a suite's scores, and write its files into `out` if it is given.

    The suites in FILE_SUITES read what they ask about from `data`. `against` is the JSON file of an earlier run to
    compare with, case by case. Raises EvalsError for an unknown suite, and where `data` or `against` is missing or not
    used by the suite.
    """
    if suite not in SUITES:
        raise EvalsError(f"Sviten {suite!r} finns inte. Välj en av: {', '.join(SUITES)}.")
    if suite in (*FILE_SUITES, "check_speed") and data is None:
        raise EvalsError(f"Sviten {suite} läser sina frågor från en fil. Ange den med --data FIL.")
    if suite not in (*FILE_SUITES, "quotes", "check_speed") and data is not None:
        raise EvalsError(f"Sviten {suite} läser ingen fil. Ta bort --data, eller välj en av {', '.join(FILE_SUITES)}.")
    if against is not None and suite not in (*CASE_SUITES, "full"):
        raise EvalsError(f"Sviten {suite} jämförs inte med en fil. Välj en av {', '.join((*CASE_SUITES, 'full'))}.")
    baseline = None if against is None else load_baseline(against)
    if suite == "attribution":
        return Outcome(_run_attribution(out, settings))
    if suite in CHECK_SUITES:
        return Outcome(run_check_suite(suite, data, out, open_assistant, settings))
    if suite == "reviewed":
        return _run_reviewed(out, open_assistant, settings)
    if data is not None and suite != "genre_qa":
        return Outcome(_run_benchmark(suite, data, out, open_assistant, settings))
    if suite == "full":
        return _run_full(out, open_assistant, settings, baseline)
    run = _run_articles(data, open_assistant) if data else _run_cases(suite, open_assistant)
    if out is not None:
        provenance = collect_provenance(run.documents, settings)
        texts = {
            f"{suite}.json": to_text(run_to_json(run, provenance)),
            f"{suite}.md": run_to_markdown(run, provenance),
        }
        write_files(out, texts)
    return _to_outcome(format_run(run), () if baseline is None else find_differences(run, baseline))


def run_suite(
    assistant: Assistant,
    cases: Sequence[Case],
    *,
    suite: str = "",
    gold: Mapping[str, Sequence[GoldLabel]] | None = None,
    progress: bool = False,
    label: str = "Ställer frågor",
) -> Run:
    """Return the results and scores of an assistant on cases, in their order.

    `gold` maps document ids to labels that speakers are judged by; without them the case's own speakers are. An
    answer that raises is a failed result, and the run goes on.
    """
    key = Key(assistant.documents, gold or {})
    results = ask_cases(
        assistant, cases, lambda case, answer: judge_answer(case, answer, key), label=label, progress=progress
    )
    return _to_run(suite, results, tuple(assistant.documents.values()))


def _run_cases(suite: str, open_assistant: Opener) -> Run:
    cases = load_suite(suite)
    with closing(open_assistant(None)) as assistant:
        validate_cases(cases, _find_article(assistant, suite))
        return run_suite(assistant, cases, suite=suite, gold=_load_gold(), progress=True)


def _run_full(
    out: Path | None, open_assistant: Opener, settings: Mapping[str, object], baseline: Baseline | None
) -> Outcome:
    with closing(open_assistant(None)) as assistant:
        if not isinstance(assistant, pipeline.Assistant):
            raise EvalsError("Sviten full behöver Beläggs egen assistent.")
        document = _find_article(assistant, "full")
        gold = _load_gold()

        def run_half(asked: Assistant, half: Half, system: System) -> Run:
            cases = load_suite(half)
            validate_cases(cases, document)
            run = run_suite(asked, cases, suite=half, gold=gold, progress=True, label=system.label_sv)
            return replace(run, system=system.name)

        evaluation = evaluate_all(assistant, open_assistant, run_half)
        provenance = collect_provenance(tuple(assistant.documents.values()), settings)
    differences: tuple[Difference, ...] = ()
    if baseline is not None:
        both = _to_run("full", (*evaluation.report[0].results, *evaluation.tuning[0].results), ())
        differences = find_differences(both, baseline)
    summary = evaluation_to_markdown(evaluation, provenance)
    if out is not None:
        texts = {
            "full.json": to_text(evaluation_to_json(evaluation, provenance)),
            "full.md": summary,
            "full.html": render_page(evaluation, provenance, earlier=differences),
        }
        write_files(out, texts)
    return _to_outcome(summary, differences)


def _run_reviewed(out: Path | None, open_assistant: Opener, settings: Mapping[str, object]) -> Outcome:
    with closing(open_assistant(None)) as assistant:
        reviews = Reviews(Path(str(settings["data_dir"]), FILE_NAME)).signed(assistant.documents)
        report = replay(reviews, assistant, progress=True)
        provenance = collect_provenance(tuple(assistant.documents.values()), settings)
    if out is not None:
        texts = {
            "reviewed.json": to_text(reviewed_to_json(report, provenance)),
            "reviewed.md": reviewed_to_markdown(report, provenance),
        }
        write_files(out, texts)
    return Outcome(format_reviewed(report), report.passed)


def _to_outcome(text: str, differences: Sequence[Difference]) -> Outcome:
    if not differences:
        return Outcome(text)
    passed = not any(difference.is_worse for difference in differences)
    return Outcome(f"{text}\n\n{format_differences(differences)}", passed)


def _run_benchmark(
    suite: str, data: Path, out: Path | None, open_assistant: Opener, settings: Mapping[str, object]
) -> str:
    benchmark = run_benchmark(suite, data, open_assistant)
    if out is not None:
        provenance = collect_provenance(benchmark.documents, settings)
        texts = {
            f"{suite}.json": to_text(benchmark.to_json(provenance)),
            f"{suite}.md": benchmark.to_markdown(provenance),
        }
        write_files(out, texts)
    return benchmark.to_text()


def _find_article(assistant: Assistant, suite: str) -> Document:
    document = assistant.documents.get(ARTICLE_ID)
    if document is None:
        raise EvalsError(
            f"Sviten {suite} frågar om dokumentet {ARTICLE_ID}, som inte finns i materialet. "
            "Kör med det medföljande materialet, eller välj --suite genre_qa med en egen fil."
        )
    return document


def _load_gold() -> dict[str, Sequence[GoldLabel]]:
    return {document.id: labels for document, labels in load_gold_documents() if document.id == ARTICLE_ID}


def _run_articles(data: Path, open_assistant: Opener) -> Run:
    articles = load_articles(data)
    results: list[Result] = []
    for document, cases in tqdm(articles, desc="Läser artiklar", unit=" artiklar", disable=None):
        with closing(open_assistant([document])) as assistant:
            results += run_suite(assistant, cases).results
    return _to_run("genre_qa", tuple(results), tuple(document for document, _ in articles))


def _run_attribution(out: Path | None, settings: Mapping[str, object]) -> str:
    labelled = load_gold_documents()
    scores = [score_attribution(document, labels) for document, labels in labelled]
    if out is not None:
        provenance = collect_provenance([document for document, _ in labelled], settings)
        texts = {
            "attribution.json": to_text(attribution_to_json(scores, provenance)),
            "attribution.md": attribution_to_markdown(scores, provenance),
        }
        write_files(out, texts)
    return format_attribution(scores)


def _to_run(suite: str, results: tuple[Result, ...], documents: tuple[Document, ...]) -> Run:
    return Run(suite, results, score(results, intervals=True), documents, observe(results))


__all__ = ["CASE_SUITES", "SUITES", "Assistant", "Opener", "run_eval", "run_suite"]
