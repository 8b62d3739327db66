"""An empty Word document to fill: A4, in Swedish, with page numbers and properties of its own."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from assistant.ui import texts_sv as texts

_LANGUAGE = "sv-SE"
_MAX_PROPERTY_CHARS = 255
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold (W3C, Extensible Markup Language 1.0, section 2.2)."""


def create_word(title: str, made: date) -> WordDocument:
    """Return a document without paragraphs whose properties say its title and when it was made."""
    word = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    page.footer.paragraphs[0]._p.append(number)
    word.styles["Quote"].paragraph_format.left_indent = Cm(1)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    properties = word.core_properties
    properties.title = title[:_MAX_PROPERTY_CHARS]
    properties.language = _LANGUAGE
    properties.author = texts.TITLE
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(made, time())
    return word


def to_bytes(word: WordDocument) -> bytes:
    """Return a document as a .docx file."""
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def clean(text: str) -> str:
    """Return a text with a replacement character for whatever a Word file may not hold."""
    return _FORBIDDEN.sub("\ufffd", text)
