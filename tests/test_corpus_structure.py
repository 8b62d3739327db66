from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.library import default_folder, load_documents, read_document
from corpus.structure import find_quotations, find_sections, is_dash_speech, split_blocks, split_sentences
from corpus.types import Document, Source, Span

WORDS = (
    *(
        "Åre",
        "är",
        "öppet",
        "bibliotek",
        "och",
        "Ängby",
        "e\u0301l",
        "a\u030ar",
        "t.ex.",
        "kl.",
        "8.30",
        "J.",
        "Bo",
        "säger",
        "VI",
    ),
    *("”", "“", "„", "»", "«", '"', "’", "‘", "–", "—", "-", "•", "1.", "…", "?", "!", ".", ",", ":", ";", "(", ")"),
    *("\u00a0", "\u200b", "🙂", "😀\ufe0f", "Kommentarer", "Meny", "Framgångsfaktor:"),
)
GAPS = (" ", "", "  ", "\n", "\n\n", "\n \n", "\t", "\r\n", "\u2028", " \u00a0")

prose = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=60).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
any_text = st.one_of(prose, st.text(max_size=200))


def without_space(text: str) -> str:
    return "".join(text.split())


@given(any_text)
@settings(deadline=None)
def test_blocks_stand_in_order_and_hold_every_character_but_space_and_bullets(text: str) -> None:
    blocks = split_blocks(text)
    spans = [block.span for block in blocks]
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))
    assert all(block.span.of(text) == block.span.of(text).strip() for block in blocks)
    place = 0
    for block in blocks:
        between = without_space(text[place : block.span.start])
        assert between == "" or (block.kind == "item" and len(between) <= 4)
        place = block.span.end
    assert text[place:].strip() == ""


@given(any_text)
@settings(deadline=None)
def test_the_sentences_of_a_block_rebuild_it(text: str) -> None:
    for block in split_blocks(text):
        sentences = split_sentences(text, block.span)
        assert sentences[0].start == block.span.start
        assert sentences[-1].end == block.span.end
        place = block.span.start
        for sentence in sentences:
            assert text[place : sentence.start].strip() == ""
            assert sentence.of(text) == sentence.of(text).strip()
            assert block.span.covers(sentence)
            place = sentence.end


@given(any_text)
@settings(deadline=None)
def test_quotations_stand_in_order_inside_their_block(text: str) -> None:
    for block in split_blocks(text):
        quotations = find_quotations(text, block.span)
        assert all(block.span.covers(quoted) for quoted in quotations)
        assert all(a.end <= b.start for a, b in zip(quotations, quotations[1:], strict=False))


@given(prose)
@settings(deadline=None, max_examples=60)
def test_a_document_of_any_text_keeps_its_promises(text: str) -> None:
    document = read_document(text, Source("prov", "Prov"))
    check_document(document)
    assert document.text == text


def check_document(document: Document) -> None:
    """Assert what `Document` promises: whole spans, in order, apart from each other and from the residue."""
    text = document.text
    assert [sentence.number for sentence in document.sentences] == list(range(len(document.sentences)))
    assert all(sentence.span.of(text) == sentence.text for sentence in document.sentences)
    assert all(quoted.span.of(text) == quoted.text for quoted in document.quotations)
    spans = sorted([sentence.span for sentence in document.sentences] + list(document.residue))
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    for sentence in document.sentences:
        assert sentence.paragraph.covers(sentence.span)
        assert any(section.span.covers(sentence.span) for section in document.sections)


def test_the_article_keeps_its_promises() -> None:
    for document in load_documents(default_folder()):
        check_document(document)


def test_repeated_sentences_each_have_their_own_place() -> None:
    text = "Titel\n\nDet gick bra. Det gick bra.\n\nDet gick bra."
    document = read_document(text, Source("prov", "Titel"))
    places = [sentence.span.start for sentence in document.sentences if sentence.text == "Det gick bra."]
    assert places == [7, 21, 36]


