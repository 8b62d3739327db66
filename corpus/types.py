"""The types of a source document: spans, people, sentences, quotations and the document that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["article", "report_summary", "interview", "other"]
How = Literal["direct", "reported", "none"]


class BelaggError(Exception):
    """An error whose message is shown to the user as it stands: Swedish, with the remedy."""


class CorpusError(BelaggError):
    """A document or manifest that cannot be used."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range [start, end) of Unicode code points in `Document.text`, never empty.

    >>> Span(4, 7).of("Fem bibliotek")
    'bib'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse an empty or negative range."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or negative span [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Return whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whom the text names. `library` is the organisation's short name ("Luleå")."""

    name: str
    role: str | None = None
    library: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose words a stretch of text is: quoted ("direct"), retold ("reported") or the author's own ("none").

    `speaker` is None exactly when `how` is "none".
    """

    speaker: Person | None = None
    how: How = "none"

    def __post_init__(self) -> None:
        """Refuse a speaker without words and words without a speaker."""
        if (self.speaker is None) != (self.how == "none"):
            raise ValueError("an attribution names a speaker exactly when it is direct or reported")


NOBODY = Attribution()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text below it; the first section of a document has the document's title."""

    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, marks included, or the spoken part of a dash paragraph."""

    span: Span
    text: str
    attribution: Attribution = NOBODY


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is searched and quoted: one whole sentence, list item or heading-like line.

    A quotation of several sentences is cut between them; its opening mark goes with the first and its closing
    mark and speech tag with the last. `about` names the libraries that the sentence is about, in text order:
    named in it, its speaker's, or those of the sentence or heading before it. `list_name` is the section of the
    list that it stands in, or the label that it shares with other lines, None where it is no part of a list.
    """

    number: int
    span: Span
    text: str
    section: str
    paragraph: Span
    kind: Kind
    attribution: Attribution = NOBODY
    about: tuple[str, ...] = ()
    list_name: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from: one entry of the manifest."""

    id: str
    title: str
    kind: str = "article"
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str = "sv"
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, unchanged, with everything that was worked out from it as spans over `text`.

    Sentences, quotations and residue stand in text order; sentences don't overlap each other or the residue.
    """

    source: Source
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    people: tuple[Person, ...]
    residue: tuple[Span, ...]

    @property
    def id(self) -> str:
        """Return the id that citations and commands use."""
        return self.source.id

    @property
    def title(self) -> str:
        """Return the title shown to users."""
        return self.source.title

    @property
    def libraries(self) -> tuple[str, ...]:
        """Return the short names of the organisations that the document's sentences are about, in text order."""
        return tuple(dict.fromkeys(name for sentence in self.sentences for name in sentence.about))
