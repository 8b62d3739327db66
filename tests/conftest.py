"""Fixtures that every test can use: no network, a fake embedding model, small documents."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from ui_browser import browser, site, visits  # noqa: F401 (fixtures)

from corpus.types import NOBODY, Attribution, Document, Kind, Person, Section, Sentence, Source, Span

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let browser tests reach their own server, and nothing else.

    Every other test gets no socket at all but Unix sockets within the machine: pytest-socket's --disable-socket and
    --allow-unix-socket stand in pyproject.toml.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


class FakeEmbedder:
    """A deterministic stand-in for the embedding model: hashed character trigrams, so like texts are near.

    Counts the texts that it has embedded, so that a test can see what was computed again.
    """

    def __init__(self, name: str = "fake", dim: int = 256) -> None:
        self.name = name
        self.dim = dim
        self.embedded_texts = 0

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded_texts += len(texts)
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            if not text.strip():
                raise ValueError("a text to embed is empty")
            padded = f"  {text.casefold()} "
            for start in range(len(padded) - 2):
                vectors[row, zlib.crc32(padded[start : start + 3].encode()) % self.dim] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(min=1e-9)


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


def to_document(
    *paragraphs: Sequence[str],
    id: str = "bibliotek",
    section: str = "Biblioteken",
    kind: Kind = "article",
    about: Sequence[str] = (),
    speaker: Person | None = None,
) -> Document:
    """Return a document of `paragraphs`, each a list of sentences; a blank line between two paragraphs.

    A sentence is about those of `about` that it names, and about its speaker's library. With a `speaker`, every
    sentence is theirs.
    """
    text = ""
    sentences: list[Sentence] = []
    numbers = itertools.count()
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        start = len(text)
        span = Span(start, start + len(" ".join(paragraph)))
        for position, sentence in enumerate(paragraph):
            text += " " if position else ""
            named = [name for name in about if name in sentence]
            if speaker and speaker.library and speaker.library not in named:
                named.append(speaker.library)
            sentences.append(
                Sentence(
                    number=next(numbers),
                    span=Span(len(text), len(text) + len(sentence)),
                    text=sentence,
                    section=section,
                    paragraph=span,
                    kind=kind,
                    attribution=Attribution(speaker, "direct") if speaker else NOBODY,
                    about=tuple(named),
                )
            )
            text += sentence
    return Document(
        source=Source(id=id, title=f"Titel: {id}"),
        text=text,
        sections=(Section(section, Span(0, len(text))),) if text else (),
        sentences=tuple(sentences),
        quotations=(),
        people=(speaker,) if speaker else (),
        residue=(),
    )


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """Return `to_document`, for tests that build documents of their own."""
    return to_document


from terminal import no_models, terminal  # noqa: E402, F401 (fixtures, which need the embedder above)
