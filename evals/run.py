"""Run a suite: ask every question, judge what was cited, score it and report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from tqdm import tqdm

from assistant.types import Question
from corpus.types import Document
from evals.attribution import GoldLabel, load_gold_documents, score_attribution
from evals.cases import ARTICLE_ID, CASE_SUITES, SUITES, load_articles, load_suite, validate_cases
from evals.judge import Key, judge_answer
from evals.metrics import observe, score
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
from evals.types import Assistant, Case, EvalsError, Result, Run

OpenAssistant = Callable[[Sequence[Document] | None], Assistant]
"""Opens an assistant over the given documents, or over the user's own material for None."""


def run_eval(
    *,
    suite: str,
    data: Path | None,
    out: Path | None,
    open_assistant: OpenAssistant,
    settings: Mapping[str, object],
) -> str:
    """Return the table of a suite's scores, and write SUITE.json and SUITE.md into `out` if it is given.

    "genre_qa" reads its articles from `data` and opens an assistant for each; "attribution" needs no assistant. Raises
    EvalsError for an unknown suite, and where `data` is missing or not read.
    """
    if suite not in SUITES:
        raise EvalsError(f"Sviten {suite!r} finns inte. Välj en av: {', '.join(SUITES)}.")
    if suite == "genre_qa" and data is None:
        raise EvalsError("Sviten genre_qa läser sina artiklar från en fil. Ange den med --data FIL.")
    if suite != "genre_qa" and data is not None:
        raise EvalsError(f"Sviten {suite} läser ingen fil. Ta bort --data, eller välj --suite genre_qa.")
    if suite == "attribution":
        return _run_attribution(out, settings)
    run = _run_articles(data, open_assistant) if data else _run_cases(suite, open_assistant)
    if out is not None:
        provenance = collect_provenance(run.documents, settings)
        texts = {
            f"{suite}.json": to_text(run_to_json(run, provenance)),
            f"{suite}.md": run_to_markdown(run, provenance),
        }
        write_files(out, texts)
    return format_run(run)


def run_suite(
    assistant: Assistant,
    cases: Sequence[Case],
    *,
    suite: str = "",
    gold: Mapping[str, Sequence[GoldLabel]] | None = None,
    progress: bool = False,
) -> Run:
    """Return the results and scores of an assistant on cases, in their order.

    `gold` maps document ids to labels that speakers are judged by; without them the case's own speakers are. An
    answer that raises is a failed result, and the run goes on.
    """
    key = Key(assistant.documents, gold or {})
    results = tuple(
        _ask(assistant, case, key)
        for case in tqdm(cases, desc="Ställer frågor", unit=" frågor", disable=None if progress else True)
    )
    return _to_run(suite, results, tuple(assistant.documents.values()))


def _ask(assistant: Assistant, case: Case, key: Key) -> Result:
    start = time.perf_counter()
    try:
        answer = assistant.ask(Question(case.question, id=case.id, history=case.history))
    except Exception as error:  # whatever a step raises is a failed answer, and is scored as one
        return Result(case, None, error=f"{type(error).__name__}: {error}", wall_ms=_since_ms(start))
    wall_ms = _since_ms(start)
    return Result(case, answer, judge_answer(case, answer, key), wall_ms=wall_ms)


def _run_cases(suite: str, open_assistant: OpenAssistant) -> Run:
    cases = load_suite(suite)
    gold = {document.id: labels for document, labels in load_gold_documents() if document.id == ARTICLE_ID}
    with closing(open_assistant(None)) as assistant:
        document = assistant.documents.get(ARTICLE_ID)
        if document is None:
            raise EvalsError(
                f"Sviten {suite} frågar om dokumentet {ARTICLE_ID}, som inte finns i materialet. "
                "Kör med det medföljande materialet, eller välj --suite genre_qa med en egen fil."
            )
        validate_cases(cases, document)
        return run_suite(assistant, cases, suite=suite, gold=gold, progress=True)


def _run_articles(data: Path, open_assistant: OpenAssistant) -> Run:
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
    return Run(suite, results, score(results), documents, observe(results))


def _since_ms(start: float) -> float:
    return (time.perf_counter() - start) * 1000


__all__ = ["CASE_SUITES", "SUITES", "Assistant", "OpenAssistant", "run_eval", "run_suite"]
