"""SweFAQ 2.0: which of an authority's answers belongs to the question?

SuperLim 2 (Berdicevskis et al., 2023, "Superlim: A Swedish Language Understanding Evaluation Benchmark"): questions
with the answers of their category on one page, one of which is right. Measured three ways: the task's own accuracy
among the candidates, retrieval among all answers of the file, and Belägg as users meet it.

The sides score whole answers, though the models are made for sentences: the encoder cuts them at 512 tokens and the
reranker at 192, with the question. SuperLim's leaderboard shows Krippendorff's alpha by default: about 0 for chance
(lab.kb.se/leaderboard/howto), so its values and these can't be set side by side.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tqdm import tqdm

from assistant import pipeline, signals
from corpus.library import read_document
from corpus.types import Document, Source
from evals.asking import ask_cases
from evals.benchmarks.benchmark import (
    Benchmark,
    Figure,
    NonBlank,
    describe_fault,
    find_metrics,
    judge_by,
    need_pipeline,
    observe_first_chosen,
    read_data,
    score_results,
    score_shares,
    score_side,
    tell_errors,
    to_metric,
)
from evals.metrics.base import Metric
from evals.metrics.retrieval import Ranking
from evals.rankings import DEPTH
from evals.report import format_number
from evals.systems import Opener
from evals.types import Case, EvalsError
from index.lexical import LexicalIndex
from index.search import DEFAULT_WEIGHTS, fuse

SUITE = "swefaq"
PUBLISHED = "SweFAQ 2.0 publiceras av Språkbanken Text som en del av SuperLim 2 (spraakbanken.gu.se/resurser/superlim)."
SIDES = {
    "dense": "Betydelse",
    "bm25": "Ord (BM25)",
    "fusion": "Sammanvägt",
    "reranked": "Sammanvägt och omrankat",
}
METRICS = (
    to_metric("first_right", "first_right", "Belägg: första citatet ur rätt svar"),
    to_metric("complete", "any_right", "Belägg: något citat ur rätt svar"),
    Metric(
        "first_chosen_right",
        "Belägg: första valda meningen ur rätt svar, visad eller ej",
        observe_first_chosen,
    ),
    *find_metrics("false_abstention", "verbatim", "whole", "errors", "latency_median"),
)
_BATCH_TEXTS = 32

Vectors = NDArray[np.float32]


class _Meta(BaseModel):
    model_config = ConfigDict(strict=True)

    category: NonBlank


class _Row(BaseModel):
    """A line of the file; keys that nothing here reads are let through."""

    model_config = ConfigDict(strict=True)

    question: NonBlank
    candidate_answers: list[NonBlank] = Field(min_length=1)
    label: int = Field(ge=0)
    meta: _Meta


@dataclass(frozen=True, slots=True)
class FaqQuestion:
    """A question as a case about the right answer's document, with the ids of its candidates in their order."""

    case: Case
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Faq:
    """A file as questions in file order, and each distinct answer as a document whose title is its category."""

    documents: tuple[Document, ...]
    questions: tuple[FaqQuestion, ...]


