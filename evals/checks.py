"""The suites of the check of a text: perturbed quotes, claims, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from assistant import pipeline
from assistant.check import QuoteChecker
from corpus.library import default_folder, load_documents
from corpus.types import Document
from evals import quotes
from evals.benchmarks.squad import BETWEEN, load_squad
from evals.check_speed import measure_check_speed, speed_to_json, speed_to_markdown, speed_to_text
from evals.claims import claims_to_json, claims_to_markdown, claims_to_text, run_claims
from evals.provenance import Provenance, collect_provenance
from evals.report import to_text, write_files
from evals.systems import Opener
from evals.types import EvalsError


def run_check_suite(
    suite: str, data: Path | None, out: Path | None, open_assistant: Opener, settings: Mapping[str, object]
) -> str:
    """Return the table of a suite, and write its files into `out` if it is given.

    `data` is SQuAD_v2_sv: "check_speed" makes its pages of it, "quotes" draws some of its topics beside the article.
    """

    def keep(
        documents: Sequence[Document],
        to_json: Callable[[Provenance], dict[str, Any]],
        to_markdown: Callable[[Provenance], str],
    ) -> None:
        if out is not None:
            provenance = collect_provenance(documents, settings)
            write_files(out, {f"{suite}.json": to_text(to_json(provenance)), f"{suite}.md": to_markdown(provenance)})

    documents = load_documents(default_folder())
    squad = load_squad(data).documents if data is not None else ()
    if suite == "check_speed":
        paragraphs = [paragraph for document in squad for paragraph in document.text.split(BETWEEN)]
        speed = measure_check_speed(paragraphs)
        keep((), lambda told: speed_to_json(speed, told), lambda told: speed_to_markdown(speed, told))
        return speed_to_text(speed)
    if suite == "quotes":
        documents = (*documents, *quotes.draw_documents(squad))
        report = quotes.run_quotes(documents, QuoteChecker(documents), progress=True)
        keep(documents, lambda told: quotes.to_json(report, told), lambda told: quotes.to_markdown(report, told))
        return quotes.to_text(report)
    with closing(open_assistant(None)) as assistant:
        if not isinstance(assistant, pipeline.Assistant):
            raise EvalsError("Sviten claims behöver Beläggs egen assistent.")
        claims = run_claims(assistant)
    keep(documents, lambda told: claims_to_json(claims, told), lambda told: claims_to_markdown(claims, told))
    return claims_to_text(claims)
