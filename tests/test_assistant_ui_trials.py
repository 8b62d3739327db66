"""What a new user stumbled over on the page, one finding after the other, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from ui_browser import DONE, INPUT, LULEA, MARKS, Site
from ui_fakes import ANNA, HEADINGS, NADINE, QUOTES, FakeAssistant, build_document, cite

from assistant.ui.cards import render_card
from corpus.types import Attribution, Quotation, Span

pytestmark = MARKS

KUNGALV = "Jämför Kungälv och Åre"
COST = "Vad kostade projektet?"
QUICK = "trasig"  # its answer is there within half a second
KEPT = "JSON.parse(localStorage.getItem('belagg.conversations') ?? '[]')"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def held(site: Site) -> Iterator[Callable[[], None]]:
    """Return a function that makes the assistant wait with its answers until the test is over."""
    yield site.assistant.hold.clear
    site.assistant.hold.set()


def asked(page: Any) -> list[str]:
    return list(page.locator(".turn .asked").all_inner_texts())


def kept(page: Any) -> list[str]:
    """Return the questions that the browser keeps of the newest conversation."""
    return [turn["question"] for turn in page.evaluate(KEPT)[0]["turns"]]


def focused(page: Any, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def wait_for_answers(page: Any, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('.turn[data-state=done]').length === n", arg=count)


def ask_three(visit: Any) -> None:
    for question in (LULEA, KUNGALV, COST):
        visit.ask(question)


# ---- comparison ----


@pytest.mark.parametrize("width", [320, 768, 1080])
def test_in_a_narrow_comparison_the_libraries_stand_below_each_other(visits: Any, site: Site, width: int) -> None:
    page = visits(viewport={"width": width, "height": 800}).page
    page.click("#show-menu")
    page.click("#show-comparison")
    page.fill("#compare-question", "Hur lärde ni er?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid .card")
    headings = page.get_by_role("heading", level=3).filter(visible=True)
    assert headings.all_inner_texts() == list(site.assistant.libraries)
    boxes = [heading.bounding_box() for heading in headings.all()]
    assert len({box["x"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    assert page.locator(".grid .verbatim").first.bounding_box()["width"] > min(240, width / 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_in_a_wide_comparison_the_libraries_stand_side_by_side(visits: Any, site: Site) -> None:
    page = visits().page
    page.click("#show-comparison")
    page.fill("#compare-question", "Hur lärde ni er?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid .card")
    tops = {cell.bounding_box()["y"] for cell in page.locator(".grid td").all()}
    assert len(tops) == 1
    assert page.locator(".grid .library").first.is_hidden()


def test_the_comparison_has_an_input_of_its_own_alone(visits: Any) -> None:
    page = visits().page
    page.click("#show-comparison")
    assert page.is_hidden(INPUT)
    colour = "getComputedStyle(document.querySelector('#compare-question'), '::placeholder').color"
    assert page.evaluate(colour) == "rgb(86, 97, 102)"
    assert len(page.get_attribute("#compare-question", "placeholder")) < 35
    page.click(".comparison .leave")
    assert page.is_visible(INPUT)
    assert focused(page, INPUT)


# ---- a changed question ----


def change(page: Any, number: int, question: str) -> None:
    page.click(f".turn:nth-child({number}) .edit-question")
    page.fill(INPUT, question)
    page.keyboard.press("Enter")


def test_old_answers_stay_until_the_new_one_is_there(visits: Any, site: Site, held: Callable[[], None]) -> None:
    visit = visits(reduced_motion="reduce")
    page = visit.page
    ask_three(visit)
    held()
    change(page, 2, "Hur gick det?")
    page.wait_for_selector("#stop", state="visible")
    assert asked(page) == [LULEA, "Hur gick det?", KUNGALV, COST]
    assert page.locator(".turn[inert]").count() == 2
    assert page.evaluate("Number(getComputedStyle(document.querySelector('.turn[inert]')).opacity)") < 0.6
    assert kept(page) == [LULEA, KUNGALV, COST]
    site.assistant.hold.set()
    wait_for_answers(page, 2)
    assert asked(page) == kept(page) == [LULEA, "Hur gick det?"]
    assert site.assistant.asked[-1].history == (LULEA,)
    assert page.input_value(INPUT) == ""


def test_stopping_brings_the_old_answers_back(visits: Any, site: Site, held: Callable[[], None]) -> None:
    visit = visits()
    page = visit.page
    ask_three(visit)
    before = page.inner_html(".turns")
    held()
    change(page, 1, "Hur gick det?")
    page.click("#stop")
    page.wait_for_function("document.querySelectorAll('.turn[inert]').length === 0")
    assert page.inner_html(".turns") == before
    assert kept(page) == [LULEA, KUNGALV, COST]
    assert page.input_value(INPUT) == "Hur gick det?"
    assert page.is_visible("#problem .editing")
    site.assistant.hold.set()
    page.focus(INPUT)
    page.keyboard.press("End")
    page.keyboard.type(" Egentligen?")
    page.keyboard.press("Enter")
    wait_for_answers(page, 1)
    assert kept(page) == ["Hur gick det? Egentligen?"]


@pytest.mark.parametrize("question", ["krasch", "Är det stängt?", "å" * 2001, "  "])
def test_a_changed_question_without_an_answer_costs_nothing(visits: Any, question: str) -> None:
    visit = visits()
    page = visit.page
    ask_three(visit)
    before = page.inner_html(".turns")
    change(page, 2, question)
    page.wait_for_function("document.querySelector('#problem [role=alert]').textContent !== ''")
    page.wait_for_function("([s, q]) => document.querySelector(s).value === q", arg=[INPUT, question])
    assert page.inner_html(".turns") == before
    assert kept(page) == [LULEA, KUNGALV, COST]
    assert page.is_visible("#problem .editing")
    page.click("#problem .editing button")
    assert page.input_value(INPUT) == ""


def test_a_server_that_is_lost_while_a_question_is_changed_costs_nothing(browser: Any) -> None:
    site = Site(FakeAssistant())
    page = browser.new_page()
    page.goto(site.address)
    page.wait_for_selector(".document-text h2", state="attached")
    for number, question in enumerate((LULEA, COST), 1):
        page.fill(INPUT, question)
        page.keyboard.press("Enter")
        wait_for_answers(page, number)
    site.close()
    change(page, 1, "Hur gick det?")
    page.get_by_role("alert").filter(has_text="Kontakten med Belägg bröts.").wait_for()
    assert asked(page) == kept(page) == [LULEA, COST]
    assert page.locator(".turn[inert]").count() == 0
    assert page.input_value(INPUT) == "Hur gick det?"
    page.close()


def test_a_reload_while_a_changed_question_is_answered_costs_nothing(visits: Any, held: Callable[[], None]) -> None:
    visit = visits()
    page = visit.page
    ask_three(visit)
    held()
    change(page, 1, "Hur gick det?")
    page.wait_for_selector("#stop", state="visible")
    page.reload()
    wait_for_answers(page, 3)
    assert asked(page) == [LULEA, KUNGALV, COST]
    visit.complaints.clear()  # Gradio complains of the answer that was cut


def test_an_offered_question_is_asked_last_even_while_another_is_changed(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(KUNGALV)
    visit.ask(COST)
    page.click(".turn:nth-child(1) .edit-question")
    page.click(".turn:nth-child(2) .chip")
    wait_for_answers(page, 3)
    assert asked(page) == kept(page) == [KUNGALV, COST, LULEA]
    assert page.is_hidden("#problem .editing")
    assert page.input_value(INPUT) == ""


def test_giving_up_a_change_brings_the_draft_back(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    visit.ask(KUNGALV)
    page.click(".turn:nth-child(1) .edit-question")
    page.keyboard.press("Escape")
    assert page.input_value(INPUT) == ""
    page.fill(INPUT, "Ett utkast")
    page.click(".turn:nth-child(1) .edit-question")
    page.click(".turn:nth-child(2) .edit-question")
    assert page.input_value(INPUT) == KUNGALV
    page.click("#problem .editing button")
    assert page.input_value(INPUT) == "Ett utkast"
    assert focused(page, INPUT)


# ---- asked once ----


def ask_twice(page: Any, how: str) -> None:
    if how == "chip":
        page.dblclick(f".welcome .chip >> text={LULEA}")
        return
    page.fill(INPUT, QUICK)
    if how == "button":
        page.dblclick("#ask", delay=60)
        return
    page.keyboard.press("Enter")
    page.wait_for_timeout({"at once": 0, "after a while": 120, "late": 450}[how])
    page.keyboard.press("Enter")


@pytest.mark.parametrize("how", ["button", "chip", "at once", "after a while", "late"])
def test_a_double_click_or_a_second_enter_asks_once(visits: Any, site: Site, how: str) -> None:
    page = visits().page
    before = len(site.assistant.asked)
    ask_twice(page, how)
    wait_for_answers(page, 1)
    page.wait_for_timeout(700)
    assert asked(page) == [LULEA if how == "chip" else QUICK]
    assert len(site.assistant.asked) == before + 1
    assert page.inner_text("#problem [role=alert]") == ""


def test_a_double_tap_asks_once(visits: Any, site: Site) -> None:
    page = visits(viewport=PHONE, has_touch=True, is_mobile=True).page
    before = len(site.assistant.asked)
    page.fill(INPUT, LULEA)
    box = page.locator("#ask").bounding_box()
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(150)
    wait_for_answers(page, 1)
    assert len(site.assistant.asked) == before + 1


# ---- what is told ----


def test_the_page_about_the_material_says_what_is_kept_and_sent(visits: Any, site: Site) -> None:
    page = visits().page
    page.goto(f"{site.address}om")
    text = page.inner_text("main")
    for told in (
        "sparas i din webbläsare",
        "Med varje fråga skickas konversationens tidigare frågor",
        "Hela konversationen skickas dit när du öppnar den igen",
        "Servern sparar varje svar",
        "BELAGG_REVIEWS",
        "Inget av det säger vem som har frågat",
    ):
        assert told in text
    assert "sparas bara i din webbläsare" not in text


def test_the_length_that_is_complained_of_is_that_of_the_field(visits: Any) -> None:
    page = visits().page
    page.fill(INPUT, "å" * 2100 + "  \n")
    page.click("#ask")
    page.get_by_role("alert").filter(has_text="Frågan är 2100 tecken lång.").wait_for()
    page.wait_for_function("selector => document.querySelector(selector).value.length === 2100", arg=INPUT)


def test_a_long_question_is_folded(visits: Any) -> None:
    visit = visits()
    page = visit.page
    question = f"{LULEA} " + "Vi undrar hur de andra bar sig åt med lärandet. " * 12
    visit.ask(LULEA)
    assert page.locator(".whole").count() == 0
    visit.ask(question.strip())
    low = page.locator(f"{DONE} h2").bounding_box()["height"]
    page.get_by_role("button", name="Visa hela").click()
    assert page.locator(f"{DONE} h2").bounding_box()["height"] > 1.5 * low
    page.get_by_role("button", name="Visa mindre").click()
    assert page.locator(f"{DONE} h2").bounding_box()["height"] == low
    page.click(f"{DONE} .edit-question")
    assert page.input_value(INPUT) == question.strip()
    page.emulate_media(media="print")
    assert page.locator(f"{DONE} h2").bounding_box()["height"] > 1.5 * low


# ---- a small screen ----


def is_menu_expanded(page: Any) -> bool:
    """Return what a screen reader is told of the menu's button."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    (menu,) = [
        node for node in nodes if node.get("name", {}).get("value") == "Meny" and node["role"]["value"] == "button"
    ]
    (expanded,) = [told["value"]["value"] for told in menu["properties"] if told["name"] == "expanded"]
    return bool(expanded)


