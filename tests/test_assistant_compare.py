import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from ui_fakes import ANNA, HEADINGS, NADINE, QUOTES, FakeAssistant, build_document, cite

from assistant.compare import Cell, Grid, Row, compare_question, compare_themes
from assistant.types import Answer, Citation, Question
from assistant.ui import texts_sv as texts
from assistant.ui.cards import render_card
from assistant.ui.compare_view import render_grid
from assistant.verify import verify
from corpus.library import read_document
from corpus.types import NOBODY, BelaggError, Document, Source, Span

ARTICLE = read_document(build_document().text, Source("framgangsfaktorer", HEADINGS[0]))
LIBRARIES = FakeAssistant.libraries
DOCUMENT = build_document()
RESA = cite(DOCUMENT, 1, QUOTES["resa"], HEADINGS[4], NADINE)
TEXT = """\
Två bibliotek lär sig

Lära i grupp

I Boden finns en studio för ljudböcker. I Boden lär sig alla av varandra på torsdagar.

I Falun går allt mycket bra. Karin Öberg, enhetschef i Falun, säger att de lär sig på egen hand. ”Det är en rolig \
resa för oss. Vi lär oss tillsammans varje vecka.” säger Karin. ”Ingen blir lämnad ensam hos oss.” säger Karin. ”Nu \
kan alla visa robotarna.” säger Karin.

Bara ett

I Boden har de köpt två robotar i år.
"""
ENDING = """

Alla lika

Någon i Boden, i Falun, i Boden och i Falun fick vara med. Samtliga berättar om många år av arbete.
"""
"""Makes the two towns places that the text tells of, and is about both alike."""


class Scripted(FakeAssistant):
    """Gives every library the same citations."""

    def __init__(self, document: Document, *citations: Citation) -> None:
        super().__init__(document)
        self.citations = citations

    def ask(self, question: Question) -> Answer:
        return replace(super().ask(question), citations=self.citations)


def read(text: str, *, id: str = "larande", title: str = "Två bibliotek lär sig") -> Document:
    return read_document(text + ENDING, Source(id, title))


def themes(*documents: Document, libraries: tuple[str, ...] = ("Boden", "Falun")) -> Grid:
    return compare_themes({document.id: document for document in documents}, libraries)


def quotes(grid: Grid) -> list[list[list[str]]]:
    return [[[citation.quote for citation in cell.citations] for cell in row.cells] for row in grid.rows]


def numbers(grid: Grid) -> list[int]:
    return [citation.n for row in grid.rows for cell in row.cells for citation in cell.citations]


def test_a_question_is_asked_about_each_library_by_itself() -> None:
    assistant = FakeAssistant()
    grid = compare_question(assistant, " Hur lär ni er? ")
    assert [question.libraries for question in assistant.asked] == [(library,) for library in LIBRARIES]
    assert grid.libraries == LIBRARIES
    (row,) = grid.rows
    assert (row.heading, row.document_id) == ("Hur lär ni er?", None)
    assert [cell.library for cell in row.cells] == list(LIBRARIES)


def test_a_cell_has_only_quotes_of_its_library_that_pass_the_check(caplog: pytest.LogCaptureFixture) -> None:
    false = replace(RESA, speaker=ANNA.name, role=ANNA.role, library=ANNA.library)
    with caplog.at_level(logging.WARNING):
        grid = compare_question(Scripted(DOCUMENT, false, replace(RESA, n=2)), "Hur lär ni er?")
    assert quotes(grid) == [[[], [RESA.quote], [], [], []]]
    assert "Citat 1 är tillskrivet fel person" in caplog.text


@pytest.mark.parametrize("broken", [replace(RESA, quote="Nej."), replace(RESA, start=0, end=0)])
def test_a_broken_quote_leaves_an_empty_cell(broken: Citation) -> None:
    assert quotes(compare_question(Scripted(DOCUMENT, broken), "Hur?")) == [[[]] * len(LIBRARIES)]


def test_a_sentence_about_a_library_counts_whoever_says_it() -> None:
    sentences = tuple(
        replace(s, about=("Luleå", "Åre"), attribution=NOBODY) if s.text == QUOTES["resa"] else s
        for s in DOCUMENT.sentences
    )
    own = replace(RESA, speaker=None, role=None, library=None)
    grid = compare_question(Scripted(replace(DOCUMENT, sentences=sentences), own), "Hur?")
    assert quotes(grid) == [[[], [], [], [own.quote], [own.quote]]]
    assert numbers(grid) == [1, 2]


def test_a_speaker_at_the_library_counts_whatever_the_sentence_is_about() -> None:
    document = replace(DOCUMENT, sentences=tuple(replace(s, about=()) for s in DOCUMENT.sentences))
    assert quotes(compare_question(Scripted(document, RESA), "Hur?")) == [[[], [RESA.quote], [], [], []]]
    article = replace(ARTICLE, sentences=tuple(replace(s, about=()) for s in ARTICLE.sentences))
    assert [len(cell.citations) for cell in themes(article, libraries=LIBRARIES).rows[1].cells] == [0, 2, 0, 2, 0]


