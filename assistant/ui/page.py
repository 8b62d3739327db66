"""The page as Gradio blocks: conversation and input to the left, the source to the right."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from assistant.types import Question
from assistant.ui import texts_sv as texts
from assistant.ui.answer_view import render_answer, render_chips, render_question, to_announcement
from assistant.ui.source_view import render_chooser, render_source
from assistant.ui.types import Answerer, Mark, TurnJson, TurnState
from corpus.types import BelaggError, Document

BLOCK_PAUSE_S = 0.07  # between two blocks of an answer: long enough to be seen, short enough not to be waited for

EVALUATION_PATH = "/utvardering"

_LOG = logging.getLogger(__name__)
_Step = tuple[TurnJson, list[str], Any]  # the turn, the earlier questions, the input field


def build_page(assistant: Answerer, *, max_question_chars: int = 2000, has_evaluation: bool = False) -> gr.Blocks:
    """Return the page for `assistant`; `assistant.ui.serve` adds its style and script and serves it.

    With `has_evaluation` it links to EVALUATION_PATH.
    """

    def ask(question: str, libraries: list[str], history: list[str]) -> Iterator[_Step]:
        yield from answer_steps(assistant, question, libraries, history, max_question_chars)

    def ask_chip(libraries: list[str], history: list[str], event: gr.EventData) -> Iterator[_Step]:
        for turn, asked, _ in answer_steps(assistant, str(event.question), libraries, history, max_question_chars):
            yield turn, asked, gr.skip()

    def open_source(request: dict[str, Any]) -> str:
        return show_source(assistant.documents, request)

    page = gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True, fill_height=True)
    with page:
        history = gr.State([])
        with gr.Row(elem_id="page-head"):
            gr.HTML(_render_brand(), elem_id="brand", apply_default_css=False, js_on_load=None)
            new_button = gr.Button(texts.NEW_CONVERSATION, elem_id="new-conversation", size="sm", variant="secondary")
        with gr.Row(elem_id="page-body"):
            with gr.Column(elem_id="chat"):
                conversation = gr.HTML(
                    html_template=_CONVERSATION,
                    welcome=_render_welcome(assistant, has_evaluation=has_evaluation),
                    label_text=escape(texts.CONVERSATION_LABEL),
                    js_on_load="window.Belagg.startConversation(element, props, watch, (to) => trigger('ask', to));",
                    apply_default_css=False,
                    elem_id="conversation",
                )
                with gr.Column(elem_id="composer"):
                    gr.HTML('<p role="alert"></p>', elem_id="problem", apply_default_css=False, js_on_load=None)
                    with gr.Row(elem_id="ask-row"):
                        question = gr.Textbox(
                            label=texts.QUESTION_LABEL,
                            show_label=False,
                            placeholder=texts.QUESTION_PLACEHOLDER,
                            lines=1,
                            max_lines=6,
                            container=False,
                            elem_id="question",
                        )
                        ask_button = gr.Button(texts.ASK, variant="primary", elem_id="ask")
                    libraries = gr.CheckboxGroup(
                        list(assistant.libraries),
                        label=texts.LIBRARIES_LABEL,
                        visible=bool(assistant.libraries),
                        elem_id="libraries",
                    )
            gr.HTML(
                html_template=_SOURCE,
                chooser=render_chooser(assistant.documents),
                source_label=escape(texts.SOURCE_LABEL),
                close_label=escape(texts.CLOSE_SOURCE),
                back_label=escape(texts.BACK_TO_ANSWER),
                previous_label=escape(texts.PREVIOUS_QUOTE),
                next_label=escape(texts.NEXT_QUOTE),
                first=next(iter(assistant.documents), ""),
                js_on_load="window.Belagg.startSource(element, props, server);",
                server_functions=[open_source],
                apply_default_css=False,
                elem_id="source",
            )

        outputs = [conversation, history, question]
        typed = gr.on(
            [question.submit, ask_button.click],
            ask,
            [question, libraries, history],
            outputs,
            show_progress="hidden",
            concurrency_limit=None,
            api_name="ask",
        )
        chip = conversation.ask(
            ask_chip,
            [libraries, history],
            outputs,
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
        new_button.click(
            lambda: (None, []),
            None,
            [conversation, history],
            js="() => window.Belagg.clearConversation()",
            cancels=[typed, chip],
            show_progress="hidden",
            queue=False,
            api_visibility="private",
        )
    return page


def answer_steps(
    assistant: Answerer,
    question: str,
    libraries: Sequence[str],
    history: Sequence[str],
    max_question_chars: int = 2000,
) -> Iterator[_Step]:
    """Yield the turn as it grows: the question, then the answer block by block.

    A question that cannot be asked, or whose answer fails, is left in the input field with a message beside it.
    """
    text = question.strip()
    earlier = list(history)
    turn_id = f"s{secrets.token_hex(5)}"
    if problem := find_problem(text, max_question_chars):
        yield _to_turn(turn_id, "failed", problem=problem), earlier, gr.skip()
        return
    asked = render_question(text)
    yield _to_turn(turn_id, "searching", [asked], announcement=texts.SEARCHING), earlier, ""
    try:
        answer = assistant.ask(Question(text, history=tuple(earlier), libraries=tuple(libraries) or None))
        blocks = [asked, *render_answer(answer, assistant.documents, turn_id=turn_id, libraries=assistant.libraries)]
    except BelaggError as error:
        yield _to_turn(turn_id, "failed", [asked], problem=str(error)), earlier, question
        return
    except Exception:
        # The edge of the program: the person gets words and keeps the question, the log gets the traceback.
        _LOG.exception("no answer to a question from the page")
        yield _to_turn(turn_id, "failed", [asked], problem=texts.ASK_FAILED), earlier, question
        return
    for count in range(2, len(blocks)):
        yield _to_turn(turn_id, "writing", blocks[:count]), earlier, gr.skip()
        time.sleep(BLOCK_PAUSE_S)
    announcement = to_announcement(answer, assistant.documents)
    yield _to_turn(turn_id, "done", blocks, announcement=announcement), [*earlier, text], gr.skip()


def find_problem(text: str, max_chars: int) -> str | None:
    """Return why a question cannot be asked, for the person to read, or None."""
    if not text:
        return texts.EMPTY_QUESTION
    if len(text) > max_chars:
        return texts.LONG_QUESTION.format(chars=len(text), max_chars=max_chars)
    return None


def show_source(documents: Mapping[str, Document], request: Mapping[str, Any]) -> str:
    """Return the document that a browser asks for, marked; `request` is outside data and is taken apart with care.

    It holds `document_id` and `marks`, rows of [n, start, end]; rows that don't fit the document are left out.
    """
    document = documents.get(str(request.get("document_id")))
    if document is None:
        return f'<p class="source-problem">{escape(texts.NO_SUCH_DOCUMENT)}</p>'
    marks = [
        Mark(*row)
        for row in request.get("marks") or ()
        if isinstance(row, list) and len(row) == 3 and all(type(number) is int for number in row)
    ]
    return render_source(document, [mark for mark in marks if 0 <= mark.start < mark.end <= len(document.text)])


def _to_turn(
    turn_id: str, state: TurnState, blocks: Sequence[str] = (), *, announcement: str = "", problem: str = ""
) -> TurnJson:
    return {"id": turn_id, "state": state, "blocks": list(blocks), "announcement": announcement, "problem": problem}


def _render_brand() -> str:
    return (
        f'<a class="skip" href="#question">{escape(texts.SKIP_TO_INPUT)}</a>'
        f'<h1>{escape(texts.TITLE)}</h1><p class="tagline">{escape(texts.TAGLINE)}</p>'
    )


def _render_welcome(assistant: Answerer, *, has_evaluation: bool) -> str:
    items = "".join(
        f'<li><button type="button" class="material" data-document="{escape(document.id)}">{escape(document.title)}'
        f"</button><span>{escape(_to_published(document))}</span></li>"
        for document in assistant.documents.values()
    )
    link = (
        f'<p class="evaluation"><a href=".{EVALUATION_PATH}">{escape(texts.EVALUATION_LINK)}</a></p>'
        if has_evaluation
        else ""
    )
    examples = render_chips(texts.EXAMPLES_HEADING, assistant.examples) if assistant.examples else ""
    return (
        f"<h2>{escape(texts.WELCOME_HEADING)}</h2><p>{escape(texts.WELCOME)}</p>{examples}"
        f'<section class="materials"><h3>{escape(texts.MATERIAL_HEADING)}</h3><ul>{items}</ul>{link}</section>'
    )


def _to_published(document: Document) -> str:
    source = document.source
    return ", ".join(part for part in (source.author, source.publisher, source.date) if part)


# Gradio fills ${…} in with the properties of the same name. The script adds to the list itself, so a template that
# doesn't hold the turns is never drawn again over them.
_CONVERSATION = """
<div class="scroller">
  <section class="welcome">${welcome}</section>
  <ol class="turns" aria-label="${label_text}"></ol>
  <p class="sr-only announcement" role="status"></p>
</div>
"""
_SOURCE = """
<aside class="source-panel" aria-label="${source_label}">
  <div class="source-bar">
    <p class="source-name">${source_label}</p>${chooser}
    <div class="walk" hidden>
      <button type="button" class="previous" aria-label="${previous_label}" title="${previous_label}"></button>
      <p class="which" aria-live="polite"></p>
      <button type="button" class="next" aria-label="${next_label}" title="${next_label}"></button>
    </div>
    <button type="button" class="back">${back_label}</button>
    <button type="button" class="close" aria-label="${close_label}" title="${close_label}"></button>
  </div>
  <div class="source-body" tabindex="0" role="region" aria-label="${source_label}"></div>
</aside>
"""
