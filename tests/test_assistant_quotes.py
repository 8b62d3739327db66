import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quotes import find_quotes
from corpus.readers import Draft
from corpus.types import Span

FOUND = [
    ("Hon sa: ”Vi lär oss varje dag.”", [("Vi lär oss varje dag.", None)]),
    ('Det var "en bra dag", tyckte de.', [("en bra dag", None)]),
    ("Det var »en bra dag« tyckte de.", [("en bra dag", None)]),
    ("Det var „en bra dag“ tyckte de.", [("en bra dag", None)]),
    ("Hon sa ’det gick bra till slut’ och log.", [("det gick bra till slut", None)]),
    ("Lars’ bok och Annas’ hund och rock 'n' roll.", []),
    ("”Vi lär ’på riktigt’ nu”, säger Anna Berg.", [("Vi lär ’på riktigt’ nu", "Anna Berg")]),
    ("”Vi lär oss”, säger Anna Berg. ”Av varandra.”", [("Vi lär oss", "Anna Berg"), ("Av varandra.", "Anna Berg")]),
    ("Enligt Anna Berg är det ”en resa för alla”.", [("en resa för alla", "Anna Berg")]),
    ("Anna Berg: ”Vi lär oss.”", [("Vi lär oss.", "Anna Berg")]),
    ("”Vi lär oss” (Anna Berg, Norrby).", [("Vi lär oss", "Anna Berg, Norrby")]),
    ("– Vi lär oss av varandra, säger Bo Ek. Det är kul.", [
        ("Vi lär oss av varandra", "Bo Ek"),
        ("Det är kul.", "Bo Ek"),
    ]),
    ("Han sa ”det tar aldrig slut", [("det tar aldrig slut", None)]),
    ("”Rubrik med citat”\n\nText under den.", [("Rubrik med citat", None)]),
    ("Belägg svarar: ”Vi lär oss varje dag.” [1]", [("Vi lär oss varje dag.", None)]),
    ("Inga citat här.", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_quotes_are_found_with_those_who_are_said_to_have_said_them(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert [(found.quote, found.speaker) for found in find_quotes(Draft(text))] == expected


def test_a_block_quote_is_one_quote_and_may_be_signed() -> None:
    text = "Inledning här.\n\nVi lär oss. Varje dag.\n— Anna Berg, Norrby\n\nSlut på texten.\n"
    start = text.index("Vi lär")
    found = find_quotes(Draft(text, (Span(start, text.index("\n\nSlut")),)))
    assert [(quote.quote, quote.speaker) for quote in found] == [("Vi lär oss. Varje dag.", "Anna Berg, Norrby")]


def test_quotes_in_what_looks_like_a_page_frame_are_found_too() -> None:
    text = "Titel\n\nEn rad text som är lång nog.\n\n" * 4 + "Kommentarer\n\nNågon sa ”det här stämmer inte alls”.\n"
    assert find_quotes(Draft(text))[-1].quote == "det här stämmer inte alls"


@given(st.text(alphabet='aB ’”"»«.,\n–:[]', max_size=80))
def test_no_two_quotes_overlap_and_each_is_part_of_the_text(text: str) -> None:
    found = find_quotes(Draft(text))
    assert all(one.span.end <= other.span.start for one, other in zip(found, found[1:], strict=False))
    assert all(quote.quote in text for quote in found)
