"""A running page and the windows of its visitors, for the tests in a real browser."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from ui_fakes import FakeAssistant, build_document

from assistant.records import FILE_NAME, Records
from assistant.reviews import Reviews

CHROMIUM = os.environ.get("BELAGG_CHROMIUM") or shutil.which("chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LULEA = "Hur organiserade Luleå lärandet?"
EVIL = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"
INPUT = "#question textarea"
DONE = ".turn:last-child[data-state=done]"
MARKS = [
    pytest.mark.browser,
    # Gradio leaves event loops unclosed when a page is built; that is seen whenever the collector happens to run.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Site:
    """A running page, with an assistant behind it: the fake one, or the real."""

    def __init__(self, assistant: Any, *, review_code: str = "") -> None:
        from assistant.ui.serve import bind, build_server, create_app  # gradio takes seconds; most tests need none

        self.assistant = assistant
        self._folder = tempfile.TemporaryDirectory()
        self.records = Records(Path(self._folder.name) / FILE_NAME)
        self.reviews = Reviews(self.records.path)
        self._listener = bind("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        started = threading.Event()
        app = create_app(assistant, records=self.records, reviews=self.reviews, review_code=review_code, sharing=True)
        self._server = build_server(app, started.set)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]})
        self._thread.start()
        assert started.wait(60)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listener.close()
        self._folder.cleanup()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        reason = "chromium is missing: install it, or name it in BELAGG_CHROMIUM"
        if os.environ.get("BELAGG_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(browser: Any) -> Iterator[Site]:
    evil = build_document(f"Andra källan\n\nEn rad med {EVIL} & mer.\n", id="andra", title="Andra källan")
    site = Site(FakeAssistant(build_document(), evil))
    yield site
    site.close()


class Visit:
    """One visitor's window; keeps what the browser complains of and every address it asks for."""

    def __init__(self, browser: Any, site: Site, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1360, "height": 860}, **options})
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.complaints.append(m.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("response", lambda r: r.status >= 400 and self.complaints.append(f"{r.status} {r.url}"))
        self.page.goto(site.address)
        self.page.wait_for_selector(INPUT)
        self.page.wait_for_selector(".document-text h2", state="attached")

    def ask(self, question: str) -> None:
        turns = self.page.locator(".turn").count()
        self.page.fill(INPUT, question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "count => document.querySelectorAll('.turn[data-state=done]').length === count", arg=turns + 1
        )

    def is_in_source_view(self, selector: str) -> bool:
        """Return whether the element lies within the part of the source that can be seen, when scrolling is over."""
        self.page.wait_for_function(
            """selector => {
              const body = document.querySelector('.source-body').getBoundingClientRect();
              const box = document.querySelector(selector)?.getBoundingClientRect();
              return box && box.top >= body.top && box.bottom <= Math.min(body.bottom, innerHeight);
            }""",
            arg=selector,
            timeout=5000,
        )
        return True


@pytest.fixture
def visits(browser: Any, site: Site) -> Iterator[Any]:
    """Return a function that opens a window; afterwards no window may have complained or left its own host."""
    opened: list[Visit] = []

    def visit(**options: Any) -> Visit:
        opened.append(Visit(browser, site, **options))
        return opened[-1]

    yield visit
    for made in opened:
        made.context.close()
        assert made.complaints == []
        assert made.hosts <= {urlsplit(site.address).netloc, ""}
