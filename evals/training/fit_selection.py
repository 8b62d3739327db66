"""Fit the two logistic models of `assistant/selection.json`: which sentences are to the point, and whether any is.

Fitted on questions that neither the encoder nor the reranker was trained on: the held-out articles of genre_qa-format
files, and the tuning half of the cases about the article. Signals are collected once into a file, since that takes
minutes; fitting takes seconds, and reports by cross-validation over whole articles:

    python -m evals.training.fit_selection collect --articles FILE … --out signals.jsonl
    python -m evals.training.fit_selection fit signals.jsonl
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.pipeline import Assistant, load_models, open_assistant
from assistant.select import is_settled, rank
from assistant.settings import Settings, load_settings
from assistant.signals import (
    ANSWER_SIGNALS,
    SENTENCE_SIGNALS,
    Model,
    to_answer_signals,
    to_premises,
    to_probability,
)
from assistant.types import Question
from evals.training.data import load_rows
from evals.training.rows import PLAIN, load_cases, load_genre, load_squad_rows

logger = logging.getLogger(__name__)

SELECTION = Path(__file__).parent.parent.parent / "assistant" / "selection.json"
ANSWER_STRENGTH = 3.0
"""By article-wise cross-validation the best of 0.03, 0.3 and 3 on the first document, and no worse on others."""
SENTENCE_WEIGHTS = {"genre": 1.0, "article": 6.0, "plain": 6.0}
ANSWER_WEIGHTS = {"genre": 1.0, "article": 2.0, "plain": 2.0, "squad": 0.3}
"""How much a question counts in each model: there are eight times as many about held-out articles as about the first
document, which alone shows how much known questions tell. With 2 and 2 its first quote was right in 0.736, with 6 and 2
in 0.751, with 6 and 6 other articles were turned away more often. SQuAD's questions, answered or not, are put in the
text's own words; they tell whether there is an answer, and of order nothing that the others don't."""
FOLDS = 6
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
_MARKS = ' \t\n"”“»«–—-'


def collect(assistant: Assistant, rows: Sequence[Mapping[str, Any]], *, group: str) -> Iterator[dict[str, Any]]:
    """Yield, for every question, the signals of its candidates with whether each is evidence."""
    for row in rows:
        question = Question(row["question"], str(row["id"]), tuple(row["history"]), row.get("documents"))
        read = assistant.understand(question)
        if read.is_comparison:
            continue  # asked as several questions, of which none has evidence of its own in the data
        hits = assistant.retrieve(read, question)
        logits = assistant.rerank(read, hits)
        wanted = {text.strip(_MARKS) for alternatives in row["evidence"] for text in alternatives}
        yield {
            "id": row["id"],
            "group": group,
            "article": row.get("article") or row["id"],
            "answerable": row["answerable"],
            "is_settled": is_settled(read),
            "evidence": [[text.strip(_MARKS) for text in alternatives] for alternatives in row["evidence"]],
            "premises": to_premises(read),
            "candidates": [
                {
                    "rank": considered.hit.rank,
                    "signals": considered.signals,
                    "shared": sorted(considered.shared),
                    "text": (text := considered.hit.chunk.text.strip(_MARKS)),
                    "is_evidence": any(w in text for w in wanted),
                }
                for considered in rank(read, hits[: len(logits)], logits)
            ],
        }


def keep_reranked(row: dict[str, Any], count: int) -> dict[str, Any]:
    """Return a collected row with the `count` candidates that the search found best."""
    return {**row, "candidates": [candidate for candidate in row["candidates"] if candidate["rank"] <= count]}


def fit_logistic(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool],
    weights: Sequence[float],
    names: Sequence[str],
    *,
    strength: float,
) -> Model:
    """Return a logistic regression, lightly regularised in standard deviations; its weights are per unit of signal.

    `strength` is the inverse of the regularisation (scikit-learn's C).
    """
    from sklearn.linear_model import LogisticRegression

    signals = np.array([[row[name] for name in names] for row in rows])
    mean, deviation = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=strength, max_iter=2000).fit(
        (signals - mean) / deviation, labels, sample_weight=weights
    )
    raw = fitted.coef_[0] / deviation
    bias = float(fitted.intercept_[0] - (raw * mean).sum())
    return Model({name: round(float(w), 4) for name, w in zip(names, raw, strict=True)}, round(bias, 4))


def fit(rows: Sequence[Mapping[str, Any]]) -> tuple[Model, Model]:
    """Return the sentence model and the answer model fitted on collected rows."""
    used = [row for row in rows if row["candidates"] and not row["is_settled"]]
    signals, labels, weights = [], [], []
    for row in used:
        for candidate in row["candidates"] if row["evidence"] and row["group"] in SENTENCE_WEIGHTS else ():
            signals.append(candidate["signals"])
            labels.append(candidate["is_evidence"])
            weights.append(SENTENCE_WEIGHTS[row["group"]])
    sentence = fit_logistic(signals, labels, weights, SENTENCE_SIGNALS, strength=1.0)
    answer_model = fit_logistic(
        [answer_signals(row, sentence) for row in used],
        [row["answerable"] for row in used],
        [ANSWER_WEIGHTS[row["group"]] for row in used],
        ANSWER_SIGNALS,
        strength=ANSWER_STRENGTH,
    )
    return sentence, answer_model


def rank_candidates(row: Mapping[str, Any], sentence: Model) -> list[tuple[float, Mapping[str, Any]]]:
    """Return a row's candidates with their logits, best first."""
    scored = [(sentence.logit(candidate["signals"]), candidate) for candidate in row["candidates"]]
    return sorted(scored, key=lambda item: -item[0])


def answer_signals(row: Mapping[str, Any], sentence: Model) -> dict[str, float]:
    """Return the answer signals of a collected row under a sentence model."""
    ranked = [(logit, c["signals"], frozenset(c["shared"])) for logit, c in rank_candidates(row, sentence)]
    return to_answer_signals(row["premises"], ranked, sentence)


def cross_validate(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Model, Model]]:
    """Return for every row the two models fitted without any row of its article."""
    articles = sorted({row["article"] for row in rows})
    fold_of = {article: number % FOLDS for number, article in enumerate(articles)}
    models = [fit([row for row in rows if fold_of[row["article"]] != fold]) for fold in range(FOLDS)]
    return [models[fold_of[row["article"]]] for row in rows]


