"""From a question to an answer in five steps: understand, retrieve, select, compose, verify."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from assistant.check import QuoteChecker
from assistant.check_text import CheckedText, Progress, check_text
from assistant.claims import Claim, find_support
from assistant.compose import compose
from assistant.names import Names
from assistant.requests import NO_QUESTIONS
from assistant.select import Reranker, Selection, is_broad, select
from assistant.settings import Settings
from assistant.sides import concerns, join, split
from assistant.signals import is_about
from assistant.suggest import KnownQuestions, suggest, suggest_first
from assistant.types import Answer, Citation, Question
from assistant.understand import QuestionError, Understanding, find_outside, understand
from assistant.verify import VerificationError, verify
from corpus.library import load_documents, load_questions
from corpus.readers import Draft
from corpus.types import Document, Span
from index.build import build_index, open_or_build
from index.chunk import to_reading_text
from index.model import Embedder, load_embedder
from index.rerank import load_reranker
from index.search import Index
from index.types import Chunk, Hit

CLAIM_CANDIDATES = 10
"""How many sentences are looked at for the support of a claim."""

logger = logging.getLogger(__name__)


class Models:
    """The embedding model and the reranker, loaded once and shared by every assistant."""

    def __init__(self, embedder: Embedder, reranker: Reranker | None) -> None:
        """Hold the two models; without a reranker the search's own signals decide."""
        self.embedder = embedder
        self.reranker = reranker


def load_models(settings: Settings) -> Models:
    """Return the models that the settings name. Raises ModelError with the remedy."""
    weights = Path(__file__).parent.parent / "index" / "weights"
    is_default = settings.model == Settings.model_fields["model"].default
    tuned = settings.tuned and is_default
    embedder = load_embedder(
        settings.model,
        cache_dir=settings.cache_dir,
        adapter=weights / "encoder" / "adapter.safetensors" if tuned else None,
    )
    reranker = load_reranker(weights / "reranker", cache_dir=settings.cache_dir) if settings.rerank else None
    return Models(embedder, reranker)


