"""Where the words of a checked quote stand in the material, whose they are, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.check import Check
from assistant.claims import Claim
from assistant.speakers import find_sentences, find_speakers
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.origin import is_reported, to_origin
from corpus.types import Document, Person, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a check's words stand: what is around them, whose they are, and the citation that a link can lead to.

    `around` holds every sentence that the words touch, `parts` the words themselves. `citation` is the whole sentence
    or quotation; outside all of them, in a heading, it is the line.
    """

    around: Span
    parts: tuple[Span, ...]
    citation: Citation
    speakers: tuple[Person | None, ...]


def find_place(check: Check, documents: Mapping[str, Document]) -> Place | None:
    """Return where a check's words stand, or what stands nearest; None where there is no such place."""
    document = documents.get(check.document_id or "")
    if document is None or check.start is None or check.end is None:
        return None
    span = Span(check.start, check.end)
    parts = check.parts or (span,)
    speakers = tuple(dict.fromkeys(person for part in parts for person in find_speakers(document, part)))
    sentences = find_sentences(document, span)
    line = _find_line(document.text, span)
    around = (
        Span(min(span.start, sentences[0].span.start), max(span.end, sentences[-1].span.end)) if sentences else line
    )
    quotations = [quotation.span for quotation in document.quotations if quotation.span.covers(span)]
    whole = [sentence.span for sentence in sentences]
    if len(whole) > 1 and quotations:
        whole = sorted(quotations, key=lambda quotation: (quotation.end - quotation.start, quotation))
    target = whole[0] if whole else line
    section = next((section.title for section in document.sections if section.span.covers(target)), document.title)
    citation = Citation(
        n=int(check.id or 0),
        quote=target.of(document.text),
        document_id=document.id,
        start=target.start,
        end=target.end,
        section=sentences[0].section if sentences else section,
        kind=sentences[0].kind if sentences else "other",
        speaker=None,
        role=None,
        library=None,
        confidence=1.0,
    )
    return Place(around, parts, _say(citation, speakers[0]), speakers)


def describe_speakers(place: Place, documents: Mapping[str, Document]) -> str:
    """Return "speaker · role · library" of those whose words stand there, and whether they are only retold."""
    origin = " och ".join(to_origin(_say(place.citation, person)) for person in place.speakers)
    return f"{origin} ({texts.REPORTED.lower()})" if is_reported(place.citation, documents) else origin


def describe_where(citation: Citation, document: Document) -> str:
    """Return "title · Avsnitt: section", without the section where it is the title."""
    if citation.section in ("", document.title):
        return document.title
    return f"{document.title} · {texts.SECTION.format(section=citation.section)}"


def describe_difference(check: Check) -> str:
    """Return as a sentence what is wrong with a quote or what it leaves out; "" where there is nothing to say."""
    told = check.difference or ("" if check.passes else texts.CHECK_NOWHERE)
    return told and f"{capitalise(told)}{'' if told.endswith('.') else '.'}"


def describe_missing(claim: Claim) -> str:
    """Return as a sentence which names and numbers a claim's support lacks, or that it has none; "" for neither."""
    if claim.support is None:
        return texts.CHECK_NO_SUPPORT
    *others, last = claim.missing or ("",)
    return last and texts.CHECK_MISSING.format(words=f"{', '.join(others)} och {last}" if others else last)


def capitalise(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return f"{text[:1].upper()}{text[1:]}"


def _say(citation: Citation, person: Person | None) -> Citation:
    return replace(citation, speaker=person.name, role=person.role, library=person.library) if person else citation


def _find_line(text: str, span: Span) -> Span:
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    return Span(start, end if end >= 0 else len(text))
