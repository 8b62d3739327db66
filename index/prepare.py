"""Work out what an index holds: its texts, their vectors, and a fingerprint of it all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from corpus.types import Document
from index.chunk import to_chunks, to_reading_text
from index.store import Side, StoredText
from index.types import Chunk

if TYPE_CHECKING:
    from index.model import Embedder, Vectors

# Sentences, as they stand in a document, with the questions that each answers, by document id.
QuestionsByDocument = Mapping[str, Sequence[tuple[str, Sequence[str]]]]
NO_QUESTIONS: QuestionsByDocument = MappingProxyType({})

# Count it up when the same documents would be stored otherwise.
FORMAT = 2
_BATCH_TEXTS = 32


def to_all_chunks(documents: Sequence[Document]) -> tuple[Chunk, ...]:
    """Return the chunks of all `documents`, in the order of the documents and of their texts."""
    return tuple(chunk for document in documents for chunk in to_chunks(document))


def to_fingerprint(
    documents: Sequence[Document],
    questions: QuestionsByDocument,
    near_misses: QuestionsByDocument = NO_QUESTIONS,
    *,
    embedder: Embedder,
) -> str:
    """Return a hash, 64 hexadecimal digits, that changes whenever the index would.

    It covers every text that is embedded or indexed with its chunks, so a change in how documents are cut or
    attributed shows by itself; the texts of the documents; the embedding model with its adapter; and the format.
    """
    contents = {
        "format": FORMAT,
        "embedder": [embedder.name, embedder.dim],
        "documents": sorted([document.id, _hash(document.text)] for document in documents),
        "sides": {
            side: [[stored.id, stored.text, *stored.chunk_ids] for stored in texts]
            for side, texts in to_stored_texts(documents, questions, near_misses).items()
        },
    }
    return _hash(json.dumps(contents, ensure_ascii=False, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_stored_texts(
    documents: Sequence[Document], questions: QuestionsByDocument, near_misses: QuestionsByDocument = NO_QUESTIONS
) -> dict[Side, tuple[StoredText, ...]]:
    """Return what each side of the store holds, in id order. Raises ValueError as `build_index` says."""
    chunks = {document.id: to_chunks(document) for document in documents}
    if len(chunks) != len(documents):
        raise ValueError("two documents share an id")
    texts = {document.id: document.text for document in documents}
    sentences = [
        StoredText(chunk.id, chunk.document_id, to_reading_text(chunk), (chunk.id,))
        for chunk in to_all_chunks(documents)
    ]
    return {
        "sentences": tuple(sorted(sentences, key=lambda stored: stored.id)),
        "questions": _to_stored_questions(questions, texts, chunks),
        "near_misses": _to_stored_questions(near_misses, texts, chunks),
    }


def _to_stored_questions(
    questions: QuestionsByDocument, texts: Mapping[str, str], chunks: Mapping[str, Sequence[Chunk]]
) -> tuple[StoredText, ...]:
    """Return the questions, each once a document, leading to the chunks of its sentences; in id order."""
    asked_of = []
    for document_id, entries in questions.items():
        if document_id not in texts:
            raise ValueError(f"questions for an unknown document: {document_id}")
        chunk_ids_by_question: dict[str, dict[str, None]] = {}
        for sentence, asked in entries:
            chunk_ids = find_chunks(sentence, texts[document_id], chunks[document_id])
            for question in asked:
                if not question.strip():
                    raise ValueError(f"{document_id}: an empty question for {sentence!r}")
                chunk_ids_by_question.setdefault(question, {}).update(dict.fromkeys(chunk_ids))
        asked_of += [
            StoredText(f"{document_id}?{_hash(question)[:24]}", document_id, question, tuple(chunk_ids))
            for question, chunk_ids in chunk_ids_by_question.items()
        ]
    return tuple(sorted(asked_of, key=lambda stored: stored.id))


def find_chunks(sentence: str, text: str, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Return the ids of the `chunks` of the document `text` that `sentence` leads to, in text order.

    These are all chunks that are exactly `sentence`. If there are none, as when the document has come to be cut
    otherwise since the questions were written, those that overlap a place where it stands in the text. Raises
    ValueError if it is found neither way.
    """
    exact = tuple(chunk.id for chunk in chunks if chunk.text == sentence)
    if exact:
        return exact
    starts = []
    start = text.find(sentence) if sentence else -1
    while start >= 0:
        starts.append(start)
        start = text.find(sentence, start + 1)
    overlapping = tuple(
        chunk.id
        for chunk in chunks
        if any(chunk.span.start < start + len(sentence) and start < chunk.span.end for start in starts)
    )
    if not overlapping:
        raise ValueError(f"no sentence of the document reads {sentence!r}")
    return overlapping


def embed_chunks(chunks: Sequence[Chunk], embedder: Embedder) -> Vectors:
    """Return the unit-length vectors of `chunks`, shape (len(chunks), embedder.dim), in input order.

    The sentence is embedded with its section, speaker and neighbour before it (`to_reading_text`): of questions to
    articles that the tuned weights had not seen, the 10 nearest sentences then held the whole answer to 0.87, the
    sentence alone to 0.80 (untuned: 0.74 and 0.69).
    """
    if not chunks:
        return np.zeros((0, embedder.dim), dtype=np.float32)
    return embedder.embed_documents([to_reading_text(chunk) for chunk in chunks])


def embed_texts(
    sides: Mapping[Side, Sequence[StoredText]],
    chunks: Mapping[str, Chunk],
    known: Mapping[tuple[Side, str], Vectors],
    *,
    embedder: Embedder,
    progress: bool,
) -> dict[Side, Vectors]:
    """Return the vectors of each side's texts, in order; those that are `known` are not computed again."""
    embed: Mapping[Side, Callable[[Sequence[StoredText]], Vectors]] = {
        "sentences": lambda texts: embed_chunks([chunks[stored.id] for stored in texts], embedder),
        "questions": lambda texts: embedder.embed_questions([stored.text for stored in texts]),
        "near_misses": lambda texts: embedder.embed_questions([stored.text for stored in texts]),
    }
    vectors: dict[Side, Vectors] = {}
    total = sum(len(texts) for texts in sides.values())
    with tqdm(total=total, desc="Bygger sökindexet", unit=" texter", disable=not progress) as bar:
        for side, texts in sides.items():
            rows = [known.get((side, stored.text)) for stored in texts]
            missing = [position for position, row in enumerate(rows) if row is None]
            bar.update(len(rows) - len(missing))
            for first in range(0, len(missing), _BATCH_TEXTS):
                batch = missing[first : first + _BATCH_TEXTS]
                for position, row in zip(batch, embed[side]([texts[number] for number in batch]), strict=True):
                    rows[position] = row
                bar.update(len(batch))
            vectors[side] = np.array(rows, dtype=np.float32).reshape(len(texts), embedder.dim)
    return vectors