def test_a_cell_has_at_most_two_quotes() -> None:
    citations = (RESA, replace(RESA, n=2), replace(RESA, n=3))
    assert numbers(compare_question(Scripted(DOCUMENT, *citations), "Hur?")) == [1, 2]


def test_an_error_of_the_assistant_is_passed_on() -> None:
    with pytest.raises(BelaggError, match="Indexet saknas"):
        compare_question(FakeAssistant(), "Är det stängt?")


def test_a_section_quotes_direct_speech_first_then_reported_then_what_is_said_of_a_library() -> None:
    document = read(TEXT)
    reported = "Karin Öberg, enhetschef i Falun, säger att de lär sig på egen hand."
    direct = ["Vi lär oss tillsammans varje vecka.” säger Karin.", "”Ingen blir lämnad ensam hos oss.” säger Karin."]
    boden = ["I Boden finns en studio för ljudböcker.", "I Boden lär sig alla av varandra på torsdagar."]
    assert quotes(themes(document)) == [[boden, direct]]
    without = tuple(s for s in document.sentences if s.attribution.how != "direct")
    told = [reported, "I Falun går allt mycket bra."]
    assert quotes(themes(replace(document, sentences=without))) == [[boden, told]]


def test_a_sentence_that_points_back_or_leads_over_is_quoted_only_for_want_of_others() -> None:
    pointing = "”Det är en rolig resa för alla.” säger Karin Öberg, chef i Falun."
    leading = "I Falun lär de sig så här:"
    text = f"Titel\n\nLära i grupp\n\n{leading}\n\n{pointing}\n\nI Boden har de en studio."
    assert quotes(themes(read(text)))[0][1] == [pointing, leading]
    alone = "I Falun går allt mycket bra."
    assert quotes(themes(read(f"{text}\n\n{alone}")))[0][1] == [alone]


@pytest.mark.parametrize(
    "unfit",
    [
        "I Falun lärs.",
        "Vad lär de sig i Falun på torsdagar just nu, och varför gör de det tillsammans?",
        "Under våren har många som arbetar i kommunen frågat sig en och samma sak: ”Vad lär sig Falun av det här?”",
        " • Avsätt tid i Falun varje vecka\n • Avsätt tid i Falun varje månad",
    ],
)
def test_a_section_with_nothing_to_quote_of_a_second_library_has_no_row(unfit: str) -> None:
    text = f"Titel\n\nLära i grupp\n\nI Boden har de en studio.\n\n{unfit}"
    assert ("Falun",) in [sentence.about for sentence in read(text).sentences]
    assert themes(read(text)).rows == ()
    fit = "I Falun går det."
    assert quotes(themes(read(f"{text}\n\n{fit}"))) == [[["I Boden har de en studio."], [fit]]]


def test_a_line_with_a_label_is_a_statement_and_no_list_item() -> None:
    text = "Titel\n\nLära\n\nSvar: I Boden har de en studio.\n\nSvar: I Falun har de en robot."
    assert quotes(themes(read(text))) == [
        [["Svar: I Boden har de en studio."], ["Svar: I Falun har de en robot."]],
    ]


def test_sections_of_the_same_name_are_rows_of_their_own() -> None:
    text = "Lära\n\nI Boden har de en studio. I Falun har de en robot.\n\n"
    grid = themes(read(f"Titel\n\n{text}{text.replace('har', 'hade')}"))
    assert [row.heading for row in grid.rows] == ["Lära", "Lära"]
    assert quotes(grid)[1] == [["I Boden hade de en studio."], ["I Falun hade de en robot."]]


def test_a_title_or_residue_is_never_quoted() -> None:
    title = "Så lär sig Falun och Boden av varandra"
    document = read(f"{title}\n\nI Boden har de en studio. I Falun har de en robot.", title=title)
    assert {"Falun", "Boden"} in [set(sentence.about) for sentence in document.sentences if sentence.text == title]
    assert quotes(themes(document)) == [[["I Boden har de en studio."], ["I Falun har de en robot."]]]
    start = document.text.index("I Falun har")
    assert themes(replace(document, residue=(Span(start, len(document.text)),))).rows == ()


def test_a_citation_that_fails_the_check_is_left_out_of_a_section(caplog: pytest.LogCaptureFixture) -> None:
    document = read(TEXT)
    doubled = next(s for s in document.sentences if s.text.startswith("”Ingen blir"))
    others = [s for s in document.sentences if s is not doubled]
    # A second reading of the same place says that nobody speaks there, so that whose words it is cannot be told.
    contradicted = (*others, replace(doubled, attribution=NOBODY, about=()), doubled)
    shown = quotes(themes(replace(document, sentences=contradicted)))[0][1]
    assert doubled.text not in shown
    assert "tillskrivet fel person" in caplog.text


