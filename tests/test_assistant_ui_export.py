import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from markdown_it import MarkdownIt
from ui_fakes import ANNA, HEADINGS, NADINE, QUOTES, TITLE, FakeAssistant, build_document, cite

from assistant.conversation import Conversation, Turn
from assistant.types import Answer, Citation, Question
from assistant.ui.export import to_markdown, to_word
from assistant.ui.reference import to_reference, to_source_reference
from corpus.types import Person, Source

DAY = date(2026, 5, 1)
DOCUMENT = build_document()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}
STOMME = cite(DOCUMENT, 1, QUOTES["stomme"], HEADINGS[5], ANNA)
RESA = cite(DOCUMENT, 2, QUOTES["resa"], HEADINGS[4], NADINE)
KURSPLANER = cite(DOCUMENT, 3, QUOTES["kursplaner"], HEADINGS[4], kind="article")
BROKEN = replace(RESA, quote="Alla fick Åtta robotar.", start=0, end=0)
SOURCE = "Grenholm, E. (2021). Framgångsfaktorer för digital kompetensutveckling. Digiteket."
SHOWN_KINDS = {"text", "text_special", "softbreak", "strong_open", "strong_close", "link_open", "link_close"}
EVIL = "# *Ö* __a__ `b` [c](d) <i>e</i> ![f](g) \\* ~~h~~ &copy; | 1. $x$"


def turn(text: str, *citations: Citation, question: str = "Hur?", **changes: object) -> Turn:
    answer = Answer("1", question, "answered", "sv", text, citations=citations)
    return Turn(question, (), replace(answer, **changes))  # type: ignore[arg-type]


def markdown(*turns: Turn, title: str = "") -> str:
    return to_markdown(Conversation(title, turns), DOCUMENTS, exported=DAY)


def to_link(citation: Citation) -> str:
    return f"https://b.se/c?n={citation.n}"


def open_word(*turns: Turn, title: str = "") -> docx.document.Document:
    return docx.Document(BytesIO(to_word(Conversation(title, turns), DOCUMENTS, exported=DAY)))


def read_word(*turns: Turn, title: str = "") -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in open_word(*turns, title=title).paragraphs]


