"""Step 3: the sentences that carry the answer, and how sure it is that the material answers at all.

Two logistic models over the same few signals, fitted by `evals/training/fit_selection.py` and kept in
`selection.json`: one says how likely a sentence is to be to the point, the other, from the best sentences and from
what the question takes for granted, how likely the material is to answer.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant import phrases
from assistant.details import asks_detail, judge_detail
from assistant.understand import Understanding
from corpus.organisations import mentions_place
from index.lexical import to_indexed_terms, to_question_terms
from index.types import Chunk, Hit

SENTENCE_SIGNALS = (
    *("rerank_known", "rerank_new", "dense_known", "dense_new", "question", "questions", "has_question"),
    *("lexical", "person", "library", "detail", "asks"),
)
"""What is read of a sentence that has known questions ("known") counts otherwise than that of one that has none."""
ANSWER_SIGNALS = (
    *("rerank", "dense", "lexical", "question", "has_question", "person", "library", "detail"),
    *("near_miss", "best", "margin", "shared_by_best", "shared_by_all", "shared_by_one", "person_gap", "library_gap"),
    *("asks_detail", "asks_person", "is_follow_up"),
)
BEST_OF_ANY = ("rerank", "dense", "question", "near_miss")
"""Signals of an answer that count the best value of any sentence, not that of the best sentence."""
BROAD_KINDS = ("vad", "hur", "vem", "lista", "jämför", "ja/nej")
EXISTENCE_CONFIDENCE = 0.9
"""Of the questions of any kind whose words all stood in one sentence, so many were answerable (143 of 157)."""
GAP_LIMIT = 3.0
"""The most that a gap between two sentences' logits counts."""
REPEAT_MIN_WORDS = 5
"""A sentence of fewer words that stands inside another is no repetition: "Det tog tid." says something of its own."""
LEXICAL_SCALE = 10.0
"""BM25 scores of a good match lie around this; keeps the signal near 0 to 1."""
_WORD = re.compile(r"\w+")
_ALL_OF = re.compile(phrases.ALL_OF)
ListName = tuple[str, str]
"""A list: its document's id and its name there."""


