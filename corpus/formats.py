"""Formats: a web page, Markdown or Word document to blocks of readable text, in reading order."""

from __future__ import annotations

import re
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
from lxml import etree
from markdown_it import MarkdownIt

from corpus.types import CorpusError

MAX_UNPACKED_BYTES = 50_000_000

_UNREAD_ELEMENT = re.compile(r"head|nav|script|style|template")
_LINE_ELEMENT = re.compile(r"d[dt]|li|t[dh]")
_BLOCK_ELEMENT = re.compile(
    r"address|article|aside|blockquote|body|caption|center|d[dlt]|details|dialog|div|fieldset|figcaption|figure|footer|"
    r"form|h[1-6r]|header|hgroup|legend|li|main|menu|nav|ol|option|p|pre|search|section|summary|table|tbody|t[dhr]|"
    r"tfoot|thead|ul"
)
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")

_QUOTE_STYLES = frozenset({"quote", "quotations", "intensequote", "blocktext", "citat", "starktcitat"})
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD_WORD = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK})
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\xad"}


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