def show(text: str) -> list[tuple[str, str]]:
    """Return (enclosing tag, text as CommonMark shows it) of each block; any inline formatting but a link fails."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    shown = []
    for opening, token in zip(tokens, tokens[1:], strict=False):
        assert not token.type.startswith(("html", "code", "fence", "table", "hr", "ordered"))
        if token.type == "inline":
            kinds = {child.type for child in token.children or []}
            assert kinds <= SHOWN_KINDS
            words = ("\n" if child.type == "softbreak" else child.content for child in token.children or [])
            shown.append((opening.tag, "".join(words)))
    return shown


def test_a_reference_gives_the_quote_whose_it_is_and_the_source() -> None:
    assert to_reference(STOMME, DOCUMENTS, retrieved=DAY) == (
        f"{QUOTES['stomme'][:-1]}. – Anna Dahlquist, biblioteksutvecklare, Luleå.\n"
        f"{SOURCE} Avsnitt: Samarbeta med andra. https://digiteket.se/artikel/ [hämtad 2026-05-01]."
    )


def test_a_quote_without_marks_gets_them_and_its_speaker_is_told() -> None:
    own = to_reference(KURSPLANER, DOCUMENTS, retrieved=DAY)
    assert own.startswith(f"”{QUOTES['kursplaner']}” – Artikelns egna ord.\n")
    reported = cite(DOCUMENT, 1, QUOTES["projekt"], HEADINGS[3], ANNA)
    assert "Luleå (återgivet i texten, inte en direkt replik).\n" in to_reference(reported, DOCUMENTS, retrieved=DAY)


def test_the_link_to_the_quote_comes_last() -> None:
    reference = to_reference(RESA, DOCUMENTS, retrieved=DAY, link="https://b.se/c/1")
    assert reference.endswith("[hämtad 2026-05-01]. Citatet i Belägg: https://b.se/c/1")
    bare = replace(DOCUMENT, source=Source(DOCUMENT.id, TITLE))
    reference = to_reference(RESA, {bare.id: bare}, retrieved=DAY, link="https://b.se/c/1")
    assert reference.split("\n")[1] == (f"{TITLE} (u.å.). Avsnitt: {HEADINGS[4]}. Citatet i Belägg: https://b.se/c/1")


def test_a_section_that_bears_the_title_is_not_named_twice() -> None:
    reference = to_reference(replace(RESA, section=TITLE), DOCUMENTS, retrieved=DAY)
    assert reference.endswith(f"\n{SOURCE} https://digiteket.se/artikel/ [hämtad 2026-05-01].")


@pytest.mark.parametrize("broken", [BROKEN, replace(RESA, quote=""), replace(RESA, document_id="borta")])
def test_a_broken_quote_has_no_reference(broken: Citation) -> None:
    assert to_reference(broken, DOCUMENTS, retrieved=DAY) == ""


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Eva Ek", "Ek, E."),
        ("Lars-Åke Nordén", "Nordén, L.-Å."),
        ("Öyvind O’Hara", "O’Hara, Ö."),
        ("Karl G. Ek", "Ek, K. G."),
        ("Fredrik Eriksson", "Eriksson, F."),
        ("Ida Maria Ask Berg", "Ida Maria Ask Berg"),
        ("Carl von Linné", "Carl von Linné"),
        ("Ek, Eva", "Ek, Eva"),
        ("Eva Ek och Bo Al", "Eva Ek och Bo Al"),
        ("Eva & Bo", "Eva & Bo"),
        ("Digiteket", "Digiteket"),
        ("Region Skåne", "Region Skåne"),
        ("Malmö Stadsbibliotek", "Malmö Stadsbibliotek"),
        ("Svensk Biblioteksförening", "Svensk Biblioteksförening"),
        ("Kungliga biblioteket", "Kungliga biblioteket"),
        ("Bonnier AB", "Bonnier AB"),
    ],
)
def test_only_the_name_of_one_person_is_inverted(author: str, expected: str) -> None:
    assert to_source_reference(Source("a", "Att lära", author=author)) == f"{expected} (u.å.). Att lära."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source("a", "Att lära"), "Att lära (u.å.)."),
        (Source("a", "Varför?", author="SKR", publisher="SKR", date="maj 2023"), "SKR (2023). Varför?"),
        (Source("a", "Lär", date="20210224", url="https://a.se"), "Lär (2021). https://a.se"),
        (Source("a", "Lär", author=" ", date="okänt", publisher="Förlaget"), "Lär (u.å.). Förlaget."),
    ],
)
def test_what_is_unknown_of_a_source_is_left_out(source: Source, expected: str) -> None:
    assert to_source_reference(source) == expected


def test_markdown_gives_the_whole_conversation() -> None:
    text = markdown(turn("Så säger de [1]:\nmer", STOMME, RESA, notes=("Obs.",)), title="Lärande i Åre")
    assert text == (
        "# Lärande i Åre\n\nSparad ur Belägg 2026-05-01.\n\n## Hur?\n\n**Svar**\n\nSå säger de \\[1]:\n\n"
        f"Observera: Obs.\n\nCitat 1: Anna Dahlquist, biblioteksutvecklare, Luleå\n\n> {QUOTES['stomme']}\n\n"
        f"Avsnitt: Samarbeta med andra · {TITLE}\n\nCitat 2: Nadine Alvarado, Kungälv\n\n> ”{QUOTES['resa']}”\n\n"
        f"Avsnitt: Grunda lärandet i vardagen · {TITLE}\n\n## Källor\n\n- {SOURCE} <https://digiteket.se/artikel/>\n\n"
        "2 citat kontrollerades ord för ord mot källorna 2026-05-01.\n"
    )


def test_word_says_the_same_as_markdown_in_real_styles() -> None:
    turns = (turn("Så säger de [1]:", STOMME, KURSPLANER, notes=("Obs.",)), turn("Nej.", question="Och sen?"))
    paragraphs = read_word(*turns, title="Lärande i Åre")
    assert [text for _, text in paragraphs] == [text for _, text in show(markdown(*turns, title="Lärande i Åre"))]
    styles = [style for style, _ in paragraphs]
    assert styles[:4] == ["Title", "Normal", "Heading 1", "Normal"]
    assert [text for style, text in paragraphs if style == "Quote"] == [STOMME.quote, f"”{KURSPLANER.quote}”"]
    assert [text for style, text in paragraphs if style == "Heading 1"] == ["Hur?", "Och sen?", "Källor"]


def test_the_word_file_says_its_language_and_title_and_is_made_for_print() -> None:
    word = open_word(turn("Så:", STOMME), title="å" * 300)
    assert (word.core_properties.title, word.core_properties.language) == ("å" * 255, "sv-SE")
    assert word.core_properties.author == "Belägg"
    assert word.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["sv-SE"]
    assert "en-US" not in word.styles.element.xpath("//w:lang/@w:val")
    assert round(word.sections[0].page_width.cm, 1) == 21.0
    kept = [paragraph.text for paragraph in word.paragraphs if paragraph.paragraph_format.keep_with_next]
    assert kept == ["Citat 1: Anna Dahlquist, biblioteksutvecklare, Luleå", STOMME.quote]
    assert all(paragraph.paragraph_format.keep_with_next is not False for paragraph in word.paragraphs)


def test_the_nearest_stand_under_a_heading_that_says_they_are_no_answer() -> None:
    answer = FakeAssistant(DOCUMENT).ask(Question("Vad kostade det?"))
    text = markdown(Turn("Vad kostade det?", (), answer))
    heading = text.index("### Närmaste avsnitt – inte ett svar")
    assert text.index("**Framgår inte av materialet**") < heading < text.index(QUOTES["kursplaner"])
    assert "Närmaste avsnitt 1: Artikelns egna ord" in text
    assert text.endswith("\n\n1 citat kontrollerades ord för ord mot källorna 2026-05-01.\n")
    assert QUOTES["kursplaner"] not in markdown(Turn("Vad?", (), replace(answer, status="answered")))


def test_an_empty_conversation_has_a_title_and_no_sources() -> None:
    assert markdown() == (
        "# Konversation i Belägg\n\nSparad ur Belägg 2026-05-01.\n\n"
        "0 citat kontrollerades ord för ord mot källorna 2026-05-01.\n"
    )
    assert read_word(title=" ")[0] == ("Title", "Konversation i Belägg")


@pytest.mark.parametrize("lead", ["Kort svar: ”åtta” [2].", f"”{BROKEN.quote}” [2] – Nadine", "Robotar, alltså."])
def test_no_word_of_a_broken_quote_is_exported(lead: str) -> None:
    turns = (turn(lead, STOMME, BROKEN, notes=("Fler ROBOTAR finns.", "Alla frågor gäller Åre.")),)
    for text in (markdown(*turns), str(read_word(*turns))):
        assert not re.search("robot|åtta|Nadine", text, re.IGNORECASE)
        assert "Citat 2 är utelämnat: det stämmer inte längre ordagrant med källan." in text
        assert "Alla frågor gäller Åre." in text
        assert "2 citat kontrollerades" in text
        assert "inte längre stämmer: 1." in text


def test_a_broken_quote_among_the_nearest_is_named_only() -> None:
    text = markdown(turn("Framgår inte.", status="not_found", nearest=(replace(BROKEN, n=1),)))
    assert "Närmaste avsnitt 1 är utelämnat" in text
    assert "Framgår inte." in text
    assert "robotar" not in text
    assert "Källor" not in text


def test_the_number_of_a_citation_is_no_word_of_its_quote() -> None:
    broken = replace(BROKEN, quote="Det var 1 robot.")
    assert "Ett citat stämmer inte \\[1]." in markdown(turn("Ett citat stämmer inte [1].", broken))


def test_a_first_line_that_only_repeats_a_quote_is_no_lead() -> None:
    for line in (f"”{RESA.quote}” [2] – Nadine Alvarado, Kungälv", f"- {RESA.quote}", f"{RESA.quote}"):
        assert markdown(turn(line, RESA)).count(RESA.quote) == 1
    assert "Nadine tycker annorlunda: " in markdown(turn(f"Nadine tycker annorlunda: ”{RESA.quote}”", RESA))


@pytest.mark.parametrize(
    "words", [EVIL, "1. Ett", "2018) två", "- tre", "+ fyra", "---", "===", "> fem", "C #", "\\!", ":-", "a_b_c", "1|2"]
)
def test_nothing_that_a_user_or_a_source_writes_becomes_formatting(words: str) -> None:
    document = build_document(f"Rubrik\n\n{words}\n", title=words)
    citation = cite(document, 1, words, words, Person(words, words, words))
    written = Conversation(words, (turn(f"{words} enligt [1]", citation, question=words, notes=(words,)),))
    shown = show(to_markdown(written, {document.id: document}, exported=DAY))
    assert [text for _, text in shown][:1] == [words]
    assert ("h2", words) in shown
    assert ("p", f"”{words}”") in shown
    assert ("p", f"{words} enligt [1]") in shown
    assert len(shown) == 12


def test_an_address_stays_whole() -> None:
    text = markdown(turn("Se (https://a.se/b_c*d_e?f=1&amp=2), tack."))
    assert "Se (<https://a.se/b_c*d_e?f=1&amp=2>), tack." in text


def test_the_lines_of_a_quote_stay_in_its_block() -> None:
    words = "Vi lär oss.\n\n    # Åter\r\n- och\r:-\n===\n---\n> igen"
    document = build_document(f"Rubrik\n\n{words}\n")
    written = Conversation("", (turn("Så:", cite(document, 1, words, "Rubrik", ANNA)),))
    text = to_markdown(written, {document.id: document}, exported=DAY)
    quoted = "> ”Vi lär oss.\n>\n> \\# Åter\n> \\- och\n> \\:-\n> \\===\n> \\---\n> \\> igen”\n"
    assert quoted in text
    assert ("p", "# Åter\n- och\n:-\n===\n---\n> igen”") in show(text)
    word = docx.Document(BytesIO(to_word(written, {document.id: document}, exported=DAY)))
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    assert f"”{lines}”" in [paragraph.text for paragraph in word.paragraphs]


def test_what_no_file_can_hold_is_replaced() -> None:
    words = "Ett\x00två\x07tre\ud800fyra\uffff😀 med\u00adåäö\tslut."
    document = build_document(f"Rubrik\n\n{words}\n", title="Rub\x0brik\x01")
    person = Person("An\x02na", "ro\x03ll", None)
    made = turn("Så\x04:", cite(document, 1, words, "Av\x05snitt", person), question="Hur\x06\n då?", notes=("O\x08",))
    written = Conversation("Ti\x0etel\n\n# mer", (made,))
    word = docx.Document(BytesIO(to_word(written, {document.id: document}, exported=DAY)))
    text = to_markdown(written, {document.id: document}, exported=DAY)
    assert "Ett�två�tre�fyra�😀 med\u00adåäö\tslut." in text.encode().decode()
    assert [shown for _, shown in show(text)] == [paragraph.text for paragraph in word.paragraphs]
    assert word.core_properties.title == "Ti�tel # mer"


def test_very_long_texts_are_exported_whole() -> None:
    long = "åäö " * 20_000
    document = build_document(f"Rubrik\n\n{long}.\n")
    written = Conversation("", (turn(long, cite(document, 1, f"{long}.", "Rubrik", ANNA), question=long),))
    word = docx.Document(BytesIO(to_word(written, {document.id: document}, exported=DAY)))
    assert f"> ”{long}.”" in to_markdown(written, {document.id: document}, exported=DAY)
    assert [p.text for p in word.paragraphs if p.style.name == "Quote"] == [f"”{long}.”"]


def test_each_quote_carries_its_link_and_each_source_stands_once() -> None:
    written = Conversation("", (turn("Så:", STOMME), turn("Så:", RESA, BROKEN)))
    links = [to_link(citation) for citation in (STOMME, RESA)]
    text = to_markdown(written, DOCUMENTS, exported=DAY, link=to_link)
    word = docx.Document(BytesIO(to_word(written, DOCUMENTS, exported=DAY, link=to_link)))
    assert re.findall(r" · <(.*)>", text) == links
    assert [p.text.split(" · ")[-1] for p in word.paragraphs if " · " in p.text] == links
    assert text.count(SOURCE) == 1
