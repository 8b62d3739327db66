"""What each side of the search finds for a question, in order: the input of `evals.metrics.retrieval`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tqdm import tqdm

from assistant.pipeline import Assistant
from assistant.select import rank
from assistant.types import Question
from corpus.types import Document
from evals.judge import to_comparable
from evals.metrics.retrieval import CUTOFFS, Ranking
from evals.types import Case

DEPTH = max(CUTOFFS)

RANKED_SIDES = {
    "dense": "Betydelse",
    "bm25": "Ord (BM25)",
    "fusion": "Sammanvägt",
    "fusion_questions": "Sammanvägt med kända frågor",
    "selection": "Sammanvägt, omrankat och urval",
}
"""The sides in the order of a table, with their Swedish labels."""

_SEARCHES = {
    "dense": ("dense",),
    "bm25": ("lexical",),
    "fusion": ("dense", "lexical"),
    "fusion_questions": ("dense", "lexical", "questions"),
}


def rank_sides(
    assistant: Assistant, cases: Sequence[Case], *, to_id: Callable[[str], str] = lambda chunk_id: chunk_id
) -> dict[str, tuple[Ranking, ...]]:
    """Return, for each of RANKED_SIDES, the ranking of every case: the first DEPTH sentences for its question.

    All sides search for the question as the assistant understood it. `to_id` may turn a sentence's id into that of a
    greater unit, such as its paragraph; a unit then stands at its best sentence's place, and evidence counts by unit.
    """
    rankings: dict[str, list[Ranking]] = {side: [] for side in RANKED_SIDES}
    evidence = {case.id: _find_evidence(case, assistant.documents[case.document_id]) for case in cases}
    for case in tqdm(cases, desc="Söker", unit=" frågor", disable=None):
        question = Question(case.question, case.id, case.history)
        read = assistant.understand(question)
        found = {
            side: [
                hit.chunk.id
                for hit in assistant.index.search(
                    read.query,
                    top_k=4 * DEPTH,
                    dense="dense" in used,
                    lexical="lexical" in used,
                    questions="questions" in used,
                )
            ]
            for side, used in _SEARCHES.items()
        }
        hits = assistant.retrieve(read, question)
        logits = assistant.rerank(read, hits)
        best = [considered.hit.chunk.id for considered in rank(read, hits[: len(logits)], logits)]
        found["selection"] = [*best, *(hit.chunk.id for hit in hits[len(logits) :])]
        groups = tuple(frozenset(to_id(chunk_id) for chunk_id in group) for group in evidence[case.id])
        for side, ids in found.items():
            ranked = tuple(dict.fromkeys(to_id(chunk_id) for chunk_id in ids))[:DEPTH]
            rankings[side].append(Ranking(case.id, ranked, groups))
    return {side: tuple(of_side) for side, of_side in rankings.items()}


def _find_evidence(case: Case, document: Document) -> tuple[frozenset[str], ...]:
    """Return the ids of the sentences that are evidence, a set for each group of the case."""
    by_text: dict[str, set[str]] = {}
    for sentence in document.sentences:
        id = f"{document.id}:{sentence.span.start}-{sentence.span.end}"
        by_text.setdefault(to_comparable(sentence.text), set()).add(id)
    return tuple(
        frozenset().union(*(by_text.get(to_comparable(alternative), set()) for alternative in group))
        for group in case.evidence
    )
