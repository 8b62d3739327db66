"""Files of every format become the text that a reader sees, with their block quotes; damaged ones a Swedish error."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from corpus import formats, readers
from corpus.readers import Draft, read_draft, read_draft_bytes
from corpus.types import CorpusError

FORMATS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".csv", "")


def read(text: str | bytes, suffix: str) -> str:
    return read_draft_bytes(text if isinstance(text, bytes) else text.encode(), f"utkast{suffix}").text


def quotes_of(draft: Draft) -> list[str]:
    return [span.of(draft.text) for span in draft.block_quotes]


def to_docx(fill: Callable[[WordDocument], object]) -> bytes:
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def to_pdf(*pages: Sequence[str | tuple[str, int, int]], password: str | None = None, codes: str = "") -> bytes:
    """Return a PDF; a line is its text (14 points below the line before it, size 12) or text, distance and size.

    A vertical bar changes to size 8 and back. `codes` says what characters stand for, as in "<41> <00C5>".
    """
    writer = PdfWriter()
    for page_lines in pages:
        page = writer.add_blank_page(595, 842)
        commands = ["BT 72 800 Td"]
        for line in page_lines:
            text, down, size = line if isinstance(line, tuple) else (line, 14, 12)
            escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            commands.append(f"0 -{down} Td")
            sizes = itertools.cycle([size, 8])
            commands += [f"/F1 {next(sizes)} Tf ({piece}) Tj" for piece in escaped.split("|")]
        stream = DecodedStreamObject()
        stream.set_data(" ".join([*commands, "ET"]).encode("cp1252"))
        page[NameObject("/Contents")] = stream
        names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
        font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
        if codes:
            mapping = DecodedStreamObject()
            mapping.set_data(f"begincmap 1 beginbfchar {codes} endbfchar endcmap".encode())
            font[NameObject("/ToUnicode")] = mapping
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if password is not None:
        writer.encrypt(password, owner_password="ägare", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def add_xml(document: WordDocument, xml: str) -> None:
    """Add a paragraph; [a] stands for a run of text."""
    xml = re.sub(r"\[(.*?)\]", r"<w:r><w:t>\1</w:t></w:r>", xml)
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.element.body.insert(0, parse_xml(f"<w:p {spaces}>{xml}</w:p>"))


@pytest.mark.parametrize("suffix", [".txt", ".csv", ""])
def test_plain_text_stands_as_it_is(suffix: str) -> None:
    text = "  Rubrik\n\n\n”Nej”, sa hon.\t<b>*å*</b>\xa0bib\xadliotek ﬁn a\u030a\n"
    assert read_draft_bytes(text.encode(), "utkast" + suffix) == Draft(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_of_old_programs_is_read(encoding: str) -> None:
    text = "”Åh – så ändå …”, sa Örjan."
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    assert read(marks.get(encoding, b"") + text.encode(encoding), ".txt") == text
    assert read(marks.get(encoding, b"") + text.encode(encoding), ".md") == text


def test_line_ends_become_line_feeds() -> None:
    assert read("Ett.\r\n\r\nTvå.\rTre.", ".txt") == "Ett.\n\nTvå.\nTre."


@pytest.mark.parametrize(
    ("text", "expected", "quotes"),
    [
        (
            "Hon sa:\n\n> Vi lärde\n> oss mycket.\n\nSlut",
            "Hon sa:\n\nVi lärde\noss mycket.\n\nSlut",
            ["Vi lärde\noss mycket."],
        ),
        ("> Ett.\n>\n> Två.", "Ett.\n\nTvå.", ["Ett.\n\nTvå."]),
        ("> Ett.\n\n> Två.", "Ett.\n\nTvå.", ["Ett.", "Två."]),
        ("Sa:\n>Ett.\nSlut", "Sa:\nEtt.\nSlut", ["Ett."]),
        (">> Ett.\n> > Två.", "Ett.\nTvå.", ["Ett.\nTvå."]),
        (">\n>  Ett. \n>\nSlut", "\n Ett. \n\nSlut", ["Ett."]),
        (">\nSlut", "\nSlut", []),
        ("> 5 > 3\n > 2", "5 > 3\n > 2", ["5 > 3"]),
        (">  \nSlut", " \nSlut", []),
    ],
)
def test_marked_lines_of_plain_text_are_block_quotes(text: str, expected: str, quotes: list[str]) -> None:
    draft = read_draft_bytes(text.encode(), "brev.TXT")
    assert draft.text == expected
    assert quotes_of(draft) == quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Luleå\n\nVi *lärde* **oss\nmycket**.", "Luleå\n\nVi lärde oss mycket."),
        (
            "Se [rapporten](https://exempel.se/a_b) och ![bild](x.png)<https://exempel.se>.",
            "Se rapporten och https://exempel.se.",
        ),
        ("Före <!-- dold --> efter.\n\n<!-- hela\nstycket -->\n\nSlut", "Före efter.\n\nSlut"),
        ("```text\nfem  bibliotek\nsex\n```\n\n`kod`", "fem  bibliotek\nsex\n\nkod"),
        ("Tre:\n\n- ett\n- två\n  - tre\n\nSlut", "Tre:\n\nett\ntvå\ntre\n\nSlut"),
        ("| Ort | Antal |\n|---|---|\n| Åre | 5 |", "Ort\nAntal\nÅre\n5"),
        ("”Nej” \\[…\\] ~~inte~~ &amp; å\\\nja", "”Nej” […] inte & å\nja"),
        ("– Vi lärde oss, sa hon.\n\nbib\xadliotek\xa0ﬁn", "– Vi lärde oss, sa hon.\n\nbib\xadliotek\xa0ﬁn"),
    ],
)
def test_markdown_is_read_without_its_marks(text: str, expected: str) -> None:
    assert read(text, ".md") == expected


def test_block_quotes_of_markdown() -> None:
    draft = read_draft_bytes("Hon sa:\n> Vi *lärde*\n> oss.\n>\n> Mycket.\n\nOch:\n\n> Ja.\n".encode(), "a.md")
    assert draft.text == "Hon sa:\n\nVi lärde oss.\n\nMycket.\n\nOch:\n\nJa."
    assert quotes_of(draft) == ["Vi lärde oss.\n\nMycket.", "Ja."]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>Lu<b>le</b>å</h1><p>Fem\n  <i>bibliotek</i> .</p>slut", "Luleå\n\nFem bibliotek .\n\nslut"),
        (
            "<title>Titel</title><style>p{}</style><nav>Meny</nav><p>A<script>x<y</script>B<template>dold</template>C",
            "ABC",
        ),
        ("<p hidden>Dold<p>Syns<div aria-hidden='true'><p>Dold</div><span aria-hidden=false>.</span>", "Syns\n\n."),
        ("<p>Ett<br hidden>s<br>Två<br/><br><br>Tre", "Etts\nTvå\n\nTre"),
        ("<p>Hon sa <q>nej <q>aldrig</q></q>.", "Hon sa ”nej ”aldrig””."),
        ("<p>A&nbsp;B&shy;C &aring;&#229; &lt;q&gt; ﬁ", "A\xa0B\xadC åå <q> ﬁ"),
        ("<p>&nbsp;</p><ul><li>ett<li>två<ol><li>tre</ol></ul>slut", "ett\ntvå\ntre\n\nslut"),
        ("<table><tr><th>Ort<th>Antal<tr><td>Åre<td><p>fem</p><p>sex</p></table>", "Ort\nAntal\nÅre\n\nfem\n\nsex"),
        ("<div>a<div>b</div>c<section>d</section></div>e", "a\n\nb\n\nc\n\nd\n\ne"),
        ("<p>a<!-- dold -->b<wbr>c<img alt=bild>d</p><pre>  x\n   y\n</pre>", "abcd\n\n  x\n   y"),
        ("<span><div>" * 3000 + "djupt", "djupt"),
    ],
)
def test_pages_are_read_as_they_are_seen(html: str, expected: str) -> None:
    assert read(html, ".html") == expected


def test_block_quotes_of_a_page() -> None:
    html = """<p>Hon sa:</p><blockquote><p>Vi lärde <b>oss</b>.</p><blockquote>Mycket.</blockquote>
        <footer>Anna, Luleå</footer></blockquote><blockquote> Ja. </blockquote><blockquote hidden>Dold.</blockquote>"""
    draft = read_draft_bytes(html.encode(), "a.htm")
    assert draft.text == "Hon sa:\n\nVi lärde oss.\n\nMycket.\n\nAnna, Luleå\n\nJa."
    assert quotes_of(draft) == ["Vi lärde oss.\n\nMycket.", "Ja."]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=utf-8>", "utf-8"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "cp1252"),
        ("<meta charset='iso-8859-1'>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Windows-1252">', "cp1252"),
        ("<?xml version='1.0' encoding='macintosh'?><html>", "mac_roman"),
        ("<meta charset=iso-8859-99>", "cp1252"),
        ("<meta charset=unicode_escape>", "cp1252"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(head: str, encoding: str) -> None:
    assert read((head + "<p>”Åh”</p>").encode(encoding), ".html") == "”Åh”"


def test_long_parts_of_a_page_are_no_end() -> None:
    html = f"<img src='data:{'A' * 11_000_000}'><p>Hej"
    assert read(html, ".html") == "Hej"


def test_one_broken_byte_leaves_the_rest_of_a_page() -> None:
    assert read(b"<meta charset=utf-8><p>" + "”å".encode() + b"\xff</p>", ".html") == "”å\ufffd"


def test_word_documents_are_read_in_order() -> None:
    def fill(document: WordDocument) -> None:
        document.add_heading("Luleå", 1)
        paragraph = document.add_paragraph("Fem ")
        paragraph.add_run("biblio").bold = True
        paragraph.add_run("tek\xad\xa0ﬁn\tslut\nrad")
        document.add_paragraph(" ")
        document.add_paragraph("ett", "List Bullet")
        document.add_paragraph("två", "List Bullet")
        switched_off = document.add_paragraph("inte tre", "List Bullet")
        switched_off.paragraph_format.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0
        cells = document.add_table(1, 3).rows[0].cells
        cells[0].text, cells[2].text = "Åre", "fem\nsex"
        cells[0].merge(cells[1])
        cells[2].add_paragraph("nytt stycke")
        document.add_paragraph("Slut")

    expected = (
        "Luleå\n\nFem bibliotek\xad\xa0ﬁn\tslut\nrad\n\nett\ntvå\n\ninte tre\n\nÅre\nfem\nsex\n\nnytt stycke\n\nSlut"
    )
    assert read(to_docx(fill), ".docx") == expected


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("[a]<w:ins>[b]</w:ins><w:del><w:r><w:tab/><w:delText>c</w:delText></w:r></w:del>[d]", "abd"),
        ("<w:moveFrom>[a]</w:moveFrom><w:moveTo>[b]</w:moveTo>", "b"),
        ("<w:hyperlink>[läs ]</w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r>[mer]", "läs mer"),
        ("<w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr>[ a]<w:r><w:noBreakHyphen/></w:r>[b ]", "a-b"),
        ("[a]<w:r><w:softHyphen/></w:r>[b]<w:r><w:br/></w:r>[c]<w:r><w:cr/></w:r>", "a\xadb\nc"),
        (
            "[runt]<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>[ruta]</w:p></w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent><w:p>[ruta]</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>[om]",
            "ruta\n\nruntom",
        ),
    ],
)
def test_parts_of_word_paragraphs(xml: str, expected: str) -> None:
    assert read(to_docx(lambda document: add_xml(document, xml)), ".docx") == expected


def test_block_quotes_of_word_documents_go_by_style() -> None:
    def fill(document: WordDocument) -> None:
        document.styles.add_style("Starkt citat", WD_STYLE_TYPE.PARAGRAPH)
        derived = document.styles.add_style("Intervju", WD_STYLE_TYPE.PARAGRAPH)
        derived.base_style = document.styles["Quote"]
        document.add_paragraph("Hon sa:")
        for style in ("Quote", "Intense Quote", "Starkt citat", "Intervju"):
            document.add_paragraph(f"Ja, {style}.", style)
        document.add_paragraph("Citat", "Normal")

    draft = read_draft_bytes(to_docx(fill), "a.docx")
    assert quotes_of(draft) == ["Ja, Quote.", "Ja, Intense Quote.", "Ja, Starkt citat.", "Ja, Intervju."]
    assert draft.text.startswith("Hon sa:\n\nJa, Quote.\n\nJa,")
    assert draft.text.endswith("\n\nCitat")


def test_notes_of_word_documents_stand_last() -> None:
    def fill(document: WordDocument) -> None:
        document.add_paragraph("Brödtext")
        xml = (
            f"<w:footnotes {nsdecls('w')}><w:footnote><w:p><w:r><w:t>”Not”</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    assert read(to_docx(fill), ".docx") == "Brödtext\n\n”Not”"


LONG = "Biblioteken i fem kommuner har arbetat med lärande."


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (
            [[("Luleå", 14, 18), ("Det var Anna", 20, 12), "Dahlquist som lärde ut och in."]],
            "Luleå\n\nDet var Anna Dahlquist som lärde ut och in.",
        ),
        (
            [["Det handlar om kompetens-", "utveckling och kultur-", "och fritid."]],
            "Det handlar om kompetens-\nutveckling och kultur-\noch fritid.",
        ),
        ([[LONG, "Så slutar det.", LONG]], f"{LONG} Så slutar det.\n\n{LONG}"),
        ([[LONG, LONG, (LONG, 28, 12)]], f"{LONG} {LONG}\n\n{LONG}"),
        (
            [["Hon säger så här i Luleå.", "– Vi lärde oss mycket.", "– Ja."]],
            "Hon säger så här i Luleå.\n\n– Vi lärde oss mycket.\n\n– Ja.",
        ),
        ([["Tre saker:", "• ett som är", "långt", "• två"]], "Tre saker:\n\n• ett som är långt\n• två"),
        (
            [[LONG, "Ett exempel, t.ex.", ("luleå.", 28, 12)], ["och, bl.a.", "åre."]],
            f"{LONG} Ett exempel, t.ex. luleå. och, bl.a. åre.",
        ),
        ([["Hon |sa|de nej till|2", "Anna. |3", "Luleå"]], "Hon sade nej till2 Anna. 3 Luleå"),
        ([["1", "Rapport", "Vi"], ["2", "Rapport", "lärde"], ["3", "Rapport", "oss."]], "Vi lärde oss."),
        ([["Vi lärde", "oss i"], ["Luleå."], ["Slut."]], "Vi lärde oss i Luleå.\n\nSlut."),
        ([["Vi lärde oss", "i", "1"], ["Rapport", "Luleå.", "2"]], "Vi lärde oss i Rapport Luleå."),
        ([["Rapport", "Vi", "1 (3)"], ["Rapport", "lärde", "2 (3)"], ["Rapport", "oss.", "3 (3)"]], "Vi lärde oss."),
        ([["Rapport 2024: 1", "Vi"], ["Rapport 2024: 2", "lärde"], ["Rapport 2024: 3", "oss."]], "Vi lärde oss."),
        ([["”Åh – så”, sa hon \\ (5)"]], "”Åh – så”, sa hon \\ (5)"),
    ],
)
def test_lines_and_pages_of_a_pdf_are_joined(pages: list[list[str]], expected: str) -> None:
    assert read(to_pdf(*pages), ".pdf") == expected


def test_a_pdf_with_an_owner_password_only_is_read() -> None:
    assert read(to_pdf(["Hej på dig."], password=""), ".pdf") == "Hej på dig."


@pytest.mark.parametrize(("codes", "expected"), [("<41> <D800>", "Hej \ufffd."), ("<41> <0000>", "Hej .")])
def test_a_pdf_gives_characters_only(codes: str, expected: str) -> None:
    assert read(to_pdf(["Hej A."], codes=codes), ".pdf") == expected


def test_warnings_about_a_pdf_stay_off_the_terminal(caplog: pytest.LogCaptureFixture) -> None:
    raw = to_pdf(["Hej på dig."])
    assert read(raw.replace(b"startxref\n", b"startxref\n9"), ".pdf") == "Hej på dig."
    assert caplog.records == []


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        (b"", "a.docx", "är tom"),
        (b" \n", "a.txt", "är tom"),
        (b"\xef\xbb\xbf\n", "a.txt", "ingen text"),
        (b"<p hidden>Dold</p>", "a.html", "ingen text"),
        (to_pdf([]), "a.pdf", "textigenkänning"),
        (to_docx(lambda document: None), "a.docx", "ingen text"),
        (to_pdf(["Hej"], password="hemligt"), "a.pdf", "utan lösenord"),
        (b"Hej", "a.docx", r"som \.docx.*ny kopia"),
        (b"Hej", "a.PDF", r"som \.pdf.*ny kopia"),
        (to_docx(lambda document: document.add_paragraph("Hej"))[:-300], "a.docx", r"som \.docx"),
        (b"a\x00b", "a.txt", "nolltecken"),
        ("Åh".encode("utf-16-le"), "a.html", "nolltecken"),
        (b"\x81\xff", "a.txt", "ingen text som går att läsa"),
        ("Åh".encode("cp1252"), "a.csv", "UTF-8"),
        (b"a" * (readers.MAX_BYTES + 1), "a.txt", "större än 20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_swedish(raw: bytes, name: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as caught:
        read_draft_bytes(raw, name)
    assert str(caught.value).startswith(f"Filen {name} ")


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO(to_docx(lambda document: document.add_paragraph("Hej")))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/bomb.xml", b" " * 2_000_000)
    assert read(file.getvalue(), ".docx") == "Hej"
    monkeypatch.setattr(formats, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(CorpusError, match="1 MB när den packas upp"):
        read_draft_bytes(file.getvalue(), "a.docx")
    # Nor does it help to give a size that is too small.
    raw = file.getvalue().replace((2_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    with pytest.raises(CorpusError, match="går inte att läsa"):
        read_draft_bytes(raw, "a.docx")


def test_files_are_read_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Brev.Txt"
    file.write_bytes("> Åh".encode("cp1252"))
    assert read_draft(file).text == "Åh"
    for path in (tmp_path, tmp_path / "saknas.docx"):
        with pytest.raises(CorpusError, match="kan inte läsas.*Kontrollera"):
            read_draft(path)
    monkeypatch.setattr(readers, "MAX_BYTES", 3)
    with pytest.raises(CorpusError, match="större än"):
        read_draft(file)


DAMAGED = (
    to_docx(lambda document: document.add_paragraph("Vi lärde oss.", "Quote")),
    to_pdf(["Vi lärde oss", "mycket."], ["Slut."]),
    "<meta charset=utf-8><blockquote>”å”<table><td>x<q>y</q>".encode(),
    "> *å* [a](b)\n\n| a |\n|---|\n| b |\n<!-- c --> `d` &#xD800;\n".encode(),
)
SLICES = st.tuples(st.integers(0, 40_000), st.integers(0, 40), st.binary(max_size=8))


def splice(raw: bytes, where: tuple[int, int, bytes]) -> bytes:
    start = where[0] % len(raw)
    return raw[:start] + where[2] + raw[start + where[1] :]


DAMAGE = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(lambda raw, end: raw[: end % len(raw)], st.sampled_from(DAMAGED), st.integers(0, 40_000)),
    st.builds(splice, st.sampled_from(DAMAGED), SLICES),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=DAMAGE, suffix=st.sampled_from(FORMATS))
def test_any_bytes_give_a_text_or_a_swedish_error(raw: bytes, suffix: str) -> None:
    try:
        draft = read_draft_bytes(raw, "utkast" + suffix)
    except CorpusError as error:
        assert str(error).startswith("Filen utkast")
        return
    assert draft.text.strip()
    assert "\x00" not in draft.text
    assert draft.text.encode()
    starts = [span.start for span in draft.block_quotes]
    assert starts == sorted(set(starts))
    assert all(quote == quote.strip(" \n") and quote for quote in quotes_of(draft))
