"""The page as Gradio blocks: conversation and input to the left, the source to the right."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import gradio as gr

from assistant.conversation import Turn, read_conversation
from assistant.reviews import Review, Reviews
from assistant.types import Question
from assistant.ui import texts_sv as texts
from assistant.ui.answer_view import render_answer, render_question, to_announcement
from assistant.ui.badge import find_kept, keep_answer, to_review_path, to_shown
from assistant.ui.frame import render_comparison, render_head, render_libraries, render_problem, render_welcome
from assistant.ui.links import to_check
from assistant.ui.source_view import render_chooser, render_source
from assistant.ui.types import Answerer, Mark, TurnJson, TurnState
from corpus.types import BelaggError, Document

BLOCK_PAUSE_S = 0.07  # between two blocks of an answer: long enough to be seen, short enough not to be waited for

MAX_HISTORY = 50
"""How many earlier questions are read with a question."""
_LOG = logging.getLogger(__name__)


def build_page(
    assistant: Answerer,
    *,
    max_question_chars: int = 2000,
    has_evaluation: bool = False,
    reviews: Reviews | None = None,
) -> gr.Blocks:
    """Return the page for `assistant`; `assistant.ui.serve` adds its style and scripts and serves it.

    With `has_evaluation` it links to EVALUATION_PATH. The browser keeps the conversation and sends what a question
    leans on with it; the server keeps no conversation, and each answer by itself only if there are `reviews`.
    """

    def ask(event: gr.EventData) -> Iterator[TurnJson]:
        request = {name: getattr(event, name, None) for name in ("question", "libraries", "history")}
        question = read_question(request, assistant.libraries)
        yield from answer_steps(assistant, question, max_question_chars, reviews)

    def open_source(request: dict[str, Any]) -> str:
        return show_source(assistant.documents, request)

    def restore(request: dict[str, Any]) -> dict[str, Any]:
        return restore_turns(assistant, request, reviews)

    page = gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True, fill_height=True)
    with page:
        with gr.Row(elem_id="page-head"):
            gr.HTML(
                render_head(assistant.libraries, has_reviews=reviews is not None),
                elem_id="brand",
                apply_default_css=False,
                js_on_load=None,
            )
        with gr.Row(elem_id="page-body"):
            with gr.Column(elem_id="chat"):
                conversation = gr.HTML(
                    html_template=_CONVERSATION,
                    welcome=render_welcome(assistant, has_evaluation=has_evaluation),
                    comparison=render_comparison(assistant.libraries),
                    label_text=escape(texts.CONVERSATION_LABEL),
                    js_on_load="Belagg.conversation.start(element, props, watch, (to) => trigger('ask', to), server);",
                    server_functions=[restore],
                    apply_default_css=False,
                    elem_id="conversation",
                )
                with gr.Column(elem_id="composer"):
                    gr.HTML(render_problem(), elem_id="problem", apply_default_css=False, js_on_load=None)
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
                        stop_button = gr.Button(texts.STOP, elem_id="stop")
                        ask_button = gr.Button(texts.ASK, variant="primary", elem_id="ask")
                    gr.HTML(
                        render_libraries(assistant.libraries),
                        visible=bool(assistant.libraries),
                        elem_id="libraries",
                        apply_default_css=False,
                        js_on_load=None,
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
                js_on_load="Belagg.source.start(element, props, server);",
                server_functions=[open_source],
                apply_default_css=False,
                elem_id="source",
            )

        gr.on(
            [question.submit, ask_button.click],
            None,
            [question],
            None,
            js="(question) => Belagg.conversation.ask(question)",
            show_progress="hidden",
            queue=False,
            api_visibility="private",
        )
        stop_button.click(
            None, None, None, js="() => Belagg.conversation.stop()", queue=False, api_visibility="private"
        )
        conversation.ask(
            ask,
            None,
            [conversation],
            show_progress="hidden",
            concurrency_limit=None,
            trigger_mode="multiple",  # after a stop the next question need not wait for the answer that was left
            api_visibility="private",
        )
    return page


def read_question(request: Mapping[str, Any], libraries: Collection[str]) -> Question:
    """Return the question that a browser asks: `{"question", "libraries", "history"}`, taken apart with care.

    `libraries` are those there are; others are left out.
    """
    text = request.get("question")
    kept = tuple(name for name in _to_texts(request.get("libraries")) if name in libraries)
    return Question(
        text.strip() if isinstance(text, str) else "",
        history=_to_texts(request.get("history"))[-MAX_HISTORY:],
        libraries=kept or None,
    )


def answer_steps(
    assistant: Answerer, question: Question, max_question_chars: int = 2000, reviews: Reviews | None = None
) -> Iterator[TurnJson]:
    """Yield the turn as it grows: the question, then the answer block by block.

    A question that cannot be asked, or whose answer fails, ends in a turn that says why. An answer that has been shown
    is kept in `reviews`.
    """
    text = question.text
    turn_id = f"s{secrets.token_hex(5)}"
    if problem := find_problem(text, max_question_chars):
        yield _to_turn(turn_id, "failed", problem=problem)
        return
    libraries = question.libraries or ()
    asked = render_question(text, libraries)
    yield _to_turn(turn_id, "searching", [asked], announcement=texts.SEARCHING)
    try:
        answer = assistant.ask(question)
        turn = Turn(text, libraries, answer, turn_id)
        review = to_shown(find_kept(reviews, turn, assistant.documents))
        blocks = [asked, *_render_answer(assistant, turn, review, is_kept=reviews is not None)]
    except BelaggError as error:
        yield _to_turn(turn_id, "failed", [asked], problem=str(error))
        return
    except Exception:
        # The edge of the program: the person gets words and keeps the question, the log gets the traceback.
        _LOG.exception("no answer to a question from the page")
        yield _to_turn(turn_id, "failed", [asked], problem=texts.ASK_FAILED)
        return
    for count in range(2, len(blocks)):
        yield _to_turn(turn_id, "writing", blocks[:count])
        time.sleep(BLOCK_PAUSE_S)
    # Before the last part is sent: a browser that reloads then would cut the stream off in the middle of this.
    keep_answer(reviews, turn, question.history, assistant.documents)
    announcement = to_announcement(answer, assistant.documents, review)
    yield _to_turn(turn_id, "done", blocks, announcement=announcement, saved=turn.to_json())


def restore_turns(assistant: Answerer, request: object, reviews: Reviews | None = None) -> dict[str, Any]:
    """Return a kept conversation, drawn and checked anew: `{"turns": [TurnJson]}`, or `{"problem": text}`."""
    try:
        conversation = read_conversation(request, assistant.documents)
    except BelaggError as error:
        return {"problem": str(error)}
    turns = []
    for number, turn in enumerate(conversation.turns):
        named = replace(turn, id=turn.id or f"r{number}")
        kept = find_kept(reviews, turn, assistant.documents)
        answer = _render_answer(assistant, named, to_shown(kept), is_kept=kept is not None)
        blocks = [render_question(turn.question, turn.libraries), *answer]
        turns.append(_to_turn(named.id, "done", blocks, saved=named.to_json()))
    return {"turns": turns}


def _render_answer(assistant: Answerer, turn: Turn, review: Review | None, *, is_kept: bool) -> list[str]:
    return render_answer(
        turn.answer,
        assistant.documents,
        turn_id=turn.id,
        libraries=assistant.libraries,
        review=review,
        review_path=to_review_path(turn) if is_kept else "",
    )


def _to_texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def find_problem(text: str, max_chars: int) -> str | None:
    """Return why a question cannot be asked, for the person to read, or None."""
    if not text:
        return texts.EMPTY_QUESTION
    if len(text) > max_chars:
        return texts.LONG_QUESTION.format(chars=len(text), max_chars=max_chars)
    return None


def show_source(documents: Mapping[str, Document], request: Mapping[str, Any]) -> str:
    """Return the document that a browser asks for, marked; `request` is outside data and is taken apart with care.

    It holds `document_id` and `marks`, rows of [n, start, end]; rows that don't fit the document are left out. A row
    from a link has a check of its words as well (`assistant.ui.links.to_check`): if they no longer stand there, nothing
    is marked, and a line says so.
    """
    document = documents.get(str(request.get("document_id")))
    if document is None:
        return f'<p class="source-problem">{escape(texts.NO_SUCH_DOCUMENT)}</p>'
    rows = [row for row in request.get("marks") or () if isinstance(row, list) and _is_place(row[:3], document)]
    marks = [Mark(*row[:3]) for row in rows if len(row) == 3 or row[3:] == [to_check(document.text[row[1] : row[2]])]]
    is_changed = any(isinstance(row, list) and len(row) > 3 for row in request.get("marks") or ()) and not marks
    problem = f'<p class="source-problem" role="alert">{escape(texts.CHANGED_PLACE)}</p>' if is_changed else ""
    return problem + render_source(document, marks)


def _is_place(row: Sequence[Any], document: Document) -> bool:
    if len(row) != 3 or any(type(number) is not int for number in row):
        return False
    return bool(0 <= row[1] < row[2] <= len(document.text))


def _to_turn(
    turn_id: str,
    state: TurnState,
    blocks: Sequence[str] = (),
    *,
    announcement: str = "",
    problem: str = "",
    saved: dict[str, Any] | None = None,
) -> TurnJson:
    return {
        "id": turn_id,
        "state": state,
        "blocks": list(blocks),
        "announcement": announcement,
        "problem": problem,
        "saved": saved,
    }


# Gradio fills ${…} in with the properties of the same name. The script adds to the list itself, so a template that
# doesn't hold the turns is never drawn again over them.
_CONVERSATION = """
<div class="scroller">
  <section class="welcome">${welcome}</section>
  <ol class="turns" aria-label="${label_text}"></ol>
  <section class="comparison">${comparison}</section>
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
