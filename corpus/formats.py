"""Formats: a web page, Markdown, Word document or PDF to blocks of readable text, in reading order."""

from __future__ import annotations

import itertools
import logging
import re
import statistics
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from corpus.swedish import BULLETS, DASHES
from corpus.types import CorpusError

MAX_UNPACKED_BYTES = 50_000_000

# pypdf reports every oddity of a file as a warning, which would end up in the user's terminal.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_UNREAD_ELEMENT = re.compile(r"head|nav|script|style|template")
_LINE_ELEMENT = re.compile(r"d[dt]|li|t[dh]")
_BLOCK_ELEMENT = re.compile(
    r"address|article|aside|blockquote|body|caption|center|d[dlt]|details|dialog|div|fieldset|figcaption|figure|footer|"
    r"form|h[1-6r]|header|hgroup|legend|li|main|menu|nav|ol|option|p|pre|search|section|summary|table|tbody|t[dhr]|"
    r"tfoot|thead|ul"
)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")

_QUOTE_STYLES = frozenset({"quote", "intensequote", "citat", "starktcitat"})
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD_WORD = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK})
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\xad"}

_FULL_LINE = 0.7  # of the longest line of a page: a sentence that ends in a shorter one ends its paragraph
_WIDE_GAP = 1.3  # times the usual distance between two lines of the page
_SAME_SIZE = 0.1  # of a letter's size
_FRAME_PAGES = 3  # with the same outer line
_SENTENCE_END = re.compile(r"[.!?:…][”’\"»«)\]]*$")
_LINE_HYPHEN = re.compile(r"\w[-‐\xad]$")
_BULLET = re.compile(rf"[{re.escape(''.join(char for char in BULLETS if char not in DASHES))}\uf0b7]\s*\S")
_OUTER_NUMBER = re.compile(r"^\d{1,3}\b|\b\d{1,3}$")
_PAGE_NUMBER = re.compile(r"(sidan? )?\d{1,3}( ?(/|av) ?\d{1,3}| ?\(\d{1,3}\))?|[-–] ?\d{1,3} ?[-–]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table cell; its text is never blank.

    `is_line` says that a line feed parts it from another such block; a blank line parts all others. Neighbouring
    blocks with the same `quote` are one block quote; None is no quote.
    """

    text: str
    is_line: bool = False
    quote: int | None = None


def read_page(html: str) -> list[Block]:
    """Return the blocks of a web page or a part of one, without scripts, navigation and hidden elements."""
    parser = etree.HTMLParser(encoding="utf-8", target=_PageTarget(), huge_tree=True)
    return list(etree.fromstring(html.encode(), parser))


def read_markdown(text: str) -> list[Block]:
    """Return the blocks of a text in Markdown (CommonMark with tables and struck-out text), as a page shows it."""
    return read_page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def read_word(raw: bytes, name: str) -> list[Block]:
    """Return the blocks of a Word document (.docx) with all changes accepted, then those of its notes.

    Raises CorpusError if it unpacks to more than MAX_UNPACKED_BYTES, any other exception if it is damaged.
    """
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise CorpusError(
                f"Filen {name} blir större än {MAX_UNPACKED_BYTES // 1_000_000} MB när den packas upp. "
                "Ta bort bilderna eller dela upp den i mindre dokument."
            )
        # An entry can be larger than it says. This reads a piece at a time and compares; python-docx reads it whole.
        if damaged := archive.testzip():
            raise zipfile.BadZipFile(damaged)
    document = docx.Document(BytesIO(raw))
    quote_styles, list_styles = _find_styles(document)
    relations = [relation for relation in document.part.rels.values() if relation.reltype in _NOTES]
    notes = [parse_xml(relation.target_part.blob) for relation in relations]
    blocks: list[Block] = []
    for root in (document.element.body, *notes):
        for paragraph, text in _find_paragraphs(root):
            quote = len(blocks) if paragraph.style in quote_styles else None
            if text.strip():
                blocks.append(Block(text, _is_line(paragraph, list_styles), quote))
    return blocks


def read_pdf(raw: bytes, name: str) -> list[Block]:
    """Return the paragraphs of a PDF, joined over line and page breaks; a line feed stays after a hyphen.

    Raises CorpusError if the file is encrypted, any other exception if it is damaged.
    """
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        pages = [_read_lines(page) for page in reader.pages]
    except (DependencyError, FileNotDecryptedError) as error:
        raise CorpusError(
            f"Filen {name} är krypterad. Spara en kopia utan lösenord (till exempel Skriv ut till PDF) och försök igen."
        ) from error
    _drop_frames(pages)
    return _join_lines(pages)


class _PageTarget:
    """What lxml's HTML parser reports to; `close` returns the blocks of the page."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._open_counts: Counter[str] = Counter()
        self._unread_depth = 0
        self._quotes = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if _BLOCK_ELEMENT.fullmatch(tag):
            self._end_block()
        is_hidden = "hidden" in attributes or attributes.get("aria-hidden", "").lower() == "true"
        if self._unread_depth or is_hidden or _UNREAD_ELEMENT.fullmatch(tag):
            self._unread_depth += 1
        elif _BLOCK_ELEMENT.fullmatch(tag):
            self._quotes += tag == "blockquote" and not self._open_counts[tag]
            self._open.append(tag)
            self._open_counts[tag] += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "q":
            self._pieces.append("”")

    def end(self, tag: str) -> None:
        if self._unread_depth:
            self._unread_depth -= 1
        elif _BLOCK_ELEMENT.fullmatch(tag):
            self._end_block()
            self._open_counts[self._open.pop()] -= 1
        elif tag == "q":
            self._pieces.append("”")

    def data(self, text: str) -> None:
        if not self._unread_depth:
            self._pieces.append(text if self._open_counts["pre"] else _WHITE_SPACE.sub(" ", text))

    def close(self) -> list[Block]:
        self._end_block()
        return self._blocks

    def _end_block(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        if not self._open_counts["pre"]:
            text = re.sub(r" ?\n ?", "\n", re.sub(r" +", " ", text)).strip(" ")
            text = re.sub(r"\n{3,}", "\n\n", text)
        # The footer of a block quote names who said it.
        is_quote = self._open_counts["blockquote"] and not self._open_counts["footer"]
        is_line = bool(self._open and _LINE_ELEMENT.fullmatch(self._open[-1]))
        if text.strip():
            self._blocks.append(Block(text.strip("\n"), is_line, self._quotes if is_quote else None))


def _find_styles(document: WordDocument) -> tuple[set[str], set[str]]:
    """Return the ids of the styles for block quotes and of those for list items, derived styles included."""
    styles = {style.style_id: style.element for style in document.styles if isinstance(style, ParagraphStyle)}
    quotes, lists = set(), set()
    for style_id in styles:
        lineage: list[str] = []
        ancestor = style_id
        while ancestor in styles and ancestor not in lineage:
            lineage.append(ancestor)
            ancestor = styles[ancestor].basedOn_val
        names = lineage + [styles[ancestor].name_val or "" for ancestor in lineage]
        if any(re.sub(r"[\s_-]", "", name).lower() in _QUOTE_STYLES for name in names):
            quotes.add(style_id)
        if any(styles[ancestor].xpath("w:pPr/w:numPr") for ancestor in lineage):
            lists.add(style_id)
    return quotes, lists


def _find_paragraphs(root: Any) -> Iterator[tuple[Any, str]]:
    """Yield the paragraph elements with their text; those of a text box come before the one that holds it."""
    open_paragraphs: list[list[str]] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _UNREAD_WORD:
            walk.skip_subtree()
        elif event == "start" and element.tag == qn("w:p"):
            open_paragraphs.append([])
        elif event == "start" and open_paragraphs:
            open_paragraphs[-1].append(element.text or "" if element.tag == qn("w:t") else _SIGNS.get(element.tag, ""))
        elif event == "end" and element.tag == qn("w:p"):
            yield element, "".join(open_paragraphs.pop()).strip(" \t\n")


def _is_line(paragraph: Any, list_styles: set[str]) -> bool:
    """Return whether a paragraph opens a table cell or is a list item; its number 0 switches its style's off."""
    opens_cell = paragraph.getparent().tag == qn("w:tc") and not paragraph.xpath("preceding-sibling::w:p[1]")
    numbers = paragraph.xpath("w:pPr/w:numPr/w:numId/@w:val")
    return opens_cell or (numbers != ["0"] if numbers else paragraph.style in list_styles)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a PDF; `is_apart` says that it stands farther from the line before it than most, or in another size."""

    text: str
    is_apart: bool


def _read_lines(page: PageObject) -> list[_Line]:
    """Return the lines of a page that have text."""
    lines: list[tuple[str, float, float]] = []

    def add(text: str, outer: list[float], inner: list[float], font: object, size: float) -> None:
        height = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        size = abs(size * inner[3] * outer[3])
        for piece in re.findall(r"[^\n]*\n|[^\n]+", text):
            goes_on = bool(lines) and not lines[-1][0].endswith("\n")
            before, height, larger = lines.pop() if goes_on else ("", height, 0)
            lines.append((before + piece, height, max(larger, size)))

    page.extract_text(visitor_text=add)
    lines = [(_clean(text), height, size) for text, height, size in lines if _clean(text)]
    pairs = list(itertools.pairwise(lines))
    usual = statistics.median([above - below for (_, above, _), (_, below, _) in pairs if above > below] or [0])
    is_apart = [False] + [
        above - below > _WIDE_GAP * usual or abs(size - other) > _SAME_SIZE * size
        for (_, above, size), (_, below, other) in pairs
    ]
    return [_Line(text, apart) for (text, _, _), apart in zip(lines, is_apart, strict=False)]


def _clean(text: str) -> str:
    """Return a line without outer white space, null characters and half surrogate pairs."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _drop_frames(pages: list[list[_Line]]) -> None:
    """Drop the page numbers, running heads and feet, which would stand in the middle of a sentence."""
    for end in (0, -1, 0, -1):
        shapes = [_shape(page[end].text, number) if page else "" for number, page in enumerate(pages)]
        counts = Counter(shapes)
        for page, shape in zip(pages, shapes, strict=True):
            if len(page) > 1 and (counts[shape] >= _FRAME_PAGES or _PAGE_NUMBER.fullmatch(page[end].text)):
                del page[end]


def _shape(text: str, number: int) -> str:
    """Return the outer line of a page with what its first or last number exceeds the page's own `number` by."""
    return _OUTER_NUMBER.sub(lambda match: str(int(match[0]) - number), text)


def _join_lines(pages: list[list[_Line]]) -> list[Block]:
    paragraphs: list[list[str]] = []
    last = ""
    for page in pages:
        full_chars = _FULL_LINE * max((len(line.text) for line in page), default=0)
        for number, line in enumerate(page):
            if last and _goes_on(last, line, opens_page=number == 0, full_chars=full_chars):
                paragraphs[-1] += ["\n" if _LINE_HYPHEN.search(last) else " ", line.text]
            else:
                paragraphs.append([line.text])
            last = line.text
    return [Block("".join(pieces), is_line=bool(_BULLET.match(pieces[0]))) for pieces in paragraphs]


def _goes_on(last: str, line: _Line, *, opens_page: bool, full_chars: float) -> bool:
    """Return whether `line` belongs to the paragraph of the line before it, which is full from `full_chars` on."""
    if line.text[0].islower():
        return True
    if _BULLET.match(line.text):
        return False
    if _SENTENCE_END.search(last):
        return not opens_page and not line.is_apart and len(last) >= full_chars and line.text[0] not in DASHES
    return not line.is_apart
