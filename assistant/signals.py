"""The signals that selection goes by, and the two logistic models over them.

Both are fitted by `evals/training/fit_selection.py` and kept in `selection.json`: one says how likely a sentence is to
be to the point, the other, from the best sentences and from what the question takes for granted, how likely the
material is to answer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.details import asks_detail, judge_detail
from assistant.understand import Understanding
from corpus.organisations import mentions_place
from index.lexical import to_question_terms
from index.types import Chunk, Hit

SENTENCE_SIGNALS = (
    *("rerank_known", "rerank_new", "dense_known", "dense_new", "question", "questions", "has_question"),
    *("lexical", "person", "library", "detail", "asks"),
)
"""What is read of a sentence that has known questions ("known") counts otherwise than that of one that has none."""
ANSWER_SIGNALS = (
    *("rerank", "dense", "lexical", "question", "has_question", "person", "library", "detail"),
    *(
        "near_miss",
        "near_miss_share",
        "best",
        "margin",
        "shared_by_best",
        "shared_by_all",
        "shared_by_one",
        "person_gap",
        "library_gap",
    ),
    *("asks_detail", "asks_person", "is_follow_up"),
)
GAP_LIMIT = 3.0
"""The most that a gap between two sentences' logits counts."""
LEXICAL_SCALE = 10.0
"""BM25 scores of a good match lie around this; keeps the signal near 0 to 1."""


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: weights by signal, and a bias."""

    weights: Mapping[str, float]
    bias: float

    def logit(self, signals: Mapping[str, float]) -> float:
        """Return the weighted sum of the signals and the bias."""
        return self.bias + sum(weight * signals[name] for name, weight in self.weights.items())


@lru_cache(maxsize=1)
def load_models() -> tuple[Model, Model]:
    """Return the fitted models for sentences and for answers."""
    stored = json.loads((files("assistant") / "selection.json").read_text(encoding="utf-8"))
    sentence, answer = (Model(stored[name]["weights"], stored[name]["bias"]) for name in ("sentence", "answer"))
    return sentence, answer


def to_probability(logit: float) -> float:
    """Return the logistic function of a logit.

    >>> to_probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


def to_signals(read: Understanding, hit: Hit, rerank: float) -> dict[str, float]:
    """Return the signals of one sentence for one question, each about -1 to 1 but for the rerank logit."""
    chunk = hit.chunk
    is_known = hit.question is not None
    return {
        "rerank": rerank,
        "rerank_known": rerank if is_known else 0.0,
        "rerank_new": 0.0 if is_known else rerank,
        "dense": hit.dense,
        "dense_known": hit.dense if is_known else 0.0,
        "dense_new": 0.0 if is_known else hit.dense,
        "lexical": hit.lexical / LEXICAL_SCALE,
        "question": hit.question if hit.question is not None else 0.0,
        "questions": hit.questions if hit.questions is not None else 0.0,
        "has_question": float(is_known),
        "near_miss": hit.near_miss if hit.near_miss is not None else 0.0,
        "near_miss_share": hit.near_miss_share if hit.near_miss_share is not None else 0.0,
        "person": _agree([is_by(chunk, person.name) for person in read.people]),
        "library": _agree([is_about(chunk, library) for library in read.libraries]),
        "asks": float(chunk.text.rstrip('”’"» ').endswith("?")),
        "detail": judge_detail(read, chunk),
    }


@dataclass(frozen=True, slots=True)
class Considered:
    """A sentence with its signals, the words of the question that it has (stems), and its logit."""

    hit: Hit
    signals: Mapping[str, float]
    shared: frozenset[str]
    logit: float


def to_premises(read: Understanding) -> dict[str, float]:
    """Return what the question asks for as numbers, with how many words of a topic (stems) it has."""
    return {
        "terms": float(len(set(to_question_terms(read.query)))),
        "asks_detail": float(asks_detail(read)),
        "asks_person": float(bool(read.people)),
        "is_follow_up": float(read.is_follow_up),
    }


def to_answer_signals(
    premises: Mapping[str, float], ranked: Sequence[tuple[float, Mapping[str, float], frozenset[str]]], sentence: Model
) -> dict[str, float]:
    """Return the signals for whether the material answers.

    `ranked` are the sentences, best first: logit, signals and the question's words in them. A gap is how much better,
    names apart, the best sentence of somebody else is than the best one of the person or library asked about.
    """
    logits = [logit for logit, _, _ in ranked]
    following = logits[1:4] or logits[:1]
    terms = max(1.0, premises["terms"])
    topic = [sentence.logit({**signals, "person": 0.0, "library": 0.0, "detail": 0.0}) for _, signals, _ in ranked]
    return {
        **ranked[0][1],
        **{
            name: max(signals[name] for _, signals, _ in ranked)
            for name in ("rerank", "dense", "question", "near_miss")
        },
        **{name: premises[name] for name in ("asks_detail", "asks_person", "is_follow_up")},
        "best": logits[0],
        "margin": logits[0] - sum(following) / len(following),
        "shared_by_best": len(frozenset().union(*(shared for _, _, shared in ranked[:5]))) / terms,
        "shared_by_all": len(frozenset().union(*(shared for _, _, shared in ranked))) / terms,
        "shared_by_one": float(max(len(shared) for _, _, shared in ranked) >= terms),
        "person_gap": _gap(topic, [signals["person"] for _, signals, _ in ranked]),
        "library_gap": _gap(topic, [signals["library"] for _, signals, _ in ranked]),
    }


def _gap(topic: Sequence[float], agreement: Sequence[float]) -> float:
    """Return how much better the best disagreeing sentence is than the best agreeing one, within ±GAP_LIMIT."""
    agreeing = [logit for logit, agrees in zip(topic, agreement, strict=True) if agrees > 0]
    others = [logit for logit, agrees in zip(topic, agreement, strict=True) if agrees < 0]
    if not agreeing or not others:
        return 0.0 if not others else GAP_LIMIT
    return max(-GAP_LIMIT, min(GAP_LIMIT, max(others) - max(agreeing)))


def _agree(claims: Sequence[bool]) -> float:
    """Return 1 if any claim holds, -1 if none does, 0 if there are none."""
    return 0.0 if not claims else (1.0 if any(claims) else -1.0)


def is_by(chunk: Chunk, name: str) -> bool:
    """Return whether a sentence is the person's words or names the person."""
    return chunk.speaker == name or mentions_place(chunk.text, name) or mentions_place(chunk.text, name.split()[0])


def is_about(chunk: Chunk, library: str) -> bool:
    """Return whether a sentence is about a library or spoken by someone there."""
    return chunk.library == library or library in chunk.sentence.about
