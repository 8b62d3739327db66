"""Reviewing answers in a real browser: judge, sign, see the badge, and see it go when the document changes."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_assistant_ui_accessibility import NARROW, WIDE, find_violations, tab_to
from ui_browser import DONE, INPUT, LULEA, MARKS, Site, Visit
from ui_fakes import QUOTES, TEXT, FakeAssistant, build_document

from assistant.reviews import CitationReview, ReviewInput
from assistant.ui.badge import describe_review

pytestmark = MARKS

COST = "Vad kostade projektet?"
REJECTED = "citat [2] underkänt"
BADGE = f"{DONE} .badge"


@pytest.fixture
def own_site(browser: Any) -> Iterator[Site]:
    """Return a page with a store of its own, which asks reviewers for a code."""
    site = Site(FakeAssistant(), review_code="ekorre")
    yield site
    site.close()


@pytest.fixture
def visit(browser: Any, own_site: Site) -> Iterator[Visit]:
    made = Visit(browser, own_site)
    yield made
    made.context.close()
    assert made.complaints == []


def find_key(site: Site, question: str) -> str:
    """Return the key of an answer, which is kept a moment after it has been shown."""
    for _ in range(100):
        for kept in site.reviews.answers("all", site.assistant.documents):
            if kept.turn.question == question:
                return kept.key
        time.sleep(0.05)
    raise AssertionError(f"{question} is not kept")


def settle(page: Any) -> None:
    """Wait until Gradio is done with an answer: it complains if its page is left before."""
    page.wait_for_selector(".source-body:not([aria-busy])", state="attached")
    page.wait_for_timeout(300)


def open_list(page: Any, site: Site) -> None:
    settle(page)
    page.goto(f"{site.address}svar")
    page.wait_for_selector(".rows")


def open_review(page: Any, site: Site, question: str) -> None:
    key = find_key(site, question)
    settle(page)
    page.goto(f"{site.address}svar/{key}")
    page.wait_for_selector("#kept")


def sign(page: Any, *, rejected: int = 0, count: int = 4) -> None:
    for n in range(1, count + 1):
        label = "Underkänn" if n == rejected else "Godkänn"
        page.locator(f".verdict-field[data-n='{n}']").get_by_role("radio", name=label).check()
    page.fill("#reviewer", "Åsa Öberg")
    page.get_by_role("button", name="Signera", exact=True).click()
    page.wait_for_selector("#kept.signed")


def test_a_signed_answer_carries_its_badge_until_the_document_changes(
    browser: Any, own_site: Site, visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    visit.ask(LULEA)
    assert page.locator(".badge").count() == 0
    find_key(own_site, LULEA)
    settle(page)
    page.click(f"{DONE} .review-answer")
    page.wait_for_selector("#kept:not(.signed)")
    page.fill("#code", "ekorre")
    page.fill(".verdict-field[data-n='2'] textarea", "Handlar om annat")
    page.fill(".verdict-field[data-n='3'] textarea", "Bra val")
    sign(page, rejected=2)
    assert REJECTED in page.inner_text("#state")
    assert page.evaluate("document.activeElement.id") == "state"
    review = own_site.reviews.signed(own_site.assistant.documents)[0]
    told = describe_review(review)
    assert told.startswith("Granskad av Åsa Öberg, ")

    page.goto(own_site.address)
    page.wait_for_selector(BADGE)
    assert told in page.inner_text(BADGE)
    card = page.locator(f"{DONE} .card[data-n='2']")
    assert "Underkänt av granskaren: Handlar om annat" in card.inner_text()
    comment = page.locator(f"{DONE} .card[data-n='3']").get_by_text("Bra val")
    assert comment.is_hidden()
    page.click(f"{DONE} .card[data-n='3'] summary")
    assert comment.is_visible()

    page.click("#show-take")
    with page.expect_download() as download:
        page.click("[data-take=markdown]")
    download.value.save_as(tmp_path / "kept.md")
    assert told in (tmp_path / "kept.md").read_text(encoding="utf-8").replace("\\[", "[")
    page.click("[data-take=share]")
    page.wait_for_selector(".share-link:not([hidden])")
    shared = page.input_value(".share-link input")

    other = Visit(browser, own_site)
    other.ask(LULEA)
    assert told in other.page.inner_text(BADGE)
    assert told in other.page.text_content("[role=status].announcement")
    other.page.goto(shared)
    other.page.wait_for_selector(f".turns[data-note^='Delad'] {BADGE}")
    other.context.close()
    assert other.complaints == []

    text = TEXT.read_text(encoding="utf-8").replace("flera projekt som löpt", "några projekt som löpt")
    own_site.assistant.documents["framgangsfaktorer"] = build_document(text)
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(DONE)
    assert page.locator(".badge, .remark").count() == 0
    open_review(page, own_site, LULEA)
    state = page.inner_text("#state")
    assert "Svaret signerades av Åsa Öberg" in state
    assert "Dokumentet har ändrats sedan dess: citat [1] stämmer inte längre. Ställ frågan igen" in state
    assert page.get_by_role("button", name="Signera", exact=True).count() == 0
    assert find_violations(page) == []
    page.get_by_role("link", name="Granskade svar").click()
    assert "Inaktuell granskning av Åsa Öberg" in page.inner_text(".rows")
    assert find_violations(page) == []


def test_a_wrong_code_is_refused_and_the_right_one_remembered(own_site: Site, visit: Visit) -> None:
    page = visit.page
    visit.ask(COST)
    open_review(page, own_site, COST)
    page.get_by_role("radio", name="Ja").check()
    page.fill("#reviewer", "Bo")
    page.fill("#code", "hare")
    page.get_by_role("button", name="Signera", exact=True).click()
    page.get_by_role("alert").filter(has_text="Granskarkoden stämmer inte.").wait_for()
    assert page.evaluate("document.activeElement.id") == "code"
    assert [line.split()[0] for line in visit.complaints] == ["403", "Failed"]
    visit.complaints.clear()
    assert page.is_checked("[name=is-right][value=yes]")
    page.fill("#code", "ekorre")
    page.keyboard.press("Enter")
    page.wait_for_selector("#kept.signed")
    page.reload()
    page.click(".change")
    assert (page.input_value("#reviewer"), page.input_value("#code")) == ("Bo", "ekorre")
    assert page.get_attribute("#code", "type") == "password"
    page.get_by_role("radio", name="Nej").check()
    page.get_by_role("button", name="Signera", exact=True).click()
    page.get_by_text("svaret underkänt").wait_for()


def test_the_review_of_an_answer_is_changed_and_taken_back(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    question = "Hur blev det sedan?"
    visit.ask(question)
    open_review(page, site, question)
    sign(page, rejected=1)
    assert page.locator(".verdict-field").first.is_hidden()
    assert "Underkänt" in page.inner_text(".card[data-n='1'] .judged")
    page.click(".change")
    page.locator(".verdict-field[data-n='1']").get_by_role("radio", name="Godkänn").check()
    page.click(".keep")
    assert "Underkänt" in page.inner_text(".card[data-n='1'] .judged")
    assert page.evaluate("document.activeElement.textContent") == "Ändra"
    page.click(".change")
    assert page.is_checked("[name=verdict-1][value=rejected]")
    sign(page)
    assert "underkänt" not in page.inner_text("#state")
    page.click(".withdraw")
    assert page.is_visible("#withdrawal")
    page.click("#withdrawal .leave")
    assert page.locator("#kept.signed").count() == 1
    page.click(".withdraw")
    page.get_by_role("button", name="Ta bort", exact=True).click()
    page.wait_for_selector("#kept:not(.signed)")
    assert page.inner_text("#state .unsigned") == "Inte granskat"
    assert page.evaluate("document.activeElement.id") == "state"


def test_what_is_missing_is_said(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    question = "Vad saknas här?"
    visit.ask(question)
    open_review(page, site, question)
    page.locator(".verdict-field[data-n='1']").get_by_role("radio", name="Godkänn").check()
    assert page.inner_text(".count") == "1 av 4 citat bedömda."
    page.fill("#reviewer", "Bo")
    page.get_by_role("button", name="Signera", exact=True).click()
    alert = page.get_by_role("alert").filter(has_text="Godkänn eller underkänn också [2], [3], [4]")
    alert.wait_for()
    visit.complaints.clear()


def test_the_way_to_the_source(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    question = "Var står det?"
    visit.ask(question)
    open_review(page, site, question)
    page.click(".marker[data-n='3']")
    assert page.evaluate("document.activeElement.id") == "citat-3"
    assert page.text_content("#citat-3 .paragraph mark") == QUOTES["stomme"]
    with page.expect_popup() as opened:
        page.click("#citat-3 .context a")
    opened.value.wait_for_selector("mark.chosen")
    assert opened.value.text_content("mark.chosen") == QUOTES["stomme"]


def test_the_list_its_filters_and_its_file(own_site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.get_by_role("link", name="Granskade svar").click()
    page.get_by_text("Inga svar än.").wait_for()
    assert find_violations(page) == []
    page.get_by_role("link", name="← Till frågorna").click()
    page.wait_for_selector(INPUT)
    visit.ask(LULEA)
    visit.ask(COST)
    key = find_key(own_site, LULEA)
    find_key(own_site, COST)
    verdicts = tuple(CitationReview(n, "approved") for n in (1, 2, 3, 4))
    own_site.reviews.sign(key, ReviewInput("Bo", verdicts), own_site.assistant.documents)
    open_list(page, own_site)
    rows = page.locator(".rows h2")
    assert rows.all_inner_texts() == [COST, LULEA]
    page.locator(".filters a", has_text=re.compile("^Signerade")).click()
    assert rows.all_inner_texts() == [LULEA]
    assert "Granskad av Bo" in page.inner_text(".rows")
    assert page.inner_text(".filters [aria-current]") == "Signerade 1"
    page.get_by_label("Sök i frågor och svar").fill("kostade")
    page.keyboard.press("Enter")
    page.get_by_text("Inget svar passar.").wait_for()
    page.locator(".filters").get_by_text("Alla").click()
    assert rows.all_inner_texts() == [COST]
    assert page.get_by_label("Sök i frågor och svar").input_value() == "kostade"
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner granskningar (CSV)").click()
    assert download.value.suggested_filename == "granskningar.csv"
    download.value.save_as(tmp_path / "reviews.csv")
    with (tmp_path / "reviews.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file, delimiter=";")] == ["Granskare", "Bo", "Bo", "Bo", "Bo"]
    rows.get_by_role("link").click()
    page.get_by_text("Stämmer det att materialet inte svarar?").wait_for()


def test_more_of_a_long_list(own_site: Site, visit: Visit) -> None:
    page = visit.page
    visit.ask(LULEA)
    key = find_key(own_site, LULEA)
    documents = own_site.assistant.documents
    kept = own_site.reviews.open(key, documents)
    assert kept is not None
    for n in range(60):
        own_site.reviews.keep(replace(kept.turn, question=f"Fråga {n}?"), (), documents)
    open_list(page, own_site)
    assert page.locator(".rows li").count() == 50
    page.get_by_role("link", name="Visa fler").click()
    page.wait_for_selector("#svar-61")
    assert "61 av 61 svar visas" in page.inner_text(".found")
    assert page.evaluate("document.querySelector('#svar-51').getBoundingClientRect().top") < 860


def test_a_review_by_keyboard_alone(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    question = "Går det utan mus?"
    visit.ask(question)
    find_key(site, question)
    tab_to(page, f"{DONE} .review-answer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#kept")
    page.keyboard.press("g")
    assert page.inner_text(".count") == "0 av 4 citat bedömda."
    for key, verdict in (("1", "g"), ("2", "U"), ("3", "g"), ("4", "u"), ("4", "g")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"citat-{key}"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press(verdict)
    chosen = page.locator(".verdict-field input:checked")
    assert [chosen.nth(n).get_attribute("value") for n in range(4)] == ["approved", "rejected", "approved", "approved"]
    assert page.inner_text(".count") == "4 av 4 citat bedömda."
    page.keyboard.press("9")
    assert page.evaluate("document.activeElement.id") == "citat-4"
    page.keyboard.press("2")
    tab_to(page, "[name=verdict-2]")
    outline = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
    assert page.evaluate(outline) == "solid"
    tab_to(page, ".verdict-field[data-n='2'] textarea")
    page.keyboard.type("g1 u2")
    assert page.input_value(".verdict-field[data-n='2'] textarea") == "g1 u2"
    assert page.is_checked("[name=verdict-2][value=rejected]")
    tab_to(page, "#reviewer")
    page.keyboard.type("Gun U")
    tab_to(page, ".primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#kept.signed")
    tab_to(page, ".change")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "citat-1"
    page.keyboard.press("u")
    tab_to(page, ".primary")
    page.keyboard.press("Enter")
    page.get_by_text("citat [1] och [2] underkända").wait_for()
    tab_to(page, ".withdraw")
    page.keyboard.press("Enter")
    tab_to(page, "#withdrawal .primary")
    page.keyboard.press("Enter")
    page.get_by_text("Inte granskat").wait_for()


def test_shortcuts_can_be_turned_off(visits: Any, site: Site) -> None:
    visit = visits()
    page = visit.page
    question = "Går det att stänga av?"
    visit.ask(question)
    open_review(page, site, question)
    page.get_by_label("Kortkommandon").uncheck()
    page.keyboard.press("1")
    assert page.evaluate("document.activeElement.id") == "shortcuts"
    page.reload()
    assert not page.is_checked("#shortcuts")
    page.get_by_label("Kortkommandon").check()
    page.keyboard.press("1")
    assert page.evaluate("document.activeElement.id") == "citat-1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_on_the_way_through(visits: Any, site: Site, size: dict[str, int], scheme: str) -> None:
    visit = visits(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = visit.page
    question = f"Hur är det i {scheme} {size['width']}?"
    visit.ask(question)
    open_review(page, site, question)
    assert find_violations(page) == []
    page.fill(".signing > .comment textarea", "Hm")
    page.fill(".verdict-field[data-n='3'] textarea", "Bra val")
    sign(page, rejected=2)
    assert find_violations(page) == []
    page.click(".withdraw")
    assert find_violations(page) == []
    page.click("#withdrawal .leave")
    page.goto(f"{site.address}svar?status=signed")
    page.wait_for_selector(".rows")
    assert find_violations(page) == []
    page.goto(f"{site.address}om")
    page.wait_for_selector("h1")
    assert find_violations(page) == []
    page.goto(site.address)
    page.wait_for_selector(BADGE)
    page.click(f"{DONE} .card[data-n='3'] summary")
    assert find_violations(page) == []
    visit.ask(COST)
    open_review(page, site, COST)
    assert find_violations(page) == []


def test_four_hundred_per_cent_zoom(visits: Any, site: Site) -> None:
    visit = visits(viewport={"width": 320, "height": 256})
    page = visit.page
    question = "Hur ser det ut stort?"
    visit.ask(question)
    open_review(page, site, question)
    for is_signed in (False, True):
        if is_signed:
            sign(page, rejected=2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"{site.address}svar")
    page.wait_for_selector(".rows")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(site.address)
    page.wait_for_selector(BADGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_headings_have_an_order(visits: Any, site: Site) -> None:
    visit = visits()
    question = "Jämför Kungälv och Åre igen"
    visit.ask(question)
    open_review(visit.page, site, question)
    levels = visit.page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
