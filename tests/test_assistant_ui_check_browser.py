"""A text is checked in a real browser: verdicts, files, filters, the keyboard, Word, stopping, accessibility."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from ui_browser import EVIL, MARKS, Site
from ui_fakes import HEADINGS, QUOTES, FakeAssistant, build_document, cite

from assistant.check_text import CheckedText, Progress
from assistant.claims import Claim
from corpus.readers import Draft
from corpus.types import Span

pytestmark = MARKS

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RIGHT = "Anna Dahlquist säger: ”Det ger en jättebra stomme och är en viktig nyckelfaktor”."
ALTERED = "”Det har varit en resa att formulera det både i personalgruppen och i kommunen”, säger Nadine Alvarado."
MISATTRIBUTED = "”När vi startade detta 2018 hade vi ett tidigare kompetensprojekt”, säger Hanna Eskelin."
REST = (
    "Tre rader\n\n• Begreppet ”digital kompetens” används.\n• ”Det ger en … stomme och är en viktig nyckelfaktor”.\n\n"
    "Sedan ”katten satt på ett staket i månljuset i går”, sedan inget."
)
TEXT = "\n\n".join((RIGHT, ALTERED, MISATTRIBUTED))
DONE = "#result:not([hidden])"
WIDE, NARROW = {"width": 1360, "height": 860}, {"width": 320, "height": 640}
FOCUSED = "document.activeElement.id"


@pytest.fixture
def check(visits: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Return a function that opens the page, with a text checked if one is given; the assistant may be held."""

    def open_page(text: str | None = None, **options: Any) -> Any:
        page = visits(**options).page
        page.goto(f"{site.address}granska")
        page.wait_for_selector("h1")
        if text is not None:
            page.fill("#text", text)
            page.click("#check-form [type=submit]")
            page.wait_for_selector(DONE)
        return page

    yield open_page
    site.assistant.hold.set()


