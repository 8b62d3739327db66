"""What stands around the conversation: the head of the page, the first visit, and the libraries to keep to."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.ui import texts_sv as texts
from assistant.ui.answer_view import render_chips
from assistant.ui.badge import REVIEWS_PATH
from assistant.ui.types import Answerer
from corpus.types import Document

EVALUATION_PATH = "/utvardering"
ABOUT_PATH = "/om"
CHECK_PATH = "/granska"


def render_head(libraries: Sequence[str], *, has_reviews: bool = False) -> str:
    """Return the name of the page, the way past it, and what a whole conversation can be done with."""
    reviews = f'<a class="head-button" href=".{REVIEWS_PATH}">{escape(texts.REVIEWS)}</a>' if has_reviews else ""
    buttons = "".join(
        f'<button type="button" class="head-button" id="{id}">{escape(label)}</button>'
        for id, label in (
            ("show-comparison", texts.COMPARE),
            ("show-conversations", texts.CONVERSATIONS),
            ("show-take", texts.TAKE),
            ("new-conversation", texts.NEW_CONVERSATION),
        )
        if id != "show-comparison" or len(libraries) > 1
    )
    return (
        f'<a class="skip" href="#question">{escape(texts.SKIP_TO_INPUT)}</a>'
        f'<h1>{escape(texts.TITLE)}</h1><p class="tagline">{escape(texts.TAGLINE)}</p>'
        f'<button type="button" class="head-button" id="show-menu" popovertarget="menu">{escape(texts.MENU)}</button>'
        f'<nav class="head-buttons" id="menu" popover aria-label="{escape(texts.HEAD_LABEL)}">{buttons}'
        f'<a class="head-button" href=".{CHECK_PATH}">{escape(texts.CHECK)}</a>{reviews}'
        f'<a class="head-button" href=".{ABOUT_PATH}">{escape(texts.ABOUT)}</a></nav>'
        f"{_render_conversations()}{_render_take()}"
    )


def _render_conversations() -> str:
    inside = (
        f'<p class="none">{escape(texts.NO_CONVERSATIONS)}</p><ul></ul>'
        f'<p class="removed" role="status"><span></span> <button type="button" class="undo" hidden>{escape(texts.UNDO)}'
        f'</button></p><p class="where">{escape(texts.KEPT_WHERE)}</p>'
    )
    return _render_dialog("conversations", texts.CONVERSATIONS, inside)


def _render_take() -> str:
    buttons = "".join(
        f'<li><button type="button" class="small-button" data-take="{name}">{escape(label)}</button> '
        f"<span>{escape(help)}</span></li>"
        for name, label, help in texts.TAKE_FORMS
    )
    shared = (
        f'<p class="share-link" hidden><input type="text" readonly aria-label="{escape(texts.SHARED_LINK)}"> '
        f'<button type="button" class="small-button">{escape(texts.COPY_LINK)}</button></p>'
    )
    inside = f'<ul>{buttons}</ul>{shared}<p class="told" role="status"></p>'
    return _render_dialog("take", texts.TAKE, inside)


def _render_dialog(name: str, heading: str, inside: str) -> str:
    return (
        f'<dialog id="{name}" aria-labelledby="{name}-heading"><div class="dialog-head">'
        f'<h2 id="{name}-heading">{escape(heading)}</h2>'
        f'<button type="button" class="close" aria-label="{escape(texts.CLOSE)}" title="{escape(texts.CLOSE)}">'
        f"</button></div>{inside}</dialog>"
    )


def render_comparison(libraries: Sequence[str]) -> str:
    """Return the form of the comparison and the place of its grid; nothing to compare gives nothing."""
    if len(libraries) < 2:
        return ""
    return (
        f'<h2>{escape(texts.COMPARE_HEADING)}</h2><p class="help">{escape(texts.COMPARE_HELP)}</p>'
        f'<form><label for="compare-question">{escape(texts.COMPARE_LABEL)}</label>'
        f'<div class="compare-row"><input type="text" id="compare-question" autocomplete="off" '
        f'placeholder="{escape(texts.COMPARE_PLACEHOLDER)}">'
        f'<button type="submit" class="small-button">{escape(texts.COMPARE_ASK)}</button>'
        f'<button type="button" class="small-button themes">{escape(texts.COMPARE_THEMES)}</button>'
        f'<button type="button" class="small-button leave">{escape(texts.LEAVE_COMPARISON)}</button></div></form>'
        '<p class="told" role="status"></p><div class="grid-place"></div>'
    )


def render_problem() -> str:
    """Return the lines above the input: a problem, and that an earlier question is being changed."""
    return (
        '<p role="alert"></p>'
        f'<p class="editing" hidden><span role="status">{escape(texts.EDITING)}</span> '
        f'<button type="button">{escape(texts.CANCEL)}</button></p>'
    )


def render_libraries(libraries: Sequence[str]) -> str:
    """Return the libraries as boxes to tick; a question is kept to those ticked, or to none in particular."""
    boxes = "".join(
        f'<label><input type="checkbox" value="{escape(name)}"><span>{escape(name)}</span></label>'
        for name in libraries
    )
    return f"<fieldset><legend>{escape(texts.LIBRARIES_LABEL)}</legend>{boxes}</fieldset>"


def render_welcome(assistant: Answerer, *, has_evaluation: bool) -> str:
    """Return what a first visitor reads: what this is, what it can't, examples, the documents, how good it is."""
    items = "".join(
        f'<li><button type="button" class="material" data-document="{escape(document.id)}">{escape(document.title)}'
        f"</button><span>{escape(_to_published(document))}</span></li>"
        for document in assistant.documents.values()
    )
    evaluation = f'<a href=".{EVALUATION_PATH}">{escape(texts.EVALUATION_LINK)}</a>' if has_evaluation else ""
    about = f'<a href=".{ABOUT_PATH}">{escape(texts.ABOUT_LINK)}</a>'
    examples = render_chips(texts.EXAMPLES_HEADING, assistant.examples) if assistant.examples else ""
    return (
        f"<h2>{escape(texts.WELCOME_HEADING)}</h2><p>{escape(texts.WELCOME)}</p>"
        f'<p class="cannot">{escape(texts.CANNOT)}</p>{examples}'
        f'<section class="materials"><h3>{escape(texts.MATERIAL_HEADING)}</h3><ul>{items}</ul>'
        f'<p class="evaluation">{about} {evaluation}</p></section>'
    )


def _to_published(document: Document) -> str:
    source = document.source
    return ", ".join(part for part in (source.author, source.publisher, source.date) if part)
