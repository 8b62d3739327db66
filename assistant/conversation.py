"""A conversation that was kept outside the program: read back, with every quote checked anew against the documents.

A browser keeps its conversations, a server those that are shared; both hand them back as JSON. What they say of a quote
is not believed: words, speaker, role, library and section are taken from the documents again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.types import Answer, Citation, Language, Status
from assistant.verify import find_attribution
from corpus import swedish
from corpus.types import BelaggError, Document, Kind, Span

MAX_TURNS = 200
MAX_CHARS = 20_000
MIN_QUOTED_WORDS = 3
_QUOTED = re.compile(rf"[{swedish.DOUBLE_QUOTES}]([^{swedish.DOUBLE_QUOTES}]+)[{swedish.DOUBLE_QUOTES}]")


class ConversationError(BelaggError):
    """Something that is no conversation."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as asked, the libraries that it was kept to, its answer, and what the page calls the turn."""

    question: str
    libraries: tuple[str, ...]
    answer: Answer
    id: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the turn as `read_conversation` reads it: the answer as in the contract, and what it points out."""
        pointed = self.answer.pointed
        return {
            "id": self.id,
            "question": self.question,
            "libraries": list(self.libraries),
            "answer": {**self.answer.to_json(), "pointed": [pointed.start, pointed.end] if pointed else None},
        }


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions and answers in the order in which they were asked, under a title that the user chose."""

    title: str
    turns: tuple[Turn, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the conversation as `read_conversation` reads it."""
        return {"title": self.title, "turns": [turn.to_json() for turn in self.turns]}


class _Outside(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, str_max_length=MAX_CHARS)


class _Citation(_Outside):
    n: int = Field(ge=1, le=999)
    quote: str
    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    section: str = ""
    kind: Kind = "other"
    speaker: str | None = None
    role: str | None = None
    library: str | None = None
    confidence: float = Field(0.0, ge=0, le=1)


class _Answer(_Outside):
    id: str = ""
    question: str = ""
    status: Status
    language: Language = "sv"
    text: str
    citations: list[_Citation] = Field(default=[], max_length=100)
    nearest: list[_Citation] = Field(default=[], max_length=100)
    notes: list[str] = Field(default=[], max_length=100)
    follow_ups: list[str] = Field(default=[], max_length=100)
    pointed: list[int] | None = Field(None, min_length=2, max_length=2)


class _Turn(_Outside):
    id: str = Field("", pattern=r"^[A-Za-z0-9-]{0,40}$")
    question: str = Field(min_length=1)
    libraries: list[str] = Field(default=[], max_length=100)
    answer: _Answer


class _Conversation(_Outside):
    title: str = Field("", max_length=200)
    turns: list[_Turn] = Field(max_length=MAX_TURNS)


def read_conversation(value: object, documents: Mapping[str, Document]) -> Conversation:
    """Return a conversation from its JSON form, its citations taken anew from `documents`.

    A citation whose place no longer holds its words is left empty, so that it is never shown as a quote, and the lines
    of the answer that give its words are left out. Raises ConversationError if `value` is no conversation.
    """
    try:
        read = _Conversation.model_validate(value)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise ConversationError(f"Konversationen gick inte att läsa ({place or 'formen'} stämmer inte).") from error
    return Conversation(read.title, tuple(_to_turn(turn, documents) for turn in read.turns))


def _to_turn(turn: _Turn, documents: Mapping[str, Document]) -> Turn:
    answer = turn.answer
    citations = tuple(_renew(citation, documents) for citation in answer.citations)
    start, end = answer.pointed or (0, 0)
    gone = [old.quote for old, new in zip(answer.citations, citations, strict=True) if not new.quote]
    if gone and gone[0] == answer.citations[0].quote:
        gone.append(gone[0][start:end])
    given = [turn.question, *(citation.quote for citation in citations)]
    lines = [
        line
        for line in answer.text.splitlines()
        if _quotes_only(line, given) and not any(words and words in line for words in gone)
    ]
    first = citations[0].quote if citations else ""
    return Turn(
        turn.question,
        tuple(turn.libraries),
        Answer(
            id=answer.id,
            question=turn.question,
            status=answer.status,
            language=answer.language,
            text="\n".join(lines),
            citations=citations,
            nearest=tuple(_renew(citation, documents) for citation in answer.nearest),
            notes=tuple(note for note in answer.notes if _quotes_only(note, given)),
            follow_ups=tuple(answer.follow_ups),
            pointed=Span(start, end) if 0 <= start < end <= len(first) else None,
        ),
        turn.id,
    )


def _quotes_only(line: str, given: Sequence[str]) -> bool:
    """Return whether all that a line quotes stands in `given`; a word or two in quotation marks may pass."""
    for text in sorted(given, key=len, reverse=True):
        line = line.replace(text, " ") if text else line
    quoted = (match[1] for match in _QUOTED.finditer(line))
    return all(len(words.split()) < MIN_QUOTED_WORDS or any(words in text for text in given) for words in quoted)


def _renew(read: _Citation, documents: Mapping[str, Document]) -> Citation:
    citation = Citation(**read.model_dump())
    document = documents.get(citation.document_id)
    is_range = citation.start < citation.end
    attribution = find_attribution(document, Span(citation.start, citation.end)) if document and is_range else None
    if document is None or attribution is None or document.text[citation.start : citation.end] != citation.quote:
        return replace(citation, quote="", start=0, end=0)
    sentence = next(s for s in document.sentences if s.span.overlaps(Span(citation.start, citation.end)))
    speaker = attribution.speaker
    return replace(
        citation,
        section=sentence.section,
        kind=sentence.kind,
        speaker=speaker.name if speaker else None,
        role=speaker.role if speaker else None,
        library=speaker.library if speaker else None,
    )
