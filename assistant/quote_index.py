"""Where words stand in the documents: every run of given words, or the place nearest to words that stand nowhere."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.types import Document, Span
from corpus.words import Words, to_words

COMMON = 4000
"""Words that stand more often than this among the documents say too little to be looked up when nothing matches."""
RAREST = 12
"""How many of a quote's words, the rarest first, vote for the nearest place."""

_BREAK = "\n"
"""A form that no word has, between texts that don't adjoin."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first` to `last`, both included, counted over all documents, and the document that they stand in."""

    document: Document
    first: int
    last: int


class QuoteIndex:
    """The words of the documents that can be quoted, residue left out, with where each stands."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Read the words of `documents`, in their order."""
        self.words = Words([], [], [], [])
        self.paragraphs: list[int] = []
        self._documents: list[Document] = []
        self._first_words: list[int] = []
        for document in documents:
            self._first_words.append(len(self.words))
            self._documents.append(document)
            self._add(document)
        self._lower = [form.lower() for form in self.words.forms]
        self._places: dict[str, list[int]] = {}
        for number, form in enumerate(self._lower):
            self._places.setdefault(form, []).append(number)

    def _add(self, document: Document) -> None:
        residue = set(document.residue)
        paragraphs = sorted({sentence.paragraph for sentence in document.sentences} | residue)
        end = 0
        for paragraph in [*paragraphs, Span(len(document.text), len(document.text) + 1)]:
            self._add_text(document.text, end, paragraph.start)  # headings
            end = paragraph.end
            if paragraph in residue:
                self._add_break()
            else:
                self._add_text(document.text, paragraph.start, min(end, len(document.text)))
        self._add_break()

    def _add_text(self, text: str, start: int, end: int) -> None:
        number = self.paragraphs[-1] + 1 if self.paragraphs else 0
        found = to_words(text, start, end)
        self.words.extend(found)
        self.paragraphs += [number] * len(found)

    def _add_break(self) -> None:
        self.words.forms.append(_BREAK)
        for numbers in (self.words.starts, self.words.ends, self.words.closes):
            numbers.append(0)
        self.paragraphs.append(self.paragraphs[-1] + 1 if self.paragraphs else 0)

    def find(self, forms: Sequence[str], paragraphs: Collection[int] | None = None) -> Iterator[Run]:
        """Yield, in order, every place where words stand one after the other, capitals apart.

        `paragraphs` are the numbers of those in which a run may begin, None for all.
        """
        lower = [form.lower() for form in forms]
        places = [self._places.get(form, ()) for form in lower]
        rarest = min(range(len(lower)), key=lambda i: len(places[i]))
        for number in places[rarest]:
            first = number - rarest
            if first < 0 or (paragraphs is not None and self.paragraphs[first] not in paragraphs):
                continue
            if self._lower[first : first + len(lower)] == lower:
                yield self.to_run(first, first + len(lower) - 1)

    def count(self, forms: Sequence[str]) -> int:
        """Return at how many places, at most, words may stand one after the other."""
        return min(len(self._places.get(form.lower(), ())) for form in forms)

    def find_nearest(self, forms: Sequence[str]) -> Run | None:
        """Return the run of about as many words that shares most of the rarer ones at the same distances, or None."""
        lower = [form.lower() for form in forms]
        found = sorted(
            (len(places), i, places)
            for i, form in enumerate(lower)
            if len(places := self._places.get(form, [])) and len(places) <= COMMON
        )[:RAREST]
        width = max(4, len(lower) // 4)
        votes: Counter[int] = Counter()
        for count, i, places in found:
            weight = 1_000_000 // (count + 3)
            for bucket in {(number - i) // width for number in places}:
                votes[bucket] += weight
                votes[bucket + 1] += weight
        if not votes:
            return None
        best = min(votes, key=lambda bucket: (-votes[bucket], bucket))
        return self._widen((best - 1) * width, len(lower))

    def _widen(self, first: int, count: int) -> Run:
        """Return the run from `first` with some words to spare, kept to one document."""
        first = max(0, first)
        number = bisect_right(self._first_words, first + count // 2) - 1
        bounds = [*self._first_words, len(self._lower)]
        low, high = bounds[number], bounds[number + 1] - 2
        spare = max(6, count // 2)
        return Run(self._documents[number], max(low, first - spare), min(high, first + count + spare))

    def to_run(self, first: int, last: int) -> Run:
        """Return words `first` to `last` with the document that they stand in."""
        return Run(self._documents[bisect_right(self._first_words, first) - 1], first, last)

    def span(self, run: Run) -> Span:
        """Return where a run stands in its document's text."""
        return self.words.span(run.first, run.last)


def join_in_paragraph(places: Sequence[Sequence[Run]], paragraphs: Sequence[int]) -> Iterator[tuple[Run, ...]]:
    """Yield runs of all parts that stand in order in one paragraph, each part as near as can be to the one before."""
    if not places:
        yield ()
        return
    for run in places[0]:
        following = [
            [other for other in part if other.first > run.last and paragraphs[other.first] == paragraphs[run.last]]
            for part in places[1:]
        ]
        for rest in join_in_paragraph(following, paragraphs):
            yield (run, *rest)
