"""The whole path with the real model and no network: pytest-socket refuses every socket, an audit hook in a new process
every address."""

import ast
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

from assistant.pipeline import Assistant, open_assistant
from assistant.settings import Settings
from assistant.types import Answer, Question

pytestmark = pytest.mark.model

HOOKED = """
import sys

asked = []

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind"):
        asked.append((event, repr(arguments[-1:])))
        raise OSError("the network is off: " + event)

sys.addaudithook(refuse)
from assistant.cli import main
try:
    main(sys.argv[1:])
finally:
    print(asked, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: tmp_path_factory.mktemp(name) for name in ("data_dir", "cache_dir")}


@pytest.fixture(scope="module")
def opened(folders: dict[str, Path]) -> Iterator[Assistant]:
    """The assistant over the article, as a user gets it, opened in an empty home."""
    assistant = open_assistant(Settings(**folders))  # type: ignore[arg-type]
    yield assistant
    assistant.close()


def ask(assistant: Assistant, text: str, *history: str) -> Answer:
    answer = assistant.ask(Question(text, history=history))
    for citation in (*answer.citations, *answer.nearest):
        assert assistant.documents[citation.document_id].text[citation.start : citation.end] == citation.quote
    return answer


def test_no_internet_socket_can_be_made_here() -> None:
    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_a_question_is_answered_from_the_right_library(opened: Assistant) -> None:
    answer = ask(opened, "Hur organiserade Luleå lärandet?")
    assert answer.status == "answered"
    assert 1 <= len(answer.citations) <= opened.settings.max_quotes
    assert answer.citations[0].speaker == "Anna Dahlquist"
    assert answer.citations[0].library == "Luleå"


def test_typos_lead_to_the_same_library(opened: Assistant) -> None:
    answer = ask(opened, "vad ger natverket i kungelv for larandet")
    assert answer.status == "answered"
    assert "Kungälv" in {citation.library for citation in answer.citations}


def test_a_follow_up_moves_to_another_library(opened: Assistant) -> None:
    answer = ask(opened, "Och vad säger Hanna?", "Vad säger Tomas i Sigtuna om oro inför teknik?")
    assert {citation.speaker for citation in (*answer.citations, *answer.nearest)} & {"Hanna Eskelin"}


def test_an_english_question_gets_swedish_quotes(opened: Assistant) -> None:
    answer = ask(opened, "What does Tomas Xavier say about worry over new technology?")
    assert (answer.language, answer.status) == ("en", "answered")
    assert "mindre oro" in " ".join(citation.quote for citation in answer.citations)


def test_a_false_premise_and_an_unknown_place_are_named(opened: Assistant) -> None:
    wrong = ask(opened, "Vad säger Nadine i Luleå?")
    assert "I materialet hör Nadine Alvarado till Kungälv, inte till Luleå." in wrong.notes
    unknown = ask(opened, "Hur arbetar biblioteket i Norrköping med robotar?")
    assert unknown.status == "not_found"
    assert "”Norrköping” nämns inte i materialet." in unknown.notes
    assert unknown.nearest


def test_the_same_question_gets_the_same_answer(opened: Assistant) -> None:
    first, second = (ask(opened, "Vad är viktigt för att lyckas?").to_json() for _ in range(2))
    assert {**first, "timings_ms": {}} == {**second, "timings_ms": {}}


def test_a_new_process_reaches_for_no_address(opened: Assistant, folders: dict[str, Path], tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("BELAGG_", "HF_"))}
    environment |= {f"BELAGG_{name.upper()}": str(folder) for name, folder in folders.items()}
    # An empty home, so that nothing is found there.
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    finished = subprocess.run(
        [sys.executable, "-c", HOOKED, "ask", "Hur organiserade Luleå lärandet?", "--json"],
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        timeout=600,
        check=False,
    )
    errors = finished.stderr.decode()
    assert finished.returncode == 0, errors
    answer = json.loads(finished.stdout)
    wanted = ask(opened, "Hur organiserade Luleå lärandet?").to_json()
    assert {**answer, "timings_ms": {}} == {**wanted, "timings_ms": {}}
    # What was asked for is also listed where a library swallows the refusal; telemetry would be.
    asked_for = ast.literal_eval(errors.splitlines()[-1])
    # urllib3 tries whether the machine has IPv6 by binding to its own loopback address; nothing leaves it.
    assert [entry for entry in asked_for if entry != ("socket.bind", "(('::1', 0),)")] == []
    assert errors.splitlines()[:-1] == []
