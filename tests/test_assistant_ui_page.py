import gc
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from ui_fakes import QUOTES, FakeAssistant

from assistant.types import Question
from assistant.ui import texts_sv as texts
from assistant.ui.frame import EVALUATION_PATH
from assistant.ui.page import MAX_HISTORY, answer_steps, find_problem, read_question, restore_turns, show_source
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


def steps(question: str, **asked: Any) -> list[Any]:
    return list(answer_steps(FakeAssistant(), Question(question, **asked)))


def test_an_answer_arrives_block_by_block_and_only_grows() -> None:
    turns = steps("Hur organiserade Luleå lärandet?")
    assert [turn["state"] for turn in turns[:2]] == ["searching", "writing"]
    assert turns[-1]["state"] == "done"
    for before, after in zip(turns, turns[1:], strict=False):
        assert after["blocks"][: len(before["blocks"])] == before["blocks"]
    assert len({turn["id"] for turn in turns}) == 1
    assert turns[-1]["announcement"].startswith("Svar, 4 citat.")


def test_only_an_answered_turn_is_kept() -> None:
    made = steps("Och i Luleå då?", libraries=("Luleå",))
    assert [turn["saved"] for turn in made[:-1]] == [None] * (len(made) - 1)
    saved = made[-1]["saved"]
    assert (saved["id"], saved["question"], saved["libraries"]) == (made[0]["id"], "Och i Luleå då?", ["Luleå"])
    assert saved["answer"]["citations"][0]["quote"] == QUOTES["projekt"]


def test_a_kept_conversation_is_drawn_as_it_was() -> None:
    assistant = FakeAssistant()
    last = [
        list(answer_steps(assistant, Question(text)))[-1]
        for text in ("Hur organiserade Luleå lärandet?", "Jämför Kungälv och Åre", "Vad kostade projektet?")
    ]
    restored = restore_turns(assistant, {"title": "Min", "turns": [turn["saved"] for turn in last]})["turns"]
    assert [turn["blocks"] for turn in restored] == [turn["blocks"] for turn in last]
    assert [turn["saved"] for turn in restored] == [turn["saved"] for turn in last]


def test_a_kept_quote_that_no_longer_holds_is_not_shown() -> None:
    saved = steps("Hur organiserade Luleå lärandet?")[-1]["saved"]
    saved["answer"]["citations"][0]["quote"] = "Något som ingen har sagt."
    saved["answer"]["citations"][1]["speaker"] = "Någon Annan"
    (turn,) = restore_turns(FakeAssistant(), {"turns": [saved]})["turns"]
    html = "".join(turn["blocks"])
    assert "Citat 1 visas inte" in html
    assert "ingen har sagt" not in html
    assert "Någon Annan" not in html


@pytest.mark.parametrize("value", [None, [], {"turns": "x"}, {"turns": [{"question": "Hej"}]}, {"turns": [{}] * 300}])
def test_what_is_no_conversation_is_said(value: Any) -> None:
    assert "gick inte att läsa" in restore_turns(FakeAssistant(), value)["problem"]


def test_a_question_from_outside_is_taken_apart_with_care() -> None:
    asked = read_question(
        {"question": " Och då? ", "libraries": ["Luleå", "Falun", 3], "history": ["Hur?", None]}, ("Luleå", "Åre")
    )
    assert (asked.text, asked.history, asked.libraries) == ("Och då?", ("Hur?",), ("Luleå",))
    for value in ({}, {"question": 3, "libraries": "Luleå", "history": {}}):
        assert read_question(value, ("Luleå",)) == Question("")
    many = read_question({"question": "x", "history": ["?"] * 1000}, ())
    assert len(many.history) == MAX_HISTORY


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("", "Skriv en fråga först."),
        (
            "x" * 2001,
            "Frågan är 2001 tecken lång. Korta den till högst 2000 tecken och försök igen.",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_said(question: str, problem: str) -> None:
    (turn,) = steps(question)
    assert (turn["state"], turn["problem"], turn["blocks"]) == ("failed", problem, [])


def test_the_longest_question_is_asked() -> None:
    assert find_problem("x" * 2000, 2000) is None


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("Är det stängt?", "Indexet saknas. Kör: belagg index"),
        ("Krasch?", "Något gick fel när svaret skulle tas fram. Försök igen."),
    ],
)
def test_a_question_that_fails_is_said(question: str, problem: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        turn = steps(question)[-1]
    assert (turn["state"], turn["problem"], turn["saved"]) == ("failed", problem, None)


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
    assert "./belagg/layout.css?" in adapted


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
