"""An answer as a list of HTML blocks, in the order in which they appear on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from assistant.reviews import Review
from assistant.types import Answer, Citation
from assistant.ui import texts_sv as texts
from assistant.ui.badge import describe_review, render_badge, render_remarks
from assistant.ui.cards import render_card
from assistant.ui.copy_text import to_copy_text
from assistant.ui.origin import is_verbatim, to_origin
from corpus.types import Document

_MARKER = re.compile(r"\[(\d{1,3})\]")
_CITED = re.compile(r"(?P<word>[^\s\[\]]{0,30})(?P<markers>(?:\s*\[\d{1,3}\])+)(?P<after>[.,;:!?…)”]{0,3})")
_BULLET = re.compile(r"^[-•*]\s+")


def render_question(text: str, libraries: Iterable[str] = ()) -> str:
    """Return the user's question as a block, with the libraries that it is kept to."""
    kept = ", ".join(libraries)
    only = f'<p class="kept-to">{escape(texts.KEPT_TO.format(libraries=kept))}</p>' if kept else ""
    return (
        f'<div class="question"><h2><span class="sr-only">{escape(texts.YOU_ASKED)}: </span>'
        f'<span class="asked">{escape(text)}</span></h2>{only}'
        f'<button type="button" class="edit-question">{escape(texts.EDIT_QUESTION)}</button></div>'
    )


def render_answer(
    answer: Answer,
    documents: Mapping[str, Document],
    *,
    turn_id: str,
    libraries: Iterable[str] = (),
    review: Review | None = None,
    review_path: str = "",
) -> list[str]:
    """Return the blocks of an answer: what it says, what can be done with it, follow-ups.

    `review` is shown with it; `review_path` is where it can be reviewed, "" for nowhere.
    """
    badge, remarks = (render_badge(review), render_remarks(review)) if review else ("", {})
    blocks = render_body(answer, documents, turn_id=turn_id, libraries=libraries, badge=badge, remarks=remarks)
    copy_text = to_copy_text(answer, documents) if answer.citations else ""
    blocks.append(_render_tools(copy_text, turn_id, review_path))
    if answer.follow_ups:
        blocks.append(render_chips(texts.FOLLOW_UPS_HEADING, answer.follow_ups))
    return blocks


def render_body(
    answer: Answer,
    documents: Mapping[str, Document],
    *,
    turn_id: str,
    libraries: Iterable[str],
    badge: str,
    remarks: Mapping[int, str],
) -> list[str]:
    """Return the blocks of what an answer says: status, badge and lead, notes, text and cards, nearest.

    `badge` is HTML after the status, `remarks` HTML in the cards of citations, by number. A line of the text that only
    repeats a quote and its origin becomes the card itself, and a line that names one of `libraries` or a person in the
    documents becomes a heading. A citation that no line repeats ends the part under its library or speaker, if the text
    has one, and else the answer.
    """
    lines = [line.strip() for line in answer.text.splitlines() if line.strip()]
    lead = lines[:1] if lines and not _to_repeated(lines[0], answer.citations, documents) else []
    people = (person.name for document in documents.values() for person in document.people)
    headings = frozenset((*libraries, *people))
    by_n = {citation.n: citation for citation in answer.citations}
    waiting = dict(by_n)
    blocks = [_render_lead(answer, lead, by_n, turn_id, badge)]
    if answer.notes:
        blocks.append(_render_notes(answer.notes))

    def place(citations: Iterable[Citation]) -> None:
        for citation in citations:
            if waiting.pop(citation.n, None) is not None:
                pointed = answer.pointed if citation.n == 1 else None
                remark = remarks.get(citation.n, "")
                blocks.append(render_card(citation, documents, turn_id=turn_id, pointed=pointed, remark=remark))

    def end_group(group: str | None) -> None:
        if group is not None:
            place([citation for citation in answer.citations if group in (citation.library, citation.speaker)])

    group = None
    for line in lines[len(lead) :]:
        if (name := line.strip("*#: ")) in headings:
            end_group(group)
            group = name
            blocks.append(f'<h3 class="group">{escape(name)}</h3>')
        elif repeated := _to_repeated(line, answer.citations, documents):
            place(repeated)
        else:
            blocks.append(_render_line(line, by_n, turn_id, answer.language))
    end_group(group)
    place(answer.citations)
    if answer.nearest:
        blocks.append(f'<h3 class="nearest-heading">{escape(texts.NEAREST_HEADING)}</h3>')
        blocks.extend(render_card(citation, documents, turn_id=turn_id, nearest=True) for citation in answer.nearest)
    return blocks


def render_chips(heading: str, questions: Iterable[str]) -> str:
    """Return questions that are asked at a click."""
    chips = "".join(
        f'<li><button type="button" class="chip" data-ask="{escape(question)}">{escape(question)}</button></li>'
        for question in questions
    )
    return f'<section class="chips"><h3>{escape(heading)}</h3><ul>{chips}</ul></section>'


def to_announcement(answer: Answer, documents: Mapping[str, Document], review: Review | None = None) -> str:
    """Return what a screen reader is told when the answer is there: status, number of quotes, badge and lead line."""
    shown = sum(is_verbatim(citation, documents) for citation in answer.citations)
    lead = re.sub(r"\s*\[\d+\]", "", answer.text.strip().split("\n", 1)[0])
    badge = f"{describe_review(review)}. " if review else ""
    return f"{texts.STATUS[answer.status]}, {shown} citat. {badge}{lead}"


