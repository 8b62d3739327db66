"""An answer as plain text to paste into a mail or a report: the text, then its numbered sources."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.compose import to_marked
from assistant.types import Answer, Citation
from assistant.ui import texts_sv as texts
from assistant.ui.origin import is_verbatim
from assistant.ui.reference import describe_origin, to_source_reference
from corpus.types import Document


def to_copy_text(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return question, answer, notes and one entry for each citation that passes the check, in order of use."""
    parts = [answer.question, answer.text.strip(), *answer.notes]
    entries = [_to_entry(c, documents, answer.text) for c in answer.citations if is_verbatim(c, documents)]
    if entries:
        parts.append("\n\n".join([texts.SOURCES_HEADING, *entries]))
    return "\n\n".join(parts) + "\n"


def _to_entry(citation: Citation, documents: Mapping[str, Document], text: str) -> str:
    """Return the entry of a citation: its quote, unless the text above gives it already, its origin and its source."""
    source = to_source_reference(documents[citation.document_id].source, section=citation.section)
    given = "" if citation.quote in text else f"{to_marked(citation.quote)}\n"
    return f"[{citation.n}] {given}{describe_origin(citation, documents)}. {source}"
