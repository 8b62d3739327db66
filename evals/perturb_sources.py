"""What quotes are cut from: excerpts of the documents, and a strict look at where a text stands in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Literal

from corpus.types import Document, Person, Sentence, Span
from evals.perturb_words import TELLING

Form = Literal["sentence", "run", "quotation", "partial"]

MIN_WORDS = 5
_TOKEN = re.compile(
    r"\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d+)?(?!\w)|\d+(?:[.,]\d+)*(?!\w)|\w+|[%‰°§€$£]",
)
"""A number is one token with its decimals and thousands, so that no part of it stands in a text on its own."""
NAME = re.compile(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäöé]{3,}(?![\w-])")
"""A word with a capital inside a sentence."""
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_GAP = re.compile(r"\[…]|\[\.\.\.]|\(\.\.\.\)|…|\.\.\.")
_GAP_OR_BRACKET = re.compile(rf"{_GAP.pattern}|\[[^]]*]")
_APPARATUS = re.compile(r"[\[\]*_<>]|…|\.\.\.|\(\.")
_TELLING = re.compile(TELLING, re.IGNORECASE)


def fold(text: str) -> str:
    """Return the words, numbers and signs of a text, one space between and around; marks and case are left out.

    >>> fold("Det gav 10 000 kr, 3,5 % – ”inte mer”!")
    ' det gav 10_000 kr 3,5 % inte mer '
    """
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_LIGATURES).casefold()
    tokens = _TOKEN.findall(re.sub(r"\s+", " ", plain))
    return f" {' '.join(token.replace(' ', '_') for token in tokens)} "


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is quoted: a sentence, a run of sentences, a quotation without its marks, or words of one sentence.

    A run has the sentences that it consists of; a quotation has its speaker, if the document names one.
    """

    document: Document
    span: Span
    form: Form
    sentences: tuple[Sentence, ...] = ()
    speaker: Person | None = None

    @property
    def text(self) -> str:
        """Return the words as the document has them."""
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote with the document and the speaker that it is said to be from, None where that is left open."""

    quote: str
    document_id: str | None = None
    speaker: str | None = None


@dataclass(frozen=True)
class Material:
    """The documents that quotes are checked against, and others whose sentences and people they don't know."""

    documents: tuple[Document, ...]
    others: tuple[Document, ...] = ()

    @cached_property
    def forms(self) -> dict[str, str]:
        """Return document id → folded text."""
        return {document.id: fold(document.text) for document in self.documents}

    @cached_property
    def paragraphs(self) -> dict[str, tuple[str, ...]]:
        """Return document id → the folded text of each paragraph."""
        return {
            document.id: tuple(
                fold(span.of(document.text)) for span in dict.fromkeys(told.paragraph for told in document.sentences)
            )
            for document in self.documents
        }

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the words with a capital inside sentences, in alphabetical order."""
        found = {
            name
            for document in self.documents
            for sentence in document.sentences
            for name in NAME.findall(sentence.text)
        }
        return tuple(sorted(found))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return the folded words of the documents."""
        return frozenset(word for form in self.forms.values() for word in form.split())

    @cached_property
    def long_words(self) -> tuple[str, ...]:
        """Return the words of four letters or more, in alphabetical order."""
        return tuple(sorted(word for word in self.vocabulary if len(word) >= 4 and word.isalpha()))

    def count(self, text: str) -> int:
        """Return how many times the words of a text stand in the documents in this order."""
        return sum(form.count(fold(text)) for form in self.forms.values())

    def holds(self, quote: str) -> bool:
        """Return whether the words of a quote stand in a document, or its parts in order in one paragraph of it.

        What stands in brackets counts as words of the quote.
        """
        whole = fold(quote)
        if any(whole in form for form in self.forms.values()):
            return True
        parts = [part for text in _GAP.split(quote) if (part := fold(text)).strip()]
        return len(parts) > 1 and any(
            _stand_in_order(parts, paragraph)
            for id, form in self.forms.items()
            if all(part in form for part in parts)
            for paragraph in self.paragraphs[id]
        )

    def holds_once(self, quote: str) -> bool:
        """Return whether each part of a quote, between its gaps and brackets, stands exactly once in the material."""
        parts = _GAP_OR_BRACKET.split(quote)
        return all(self.count(part) == 1 for part in parts if fold(part).strip())


Maker = Callable[[Excerpt, Material, Random], Draft | None]
"""Makes the draft of a case from an excerpt, None where the excerpt gives none."""


