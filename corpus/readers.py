"""Readers: a file's bytes to canonical text. Plain text is read as UTF-8 and kept character for character."""

from __future__ import annotations

import codecs
import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.types import CorpusError, Span

if TYPE_CHECKING:
    from corpus.formats import Block

MAX_BYTES = 20_000_000

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_PAGE_CHARSET = re.compile(r"(?:windows|iso-8859|koi8|euc)-\w+|utf-8|macintosh|shift_jis|big5|gb\w+")
_QUOTE_MARKS = re.compile(r"(?:> ?)+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to be checked, paragraphs parted by a blank line, without markup and otherwise unchanged.

    `block_quotes` are the paragraphs that the file itself marks as quotations, in text order.
    """

    text: str
    block_quotes: tuple[Span, ...] = ()


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, unchanged but for a byte order mark. Raises CorpusError with the remedy."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CorpusError(f"Filen {path} är större än {MAX_BYTES // 1_000_000} MB. Dela upp den i mindre dokument.")
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(f"Filen {path} kan inte läsas ({reason}). Kontrollera namnet och rättigheterna.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"Filen {path} är inte text i UTF-8 (fel vid byte {error.start}). Spara om den som UTF-8 och försök igen."
        ) from error
    if "\x00" in text:
        raise CorpusError(f"Filen {path} innehåller nolltecken och är troligen ingen textfil.")
    if not text.strip():
        raise CorpusError(f"Filen {path} är tom.")
    return text


def read_draft(path: Path) -> Draft:
    """Return the text of a file of any format that `read_draft_bytes` knows. Raises CorpusError with the remedy."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(f"Filen {path} kan inte läsas ({reason}). Kontrollera namnet och rättigheterna.") from error
    return read_draft_bytes(raw, str(path))


def read_draft_bytes(raw: bytes, name: str) -> Draft:
    """Return the text of a file's bytes, by the suffix of its name: .txt .md .docx .pdf .html .htm.

    Any other file is read as text in UTF-8. Line ends become line feeds. Raises CorpusError, with the name and the
    remedy, if there is no text, more than MAX_BYTES, or a file that is damaged, encrypted or of another kind.
    """
    if len(raw) > MAX_BYTES:
        raise CorpusError(f"Filen {name} är större än {MAX_BYTES // 1_000_000} MB. Dela upp den i mindre dokument.")
    if not raw.strip():
        raise CorpusError(f"Filen {name} är tom.")
    try:
        draft = _read_format(raw, name)
    except CorpusError:
        raise
    # The libraries meet damage wherever it stands, with errors of every type (KeyError, RecursionError, zlib.error …).
    except Exception as error:
        raise CorpusError(
            f"Filen {name} går inte att läsa som {Path(name).suffix.lower()}. Den kan vara skadad, låst med lösenord "
            "eller ha fel filändelse. Öppna den i sitt program, spara en ny kopia och försök igen."
        ) from error
    if not draft.text.strip():
        raise CorpusError(
            f"Filen {name} innehåller ingen text. Är den inskannad? Kör textigenkänning (OCR) och försök igen."
        )
    return draft


def _read_format(raw: bytes, name: str) -> Draft:
    # The libraries for these formats take a quarter of a second to import, which no other command should wait for.
    from corpus import formats, pdf

    match Path(name).suffix.lower():
        case ".docx":
            return _join(formats.read_word(raw, name))
        case ".pdf":
            return _join(pdf.read_pdf(raw, name))
        case ".html" | ".htm":
            return _join(formats.read_page(_decode_page(raw, name)))
        case ".md":
            return _join(formats.read_markdown(_decode(raw, name, fallback="cp1252")))
        case ".txt":
            return _lift_quotes(_decode(raw, name, fallback="cp1252"))
        case _:
            return Draft(_decode(raw, name, fallback="utf-8"))


def _decode(raw: bytes, name: str, *, fallback: str, errors: str = "strict") -> str:
    """Return text in UTF-8, in UTF-16 with its byte order mark, or else in the encoding `fallback`."""
    is_utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode(fallback, errors)
        except UnicodeDecodeError as error:
            raise CorpusError(
                f"Filen {name} är ingen text som går att läsa (fel vid byte {error.start}). "
                "Spara om den som .docx, .pdf, .html eller .txt (UTF-8) och försök igen."
            ) from error
    if "\x00" in text:
        raise CorpusError(f"Filen {name} innehåller nolltecken och är troligen ingen textfil.")
    return re.sub(r"\r\n?", "\n", text)


def _decode_page(raw: bytes, name: str) -> str:
    """Return the text of a web page by the encoding that it declares, unless its bytes are UTF-8."""
    declared = _CHARSET.search(raw[:1024])
    charset = declared[1].decode().lower() if declared else ""
    # Browsers read ISO-8859-1 as Windows-1252, and pages count on that for their quotation marks.
    fallback = charset if _is_page_charset(charset) and charset != "iso-8859-1" else "cp1252"
    return _decode(raw, name, fallback=fallback, errors="replace")


def _is_page_charset(charset: str) -> bool:
    """Return whether Python knows the encoding; its own "unicode_escape" and the like belong on no page."""
    if not _PAGE_CHARSET.fullmatch(charset):
        return False
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True


def _join(blocks: list[Block]) -> Draft:
    """Return the blocks as one text."""
    pieces: list[str] = []
    spans: list[Span] = []
    length = 0
    last: Block | None = None
    for block in blocks:
        joint = "" if last is None else "\n" if block.is_line and last.is_line else "\n\n"
        start = length + len(joint)
        length = start + len(block.text)
        pieces += [joint, block.text]
        if block.quote is not None:
            goes_on = last is not None and last.quote == block.quote
            spans.append(Span(spans.pop().start if goes_on else start, length))
        last = block
    return Draft("".join(pieces), tuple(spans))


def _lift_quotes(text: str) -> Draft:
    """Return plain text without the marks (>) before the lines of block quotes; neighbouring lines are one quote."""
    pieces: list[str] = []
    spans: list[Span] = []
    start = 0
    for is_quote, lines in itertools.groupby(text.split("\n"), key=lambda line: line.startswith(">")):
        piece = "\n".join(_QUOTE_MARKS.sub("", line, count=1) if is_quote else line for line in lines)
        if is_quote and piece.strip():
            inner = piece.strip()
            first = start + piece.index(inner)
            spans.append(Span(first, first + len(inner)))
        pieces.append(piece)
        start += len(piece) + 1
    return Draft("\n".join(pieces), tuple(spans))
