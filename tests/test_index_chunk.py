from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Document, Person, Section, Sentence, Source, Span
from index.chunk import to_chunks, to_searchable_text

MakeDocument = Callable[..., Document]

# Repeated sentences, å ä ö as one and as two code points, nested quotation marks, a line break, an emoji of two.
SENTENCES = st.sampled_from(
    ["Ja.", "Nej!", "Åre är bäst.", "Åre är bäst.", "”Vi sa ’ja’ till allt.”", "– Så\nvar det.", "👩‍🏫 lär.", "Ja. Ja."]
)
GAPS = st.sampled_from([" ", "\n", "\n\n", "\u00a0", "\n \n\n", "Meny: "])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return a document of sentences between gaps, some gaps ending the paragraph."""
    text = draw(st.sampled_from(["", "\ufeff", "Hoppa till innehåll\n"]))
    found: list[tuple[str, Span, int]] = []
    paragraph = 0
    for sentence, gap in draw(st.lists(st.tuples(SENTENCES, GAPS), max_size=12)):
        found.append((sentence, Span(len(text), len(text) + len(sentence)), paragraph))
        text += sentence + gap
        paragraph += "\n\n" in gap
    spans = {
        number: Span(
            min(span.start for _, span, own in found if own == number),
            max(span.end for _, span, own in found if own == number),
        )
        for _, _, number in found
    }
    sentences = tuple(
        Sentence(number, span, sentence, "Rubrik", spans[own], "article")
        for number, (sentence, span, own) in enumerate(found)
    )
    sections = (Section("Rubrik", Span(0, len(text))),) if text else ()
    return Document(Source("d", "Titel"), text, sections, sentences, (), (), ())


@given(documents())
def test_chunks_rebuild_their_document(document: Document) -> None:
    chunks = to_chunks(document)
    rebuilt = list(document.text)
    for chunk in chunks:
        assert chunk.text == document.text[chunk.span.start : chunk.span.end]
        rebuilt[chunk.span.start : chunk.span.end] = chunk.text
    assert "".join(rebuilt) == document.text
    assert [chunk.span for chunk in chunks] == [sentence.span for sentence in document.sentences]
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@given(documents())
def test_neighbours_stand_in_the_same_paragraph(document: Document) -> None:
    chunks = to_chunks(document)
    for chunk, following in zip(chunks, chunks[1:], strict=False):
        is_same_paragraph = chunk.sentence.paragraph == following.sentence.paragraph
        assert chunk.after == (following.text if is_same_paragraph else "")
        assert following.before == (chunk.text if is_same_paragraph else "")
    if chunks:
        assert chunks[0].before == ""
        assert chunks[-1].after == ""


def test_a_chunk_knows_its_place(make_document: MakeDocument) -> None:
    document = make_document(["Ett.", "Två."], ["Ett."], id="a")
    chunks = to_chunks(document)
    assert [chunk.id for chunk in chunks] == ["a:0-4", "a:5-9", "a:11-15"]
    assert [(chunk.before, chunk.after) for chunk in chunks] == [("", "Två."), ("Ett.", ""), ("", "")]
    assert chunks[0].title == "Titel: a"


def test_a_sentence_that_is_not_at_its_offsets_is_refused(make_document: MakeDocument) -> None:
    document = make_document(["Ja."])
    wrong = dataclasses.replace(document, text="Nej")
    with pytest.raises(ValueError, match="sentence 0 is not the text"):
        to_chunks(wrong)


def test_searchable_text_names_section_library_and_speaker(make_document: MakeDocument) -> None:
    speaker = Person("Anna Dahlquist", "biblioteksutvecklare", "Luleå")
    (chunk,) = to_chunks(make_document(["Vi lär i grupp."], section="Lärande", speaker=speaker))
    assert to_searchable_text(chunk) == "Lärande\nLuleå, Anna Dahlquist\nVi lär i grupp."
    (chunk,) = to_chunks(make_document(["Det går."], section="Lärande"))
    assert to_searchable_text(chunk) == "Lärande\nDet går."
