"""Ten questions to the real assistant on the real page, each to a citation that is pasted, checked and found again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ui_browser import DONE, INPUT, MARKS, Site

from assistant.pipeline import open_assistant
from assistant.settings import Settings, load_settings
from assistant.verify import find_attribution
from corpus.types import Span

pytestmark = [pytest.mark.model, *MARKS]

QUESTIONS = {
    "Hur organiserade Luleå lärandet?": "Svar",
    "vad gör åre på fikat": "Svar",
    "Hur jobbade Kungälv med riktlinjer?": "Svar",
    "Vilka är framgångsfaktorerna?": "Svar",
    "Varför fick personalen i Helsingborg smartphones?": "Svar",
    "Jämför Kungälv och Åre": "Svar",
    "Hur länge pågick Digitalt först?": "Svar",
    "How did Luleå organise the learning?": "Svar",
    "Vad kostade projektet?": "Framgår inte av materialet",
    "Hur organiserade Malmö lärandet?": "Framgår inte av materialet",
}


@pytest.fixture(scope="module")
def real(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), cache_dir=load_settings().cache_dir)
    assistant = open_assistant(settings)
    site = Site(assistant)
    yield site
    site.close()
    assistant.close()


def test_ten_questions_to_a_pasted_and_checked_citation(browser: Any, real: Site) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(real.address)
    page.wait_for_selector(INPUT)
    (document,) = real.assistant.documents.values()
    for question, status in QUESTIONS.items():
        page.click("#new-conversation")
        page.fill(INPUT, question)
        page.keyboard.press("Enter")
        page.wait_for_selector(DONE)
        assert page.inner_text(f"{DONE} .status") == status, question
        card = page.locator(f"{DONE} .card").first
        card.locator(".copy-reference").click()
        card.locator(".copy-reference.copied").wait_for()
        pasted = page.evaluate("navigator.clipboard.readText()")
        place = Span(int(card.get_attribute("data-start")), int(card.get_attribute("data-end")))
        quote = place.of(document.text)
        assert card.locator(".verbatim").text_content() == quote
        assert find_attribution(document, place) is not None
        assert quote.strip("”“ ").rstrip(".") in pasted
        other = context.new_page()
        other.goto(f"{real.address}{card.locator('.copy-link').get_attribute('data-place')}")
        other.wait_for_selector("mark.chosen")
        assert "".join(other.locator("mark.chosen").all_text_contents()) == quote
        other.close()
    context.close()