def report(
    rows: Sequence[Mapping[str, Any]], models: Sequence[tuple[Model, Model]], *, max_quotes: int, margin: float
) -> str:
    """Return a table: by group, completeness, first right, quotes, AUROC, abstention at THRESHOLDS.

    `models` are the sentence model and the answer model to judge each row by.
    """
    from sklearn.metrics import roc_auc_score

    lines = []
    for group in sorted({row["group"] for row in rows}):
        own = [(row, *pair) for row, pair in zip(rows, models, strict=True) if row["group"] == group]
        first = complete = quotes = hits = judged = 0
        for row, sentence, _ in own:
            if not row["evidence"] or not row["candidates"]:
                continue
            ranked = rank_candidates(row, sentence)
            chosen = [c for logit, c in ranked[:max_quotes] if logit >= ranked[0][0] - margin]
            first += chosen[0]["is_evidence"]
            hits += sum(c["is_evidence"] for c in chosen)
            quotes += len(chosen)
            complete += all(any(any(e in c["text"] for c in chosen) for e in alts) for alts in row["evidence"])
            judged += 1
        chances = np.array([_find_chance(row, sentence, answer) for row, sentence, answer in own])
        labels = np.array([row["answerable"] for row, _, _ in own])
        lines.append(f"{group}: {labels.sum()} answerable, {(~labels).sum()} not")
        if judged:
            lines.append(
                f"    first {first / judged:.3f}  complete {complete / judged:.3f}  "
                f"quotes {quotes / judged:.2f}  precision {hits / quotes:.3f}"
            )
        if labels.all():
            shares = "  ".join(f"{threshold} {(chances[labels] < threshold).mean():.3f}" for threshold in THRESHOLDS)
            lines.append(f"    false abstention at {shares}")
            continue
        lines.append(f"    AUROC {roc_auc_score(labels, chances):.3f}")
        for threshold in THRESHOLDS:
            false, recall = (chances[labels] < threshold).mean(), (chances[~labels] < threshold).mean()
            lines.append(f"    threshold {threshold}: abstention recall {recall:.3f}, false abstention {false:.3f}")
    return "\n".join(lines)


def _find_chance(row: Mapping[str, Any], sentence: Model, answer: Model) -> float:
    """Return the probability that the material answers a row, 0 where the question is settled before any model."""
    if row["is_settled"] or not row["candidates"]:
        return 0.0
    return to_probability(answer.logit(answer_signals(row, sentence)))


def main() -> None:
    """Run one of the two steps."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    collecting = commands.add_parser("collect")
    collecting.add_argument("--articles", type=Path, nargs="+", required=True)
    collecting.add_argument("--squad", type=Path, required=True, help="SQuAD_v2_sv, gzip JSON")
    collecting.add_argument("--out", type=Path, required=True)
    fitting = commands.add_parser("fit")
    fitting.add_argument("signals", type=Path)
    fitting.add_argument("--max-quotes", type=int, default=4)
    fitting.add_argument("--margin", type=float, default=Settings.model_fields["quote_margin"].default)
    fitting.add_argument("--reranked", type=int, default=Settings.model_fields["reranked"].default)
    fitting.add_argument("--dry-run", action="store_true")
    parsed = parser.parse_args()
    if parsed.command == "collect":
        settings = load_settings()
        models = load_models(settings)
        documents, rows = load_genre(parsed.articles)
        with tempfile.TemporaryDirectory() as folder, parsed.out.open("w", encoding="utf-8") as out:
            genre = open_assistant(settings, documents=documents, folder=Path(folder) / "genre", models=models)
            article = open_assistant(settings, folder=Path(folder) / "article", models=models)
            topics, asked = load_squad_rows(parsed.squad)
            squad = open_assistant(settings, documents=topics, folder=Path(folder) / "squad", models=models)
            for row in (
                *collect(article, load_cases(1), group="article"),
                *collect(article, load_rows(PLAIN), group="plain"),
                *collect(genre, rows, group="genre"),
                *collect(squad, asked, group="squad"),
            ):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    rows = [keep_reranked(row, parsed.reranked) for row in load_rows(parsed.signals)]
    logger.info("%s", report(rows, cross_validate(rows), max_quotes=parsed.max_quotes, margin=parsed.margin))
    if not parsed.dry_run:
        sentence, answer = fit(rows)
        stored = {
            name: {"weights": dict(m.weights), "bias": m.bias}
            for name, m in (("sentence", sentence), ("answer", answer))
        }
        SELECTION.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
