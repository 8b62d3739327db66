"""The page on the web: one address, its own style and script, and nothing from any other host."""

from __future__ import annotations

import errno
import json
import logging
import re
import socket
import webbrowser
from collections.abc import Callable, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.records import Records
from assistant.reviews import Reviews
from assistant.ui import texts_sv as texts
from assistant.ui.about import render_about
from assistant.ui.check_page import render_check_page
from assistant.ui.check_routes import add_check_routes
from assistant.ui.frame import ABOUT_PATH, CHECK_PATH, EVALUATION_PATH
from assistant.ui.page import build_page
from assistant.ui.review_routes import add_review_routes
from assistant.ui.routes import add_routes
from assistant.ui.types import Answerer, UiError

_WEB = Path(__file__).parent / "web"
_SCRIPTS = ("core.js", "store.js", "source.js", "conversation.js", "peek.js", "history.js", "feedback.js", "compare.js")
"""In the order in which they build on each other."""
_REVIEW_STYLES = ("base.css", "conversation.css", "cards.css", "dialogs.css", "review.css")
_STYLES = (*_REVIEW_STYLES, "compare.css", "source.css", "layout.css")
"""In the order in which they go over each other."""
_ABOUT_STYLES = ("base.css", "about.css")
_CHECK_SCRIPTS = ("core.js", "check.js")
_CHECK_STYLES = ("base.css", "check.css")
_REVIEW_SCRIPTS = ("core.js", "review.js")
_ASSETS = {
    **dict.fromkeys((*_STYLES, *_ABOUT_STYLES, *_CHECK_STYLES), "text/css"),
    **dict.fromkeys((*_SCRIPTS, *_CHECK_SCRIPTS, *_REVIEW_SCRIPTS), "text/javascript"),
}
# Gradio compiles templates with Function() and sets style attributes; the rest may only come from this address.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# What Gradio offers and this page has no use for: uploads, files, fetching from other hosts, its own documentation.
_CLOSED = tuple(f"/gradio_api/{name}" for name in ("upload", "file", "proxy", "stream", "deep_link", "runs")) + (
    "/monitoring",
    "/docs",
    "/redoc",
)
_SHUTDOWN_S = 1
_COMMA = "a2.7 2.7 0 0 1 2.7 2.7c0 2.8-1.8 4.7-4 5.7l-.6-1.1c1.3-.7 2.1-1.6 2.3-2.7a2.5 2.5 0 0 1-3-2.1 2.5 2.5 0 0 1 2.6-2.5z"  # noqa: E501 (a path has no spaces to break at)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
    "%3Crect width='24' height='24' rx='6' fill='%230c5a68'/%3E"
    f"%3Cpath fill='white' d='M8.2 7.5{_COMMA}M15.2 7.5{_COMMA}'/%3E%3C/svg%3E"
)


def create_app(
    assistant: Answerer,
    *,
    max_question_chars: int = 2000,
    evaluation: Path | None = None,
    records: Records | None = None,
    reviews: Reviews | None = None,
    review_code: str = "",
    sharing: bool = False,
) -> FastAPI:
    """Return the web application, for `open_page` or for a server of one's own.

    `evaluation` is an HTML file that says how good the answers are; the page links to it if it is there. With `records`
    feedback is kept, and with `sharing` too conversations can be shared. With `reviews` every answer is kept and can be
    reviewed; whoever signs needs the `review_code`, if there is one.
    """
    evaluation = evaluation if evaluation is not None and evaluation.is_file() else None
    app = FastAPI(openapi_url=None)

    @app.get("/belagg/{name}")
    def asset(name: str) -> Response:
        if name not in _ASSETS:
            return Response(status_code=404)
        return FileResponse(_WEB / name, media_type=_ASSETS[name], headers={"Cache-Control": "no-cache"})

    @app.get(EVALUATION_PATH)
    def show_evaluation() -> Response:
        if evaluation is None or not evaluation.is_file():  # it may go while the page is up
            return Response(status_code=404)
        back = f'<p><a href="./">{escape(texts.TO_QUESTIONS)}</a></p>'
        return HTMLResponse(evaluation.read_text(encoding="utf-8").replace("<h1>", f"{back}<h1>", 1))

    @app.get("/manifest.json")
    def manifest() -> dict[str, str]:
        return {"name": texts.TITLE, "short_name": texts.TITLE, "lang": "sv", "start_url": "./"}

    @app.get(ABOUT_PATH)
    def show_about() -> Response:
        styles = _to_versioned(_ABOUT_STYLES)
        return HTMLResponse(render_about(assistant, styles=styles, icon=_ICON, has_reviews=reviews is not None))

    @app.get(CHECK_PATH)
    def show_check() -> Response:
        styles, scripts = _to_versioned(_CHECK_STYLES), _to_versioned(_CHECK_SCRIPTS)
        return HTMLResponse(render_check_page(styles=styles, scripts=scripts, icon=_ICON))

    add_check_routes(app, assistant)
    add_routes(app, assistant, records=records, sharing=sharing, max_question_chars=max_question_chars, reviews=reviews)
    if reviews is not None:
        styles, scripts = _to_versioned(_REVIEW_STYLES), _to_versioned(_REVIEW_SCRIPTS)
        add_review_routes(app, assistant, reviews, code=review_code, styles=styles, scripts=scripts, icon=_ICON)
    gr.mount_gradio_app(
        app,
        build_page(
            assistant,
            max_question_chars=max_question_chars,
            has_evaluation=evaluation is not None,
            reviews=reviews,
        ),
        path="/",
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        show_error=False,
        enable_monitoring=False,
    )
    flags = [name for name, is_on in (("feedback", records), ("sharing", records and sharing)) if is_on]
    app.add_middleware(_SwedishPage, flags=flags)
    return app