class Reranker(Protocol):
    """Reads a question and candidates together; a logit each, 0 = as likely as that none of them answers."""

    def score(self, question: str, candidates: Sequence[str]) -> NDArray[np.float32]:
        """Return one logit per candidate, in input order."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A sentence considered for the answer, with the probability, 0 to 1, that it is to the point."""

    chunk: Chunk
    confidence: float
    logit: float


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected: the quotes in order, the closest sentences, and the probability that the material answers.

    `quotes` is empty when the material does not answer. `missing` are libraries or people asked about side by side
    of whom the material says nothing to the point.
    """

    quotes: tuple[Selected, ...]
    nearest: tuple[Selected, ...]
    confidence: float
    missing: tuple[str, ...] = ()


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


def rank(read: Understanding, hits: Sequence[Hit], logits: Sequence[float]) -> list[Considered]:
    """Return the hits by how likely they are to be to the point, best first."""
    sentence_model, _ = load_models()
    terms = frozenset(to_question_terms(read.query))
    considered = []
    for hit, rerank in zip(hits, logits, strict=True):
        signals = to_signals(read, hit, rerank)
        shared = terms & frozenset(to_indexed_terms(hit.chunk.text))
        considered.append(Considered(hit, signals, shared, sentence_model.logit(signals)))
    return sorted(considered, key=lambda c: (-c.logit, c.hit.chunk.id))


def is_groundless(read: Understanding) -> bool:
    """Return whether a question is about nobody in the material, or about somebody or a role where they are not."""
    return bool(read.wrong_pairs or read.wrong_roles) or (bool(read.unknown) and not (read.people or read.libraries))


def is_broad(read: Understanding) -> bool:
    """Return whether a question asks for whatever there is about the people and libraries that it names."""
    if not (read.people or read.libraries) or read.kind not in BROAD_KINDS or asks_detail(read):
        return False
    names = " ".join([*read.libraries, *(person.name for person in read.people)])
    return set(to_question_terms(read.query)) <= {*to_question_terms(names), *_load_broad_terms()}


@lru_cache(maxsize=1)
def _load_broad_terms() -> frozenset[str]:
    return frozenset(to_question_terms(" ".join(sorted(phrases.BROAD_WORDS))))


def is_settled(read: Understanding) -> bool:
    """Return whether no model is needed to tell if the material answers."""
    return read.request in ("instruction", "opinion", "prediction") or is_groundless(read) or is_broad(read)


def select(
    read: Understanding,
    hits: Sequence[Hit],
    logits: Sequence[float],
    *,
    chunks: Mapping[str, Chunk],
    threshold: float,
    max_quotes: int,
    margin: float,
) -> Selection:
    """Return the quotes for a question, the deciding one first.

    `logits` are the reranker's, one a hit; `chunks` are all that are searched, by id. Quotes are those whose logit is
    at most `margin` below the best one's, at most `max_quotes`, and the deciding one stands first; where several
    libraries or people are asked about side by side, each gets its share; a list that is asked for comes whole, in
    its own order. Nothing is selected if the probability that the material answers is below `threshold`.
    """
    if not hits:
        return Selection((), (), 0.0)
    ranked = rank(read, hits, logits)
    sentence_model, answer_model = load_models()
    signals = to_answer_signals(to_premises(read), [(c.logit, c.signals, c.shared) for c in ranked], sentence_model)
    confidence = to_probability(answer_model.logit(signals))
    if is_groundless(read):
        confidence = 0.0
    elif is_broad(read) and any(max(c.signals["person"], c.signals["library"]) > 0 for c in ranked):
        confidence = 1.0
    elif signals["shared_by_one"] and re.search(phrases.EXISTENCE, read.query.lower()):
        confidence = max(confidence, EXISTENCE_CONFIDENCE)
    best = _drop_needless([Selected(c.hit.chunk, to_probability(c.logit), c.logit) for c in ranked])
    nearest = tuple(best[:3])
    if confidence < threshold:
        return Selection((), nearest, confidence)
    list_name = find_list_asked(read, chunks.values()) or (
        _find_list(best[:max_quotes]) if read.kind == "lista" else None
    )
    if list_name is not None:
        return Selection(_take_list(list_name, best, chunks), nearest, confidence)
    if read.is_comparison:
        quotes, missing = _share(read, best, max_quotes, margin)
        return Selection(quotes, nearest, confidence, missing)
    floor = best[0].logit - margin
    return Selection(tuple(s for s in best[:max_quotes] if s.logit >= floor), nearest, confidence)


def _drop_needless(best: Sequence[Selected]) -> list[Selected]:
    """Return the sentences without those that say again, word for word, what a better one says, or a part of it.

    Nor those after the best that only lead over to others, ending with a colon.
    """
    kept: list[Selected] = []
    seen: list[str] = []
    for sentence in best:
        if kept and sentence.chunk.text.endswith(":"):
            continue
        words = _WORD.findall(sentence.chunk.text.lower())
        joined = f" {' '.join(words)} "
        if len(words) >= REPEAT_MIN_WORDS:
            if any(joined in other or other in joined for other in seen):
                continue
            seen.append(joined)
        kept.append(sentence)
    return kept


def find_list_asked(read: Understanding, chunks: Iterable[Chunk]) -> ListName | None:
    """Return the list that a question asks for by its name in the plural: "Vilka är de sex råden?", None if none.

    Of lists with equal names the one that comes first.
    """
    asked = [set(to_question_terms(match["name"])) for match in _ALL_OF.finditer(read.query.lower())]
    if not asked:
        return None
    names = dict.fromkeys(name for chunk in chunks if (name := _list_of(chunk)) is not None)
    return next((name for name in names if set(to_question_terms(name[1])) in asked), None)


def _list_of(chunk: Chunk) -> ListName | None:
    name = chunk.sentence.list_name
    return None if name is None else (chunk.document_id, name)


def _find_list(best: Sequence[Selected]) -> ListName | None:
    """Return the list that the best sentence, or most of the best ones, are items of."""
    names = [_list_of(s.chunk) for s in best]
    name = max(names, key=names.count)
    return name if names[0] == name or names.count(name) * 2 >= len(names) else None


def _take_list(name: ListName, best: Sequence[Selected], chunks: Mapping[str, Chunk]) -> tuple[Selected, ...]:
    """Return all items of a list, in text order; those that were not considered have the lowest confidence of all."""
    known = {s.chunk.id: s for s in best}
    items = sorted((chunk for chunk in chunks.values() if _list_of(chunk) == name), key=lambda chunk: chunk.span)
    lowest = min(s.confidence for s in [known[c.id] for c in items if c.id in known] or best)
    return tuple(known.get(chunk.id) or Selected(chunk, lowest, 0.0) for chunk in items)


def _share(
    read: Understanding, best: Sequence[Selected], max_quotes: int, margin: float
) -> tuple[tuple[Selected, ...], tuple[str, ...]]:
    """Return quotes for each of the people or libraries asked about side by side, and those with none."""
    sides = [person.name for person in read.people] if len(read.people) > 1 else list(read.libraries)
    matches = is_by if len(read.people) > 1 else is_about
    each = max(1, max_quotes // len(sides))
    chosen: dict[str, Selected] = {}
    missing = []
    for side in sides:
        own = [s for s in best if matches(s.chunk, side)]
        if not own or own[0].logit < best[0].logit - 2 * margin:
            missing.append(side)
            continue
        for s in [s for s in own if s.logit >= own[0].logit - margin][:each]:
            chosen.setdefault(s.chunk.id, s)
    return tuple(chosen.values()), tuple(missing)
