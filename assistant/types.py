"""The types of an answer: the question as asked, the citation, and the answer with its JSON form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.types import Kind, Span

Status = Literal["answered", "partial", "not_found"]
Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Question:
    """A user's question. `history` holds the same user's earlier questions, oldest first.

    `documents` are ids to keep to and `libraries` short names to keep to; None means all.
    """

    text: str
    id: str = ""
    history: tuple[str, ...] = ()
    documents: tuple[str, ...] | None = None
    libraries: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote with its place and its speaker; `quote == document.text[start:end]`.

    `n` counts from 1 in order of use. `confidence` is the calibrated probability, 0 to 1, that the quote is to the
    point.
    """

    n: int
    quote: str
    document_id: str
    start: int
    end: int
    section: str
    kind: Kind
    speaker: str | None
    role: str | None
    library: str | None
    confidence: float

    def to_json(self) -> dict[str, Any]:
        """Return the citation as the contract in DESIGN.md gives it."""
        return {
            "n": self.n,
            "quote": self.quote,
            "document_id": self.document_id,
            "start": self.start,
            "end": self.end,
            "section": self.section,
            "kind": self.kind,
            "speaker": self.speaker,
            "role": self.role,
            "library": self.library,
            "confidence": round(self.confidence, 4),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for a question. `text` refers to citations as [n]; `nearest` is used only when not_found.

    `confidence` is the calibrated probability, 0 to 1, that the material answers; `pointed` is where in the first quote
    the words stand that answer the question outright. The JSON form leaves both out. `timings_ms` holds milliseconds
    for understand, retrieve, select, compose, verify and total.
    """

    id: str
    question: str
    status: Status
    language: Language
    text: str
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    pointed: Span | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the contract in DESIGN.md gives it."""
        return {
            "id": self.id,
            "question": self.question,
            "status": self.status,
            "language": self.language,
            "text": self.text,
            "citations": [citation.to_json() for citation in self.citations],
            "nearest": [citation.to_json() for citation in self.nearest],
            "notes": list(self.notes),
            "follow_ups": list(self.follow_ups),
            "timings_ms": {step: round(ms, 1) for step, ms in self.timings_ms.items()},
        }
