"""Vectors on disk: Chroma collections of sentences, of the questions that they answer and of near misses.

Chroma runs inside the process, with telemetry off and no embedding function of its own (its default would fetch a
model). llama-index's nodes and vector store are the way in and out; their untyped metadata stays in this module.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, cast

import numpy as np
from numpy.typing import NDArray

from corpus.types import BelaggError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from llama_index.core.schema import BaseNode, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

# chromadb and llama_index take about four seconds to import, so a command that needs no index should not pay for
# them: they are imported where a store is opened.

Side = Literal["sentences", "questions", "near_misses"]
SIDES: tuple[Side, ...] = ("sentences", "questions", "near_misses")

# Graph parameters above Chroma's defaults (16, 100, 100), with which 5 % of the 60 nearest of 1,200 vectors were
# missed; with these none, at the same speed.
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
}

# Chroma refuses more than 5,461 at a time, and llama-index sends up to 41,665.
_ADD_BATCH_TEXTS = 1000


class StoreError(BelaggError):
    """A stored index that is missing, damaged or of another shape than expected."""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A sentence or question to store: what was embedded, and the chunks that a hit on it leads to.

    `id` is unique within its side. A sentence leads to its own chunk, a question to all that answer it, all of
    `document_id`.
    """

    id: str
    document_id: str
    text: str
    chunk_ids: tuple[str, ...]


# Everything in a store, as `Store.read` returns it.
Contents = Mapping[Side, tuple[tuple[StoredText, ...], NDArray[np.float32]]]