def test_the_article_compares_its_libraries_with_verified_quotes_numbered_row_by_row() -> None:
    grid = themes(ARTICLE, libraries=LIBRARIES)
    citations = [citation for row in grid.rows for cell in row.cells for citation in cell.citations]
    for citation in citations:
        verify(citation, {ARTICLE.id: ARTICLE})
    assert [row.heading for row in grid.rows] == [HEADINGS[i] for i in (3, 4, 5, 6, 7)]
    assert numbers(grid) == list(range(1, len(citations) + 1))
    assert [len(cell.citations) for cell in grid.rows[1].cells] == [0, 2, 0, 2, 0]
    assert all(row.document_id == ARTICLE.id for row in grid.rows)


@pytest.mark.parametrize("libraries", [(), ("Luleå",), ("Eslöv", "Umeå")])
def test_fewer_than_two_libraries_with_sentences_make_no_rows(libraries: tuple[str, ...]) -> None:
    grid = themes(ARTICLE, libraries=libraries)
    assert grid == Grid(libraries, ())
    assert render_grid(grid, {ARTICLE.id: ARTICLE}, grid_id="g") == f'<p class="missing">{texts.GRID_EMPTY}</p>'


def test_the_table_names_its_rows_columns_and_cells() -> None:
    html = render_grid(compare_question(FakeAssistant(), "Hur lär ni er?"), {DOCUMENT.id: DOCUMENT}, grid_id="g")
    assert html.startswith('<table class="grid"><caption>')
    assert re.findall(r'<th scope="col">(.*?)</th>', html) == ["Ämne", *LIBRARIES]
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == ["Hur lär ni er?"]
    assert re.findall(r'<td data-label="(.*?)">', html) == list(LIBRARIES)
    assert html.count(f'<p class="missing">{texts.CELL_MISSING}</p>') == 4
    assert re.findall(r' id="(.*?)"', html) == ["g-1", "g-2"]


def test_a_card_in_the_table_is_a_card_of_an_answer() -> None:
    grid = Grid(("Kungälv",), (Row("Hur?", None, (Cell("Kungälv", (RESA,)),)),))
    html = render_grid(grid, {DOCUMENT.id: DOCUMENT}, grid_id="g")
    card = render_card(RESA, {DOCUMENT.id: DOCUMENT}, turn_id="g")
    assert '<figure class="card" id="g-1" tabindex="-1" data-n="1"' in html
    assert card in html


def test_a_quote_that_no_longer_holds_is_named_and_never_shown() -> None:
    broken = replace(RESA, n=7, quote="Nej, aldrig.")
    grid = Grid(("Kungälv",), (Row("Hur?", None, (Cell("Kungälv", (broken,)),)),))
    html = render_grid(grid, {DOCUMENT.id: DOCUMENT}, grid_id="g")
    assert "Citat 7 visas inte" in html
    assert "Nej, aldrig." not in html


def test_a_row_names_its_document_where_there_are_several() -> None:
    told = "I Boden har de en studio. I Falun har de en robot."
    one = read(f"Första sidan\n\n{told}", id="a", title="Första sidan")
    two = read(f"Titel\n\nLära\n\n{told}", id="b", title="Andra <sidan>")
    html = render_grid(themes(one, two), {"a": one, "b": two}, grid_id="g")
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == [
        "Första sidan",
        'Lära <span class="document">Andra &lt;sidan&gt;</span>',
    ]
    assert '<th scope="row">Lära</th>' in render_grid(themes(two), {"b": two}, grid_id="g")


def test_everything_from_outside_is_escaped() -> None:
    evil = '"><script>alert("å*_`")</script><figure class="card">'
    document = build_document(f"Rubrik\n\n{evil} sade hon.\n", id='a"b', title=evil)
    citation = cite(document, 1, f"{evil} sade hon.", evil, replace(ANNA, name=evil, role=evil, library=evil))
    grid = Grid((evil,), (Row(evil, document.id, (Cell(evil, (citation,)), Cell(evil, ()))),))
    html = render_grid(grid, {document.id: document, "b": DOCUMENT}, grid_id=evil)
    assert "<script" not in html
    assert html.count("<figure") == html.count('<figure class="card"') == 1


def test_a_very_long_sentence_stays_whole(make_document: Callable[..., Document]) -> None:
    long = f"I Åre {'lär vi oss åäö ' * 2000}tillsammans."
    document = make_document([long, "I Luleå har de en studio."], about=("Åre", "Luleå"))
    grid = themes(document, libraries=("Åre", "Luleå"))
    assert quotes(grid) == [[[long], ["I Luleå har de en studio."]]]
    assert long in render_grid(grid, {document.id: document}, grid_id="g")
