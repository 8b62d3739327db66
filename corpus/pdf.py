"""PDF: the lines of its pages, joined into paragraphs by where they stand."""

from __future__ import annotations

import itertools
import logging
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from corpus.formats import Block
from corpus.swedish import BULLETS, DASHES
from corpus.types import CorpusError

# pypdf reports every oddity of a file as a warning, which would end up in the user's terminal.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_FULL_LINE = 0.7  # of the longest line of a page: a sentence that ends in a shorter one ends its paragraph
_WIDE_GAP = 1.3  # times the usual distance between two lines of the page
_SAME_SIZE = 0.1  # of a letter's size
_FRAME_PAGES = 3  # with the same outer line
_SENTENCE_END = re.compile(r"[.!?:…][”’\"»«)\]]*$")
_LINE_HYPHEN = re.compile(r"\w[-‐\xad]$")
_BULLET = re.compile(rf"[{re.escape(''.join(char for char in BULLETS if char not in DASHES))}\uf0b7]\s*\S")
_OUTER_NUMBER = re.compile(r"^\d{1,3}\b|\b\d{1,3}$")
_PAGE_NUMBER = re.compile(r"(sidan? )?\d{1,3}( ?(/|av) ?\d{1,3}| ?\(\d{1,3}\))?|[-–] ?\d{1,3} ?[-–]", re.IGNORECASE)


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
