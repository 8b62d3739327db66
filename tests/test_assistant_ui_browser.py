"""The page in a real browser: ask, read, click a citation, see the highlight."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ui_browser import DONE, EVIL, INPUT, LULEA, MARKS, Site
from ui_fakes import QUOTES, FakeAssistant

pytestmark = MARKS


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
    assert page.get_attribute(INPUT, "placeholder") == "Ställ en fråga…"
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
