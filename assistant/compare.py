"""A grid that compares libraries: a row for a question or for each section, and in each cell what one library says.

A cell holds quotes that pass the same check as an answer's, or nothing where the material says nothing.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from assistant import phrases
from assistant.types import Answer, Citation, Question
from assistant.verify import VerificationError, to_citation, verify
from corpus import swedish
from corpus.types import Document, Section, Sentence, Span

logger = logging.getLogger(__name__)

MAX_CELL_QUOTES = 2
"""Quotes in a cell: more, side by side, are no longer seen at a glance."""
MIN_WORDS = 4
"""A sentence of fewer words says too little away from its neighbours."""
_WORD = re.compile(r"\w+")
_MARKS = swedish.DOUBLE_QUOTES + swedish.SINGLE_QUOTES


@dataclass(frozen=True, slots=True)
class Cell:
    """What a library says, best first; no citations where the material says nothing."""

    library: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A question, or a section of a document by its title, with one cell for each library of the grid.

    `document_id` is the section's document, None for a question, which is asked of them all.
    """

    heading: str
    document_id: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with the same libraries in the same order; citations are numbered from 1, row by row."""

    libraries: tuple[str, ...]
    rows: tuple[Row, ...]


class Answerer(Protocol):
    """What answers a question about each library."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Return the documents by id."""

    @property
    def libraries(self) -> tuple[str, ...]:
        """Return the short names that questions can be kept to."""

    def ask(self, question: Question) -> Answer:
        """Return the answer; raise BelaggError if there can be none."""


def compare_question(assistant: Answerer, question: str) -> Grid:
    """Return one row: the question asked about each library by itself, with the quotes by or about that library.

    Takes one answer's time for each library. Raises the assistant's BelaggError if the question cannot be asked.
    """
    libraries = assistant.libraries
    cells = tuple(Cell(library, _ask(assistant, question, library)) for library in libraries)
    return _number(Grid(libraries, (Row(question.strip(), None, cells),)))


def compare_themes(documents: Mapping[str, Document], libraries: Iterable[str]) -> Grid:
    """Return a row for each section, in text order, in which at least two of `libraries` have sentences to quote.

    A section in which they all have the same sentences is left out, since it tells none of them apart. A cell's quotes
    are the library's direct speech, then what it is reported to say, then what is said of it, each in text order. No
    model is used, so every citation has confidence 1.
    """
    columns = tuple(libraries)
    rows = (
        Row(
            section.title,
            document.id,
            tuple(Cell(library, _quote_section(document, section, library)) for library in columns),
        )
        for document in documents.values()
        for section in document.sections
    )
    return _number(Grid(columns, tuple(row for row in rows if _tells_apart(row))))


def _ask(assistant: Answerer, question: str, library: str) -> tuple[Citation, ...]:
    answer = assistant.ask(Question(question, libraries=(library,)))
    documents = assistant.documents
    verified = _keep_verified(answer.citations, documents)
    return tuple(c for c in verified if _is_cited_for(c, library, documents[c.document_id]))[:MAX_CELL_QUOTES]


def _is_cited_for(citation: Citation, library: str, document: Document) -> bool:
    """Return whether a verified citation is by somebody at the library, or of a sentence about it."""
    span = Span(citation.start, citation.end)
    about = (name for sentence in document.sentences if sentence.span.overlaps(span) for name in sentence.about)
    return citation.library == library or library in about


def _quote_section(document: Document, section: Section, library: str) -> tuple[Citation, ...]:
    found = [
        sentence
        for sentence in document.sentences
        if section.span.covers(sentence.span)
        and (_is_by(sentence, library) or library in sentence.about)
        and _is_quotable(sentence, document)
    ]
    ranked = sorted(
        [sentence for sentence in found if _stands_alone(sentence)] or found,
        key=lambda sentence: (_rank_voice(sentence, library), sentence.span),
    )
    citations = (to_citation(sentence, document, n=0, confidence=1.0) for sentence in ranked)
    return _keep_verified(citations, {document.id: document})[:MAX_CELL_QUOTES]


def _is_by(sentence: Sentence, library: str) -> bool:
    speaker = sentence.attribution.speaker
    return speaker is not None and speaker.library == library


def _rank_voice(sentence: Sentence, library: str) -> int:
    """Return 1 for the library's direct speech, 2 for what it is reported to say, 3 for what is said of it."""
    if not _is_by(sentence, library):
        return 3
    return 1 if sentence.attribution.how == "direct" else 2


def _is_quotable(sentence: Sentence, document: Document) -> bool:
    """Return whether a sentence is a statement of the running text: no heading, list item, question or residue."""
    is_heading = sentence.text in (sentence.section, document.title)
    # An item's list has its section's name; a line with a label ("Svar: …") has the label's, and is a statement.
    is_item = sentence.list_name == sentence.section
    is_question = sentence.text.rstrip(f"{_MARKS} ").endswith("?")
    is_residue = any(sentence.span.overlaps(span) for span in document.residue)
    return len(sentence.text.split()) >= MIN_WORDS and not (is_heading or is_item or is_question or is_residue)


def _stands_alone(sentence: Sentence) -> bool:
    """Return whether a sentence can be read by itself: it doesn't open by pointing back or end by leading over."""
    first = _WORD.search(sentence.text)
    points_back = first is not None and first[0].lower() in phrases.ANAPHORA
    return not points_back and not sentence.text.endswith(":")


def _tells_apart(row: Row) -> bool:
    """Return whether at least two libraries have quotes, and not all of them the same ("Samtliga berättar om …")."""
    quoted = [[(c.start, c.end) for c in cell.citations] for cell in row.cells if cell.citations]
    return any(places != quoted[0] for places in quoted)


def _keep_verified(citations: Iterable[Citation], documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    return tuple(citation for citation in citations if _is_verified(citation, documents))


def _is_verified(citation: Citation, documents: Mapping[str, Document]) -> bool:
    try:
        verify(citation, documents)
    except VerificationError as error:
        logger.warning("A citation is left out of the comparison: %s", error)
        return False
    return True


def _number(grid: Grid) -> Grid:
    numbers = itertools.count(1)
    return replace(grid, rows=tuple(_number_row(row, numbers) for row in grid.rows))


def _number_row(row: Row, numbers: Iterator[int]) -> Row:
    cells = (replace(cell, citations=tuple(replace(c, n=next(numbers)) for c in cell.citations)) for cell in row.cells)
    return replace(row, cells=tuple(cells))
