"""What a citation claims of itself: that it is verbatim, whose words it is, and whether they are retold."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Citation
from assistant.ui import texts_sv as texts
from corpus.types import Document, Span


def is_verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Return whether the quote is, character for character, what its document holds at its place."""
    document = documents.get(citation.document_id)
    return (
        document is not None and bool(citation.quote) and document.text[citation.start : citation.end] == citation.quote
    )


def is_reported(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Return whether the quote retells what its speaker said, rather than giving the speaker's own words."""
    document = documents.get(citation.document_id)
    if document is None or citation.speaker is None or citation.start >= citation.end:
        return False
    span = Span(citation.start, citation.end)
    hows = {sentence.attribution.how for sentence in document.sentences if sentence.span.overlaps(span)}
    return "reported" in hows and "direct" not in hows


def to_origin(citation: Citation) -> str:
    """Return "speaker · role · library" as far as known, or whose text it is when nobody is quoted.

    >>> to_origin(Citation(1, "Ja.", "a", 0, 3, "Inledning", "interview", "Eva Ek", None, "Umeå", 0.9))
    'Eva Ek · Umeå'
    """
    if citation.speaker is None:
        own = texts.WITHOUT_SPEAKER[citation.kind]
        return f"{own} · {citation.library}" if citation.library else own
    return " · ".join(part for part in (citation.speaker, citation.role, citation.library) if part)
