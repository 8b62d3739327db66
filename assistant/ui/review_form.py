"""One answer to be reviewed, as HTML: as on the page, with its source and its judgement beside each citation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape

from assistant.records import MAX_COMMENT_CHARS
from assistant.reviews import MAX_REVIEWER_CHARS, CitationReview, KeptAnswer
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.answer_view import render_body
from assistant.ui.badge import describe_given, render_badge, render_seal, to_date, to_numbers
from assistant.ui.links import to_place
from corpus.types import Document, Span


def render_kept(
    kept: KeptAnswer, documents: Mapping[str, Document], *, libraries: Collection[str], has_code: bool
) -> str:
    """Return an answer to be reviewed: as on the page, with its source and its judgement beside each citation.

    Where its quotes no longer stand it can only be read. With `has_code` the reviewers' code is asked for.
    """
    answer = kept.turn.answer
    changed = _find_changed(kept)
    is_signed = kept.status == "signed" and not changed
    told = {told.n: told for told in kept.review.verdicts} if kept.review else {}
    panels = {
        c.n: _render_panel(c, documents, told.get(c.n), is_signed=is_signed, is_open=not changed)
        for c in answer.citations
        if c.quote
    }
    body = render_body(answer, documents, turn_id="citat", libraries=libraries, badge="", remarks=panels)
    shortcuts = _render_shortcuts() if answer.citations and not changed else ""
    form = (
        f'<form novalidate>{shortcuts}<div class="turn">{"".join(body)}</div>'
        f"{'' if changed else _render_signing(kept, has_code=has_code)}"
        f"{_render_buttons(kept, is_signed=is_signed, is_open=not changed)}</form>"
    )
    return (
        f'<div id="kept" class="{"signed" if is_signed else ""}" data-key="{escape(kept.key)}">'
        f"<h1>{escape(texts.REVIEW_ANSWER)}</h1>{_render_question(kept)}{_render_state(kept, changed)}{form}"
        f"{_render_withdrawal(has_code=has_code) if kept.review else ''}</div>"
    )


def _find_changed(kept: KeptAnswer) -> tuple[int, ...]:
    """Return the numbers of the citations that read otherwise now; an answer with any can't be signed."""
    return kept.review.changed if kept.review else tuple(c.n for c in kept.turn.answer.citations if not c.quote)


def _render_question(kept: KeptAnswer) -> str:
    earlier = "".join(f"<li>{escape(question)}</li>" for question in kept.history)
    followed = (
        f'<div class="earlier"><p>{escape(texts.EARLIER_QUESTIONS)}</p><ol>{earlier}</ol></div>' if earlier else ""
    )
    libraries = ", ".join(kept.turn.libraries)
    only = f'<p class="kept-to">{escape(texts.KEPT_TO.format(libraries=libraries))}</p>' if libraries else ""
    return f'{followed}<div class="question"><h2>{escape(kept.turn.question)}</h2>{only}</div>'


def _render_state(kept: KeptAnswer, changed: Sequence[int]) -> str:
    """Return how far the review has come: the badge, what has changed since it, or that there is none."""
    given = f'<p class="given">{escape(describe_given(kept))}</p>'
    if kept.review and kept.review.is_current and not changed:
        state = render_badge(kept.review)
    elif kept.review or changed:
        state = (
            f'<p class="outdated" role="note">{render_seal("outdated")}{escape(_describe_change(kept, changed))}</p>'
        )
    else:
        state = f'<p class="unsigned">{escape(texts.UNSIGNED)}</p>'
    return f'<div id="state" tabindex="-1">{state}{given}</div>'


def _describe_change(kept: KeptAnswer, changed: Sequence[int]) -> str:
    again = texts.ASK_AGAIN if changed else texts.REVIEW_AGAIN
    numbers = to_numbers(changed) if changed else ""
    if kept.review is None:
        return f"{texts.CHANGED_SINCE_GIVEN.format(numbers=numbers)} {again}"
    signed = texts.SIGNED_THEN.format(reviewer=kept.review.reviewer, date=to_date(kept.review.signed))
    if changed:
        what = texts.DOCUMENT_CHANGED.format(numbers=numbers)
    else:
        what = texts.QUOTES_STAND if kept.turn.answer.citations else texts.MATERIAL_CHANGED
    return f"{signed} {what} {again}"


def _render_shortcuts() -> str:
    keys = ", ".join(f"<kbd>{escape(key)}</kbd> {escape(does)}" for key, does in texts.SHORTCUT_KEYS)
    return (
        f'<p class="shortcuts to-judge"><label><input type="checkbox" id="shortcuts" checked> '
        f"{escape(texts.SHORTCUTS)}</label> {keys}</p>"
    )


