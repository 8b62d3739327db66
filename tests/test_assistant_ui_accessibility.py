"""WCAG 2.2 AA in a real browser: axe-core's rules on every view, the keyboard alone, large zoom, paper."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from ui_browser import DONE, INPUT, LULEA, MARKS, Site
from ui_fakes import QUOTES

pytestmark = MARKS

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SHOWS_FOCUS = """() => {
  const [element, around] = [document.activeElement, document.activeElement.closest("#libraries label, #ask-row")];
  const outlined = (e) => e && getComputedStyle(e).outlineStyle !== "none";
  return outlined(element) || outlined(around) || (around && getComputedStyle(around).boxShadow !== "none");
}"""
WIDE, NARROW = {"width": 1360, "height": 860}, {"width": 320, "height": 640}


def find_violations(page: Any) -> list[str]:
    """Return what axe-core finds: rule, impact and the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']} ({v['impact']}): {[node['html'][:160] for node in v['nodes']]}" for v in found]


def click_in_head(page: Any, selector: str) -> None:
    """Click a button of the head, which stands in a menu on a narrow screen."""
    if page.is_visible("#show-menu"):
        page.click("#show-menu")
        assert find_violations(page) == []
    page.click(selector)


def ask_all(visit: Any) -> None:
    for question in ("Vad kostade projektet?", "Jämför Kungälv och Åre", "trasig", LULEA):
        visit.ask(question)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_the_way_through(visits: Any, size: dict[str, int], scheme: str) -> None:
    visit = visits(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = visit.page
    assert find_violations(page) == []
    ask_all(visit)
    page.click(f"{DONE} .verdict[data-verdict=down]")
    assert find_violations(page) == []
    page.click(f"{DONE} .card[data-n='2'] .show-in-source")
    page.wait_for_selector("mark.chosen")
    assert find_violations(page) == []
    page.keyboard.press("Escape")
    for button in ("#show-conversations", "#show-take"):
        click_in_head(page, button)
        assert find_violations(page) == []
        page.keyboard.press("Escape")
    click_in_head(page, "#show-comparison")
    page.fill("#compare-question", "Hur?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid .card")
    assert find_violations(page) == []


def test_axe_would_find_something(visits: Any) -> None:
    page = visits().page
    page.evaluate("document.querySelector('.welcome').insertAdjacentHTML('beforeend', '<button></button>')")
    assert [found.split()[0] for found in find_violations(page)] == ["button-name"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_about_the_material(visits: Any, site: Site, scheme: str) -> None:
    page = visits(color_scheme=scheme).page
    page.goto(f"{site.address}om")
    page.wait_for_selector("h1")
    assert find_violations(page) == []


def tab_to(page: Any, selector: str, *, key: str = "Tab") -> None:
    """Press Tab until an element has the focus, and see that the focus can be seen, on it or around it."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(SHOWS_FOCUS), selector
            return
    raise AssertionError(f"the keyboard doesn't reach {selector}")


def test_a_whole_visit_by_keyboard_alone(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    page.evaluate("document.activeElement.blur()")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    tab_to(page, INPUT)
    page.keyboard.type(LULEA)
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    tab_to(page, f"{DONE} .marker[data-n='3']", key="Shift+Tab")
    assert QUOTES["stomme"] in page.inner_text("#peek")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('mark.chosen')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.marker[data-n=\"3\"]')")
    tab_to(page, f"{DONE} .verdict[data-verdict=up]")
    page.keyboard.press("Space")
    page.get_by_text("Tack! Omdömet är sparat.").wait_for()
    tab_to(page, f"{DONE} .chip")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.turn[data-state=done]').length === 2")
    tab_to(page, "#libraries input")
    page.keyboard.press("Space")
    assert page.is_checked("#libraries input >> nth=0")
    tab_to(page, "#show-conversations", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, ".open-conversation")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "show-conversations"
    tab_to(page, "#show-comparison", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Hur lär ni er?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid .card")
    tab_to(page, ".comparison .leave")
    page.keyboard.press("Enter")
    tab_to(page, "#new-conversation", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".welcome", state="visible")
    assert page.evaluate("document.activeElement.matches('#question textarea')")


def test_four_hundred_per_cent_zoom(visits: Any) -> None:
    visit = visits(viewport={"width": 320, "height": 256})
    page = visit.page
    visit.ask(LULEA)
    for selector in (f"{DONE} .card[data-n='4'] .quote", f"{DONE} .copy-answer", "#ask", "#show-menu", "#show-take"):
        page.locator(selector).scroll_into_view_if_needed()
        box = page.locator(selector).bounding_box()
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= 320, selector
        if selector == "#show-menu":
            page.click(selector)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.click("#show-comparison")
    page.fill("#compare-question", "Hur?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid .card")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_the_answers_stand_alone(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.emulate_media(media="print")
    assert page.is_visible(f"{DONE} .card[data-n='4'] .quote")
    for selector in ("#composer", "#source", ".head-buttons", ".card-actions", ".tools", ".edit-question"):
        assert page.locator(selector).first.is_hidden(), selector
    assert len(page.pdf()) > 10_000


def test_headings_have_an_order(visits: Any) -> None:
    visit = visits()
    visit.ask("Jämför Kungälv och Åre")
    shown = "[...document.querySelectorAll('h1, h2, h3, h4')].filter((heading) => heading.checkVisibility())"
    levels = visit.page.evaluate(f"{shown}.map((heading) => Number(heading.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
