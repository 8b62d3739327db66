"""Search: a question in, chunks with their evidence out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from corpus.types import Span
from index.chunk import to_searchable_text
from index.lexical import LexicalIndex
from index.store import Contents, Store, StoredText, StoreError
from index.types import Chunk, Hit

if TYPE_CHECKING:
    from index.model import Embedder

Scores = NDArray[np.float64]

QUESTIONS_AVERAGED = 3
"""How many of a sentence's known questions, the nearest, the mean is of: one alone may be near by chance."""
NEAR = 0.02
"""A known question this much further off, by cosine, counts 1/e of the nearest in `Hit.near_miss_share`."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts in the fused score; 0 and up, in proportion to each other."""

    dense: float = 0.7
    lexical: float = 0.3
    question: float = 1.0

    def __post_init__(self) -> None:
        """Refuse negative weights."""
        if min(self.dense, self.lexical, self.question) < 0:
            raise ValueError(f"a weight is negative: {self}")


DEFAULT_WEIGHTS = Weights()


class Index:
    """Chunks that can be searched three ways; open one with `index.build.open_or_build`.

    The sentence and question vectors are held in memory (1.5 kB each at 384 dimensions) beside Chroma, which finds
    the candidates. Fusion needs every signal for every candidate, also for those that only another side found, and a
    product with the whole matrix is exact and takes well under a millisecond for thousands of sentences.
    Safe to search from several threads at once if the embedder is.
    """

    def __init__(self, chunks: Sequence[Chunk], *, store: Store, contents: Contents, embedder: Embedder) -> None:
        """Search `chunks` in `store`, whose `contents` have been read and must be of exactly those chunks.

        The store is closed with the index. Raises StoreError if it holds something else.
        """
        self.embedder = embedder
        self._store = store
        self._chunks = tuple(sorted(chunks, key=lambda chunk: chunk.id))
        self.chunks: Mapping[str, Chunk] = MappingProxyType({chunk.id: chunk for chunk in self._chunks})
        sentences, self._sentence_vectors = contents["sentences"]
        self._positions = {chunk.id: position for position, chunk in enumerate(self._chunks)}
        foreign = f"Sökindexet i {store.folder} hör till ett annat material. Bygg om det: ”belagg index”."
        if [stored.id for stored in sentences] != list(self._positions):
            raise StoreError(foreign)
        try:
            self._questions = _Bank(contents["questions"], self._positions)
            self._near_misses = _Bank(contents["near_misses"], self._positions)
        except KeyError as error:
            raise StoreError(foreign) from error
        self._lexical = _Words(self._chunks)

    def close(self) -> None:
        """Let go of the store's files; the index cannot be searched afterwards."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(
        self,
        question: str,
        *,
        top_k: int = 20,
        documents: Collection[str] | None = None,
        only: Callable[[Chunk], bool] | None = None,
        dense: bool = True,
        lexical: bool = True,
        questions: bool = True,
        weights: Weights = DEFAULT_WEIGHTS,
        candidates: int = 60,
    ) -> list[Hit]:
        """Return the up to `top_k` best chunks for `question`, in the total order (-score, chunk.id), ranks from 1.

        Each side that is on names its `candidates` best: `dense` the sentences nearest in meaning, `lexical` those
        that share words with the question, `questions` those whose known questions are nearest. All of them get all
        signals and one score, as `fuse` says. A side that is switched off names nobody, weighs nothing and leaves 0.0
        (the question side None) in its hits; the question is embedded only if a side needs it.

        `documents` keeps to those ids, `only` to the chunks for which it holds. None keeps all. What is kept does not
        change a hit's score. A blank question has no hits.
        Raises ValueError if `top_k` or `candidates` is below 1, StoreError if the store's files have gone bad.
        """
        if top_k < 1 or candidates < 1:
            raise ValueError(f"top_k {top_k} and candidates {candidates} must be at least 1")
        is_kept = self._keep(documents, only)
        if not question.strip() or not is_kept.any():
            return []
        size = len(self._chunks)
        dense_scores, lexical_scores = np.zeros(size), np.zeros(size)
        question_scores = question_means = near_miss_scores = np.full(size, np.nan)
        near_miss_share: float | None = None
        found: set[int] = set()

        if dense or questions:
            vector = self.embedder.embed_questions([question])[0]
        if dense:
            dense_scores = _find_cosines(self._sentence_vectors, vector)
            ids = None if only is None else [self._chunks[position].id for position in np.flatnonzero(is_kept)]
            nearest = self._store.find_nearest("sentences", vector, count=candidates, documents=documents, ids=ids)
            found.update(self._positions[stored.id] for stored, _ in nearest)
        if questions:
            known, missed = self._questions.find_cosines(vector), self._near_misses.find_cosines(vector)
            near_miss_scores, _ = self._near_misses.score(missed, size)
            near_miss_share = _find_share(
                missed[self._near_misses.find_kept(is_kept)], known[self._questions.find_kept(is_kept)]
            )
        if questions and self._questions.texts:
            question_scores, question_means = self._questions.score(known, size)
            ids = None if only is None else self._questions.ids_of(is_kept)
            nearest = self._store.find_nearest("questions", vector, count=candidates, documents=documents, ids=ids)
            found.update(self._positions[chunk_id] for stored, _ in nearest for chunk_id in stored.chunk_ids)
        if lexical:
            lexical_scores = _round(self._lexical.score(question))
            kept_scores = np.where(is_kept, lexical_scores, 0.0)
            # A stable sort of positions, which stand in id order, settles ties by id.
            best = np.argsort(-kept_scores, kind="stable")[:candidates]
            found.update(int(position) for position in best if kept_scores[position] > 0)

        scores = fuse(
            (dense_scores, weights.dense if dense else 0.0),
            (lexical_scores, weights.lexical if lexical else 0.0),
            (question_scores, weights.question if questions else 0.0),
        )
        ranked = sorted((position for position in found if is_kept[position]), key=lambda p: (-scores[p], p))
        return [
            Hit(
                chunk=self._chunks[position],
                score=float(scores[position]),
                rank=rank,
                dense=float(dense_scores[position]),
                lexical=float(lexical_scores[position]),
                question=_to_optional(question_scores[position]),
                questions=_to_optional(question_means[position]),
                near_miss=_to_optional(near_miss_scores[position]),
                near_miss_share=near_miss_share,
            )
            for rank, position in enumerate(ranked[:top_k], start=1)
        ]

    def _keep(self, documents: Collection[str] | None, only: Callable[[Chunk], bool] | None) -> NDArray[np.bool_]:
        """Return whether each chunk is of `documents` and one for which `only` holds, shape (chunks,)."""
        if documents is None and only is None:
            return np.ones(len(self._chunks), dtype=np.bool_)
        return np.array(
            [
                (documents is None or chunk.document_id in documents) and (only is None or only(chunk))
                for chunk in self._chunks
            ],
            dtype=np.bool_,
        )


class _Words:
    """BM25 over sentences and over their paragraphs: a sentence answers in few words what its paragraph is about.

    On SQuAD_v2_sv (467 questions, 1,013 paragraphs) the right paragraph stood first by the sentences alone in 0.692, by
    the paragraphs in 0.711, by the sum in 0.739.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Index the texts of `chunks` and of the paragraphs that they stand in."""
        paragraphs: dict[tuple[str, Span], list[str]] = {}
        for chunk in chunks:
            paragraphs.setdefault((chunk.document_id, chunk.sentence.paragraph), []).append(chunk.text)
        numbers = {paragraph: number for number, paragraph in enumerate(paragraphs)}
        self._numbers = np.array([numbers[c.document_id, c.sentence.paragraph] for c in chunks], dtype=np.intp)
        self._sentences = LexicalIndex([to_searchable_text(chunk) for chunk in chunks])
        self._paragraphs = LexicalIndex(["\n".join(texts) for texts in paragraphs.values()])

    def score(self, question: str) -> Scores:
        """Return each chunk's BM25 score plus its paragraph's, 0 where neither shares a word."""
        return self._sentences.score(question) + self._paragraphs.score(question)[self._numbers]


class _Bank:
    """Questions with their vectors, and the chunks that each is linked to."""

    def __init__(
        self, contents: tuple[tuple[StoredText, ...], NDArray[np.float32]], positions: Mapping[str, int]
    ) -> None:
        """Link stored questions to chunk positions; raises KeyError for a chunk that is not there."""
        self.texts, self._vectors = contents
        links = [(n, positions[chunk_id]) for n, stored in enumerate(self.texts) for chunk_id in stored.chunk_ids]
        self._numbers = np.array([number for number, _ in links], dtype=np.intp)
        self._chunks = np.array([position for _, position in links], dtype=np.intp)

    def find_cosines(self, vector: NDArray[np.float32]) -> Scores:
        """Return the cosine between `vector` and each question, shape (questions,)."""
        return _find_cosines(self._vectors, vector) if self.texts else np.zeros(0)

    def score(self, cosines: Scores, size: int) -> tuple[Scores, Scores]:
        """Return each of `size` chunks' best cosine of its questions, and the mean of its best few.

        `cosines` are those of `find_cosines`. NaN where a chunk has no questions.
        """
        best, total, count = np.full(size, np.nan), np.zeros(size), np.zeros(size)
        if self.texts:
            cosines = cosines[self._numbers]
            by_chunk = np.lexsort((-cosines, self._chunks))
            chunks, cosines = self._chunks[by_chunk], cosines[by_chunk]
            starts = np.flatnonzero(np.diff(chunks, prepend=-1))
            best[chunks[starts]] = cosines[starts]
            place = np.arange(len(chunks)) - np.repeat(starts, np.diff(starts, append=len(chunks)))
            few = place < QUESTIONS_AVERAGED
            np.add.at(total, chunks[few], cosines[few])
            np.add.at(count, chunks[few], 1)
        return best, np.divide(total, count, out=np.full(size, np.nan), where=count > 0)

    def ids_of(self, is_kept: NDArray[np.bool_]) -> list[str]:
        """Return the ids of the questions that are linked to a kept chunk."""
        return [self.texts[number].id for number in self.find_kept(is_kept)]

    def find_kept(self, is_kept: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the numbers of the questions that are linked to a kept chunk."""
        return np.unique(self._numbers[is_kept[self._chunks]])


