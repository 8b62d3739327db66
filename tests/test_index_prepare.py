from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from conftest import FakeEmbedder

from corpus.types import Document, Person
from index.chunk import to_chunks
from index.prepare import embed_chunks, find_chunks, to_fingerprint, to_stored_texts

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


def test_the_fingerprint_covers_the_near_misses(document: Document) -> None:
    other = {"a": [("Det tog två år.", ["Hur länge?"]), *QUESTIONS["a"][:1]]}
    sides = [({}, {}), (QUESTIONS, {}), ({}, QUESTIONS), (QUESTIONS, QUESTIONS), ({}, {"a": QUESTIONS["a"][:1]})]
    found = {to_fingerprint([document], *questions, embedder=FakeEmbedder()) for questions in sides}
    assert len(found) == len(sides)
    one = to_fingerprint([document], {}, near_misses=QUESTIONS, embedder=FakeEmbedder())
    assert one == to_fingerprint([document], {}, near_misses=other, embedder=FakeEmbedder())


def test_near_misses_are_stored_as_questions_are(document: Document) -> None:
    first, second, *_ = (chunk.id for chunk in to_chunks(document))
    stored = to_stored_texts([document], {}, near_misses=QUESTIONS)
    assert {text.text: text.chunk_ids for text in stored["near_misses"]} == {
        "Hur lär ni?": (first,),
        "Lär ni ensamma?": (first,),
        "Hur länge?": (second,),
    }
    assert stored["questions"] == ()
    assert stored["near_misses"] == to_stored_texts([document], QUESTIONS)["questions"]
    assert to_stored_texts([document], {})["near_misses"] == ()


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


def test_a_sentence_is_embedded_as_a_reader_meets_it(document: Document, embedder: FakeEmbedder) -> None:
    texts = [
        "Biblioteken: Vi lär i grupp.",
        "Biblioteken: Vi lär i grupp. | Det tog två år.",
        "Biblioteken: Det tog två år. | Ja.",
        "Biblioteken: Ja. | Ja.",
    ]
    chunks = to_chunks(document)
    np.testing.assert_array_equal(embed_chunks(chunks, embedder), FakeEmbedder().embed_documents(texts))
    assert embedder.embedded_texts == 4
    stored = to_stored_texts([document], {})["sentences"]
    assert {text.id: text.text for text in stored} == {
        chunk.id: text for chunk, text in zip(chunks, texts, strict=True)
    }
    assert embed_chunks([], embedder).shape == (0, 256)
