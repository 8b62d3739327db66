"""What the page asks the server for beside answers: files to keep, feedback, shared conversations, comparisons.

Every request is JSON from outside; a bad one gets status 400 and `{"problem": text}` for the person to read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.compare import compare_question, compare_themes
from assistant.conversation import Conversation, Turn, read_conversation
from assistant.records import FeedbackError, Records, RecordsError, read_feedback
from assistant.reviews import Review, Reviews
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.badge import find_kept, to_shown
from assistant.ui.compare_view import render_grid
from assistant.ui.export import to_markdown, to_word
from assistant.ui.links import to_place
from assistant.ui.page import find_problem
from assistant.ui.types import Answerer, UiError
from corpus.types import BelaggError

MAX_BODY_BYTES = 8_000_000
"""The largest request that is read: a conversation of many long answers."""
MAX_FILE_NAME_CHARS = 60
FORMS = {
    "word": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "markdown": (".md", "text/markdown; charset=utf-8"),
}

_LOG = logging.getLogger(__name__)


def add_routes(
    app: FastAPI,
    assistant: Answerer,
    *,
    records: Records | None,
    sharing: bool,
    max_question_chars: int,
    reviews: Reviews | None,
) -> None:
    """Add the routes to the application; without `records` there is neither feedback nor sharing."""

    @app.post("/belagg/export/{form}")
    async def export(form: str, request: Request) -> Response:
        return await answer_json(request, lambda body: _export(assistant, body, form, reviews))

    @app.post("/belagg/compare")
    async def compare(request: Request) -> Response:
        return await answer_json(request, lambda body: _compare(assistant, body, max_question_chars))

    if records is None:
        return

    @app.post("/belagg/feedback")
    async def feedback(request: Request) -> Response:
        return await answer_json(request, lambda body: _keep_feedback(records, assistant, body))

    if not sharing:
        return

    @app.post("/belagg/shared")
    async def share(request: Request) -> Response:
        return await answer_json(request, lambda body: _share(records, assistant, body))

    @app.get("/belagg/shared/{id}")
    def shared(id: str) -> Response:
        kept = records.shared(id)
        if kept is None:
            return JSONResponse({"problem": texts.NOT_SHARED}, 404)
        return JSONResponse(kept)


async def answer_json(request: Request, make: Callable[[Any], Response]) -> Response:
    """Return what `make` makes of a request's JSON, in a thread of its own, or what is wrong with the request."""
    body = bytearray()
    async for part in request.stream():
        body.extend(part)
        if len(body) > MAX_BODY_BYTES:
            return JSONResponse({"problem": texts.TOO_LARGE}, 413)
    try:
        return await run_in_threadpool(make, json.loads(body))
    except ValueError:
        return JSONResponse({"problem": texts.BAD_REQUEST}, 400)
    except FeedbackError as error:
        return JSONResponse({"problem": str(error)}, 400)
    except RecordsError as error:
        _LOG.error("%s", error)  # names a file of the server's, which is no business of the browser's
        return JSONResponse({"problem": texts.NOT_KEPT}, 500)
    except BelaggError as error:
        return JSONResponse({"problem": str(error)}, 400)


def _export(assistant: Answerer, body: Any, form: str, reviews: Reviews | None) -> Response:
    if form not in FORMS:
        raise UiError(texts.BAD_REQUEST)
    suffix, media_type = FORMS[form]
    conversation = read_conversation(body, assistant.documents)
    address = body.get("address")
    base = address if isinstance(address, str) and address.startswith(("http://", "https://")) else ""

    def link(citation: Citation) -> str:
        return f"{base}{to_place(citation)}" if base else ""

    def find_review(turn: Turn) -> Review | None:
        return to_shown(find_kept(reviews, turn, assistant.documents))

    write = to_word if form == "word" else to_markdown
    content = write(conversation, assistant.documents, exported=date.today(), link=link, find_review=find_review)
    name = quote(f"{_to_file_name(conversation)}{suffix}")
    return Response(content, 200, {"content-disposition": f"attachment; filename*=UTF-8''{name}"}, media_type)


def _to_file_name(conversation: Conversation) -> str:
    kept = "".join(c if c.isalnum() or c in " -" else " " for c in conversation.title)
    return " ".join(kept.split())[:MAX_FILE_NAME_CHARS].strip() or texts.TITLE


def _compare(assistant: Answerer, body: Any, max_question_chars: int) -> Response:
    question = body.get("question") if isinstance(body, Mapping) else None
    if not isinstance(question, str):
        raise UiError(texts.BAD_REQUEST)
    question = question.strip()
    if not question:
        grid = compare_themes(assistant.documents, assistant.libraries)
    elif problem := find_problem(question, max_question_chars):
        raise UiError(problem)
    else:
        grid = compare_question(assistant, question)
    return HTMLResponse(render_grid(grid, assistant.documents, grid_id="grid"))


def _keep_feedback(records: Records, assistant: Answerer, body: Any) -> Response:
    records.add_feedback(read_feedback(body, assistant.documents))
    return Response(status_code=204)


def _share(records: Records, assistant: Answerer, body: Any) -> Response:
    conversation = read_conversation(body, assistant.documents)
    if not conversation.turns:
        raise UiError(texts.NOTHING_TO_SHARE)
    return JSONResponse({"id": records.share(conversation)})