class Pool:
    """Answers among which one is looked for, each scored as a whole text."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str], vectors: Vectors, models: pipeline.Models) -> None:
        """Hold the answers; `vectors` are theirs, shape (len(ids), dim). BM25 knows no other texts than these."""
        self._ids = ids
        self._texts = texts
        self._vectors = vectors
        self._models = models
        self._lexical = LexicalIndex(texts)

    def rank(self, question: str, vector: Vectors, *, reranked: int) -> dict[str, tuple[str, ...]]:
        """Return the answers' ids by each of SIDES, best first; equally good ones in the pool's order.

        BM25 leaves out answers that share no word with the question. The reranker reads the first `reranked` of the
        fusion and its logit is weighed with the other signals as in the assistant's model of sentences; the others
        follow. Without a reranker there is no such side.
        """
        dense = np.asarray(self._vectors @ vector, dtype=np.float64).round(6)
        lexical = self._lexical.score(question).round(6)
        fused = fuse((dense, DEFAULT_WEIGHTS.dense), (lexical, DEFAULT_WEIGHTS.lexical)).round(9)
        orders = {"dense": _sort(dense), "bm25": [n for n in _sort(lexical) if lexical[n] > 0], "fusion": _sort(fused)}
        if self._models.reranker is not None:
            read, rest = orders["fusion"][:reranked], orders["fusion"][reranked:]
            logits = self._models.reranker.score(question, [self._texts[n] for n in read])
            weighed = [
                _weigh(rerank_new=float(logit), dense_new=dense[n], lexical=lexical[n] / signals.LEXICAL_SCALE)
                for n, logit in zip(read, logits, strict=True)
            ]
            orders["reranked"] = [read[place] for place in _sort(np.array(weighed))] + rest
        return {side: tuple(self._ids[n] for n in order) for side, order in orders.items()}


def measure_swefaq(data: Path, opener: Opener) -> Benchmark:
    """Return the figures for all questions of a SweFAQ file.

    Raises EvalsError that names the file and the line if the file can't be used.
    """
    faq = load_swefaq(data)
    with closing(opener(faq.documents)) as opened:
        assistant = need_pipeline(opened)
        figures = _measure_sides(assistant, faq)
        cases = [asked.case for asked in faq.questions]
        judge = judge_by(lambda case, citation: citation.document_id == case.document_id, assistant.documents)
        results = ask_cases(assistant, cases, judge)
    figures += score_results(METRICS, results)
    chance = statistics.fmean(1 / len(set(asked.candidates)) for asked in faq.questions)
    title = f"SweFAQ 2.0: {len(faq.questions)} frågor, {len(faq.documents)} svar"
    notes = (
        "Träffsäkerheten är SuperLims uppgift: rätt svar bland kategorins kandidater. Slumpen ger "
        f"{format_number(chance, 'share')}. SuperLims topplista visar Krippendorffs alfa, som inte är samma tal.",
        "Sökningen gäller alla filens svar. RR räknas bland de 20 första.",
        "Hela svar jämförs: inbäddningen läser högst 512 delar av ord (tokens) och omrankaren högst 192, med frågan.",
        "Belägg självt citerar meningar: rätt är ett citat ur rätt svar, vilken mening det än är. Varje fråga går att "
        "besvara, så alla uteblivna svar är fel.",
        *tell_errors(results),
    )
    return Benchmark(SUITE, title, tuple(figures), notes, faq.documents)


def load_swefaq(path: Path) -> Faq:
    """Return a SweFAQ file, JSON lines; blank lines are skipped, and equal answers are one.

    Raises EvalsError that names the file and the line if it is missing or isn't of that form.
    """
    texts: dict[str, Document] = {}
    questions: list[FaqQuestion] = []
    for number, line in enumerate(read_data(path, PUBLISHED).split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path} rad {number}"
        try:
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            raise EvalsError(f"{place}: {describe_fault(error, 'raden')}. Väntade en rad som i SweFAQ 2.0.") from error
        if row.label >= len(row.candidate_answers):
            raise EvalsError(f"{place}: label är {row.label}, men det finns {len(row.candidate_answers)} svar.")
        for text in row.candidate_answers:
            if text not in texts:
                texts[text] = read_document(text, Source(f"svar-{len(texts) + 1:04d}", row.meta.category))
        right = texts[row.candidate_answers[row.label]]
        case = Case(f"swefaq-{number:04d}", row.question, True, right.id, ((right.text,),), type=row.meta.category)
        questions.append(FaqQuestion(case, tuple(texts[text].id for text in row.candidate_answers)))
    return Faq(tuple(texts.values()), tuple(questions))


def _measure_sides(assistant: pipeline.Assistant, faq: Faq) -> list[Figure]:
    """Return each side's accuracy among the candidates, then its figures among all answers."""
    models, reranked = assistant.models, assistant.settings.reranked
    numbers = {document.id: number for number, document in enumerate(faq.documents)}
    texts = [document.text for document in faq.documents]
    batches = range(0, len(texts), _BATCH_TEXTS)
    vectors = np.concatenate(
        [
            models.embedder.embed_documents(texts[first : first + _BATCH_TEXTS])
            for first in tqdm(batches, desc="Bäddar in svar", unit=" satser", disable=None)
        ]
    )
    every = Pool(list(numbers), texts, vectors, models)
    pools: dict[tuple[str, ...], Pool] = {}
    right: dict[str, list[float]] = {}
    rankings: dict[str, list[Ranking]] = {}
    for asked in tqdm(faq.questions, desc="Jämför svar", unit=" frågor", disable=None):
        question, wanted = asked.case.question, asked.case.document_id
        chosen = list(dict.fromkeys(numbers[id] for id in asked.candidates))
        if asked.candidates not in pools:
            own = [faq.documents[n].id for n in chosen]
            pools[asked.candidates] = Pool(own, [texts[n] for n in chosen], vectors[chosen], models)
        vector = models.embedder.embed_questions([question])[0]
        for side, ids in pools[asked.candidates].rank(question, vector, reranked=reranked).items():
            right.setdefault(side, []).append(float(ids[:1] == (wanted,)))
        for side, ids in every.rank(question, vector, reranked=reranked).items():
            ranking = Ranking(asked.case.id, ids[:DEPTH], (frozenset({wanted}),))
            rankings.setdefault(side, []).append(ranking)
    return [
        *(score_shares(f"{side}.accuracy", f"{SIDES[side]}: träffsäkerhet", values) for side, values in right.items()),
        *(figure for side, of_side in rankings.items() for figure in score_side(side, SIDES[side], of_side)),
    ]


def _sort(scores: NDArray[np.float64]) -> list[int]:
    """Return positions from the highest score down; equal ones in their order."""
    return [int(number) for number in np.argsort(-scores, kind="stable")]


def _weigh(**known: float) -> float:
    """Return the logit that the assistant's model of sentences gives signals, those not given being 0."""
    sentence, _ = signals.load_models()
    if unknown := set(known) - set(sentence.weights):
        raise KeyError(f"the model of sentences has no {', '.join(sorted(unknown))}")
    return sentence.logit(dict.fromkeys(sentence.weights, 0.0) | known)