def fuse(*signals: tuple[Scores, float]) -> Scores:
    """Return one score per chunk: the weighted mean of the signals that it has, each in standard deviations.

    Each signal is an array with a value per chunk of the whole index (NaN where a chunk lacks the signal) and a
    weight. It is first put on a common scale, z = (value - mean) / standard deviation over the chunks that have it; a
    constant signal counts as 0. Then a chunk's score is Σ weight·z / Σ weight over the signals it has, so that a
    document without known questions competes with one that has them. Rank fusion (Cormack et al. 2009) throws away
    how much better the best is, and did worse on SQuAD_v2_sv (DESIGN.md: right first 0.758 against 0.785).

    The values 1, 2, 3 have mean 2 and standard deviation √(2/3), so z = -1.2247, 0, 1.2247. The second signal is
    known for two chunks, with z = 1 and -1, and counts as much as the first: (-1.2247 + 1) / 2 = -0.1124, and so on.

    >>> fuse((np.array([1.0, 2.0, 3.0]), 0.5), (np.array([9.0, np.nan, 5.0]), 0.5)).round(4).tolist()
    [-0.1124, 0.0, 0.1124]
    """
    total = np.zeros(len(signals[0][0]))
    total_weight = np.zeros_like(total)
    for values, weight in signals:
        is_known = ~np.isnan(values)
        if weight == 0 or not is_known.any():
            continue
        known = values[is_known]
        deviation = known.std()
        # Rounded values that are all equal can still have a deviation of some 1e-17.
        if deviation > 1e-9:
            total[is_known] += weight * (known - known.mean()) / deviation
        total_weight[is_known] += weight
    return np.divide(total, total_weight, out=np.zeros_like(total), where=total_weight > 0)


def _find_share(missed: Scores, known: Scores) -> float | None:
    """Return how much of what is known near a question is a near miss, by the cosines of both kinds."""
    if not (known.size and missed.size):
        return None
    nearest = max(known.max(), missed.max())
    weights = [float(np.exp((cosines - nearest) / NEAR).sum()) for cosines in (missed, known)]
    return round(weights[0] / sum(weights), 6)


def _find_cosines(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> Scores:
    # Not vectors @ vector: the idle threads of NumPy's OpenBLAS keep spinning for a while after a product, and with two
    # cores they took a third of the time of the models that come next.
    return _round(np.einsum("ij,j->i", vectors, vector))


def _to_optional(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _round(values: NDArray[np.float32] | Scores) -> Scores:
    # float32 products differ in the seventh decimal with the row's place in the matrix: equal sentences would
    # be ordered by chance rather than by id.
    return np.asarray(values, dtype=np.float64).round(6)
