"""What the page asks the server for when a text is checked: the result, line by line, and a Word document of it.

A request is JSON from outside, `{"text"}` or `{"file": {"name", "data"}}` with the data in base64. Nothing is kept.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.check_export import to_word
from assistant.ui.check_view import render_checked
from assistant.ui.links import to_place
from assistant.ui.types import Answerer, UiError
from corpus.readers import Draft, read_draft_bytes
from corpus.types import BelaggError

MAX_BODY_BYTES = 30_000_000
"""The largest request that is read: the largest file that is, in base64."""
MAX_TEXT_CHARS = 2_000_000
MAX_FILE_NAME_CHARS = 60
PROGRESS_S = 0.1
"""How long it is at least from one line about progress to the next."""
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Given:
    """A text as a browser sends it: what reads it, the name for files of its result, and the address of the page."""

    read: Callable[[], Draft]
    name: str
    address: str


class _Left(Exception):
    """Whoever asked for a check has gone."""


def add_check_routes(app: FastAPI, assistant: Answerer) -> None:
    """Add the routes to the application.

    `/belagg/check` answers with JSON lines: `{"done", "of"}` now and then, last `{"html", "result"}` or `{"problem"}`.
    """

    @app.post("/belagg/check")
    async def check(request: Request) -> Response:
        given = await _read(request)
        if isinstance(given, Response):
            return given
        return StreamingResponse(_stream(assistant, given), media_type="application/x-ndjson")

    @app.post("/belagg/check/word")
    async def word(request: Request) -> Response:
        given = await _read(request)
        if isinstance(given, Response):
            return given
        try:
            return await run_in_threadpool(_write_word, assistant, given)
        except BelaggError as error:
            return JSONResponse({"problem": str(error)}, 400)


async def _read(request: Request) -> _Given | Response:
    """Return what a request holds, or what is wrong with it."""
    body = bytearray()
    async for part in request.stream():
        body.extend(part)
        if len(body) > MAX_BODY_BYTES:
            return JSONResponse({"problem": texts.CHECK_TOO_LARGE}, 413)
    try:
        return await run_in_threadpool(_take_apart, body)
    except ValueError:
        return JSONResponse({"problem": texts.BAD_REQUEST}, 400)


def _take_apart(body: bytearray) -> _Given:
    """Raise ValueError for anything but a request for a check."""
    value = json.loads(body)
    address = value.get("address") if isinstance(value, dict) else None
    base = address if isinstance(address, str) and address.startswith(("http://", "https://")) else ""
    match value:
        case {"text": str(text)}:
            return _Given(partial(_read_pasted, text), texts.CHECK_PASTED, base)
        case {"file": {"name": str(name), "data": str(data)}}:
            raw = base64.b64decode(data, validate=True)
            path = PurePath(name.encode("utf-8", "replace").decode())
            kept = texts.CHECK_FILE_NAME.format(name=path.stem[:MAX_FILE_NAME_CHARS])
            return _Given(partial(read_draft_bytes, raw, path.name), kept, base)
    raise ValueError


def _read_pasted(text: str) -> Draft:
    """Return a pasted text, read as a text file is, so that a line after ">" is a block quote."""
    kept = text.replace("\x00", "")
    if not kept.strip():
        raise UiError(texts.CHECK_EMPTY)
    return read_draft_bytes(kept.encode("utf-8", "replace"), f"{texts.CHECK_PASTED}.txt")


def _read_draft(given: _Given) -> Draft:
    draft = given.read()
    if len(draft.text) > MAX_TEXT_CHARS:
        raise UiError(texts.CHECK_LONG.format(chars=len(draft.text), max_chars=MAX_TEXT_CHARS))
    return draft


async def _stream(assistant: Answerer, given: _Given) -> AsyncIterator[str]:
    """Yield the lines of an answer while a thread checks; it stops at the next quote if nobody reads them any more."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    left = threading.Event()

    def send(line: dict[str, Any] | None) -> None:
        told = None if line is None else f"{json.dumps(line)}\n"
        loop.call_soon_threadsafe(lines.put_nowait, told)

    loop.run_in_executor(None, _check, assistant, given, send, left)
    try:
        while (line := await lines.get()) is not None:
            yield line
    finally:
        left.set()


def _check(
    assistant: Answerer, given: _Given, send: Callable[[dict[str, Any] | None], None], left: threading.Event
) -> None:
    told_s = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal told_s
        if left.is_set():
            raise _Left
        if time.monotonic() - told_s >= PROGRESS_S:
            told_s = time.monotonic()
            send({"done": done, "of": of})

    try:
        checked = assistant.check(_read_draft(given), on_progress=tell)
        html = render_checked(checked, assistant.documents)
        send({"html": html, "result": {**checked.to_json(), "text": checked.draft.text}})
    except _Left:
        return
    except BelaggError as error:
        send({"problem": str(error)})
    except Exception:
        # The edge of the program: the person gets words, the log gets the traceback.
        _LOG.exception("a text could not be checked")
        send({"problem": texts.CHECK_FAILED})
    send(None)


def _write_word(assistant: Answerer, given: _Given) -> Response:
    """Return the file of a text that is checked anew: what a browser says of it is not believed."""

    def link(citation: Citation) -> str:
        return f"{given.address}{to_place(citation)}" if given.address else ""

    checked = assistant.check(_read_draft(given))
    content = to_word(checked, assistant.documents, checked_on=date.today(), link=link)
    name = quote(f"{given.name}.docx")
    return Response(content, 200, {"content-disposition": f"attachment; filename*=UTF-8''{name}"}, _WORD)
