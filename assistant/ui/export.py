"""A conversation as a file to keep or hand on: Markdown and Word, with every quote checked once more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.compose import to_marked
from assistant.conversation import Conversation, Turn
from assistant.reviews import Review
from assistant.types import Answer, Citation
from assistant.ui import texts_sv as texts
from assistant.ui.badge import describe_review
from assistant.ui.origin import is_verbatim
from assistant.ui.reference import describe_origin, to_source_reference
from assistant.ui.word import clean, create_word, to_bytes
from corpus import swedish
from corpus.types import Document

_Style = Literal["title", "question", "heading", "status", "text", "quote", "source"]
_Link = Callable[[Citation], str]
_FindReview = Callable[[Turn], Review | None]
_MARKDOWN: dict[_Style, str] = {
    "title": "# {}",
    "question": "## {}",
    "heading": "### {}",
    "status": "**{}**",
    "text": "{}",
    "quote": "> {}",
    "source": "- {}",
}
_WORD: dict[_Style, str] = {
    "title": "Title",
    "question": "Heading 1",
    "heading": "Heading 2",
    "status": "Normal",
    "text": "Normal",
    "quote": "Quote",
    "source": "List Bullet",
}
_URL = re.compile(r"(\bhttps?://[^\s<>]*[^\s<>.,;:!?)\]”’\"'»])")
_SPECIAL = re.compile(r"[\\`*_\[<#|~$]|&(?=#?\w+;)")
_OPENING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=>:]))")


@dataclass(frozen=True, slots=True)
class _Block:
    style: _Style
    text: str


def to_markdown(
    conversation: Conversation,
    documents: Mapping[str, Document],
    *,
    exported: date,
    link: _Link | None = None,
    find_review: _FindReview | None = None,
) -> str:
    """Return the conversation as CommonMark in which nothing but headings, quotes and lists is formatting.

    `exported` is today; `link` gives the permanent link to a quote, "" for none; `find_review` the review that is shown
    with an answer. A quote that is not what its document holds is named but never shown.
    """
    blocks = _to_blocks(conversation, documents, exported, link, find_review)
    return "\n\n".join(_to_markdown_block(block) for block in blocks) + "\n"


def to_word(
    conversation: Conversation,
    documents: Mapping[str, Document],
    *,
    exported: date,
    link: _Link | None = None,
    find_review: _FindReview | None = None,
) -> bytes:
    """Return the same as `to_markdown` as a Word file (.docx, A4, in Swedish)."""
    blocks = list(_to_blocks(conversation, documents, exported, link, find_review))
    word = create_word(blocks[0].text, exported)
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        paragraph = word.add_paragraph(block.text, _WORD[block.style])
        if following is not None and "quote" in (block.style, following.style):
            paragraph.paragraph_format.keep_with_next = True
        if block.style == "status":
            paragraph.runs[0].bold = True
    return to_bytes(word)


def _to_blocks(
    conversation: Conversation,
    documents: Mapping[str, Document],
    exported: date,
    link: _Link | None,
    find_review: _FindReview | None,
) -> Iterator[_Block]:
    yield _to_block("title", conversation.title.strip() or texts.UNTITLED)
    yield _to_block("text", texts.EXPORTED.format(date=exported))
    for turn in conversation.turns:
        yield _to_block("question", turn.question)
        yield from _to_answer_blocks(turn.answer, documents, link, find_review(turn) if find_review else None)
    citations = [citation for turn in conversation.turns for citation in _find_shown(turn.answer)]
    standing = [citation for citation in citations if is_verbatim(citation, documents)]
    if standing:
        yield _to_block("question", texts.SOURCES_HEADING)
    for document_id in dict.fromkeys(citation.document_id for citation in standing):
        yield _to_block("source", to_source_reference(documents[document_id].source))
    broken = len(citations) - len(standing)
    checked = texts.CHECKED_LEFT_OUT if broken else texts.CHECKED
    yield _to_block("text", checked.format(checked=len(citations), date=exported, broken=broken))


def _to_answer_blocks(
    answer: Answer, documents: Mapping[str, Document], link: _Link | None, review: Review | None
) -> Iterator[_Block]:
    broken = [citation.quote for citation in _find_shown(answer) if not is_verbatim(citation, documents)]
    yield _to_block("status", texts.STATUS[answer.status])
    if review:
        yield _to_block("text", f"{describe_review(review)}.")
    lead = _find_lead(answer)
    if lead and not _shares_words(lead, broken):
        yield _to_block("text", lead)
    for note in answer.notes:
        if not _shares_words(note, broken, ignored=swedish.FUNCTION_WORDS):
            yield _to_block("text", texts.NOTE.format(note=note))
    for citation in answer.citations:
        yield from _to_quote_blocks(citation, texts.CITATION.format(n=citation.n), documents, link)
    if nearest := _find_nearest(answer):
        yield _to_block("heading", texts.NEAREST_HEADING)
        for citation in nearest:
            yield from _to_quote_blocks(citation, texts.NEAREST.format(n=citation.n), documents, link)


def _to_quote_blocks(
    citation: Citation, name: str, documents: Mapping[str, Document], link: _Link | None
) -> Iterator[_Block]:
    if not is_verbatim(citation, documents):
        yield _to_block("text", texts.LEFT_OUT.format(name=name))
        return
    title = documents[citation.document_id].title
    section = texts.SECTION.format(section=citation.section) if citation.section else ""
    place = " · ".join(part for part in (section, title, link(citation) if link else "") if part)
    yield _to_block("text", texts.QUOTE_OF.format(name=name, origin=describe_origin(citation, documents)))
    yield _to_block("quote", to_marked(citation.quote))
    yield _to_block("text", place)


def _to_block(style: _Style, text: str) -> _Block:
    """Return a block that any file can hold: of one line, but for a quote, which keeps its lines."""
    text = re.sub(r"\r\n?", "\n", text) if style == "quote" else " ".join(text.split())
    return _Block(style, clean(text))


def _find_shown(answer: Answer) -> tuple[Citation, ...]:
    return answer.citations + _find_nearest(answer)


def _find_nearest(answer: Answer) -> tuple[Citation, ...]:
    return answer.nearest if answer.status == "not_found" else ()


def _find_lead(answer: Answer) -> str:
    """Return the first line of the answer's text, "" if it has none or if it gives a quote and its origin only."""
    lead = next((line.strip() for line in answer.text.splitlines() if line.strip()), "")
    quotes = "|".join(re.escape(citation.quote) for citation in answer.citations if citation.quote)
    return "" if quotes and re.fullmatch(rf"\W*(?:{quotes})\W*(?:\[\d+\])?\s*(?:[–—-] .*)?", lead) else lead


def _shares_words(text: str, quotes: list[str], *, ignored: frozenset[str] = frozenset()) -> bool:
    return not (_to_words(re.sub(r"\[\d+\]", "", text)) - ignored).isdisjoint(_to_words(" ".join(quotes)))


def _to_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _to_markdown_block(block: _Block) -> str:
    return "\n".join(_MARKDOWN[block.style].format(_escape(line)).rstrip() for line in block.text.split("\n"))


def _escape(line: str) -> str:
    """Return a line that CommonMark shows as it stands; an address becomes a link that shows itself."""
    parts = _URL.split(line.strip(" \t"))
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", part) for part in parts[::2]]
    parts[1::2] = [f"<{address}>" for address in parts[1::2]]
    return _OPENING.sub(r"\1\\", "".join(parts))
