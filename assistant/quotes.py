"""The quotes in a text that somebody wrote, with whom it says they are by: in marks, after a dash, in block quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import swedish
from corpus.library import read_document
from corpus.readers import Draft
from corpus.structure import find_quotations, is_dash_speech, split_blocks, split_sentences
from corpus.types import Document, Source, Span

_MARKS = swedish.DOUBLE_QUOTES + swedish.SINGLE_QUOTES
_SINGLE = re.compile(
    rf"(?<![\w{swedish.SINGLE_QUOTES}])[{swedish.SINGLE_QUOTES}](?=\w)[^{swedish.SINGLE_QUOTES}\n]*?\s"
    rf"(?:[^{swedish.SINGLE_QUOTES}\n]|(?<=\w)[’'](?=\w))*?[{swedish.SINGLE_QUOTES}](?!\w)"
)
_VERBS = "|".join(sorted(swedish.SPEECH_VERBS))
_TAG = re.compile(rf"[,!?…]\s+(?:{_VERBS})\s+[^\W\d_]")
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w-]+(?:\s+(?:af|av|de|von)?\s*[^\W\d_a-zß-öø-ÿ][\w-]+)*"
_SIGNED_AFTER = re.compile(rf"[.,]?\s*\(({_NAME}(?:,\s[^()]{{2,60}})?)\)")
_SIGNED_LAST = re.compile(rf"\n\s*[–—-]+\s*({_NAME}[^\n]{{0,60}})\s*$|\s+[–—]\s*({_NAME}(?:,[^\n.]{{2,60}})?)\s*$")
_LABELLED = re.compile(rf"({_NAME}):\s*$")


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote in a text: its place, marks included, its words, and who is said to have said it."""

    span: Span
    quote: str
    speaker: str | None = None


def find_quotes(draft: Draft) -> tuple[FoundQuote, ...]:
    """Return the outermost quotes of a text, in order; no two overlap."""
    if not draft.text.strip():
        return ()
    document = read_document(draft.text, Source("", ""))
    found = [_read_block_quote(draft.text, span) for span in draft.block_quotes]
    for block in split_blocks(draft.text):
        if not any(quote.span.overlaps(block.span) for quote in found):
            found += _read_block(document, block.span)
    return tuple(sorted(found, key=lambda quote: quote.span))


def _read_block_quote(text: str, span: Span) -> FoundQuote:
    raw = span.of(text)
    signed = _SIGNED_LAST.search(raw)
    end = signed.start() if signed else len(raw)
    speaker = (signed[1] or signed[2]).strip() if signed else None
    return FoundQuote(span, raw[:end].strip().strip(_MARKS).strip(), speaker)


def _read_block(document: Document, block: Span) -> Iterator[FoundQuote]:
    text = document.text
    if is_dash_speech(text, block):
        yield from _read_dash(document, block)
        return
    spans = find_quotations(text, block)
    singles = (Span(match.start(), match.end()) for match in _SINGLE.finditer(text, block.start, block.end))
    spans += [span for span in singles if not any(span.overlaps(other) for other in spans)]
    for span in sorted(spans):
        yield FoundQuote(span, span.of(text).strip(_MARKS).strip(), _find_speaker(document, span, block, spans))


def _read_dash(document: Document, block: Span) -> Iterator[FoundQuote]:
    """Yield what is said in a line of dialogue: each sentence up to the words that tell who says it."""
    text = document.text
    said = {sentence.span: sentence.attribution.speaker for sentence in document.sentences}
    pieces: list[FoundQuote] = []
    for sentence in split_sentences(text, block):
        start = sentence.start + (2 if sentence.start == block.start else 0)
        tag = _TAG.search(text, start, sentence.end)
        end = tag.start() if tag else sentence.end
        speaker = said.get(sentence)
        name = speaker.name if speaker else None
        if pieces and pieces[-1].span.end + 1 == start and pieces[-1].speaker == name:
            start = pieces.pop().span.start
        pieces.append(FoundQuote(Span(start, end), text[start:end].strip(), name))
        if tag and not name:
            break
    yield from pieces


def _find_speaker(document: Document, span: Span, block: Span, spans: Sequence[Span]) -> str | None:
    """Return whom the text says a quote is by: in its sentence, in brackets after it, or with a name before a colon."""
    for quotation in document.quotations:
        if quotation.span == span and quotation.attribution.speaker:
            return quotation.attribution.speaker.name
    text = document.text
    labelled = _LABELLED.search(text, block.start, span.start)
    if labelled and (" " in labelled[1] or labelled.start() == block.start):
        return labelled[1]
    if signed := _SIGNED_AFTER.match(text, span.end, block.end):
        return signed[1]
    return None
