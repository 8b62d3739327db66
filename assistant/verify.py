"""Step 5: promises 1 and 2 for every citation: character for character, whole, and rightly attributed."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Citation
from corpus.types import Attribution, BelaggError, Document, Sentence, Span


class VerificationError(BelaggError):
    """A citation that is not what the source says."""


def verify(citation: Citation, documents: Mapping[str, Document]) -> None:
    """Raise VerificationError unless a citation is verbatim, a whole sentence or quotation, and rightly attributed."""
    document = documents.get(citation.document_id)
    if document is None:
        raise VerificationError(f"Citat {citation.n} hänvisar till dokumentet {citation.document_id}, som inte finns.")
    is_range = 0 <= citation.start < citation.end
    if not is_range or document.text[citation.start : citation.end] != citation.quote:
        raise VerificationError(f"Citat {citation.n} stämmer inte ordagrant med {document.title}.")
    attribution = find_attribution(document, Span(citation.start, citation.end))
    if attribution is None:
        raise VerificationError(f"Citat {citation.n} är ingen hel mening och inget helt citat i {document.title}.")
    speaker = attribution.speaker
    told = (speaker.name, speaker.role, speaker.library) if speaker else (None, None, None)
    if (citation.speaker, citation.role, citation.library) != told:
        raise VerificationError(f"Citat {citation.n} är tillskrivet fel person.")


def find_attribution(document: Document, span: Span) -> Attribution | None:
    """Return whose words a whole sentence or quotation is, None if the span is neither."""
    for sentence in document.sentences:
        if sentence.span == span:
            return sentence.attribution
    for quotation in document.quotations:
        if quotation.span == span:
            return quotation.attribution
    return None


def to_citation(sentence: Sentence, document: Document, *, n: int, confidence: float) -> Citation:
    """Return the citation of a sentence, taken from the document and nowhere else."""
    speaker = sentence.attribution.speaker
    return Citation(
        n=n,
        quote=sentence.span.of(document.text),
        document_id=document.id,
        start=sentence.span.start,
        end=sentence.span.end,
        section=sentence.section,
        kind=sentence.kind,
        speaker=speaker.name if speaker else None,
        role=speaker.role if speaker else None,
        library=speaker.library if speaker else None,
        confidence=confidence,
    )