def _to_repeated(line: str, citations: tuple[Citation, ...], documents: Mapping[str, Document]) -> list[Citation]:
    """Return the citations whose quotes the line gives, if it gives nothing else than quotes and their origins."""
    numbers = {int(number) for number in _MARKER.findall(line)}
    repeated = [c for c in citations if c.quote and c.quote in line and (not numbers or c.n in numbers)]
    rest = line
    for quote in sorted((citation.quote for citation in repeated), key=lambda quote: (-len(quote), quote)):
        rest = rest.replace(quote, " ")
    parts = {text for own in texts.WITHOUT_SPEAKER.values() for text in (own, own.lower())}
    for citation in repeated:
        title = documents[citation.document_id].title if citation.document_id in documents else None
        named = (citation.speaker, citation.role, citation.library, citation.section, title)
        parts.update(part for part in named if part)
    for part in sorted(parts, key=lambda part: (-len(part), part)):
        rest = rest.replace(part, " ")
    return repeated if repeated and not re.search(r"[^\W\d_]", rest) else []


def _render_inline(text: str, by_n: Mapping[int, Citation], turn_id: str) -> str:
    """Return the text with each [n] that has a citation as a button to its card; the rest escaped.

    A button stays on one line with the word before it and the punctuation after it.
    """
    parts: list[str] = []
    position = 0
    for match in _CITED.finditer(text):
        numbers = [int(number) for number in _MARKER.findall(match["markers"])]
        if not all(number in by_n for number in numbers):
            continue
        parts.append(escape(text[position : match.start()], quote=False))
        buttons = "".join(_render_marker(by_n[number], turn_id) for number in numbers)
        word, after = escape(match["word"], quote=False), escape(match["after"], quote=False)
        parts.append(f'<span class="cited">{word}{buttons}{after}</span>')
        position = match.end()
    parts.append(escape(text[position:], quote=False))
    return "".join(parts)


def _render_marker(citation: Citation, turn_id: str) -> str:
    label = escape(texts.MARKER_LABEL.format(n=citation.n, origin=to_origin(citation)))
    return (
        f'<button type="button" class="marker" data-n="{citation.n}" data-card="{escape(turn_id)}-{citation.n}" '
        f'aria-label="{label}">{citation.n}</button>'
    )


def _render_lead(answer: Answer, lead: list[str], by_n: Mapping[int, Citation], turn_id: str, badge: str) -> str:
    status = f'<p class="status {answer.status}">{escape(texts.STATUS[answer.status])}</p>'
    line = f'<p class="lead">{_render_inline(lead[0], by_n, turn_id)}</p>' if lead else ""
    return f'<div class="answer-head" lang="{answer.language}">{status}{badge}{line}</div>'


def _render_line(line: str, by_n: Mapping[int, Citation], turn_id: str, language: str) -> str:
    bullet = " bullet" if _BULLET.match(line) else ""
    return f'<p class="line{bullet}" lang="{language}">{_render_inline(_BULLET.sub("", line), by_n, turn_id)}</p>'


def _render_notes(notes: tuple[str, ...]) -> str:
    items = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f'<aside class="notes"><h3>{escape(texts.NOTES_HEADING)}</h3>{items}</aside>'


def _render_tools(copy_text: str, turn_id: str, review_path: str) -> str:
    """Return what can be done with an answer: copy it, say whether it helped, and review it."""
    copy = (
        f'<button type="button" class="small-button copy-answer" data-copy="{escape(copy_text)}">{escape(texts.COPY)}'
        "</button>"
        if copy_text
        else ""
    )
    verdicts = "".join(
        f'<button type="button" class="small-button verdict" data-verdict="{name}" aria-pressed="false">{escape(label)}'
        "</button>"
        for name, label in (("up", texts.FEEDBACK_UP), ("down", texts.FEEDBACK_DOWN))
    )
    reasons = "".join(
        f'<label><input type="radio" name="reason-{escape(turn_id)}" value="{name}"> {escape(label)}</label>'
        for name, label in texts.FEEDBACK_REASONS
    )
    form = (
        f'<form class="reasons" hidden><fieldset><legend>{escape(texts.FEEDBACK_REASON)}</legend>{reasons}</fieldset>'
        f'<label>{escape(texts.FEEDBACK_COMMENT)}<textarea rows="2" maxlength="2000"></textarea></label>'
        f'<button type="submit" class="small-button">{escape(texts.FEEDBACK_SEND)}</button></form>'
    )
    label_id = f"{escape(turn_id)}-feedback"
    review = (
        f'<a class="review-answer" href=".{escape(review_path)}">{escape(texts.REVIEW_ANSWER)}</a>'
        if review_path
        else ""
    )
    return (
        f'<div class="tools">{copy}<div class="feedback" role="group" aria-labelledby="{label_id}">'
        f'<span id="{label_id}">{escape(texts.FEEDBACK)}</span> {verdicts}{form}<p class="thanks" role="status"></p>'
        f"</div>{review}</div>"
    )
