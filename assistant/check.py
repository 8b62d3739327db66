"""Check quotes of any text against the documents: is it there, word for word, and did that person say it?

What typesetting changes does not count (`corpus/words.py`); every letter, number and word does. What is nearly right
is told, with the difference, and never passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal

from assistant import wording
from assistant.align import Change, align
from assistant.cuts import find_cut, find_put_in, find_swallowed
from assistant.quote_form import QuoteForm, read_quote
from assistant.quote_index import QuoteIndex, Run, join_in_paragraph
from assistant.speakers import find_speakers, is_called
from corpus import swedish
from corpus.types import Document, Person, Span
from corpus.words import ASKS, STATES, Words

Verdict = Literal["verbatim", "shortened", "near", "misattributed", "not_found"]
PASSES: tuple[Verdict, ...] = ("verbatim", "shortened")

MIN_WORDS = 3
"""A quote of fewer words, or with fewer for each of its parts, is never passed: it would stand in nearly any text."""
NEAR_SHARE = 0.5
"""Share of a quote's words that must stand in order at one place for it to be called near."""
PLACE_SHARE = 0.25
"""Share from which on the nearest place is worth showing."""
MIN_SAME = 2
MAX_PLACES = 2000
"""How many places of a quote that stands in many are looked at."""

REACH = 2
"""How many paragraphs away from a quote's rarest part the others are looked for: a part may run over several."""

_MARKS_BEFORE = re.compile(r"[^\w\s]*")
_MARKS_AFTER = re.compile(r"[^\w\s]*\Z")


@dataclass(frozen=True, slots=True)
class GivenQuote:
    """A quote to be checked, with the document and the speaker that are claimed for it, None where none is."""

    quote: str
    id: str = ""
    document_id: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a quote. `start` and `end` are where it stands in `document_id`, or what stands nearest.

    All three are None where nothing is near. `speaker` is whose words they are there, None for the author's own.
    `difference` says in Swedish what keeps a quote from passing, or what a shortened one leaves out. The JSON form has
    no `parts` (the places of what is quoted, between the gaps) and no `changes` (how a near quote differs).
    """

    id: str
    verdict: Verdict
    document_id: str | None = None
    start: int | None = None
    end: int | None = None
    speaker: str | None = None
    difference: str | None = None
    parts: tuple[Span, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def passes(self) -> bool:
        """Return whether the quote may stand as it is."""
        return self.verdict in PASSES

    def to_json(self) -> dict[str, Any]:
        """Return the check as the contract in DESIGN.md gives it."""
        return {
            "id": self.id,
            "verdict": self.verdict,
            "document_id": self.document_id,
            "start": self.start,
            "end": self.end,
            "speaker": self.speaker,
            "difference": self.difference,
        }


@dataclass(frozen=True, slots=True)
class _Match:
    """Places of a quote's parts, in order. `fault` keeps it from passing; `omitted` is what honest gaps leave out."""

    runs: tuple[Run, ...]
    fault: str | None = None
    omitted: tuple[str, ...] = ()
    is_shortened: bool = False


