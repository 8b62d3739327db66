"""What the page asks of the server beside answers, without a browser."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from ui_fakes import QUOTES, FakeAssistant

from assistant.conversation import Turn
from assistant.records import FILE_NAME, Records
from assistant.types import Question
from assistant.ui import routes
from assistant.ui.links import to_check, to_place, to_web
from assistant.ui.serve import create_app
from corpus.types import Source

# Gradio leaves event loops unclosed when a page is built; that is seen when they are collected.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
ASSISTANT = FakeAssistant()
LULEA = ASSISTANT.ask(Question("Hur organiserade Luleå lärandet?"))
SAVED = {"title": "Till nämnden: å/ä", "turns": [Turn(LULEA.question, (), LULEA, "t1").to_json()]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    yield TestClient(create_app(ASSISTANT, records=Records(folder / FILE_NAME), sharing=True))
    gc.collect()


@pytest.mark.parametrize(("form", "suffix"), [("word", "docx"), ("markdown", "md")])
def test_a_conversation_becomes_a_file(client: TestClient, form: str, suffix: str) -> None:
    made = client.post(f"/belagg/export/{form}", json={**SAVED, "address": "http://falun.example/"})
    assert made.status_code == 200
    assert (
        made.headers["content-disposition"]
        == f"attachment; filename*=UTF-8''Till%20n%C3%A4mnden%20%C3%A5%20%C3%A4.{suffix}"
    )
    if form == "markdown":
        assert QUOTES["katalysator"].strip("”") in made.text
        assert f"http://falun.example/{to_place(LULEA.citations[0])}" in made.text


@pytest.mark.parametrize("address", ["javascript:alert(1)//", None, 3])
def test_only_a_web_address_is_linked_to(client: TestClient, address: Any) -> None:
    made = client.post("/belagg/export/markdown", json={**SAVED, "address": address})
    assert made.status_code == 200
    assert "#citat/" not in made.text


@pytest.mark.parametrize("path", ["export/word", "export/pdf", "compare", "feedback", "shared"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"turns": 3}', b'"\xff"'])
def test_a_bad_request_is_said_in_swedish(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(f"/belagg/{path}", content=body)
    assert answer.status_code == 400
    assert answer.json()["problem"].endswith(".")


def test_too_large_a_request_is_turned_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MAX_BODY_BYTES", 1000)
    answer = client.post("/belagg/shared", content=b" " * 1001)
    assert (answer.status_code, answer.json()["problem"]) == (413, "Konversationen är för stor. Dela upp den i flera.")


def test_the_grid_of_a_question_and_of_the_sections(client: TestClient) -> None:
    assert QUOTES["projekt"] in client.post("/belagg/compare", json={"question": "Hur?"}).text
    assert "låter minst två bibliotek jämföras" in client.post("/belagg/compare", json={"question": " "}).text
    answer = client.post("/belagg/compare", json={"question": "x" * 3000})
    assert "Korta den till högst 2000 tecken" in answer.json()["problem"]


def test_a_shared_conversation_is_found_again_and_checked(client: TestClient) -> None:
    forged = {**SAVED, "turns": [{**SAVED["turns"][0], "extra": "x"}]}
    id = client.post("/belagg/shared", json=forged).json()["id"]
    kept = client.get(f"/belagg/shared/{id}").json()
    assert kept["turns"][0]["answer"]["citations"][0]["quote"] == QUOTES["projekt"]
    assert "extra" not in kept["turns"][0]
    assert client.get("/belagg/shared/nothing").status_code == 404
    assert client.post("/belagg/shared", json={"turns": []}).json()["problem"] == "Konversationen är tom."


def test_a_store_that_cannot_be_used_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all, but long enough to be read as one" * 50)
    client = TestClient(create_app(ASSISTANT, records=Records(tmp_path / FILE_NAME), sharing=True))
    answer = client.post("/belagg/shared", json=SAVED)
    assert answer.status_code == 500
    assert str(tmp_path) not in answer.text


def test_nothing_is_shared_or_judged_unless_the_server_offers_it(tmp_path: Path) -> None:
    closed = TestClient(create_app(ASSISTANT, records=Records(tmp_path / FILE_NAME)))
    assert closed.post("/belagg/shared", json=SAVED).status_code in (404, 405)
    assert "data-sharing" not in closed.get("/").text.partition("<body")[0].partition(">")[0]
    bare = TestClient(create_app(ASSISTANT))
    assert bare.post("/belagg/feedback", json={}).status_code in (404, 405)
    assert list(tmp_path.iterdir()) == []


def test_a_web_address_names_the_quote() -> None:
    source = Source("a", "A", url="https://falun.example/a?x=1#old")
    assert to_web(source) == source.url
    assert to_web(source, "”Ja, e-tjänster.”") == "https://falun.example/a?x=1#:~:text=Ja%2C%20e%2Dtj%C3%A4nster."
    long = " ".join(f"ord{n}" for n in range(30))
    assert to_web(source, long).endswith("text=ord0%20ord1%20ord2%20ord3%20ord4,ord25%20ord26%20ord27%20ord28%20ord29")
    assert to_web(Source("a", "A", url="javascript:alert(1)"), "x") == ""


def test_a_place_holds_a_check_of_its_words() -> None:
    citation = LULEA.citations[0]
    assert to_place(citation).endswith(f"/{citation.start}-{citation.end}/{to_check(citation.quote)}")
    assert to_check("å") != to_check("ä")