def test_combining_marks_count_as_code_points() -> None:
    text = "Titel\n\nHa\u030an kom. A\u030are a\u0308r va\u0308rd besöket."
    assert [s.text for s in read_document(text, Source("prov", "Titel")).sentences][1:] == [
        "Ha\u030an kom.",
        "A\u030are a\u0308r va\u0308rd besöket.",
    ]


PAGE = """Gå direkt till innehållet

Meny

Så lär vi oss

Ingressen säger vad det handlar om.

Första rubriken

Vi har gjort tre saker:

• Läst
• Skrivit
• Räknat

– Det var roligt, säger Bo.

– Vi lärde oss mycket.

Framgångsfaktor: Gör det tillsammans
Framgångsfaktor: Sluta aldrig

Vad tycker du?

Skriv gärna till oss om hur ni gör.

Kommentarer

Hjälpte detta dig?"""


def test_the_blocks_of_a_page() -> None:
    assert [(block.kind, block.span.of(PAGE)) for block in split_blocks(PAGE)] == [
        ("residue", "Gå direkt till innehållet"),
        ("residue", "Meny"),
        ("title", "Så lär vi oss"),
        ("paragraph", "Ingressen säger vad det handlar om."),
        ("heading", "Första rubriken"),
        ("paragraph", "Vi har gjort tre saker:"),
        ("item", "Läst"),
        ("item", "Skrivit"),
        ("item", "Räknat"),
        ("paragraph", "– Det var roligt, säger Bo."),
        ("paragraph", "– Vi lärde oss mycket."),
        ("paragraph", "Framgångsfaktor: Gör det tillsammans"),
        ("paragraph", "Framgångsfaktor: Sluta aldrig"),
        ("heading", "Vad tycker du?"),
        ("paragraph", "Skriv gärna till oss om hur ni gör."),
        ("residue", "Kommentarer"),
        ("residue", "Hjälpte detta dig?"),
    ]


def test_the_sections_of_a_page() -> None:
    sections = find_sections(PAGE, split_blocks(PAGE), "Så lär vi oss")
    assert [section.title for section in sections] == ["Så lär vi oss", "Första rubriken", "Vad tycker du?"]
    assert all(a.span.end <= b.span.start for a, b in zip(sections, sections[1:], strict=False))


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = "Titel\n\nDet här är en lång rad som går vidare på nästa rad utan\natt meningen är slut. Sedan är den slut."
    blocks = split_blocks(text)
    assert [block.kind for block in blocks] == ["title", "paragraph"]
    assert len(split_sentences(text, blocks[1].span)) == 2


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0"])
def test_a_blank_text_has_no_blocks(text: str) -> None:
    assert split_blocks(text) == []
    assert find_sections(text, [], "Titel") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hon sa ”nej” och ”ja”.", ["”nej”", "”ja”"]),
        ("”Vi sa ’nej’ då.” Sedan gick de.", ["”Vi sa ’nej’ då.”"]),
        ("»Kom!« ropade Bo.", ["»Kom!«"]),
        ("»Kom!» ropade Bo.", ["»Kom!»"]),
        ('"Kom", sa Bo, "nu".', ['"Kom"', '"nu"']),
        ("„Kom“, sa Bo.", ["„Kom“"]),
        ("“Kom” och ”gå”.", ["“Kom”", "”gå”"]),
        ("”Det slutar aldrig", ["”Det slutar aldrig"]),
        ("En skärm på 27” räcker.", []),
        ("(”Ja”)", ["”Ja”"]),
        ("Inga tecken alls.", []),
    ],
)
def test_quotations_of_swedish_styles(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in find_quotations(text, Span(0, len(text)))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("– Hej, sa Bo.", True), ("— Hej.", True), ("- Hej.", True), ("–Hej.", False), ("Hej – då.", False), ("–", False)],
)
def test_a_line_of_dialogue_starts_with_a_dash_and_a_space(text: str, expected: bool) -> None:
    assert is_dash_speech(text, Span(0, len(text))) is expected
