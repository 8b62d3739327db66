"""Step 3: the sentences that carry the answer, and how sure it is that the material answers at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant import phrases
from assistant.details import asks_detail
from assistant.requests import NO_QUESTIONS
from assistant.signals import (
    Considered,
    load_models,
    to_answer_signals,
    to_premises,
    to_probability,
    to_signals,
)
from assistant.understand import Understanding
from index.lexical import to_indexed_terms, to_question_terms
from index.types import Chunk, Hit

BROAD_KINDS = ("vad", "hur", "vem", "lista", "jämför", "ja/nej")
EXISTENCE_CONFIDENCE = 0.9
"""Of the questions of any kind whose words all stood in one sentence, so many were answerable (143 of 157)."""
REPEAT_MIN_WORDS = 5
"""A sentence of fewer words that stands inside another is no repetition: "Det tog tid." says something of its own."""
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
    """Return whether a question is about nobody in the material, about somebody where they are not, or about no word.

    Not if it only asks whether somebody is there: "Jobbar Karin i Boden?" is answered by where Karin is.
    """
    asks_only_where = read.kind == "ja/nej" and is_broad(read)
    if read.asks_unheard or read.wrong_roles or (read.wrong_pairs and not asks_only_where):
        return True
    return bool(read.unknown) and not (read.people or read.libraries)


def is_broad(read: Understanding) -> bool:
    """Return whether a question asks for whatever there is about the people and libraries that it names."""
    if not (read.people or read.libraries) or read.kind not in BROAD_KINDS or asks_detail(read):
        return False
    names = " ".join([*read.libraries, *(f"{person.name} {person.role or ''}" for person in read.people)])
    return set(to_question_terms(read.query)) <= {*to_question_terms(names), *_load_broad_terms()}


@lru_cache(maxsize=1)
def _load_broad_terms() -> frozenset[str]:
    return frozenset(to_question_terms(" ".join(sorted(phrases.BROAD_WORDS))))


def is_settled(read: Understanding) -> bool:
    """Return whether no model is needed to tell if the material answers."""
    return read.request in NO_QUESTIONS or is_groundless(read) or is_broad(read)


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
    at most `margin` below the best one's, at most `max_quotes`, and the deciding one stands first; a list that is
    asked for comes whole, in its own order. Nothing is selected if the probability that the material answers is below
    `threshold`. A comparison is selected for side by side (`assistant.sides`).
    """
    if not hits:
        return Selection((), (), 0.0)
    ranked = rank(read, hits, logits)
    confidence = _find_confidence(read, ranked)
    best = _drop_needless([Selected(c.hit.chunk, to_probability(c.logit), c.logit) for c in ranked])
    nearest = tuple(best[:3])
    if confidence < threshold:
        return Selection((), nearest, confidence)
    list_name = find_list_asked(read, chunks.values()) or (
        _find_list(best[:max_quotes]) if read.kind == "lista" else None
    )
    if list_name is not None:
        return Selection(_take_list(list_name, best, chunks), nearest, confidence)
    floor = best[0].logit - margin
    return Selection(tuple(s for s in best[:max_quotes] if s.logit >= floor), nearest, confidence)


def _find_confidence(read: Understanding, ranked: Sequence[Considered]) -> float:
    """Return the probability, 0 to 1, that the material answers, given the sentences considered, best first."""
    if is_groundless(read):
        return 0.0
    if is_broad(read) and any(max(c.signals["person"], c.signals["library"]) > 0 for c in ranked):
        return 1.0
    sentence_model, answer_model = load_models()
    signals = to_answer_signals(to_premises(read), [(c.logit, c.signals, c.shared) for c in ranked], sentence_model)
    confidence = to_probability(answer_model.logit(signals))
    is_there = signals["shared_by_one"] and re.search(phrases.EXISTENCE, read.query.lower())
    return max(confidence, EXISTENCE_CONFIDENCE) if is_there else confidence


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
