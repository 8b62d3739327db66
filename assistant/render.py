"""Answers, sources and inspections as text for a terminal and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from assistant import wording
from assistant.check_text import CheckedText
from assistant.compose import describe, to_marked
from assistant.types import Answer, Citation
from corpus.types import Attribution, Document, Sentence

WIDTH_CHARS = 100
STATUS = {"answered": "Svar", "partial": "Delvis svar", "not_found": "Framgår inte av materialet"}


def render_answer(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return an answer for reading in a terminal: text, notes, then each quote with its source and place."""
    parts = [_wrap(line) for line in answer.text.splitlines()]
    parts += [_wrap(f"Obs! {note}") for note in answer.notes]
    if answer.citations:
        parts += ["", "Källor"]
        parts += [_render_source(citation, documents) for citation in answer.citations]
    if answer.nearest:
        parts += ["", "Närmaste avsnitt – inte ett svar"]
        parts += [
            f"  · {_wrap(to_marked(c.quote), '    ').strip()}\n    {_place(c, documents)}" for c in answer.nearest
        ]
    if answer.follow_ups:
        parts += ["", "Fråga vidare: " + " / ".join(answer.follow_ups)]
    return "\n".join(parts)


def render_check(checked: CheckedText, documents: Mapping[str, Document]) -> str:
    """Return a checked text for reading in a terminal: the summary, then each quote, then the hints for claims."""
    parts = [_wrap(checked.summary)]
    for number, quote in enumerate(checked.quotes, start=1):
        check = quote.check
        verdict = "för kort att bedöma" if quote.is_term else wording.VERDICTS[check.verdict]
        claimed = f" (enligt texten: {quote.found.speaker})" if quote.found.speaker else ""
        parts += ["", _wrap(f"{number}. {verdict.upper()}: ”{quote.found.quote}”{claimed}", "   ")]
        if check.difference and not quote.is_term:
            parts.append(_wrap(f"   {check.difference}", "   "))
        if check.document_id is not None and check.start is not None and not quote.is_term:
            document = documents[check.document_id]
            source = document.text[check.start : check.end]
            who = f"{check.speaker}, " if check.speaker else ""
            place = f"({check.document_id} {check.start}–{check.end})"
            parts.append(_wrap(f"   Källan: ”{source}” – {who}{document.title} {place}", "   "))
    if checked.claims:
        parts += ["", "Påståenden – en vink, inget utslag"]
    for claim in checked.claims:
        parts += ["", _wrap(f"· {claim.text}", "  ")]
        if claim.support is None:
            parts.append("  Inget stöd hittat.")
            continue
        parts.append(_wrap(f"  Kan ha stöd i: {to_marked(claim.support.quote)}", "  "))
        parts.append(f"  {_place(claim.support, documents)}")
        if claim.missing:
            parts.append(_wrap(f"  Där står inte: {', '.join(claim.missing)}.", "  "))
    return "\n".join(parts)


def _render_source(citation: Citation, documents: Mapping[str, Document]) -> str:
    return f"  [{citation.n}] {_place(citation, documents)}"


def _place(citation: Citation, documents: Mapping[str, Document]) -> str:
    title = documents[citation.document_id].title
    who = f"{describe(citation, documents)} · " if citation.speaker else ""
    return f"{who}{title}, avsnittet ”{citation.section}” ({citation.document_id} {citation.start}–{citation.end})"


def _wrap(line: str, indent: str = "") -> str:
    return textwrap.fill(line, WIDTH_CHARS, subsequent_indent=indent, break_on_hyphens=False) if line else ""


def to_json_line(value: Mapping[str, Any]) -> str:
    """Return one line of JSON with Swedish letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def render_sources(documents: Iterable[Document]) -> str:
    """Return the list of documents with what the manifest says of them."""
    blocks = []
    for document in documents:
        source = document.source
        origin = ", ".join(part for part in (source.author, source.publisher, source.date) if part)
        lines = [f"{document.id}  {document.title}", f"    {origin}" if origin else "", f"    {source.url or ''}"]
        size = f"{len(document.sentences)} meningar, {len(document.people)} personer"
        lines.append(f"    {size}; {', '.join(document.libraries) or 'inga bibliotek'}")
        blocks.append("\n".join(line for line in lines if line.strip()))
    return "\n".join(blocks)


def to_inspection(document: Document) -> dict[str, Any]:
    """Return how a document is understood, as the contract in DESIGN.md gives it.

    Spans are every sentence, and every quotation that is not itself a sentence, by start and then end.
    """
    spans = {
        (s.span.start, s.span.end): _to_span(s.span.start, s.span.end, s, s.text, s.attribution)
        for s in document.sentences
    }
    for quotation in document.quotations:
        place = (quotation.span.start, quotation.span.end)
        around = next((s for s in document.sentences if s.span.overlaps(quotation.span)), None)
        if around is not None and place not in spans:
            spans[place] = _to_span(*place, around, quotation.text, quotation.attribution)
    return {
        "id": document.id,
        "title": document.title,
        "people": [{"name": p.name, "role": p.role, "library": p.library} for p in document.people],
        "spans": [spans[place] for place in sorted(spans)],
        "residue": [{"start": span.start, "end": span.end} for span in document.residue],
    }


def _to_span(start: int, end: int, sentence: Sentence, text: str, attribution: Attribution) -> dict[str, Any]:
    speaker = attribution.speaker
    return {
        "start": start,
        "end": end,
        "text": text,
        "section": sentence.section,
        "kind": "interview" if speaker else ("article" if sentence.kind == "interview" else sentence.kind),
        "speaker": speaker.name if speaker else None,
        "role": speaker.role if speaker else None,
        "library": speaker.library if speaker else None,
        "how": attribution.how,
    }


def render_inspection(document: Document) -> str:
    """Return an inspection for reading: the people, then every sentence under its heading with whose words it is."""
    lines = [f"{document.title} ({document.id})", "", "Personer"]
    for person in document.people:
        lines.append("  " + ", ".join(part for part in (person.name, person.role, person.library) if part))
    section = None
    how = {"direct": "citat", "reported": "återgivet", "none": "textens egna ord"}
    for sentence in document.sentences:
        if sentence.section != section:
            section = sentence.section
            lines += ["", section]
        speaker = sentence.attribution.speaker
        who = f"{speaker.name}, {how[sentence.attribution.how]}" if speaker else how["none"]
        lines.append(_wrap(f"  [{sentence.kind}; {who}] {sentence.text}", "    "))
    if document.residue:
        lines += ["", f"Sidrester som aldrig söks eller citeras: {len(document.residue)} stycken"]
    return "\n".join(lines)
