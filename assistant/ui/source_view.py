"""A whole source document as readable HTML, with cited ranges marked in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape

from assistant.ui import texts_sv as texts
from assistant.ui.links import to_web
from assistant.ui.origin import to_origin
from assistant.ui.types import Mark
from assistant.verify import find_attribution, to_citation
from corpus.types import Document, Source, Span

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_BULLET = re.compile(r"\s*[•*‣▪-]\s+(?=\S)")


def render_source(document: Document, marks: Sequence[Mark] = ()) -> str:
    """Return title, origin and the whole text of the document; every code point of a mark stands inside `<mark>`.

    Headings are the lines that name a section, list items keep their bullet, and residue is folded away, or left out
    above the title. Marks may
    overlap; a piece of text under several carries all their numbers, smallest first.
    """
    blocks: list[str] = []
    seen_title = False
    for group, lines in _group(document):
        if group == "residue" and not blocks:
            continue  # what stands above the title on a web page is no way to begin to read
        inner = []
        for line in lines:
            is_title = not seen_title and line.of(document.text).strip() == document.title
            seen_title = seen_title or is_title
            inner.append(
                _render_title(document, line, marks) if is_title else _render_line(document, line, group, marks)
            )
        blocks.append(_wrap(group, "".join(inner)))
    head = "" if seen_title else f"<h2>{escape(document.title)}</h2>{_render_meta(document.source)}"
    return f'<article class="document-text" lang="{escape(document.source.language)}">{head}{"".join(blocks)}</article>'


def render_chooser(documents: Mapping[str, Document]) -> str:
    """Return a document chooser, or nothing when there is only one document to read."""
    if len(documents) < 2:
        return ""
    options = "".join(f'<option value="{escape(id)}">{escape(doc.title)}</option>' for id, doc in documents.items())
    label = escape(texts.CHOOSE_DOCUMENT)
    return f'<label class="chooser"><span class="sr-only">{label}</span><select>{options}</select></label>'


def _group(document: Document) -> Iterator[tuple[str, list[Span]]]:
    """Yield runs of lines of one sort, in text order: "text", "item" or "residue"."""
    run: list[Span] = []
    sort = ""
    for match in _LINE.finditer(document.text):
        line = Span(match.start(), match.end())
        now = _to_sort(document, line)
        if now != sort and run:
            yield sort, run
            run = []
        sort = now
        run.append(line)
    if run:
        yield sort, run


def _to_sort(document: Document, line: Span) -> str:
    if any(residue.overlaps(line) for residue in document.residue):
        return "residue"
    return "item" if _BULLET.match(line.of(document.text)) else "text"


def _wrap(group: str, html: str) -> str:
    if group == "item":
        return f"<ul>{html}</ul>"
    if group == "residue":
        return f'<details class="residue"><summary>{escape(texts.RESIDUE)}</summary>{html}</details>'
    return html


def _render_title(document: Document, line: Span, marks: Sequence[Mark]) -> str:
    return f"<h2>{_render_span(document, line, marks)}</h2>{_render_meta(document.source)}"


def _render_line(document: Document, line: Span, group: str, marks: Sequence[Mark]) -> str:
    text = line.of(document.text)
    if group == "item":
        bullet = _BULLET.match(text)
        cut = line.start + (bullet.end() if bullet else 0)
        sign = _render_span(document, Span(line.start, cut), marks) if cut > line.start else ""
        return f'<li><span class="sign">{sign}</span>{_render_span(document, Span(cut, line.end), marks)}</li>'
    html = f"{_render_speakers(document, line)}{_render_span(document, line, marks)}"
    if group == "text" and any(section.title == text.strip() for section in document.sections):
        return f"<h3>{html}</h3>"
    return f"<p>{html}</p>"


def _render_speakers(document: Document, line: Span) -> str:
    """Return who speaks in a paragraph, for its margin; nothing where nobody does."""
    people = dict.fromkeys(
        sentence.attribution.speaker
        for sentence in document.sentences
        if sentence.attribution.speaker is not None and sentence.span.overlaps(line)
    )
    names = (", ".join(part for part in (person.name, person.library) if part) for person in people if person)
    said = "".join(f"<span>{escape(name)}</span>" for name in names)
    return f'<span class="speaks"><span class="sr-only">{escape(texts.SPEAKS)} </span>{said}</span>' if said else ""


def _render_span(document: Document, span: Span, marks: Sequence[Mark]) -> str:
    """Return the span's text, escaped, cut wherever a mark begins or ends.

    The piece that a mark begins with has its number in `data-label`, and whose words they are in `data-origin`.
    """
    inside = [mark for mark in marks if mark.start < span.end and span.start < mark.end]
    cuts = sorted({span.start, span.end, *_edges(inside, span)})
    parts: list[str] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        piece = escape(document.text[start:end], quote=False)
        over = sorted(mark.n for mark in inside if mark.start <= start and end <= mark.end)
        if not over:
            parts.append(piece)
            continue
        begins = sorted((mark for mark in inside if mark.start == start), key=lambda mark: mark.n)
        label = f' data-label="{" ".join(str(mark.n) for mark in begins)}"' if begins else ""
        origin = _to_origin(document, begins[0]) if begins else ""
        said = f' data-origin="{escape(origin)}"' if origin else ""
        parts.append(f'<mark tabindex="-1" data-n="{" ".join(map(str, over))}"{label}{said}>{piece}</mark>')
    return "".join(parts)


def _to_origin(document: Document, mark: Mark) -> str:
    """Return whose words a mark holds, "" if it is no whole sentence or quotation."""
    span = Span(mark.start, mark.end)
    attribution = find_attribution(document, span)
    if attribution is None:
        return ""
    sentence = next(sentence for sentence in document.sentences if sentence.span.overlaps(span))
    marked = replace(sentence, span=span, attribution=attribution)
    return to_origin(to_citation(marked, document, n=mark.n, confidence=0))


def _edges(marks: Iterable[Mark], span: Span) -> Iterator[int]:
    for mark in marks:
        yield max(mark.start, span.start)
        yield min(mark.end, span.end)


def _render_meta(source: Source) -> str:
    parts = [escape(part) for part in (source.author, source.publisher, source.date) if part]
    if url := to_web(source):
        link = f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(texts.OPEN_ON_WEB)}</a>'
        parts.append(link)
    return '<p class="meta">' + " · ".join(parts) + "</p>" if parts else ""
