import gc
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from ui_fakes import QUOTES, FakeAssistant

from assistant.ui import texts_sv as texts
from assistant.ui.page import EVALUATION_PATH, answer_steps, find_problem, show_source
from assistant.ui.serve import adapt_html, bind, create_app
from assistant.ui.types import UiError

# Gradio leaves event loops unclosed when a page is built; that is seen when they are collected.
LEAVES_LOOPS = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def collected() -> Iterator[None]:
    """Collect what a page leaves behind within the test, where its warnings are ignored."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.page.BLOCK_PAUSE_S", 0)


def steps(question: str, libraries: Any = (), history: Any = ()) -> list[Any]:
    return list(answer_steps(FakeAssistant(), question, libraries, history))


def test_an_answer_arrives_block_by_block_and_only_grows() -> None:
    turns = [turn for turn, _, _ in steps("Hur organiserade Luleå lärandet?")]
    assert [turn["state"] for turn in turns[:2]] == ["searching", "writing"]
    assert turns[-1]["state"] == "done"
    for before, after in zip(turns, turns[1:], strict=False):
        assert after["blocks"][: len(before["blocks"])] == before["blocks"]
    assert len({turn["id"] for turn in turns}) == 1
    assert turns[-1]["announcement"].startswith("Svar, 4 citat.")


def test_the_question_joins_the_history_only_with_its_answer() -> None:
    made = steps("Och i Luleå då?", history=["Hur organiserade de lärandet?"])
    assert made[0][1] == ["Hur organiserade de lärandet?"]
    assert made[-1][1] == ["Hur organiserade de lärandet?", "Och i Luleå då?"]


def test_history_and_libraries_reach_the_assistant() -> None:
    assistant = FakeAssistant()
    list(answer_steps(assistant, " Och då? ", ["Luleå"], ["Hur?"]))
    list(answer_steps(assistant, "Och nu?", [], []))
    first, second = assistant.asked
    assert (first.text, first.history, first.libraries) == ("Och då?", ("Hur?",), ("Luleå",))
    assert (second.history, second.libraries) == ((), None)


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (" \n ", "Skriv en fråga först."),
        (
            "x" * 2001,
            "Frågan är 2001 tecken lång. Korta den till högst 2000 tecken och försök igen.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_left_in_the_input(question: str, problem: str) -> None:
    ((turn, history, field),) = steps(question)
    assert (turn["problem"], turn["blocks"], history) == (problem, [], [])
    assert field != ""


def test_the_longest_question_is_asked() -> None:
    assert find_problem("x" * 2000, 2000) is None


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("Är det stängt?", "Indexet saknas. Kör: belagg index"),
        ("Krasch?", "Något gick fel när svaret skulle tas fram. Försök igen."),
    ],
)
def test_a_failed_question_comes_back_to_the_input(
    question: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        turn, history, field = steps(question)[-1]
    assert (turn["state"], turn["problem"], history, field) == ("failed", problem, [], question)


def test_source_requests_from_outside_are_taken_apart_with_care() -> None:
    assistant = FakeAssistant()
    start = assistant.documents["framgangsfaktorer"].text.index(QUOTES["resa"])
    end = start + len(QUOTES["resa"])
    rows = [[1, start, end], [2, end, start], [3, -1, 4], [4, 0, 10**9], ["<x>", 1, 2], [5, True, 2], [6], "7", None]
    html = show_source(assistant.documents, {"document_id": "framgangsfaktorer", "marks": rows})
    assert html.count("<mark") == 1
    assert QUOTES["resa"] in html
    assert "Källan finns inte längre" in show_source(assistant.documents, {"document_id": "<b>"})
    assert "Källan finns inte längre" in show_source(assistant.documents, {})


def test_the_page_is_swedish_and_loses_gradios_advertising() -> None:
    page = '<html\n\tlang="en"><head>\n<meta\nproperty="og:image"\ncontent="https://x.example/i.jpg"\n/></head><body></body></html>'
    adapted = adapt_html(page)
    assert 'lang="sv"' in adapted
    assert "<title>Belägg</title>" in adapted
    assert "x.example" not in adapted
    assert "./belagg/style.css?" in adapted


@LEAVES_LOOPS
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("is_there", [True, False])
def test_the_evaluation_is_served_and_linked_to_if_there_is_one(is_there: bool, tmp_path: Path) -> None:
    file = tmp_path / "full.html"
    if is_there:
        file.write_text("<!doctype html><title>Så ofta stämmer svaren å</title>", encoding="utf-8")
    client = TestClient(create_app(FakeAssistant(), evaluation=file))
    served = client.get(EVALUATION_PATH)
    page = client.get("/").text
    assert texts.WELCOME_HEADING in page
    assert (f".{EVALUATION_PATH}" in page) == (texts.EVALUATION_LINK in page) == is_there
    assert served.status_code == (200 if is_there else 404)
    if is_there:
        assert served.content == file.read_bytes()
        assert served.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'self'" in served.headers["content-security-policy"]
        file.unlink()
        assert client.get(EVALUATION_PATH).status_code == 404


@LEAVES_LOOPS
@pytest.mark.usefixtures("collected")
def test_without_a_file_there_is_no_evaluation() -> None:
    assert TestClient(create_app(FakeAssistant())).get(EVALUATION_PATH).status_code == 404


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_taken_port_is_said_in_swedish() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UiError, match=f"Porten {port} används redan"):
            bind("127.0.0.1", port)
    with pytest.raises(UiError, match="Porten 70000 finns inte"):
        bind("127.0.0.1", 70000)
