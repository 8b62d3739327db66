"""The types of search: the chunk that is indexed and the hit that a search returns."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import Kind, Sentence, Span


@dataclass(frozen=True, slots=True)
class Chunk:
    """One sentence as it is indexed: its own offsets, and its neighbours as context.

    `id` is "DOCUMENT_ID:START-END", unique in an index; offsets count Unicode code points in the document's text.
    `before` and `after` are the neighbouring sentences of the same section, "" at its edges.
    """

    id: str
    document_id: str
    title: str
    sentence: Sentence
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """Return the sentence, character for character as in the document."""
        return self.sentence.text

    @property
    def span(self) -> Span:
        """Return the place of the sentence in the document."""
        return self.sentence.span

    @property
    def section(self) -> str:
        """Return the heading that the sentence stands under."""
        return self.sentence.section

    @property
    def kind(self) -> Kind:
        """Return the view that the sentence belongs to."""
        return self.sentence.kind

    @property
    def speaker(self) -> str | None:
        """Return the full name of the one whose words these are, None for the author's own."""
        person = self.sentence.attribution.speaker
        return person.name if person else None

    @property
    def library(self) -> str | None:
        """Return the speaker's library, None for the author's own words."""
        person = self.sentence.attribution.speaker
        return person.library if person else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that a search found, with the evidence of each side; rank counts from 1.

    `score` is the fused score of the search (higher is better, comparable within one question only). `dense` is the
    cosine between question and chunk (-1 to 1), `lexical` the BM25 scores of the sentence and of its paragraph together
    (0 and up). `question` is the best cosine between the question and those that the sentence is known to answer (-1 to
    1, None where it has none), `questions` the mean of the best three of them, `near_miss` the best with the questions
    that sound like it and are known not to be answered. `near_miss_share` is that of the question, alike for all its
    hits: how much (0 to 1) of what is known near it is known not to be answered, None where only one kind is known.
    """

    chunk: Chunk
    score: float
    rank: int
    dense: float
    lexical: float
    question: float | None = None
    questions: float | None = None
    near_miss: float | None = None
    near_miss_share: float | None = None