def _render_panel(
    citation: Citation,
    documents: Mapping[str, Document],
    told: CitationReview | None,
    *,
    is_signed: bool,
    is_open: bool,
) -> str:
    """Return what stands beside a citation: the text around it, the way there, and its judgement."""
    n = citation.n
    label = escape(texts.OPEN_PLACE_LABEL.format(n=n))
    context = (
        f'<div class="context"><p class="label">{escape(texts.CONTEXT)}</p>'
        f"{_render_context(citation, documents[citation.document_id])}"
        f'<p><a class="card-action" href="./{escape(to_place(citation))}" target="_blank" rel="noopener" '
        f'aria-label="{label}">{escape(texts.OPEN_PLACE)}</a></p></div>'
    )
    judgement = (
        f'<div class="judged"><p>{render_seal(told.verdict)}<strong>{escape(texts.VERDICTS[told.verdict])}</strong></p>'
        f"<p>{escape(told.comment)}</p></div>"
        if told and told.verdict and is_signed
        else ""
    )
    if is_open:
        chosen = told.verdict if told and is_signed else ""
        choices = "".join(
            _render_choice(f"verdict-{n}", name, text, is_chosen=name == chosen)
            for name, text in (("approved", texts.APPROVE), ("rejected", texts.REJECT))
        )
        judgement += (
            f'<fieldset class="verdict-field to-judge" data-n="{n}">'
            f'<legend class="sr-only">{escape(texts.JUDGE_CITATION.format(n=n))}</legend>'
            f'<div class="choices">{choices}</div>'
            f"{_render_comment(texts.COMMENT_ON_CITATION.format(n=n), told.comment if told else '')}</fieldset>"
        )
    return f'<div class="panel">{context}{judgement}</div>'


def _render_context(citation: Citation, document: Document) -> str:
    """Return the paragraph or paragraphs in which a quote stands, with the quote marked."""
    span = Span(citation.start, citation.end)
    around = [sentence.paragraph for sentence in document.sentences if sentence.span.overlaps(span)]
    before = document.text[min((paragraph.start for paragraph in around), default=span.start) : span.start]
    after = document.text[span.end : max((paragraph.end for paragraph in around), default=span.end)]
    return (
        f'<p class="paragraph" lang="{escape(document.source.language)}">{escape(before, quote=False)}'
        f"<mark>{escape(citation.quote, quote=False)}</mark>{escape(after, quote=False)}</p>"
    )


def _render_choice(name: str, value: str, label: str, *, is_chosen: bool) -> str:
    seal = render_seal(value) if value in texts.SEALS else ""
    return (
        f'<label class="choice"><input type="radio" name="{name}" value="{value}"{" checked" if is_chosen else ""}>'
        f"<span>{seal}{escape(label)}</span></label>"
    )


def _render_comment(label: str, comment: str) -> str:
    return (
        f'<label class="comment">{escape(label)}<textarea rows="2" maxlength="{MAX_COMMENT_CHARS}">{escape(comment)}'
        "</textarea></label>"
    )


def _render_signing(kept: KeptAnswer, *, has_code: bool) -> str:
    """Return the end of the form: the judgement of an answer without citations, a comment on the whole, who signs."""
    review = kept.review
    is_right = ""
    if not kept.turn.answer.citations:
        asked = texts.JUDGE_NOT_FOUND if kept.turn.answer.status == "not_found" else texts.JUDGE_ANSWER
        given = review.is_right if review and review.is_current else None
        choices = "".join(
            _render_choice("is-right", name, label, is_chosen=given is value)
            for name, label, value in (("yes", texts.YES, True), ("no", texts.NO, False))
        )
        legend = f"<legend>{escape(asked)}</legend>"
        is_right = f'<fieldset class="is-right">{legend}<div class="choices">{choices}</div></fieldset>'
    code = _render_code("code") if has_code else ""
    return (
        f'<section class="signing to-judge" aria-labelledby="signing-heading"><h2 id="signing-heading">'
        f"{escape(texts.SIGN_HEADING)}</h2>{is_right}"
        f"{_render_comment(texts.COMMENT_ON_ANSWER, review.comment if review else '')}"
        f'<div class="fields"><div><label>{escape(texts.REVIEWER_NAME)}<input type="text" id="reviewer" '
        f'autocomplete="name" maxlength="{MAX_REVIEWER_CHARS}" aria-describedby="reviewer-help"></label>'
        f'<p class="help" id="reviewer-help">{escape(texts.REVIEWER_NAME_HELP)}</p></div>{code}</div></section>'
    )


def _render_code(id: str) -> str:
    return f'<label>{escape(texts.REVIEW_CODE)}<input type="password" id="{id}" autocomplete="off"></label>'


def _render_buttons(kept: KeptAnswer, *, is_signed: bool, is_open: bool) -> str:
    def render(label: str, classes: str, kind: str = "button") -> str:
        return f'<button type="{kind}" class="{classes}">{escape(label)}</button>'

    buttons = [
        render(texts.SIGN, "primary to-judge", "submit") if is_open else "",
        render(texts.KEEP_REVIEW, "small-button keep to-judge") if is_signed else "",
        render(texts.CHANGE_REVIEW, "small-button change judged") if is_signed else "",
        render(texts.WITHDRAW, "small-button withdraw") if kept.review else "",
    ]
    judged = '<p class="count to-judge" role="status"></p>' if is_open and kept.turn.answer.citations else ""
    return f'{judged}<p class="problem" role="alert"></p><div class="buttons">{"".join(buttons)}</div>'


def _render_withdrawal(*, has_code: bool) -> str:
    return (
        f'<dialog id="withdrawal" aria-labelledby="withdrawal-heading"><form method="dialog">'
        f'<h2 id="withdrawal-heading">{escape(texts.WITHDRAW_QUESTION)}</h2><p>{escape(texts.WITHDRAW_HELP)}</p>'
        f'{_render_code("withdrawal-code") if has_code else ""}<p class="problem" role="alert"></p>'
        f'<div class="buttons"><button type="submit" class="primary">{escape(texts.WITHDRAW_YES)}</button>'
        f'<button type="button" class="small-button leave">{escape(texts.WITHDRAW_NO)}</button></div></form></dialog>'
    )
