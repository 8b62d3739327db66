from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from conftest import FakeEmbedder

from corpus.types import Document, Person
from index.chunk import to_chunks
from index.prepare import embed_chunks, find_chunks, to_fingerprint

MakeDocument = Callable[..., Document]
QUESTIONS = {"a": [("Vi lär i grupp.", ["Hur lär ni?", "Lär ni ensamma?"]), ("Det tog två år.", ["Hur länge?"])]}


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    return make_document(["Vi lär i grupp.", "Det tog två år."], ["Ja.", "Ja."], id="a")


def test_the_fingerprint_covers_what_the_index_holds(make_document: MakeDocument, document: Document) -> None:
    speaker = Person("Anna Dahlquist", "biblioteksutvecklare", "Luleå")
    variants = [
        ([document], {}, FakeEmbedder()),
        ([document], QUESTIONS, FakeEmbedder()),
        ([document], {}, FakeEmbedder("annan")),
        ([document], {}, FakeEmbedder(dim=8)),
        ([], {}, FakeEmbedder()),
        ([make_document(["Vi lär i grupp."], id="a")], {}, FakeEmbedder()),
        ([make_document(["Vi lär i grupp."], id="b")], {}, FakeEmbedder()),
        ([make_document(["Vi lär i grupp."], id="a", speaker=speaker)], {}, FakeEmbedder()),
        ([make_document(["Vi lär i grupp."], id="a", section="Annan")], {}, FakeEmbedder()),
        ([document, make_document(["Mer."], id="b")], {}, FakeEmbedder()),
    ]
    found = {to_fingerprint(documents, questions, embedder=model) for documents, questions, model in variants}
    assert len(found) == len(variants)


def test_the_order_of_documents_does_not_matter(make_document: MakeDocument, document: Document) -> None:
    other = make_document(["Mer."], id="b")
    one = to_fingerprint([document, other], {}, embedder=FakeEmbedder())
    assert one == to_fingerprint([other, document], {}, embedder=FakeEmbedder())


def test_find_chunks_falls_back_on_the_place_in_the_text(document: Document) -> None:
    chunks = to_chunks(document)
    assert find_chunks("Ja.", document.text, chunks) == (chunks[2].id, chunks[3].id)
    assert find_chunks("grupp. Det tog", document.text, chunks) == (chunks[0].id, chunks[1].id)
    for unknown in ("Nej.", ""):
        with pytest.raises(ValueError, match="no sentence of the document"):
            find_chunks(unknown, document.text, chunks)


def test_a_sentence_is_embedded_with_some_of_its_context(document: Document, embedder: FakeEmbedder) -> None:
    chunks = to_chunks(document)
    vectors = embed_chunks(chunks, embedder)
    alone, with_context = embedder.embed_documents(["Vi lär i grupp.", "Biblioteken\nVi lär i grupp."])
    expected = alone + 0.5 * with_context
    np.testing.assert_allclose(vectors[0], expected / np.linalg.norm(expected), atol=1e-6)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4))
    assert embed_chunks([], embedder).shape == (0, 256)