class Assistant:
    """Answers questions about documents with checked quotes."""

    def __init__(
        self,
        documents: Sequence[Document],
        index: Index,
        models: Models,
        settings: Settings,
        known: KnownQuestions | None = None,
    ) -> None:
        """Answer from `documents`, searched through their `index`; `known` are the questions beside them."""
        self.documents: Mapping[str, Document] = MappingProxyType({document.id: document for document in documents})
        self.settings = settings
        self.index = index
        self.models = models
        self.known = known or {}
        # The stemmer may only be used by one thread at a time, and the models use every core already.
        self._one_at_a_time = threading.Lock()
        self._names = {tuple(self.documents): Names(documents)}

    @property
    def libraries(self) -> tuple[str, ...]:
        """Return the short names that questions can be kept to."""
        return self._names[tuple(self.documents)].libraries

    @property
    def examples(self) -> tuple[str, ...]:
        """Return questions to begin with, ones that the material is known to answer where such are known."""
        return suggest_first(self.documents, self.known)

    def ask(self, question: Question) -> Answer:
        """Return the answer; safe in several threads. Raises QuestionError for what cannot be asked."""
        with self._one_at_a_time:
            return self._answer(question)

    def _answer(self, question: Question) -> Answer:
        clock = _Clock()
        read = self.understand(question)
        clock.stop("understand")
        sides = split(read)
        hits = [self.retrieve(side, question) for side in sides]
        clock.stop("retrieve")
        selections = [self.select(side, found, question) for side, found in zip(sides, hits, strict=True)]
        selection = self._join(read, selections) if read.is_comparison else selections[0]
        clock.stop("select")
        kept = {id: self.documents[id] for id in self._find_kept(question)}
        answer = compose(read, selection, kept, id=question.id, shown_libraries=question.libraries or ())
        follow_ups = suggest(read, kept, answer.citations, self.known, shown_libraries=question.libraries)
        answer = replace(answer, follow_ups=follow_ups)
        clock.stop("compose")
        answer = self.verify(answer)
        clock.stop("verify")
        return replace(answer, question=question.text, timings_ms=clock.timings_ms)

    def understand(self, question: Question) -> Understanding:
        """Return what the question asks for; raises QuestionError also for an unknown document or library."""
        for document_id in question.documents or ():
            if document_id not in self.documents:
                known = ", ".join(self.documents)
                raise QuestionError(f"Dokumentet {document_id} finns inte i materialet. De som finns är {known}.")
        for library in question.libraries or ():
            if library not in self.libraries:
                raise QuestionError(f"{library} finns inte i materialet. Välj bland {', '.join(self.libraries)}.")
        return understand(question, self._find_names(question), max_chars=self.settings.max_question_chars)

    def _find_names(self, question: Question) -> Names:
        """Return the names in the documents that the question keeps to: others of the same name are nobody here."""
        kept = self._find_kept(question)
        if kept not in self._names:
            self._names[kept] = Names(self.documents[document_id] for document_id in kept)
        return self._names[kept]

    def retrieve(self, read: Understanding, question: Question) -> list[Hit]:
        """Return the sentences that may carry the answer, best first."""
        settings = self.settings
        return self.index.search(
            read.query,
            top_k=settings.candidates,
            documents=question.documents,
            only=_find_filter(read, question),
            dense=settings.dense,
            lexical=settings.lexical,
            questions=settings.questions,
        )

    def select(self, read: Understanding, hits: Sequence[Hit], question: Question) -> Selection:
        """Return the quotes, with the probability that the material answers; nothing for what is no question to it.

        For a part of a comparison the quotes come whatever that probability is: `_join` judges the parts together.
        """
        logits = self.rerank(read, hits)
        kept = frozenset(self._find_kept(question))
        threshold = self.settings.threshold if read.side is None else 0.0
        max_quotes, margin = self._find_limits(read)
        return select(
            read,
            hits[: len(logits)],
            logits,
            chunks={id: chunk for id, chunk in self.index.chunks.items() if chunk.document_id in kept},
            threshold=1.1 if read.request in NO_QUESTIONS or find_outside(read, question.libraries) else threshold,
            max_quotes=max_quotes,
            margin=margin,
        )

    def _join(self, read: Understanding, selections: Sequence[Selection]) -> Selection:
        max_quotes, margin = self._find_limits(read)
        return join(read.sides, selections, threshold=self.settings.threshold, max_quotes=max_quotes, margin=margin)

    def _find_limits(self, read: Understanding) -> tuple[int, float]:
        """Return how many quotes may be shown and how far behind the best: twice the settings' if more is asked for.

        Of somebody of whom whatever there is is asked, quotes may be twice as far behind.
        """
        times = 2 if read.request == "more" else 1
        if len(read.people) == 1 and is_broad(read):
            return self.settings.max_quotes, self.settings.quote_margin * 2
        return self.settings.max_quotes * times, self.settings.quote_margin * times

    def _find_kept(self, question: Question) -> tuple[str, ...]:
        """Return the ids of the documents that the question keeps to, each once: all if it names none."""
        return tuple(self.documents) if question.documents is None else tuple(dict.fromkeys(question.documents))

    def rerank(self, read: Understanding, hits: Sequence[Hit]) -> list[float]:
        """Return the reranker's logits for the best hits, one each; zeros for all where there is no reranker."""
        reranker = self.models.reranker
        if reranker is None or not hits:
            return [0.0] * len(hits)
        texts = [to_reading_text(hit.chunk) for hit in hits[: self.settings.reranked]]
        return [float(logit) for logit in reranker.score(read.query, texts)]

    def check(self, draft: Draft, *, on_progress: Progress | None = None) -> CheckedText:
        """Return a text with a verdict on each quote and a hint for each claim; safe in several threads."""
        return check_text(draft, self.documents, self.checker, self._search_claim, on_progress=on_progress)

    def find_support(self, claim: str) -> Claim:
        """Return a sentence as a claim, with what comes nearest to it."""
        return find_support(Draft(claim), Span(0, len(claim)), self._search_claim, self.documents)

    @cached_property
    def checker(self) -> QuoteChecker:
        """Return what checks quotes against the documents; it reads them all, once, when first asked for."""
        return QuoteChecker(tuple(self.documents.values()))

    def _search_claim(self, text: str) -> list[Hit]:
        with self._one_at_a_time:
            return self.index.search(text, top_k=CLAIM_CANDIDATES, questions=False)

    def verify(self, answer: Answer) -> Answer:
        """Return the answer if every citation holds; one that doesn't is a fault of this program, never shown."""
        for citation in (*answer.citations, *answer.nearest):
            self._verify_one(citation)
        return answer

    def _verify_one(self, citation: Citation) -> None:
        try:
            verify(citation, self.documents)
        except VerificationError:
            logger.exception("A citation failed its check; the answer is not shown.")
            raise

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()


def open_assistant(
    settings: Settings,
    *,
    documents: Sequence[Document] | None = None,
    folder: Path | None = None,
    models: Models | None = None,
    progress: bool = False,
    rebuild: bool = False,
) -> Assistant:
    """Return an assistant over the settings' documents, or over those given, with the index in `folder`.

    The index is built first where it is missing or stale, or if `rebuild` says so. `models` saves loading them again.
    """
    found = load_documents(settings.documents) if documents is None else tuple(documents)
    beside = {d.id: load_questions(settings.documents, d) for d in found if documents is None}
    questions = {document_id: [(row.text, row.questions) for row in rows] for document_id, rows in beside.items()}
    near_misses = {document_id: [(row.text, row.near_misses) for row in rows] for document_id, rows in beside.items()}
    known = {(document_id, row.text): row.questions for document_id, rows in beside.items() for row in rows}
    shared = models or load_models(settings)
    build = build_index if rebuild else open_or_build
    index = build(
        found,
        questions,
        near_misses,
        embedder=shared.embedder,
        folder=folder or settings.data_dir / "index",
        progress=progress,
    )
    return Assistant(found, index, shared, settings, known)


def _find_filter(read: Understanding, question: Question) -> Callable[[Chunk], bool] | None:
    """Return which sentences may answer: those of the libraries shown, and of one side where sides are compared."""
    shown = question.libraries
    if shown is None and read.side is None:
        return None
    return lambda chunk: (
        (read.side is None or concerns(read, chunk, read.side))
        and (shown is None or any(is_about(chunk, name) for name in shown))
    )


class _Clock:
    """Milliseconds from one stop to the next, and in total."""

    def __init__(self) -> None:
        self.timings_ms: dict[str, float] = {"total": 0.0}
        self._last = time.perf_counter()

    def stop(self, step: str) -> None:
        now = time.perf_counter()
        elapsed = (now - self._last) * 1000
        self.timings_ms[step] = elapsed
        self.timings_ms["total"] += elapsed
        self._last = now
