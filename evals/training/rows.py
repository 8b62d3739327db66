"""The questions that the selection is fitted on, each a row of id, article, question, history, evidence, answerable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.library import read_document
from corpus.types import Document, Source
from evals.benchmarks.squad import load_squad, load_trained_topics
from evals.training.data import load_articles, load_rows, split_held_out, split_kept_for_fit

CASES = Path(__file__).parent.parent / "cases"
PLAIN = Path(__file__).parent / "plain.jsonl"
"""Plain questions in the first document's own words, all answered."""
HELD_OUT_QUESTIONS = Path(__file__).parent / "held_out_questions.jsonl"
"""Further questions to held-out articles, plain ones that are answered and unanswered ones in other words among them.

Without these two files, words shared with the text count against an answer, since the near misses of the others use the
text's words and their answered questions avoid them.
"""


def load_cases(half: int) -> list[dict[str, Any]]:
    """Return the cases about the article whose number is odd (1, the tuning half) or even (0)."""
    rows = [row for path in sorted(CASES.glob("*.jsonl")) for row in load_rows(path)]
    return [row for row in rows if int("".join(c for c in row["id"] if c.isdigit())) % 2 == half]


def load_genre(paths: Sequence[Path]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return the held-out articles as documents, and their questions."""
    held_out = {article.id for path in paths for article in split_held_out(load_articles([path]))[1]}
    documents, rows = [], []
    plain: dict[str, list[Any]] = {}
    for row in load_rows(HELD_OUT_QUESTIONS):
        plain.setdefault(row["article"], []).append(row)
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            raw = json.loads(line)
            if raw["id"] not in held_out:
                continue
            documents.append(read_document(f"{raw['title']}\n\n{raw['text']}", Source(raw["id"], raw["title"])))
            for number, question in enumerate([*raw["questions"], *plain.get(raw["id"], ())]):
                rows.append(
                    {
                        "id": f"{raw['id']}-{number}",
                        "article": raw["id"],
                        "question": question["q"],
                        "history": question["history"],
                        "documents": (raw["id"],),
                        "evidence": question["evidence"] if question["answerable"] else [],
                        "answerable": question["answerable"],
                    }
                )
    return documents, rows


def load_squad_rows(path: Path) -> tuple[Sequence[Document], list[dict[str, Any]]]:
    """Return all topics of SQuAD_v2_sv as documents, and the questions that are kept for the fit."""
    squad = load_squad(path)
    trained = load_trained_topics()
    rows = []
    for document in squad.documents:
        if document.title not in trained:
            continue
        _, kept = split_kept_for_fit([asked for asked in squad.questions if asked.case.document_id == document.id])
        for asked in kept:
            evidence = [s.text for s in document.sentences if any(s.span.covers(span) for span in asked.answers)]
            if asked.answers and not evidence:
                continue
            rows.append(
                {
                    "id": asked.case.id,
                    "article": document.id,
                    "question": asked.case.question,
                    "history": [],
                    "evidence": [evidence] if evidence else [],
                    "answerable": bool(evidence),
                }
            )
    return squad.documents, rows
