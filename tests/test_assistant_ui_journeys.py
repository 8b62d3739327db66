"""What people do with the page over time, in a real browser: come back, change their minds, take things along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ui_browser import DONE, INPUT, LULEA, MARKS, Site
from ui_fakes import QUOTES, TITLE

pytestmark = MARKS

KUNGALV = "Jämför Kungälv och Åre"
KEPT = "JSON.parse(localStorage.getItem('belagg.conversations') ?? '[]')"


def copied(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()")).replace("\r\n", "\n")


def restored(page: Any, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('.turn[data-state=done]').length === n", arg=count)


def test_a_conversation_is_there_after_a_reload_and_goes_on(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    visit.ask(KUNGALV)
    before = page.inner_html(".turns")
    page.reload()
    restored(page, 2)
    assert page.inner_html(".turns") == before
    visit.ask("Och sedan?")
    assert site.assistant.asked[-1].history == (LULEA, KUNGALV)
    assert [len(c["turns"]) for c in page.evaluate(KEPT)] == [3]


def test_a_kept_quote_is_checked_again_when_it_is_shown(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.evaluate(
        f"""() => {{
          const kept = {KEPT};
          kept[0].turns[0].answer.citations[0].quote = "Det har ingen sagt.";
          kept[0].turns[0].answer.citations[1].speaker = "Fel Person";
          localStorage.setItem('belagg.conversations', JSON.stringify(kept));
        }}"""
    )
    page.reload()
    restored(page, 1)
    shown = page.inner_text(DONE)
    assert "Citat 1 visas inte" in shown
    assert "Det har ingen sagt" not in shown
    assert "Fel Person" not in shown


def test_what_cannot_be_read_is_kept_aside_and_the_page_goes_on(visits: Any) -> None:
    visit = visits()
    page = visit.page
    page.evaluate("localStorage.setItem('belagg.conversations', '{broken')")
    page.reload()
    page.wait_for_selector(".welcome")
    visit.ask(LULEA)
    assert page.evaluate("localStorage.getItem('belagg.conversations.unreadable')") == "{broken"


def test_several_conversations_renamed_removed_and_put_back(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.click("#new-conversation")
    page.wait_for_selector(".welcome", state="visible")
    visit.ask(KUNGALV)
    page.click("#show-conversations")
    rows = page.locator("#conversations .open-conversation")
    assert rows.all_inner_texts() == [KUNGALV, LULEA]
    page.get_by_label(f"Byt namn på {LULEA}").click()
    page.get_by_label("Nytt namn").fill("Till nämnden")
    page.keyboard.press("Enter")
    assert rows.all_inner_texts() == [KUNGALV, "Till nämnden"]
    assert page.evaluate("document.activeElement.textContent") == "Till nämnden"
    page.get_by_label(f"Ta bort {KUNGALV}").click()
    assert rows.all_inner_texts() == ["Till nämnden"]
    assert page.locator(".turn").count() == 0
    page.click("#conversations .undo")
    assert rows.all_inner_texts() == [KUNGALV, "Till nämnden"]
    page.click("text=Till nämnden")
    restored(page, 1)
    assert page.inner_text(f"{DONE} .asked") == LULEA


def test_a_changed_question_replaces_what_came_after(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    for question in (LULEA, KUNGALV, "Och sedan?"):
        visit.ask(question)
    page.click(".turn:nth-child(2) .edit-question")
    assert page.input_value(INPUT) == KUNGALV
    assert page.is_visible("#problem .editing")
    page.keyboard.press("Escape")
    assert page.is_hidden("#problem .editing")
    assert page.locator(".turn").count() == 3
    page.click(".turn:nth-child(2) .edit-question")
    page.fill(INPUT, "Vad kostade projektet?")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.turn .nearest').length > 0")
    restored(page, 2)
    assert site.assistant.asked[-1].history == (LULEA,)
    assert [t["question"] for t in page.evaluate(KEPT)[0]["turns"]] == [LULEA, "Vad kostade projektet?"]


def test_an_answer_can_be_stopped_and_the_question_comes_back(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    site.assistant.hold.clear()
    try:
        page.fill(INPUT, LULEA)
        page.keyboard.press("Enter")
        page.click("#stop")
        page.wait_for_function("document.querySelectorAll('.turn').length === 0")
        assert page.input_value(INPUT) == LULEA
    finally:
        site.assistant.hold.set()
    page.fill(INPUT, "")
    visit.ask(KUNGALV)
    assert page.evaluate(KEPT)[0]["turns"][0]["question"] == KUNGALV


def test_a_link_leads_to_its_quote_and_says_when_the_text_has_changed(visits: Any, site: Site) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    visit.ask(LULEA)
    page.click(f"{DONE} .card[data-n='3'] .copy-link")
    page.wait_for_selector(".copy-link.copied")
    address = copied(page)
    other = visit.context.new_page()
    other.goto(address)
    other.wait_for_selector("mark.chosen")
    assert other.text_content("mark.chosen") == QUOTES["stomme"]
    third = visit.context.new_page()
    third.goto(re.sub(r"/[0-9a-f]{8}$", "/00000000", address))
    third.get_by_text("Texten på den här platsen har ändrats").wait_for()
    assert third.locator("mark").count() == 0


def test_a_citation_is_copied_as_a_reference(visits: Any, site: Site) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    visit.ask(LULEA)
    page.click(f"{DONE} .card[data-n='3'] .copy-reference")
    page.wait_for_selector(".copy-reference.copied")
    first, second = copied(page).strip().split("\n")
    assert first == f"{QUOTES['stomme'].removesuffix('.')}. – Anna Dahlquist, biblioteksutvecklare, Luleå."
    assert second.startswith(f"Grenholm, E. (2021). {TITLE}. Digiteket. Avsnitt: Samarbeta med andra. https://")
    assert f"Citatet i Belägg: {site.address}#citat/framgangsfaktorer/" in second
    web = page.get_attribute(f"{DONE} .card[data-n='3'] a.card-action", "href")
    assert web is not None
    assert "#:~:text=Det%20ger%20en" in web


@pytest.mark.parametrize(("form", "suffix"), [("word", ".docx"), ("markdown", ".md")])
def test_a_conversation_is_taken_along(visits: Any, tmp_path: Path, form: str, suffix: str) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.click("#show-take")
    with page.expect_download() as waiting:
        page.click(f"[data-take={form}]")
    assert waiting.value.suggested_filename == f"Hur organiserade Luleå lärandet{suffix}"
    waiting.value.save_as(tmp_path / "kept")
    content = (tmp_path / "kept").read_bytes()
    assert content[:2] == b"PK" if form == "word" else QUOTES["katalysator"][1:40] in content.decode()
    page.get_by_text("Citaten är kontrollerade på nytt").wait_for()


def test_there_is_nothing_to_take_before_a_question(visits: Any) -> None:
    page = visits().page
    page.click("#show-take")
    page.click("[data-take=word]")
    page.get_by_text("Ställ en fråga först, så finns det något att ta med.").wait_for()


def test_a_shared_conversation_is_a_copy_and_says_so(visits: Any) -> None:
    visit = visits()
    visit.ask(LULEA)
    visit.page.click("#show-take")
    visit.page.click("[data-take=share]")
    visit.page.wait_for_selector(".share-link:not([hidden])")
    link = visit.page.input_value(".share-link input")
    other = visits()
    other.page.goto(link)
    restored(other.page, 1)
    assert other.page.inner_text(f"{DONE} .asked") == LULEA
    assert "Delad konversation" in other.page.get_attribute(".turns", "data-note")
    own = visit.page.evaluate(KEPT)[0]["turns"][0]["id"]
    assert other.page.evaluate(KEPT)[0]["turns"][0]["id"] != own
    other.page.goto(f"{link}x")
    other.page.get_by_text("Den delade konversationen finns inte").wait_for()
    other.complaints.clear()  # the browser complains of the 404


def test_an_answer_is_judged_and_the_mind_changed(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.click(f"{DONE} .verdict[data-verdict=up]")
    page.get_by_text("Tack! Omdömet är sparat.").wait_for()
    page.click(f"{DONE} .verdict[data-verdict=down]")
    page.get_by_label("Fel person eller bibliotek").check()
    page.get_by_label("Kommentar (frivillig)").fill("Det var <Henrik>.")
    page.click(f"{DONE} .reasons button")
    page.wait_for_function("document.querySelector('.reasons').hidden")
    turn = page.evaluate(KEPT)[0]["turns"][0]
    page.wait_for_timeout(200)
    (given,) = [f for f in site.records.feedback() if f.turn_id == turn["id"]]
    assert (given.verdict, given.reason, given.comment) == ("down", "wrong_speaker", "Det var <Henrik>.")
    assert given.answer["citations"][0]["quote"] == QUOTES["projekt"]
    assert set(given.fingerprints) == {"framgangsfaktorer"}


def test_the_libraries_are_compared(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    page.click("#show-comparison")
    page.fill("#compare-question", "Hur lärde ni er?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid .card")
    assert [q.libraries for q in site.assistant.asked[-5:]] == [(name,) for name in site.assistant.libraries]
    cells = dict(zip(site.assistant.libraries, page.locator(".grid td").all_inner_texts(), strict=True))
    assert "Framgår inte av materialet" in cells["Åre"]
    assert QUOTES["projekt"] in cells["Luleå"]
    page.click(".grid .show-in-source >> nth=0")
    assert visit.is_in_source_view("mark.chosen")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.grid .show-in-source')")
    page.click(".comparison .leave")
    assert page.is_visible(".welcome")


def test_a_question_is_kept_to_the_chosen_libraries_and_says_so(visits: Any) -> None:
    visit = visits()
    visit.page.get_by_label("Kungälv", exact=True).check(force=True)
    visit.ask("Vad sa de?")
    assert visit.page.inner_text(f"{DONE} .kept-to") == "Bara om Kungälv"


def test_a_number_shows_its_quote_on_hover_and_focus(visits: Any) -> None:
    visit = visits()
    page = visit.page
    visit.ask(LULEA)
    page.hover(f"{DONE} .marker[data-n='3']")
    page.wait_for_selector("#peek", state="visible")
    assert QUOTES["stomme"] in page.inner_text("#peek")
    page.hover("#peek")
    page.wait_for_timeout(300)
    assert page.is_visible("#peek")
    page.keyboard.press("Escape")
    assert page.is_hidden("#peek")
    page.focus(f"{DONE} .marker[data-n='2']")
    assert QUOTES["katalysator"] in page.inner_text("#peek")
    assert page.get_attribute(f"{DONE} .marker[data-n='2']", "aria-describedby") == "peek"


def test_who_speaks_stands_beside_the_text(visits: Any) -> None:
    page = visits().page
    beside = page.locator(".document-text .speaks").all_inner_texts()
    assert any("Anna Dahlquist, Luleå" in text for text in beside)


NOTE_PLACES = """() => {
  window.moved = [];
  const first = new Map();
  new MutationObserver(() => {
    for (const block of document.querySelectorAll(".turn:last-child > *")) {
      const place = `${block.offsetTop} ${block.offsetLeft} ${block.offsetWidth}`;
      if (!first.has(block)) first.set(block, place);
      else if (first.get(block) !== place) window.moved.push(block.className);
    }
    window.noted = first.size;
  }).observe(document.querySelector(".turns"), { childList: true, subtree: true });
}"""


def test_nothing_moves_while_an_answer_arrives(visits: Any) -> None:
    visit = visits(reduced_motion="reduce")
    page = visit.page
    page.evaluate(NOTE_PLACES)
    visit.ask(LULEA)
    assert page.evaluate("window.noted") == page.locator(f"{DONE} > *").count() > 4
    assert page.evaluate("window.moved") == []
    page.evaluate("document.querySelector('.turn').prepend(document.createElement('hr'))")
    page.wait_for_function("window.moved.length > 4")  # it would have been seen


def test_the_page_about_the_material(visits: Any, site: Site) -> None:
    page = visits().page
    page.click("text=Om materialet")
    page.wait_for_selector("h1:has-text('Om materialet')")
    text = page.inner_text("main")
    assert "Grenholm, E. (2021)." in text
    assert "Vad Belägg inte kan" in text
    page.click("text=Till frågorna")
    page.wait_for_selector(INPUT)


def test_ten_questions_from_start_to_a_pasted_and_checked_citation(visits: Any, site: Site) -> None:
    visit = visits(permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    text = site.assistant.documents["framgangsfaktorer"].text
    for number in range(10):
        visit.ask(f"{LULEA} {number}")
        card = page.locator(f"{DONE} .card").nth(number % 4)
        card.locator(".copy-reference").click()
        card.locator(".copy-reference.copied").wait_for()
        pasted = copied(page)
        quote = card.locator(".verbatim").text_content()
        assert quote in text
        assert quote.strip("”“") in pasted
