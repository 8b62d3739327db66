"""The verdicts on one citation: does it hold evidence, is it verbatim, is its speaker the right one.

No language model judges anything: each verdict compares character offsets, texts and hand-made labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.types import Answer, Citation
from corpus import swedish
from corpus.types import Document, Span
from evals.attribution import GoldLabel
from evals.types import Case, JudgedCitation, SpeakerVerdict

_EDGES = swedish.DOUBLE_QUOTES + swedish.SINGLE_QUOTES + swedish.DASHES + " "


@dataclass(frozen=True, slots=True)
class Key:
    """What citations are judged against: the documents, and the gold labels of those that have some."""

    documents: Mapping[str, Document]
    gold: Mapping[str, Sequence[GoldLabel]] = field(default_factory=dict)


def judge_answer(case: Case, answer: Answer, key: Key) -> tuple[JudgedCitation, ...]:
    """Return the answer's citations with their verdicts, in order, then those of its closest passages."""
    shown = [(citation, False) for citation in answer.citations] + [(citation, True) for citation in answer.nearest]
    judged = []
    for citation, is_nearest in shown:
        groups = find_groups(case, citation)
        document = key.documents.get(citation.document_id)
        judged.append(
            JudgedCitation(
                citation,
                groups,
                is_verbatim=is_verbatim(citation, document),
                speaker=judge_speaker(case, citation, groups, key.gold.get(citation.document_id)),
                is_nearest=is_nearest,
                is_whole=is_whole(citation, document),
                is_tempted=is_tempted(case, citation),
            )
        )
    return tuple(judged)


def find_groups(case: Case, citation: Citation) -> tuple[int, ...]:
    """Return the numbers of the evidence groups that a quote holds an alternative of.

    Held means contained whole, from word edge to word edge, after white space is collapsed and quotation marks and
    dashes at the ends are taken off. Rivals: overlap of words or of characters, which gives a quote that stops before
    the point its share; the right document or paragraph, which gives any quote near the answer full marks.
    """
    if citation.document_id != case.document_id:
        return ()
    quote = to_comparable(citation.quote)
    return tuple(
        number
        for number, group in enumerate(case.evidence)
        if any(_holds(quote, to_comparable(alternative)) for alternative in group)
    )


def to_comparable(text: str) -> str:
    """Return a text with its white space collapsed and without quotation marks and dashes at its ends.

    >>> to_comparable("– Det  gick bra.” ")
    'Det gick bra.'
    """
    return " ".join(text.split()).strip(_EDGES)


def is_tempted(case: Case, citation: Citation) -> bool:
    """Return whether a quote holds one of the sentences that the case knows to be wrong, and no right one."""
    quote = to_comparable(citation.quote)
    is_wrong = any(_holds(quote, to_comparable(sentence)) for sentence in case.wrong)
    return is_wrong and not find_groups(case, citation)


def is_verbatim(citation: Citation, document: Document | None) -> bool:
    """Return whether a quote is its document's text at its offsets, letter for letter."""
    if document is None or not 0 <= citation.start < citation.end:
        return False
    return document.text[citation.start : citation.end] == citation.quote


def is_whole(citation: Citation, document: Document | None) -> bool:
    """Return whether a quote's offsets are those of a whole sentence or quotation of its document."""
    if document is None or not 0 <= citation.start < citation.end:
        return False
    span = Span(citation.start, citation.end)
    return any(sentence.span == span for sentence in document.sentences) or any(
        quoted.span == span for quoted in document.quotations
    )


def judge_speaker(
    case: Case, citation: Citation, groups: Sequence[int], labels: Sequence[GoldLabel] | None
) -> SpeakerVerdict:
    """Return whether a citation names the right speaker.

    With gold labels: those of the unit with the citation's very span, else of the sentences that it overlaps.
    "wrong" if the citation's speaker is none of theirs (any speaker, where they name nobody), or its role or library
    contradicts that speaker's; "missing" if any of them names somebody and the citation nobody; else "right". The
    library of a citation without speaker is what the text is about, and is judged only where somebody speaks.
    Without gold labels: only a quote that holds evidence is judged, against the case's speakers. That is weaker: in
    a case with two speakers it can't tell one's words from the other's, and a name where the case has none is left
    unjudged, since such cases name those who are quoted and not those whose words are retold.
    """
    if labels is None:
        if not groups:
            return "unjudged"
        if citation.speaker is None:
            return "missing" if case.speakers else "right"
        if not case.speakers:
            return "unjudged"
        return "right" if citation.speaker in case.speakers else "wrong"
    if not citation.start < citation.end:
        return "unjudged"
    span = Span(citation.start, citation.end)
    same = [label for label in labels if label.span == span]
    told = same or [label for label in labels if label.unit == "sentence" and label.span.overlaps(span)]
    if not told:
        return "unjudged"
    if citation.speaker is None:
        libraries = {label.library for label in told if label.speaker}
        if not libraries:
            return "right"
        return "wrong" if citation.library and citation.library not in libraries else "missing"
    theirs = [label for label in told if label.speaker == citation.speaker]
    agrees = any(citation.role in (None, label.role) and citation.library in (None, label.library) for label in theirs)
    return "right" if agrees else "wrong"


def _holds(quote: str, alternative: str) -> bool:
    place = quote.find(alternative) if alternative else -1
    while place >= 0:
        end = place + len(alternative)
        starts_word = place == 0 or not (quote[place - 1].isalnum() and alternative[0].isalnum())
        ends_word = end == len(quote) or not (quote[end].isalnum() and alternative[-1].isalnum())
        if starts_word and ends_word:
            return True
        place = quote.find(alternative, place + 1)
    return False