def open_page(
    assistant: Answerer,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    max_question_chars: int = 2000,
    evaluation: Path | None = None,
    records: Records | None = None,
    reviews: Reviews | None = None,
    review_code: str = "",
    sharing: bool = False,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted; `announce` gets its address once it answers.

    Raises UiError if the port is taken or the host cannot be used.
    """
    listener = bind(host, port)
    shown_host = f"[{host}]" if ":" in host else host
    address = f"http://{shown_host}:{listener.getsockname()[1]}/"

    def tell() -> None:
        if announce is not None:
            announce(address)
        if open_browser:
            webbrowser.open(address)

    with listener:
        app = create_app(
            assistant,
            max_question_chars=max_question_chars,
            evaluation=evaluation,
            records=records,
            reviews=reviews,
            review_code=review_code,
            sharing=sharing,
        )
        build_server(app, tell).run(sockets=[listener])


def build_server(app: FastAPI, on_started: Callable[[], None]) -> uvicorn.Server:
    """Return a server for the application, not yet running; `on_started` is called once it accepts connections."""
    return _Server(app, on_started)


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; port 0 takes a free one."""
    if not 0 <= port <= 65535:
        raise UiError(texts.PORT_OUTSIDE.format(port=port))
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UiError(texts.PORT_TAKEN.format(port=port)) from error
        reason = error.strerror or str(error)
        raise UiError(texts.PORT_REFUSED.format(host=host, port=port, reason=reason)) from error


class _Server(uvicorn.Server):
    """A uvicorn server that calls back once it accepts connections."""

    def __init__(self, app: FastAPI, on_started: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=_SHUTDOWN_S))
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, cutting the event streams of open windows; that is no error to report."""
        logger = logging.getLogger("uvicorn.error")
        level = logger.level
        logger.setLevel(logging.CRITICAL)
        try:
            await super().shutdown(sockets)
        finally:
            logger.setLevel(level)


class _SwedishPage:
    """Middleware: Gradio's page in Swedish, with our style and script, and a policy that names this host alone."""

    def __init__(self, app: ASGIApp, flags: Sequence[str] = ()) -> None:
        self._app = app
        self._flags = flags

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(_CLOSED):
            await Response(status_code=404)(scope, receive, send)
            return
        is_page = scope["path"] == "/"
        if is_page:  # uncompressed, so that it can be adapted
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        start: Message = {}
        body = bytearray()

        async def send_adapted(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if is_page and headers.get("content-type", "").startswith("text/html"):
                    start = message
                    return
            elif start:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                page = adapt_html(body.decode(), self._flags).encode()
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                message = {"type": "http.response.body", "body": page}
            await send(message)

        await self._app(scope, receive, send_adapted)


def adapt_html(page: str, flags: Sequence[str] = ()) -> str:
    """Return Gradio's page with `lang="sv"`, our title, style and scripts, and without its own advertising tags.

    `flags` are what the server offers, for style and scripts to see: "feedback", "sharing".
    """
    page = re.sub(r"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>", "", page)
    page = re.sub(
        r'<html(\s+)lang="en"', rf'<html\1lang="sv"{"".join(f" data-{flag}" for flag in flags)}', page, count=1
    )
    strings = json.dumps(texts.FOR_SCRIPT, ensure_ascii=False).replace("<", "\\u003c")
    links = "".join(
        (
            f"<title>{texts.TITLE}</title>",
            f'<meta name="description" content="{texts.DESCRIPTION}">',
            '<meta name="color-scheme" content="light dark">',
            f'<link rel="icon" href="{_ICON}">',
            *(f'<link rel="stylesheet" href="{address}">' for address in _to_versioned(_STYLES)),
            f"<script>window.BELAGG_TEXTS = {strings};</script>",
            *(f'<script src="{address}"></script>' for address in _to_versioned(_SCRIPTS)),
        )
    )
    return page.replace("</head>", f"{links}</head>", 1)


def _to_versioned(names: Sequence[str]) -> list[str]:
    """Return the addresses of files of the page, another one whenever a file has changed."""
    return [f"./belagg/{name}?{sha256((_WEB / name).read_bytes()).hexdigest()[:12]}" for name in names]