class Store:
    """An open folder of stored vectors. Close it, or use it in a `with` statement."""

    def __init__(self, client: Client, collections: dict[Side, ChromaVectorStore], folder: Path) -> None:
        """Hold an open client; use `create` or `open`."""
        self._client = client
        self._collections = collections
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> Store:
        """Return a new, empty store in `folder`, which must not exist. Raises OSError if it cannot be written."""
        folder.mkdir(parents=True)
        return cls._connect(folder, is_new=True)

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Return the store in `folder`. Raises StoreError if there is none or it cannot be read."""
        _check_database(folder)
        return cls._connect(folder, is_new=False)

    @classmethod
    def _connect(cls, folder: Path, *, is_new: bool) -> Store:
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError
        from llama_index.vector_stores.chroma import ChromaVectorStore

        settings = Settings(anonymized_telemetry=False, allow_reset=False)
        message = _unwritable(folder) if is_new else _unreadable(folder)
        try:
            # Declared as the abstract ClientAPI, which lacks `close`.
            client = cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))
        except ChromaError as error:
            raise StoreError(message) from error
        collections: dict[Side, ChromaVectorStore] = {}
        try:
            for side in SIDES:
                collection = (
                    client.create_collection(side, embedding_function=None, configuration=_CONFIGURATION)
                    if is_new
                    else client.get_collection(side, embedding_function=None)
                )
                collections[side] = ChromaVectorStore(chroma_collection=collection)
        except ChromaError as error:
            client.close()
            raise StoreError(message) from error
        return cls(client, collections, folder)

    def close(self) -> None:
        """Let go of the files. Chroma shares one connection per folder within a process, so this matters."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, side: Side, texts: Sequence[StoredText], vectors: NDArray[np.float32]) -> None:
        """Store `texts` with their unit-length `vectors`, one row each.

        Raises ValueError if the counts differ and StoreError if the folder takes no more (a full disk, for instance).
        """
        from chromadb.errors import ChromaError
        from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

        if len(texts) != len(vectors):
            raise ValueError(f"{len(texts)} texts with {len(vectors)} vectors")
        nodes: list[BaseNode] = [
            TextNode(
                id_=stored.id,
                text=stored.text,
                metadata={"chunk_ids": json.dumps(stored.chunk_ids)},
                # llama-index writes its own "document_id" over one in the metadata, from this relationship; without
                # it every node would say "None" and a filter on the document would find nothing.
                relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=stored.document_id)},
                embedding=vector.tolist(),
            )
            for stored, vector in zip(texts, vectors, strict=True)
        ]
        try:
            for first in range(0, len(nodes), _ADD_BATCH_TEXTS):
                self._collections[side].add(nodes[first : first + _ADD_BATCH_TEXTS])
        except ChromaError as error:
            raise StoreError(_unwritable(self.folder)) from error

    def find_nearest(
        self,
        side: Side,
        vector: NDArray[np.float32],
        *,
        count: int,
        documents: Collection[str] | None = None,
        ids: Collection[str] | None = None,
    ) -> list[tuple[StoredText, float]]:
        """Return up to `count` stored texts nearest to the unit-length `vector`, each with its cosine (-1 to 1).

        The order is (-cosine, id). `documents` and `ids` keep to those documents and texts; None keeps all, an empty
        collection none. Raises StoreError if the files have been damaged or removed since the store was opened.
        """
        from chromadb.errors import ChromaError
        from llama_index.core.schema import TextNode
        from llama_index.core.vector_stores.types import (
            FilterOperator,
            MetadataFilter,
            MetadataFilters,
            VectorStoreQuery,
        )

        if (documents is not None and not documents) or (ids is not None and not ids):
            return []
        filters = None
        if documents is not None:
            within = MetadataFilter(key="document_id", operator=FilterOperator.IN, value=sorted(documents))
            filters = MetadataFilters(filters=[within])
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=count, filters=filters)
        narrowed = {} if ids is None else {"ids": sorted(ids)}
        try:
            result = self._collections[side].query(query, **narrowed)
        except ChromaError as error:
            raise StoreError(_unreadable(self.folder)) from error
        found = [
            (_to_stored_text(node), to_cosine(similarity))
            for node, similarity in zip(result.nodes or (), result.similarities or (), strict=True)
            if isinstance(node, TextNode)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0].id))

    def read(self) -> Contents:
        """Return everything in the store: per side the texts in id order and their vectors, shape (texts, dim).

        A side without texts has vectors of shape (0, 0). Raises StoreError if the stored data are damaged.
        """
        return {side: self._read(side) for side in SIDES}

    def _read(self, side: Side) -> tuple[tuple[StoredText, ...], NDArray[np.float32]]:
        from chromadb.errors import ChromaError

        try:
            # Past llama-index, which has no way to read vectors back.
            rows = self._collections[side].client.get(include=["embeddings", "metadatas", "documents"])
        except ChromaError as error:
            raise StoreError(_unreadable(self.folder)) from error
        order = sorted(range(len(rows["ids"])), key=lambda row: str(rows["ids"][row]))
        try:
            texts = tuple(
                StoredText(
                    id=rows["ids"][row],
                    document_id=rows["metadatas"][row]["document_id"],
                    text=rows["documents"][row],
                    chunk_ids=tuple(json.loads(rows["metadatas"][row]["chunk_ids"])),
                )
                for row in order
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(_unreadable(self.folder)) from error
        if not texts:
            return (), np.zeros((0, 0), dtype=np.float32)
        return texts, np.ascontiguousarray(np.asarray(rows["embeddings"], dtype=np.float32)[order])


def _check_database(folder: Path) -> None:
    """Raise StoreError if the database in `folder` is missing or damaged.

    Chroma itself creates a missing one, and after failing on a damaged one it hands out a broken connection to
    everyone who opens the same folder in the same process.
    """
    file = folder / "chroma.sqlite3"
    if not file.is_file():
        raise StoreError(_unreadable(folder))
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            problems = [row[0] for row in database.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        raise StoreError(_unreadable(folder)) from error
    if problems:
        raise StoreError(_unreadable(folder))


def to_cosine(similarity: float) -> float:
    """Return the cosine behind the similarity that llama-index's Chroma store reports.

    Chroma's cosine distance is 1 - cosine and the store reports exp(-distance), so the cosine is 1 + ln(similarity):

    >>> round(to_cosine(math.exp(-(1 - 0.25))), 9)
    0.25
    """
    return 1.0 + math.log(similarity)


def _to_stored_text(node: TextNode) -> StoredText:
    # Written by `add`, so the shape is known; a damaged store fails in `read`, which comes first.
    return StoredText(
        id=node.node_id,
        document_id=str(node.ref_doc_id),
        text=node.text,
        chunk_ids=tuple(json.loads(node.metadata["chunk_ids"])),
    )


def _unreadable(folder: Path) -> str:
    return f"Sökindexet i {folder} går inte att läsa. Bygg om det med ”belagg index”."


def _unwritable(folder: Path) -> str:
    return (
        f"Det går inte att skriva sökindexet i {folder}. Se efter att mappen går att skriva i och att disken har plats."
    )
