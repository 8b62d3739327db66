import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from ui_fakes import QUOTES, build_document

from assistant.ui.source_view import render_chooser, render_source
from assistant.ui.types import Mark

DOCUMENT = build_document()


def to_text(html: str) -> str:
    """Return the rendered text without its white space: what is left must be the source's own."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", html)))


def to_marked(html: str, n: int) -> str:
    pieces = re.findall(r'<mark tabindex="-1" data-n="([\d ]+)"[^>]*>(.*?)</mark>', html, re.DOTALL)
    return unescape("".join(piece for numbers, piece in pieces if str(n) in numbers.split()))


def test_the_whole_text_is_there_but_what_stands_above_the_title() -> None:
    beside = r'<summary>.*?</summary>|<p class="meta">.*?</p>|<span class="speaks">.*?</span></span>'
    html = re.sub(beside, "", render_source(DOCUMENT))
    assert to_text(html) == re.sub(r"\s+", "", DOCUMENT.text.removeprefix("Gå direkt till innehållet"))


def test_headings_lists_origin_and_residue() -> None:
    html = render_source(DOCUMENT)
    assert "<h2>Framgångsfaktorer för digital kompetensutveckling</h2>" in html
    assert "<h3>Samarbeta med andra</h3>" in html
    assert html.count("<ul>") == 2
    assert html.count("<li>") == 14
    assert "Eleonor Grenholm · Digiteket · 2021-02-24 · " in html
    assert 'rel="noopener noreferrer">Öppna på webben</a>' in html
    assert "Webbsidans ram" in html[html.index("<details") :]
    assert "Gå direkt till innehållet" not in html


def test_a_paragraph_says_who_speaks_in_it() -> None:
    html = render_source(DOCUMENT)
    spoken = re.findall(r'<span class="speaks">.*?<span>(.*?)</span></span>', html)
    assert spoken == [
        "Anna Dahlquist, Luleå",
        "Anna Dahlquist, Luleå",
        "Nadine Alvarado, Kungälv",
        "Anna Dahlquist, Luleå",
    ]


def test_a_mark_holds_exactly_its_quote() -> None:
    start = DOCUMENT.text.index(QUOTES["stomme"])
    html = render_source(DOCUMENT, [Mark(3, start, start + len(QUOTES["stomme"]))])
    assert to_marked(html, 3) == QUOTES["stomme"]
    assert html.count('data-label="3"') == 1


def test_overlapping_marks_share_their_piece() -> None:
    document = build_document("Rubrik\n\nEtt två tre fyra.\n", title="Rubrik")
    html = render_source(document, [Mark(1, 8, 15), Mark(2, 12, 19)])
    assert 'data-n="1" data-label="1">Ett </mark>' in html
    assert 'data-n="1 2" data-label="2">två</mark>' in html
    assert 'data-n="2"> tre</mark>' in html


@given(
    st.text(alphabet="aå€😀́<&\"' .\n\t•-”’", min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30)), max_size=4),
)
def test_any_text_and_marks_come_back_whole(text: str, places: list[tuple[int, int]]) -> None:
    document = build_document(text, title="Titeln finns inte i texten")
    marks = [
        Mark(n, start, min(start + length, len(text)))
        for n, (start, length) in enumerate(places, 1)
        if start < len(text)
    ]
    html = render_source(document, marks)
    body = re.sub(r"^<article[^>]*><h2>.*?</h2><p class=\"meta\">.*?</p>", "", html)
    assert to_text(body) == re.sub(r"\s+", "", text)
    for mark in marks:
        assert re.sub(r"\s+", "", to_marked(html, mark.n)) == re.sub(r"\s+", "", text[mark.start : mark.end])


def test_markup_in_a_source_is_text_and_only_web_links_are_links() -> None:
    from dataclasses import replace

    document = build_document("Rubrik\n\n<img src=x onerror=alert(1)> & <b>\n", title="Rubrik")
    document = replace(document, source=replace(document.source, url="javascript:alert(1)"))
    html = render_source(document)
    assert "<img" not in html
    assert "javascript:" not in html


def test_a_chooser_only_where_there_is_a_choice() -> None:
    other = build_document("Annat", id="annat", title='Ett "annat" <dokument>')
    assert render_chooser({DOCUMENT.id: DOCUMENT}) == ""
    html = render_chooser({DOCUMENT.id: DOCUMENT, other.id: other})
    assert html.count("<option") == 2
    assert "&lt;dokument&gt;" in html
