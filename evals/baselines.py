"""What a user would get otherwise: other ways to cited passages, asked the same questions as the assistant.

- `llama_index`: llama-index's stock path, every setting its default (SentenceSplitter, Chroma, vector retriever), and
  the sources that its CitationQueryEngine would hand to a language model. No model writes here; the sources are what a
  reader could check.
- `dense`, `bm25`, `fusion`: the assistant's own search, the best sentences as they come.

All use the assistant's embedding model, so that the difference is in what is done with it. None of them says who
speaks, or abstains as long as it finds anything.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from assistant import pipeline
from assistant.types import Answer, Citation, Question
from corpus.types import Document
from evals.types import Assistant
from index.search import Index

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.model import Embedder

Side = Literal["dense", "bm25", "fusion"]
SIDES: tuple[Side, ...] = ("dense", "bm25", "fusion")
BASELINES = ("llama_index", *SIDES)


class TopSentences:
    """The best `count` sentences of one side of the search."""

    def __init__(self, documents: Mapping[str, Document], index: Index, side: Side, *, count: int) -> None:
        """Search an open index; it is not closed with this."""
        self.documents = documents
        self._index = index
        self._side = side
        self._count = count

    def ask(self, question: Question) -> Answer:
        """Return the best sentences as citations, in order; the earlier question is searched for with a follow-up."""
        hits = self._index.search(
            " ".join([*question.history[-1:], question.text]),
            top_k=self._count,
            documents=question.documents,
            dense=self._side != "bm25",
            lexical=self._side != "dense",
            questions=False,
        )
        spans = [(hit.chunk.document_id, hit.chunk.span.start, hit.chunk.span.end) for hit in hits]
        return _to_answer(question, spans, self.documents)

    def close(self) -> None:
        """Do nothing: the index belongs to somebody else."""


class StockLlamaIndex:
    """llama-index as its documentation sets it up, with the assistant's embedding model."""

    def __init__(self, documents: Sequence[Document], embedder: Embedder) -> None:
        """Split, embed and store the documents, in memory."""
        import chromadb
        from chromadb.config import Settings
        from llama_index.core import Document as LlamaDocument
        from llama_index.core import StorageContext, VectorStoreIndex
        from llama_index.core.llms import MockLLM
        from llama_index.core.query_engine import CitationQueryEngine
        from llama_index.vector_stores.chroma import ChromaVectorStore

        self.documents: Mapping[str, Document] = {document.id: document for document in documents}
        client = chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))
        collection = client.create_collection(f"stock-{uuid.uuid4()}", embedding_function=None)
        self._forget: Callable[[], None] = partial(client.delete_collection, collection.name)
        store = ChromaVectorStore(chroma_collection=collection)
        index = VectorStoreIndex.from_documents(
            [LlamaDocument(text=d.text, doc_id=d.id, metadata={"document_id": d.id}) for d in documents],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=_to_llama_index(embedder),
        )
        self._engine = CitationQueryEngine.from_args(index, llm=MockLLM(max_tokens=1))

    def ask(self, question: Question) -> Answer:
        """Return its numbered sources as citations; each is found again in its document by its text."""
        response = self._engine.query(" ".join([*question.history[-1:], question.text]))
        spans = []
        for source in response.source_nodes:
            document_id = str(source.node.metadata["document_id"])
            text = source.node.get_content().partition(":\n")[2].strip()  # the engine writes "Source 1:" above
            start = self.documents[document_id].text.find(text)
            if start >= 0:
                spans.append((document_id, start, start + len(text)))
        return _to_answer(question, spans, self.documents)

    def close(self) -> None:
        """Let go of the stored vectors."""
        self._forget()


def open_baseline(name: str, assistant: pipeline.Assistant) -> Assistant:
    """Return the baseline of a name in BASELINES over an assistant's documents, with its embedder or its index.

    As many sentences are shown as the assistant may show. Raises ValueError for another name.
    """
    if name == "llama_index":
        return StockLlamaIndex(tuple(assistant.documents.values()), assistant.models.embedder)
    for side in SIDES:
        if name == side:
            return TopSentences(assistant.documents, assistant.index, side, count=assistant.settings.max_quotes)
    raise ValueError(f"no baseline is called {name!r}")


def _to_answer(question: Question, spans: Sequence[tuple[str, int, int]], documents: Mapping[str, Document]) -> Answer:
    citations = tuple(
        Citation(
            n=n,
            quote=documents[document_id].text[start:end],
            document_id=document_id,
            start=start,
            end=end,
            section="",
            kind="other",
            speaker=None,
            role=None,
            library=None,
            confidence=1.0,
        )
        for n, (document_id, start, end) in enumerate(spans, start=1)
    )
    return Answer(
        id=question.id,
        question=question.text,
        status="answered" if citations else "not_found",
        language="sv",
        text=" ".join(f"[{citation.n}]" for citation in citations),
        citations=citations,
        confidence=1.0 if citations else 0.0,
    )


def _to_llama_index(embedder: Embedder) -> BaseEmbedding:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Adapter(BaseEmbedding):
        """The assistant's embedder as llama-index wants one."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in embedder.embed_questions([query])[0]]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in vector] for vector in embedder.embed_documents(texts)]

    return Adapter(model_name=embedder.name)
