"""Whose words a stretch of a document is, and whether that is the person who a text says it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection

from assistant import phrases
from assistant.names import WORD, fold, to_sound
from corpus import swedish
from corpus.people import to_base_role
from corpus.types import Document, Person, Sentence, Span


def find_sentences(document: Document, span: Span) -> tuple[Sentence, ...]:
    """Return the sentences that a span touches, in text order."""
    first = bisect_right(document.sentences, span.start, key=lambda sentence: sentence.span.end)
    last = bisect_left(document.sentences, span.end, key=lambda sentence: sentence.span.start)
    return document.sentences[first:last]


def find_speakers(document: Document, span: Span) -> tuple[Person | None, ...]:
    """Return the people whose words a span holds, each once and in text order; None for the author's own."""
    for quotation in document.quotations:
        if quotation.span.covers(span):
            return (quotation.attribution.speaker,)
    told = (sentence.attribution.speaker for sentence in find_sentences(document, span))
    return tuple(dict.fromkeys(told)) or (None,)


def is_called(claimed: str, person: Person | None, document: Document, libraries: Collection[str]) -> bool:
    """Return whether `claimed` names a speaker: by name or a part of it, role or library, and by no other library.

    Without a speaker the words are the author's, whom the document's source names; "artikeln" will do too.
    """
    words = _to_sounds(claimed)
    if not words:
        return False
    if person is None:
        source = document.source
        owners = (name for name in (source.author, source.publisher, source.title) if name)
        is_author = any(words <= _to_sounds(owner) for owner in owners)
        return is_author or not phrases.AUTHOR_WORDS.isdisjoint(claimed.lower().split())
    if any(_to_sounds(name) <= words for name in libraries if name != person.library):
        return False
    known = " ".join(value for value in (person.name, person.role, person.library) if value)
    return _to_sounds(person.name) <= words or words <= _to_sounds(known)


def _to_sounds(name: str) -> set[str]:
    """Return the words of a name or a title as they sound, in base form, without prepositions."""
    words = (word for word in WORD.findall(name) if word.lower() not in swedish.ROLE_PREPOSITIONS)
    return {to_sound(fold(to_base_role(word) or word)) for word in words}
