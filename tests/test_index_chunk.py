from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Document, Person, Section, Sentence, Source, Span
from index.chunk import to_chunks, to_reading_text, to_searchable_text

MakeDocument = Callable[..., Document]

# Repeated sentences, å ä ö as one and as two code points, nested quotation marks, a line break, an emoji of two.
SENTENCES = st.sampled_from(
    ["Ja.", "Nej!", "Åre är bäst.", "Åre är bäst.", "”Vi sa ’ja’ till allt.”", "– Så\nvar det.", "👩‍🏫 lär.", "Ja. Ja."]
)
HEADING = "\n\nMellanrubrik\n\n"
GAPS = st.sampled_from([" ", "\n", "\n\n", "\u00a0", "\n \n\n", "Meny: ", HEADING])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return a document of sentences between gaps, some gaps ending the paragraph, some the section too."""
    text = draw(st.sampled_from(["", "\ufeff", "Hoppa till innehåll\n"]))
    found: list[tuple[Span, int, str]] = []
    paragraph = section = 0
    for sentence, gap in draw(st.lists(st.tuples(SENTENCES, GAPS), max_size=12)):
        found.append((Span(len(text), len(text) + len(sentence)), paragraph, f"Rubrik {section}"))
        text += sentence + gap
        paragraph += "\n\n" in gap
        section += gap == HEADING
    paragraphs = {number: to_hull([span for span, own, _ in found if own == number]) for _, number, _ in found}
    sections = {title: to_hull([span for span, _, own in found if own == title]) for _, _, title in found}
    sentences = tuple(
        Sentence(number, span, span.of(text), title, paragraphs[own], "article")
        for number, (span, own, title) in enumerate(found)
    )
    headed = tuple(Section(title, span) for title, span in sections.items())
    return Document(Source("d", "Titel"), text, headed, sentences, (), (), ())


def to_hull(spans: Sequence[Span]) -> Span:
    """Return the span from the first start to the last end."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


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
def test_neighbours_stand_in_the_same_section(document: Document) -> None:
    chunks = to_chunks(document)
    for chunk, following in zip(chunks, chunks[1:], strict=False):
        is_same_section = HEADING not in document.text[chunk.span.end : following.span.start]
        assert chunk.after == (following.text if is_same_section else "")
        assert following.before == (chunk.text if is_same_section else "")
    if chunks:
        assert chunks[0].before == ""
        assert chunks[-1].after == ""


def test_a_chunk_knows_its_place(make_document: MakeDocument) -> None:
    document = make_document(["Ett.", "Två."], ["Ett."], id="a")
    chunks = to_chunks(document)
    assert [chunk.id for chunk in chunks] == ["a:0-4", "a:5-9", "a:11-15"]
    assert [(chunk.before, chunk.after) for chunk in chunks] == [("", "Två."), ("Ett.", "Ett."), ("Två.", "")]
    assert chunks[0].title == "Titel: a"


def test_a_sentence_that_is_not_at_its_offsets_is_refused(make_document: MakeDocument) -> None:
    document = make_document(["Ja."])
    wrong = dataclasses.replace(document, text="Nej")
    with pytest.raises(ValueError, match="sentence 0 is not the text"):
        to_chunks(wrong)


def test_reading_text_is_what_a_reader_knows_around_the_sentence(make_document: MakeDocument) -> None:
    speaker = Person("Anna Dahlquist", "biblioteksutvecklare", "Luleå")
    sentences = ["Vi lär i grupp i Åre.", "Det går."]
    spoken = to_chunks(make_document(sentences, section="Lärande", about=["Åre"], speaker=speaker))
    assert [to_reading_text(chunk) for chunk in spoken] == [
        "Lärande · Anna Dahlquist, Åre: Vi lär i grupp i Åre.",
        "Lärande · Anna Dahlquist, Luleå: Vi lär i grupp i Åre. | Det går.",
    ]
    told = to_chunks(make_document(sentences[:1], sentences[1:], section="Lärande"))
    assert [to_reading_text(chunk) for chunk in told] == [
        "Lärande: Vi lär i grupp i Åre.",
        "Lärande: Vi lär i grupp i Åre. | Det går.",
    ]


def test_searchable_text_names_section_library_and_speaker(make_document: MakeDocument) -> None:
    speaker = Person("Anna Dahlquist", "biblioteksutvecklare", "Luleå")
    (chunk,) = to_chunks(make_document(["Vi lär i grupp."], section="Lärande", speaker=speaker))
    assert to_searchable_text(chunk) == "Lärande\nLuleå, Anna Dahlquist\nVi lär i grupp."
    (chunk,) = to_chunks(make_document(["Det går."], section="Lärande"))
    assert to_searchable_text(chunk) == "Lärande\nDet går."
