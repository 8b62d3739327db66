"""A checked text as a Word document, with a comment at each quote."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.text.run import Run

from assistant.check_text import CheckedQuote, CheckedText
from assistant.claims import Claim
from assistant.compose import to_marked
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.check_place import (
    describe_difference,
    describe_missing,
    describe_speakers,
    describe_where,
    find_place,
)
from assistant.ui.reference import describe_origin
from assistant.ui.word import clean, create_word, to_bytes
from assistant.wording import VERDICTS as NAMES
from corpus.structure import split_blocks
from corpus.types import Document, Span

Link = Callable[[Citation], str]

_STYLES = {"title": "Heading 2", "heading": "Heading 2", "item": "List Paragraph"}


def to_word(
    checked: CheckedText, documents: Mapping[str, Document], *, checked_on: date, link: Link | None = None
) -> bytes:
    """Return a Word file (.docx, A4, in Swedish): the summary, the text with its comments, the hints for its claims.

    Quotes that are too short to be judged get no comment. `link` gives the permanent link to a citation.
    """
    word = create_word(texts.CHECK_PASTED, checked_on)
    word.add_paragraph(texts.CHECK_PASTED, "Title")
    word.add_paragraph().add_run(checked.summary).bold = True
    word.add_paragraph(texts.CHECK_WORD_LEAD.format(date=checked_on))
    word.add_paragraph(texts.CHECK_TEXT, "Heading 1")
    runs = _add_text(word, checked)
    for quote in checked.quotes:
        if not quote.is_term:
            comment = "\n".join(_to_lines(quote, documents, link))
            word.add_comment(runs[quote.found.span], clean(comment), texts.TITLE, texts.TITLE[0])
    if checked.claims:
        word.add_paragraph(texts.CHECK_CLAIMS, "Heading 1")
        word.add_paragraph(texts.CHECK_CLAIMS_HELP)
    for claim in checked.claims:
        _add_claim(word, claim, documents)
    return to_bytes(word)


def _add_text(word: WordDocument, checked: CheckedText) -> dict[Span, list[Run]]:
    """Add the text's paragraphs and return the runs that each quote is made of."""
    text = checked.draft.text
    runs: dict[Span, list[Run]] = {quote.found.span: [] for quote in checked.quotes}
    faults = {quote.found.span for quote in checked.quotes if not quote.is_term and not quote.check.passes}
    quotes = iter(runs)
    quote = next(quotes, None)
    end = 0
    for block in split_blocks(text):
        at = end + len(text[end : block.span.end]) - len(text[end : block.span.end].lstrip())
        end = block.span.end
        paragraph = word.add_paragraph(style=_STYLES.get(block.kind))
        while quote is not None and quote.start < end:
            start = max(at, quote.start)
            if start > at:
                paragraph.add_run(_to_line(text[at:start]))
            at = min(end, quote.end)
            run = paragraph.add_run(_to_line(text[start:at]))
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW if quote in faults else None
            runs[quote].append(run)
            if quote.end > end:
                break
            quote = next(quotes, None)
        if at < end:
            paragraph.add_run(_to_line(text[at:end]))
    return runs


def _to_lines(quote: CheckedQuote, documents: Mapping[str, Document], link: Link | None) -> list[str]:
    check = quote.check
    lines = [
        texts.CHECK_WORD_QUOTE.format(n=check.id, verdict=NAMES[check.verdict]),
        describe_difference(check),
        texts.CHECK_WORD_CLAIMED.format(speaker=quote.found.speaker or texts.CHECK_NO_SPEAKER),
    ]
    if place := find_place(check, documents):
        document = documents[place.citation.document_id]
        words = Span(place.parts[0].start, place.parts[-1].end).of(document.text)
        label = texts.CHECK_WORD_NEAREST if check.verdict == "not_found" else texts.CHECK_WORD_SOURCE
        lines += [
            label.format(words=to_marked(words)),
            texts.CHECK_WORD_SPEAKER.format(origin=describe_speakers(place, documents)),
            describe_where(place.citation, document),
            link(place.citation) if link else "",
        ]
    return [_to_line(line) for line in lines if line]


def _add_claim(word: WordDocument, claim: Claim, documents: Mapping[str, Document]) -> None:
    paragraph = word.add_paragraph(style="List Bullet")
    paragraph.add_run(_to_line(claim.text)).bold = True
    told = [describe_missing(claim)]
    if claim.support:
        origin = describe_origin(claim.support, documents)
        told.insert(0, f"{texts.CHECK_SUPPORT}: {to_marked(claim.support.quote)} – {origin}.")
    paragraph.add_run(_to_line(" ".join(["", *filter(None, told)])))


def _to_line(text: str) -> str:
    """Return a text with white space as a paragraph has it: what stands on several lines is one, ends are kept."""
    return clean(re.sub(r"\s*\n\s*", " ", text))