@pytest.mark.parametrize("width", [320, 480])
def test_on_a_phone_the_menu_holds_every_button(visits: Any, width: int) -> None:
    page = visits(viewport={"width": width, "height": 640}).page
    buttons = page.locator("#menu .head-button")
    assert buttons.count() >= 6
    assert not buttons.first.is_visible()
    assert not is_menu_expanded(page)
    page.get_by_role("button", name="Meny").focus()
    page.keyboard.press("Enter")
    assert is_menu_expanded(page)
    for button in buttons.all():
        page.keyboard.press("Tab")
        assert button.evaluate("button => button === document.activeElement")
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 640
    page.keyboard.press("Tab")
    assert buttons.first.is_hidden()
    page.click("#show-menu")
    page.keyboard.press("Escape")
    assert buttons.first.is_hidden()
    assert focused(page, "#show-menu")
    page.click("#show-menu")
    page.click("#show-take")
    assert buttons.first.is_hidden()
    page.keyboard.press("Escape")
    assert focused(page, "#show-menu")


@pytest.mark.parametrize("width", [1160, 1366])
def test_where_there_is_room_the_buttons_need_no_menu(visits: Any, width: int) -> None:
    page = visits(viewport={"width": width, "height": 768}).page
    assert page.is_hidden("#show-menu")
    boxes = [button.bounding_box() for button in page.locator("#menu .head-button").all()]
    assert len({box["y"] for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= width


@pytest.mark.parametrize("width", [320, 390, 480])
def test_on_a_phone_nothing_is_cut_off_in_the_input(visits: Any, width: int) -> None:
    page = visits(viewport={"width": width, "height": 640}).page
    for label in page.locator("#libraries label").all():
        box = label.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    field = page.locator(INPUT)
    field.evaluate("field => { field.value = field.placeholder; field.style.whiteSpace = 'nowrap'; }")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")


HIDES = """() => {
  const [element, box] = [document.activeElement, document.activeElement.getBoundingClientRect()];
  if (element === document.body || element.closest("#page-head, #composer")) return false;
  const [head, composer] = ["page-head", "composer"].map((id) => document.getElementById(id).getBoundingClientRect());
  const isTall = box.height > composer.top - head.bottom;
  return !isTall && (box.top < head.bottom || box.bottom > composer.top);
}"""


def test_nothing_that_has_the_focus_hides_behind_the_bars(visits: Any) -> None:
    visit = visits(viewport=PHONE, reduced_motion="reduce")
    page = visit.page
    visit.ask(COST)
    visit.ask(LULEA)
    page.click(f"{DONE} .verdict[data-verdict=down]")
    assert page.locator(f"{DONE} .reasons").bounding_box()["y"] > 0
    reached = set()
    for key in ("Shift+Tab", "Tab"):
        for _ in range(60):
            page.keyboard.press(key)
            assert not page.evaluate(HIDES), page.evaluate("document.activeElement.outerHTML")
            reached.add(page.evaluate("document.activeElement.tagName + document.activeElement.type"))
    assert {"INPUTradio", "TEXTAREAtextarea", "BUTTONsubmit"} <= reached


def test_on_a_phone_buttons_stand_in_line(visits: Any) -> None:
    visit = visits(viewport=PHONE)
    page = visit.page
    visit.ask(LULEA)
    yes, no = (page.locator(f"{DONE} .verdict[data-verdict={name}]").bounding_box() for name in ("up", "down"))
    assert no["x"] - yes["x"] - yes["width"] >= 6
    left = page.evaluate(
        """() => {
          const button = document.querySelector(".edit-question");
          const text = document.createRange();
          text.selectNodeContents(button);
          return text.getBoundingClientRect().left - document.querySelector(".asked").getBoundingClientRect().left;
        }"""
    )
    assert abs(left) < 1
    page.click("#show-menu")
    page.click("#show-take")
    for part in ("button", "span"):
        boxes = [text.bounding_box() for text in page.locator(f"#take li > {part}").all()]
        assert len({(box["x"], box["width"]) for box in boxes}) == 1, part


# ---- the source ----


def test_keys_walk_from_quote_to_quote_and_back_to_the_answer(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    assert page.is_hidden(".source-bar .back")
    page.click(f"{DONE} .card[data-n='1'] .show-in-source")
    page.wait_for_selector("mark.chosen[data-n='1']")
    for key, number in (("ArrowRight", 2), ("j", 3), ("J", 4), ("ArrowLeft", 3), ("k", 2), ("Alt+ArrowRight", 2)):
        page.keyboard.press(key)
        page.wait_for_selector(f"mark.chosen[data-n='{number}']")
        assert page.inner_text(".which").startswith(f"Citat {number} · ")
    page.focus(".source-body")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("mark.chosen[data-n='3']")
    assert "Esc: till svaret" in page.inner_text(".source-bar")
    page.click(".source-bar >> text=Till svaret")
    assert focused(page, ".card[data-n='3'] .show-in-source")
    page.keyboard.press("ArrowRight")
    assert page.locator("mark.chosen[data-n='3']").count() == 1


def test_on_a_phone_the_way_back_to_the_answer_is_seen(visits: Any) -> None:
    visit = visits(viewport=PHONE)
    page = visit.page
    visit.ask(LULEA)
    page.click(f"{DONE} .card[data-n='2'] .show-in-source")
    page.wait_for_selector("mark.chosen")
    page.click(".source-bar >> text=Till svaret")
    assert page.is_hidden(".source-panel")
    assert focused(page, ".card[data-n='2'] .show-in-source")


@pytest.mark.parametrize(
    ("quote", "origin"),
    [("stomme", "Anna Dahlquist · biblioteksutvecklare · Luleå"), ("kursplaner", "Artikelns egna ord")],
)
def test_a_link_says_who_speaks(visits: Any, site: Site, quote: str, origin: str) -> None:
    visit = visits()
    visit.ask(LULEA)
    place = visit.page.get_attribute(f"{DONE} .card:has-text('{QUOTES[quote][1:40]}') .copy-link", "data-place")
    other = visit.context.new_page()
    other.goto(f"{site.address}{place}")
    other.wait_for_selector("mark.chosen")
    assert other.inner_text(".which") == f"Länkat citat · {origin}"
    assert other.evaluate("getComputedStyle(document.querySelector('.which')).textOverflow") == "clip"
    assert other.is_hidden(".walk .next")
    assert other.is_hidden(".source-bar .back")


def test_a_link_to_a_changed_place_says_so_and_nothing_else(visits: Any, site: Site) -> None:
    visit = visits()
    visit.ask(LULEA)
    place = visit.page.get_attribute(f"{DONE} .card[data-n='3'] .copy-link", "data-place")
    other = visit.context.new_page()
    other.goto(f"{site.address}{re.sub('[0-9a-f]{8}$', '00000000', place)}")
    other.get_by_text("Texten på den här platsen har ändrats").wait_for()
    bar = other.inner_text(".walk")
    assert bar.strip() == "Platsen har ändrats"


@pytest.mark.parametrize(
    ("quote", "closes"), [("resa", False), ("metamedvetna", False), ("stomme", False), ("kursplaner", True)]
)
def test_no_mark_closes_a_quote_whose_speaker_goes_on(quote: str, closes: bool) -> None:
    document = build_document()
    start = document.text.index(QUOTES["resa"])
    end = document.text.index(QUOTES["metamedvetna"]) + len(QUOTES["metamedvetna"])
    said = Quotation(Span(start - 1, end), document.text[start - 1 : end], Attribution(NADINE, "direct"))
    document = replace(document, quotations=(said,))
    person = None if quote == "kursplaner" else NADINE
    card = render_card(cite(document, 1, QUOTES[quote], HEADINGS[4], person), {document.id: document}, turn_id="t")
    assert ("closes" in re.findall(r'<blockquote class="(.*?)"', card)[0]) == closes


def test_a_quote_that_ends_its_quotation_is_closed() -> None:
    document = build_document()
    start = document.text.index(QUOTES["katalysator"])
    end = start + len(QUOTES["katalysator"])
    said = Span(start, end + 1)  # with what stands after its last word
    document = replace(document, quotations=(Quotation(said, said.of(document.text)),))
    card = render_card(
        cite(document, 1, QUOTES["katalysator"], HEADINGS[3], ANNA), {document.id: document}, turn_id="t"
    )
    assert '<blockquote class="quote closes"' in card


# ---- feedback ----


def test_after_the_reasons_the_thanks_have_the_focus_and_the_verdict_stays(visits: Any, site: Site) -> None:
    visit = visits(viewport=PHONE, reduced_motion="reduce")
    page = visit.page
    visit.ask(LULEA)
    page.click(f"{DONE} .verdict[data-verdict=down]")
    bottom = page.locator(f"{DONE} .reasons").bounding_box()
    assert bottom["y"] + bottom["height"] <= page.locator("#composer").bounding_box()["y"]
    page.get_by_label("Något annat").check()
    page.click(f"{DONE} .reasons [type=submit]")
    page.wait_for_function("document.activeElement.matches('.thanks')")
    assert page.inner_text(f"{DONE} .thanks") == "Tack! Omdömet är sparat."
    turn_id = page.get_attribute(DONE, "id")
    assert [given.reason for given in site.records.feedback() if given.turn_id == turn_id] == ["other"]
    page.reload()
    wait_for_answers(page, 1)
    pressed = [button.get_attribute("aria-pressed") for button in page.locator(f"{DONE} .verdict").all()]
    assert pressed == ["false", "true"]
    visit.ask("Och sedan?")
    assert page.locator(f"{DONE} .verdict[aria-pressed=true]").count() == 0


@pytest.mark.parametrize("how", ["button", "Escape"])
def test_the_reasons_can_be_left(visits: Any, how: str) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.click(f"{DONE} .verdict[data-verdict=down]")
    page.get_by_label("Kommentar (frivillig)").fill("Nej, förresten.")
    if how == "button":
        page.click(f"{DONE} .reasons >> text=Avbryt")
    else:
        page.keyboard.press("Escape")
    assert page.is_hidden(f"{DONE} .reasons")
    assert focused(page, ".verdict[data-verdict=down]")
    page.click(f"{DONE} .verdict[data-verdict=down]")
    assert page.get_by_label("Kommentar (frivillig)").input_value() == ""


# ---- conversations ----


def begin_another(visit: Any, question: str) -> None:
    visit.page.click("#new-conversation")
    visit.page.wait_for_selector(".welcome", state="visible")
    visit.ask(question)


def test_escape_while_renaming_leaves_the_list_open(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.click("#show-conversations")
    page.get_by_label(f"Byt namn på {LULEA}").click()
    page.get_by_label("Nytt namn").fill("Fel namn")
    page.keyboard.press("Escape")
    assert page.is_visible("#conversations")
    assert page.get_by_label("Nytt namn").count() == 0
    assert page.locator(".open-conversation").all_inner_texts() == [LULEA]
    assert focused(page, ".open-conversation")
    page.keyboard.press("Escape")
    assert page.is_hidden("#conversations")


def test_several_removals_are_undone_one_by_one(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    begin_another(visit, COST)
    begin_another(visit, KUNGALV)
    page.click("#show-conversations")
    rows = page.locator("#conversations .open-conversation")
    for question in (KUNGALV, COST, LULEA):
        page.get_by_label(f"Ta bort {question}").click()
    assert rows.count() == page.locator(".turn").count() == 0
    assert page.inner_text(".removed span") == f"Borttagen: {LULEA}"
    page.keyboard.press("Enter")
    assert rows.all_inner_texts() == [LULEA]
    assert page.inner_text(".removed span") == f"Borttagen: {COST}"
    page.keyboard.press("Enter")
    assert page.locator(".turn").count() == 0
    page.keyboard.press("Enter")
    assert rows.all_inner_texts() == [KUNGALV, COST, LULEA]
    assert page.is_hidden(".undo")
    assert focused(page, ".open-conversation")
    wait_for_answers(page, 1)
    assert asked(page) == [KUNGALV]
    page.keyboard.press("Escape")
    visit.ask("Och sedan?")
    assert kept(page) == [KUNGALV, "Och sedan?"]