class QuoteChecker:
    """Checks quotes against documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Check against `documents`, whose words are read once."""
        self._documents = {document.id: document for document in documents}
        self._index = QuoteIndex(documents)
        self._libraries = frozenset(name for document in documents for name in document.libraries)

    def check(self, given: GivenQuote) -> Check:
        """Return the verdict on a quote, with its place."""
        form = read_quote(given.quote)
        if not form.words:
            return Check(given.id, "not_found", difference=wording.DIFFERENCES["empty"])
        matches = list(islice(self._find(form), MAX_PLACES))
        if not matches:
            return self._find_nearest(given, form)
        checks = [self._judge(match, form, given) for match in matches]
        return min(checks, key=lambda check: _ORDER.index(check.verdict))

    def _find(self, form: QuoteForm) -> Iterator[_Match]:
        """Yield the places of a quote, as if its brackets and dots were the source's own, else with gaps for them."""
        found = False
        for run in self._index.find(form.whole.forms):
            found = True
            yield _Match((run,), self._find_fault([run], [form.whole]))
        if not found and any(form.seams):
            yield from self._find_parts(form)

    def _find_parts(self, form: QuoteForm) -> Iterator[_Match]:
        rarest = min(form.parts, key=lambda part: self._index.count(part.forms))
        anchors = islice(self._index.find(rarest.forms), MAX_PLACES)
        near = {
            number
            for run in anchors
            for number in range(self._index.paragraphs[run.first] - REACH, self._index.paragraphs[run.last] + REACH + 1)
        }
        places = [list(self._index.find(part.forms, near)) for part in form.parts]
        if not all(places):
            return
        found = False
        for runs in join_in_paragraph(places, self._index.paragraphs):
            found = True
            swallowed = [
                find_swallowed(self._index, before, after, seam)
                for before, after, seam in zip(runs, runs[1:], form.seams[1:], strict=False)
                if seam
            ]
            opening, closing = form.seams[0], form.seams[-1]
            faults = [
                find_put_in(self._index, runs[0], opening, opens=True) if opening else None,
                *(each.fault for each in swallowed),
                find_put_in(self._index, runs[-1], closing, opens=False) if closing else None,
            ]
            fault = next((told for told in faults if told), None)
            yield _Match(
                tuple(runs),
                fault or self._find_fault(runs, form.parts),
                tuple(each.words for each in swallowed if each.words),
                is_shortened=True,
            )
        if not found:
            yield _Match((places[0][0],), wording.DIFFERENCES["apart"])

    def _find_fault(self, runs: Sequence[Run], parts: Sequence[Words]) -> str | None:
        """Return what keeps words that stand in the source from being an honest quote, None if nothing does."""
        words = self._index.words
        for run, part in zip(runs, parts, strict=True):
            for i, form in enumerate(part.forms):
                source = words.forms[run.first + i]
                if form != source and (i or form[1:] != source[1:]):
                    return wording.DIFFERENCES["replaced"].format(source=source, quote=form)
                is_at_gap = i == len(part) - 1 and run is not runs[-1]
                if {part.closes[i], words.closes[run.first + i]} == {ASKS, STATES} and not is_at_gap:
                    return wording.DIFFERENCES["question"]
        return find_cut(self._index, runs[0], runs[-1])

    def _judge(self, match: _Match, form: QuoteForm, given: GivenQuote) -> Check:
        document = match.runs[0].document
        spans = tuple(self._index.span(run) for run in match.runs)
        span = _widen(Span(spans[0].start, spans[-1].end), document.text, given.quote)
        speakers = tuple(dict.fromkeys(person for part in spans for person in find_speakers(document, part)))
        check = Check(
            given.id,
            "shortened" if match.is_shortened else "verbatim",
            document.id,
            span.start,
            span.end,
            _name(speakers),
            parts=spans,
        )
        gaps = sum(seam is not None and not seam.inserted for seam in form.seams[1:-1]) if match.is_shortened else 0
        if _count(form.words) < MIN_WORDS * (1 + gaps):
            return replace(check, verdict="near", difference=wording.DIFFERENCES["short"])
        if match.fault:
            return replace(check, verdict="near", difference=match.fault)
        if given.document_id is not None and given.document_id != document.id:
            return replace(check, verdict="misattributed", difference=self._describe_document(document, given))
        if given.speaker and not all(is_called(given.speaker, p, document, self._libraries) for p in speakers):
            return replace(check, verdict="misattributed", difference=_describe_speakers(speakers, given.speaker))
        if match.omitted:
            omitted = "; ".join(f"”{words}”" for words in match.omitted)
            return replace(check, difference=wording.DIFFERENCES["omitted"].format(words=omitted))
        return check

    def _describe_document(self, document: Document, given: GivenQuote) -> str:
        key = "elsewhere" if given.document_id in self._documents else "unknown_document"
        return wording.DIFFERENCES[key].format(title=document.title, id=given.document_id)

    def _find_nearest(self, given: GivenQuote, form: QuoteForm) -> Check:
        nearest = self._index.find_nearest(form.words)
        if nearest is None:
            return Check(given.id, "not_found")
        source = self._index.words
        numbers = [n for n in range(nearest.first, nearest.last + 1) if source.ends[n]]
        pieces = align([source.forms[n] for n in numbers], form.words)
        same = sum(len(piece.quote) for piece in pieces if piece.kind == "same")
        share = same / len(form.words)
        if share < PLACE_SHARE or same < MIN_SAME:
            return Check(given.id, "not_found")
        text = nearest.document.text
        stand = [numbers[i] for piece in pieces for i in piece.source]
        span = source.span(stand[0], stand[-1])
        changes = tuple(
            Change(
                piece.kind,
                " ".join(source.span(numbers[i], numbers[i]).of(text) for i in piece.source),
                " ".join(form.typed[i] for i in piece.quote),
            )
            for piece in pieces
        )
        is_near = share >= NEAR_SHARE
        speakers = find_speakers(nearest.document, span)
        return Check(
            given.id,
            "near" if is_near else "not_found",
            nearest.document.id,
            span.start,
            span.end,
            _name(speakers),
            _describe(changes) if is_near else wording.DIFFERENCES["nearest"],
            (span,),
            changes,
        )


_ORDER: tuple[Verdict, ...] = ("verbatim", "shortened", "misattributed", "near", "not_found")
"""Of the places where a quote stands, the one that speaks most for it counts."""


def _widen(span: Span, text: str, quote: str) -> Span:
    """Return a span of words with the marks around them that the quote has too."""
    start, end = span.start, span.end
    opening, closing = _MARKS_BEFORE.match(quote), _MARKS_AFTER.search(quote)
    for mark in reversed(opening[0] if opening else ""):
        if start and _is_alike(text[start - 1], mark):
            start -= 1
    for mark in closing[0] if closing else "":
        if end < len(text) and _is_alike(text[end], mark):
            end += 1
    return Span(start, end)


def _is_alike(one: str, other: str) -> bool:
    return one == other or (one in swedish.DOUBLE_QUOTES and other in swedish.DOUBLE_QUOTES)


def _count(forms: Sequence[str]) -> int:
    return sum(form[0].isalnum() for form in forms)


def _name(speakers: Sequence[Person | None]) -> str | None:
    return speakers[0].name if len(speakers) == 1 and speakers[0] else None


def _describe(changes: Sequence[Change]) -> str:
    return "; ".join(
        wording.DIFFERENCES[change.kind].format(source=change.source, quote=change.quote)
        for change in changes
        if change.kind != "same"
    )


def _describe_speakers(speakers: Sequence[Person | None], claimed: str) -> str:
    names = " och ".join(person.name for person in speakers if person)
    key = "said_by" if names else "said_by_nobody"
    return wording.DIFFERENCES[key].format(names=names, claimed=claimed)
