"""A comparison of libraries as an HTML table, whose quotes are the same cards as an answer's."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from assistant.compare import Cell, Grid, Row
from assistant.ui import texts_sv as texts
from assistant.ui.cards import render_card
from corpus.types import Document


def render_grid(grid: Grid, documents: Mapping[str, Document], *, grid_id: str) -> str:
    """Return the grid as a `<table>`, or a line that says that there is nothing to compare.

    Each cell names its library in `data-label` and in a heading, for a narrow screen where the columns stand one after
    the other. Cards have the ids `{grid_id}-{n}`; the page's script opens them in the source when the table stands in a
    `.comparison`.
    """
    if not grid.rows or not grid.libraries:
        return f'<p class="missing">{escape(texts.GRID_EMPTY)}</p>'
    columns = "".join(f'<th scope="col">{escape(name)}</th>' for name in (texts.GRID_TOPIC, *grid.libraries))
    rows = "".join(_render_row(row, documents, grid_id) for row in grid.rows)
    return (
        f'<table class="grid"><caption>{escape(texts.GRID_CAPTION)}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _render_row(row: Row, documents: Mapping[str, Document], grid_id: str) -> str:
    is_question = row.document_id is None
    cells = "".join(_render_cell(cell, documents, grid_id, is_question=is_question) for cell in row.cells)
    return f'<tr><th scope="row">{escape(row.heading)}{_render_title(row, documents)}</th>{cells}</tr>'


def _render_title(row: Row, documents: Mapping[str, Document]) -> str:
    """Return the title of a row's document where there are several, unless the heading is that title already."""
    if row.document_id is None or row.document_id not in documents or len(documents) == 1:
        return ""
    title = documents[row.document_id].title
    return "" if title == row.heading else f' <span class="document">{escape(title)}</span>'


def _render_cell(cell: Cell, documents: Mapping[str, Document], grid_id: str, *, is_question: bool) -> str:
    cards = "".join(render_card(citation, documents, turn_id=grid_id) for citation in cell.citations)
    missing = f'<p class="missing">{escape(texts.CELL_MISSING if is_question else texts.SECTION_MISSING)}</p>'
    library = escape(cell.library)
    return f'<td data-label="{library}"><h3 class="library">{library}</h3>{cards or missing}</td>'
