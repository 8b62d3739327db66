"""The page in a real browser: ask, read, click a citation, see the highlight."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from ui_fakes import QUOTES, FakeAssistant, build_document

from assistant.ui.serve import bind, build_server, create_app

sync_api = pytest.importorskip("playwright.sync_api")

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

pytestmark = [
    pytest.mark.browser,
    # Gradio leaves event loops unclosed when a page is built; that is seen whenever the collector happens to run.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Site:
    """A running page, with the fake assistant behind it."""

    def __init__(self, assistant: FakeAssistant) -> None:
        self.assistant = assistant
        self._listener = bind("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        started = threading.Event()
        self._server = build_server(create_app(assistant), started.set)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]})
        self._thread.start()
        assert started.wait(60)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
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


def test_ask_read_click_and_see_the_highlight(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    assert page.inner_text(f"{DONE} .status") == "Svar"
    assert page.locator(f"{DONE} .card").count() == 4
    assert page.text_content(f"{DONE} .card[data-n='3'] .verbatim") == QUOTES["stomme"]
    card = page.inner_text(f"{DONE} .card[data-n='3']")
    assert "Anna Dahlquist · biblioteksutvecklare · Luleå" in card
    assert "Avsnitt: Samarbeta med andra" in card
    page.wait_for_selector("mark")
    assert page.locator("mark.chosen").count() == 0
    page.click(f"{DONE} .card[data-n='3'] .show-in-source")
    assert visit.is_in_source_view("mark.chosen")
    assert page.text_content("mark.chosen") == QUOTES["stomme"]
    assert {page.locator("mark").nth(i).get_attribute("data-n") for i in range(4)} == {"1", "2", "3", "4"}
    page.click(f"{DONE} .marker[data-n='1']")
    page.wait_for_selector("mark.chosen[data-n='1']")
    assert visit.is_in_source_view("mark.chosen")
    assert page.text_content("mark.chosen") == QUOTES["projekt"]
    page.click(".walk .next")
    page.wait_for_selector("mark.chosen[data-n='2']")
    assert "Citat 2 · Anna Dahlquist" in page.inner_text(".which")


def test_the_page_says_what_it_is(visits: Any) -> None:
    page = visits().page
    assert page.get_attribute("html", "lang") == "sv"
    assert page.title() == "Belägg"
    assert page.get_attribute(INPUT, "placeholder") == "Ställ en fråga om materialet…"
    assert page.inner_text("#ask") == "Fråga"
    assert page.inner_text("h1") == "Belägg"
    assert page.get_by_label("Din fråga").count() == 1
    assert page.locator(".material").count() == 2
    assert "Gradio" not in page.inner_text("body")


def test_the_keyboard_is_enough(visits: Any) -> None:
    visit = visits()
    page = visit.page
    page.keyboard.press("Tab")
    page.focus(INPUT)
    page.keyboard.type(LULEA)
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.marker[data-n=\"3\"]')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert visit.is_in_source_view("mark.chosen")
    page.wait_for_function("document.activeElement.matches('mark.chosen')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.marker[data-n=\"3\"]')")


@pytest.mark.parametrize("width", [320, 360, 820])
def test_a_narrow_window(visits: Any, width: int) -> None:
    visit = visits(viewport={"width": width, "height": 740})
    page = visit.page
    assert page.is_hidden(".source-panel")
    visit.ask(LULEA)
    assert page.is_visible("#ask")
    page.click(f"{DONE} .card[data-n='2'] .show-in-source")
    assert visit.is_in_source_view("mark.chosen")
    assert page.evaluate("document.querySelector('#chat').inert")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    assert page.is_hidden(".source-panel")
    assert page.evaluate("document.activeElement.matches('.card[data-n=\"2\"] .show-in-source')")
    page.click(f"{DONE} .marker[data-n='4']")
    assert page.is_hidden(".source-panel")
    page.wait_for_selector(f"{DONE} .card.current[data-n='4']")
    page.click(f"{DONE} .card[data-n='4'] .show-in-source")
    page.click(".source-bar .close")
    assert page.is_hidden(".source-panel")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_not_found_is_plain_and_sets_the_nearest_apart(visits: Any) -> None:
    visit = visits()
    visit.ask("Vad kostade projektet?")
    text = visit.page.inner_text(DONE)
    assert visit.page.inner_text(f"{DONE} .status") == "Framgår inte av materialet"
    assert text.index("Närmaste avsnitt – inte ett svar") < text.index("kursplaner")
    assert visit.page.locator(f"{DONE} .card:not(.nearest)").count() == 0
    visit.page.click(f"{DONE} .card.nearest .show-in-source")
    assert visit.is_in_source_view("mark.chosen")


def test_a_half_answer_says_which_half_and_groups_by_library(visits: Any) -> None:
    visit = visits()
    visit.ask("Jämför Kungälv och Åre")
    page = visit.page
    assert page.inner_text(f"{DONE} .status") == "Delvis svar"
    assert "riktlinjer i Åre besvaras inte" in page.inner_text(f"{DONE} .notes")
    assert page.locator(f"{DONE} h3.group").all_inner_texts() == ["Kungälv", "Åre"]


def test_chips_history_libraries_and_a_new_conversation(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    page.click(f".welcome .chip >> text={LULEA}")
    page.wait_for_selector(DONE)
    assert page.is_hidden(".welcome")
    page.get_by_label("Kungälv").check(force=True)
    page.click(f"{DONE} .chip >> text=Och i Kungälv då?")
    page.wait_for_selector(".turn:nth-child(2)[data-state=done]")
    assert (site.assistant.asked[-1].history, site.assistant.asked[-1].libraries) == ((LULEA,), ("Kungälv",))
    page.click("#new-conversation")
    page.wait_for_selector(".welcome", state="visible")
    assert page.locator(".turn").count() == 0
    page.wait_for_function("document.querySelectorAll('mark').length === 0")
    visit.ask("Och sedan?")
    assert site.assistant.asked[-1].history == ()


def test_two_visitors_do_not_mix(visits: Any, site: Site) -> None:
    one, other = visits(), visits()
    one.ask(LULEA)
    other.ask("Jämför Kungälv och Åre")
    assert site.assistant.asked[-1].history == ()
    assert one.page.locator(".turn").count() == other.page.locator(".turn").count() == 1


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("   ", "Skriv en fråga först."),
        ("å" * 2001, "Frågan är 2001 tecken lång."),
        ("Är det stängt?", "Indexet saknas. Kör: belagg index"),
        ("krasch", "Något gick fel"),
    ],
)
def test_a_problem_is_said_and_nothing_is_lost(visits: Any, question: str, problem: str) -> None:
    visit = visits()
    visit.page.fill(INPUT, question)
    visit.page.click("#ask")
    alert = visit.page.get_by_role("alert").filter(has_text=problem)
    alert.wait_for()
    visit.page.wait_for_function("([s, q]) => document.querySelector(s).value === q", arg=[INPUT, question])
    assert visit.page.locator(".turn").count() == 0
    visit.ask(LULEA)
    assert visit.page.locator("#problem [role=alert]").inner_text() == ""


def test_markup_from_outside_is_text(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(EVIL)
    assert page.inner_text(f"{DONE} .asked") == EVIL
    page.select_option(".chooser select", "andra")
    page.wait_for_function("document.querySelector('.document-text h2').textContent === 'Andra källan'")
    assert EVIL in page.inner_text(".document-text")
    assert page.evaluate("window.hacked") is None


def test_a_quote_that_no_longer_holds_is_not_shown(visits: Any) -> None:
    visit = visits()
    visit.ask("trasig")
    assert "Citat 1 visas inte" in visit.page.inner_text(DONE)
    assert visit.page.locator(f"{DONE} .card").count() == 0


def test_the_answer_can_be_copied(visits: Any) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    visit.ask(LULEA)
    visit.page.click(f"{DONE} .copy-answer")
    visit.page.wait_for_selector(f"{DONE} .copy-answer.copied")
    copied = visit.page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
    assert copied.startswith(LULEA)
    assert f"[3] {QUOTES['stomme']}\nAnna Dahlquist, biblioteksutvecklare, Luleå." in copied


def test_a_screen_reader_hears_of_the_answer(visits: Any) -> None:
    visit = visits()
    visit.ask(LULEA)
    heard = visit.page.text_content("[role=status].announcement")
    assert re.match(r"Svar, 4 citat\. Anna Dahlquist i Luleå beskriver flera projekt och", heard)


def test_a_lost_server_is_said_in_swedish_and_the_question_kept(browser: Any) -> None:
    site = Site(FakeAssistant())
    page = browser.new_page()
    page.goto(site.address)
    page.wait_for_selector(".document-text h2", state="attached")
    site.close()
    page.fill(INPUT, LULEA)
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="Kontakten med Belägg bröts.").wait_for()
    assert page.input_value(INPUT) == LULEA
    assert "Connection" not in page.inner_text("body")
    page.close()


CONTRAST = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (color) => color.slice(0, 3).map((v) => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.textContent.trim() || !e.checkVisibility() || e.closest('script, style')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([node.textContent.trim().slice(0, 40), e.className, ratio.toFixed(2)].join(' | '));
  }
  return [...new Set(poor)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visits: Any, scheme: str) -> None:
    visit = visits(color_scheme=scheme, reduced_motion="reduce")
    assert visit.page.evaluate(CONTRAST) == []
    visit.ask("Jämför Kungälv och Åre")
    visit.ask("Vad kostade projektet?")
    visit.ask(LULEA)
    visit.page.click(f"{DONE} .card[data-n='1'] .show-in-source")
    visit.page.wait_for_selector("mark.chosen")
    visit.page.fill(INPUT, " ")
    visit.page.click("#ask")
    visit.page.get_by_role("alert").filter(has_text="Skriv en fråga först.").wait_for()
    assert visit.page.evaluate(CONTRAST) == []
    placeholder = "e => getComputedStyle(document.querySelector('#question textarea'), '::placeholder').color"
    assert visit.page.evaluate(placeholder) == {"light": "rgb(86, 97, 102)", "dark": "rgb(166, 177, 180)"}[scheme]