def cut_excerpts(document: Document, rng: Random) -> tuple[Excerpt, ...]:
    """Return the excerpts of a document: its sentences and quotations, runs of them, and words of sentences.

    All have MIN_WORDS words or more and no brackets, asterisks or ellipses, which a variant could be mistaken for.
    """
    return tuple(
        excerpt
        for excerpt in (*_cut_sentences(document, rng), *_cut_quotations(document))
        if count_words(excerpt.text) >= MIN_WORDS and not _APPARATUS.search(excerpt.text)
    )


def find_ellipses(document: Document) -> tuple[Excerpt, ...]:
    """Return the sentences of a document that have an ellipsis of their own."""
    return tuple(
        Excerpt(document, sentence.span, "sentence")
        for sentence in document.sentences
        if re.search(r"\w ?(?:…|\.\.\.)", sentence.text) and not re.search(r"[\[\]*_]|\(\.", sentence.text)
    )


def find_quoted_spans(document: Document) -> Iterator[tuple[Span, Person | None]]:
    """Yield what stands between quotation marks in one paragraph, without them, and who is quoted, None if not told."""
    for quotation in document.quotations:
        inner = re.search(r"\w.*[\w.!?]", quotation.text, re.DOTALL)
        if inner and "\n" not in quotation.text:
            start = quotation.span.start + inner.start()
            is_direct = quotation.attribution.how == "direct"
            speaker = quotation.attribution.speaker if is_direct else None
            yield Span(start, quotation.span.start + inner.end()), speaker


def find_sentence(excerpt: Excerpt) -> Sentence | None:
    """Return the first sentence of the document that shares letters with the excerpt."""
    return next((told for told in excerpt.document.sentences if told.span.overlaps(excerpt.span)), None)


def count_words(text: str) -> int:
    """Return how many words, numbers and signs a text has."""
    return len(fold(text).split())


def _cut_sentences(document: Document, rng: Random) -> Iterator[Excerpt]:
    for sentence in document.sentences:
        yield Excerpt(document, sentence.span, "sentence")
        partial = _cut_partial(document, sentence, rng)
        if partial:
            yield Excerpt(document, partial, "partial")
    for count in (2, 3):
        for first in range(len(document.sentences) - count + 1):
            run = document.sentences[first : first + count]
            if all(_is_next(one, two, document.text) for one, two in pairwise(run)):
                yield Excerpt(document, Span(run[0].span.start, run[-1].span.end), "run", run)


def _is_next(one: Sentence, two: Sentence, text: str) -> bool:
    """Return whether two sentences stand in one paragraph with nothing but a space between."""
    return one.paragraph == two.paragraph and text[one.span.end : two.span.start] == " "


def _cut_partial(document: Document, sentence: Sentence, rng: Random) -> Span | None:
    """Return some words of a statement, None if what is left out tells something or a number is at the edge."""
    words = list(re.finditer(r"\S+", sentence.text))
    if len(words) < MIN_WORDS + 3 or "?" in sentence.text:
        return None
    first = rng.randrange(0, len(words) - MIN_WORDS + 1)
    last = rng.randrange(first + MIN_WORDS, len(words) + 1)
    inner = re.search(r"\w.*\w", sentence.text[words[first].start() : words[last - 1].end()], re.DOTALL)
    around = [word[0] for word in words[max(0, first - 1) : first + 1] + words[last - 1 : last + 1]]
    left_out = sentence.text[: words[first].start()] + sentence.text[words[last - 1].end() :]
    if inner is None or not left_out or _TELLING.search(left_out) or any(re.search(r"\d", word) for word in around):
        return None
    start = sentence.span.start + words[first].start()
    return Span(start + inner.start(), start + inner.end())


def _cut_quotations(document: Document) -> Iterator[Excerpt]:
    """Yield each quotation without its marks, and each sentence of those that have several."""
    for span, speaker in find_quoted_spans(document):
        yield Excerpt(document, span, "quotation", speaker=speaker)
        sentences = list(re.finditer(r"\w.*?[.!?](?=\s+[A-ZÅÄÖ’]|$)", span.of(document.text)))
        for match in sentences if len(sentences) > 1 else ():
            part = Span(span.start + match.start(), span.start + match.end())
            yield Excerpt(document, part, "quotation", speaker=speaker)


def _stand_in_order(parts: Sequence[str], paragraph: str) -> bool:
    place = 0
    for part in parts:
        found = paragraph.find(part, place)
        if found < 0:
            return False
        place = found + len(part) - 1
    return True
