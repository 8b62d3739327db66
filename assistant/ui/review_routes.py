"""The pages for reviewing answers, what they send to be signed, and the reviews as files.

A request is JSON from outside; a bad one gets status 400 and `{"problem": text}` for the person to read.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.render import to_json_line
from assistant.review_export import to_cases, to_csv
from assistant.reviews import UNKNOWN_ANSWER, KeptAnswer, Reviews, read_review
from assistant.ui import texts_sv as texts
from assistant.ui.badge import REVIEWS_PATH
from assistant.ui.review_form import render_kept
from assistant.ui.review_page import CASES_PATH, CSV_PATH, PAGE_COUNT, render_list, render_message, render_page
from assistant.ui.routes import answer_json
from assistant.ui.types import Answerer
from corpus.types import BelaggError

MAX_DIGITS = 6
_LOG = logging.getLogger(__name__)


def add_review_routes(
    app: FastAPI,
    assistant: Answerer,
    reviews: Reviews,
    *,
    code: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    icon: str,
) -> None:
    """Add the routes to the application; `styles`, `scripts` and `icon` are the addresses of the pages' files.

    Whoever signs or takes back a signature gives the `code`, unless it is "".
    """
    to_page = partial(render_page, styles=styles, icon=icon)

    @app.get(REVIEWS_PATH)
    def show_list(request: Request) -> Response:
        def render() -> Response:
            given = request.query_params
            query, status, count = given.get("q", "").strip(), given.get("status", ""), given.get("count", "")
            inside = render_list(
                reviews.answers("all", assistant.documents, query),
                status=status if status in texts.FILTERS else "all",
                query=query,
                count=_read_count(count),
            )
            return HTMLResponse(to_page(texts.REVIEWS, inside, root="./", scripts=()))

        return show(render, root="./")

    @app.get(CSV_PATH)
    def take_csv() -> Response:
        def render() -> Response:
            # The byte order mark is what tells a spreadsheet that the file is UTF-8.
            return _to_file(CSV_PATH, f"\ufeff{to_csv(reviews.signed(assistant.documents))}", "text/csv")

        return show(render, root="../")

    @app.get(CASES_PATH)
    def take_cases() -> Response:
        def render() -> Response:
            cases = to_cases(reviews.signed(assistant.documents))
            return _to_file(CASES_PATH, "".join(f"{to_json_line(case)}\n" for case in cases), "application/x-ndjson")

        return show(render, root="../")

    @app.get(f"{REVIEWS_PATH}/{{key}}")
    def show_kept(key: str) -> Response:
        def render() -> Response:
            kept = reviews.open(key, assistant.documents)
            if kept is None:
                inside = render_message(texts.NO_SUCH_ANSWER, texts.NO_SUCH_ANSWER_HELP)
                return HTMLResponse(to_page(texts.NO_SUCH_ANSWER, inside, root="../", scripts=()), 404)
            title = texts.REVIEW_OF.format(question=kept.turn.question)
            return HTMLResponse(to_page(title, render_one(kept), root="../", scripts=scripts))

        return show(render, root="../")

    @app.post(f"/belagg{REVIEWS_PATH}/{{key}}")
    async def sign(key: str, request: Request) -> Response:
        def make(body: Any) -> None:
            reviews.sign(key, read_review(body), assistant.documents)

        return await change(request, key, make)

    @app.delete(f"/belagg{REVIEWS_PATH}/{{key}}")
    async def withdraw(key: str, request: Request) -> Response:
        def make(_: Any) -> None:
            reviews.withdraw(key)

        return await change(request, key, make)

    async def change(request: Request, key: str, make: Callable[[Any], None]) -> Response:
        """Return a kept answer as it is shown after `make` has changed its review, or why it may not."""

        def make_if_allowed(body: Any) -> Response:
            if not _is_code(body, code):
                return JSONResponse({"problem": texts.WRONG_CODE}, 403)
            if reviews.open(key, assistant.documents) is None:
                return JSONResponse({"problem": UNKNOWN_ANSWER}, 404)
            make(body)
            kept = reviews.open(key, assistant.documents)
            return HTMLResponse(render_one(kept) if kept else "")

        # Another site's page can send a browser here with a form, but not with JSON.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse({"problem": texts.BAD_REQUEST}, 400)
        return await answer_json(request, make_if_allowed)

    def render_one(kept: KeptAnswer) -> str:
        return render_kept(kept, assistant.documents, libraries=assistant.libraries, has_code=bool(code))

    def show(render: Callable[[], Response], *, root: str) -> Response:
        try:
            return render()
        except BelaggError as error:
            _LOG.error("%s", error)  # names a file of the server's, which is no business of the browser's
            inside = render_message(texts.REVIEWS, texts.REVIEWS_FAILED)
            return HTMLResponse(to_page(texts.REVIEWS, inside, root=root, scripts=()), 500)


def _read_count(value: str) -> int:
    is_number = value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS
    return max(PAGE_COUNT, int(value)) if is_number else PAGE_COUNT


def _is_code(body: Any, code: str) -> bool:
    given = body.get("code") if isinstance(body, Mapping) else None
    asked, told = (text.encode("utf-8", "surrogatepass") for text in (code, given if isinstance(given, str) else ""))
    return not code or hmac.compare_digest(asked, told)


def _to_file(path: str, content: str, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{path.rpartition("/")[2]}"'}
    return Response(content, 200, headers, f"{media_type}; charset=utf-8")