@pytest.fixture
def claims(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every checked text two claims: its first words, with support that lacks a number, and the next, without."""

    def add_claims(draft: Draft, *, on_progress: Progress | None = None) -> CheckedText:
        checked = FakeAssistant(build_document()).check(draft, on_progress=on_progress)
        support = cite(build_document(), 1, QUOTES["kursplaner"], HEADINGS[4], kind="article")
        spans = Span(0, 4), Span(5, 9)
        made = [
            Claim(span, span.of(draft.text), found, ("2019",))
            for span, found in zip(spans, (support, None), strict=True)
        ]
        return replace(checked, claims=tuple(made))

    monkeypatch.setattr(site.assistant, "check", add_claims)


def get_shown(page: Any) -> list[str]:
    shown: list[str] = page.evaluate(
        "[...document.querySelectorAll('article')].filter((card) => card.checkVisibility()).map((card) => card.id)"
    )
    return shown


def find_violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']} ({v['impact']}): {[node['html'][:160] for node in v['nodes']]}" for v in found]


def is_seen_whole(page: Any, selector: str) -> bool:
    """Return whether an element can be seen from top to bottom, or fills the window, when scrolling is over."""
    page.wait_for_function(
        """selector => {
          const box = document.querySelector(selector).getBoundingClientRect();
          const pane = document.querySelector(selector).closest(".text, .quotes, body").getBoundingClientRect();
          return box.top >= Math.max(0, pane.top) - 1 && box.bottom <= Math.min(innerHeight, pane.bottom) + 1;
        }""",
        arg=selector,
        timeout=5000,
    )
    return True


def test_a_pasted_text_gets_its_three_verdicts(check: Callable[..., Any]) -> None:
    page = check(TEXT)
    assert page.get_attribute("html", "lang") == "sv"
    assert page.title() == "Granska en text – Belägg"
    assert page.inner_text(".summary") == (
        "2 av 3 citat behöver rättas: 1 inte ordagrant, 1 med fel källa eller talare."
    )
    assert page.evaluate(FOCUSED) == "result-heading"
    verdicts = page.evaluate("[...document.querySelectorAll('.text mark')].map((mark) => mark.className)")
    assert verdicts == ["verbatim", "near", "misattributed"]
    assert "ledningen" in page.inner_text("#quote-2 del")
    assert "kommunen" in page.inner_text("#quote-2 ins")
    assert "Orden är sagda av Anna Dahlquist, inte av Hanna Eskelin." in page.inner_text("#quote-3")
    badges = page.evaluate("[...document.querySelectorAll('.text .badge')].map((badge) => badge.innerText)")
    assert badges == ["✓ 1", "≈ 2", "↔ 3"]


def test_the_page_is_reached_from_the_questions_and_leads_back(visits: Any, site: Site) -> None:
    page = visits().page
    page.locator("a[href='./granska']").evaluate("link => link.click()")  # the head may have folded it away
    page.wait_for_selector("#check-form")
    page.click("text=Till frågorna")
    page.wait_for_selector("#question textarea")


def test_a_card_leads_to_the_place_in_the_source(check: Callable[..., Any], site: Site) -> None:
    page = check(TEXT)
    with page.context.expect_page() as waiting:
        page.click("#quote-2 .place a")
    source = waiting.value
    source.wait_for_selector("mark.chosen")
    assert source.inner_text("mark.chosen").strip() == QUOTES["resa"]
    assert source.locator(".source-problem").count() == 0
    assert page.is_visible("#quote-2")


def test_a_word_file_is_chosen_and_another_dropped(check: Callable[..., Any], tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph(RIGHT)
    word.save(str(tmp_path / "Till nämnden.docx"))
    page = check()
    page.fill("#text", "Det här ska inte granskas.")
    page.set_input_files("#file", tmp_path / "Till nämnden.docx")
    assert page.inner_text(".chosen span") == "Filen Till nämnden.docx granskas i stället för texten i rutan."
    page.click("#check-form [type=submit]")
    page.wait_for_selector(DONE)
    assert page.inner_text(".summary") == "Citatet stämmer ordagrant."
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "släppt.txt"));
          for (const name of ["dragover", "drop"])
            document.querySelector("#text").dispatchEvent(
              new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        TEXT,
    )
    assert "släppt.txt" in page.inner_text(".chosen span")
    page.click("#check-form [type=submit]")
    page.wait_for_selector(f"{DONE} #quote-3")
    page.click(".chosen button")
    assert page.is_hidden(".chosen")
    assert page.input_value("#text") == "Det här ska inte granskas."
    page.click("[type=reset]")
    assert page.is_hidden("#result")
    assert page.input_value("#text") == ""
    assert page.evaluate(FOCUSED) == "text"


def test_what_cannot_be_checked_is_said_at_the_field(check: Callable[..., Any], tmp_path: Path) -> None:
    page = check()
    page.fill("#text", " \n ")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Det finns ingen text att granska.").wait_for()
    assert page.get_attribute("#text", "aria-invalid") == "true"
    assert page.evaluate(FOCUSED) == "text"
    (tmp_path / "trasig.docx").write_bytes(b"PK no")
    page.set_input_files("#file", tmp_path / "trasig.docx")
    assert page.inner_text(".problem") == ""
    page.click("#check-form [type=submit]")
    page.get_by_text("Filen trasig.docx går inte att läsa").wait_for()
    page.evaluate("document.querySelector('#check-form').dataset.maxBytes = 3")
    page.click("#check-form [type=submit]")
    page.get_by_text("Filen är för stor.").wait_for()
    assert page.is_hidden("#result")


def test_chips_keep_to_one_verdict(check: Callable[..., Any]) -> None:
    page = check(f"{TEXT}\n\n{REST}")
    assert get_shown(page) == ["quote-1", "quote-2", "quote-3", "quote-5", "quote-6"]
    page.click(".filter.near")
    assert get_shown(page) == ["quote-2"]
    assert page.get_attribute(".filter.near", "aria-pressed") == "true"
    assert page.locator(".text mark.faded").count() == 5
    assert page.inner_text(".told") == "1 av 5 citat visas."
    page.click("#quote-3-text")
    assert len(get_shown(page)) == 5
    assert page.get_attribute(".filter >> nth=0", "aria-pressed") == "true"
    assert page.locator(".text mark.faded").count() == 0


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_keyboard_is_enough(check: Callable[..., Any], size: dict[str, int]) -> None:
    page = check(viewport=size)
    page.focus("#text")
    page.keyboard.insert_text(f"{TEXT}\n\n{REST}")
    page.keyboard.press("n")
    assert page.input_value("#text").endswith("n")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(DONE)
    for key, focused in [("n", 2), ("N", 3), ("n", 6), ("n", 2), ("p", 6), ("P", 3)]:
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == f"quote-{focused}"
    assert is_seen_whole(page, "#quote-3 .card-head")
    assert page.evaluate("[...document.querySelectorAll('.current')].map((element) => element.id)") == [
        "quote-3-text",
        "quote-3",
    ]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "back"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "quote-3-text"
    assert is_seen_whole(page, "#quote-3-text")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "quote-3"
    page.click("[data-step='-1']")
    assert page.evaluate(FOCUSED) == "quote-2"


def test_claims_are_walked_to_as_well(check: Callable[..., Any], claims: None) -> None:
    page = check(f"Ett påstående till.\n\n{TEXT}")
    assert page.locator(".text mark").count() == 3
    page.click("#claim-1-text", position={"x": 9, "y": 9})  # not the hidden words before it
    assert page.evaluate(FOCUSED) == "claim-1"
    assert "2019 står inte där." in page.inner_text("#claim-1")
    page.click("#claim-2 .back")
    assert page.evaluate(FOCUSED) == "claim-2-text"
    assert is_seen_whole(page, "#claim-2-text")


def test_the_result_is_taken_along(check: Callable[..., Any], tmp_path: Path) -> None:
    page = check(f"{TEXT}\n\n{REST}")
    page.fill("#text", "En annan text, som inte är granskad.")
    for kind, suffix in (("word", "docx"), ("json", "json")):
        with page.expect_download() as waiting:
            page.click(f"[data-take={kind}]")
        assert waiting.value.suggested_filename == f"Granskad text.{suffix}"
        waiting.value.save_as(tmp_path / suffix)
    page.get_by_text("Filen är sparad bland dina hämtade filer.").wait_for()
    word = docx.Document(str(tmp_path / "docx"))
    comments = [comment.text.split("\n")[0] for comment in word.comments]
    assert comments == [
        "Citat 1: ordagrant",
        "Citat 2: nästan – inte ordagrant",
        "Citat 3: rätt ord, fel källa eller talare",
        "Citat 5: ordagrant med markerade luckor",
        "Citat 6: hittas inte",
    ]
    assert word.paragraphs[1].text == page.inner_text(".summary")
    kept = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    assert [row["verdict"] for row in kept["checks"]][:3] == ["verbatim", "near", "misattributed"]
    assert kept["text"] == f"{TEXT}\n\n{REST}"


def test_a_long_check_tells_how_far_it_is_and_can_be_stopped(check: Callable[..., Any], site: Site) -> None:
    page = check()
    site.assistant.hold.clear()
    page.fill("#text", "\n\n".join([RIGHT] * 30))
    page.keyboard.press("Control+Enter")
    page.get_by_text("Granskar: 1 av 30 klara").first.wait_for()
    assert page.evaluate("document.querySelector('progress').position") == pytest.approx(1 / 30)
    assert page.is_disabled("#check-form [type=submit]")
    assert page.evaluate("document.activeElement.matches('.stop')")
    assert find_violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.told').textContent === 'Granskningen är stoppad.'")
    assert page.is_hidden(".progress")
    assert page.is_hidden("#result")
    assert page.evaluate(FOCUSED) == "text"
    site.assistant.hold.set()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(DONE)
    assert page.inner_text(".summary") == "Alla 30 citat stämmer ordagrant."


def test_a_hundred_pages_are_drawn(check: Callable[..., Any]) -> None:
    filling = "En mening som bara fyller ut sidan så att texten blir lång. " * 13
    text = "\n\n".join(f"{(RIGHT, ALTERED, MISATTRIBUTED)[n % 3]} {filling}" for n in range(300))
    assert len(text) > 250_000
    page = check()
    page.evaluate("text => { document.querySelector('#text').value = text; }", text)
    page.focus("#text")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(DONE, timeout=60_000)
    assert page.locator(".text mark").count() == 300
    assert page.locator(".quotes article").count() == 300
    page.keyboard.press("p")
    assert page.evaluate(FOCUSED) == "quote-300"
    assert is_seen_whole(page, "#quote-300")
    assert is_seen_whole(page, "#quote-300-text")


def test_markup_in_a_text_does_nothing(check: Callable[..., Any]) -> None:
    page = check(f"{EVIL}\n\n”{EVIL} och några ord till”, säger <b>Bo Ek</b>.")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#result :is(script, img, .text b)").count() == 0
    assert EVIL in page.inner_text(".text")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(check: Callable[..., Any], claims: None, size: dict[str, int], scheme: str) -> None:
    page = check(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    assert find_violations(page) == []
    page.keyboard.press("Tab")
    page.fill("#text", f"Ett påstående till.\n\n{TEXT}\n\n{REST}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(DONE)
    assert find_violations(page) == []
    page.click("#quote-3-text")
    assert find_violations(page) == []
    page.click(".filter.near")
    assert find_violations(page) == []


@pytest.mark.parametrize("size", [NARROW, {"width": 320, "height": 256}], ids=["narrow", "zoomed"])
def test_nothing_is_wider_than_a_narrow_window(check: Callable[..., Any], claims: None, size: dict[str, int]) -> None:
    page = check(f"Ett påstående till.\n\n{TEXT}\n\n{REST}\n\n{'bokstav' * 60}", viewport=size)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for selector in ("[type=submit]", ".filter.misattributed", "[data-take=json]", "#quote-2 dd", "#claim-1 .place a"):
        page.locator(selector).first.scroll_into_view_if_needed()
        box = page.locator(selector).first.bounding_box()
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= 320, selector


def test_on_paper_the_result_stands_alone(check: Callable[..., Any]) -> None:
    page = check("\n\n".join([TEXT] * 5))
    page.emulate_media(media="print")
    for selector in ("#text", "nav", ".filters", ".steps", ".takes", ".back", ".place a"):
        assert page.locator(selector).first.is_hidden(), selector
    assert page.is_visible("#quote-15 blockquote")
    assert page.evaluate("getComputedStyle(document.querySelector('.quotes')).overflowY") == "visible"
    assert len(page.pdf()) > 10_000


def test_headings_have_an_order(check: Callable[..., Any], claims: None) -> None:
    page = check(f"Ett påstående till.\n\n{TEXT}\n\n{REST}")
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
