"""Reviewing answers on the page, without a browser: what is kept, the badge, the list, one answer, the routes."""

import csv
import gc
import io
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from starlette.testclient import TestClient
from ui_fakes import QUOTES, TEXT, FakeAssistant, build_document

from assistant.conversation import Turn, read_conversation
from assistant.records import FILE_NAME
from assistant.reviews import CitationReview, KeptAnswer, Review, ReviewInput, Reviews
from assistant.types import Answer, Question
from assistant.ui.badge import (
    describe_review,
    find_kept,
    render_badge,
    render_remarks,
    to_date,
    to_moment,
    to_review_path,
    to_shown,
)
from assistant.ui.export import to_markdown, to_word
from assistant.ui.links import to_place
from assistant.ui.page import answer_steps, restore_turns
from assistant.ui.review_form import render_kept
from assistant.ui.review_page import PAGE_COUNT, render_list
from assistant.ui.serve import create_app
from assistant.verify import to_citation
from corpus.types import Document

# Gradio leaves event loops unclosed when a page is built; that is seen when they are collected.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
LULEA = "Hur organiserade Luleå lärandet?"
COST = "Vad kostade projektet?"
EVIL = '<script>alert("x")</script>\''
CODE = "åtta rätt"
REJECTED = ReviewInput(
    "Åsa Öberg",
    (
        CitationReview(1, "approved"),
        CitationReview(2, "rejected", "Handlar om annat"),
        CitationReview(3, "approved", "Bra val"),
        CitationReview(4, "approved"),
    ),
    "Ett citat för mycket",
)
APPROVED = replace(REJECTED, verdicts=tuple(CitationReview(n, "approved") for n in (1, 2, 3, 4)))
CHANGED = build_document(TEXT.read_text(encoding="utf-8").replace("flera projekt som löpt", "några projekt som löpt"))
LONGER = build_document(TEXT.read_text(encoding="utf-8") + "\nTillägg.")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.page.BLOCK_PAUSE_S", 0)


@pytest.fixture
def reviews(tmp_path: Path) -> Reviews:
    return Reviews(tmp_path / FILE_NAME)


@pytest.fixture
def broken(tmp_path: Path) -> Reviews:
    """Return a store whose file is something else."""
    (tmp_path / "other").write_bytes(b"no database at all, but long enough to be read as one" * 50)
    return Reviews(tmp_path / "other")


@pytest.fixture
def open_client() -> Iterator[Callable[..., TestClient]]:
    """Return a function that opens the page; what it leaves behind is collected where its warnings are ignored."""

    def start(reviews: Reviews | None, code: str = "", assistant: Any = None) -> TestClient:
        return TestClient(create_app(assistant or FakeAssistant(), reviews=reviews, review_code=code))

    yield start
    gc.collect()


def ask(assistant: Any, question: str, reviews: Reviews | None, history: tuple[str, ...] = ()) -> Any:
    return list(answer_steps(assistant, Question(question, history=history), reviews=reviews))[-1]


def to_html(turn: Any) -> str:
    return "".join(turn["blocks"])


def restore(assistant: Any, turn: Any, reviews: Reviews | None) -> str:
    (restored,) = restore_turns(assistant, {"turns": [turn["saved"]]}, reviews)["turns"]
    return to_html(restored)


def sign(reviews: Reviews, review: ReviewInput, assistant: Any, question: str = LULEA) -> Review:
    """Return the review of a question's answer, asked and signed now."""
    saved = ask(assistant, question, reviews)["saved"]
    turn = read_conversation({"turns": [saved]}, assistant.documents).turns[0]
    kept = find_kept(reviews, turn, assistant.documents)
    assert kept is not None
    reviews.sign(kept.key, review, assistant.documents)
    signed = reviews.find(kept.key, assistant.documents)
    assert signed is not None
    return signed


def open_kept(reviews: Reviews, documents: Mapping[str, Document]) -> KeptAnswer:
    (kept,) = reviews.answers("all", documents)
    return kept


def render(kept: KeptAnswer, documents: Mapping[str, Document], *, has_code: bool = False) -> str:
    return render_kept(kept, documents, libraries=("Luleå",), has_code=has_code)


# --- keeping ---


def test_every_answer_is_kept_before_its_last_part_is_shown(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    shown = answer_steps(assistant, Question(LULEA, history=("Vem är Anna?",)), reviews=reviews)
    assert [turn["state"] for turn in shown if reviews.answers("all", assistant.documents) == []][-1] == "writing"
    kept = open_kept(reviews, assistant.documents)
    assert (kept.turn.question, kept.history, kept.times) == (LULEA, ("Vem är Anna?",), 1)
    ask(assistant, LULEA, reviews)
    ask(assistant, COST, reviews)
    assert [kept.times for kept in reviews.answers("all", assistant.documents)] == [1, 2]


@pytest.mark.parametrize("question", ["krasch", "Är det stängt?", ""])
def test_what_is_no_answer_is_not_kept(reviews: Reviews, question: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        assert ask(FakeAssistant(), question, reviews)["state"] == "failed"
    assert reviews.answers("all", FakeAssistant().documents) == []


def test_a_store_that_fails_costs_nobody_an_answer(broken: Reviews, caplog: pytest.LogCaptureFixture) -> None:
    assistant = FakeAssistant()
    turn = ask(assistant, LULEA, broken)
    assert (turn["state"], turn["problem"]) == ("done", "")
    assert QUOTES["projekt"] in to_html(turn)
    assert "could not be kept" in caplog.text
    assert QUOTES["projekt"] in restore(assistant, turn, broken)


@pytest.mark.parametrize("damage", ["verdicts = '{'", "verdicts = '[{}]'", "signed = 'x'", "turn = '{}'"])
def test_a_damaged_review_costs_nobody_an_answer(reviews: Reviews, damage: str) -> None:
    assistant = FakeAssistant()
    sign(reviews, REJECTED, assistant)
    with closing(sqlite3.connect(reviews.path)) as file, file:
        file.execute(f"UPDATE review SET {damage}")
    turn = ask(assistant, LULEA, reviews)
    assert turn["state"] == "done"
    assert "badge" not in to_html(turn) + restore(assistant, turn, reviews)


def test_an_answer_leads_to_its_review_if_there_can_be_one(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    turn = ask(assistant, LULEA, reviews)
    path = to_review_path(Turn(LULEA, (), assistant.ask(Question(LULEA))))
    assert path == f"/svar/{open_kept(reviews, assistant.documents).key}"
    link = f'<a class="review-answer" href=".{path}">Granska svaret</a>'
    assert link in to_html(turn)
    assert restore(assistant, turn, reviews) == to_html(turn)
    unkept = ask(assistant, COST, None)
    assert "review-answer" not in to_html(unkept) + restore(assistant, unkept, reviews)


# --- the badge ---


@pytest.mark.parametrize(
    ("rejected", "expected"),
    [
        ((), "Granskad av Åsa Öberg, {date}"),
        ((2,), "Granskad av Åsa Öberg, {date}: citat [2] underkänt"),
        ((1, 4), "Granskad av Åsa Öberg, {date}: citat [1] och [4] underkända"),
        ((1, 2, 3), "Granskad av Åsa Öberg, {date}: citat [1], [2] och [3] underkända"),
    ],
)
def test_the_badge_says_who_when_and_what_was_rejected(
    reviews: Reviews, rejected: tuple[int, ...], expected: str
) -> None:
    verdicts = tuple(CitationReview(n, "rejected" if n in rejected else "approved") for n in (1, 2, 3, 4))
    review = sign(reviews, replace(APPROVED, verdicts=verdicts), FakeAssistant())
    told = expected.format(date=to_date(review.signed))
    assert describe_review(review) == told
    assert f'<div class="badge {"rejected" if rejected else "approved"}" lang="sv">' in render_badge(review)
    assert f"</span>{told}</p>" in render_badge(review)


@pytest.mark.parametrize(("is_right", "end"), [(True, ""), (False, ": svaret underkänt")])
def test_the_badge_of_an_answer_without_quotes(reviews: Reviews, is_right: bool, end: str) -> None:
    review = sign(reviews, ReviewInput("Bo", is_right=is_right), FakeAssistant(), COST)
    assert describe_review(review) == f"Granskad av Bo, {to_date(review.signed)}{end}"


def test_a_day_and_a_time_are_swedish() -> None:
    moment = datetime(2026, 11, 24, 12, 5).astimezone()
    assert to_date(moment) == to_date(moment.astimezone(UTC)) == "24 november 2026"
    assert to_moment(moment.astimezone(UTC)) == "24 november 2026 kl.\u00a012.05"


def test_the_badge_is_shown_wherever_the_answer_is(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    before = ask(assistant, LULEA, reviews)
    assert "badge" not in to_html(before)
    told = describe_review(sign(reviews, REJECTED, assistant))
    again = ask(assistant, LULEA, reviews)
    assert again["announcement"].startswith(f"Svar, 4 citat. {told}. Anna Dahlquist")
    for html in (to_html(again), restore(assistant, before, reviews)):
        head = html.partition("</div></div>")[0]
        assert head.index(">Svar</p>") < head.index(told) < head.index('class="lead"')
    assert "badge" not in to_html(ask(assistant, COST, reviews))


def test_the_card_of_a_rejected_quote_says_so_and_an_approved_comment_is_folded(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    sign(reviews, REJECTED, assistant)
    cards = [block for block in ask(assistant, LULEA, reviews)["blocks"] if block.startswith("<figure")]
    assert "Underkänt av granskaren</strong>: Handlar om annat</p>" in cards[1]
    assert "<summary>Granskarens kommentar</summary><p>Bra val</p></details>" in cards[2]
    assert ["remark" in card for card in cards] == [False, True, True, False]
    assert cards[1].index(QUOTES["katalysator"]) < cards[1].index("Underkänt") < cards[1].index("card-foot")


@pytest.mark.parametrize(("review", "is_open"), [(REJECTED, True), (APPROVED, False)])
def test_the_comment_on_the_whole_is_folded_unless_something_was_rejected(
    reviews: Reviews, review: ReviewInput, is_open: bool
) -> None:
    badge = render_badge(sign(reviews, review, FakeAssistant()))
    assert f'<details class="remark"{" open" if is_open else ""}><summary>Granskarens kommentar' in badge
    assert "Ett citat för mycket" in badge
    assert "details" not in render_badge(sign(reviews, replace(review, comment=" "), FakeAssistant()))


@pytest.mark.parametrize("document", [CHANGED, LONGER])
def test_the_badge_goes_when_a_document_changes(reviews: Reviews, document: Document) -> None:
    assistant = FakeAssistant()
    sign(reviews, REJECTED, assistant)
    turn = ask(assistant, LULEA, reviews)
    assistant.documents[document.id] = document
    html = restore(assistant, turn, reviews)
    assert "Granskad av" not in html
    assert "Underkänt" not in html


def test_a_file_to_keep_names_the_review(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    told = describe_review(sign(reviews, REJECTED, assistant))
    conversation = read_conversation({"turns": [ask(assistant, LULEA, reviews)["saved"]]}, assistant.documents)

    def write(as_word: bool) -> str:
        def find_review(turn: Turn) -> Review | None:
            return to_shown(find_kept(reviews, turn, assistant.documents))

        given: Any = {"exported": date(2026, 11, 24), "find_review": find_review}
        if not as_word:
            return to_markdown(conversation, assistant.documents, **given).replace("\\[", "[")
        file = io.BytesIO(to_word(conversation, assistant.documents, **given))
        return "\n".join(paragraph.text for paragraph in docx.Document(file).paragraphs)

    for as_word in (False, True):
        assert f"{told}." in write(as_word).splitlines()
    assistant.documents[LONGER.id] = LONGER
    for as_word in (False, True):
        assert "Granskad av" not in write(as_word)


def test_everything_in_a_review_is_escaped(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    verdicts = (CitationReview(1, "rejected", EVIL), *(CitationReview(n, "approved", EVIL) for n in (2, 3, 4)))
    review = sign(reviews, ReviewInput(EVIL, verdicts, EVIL), assistant, EVIL)
    answers = reviews.answers("all", assistant.documents)
    pages = [render_list(answers, status="all", query=EVIL, count=50), render(answers[0], assistant.documents)]
    pages += [to_html(ask(assistant, EVIL, reviews)), *render_remarks(review).values(), render_badge(review)]
    for html in pages:
        assert "&lt;script&gt;" in html
        assert "<script" not in html


# --- the list ---


def test_the_list_says_what_will_come_while_it_is_empty() -> None:
    html = render_list([], status="all", query="", count=PAGE_COUNT)
    assert "Här samlas svaren när någon har ställt en fråga" in html
    assert "Inget svar passar" not in html


def test_the_list_by_status_with_what_each_answer_is(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    told = describe_review(sign(reviews, REJECTED, assistant))
    ask(assistant, COST, reviews, (LULEA,))
    ask(assistant, COST, reviews, (LULEA,))
    answers = reviews.answers("all", assistant.documents)

    def find(status: str, query: str = "") -> list[str]:
        html = render_list(answers, status=status, query=query, count=PAGE_COUNT)
        return re.findall(r"<h2><a [^>]*>([^<]+)<", html)

    assert find("all") == [COST, LULEA]
    assert find("signed") == [LULEA]
    assert find("unsigned") == [COST]
    assert find("outdated") == []
    html = render_list(answers, status="signed", query="", count=PAGE_COUNT)
    assert told in html
    assert "Anna Dahlquist i Luleå beskriver flera projekt och en referensgrupp. Se även." in html
    assert f"./svar/{answers[1].key}" in html
    assert re.findall(r"(\w+) <span>(\d)</span>", html) == [
        ("Alla", "2"),
        ("Osignerade", "1"),
        ("Signerade", "1"),
        ("Inaktuella", "0"),
    ]
    html = render_list(answers, status="unsigned", query="", count=PAGE_COUNT)
    assert "Gavs 2 gånger, senast" in html
    assert f"Ställd efter ”{LULEA}”" in html
    assert "Inget svar passar." in render_list([], status="all", query="ord", count=PAGE_COUNT)


def test_an_outdated_review_is_no_badge_in_the_list(reviews: Reviews) -> None:
    review = sign(reviews, REJECTED, FakeAssistant())
    answers = reviews.answers("all", {LONGER.id: LONGER})
    html = render_list(answers, status="outdated", query="", count=PAGE_COUNT)
    assert f"Inaktuell granskning av Åsa Öberg, {to_date(review.signed)}" in html
    assert "Granskad av" not in html


def test_more_answers_come_fifty_at_a_time(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    ask(assistant, LULEA, reviews)
    kept = open_kept(reviews, assistant.documents)
    answers = [replace(kept, key=f"{n:024x}") for n in range(101)]

    def count_rows(count: int) -> tuple[int, bool, bool]:
        html = render_list(answers, status="unsigned", query="å & ä", count=count)
        more = f'href="./svar?status=unsigned&amp;q=%C3%A5+%26+%C3%A4&amp;count={count + 50}#svar-{count + 1}"' in html
        return html.count("<li id="), f"{min(count, 101)} av 101 svar visas" in html, more

    assert [count_rows(count) for count in (50, 100, 150)] == [(50, True, True), (100, True, True), (101, True, False)]


# --- one answer ---


def test_one_answer_with_its_source_and_judgement_beside_each_quote(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    ask(assistant, LULEA, reviews, ("Vem är Anna?",))
    kept = open_kept(reviews, assistant.documents)
    html = render(kept, assistant.documents)
    assert f"<h2>{LULEA}</h2>" in html
    assert "Frågan ställdes efter</p><ol><li>Vem är Anna?</li></ol>" in html
    assert "Inte granskat" in html
    for citation in kept.turn.answer.citations:
        card = re.search(rf'<figure class="card" id="citat-{citation.n}".*?</figure>', html, re.DOTALL)
        assert card is not None
        assert f"<mark>{citation.quote}</mark>" in card[0]
        assert f'href="./{to_place(citation)}"' in card[0]
        assert card[0].count(f'name="verdict-{citation.n}"') == 2
        assert f"Kommentar till citat {citation.n} (frivillig)" in card[0]
    assert "checked>" not in html.replace('id="shortcuts" checked>', "")
    assert "Ta bort signeringen" not in html
    assert "password" not in html
    assert "Stämmer det att materialet inte svarar?" not in html
    assert 'id="code"' in render(kept, assistant.documents, has_code=True)


def test_a_quote_stands_in_the_sources_own_text(make_document: Callable[..., Document], reviews: Reviews) -> None:
    document = make_document(["Först.", "Vi lär oss & lär av varandra.", "Sist <här>."], ["Annat stycke."])
    assistant = FakeAssistant(document)
    citation = to_citation(document.sentences[1], document, n=1, confidence=0.9)
    answer = Answer("", "Hur?", "answered", "sv", "Så [1].", (citation,))
    reviews.keep(Turn("Hur?", (), answer), (), assistant.documents)
    html = render(open_kept(reviews, assistant.documents), assistant.documents)
    assert ">Först. <mark>Vi lär oss &amp; lär av varandra.</mark> Sist &lt;här&gt;.</p>" in html
    assert "Annat stycke" not in html


@pytest.mark.parametrize(("is_right", "chosen"), [(None, None), (True, "yes"), (False, "no")])
def test_an_answer_that_was_not_found_is_judged_as_a_whole(
    reviews: Reviews, is_right: bool | None, chosen: str | None
) -> None:
    assistant = FakeAssistant()
    ask(assistant, COST, reviews)
    if is_right is not None:
        sign(reviews, ReviewInput("Bo", is_right=is_right), assistant, COST)
    html = render(open_kept(reviews, assistant.documents), assistant.documents)
    assert "Stämmer det att materialet inte svarar?" in html
    assert re.findall(r'name="is-right" value="(\w+)" checked', html) == ([chosen] if chosen else [])
    assert "verdict-" not in html
    assert "Kortkommandon" not in html


def test_a_signed_answer_shows_its_judgement_and_can_be_changed(reviews: Reviews) -> None:
    assistant = FakeAssistant()
    told = describe_review(sign(reviews, REJECTED, assistant))
    html = render(open_kept(reviews, assistant.documents), assistant.documents)
    assert told in html
    assert '<div id="kept" class="signed"' in html
    assert re.findall(r'name="verdict-(\d)" value="(\w+)" checked', html) == [
        ("1", "approved"),
        ("2", "rejected"),
        ("3", "approved"),
        ("4", "approved"),
    ]
    assert "<strong>Underkänt</strong></p><p>Handlar om annat</p>" in html
    assert "Ändra</button>" in html
    assert "Ta bort signeringen?" in html


@pytest.mark.parametrize(
    ("question", "review", "document", "told", "can_be_signed"),
    [
        (LULEA, REJECTED, CHANGED, "Dokumentet har ändrats sedan dess: citat [1] stämmer inte längre.", False),
        (LULEA, REJECTED, LONGER, "Dokumentet har ändrats sedan dess. Citaten står kvar ordagrant.", True),
        (COST, ReviewInput("Åsa Öberg", is_right=True), LONGER, "Materialet har ändrats sedan dess.", True),
    ],
)
def test_an_outdated_review_says_what_has_changed_and_asks_for_a_new_one(
    reviews: Reviews, question: str, review: ReviewInput, document: Document, told: str, can_be_signed: bool
) -> None:
    signed = sign(reviews, review, FakeAssistant(), question)
    documents = {document.id: document}
    html = render(open_kept(reviews, documents), documents)
    assert f"Svaret signerades av Åsa Öberg den {to_date(signed.signed)}. {told}" in html
    assert ("signera det på nytt" in html) == ("Signera</button>" in html) == can_be_signed
    assert ("Ställ frågan igen" in html) != can_be_signed
    assert "checked>" not in html.replace('id="shortcuts" checked>', "")
    assert "Granskad av" not in html
    assert "Ta bort signeringen" in html


def test_an_unsigned_answer_whose_quotes_are_gone_can_only_be_read(reviews: Reviews) -> None:
    ask(FakeAssistant(), LULEA, reviews)
    html = render(open_kept(reviews, {CHANGED.id: CHANGED}), {CHANGED.id: CHANGED})
    assert "Dokumentet har ändrats sedan svaret gavs: citat [1] stämmer inte längre. Ställ frågan igen" in html
    assert "Citat 1 visas inte" in html
    assert QUOTES["projekt"] not in html
    assert "<mark>" in html
    assert "Signera</button>" not in html


# --- the routes ---


def test_an_answer_is_signed_changed_and_withdrawn(reviews: Reviews, open_client: Any) -> None:
    assistant = FakeAssistant()
    ask(assistant, LULEA, reviews)
    key = open_kept(reviews, assistant.documents).key
    client = open_client(reviews, assistant=assistant)
    page = client.get(f"/svar/{key}")
    assert f"<title>Granska: {LULEA} – Belägg</title>" in page.text
    assert (page.status_code, '<html lang="sv">' in page.text, '<base href="../">' in page.text) == (200, True, True)
    verdicts = [{"n": n, "verdict": "rejected" if n == 2 else "approved", "comment": ""} for n in (1, 2, 3, 4)]
    sent = {"reviewer": " Åsa  Öberg ", "verdicts": verdicts, "comment": "Hm", "is_right": None}
    signed = client.post(f"/belagg/svar/{key}", json=sent)
    assert signed.status_code == 200
    assert "Granskad av Åsa Öberg" in signed.text
    assert signed.text in client.get(f"/svar/{key}").text
    missing = client.post(f"/belagg/svar/{key}", json={**sent, "verdicts": verdicts[:3]})
    assert (missing.status_code, missing.json()["problem"]) == (
        400,
        "Godkänn eller underkänn också [4] innan du signerar svaret.",
    )
    withdrawn = client.request("DELETE", f"/belagg/svar/{key}", json={})
    assert (withdrawn.status_code, "Inte granskat" in withdrawn.text) == (200, True)
    assert reviews.find(key, assistant.documents) is None
    assert client.request("DELETE", f"/belagg/svar/{key}", json={}).status_code == 200


@pytest.fixture(scope="module")
def kept_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Reviews, str]]:
    """Return a page that asks for a code, its store and the key of an answer in it."""
    assistant = FakeAssistant()
    reviews = Reviews(tmp_path_factory.mktemp("data") / FILE_NAME)
    key = reviews.keep(Turn(LULEA, (), assistant.ask(Question(LULEA))), (), assistant.documents)
    yield TestClient(create_app(assistant, reviews=reviews, review_code=CODE)), reviews, key
    gc.collect()


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("code", [{}, *({"code": code} for code in (None, "", 8, [], "åtta", f"{CODE} ", "\ud800"))])
def test_a_wrong_code_is_refused(
    kept_client: tuple[TestClient, Reviews, str], method: str, code: dict[str, Any]
) -> None:
    client, reviews, key = kept_client
    verdicts = [{"n": n, "verdict": "approved"} for n in (1, 2, 3, 4)]
    body = json.dumps({"reviewer": "Bo", "verdicts": verdicts, **code}).encode()
    answer = client.request(method, f"/belagg/svar/{key}", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["problem"]) == (
        403,
        "Granskarkoden stämmer inte. Fråga den som sköter Belägg.",
    )
    assert reviews.signed(FakeAssistant().documents) == []


def test_the_right_code_is_let_through(kept_client: tuple[TestClient, Reviews, str]) -> None:
    client, reviews, key = kept_client
    sent = {"reviewer": "Bo", "verdicts": [{"n": n, "verdict": "approved"} for n in (1, 2, 3, 4)], "code": CODE}
    assert client.post(f"/belagg/svar/{key}", json=sent).status_code == 200
    assert CODE not in client.get(f"/svar/{key}").text
    assert client.request("DELETE", f"/belagg/svar/{key}", json={"code": CODE}).status_code == 200
    assert reviews.signed(FakeAssistant().documents) == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"reviewer": "Bo"}, 400),
        ({"reviewer": "", "verdicts": [{"n": n, "verdict": "approved"} for n in (1, 2, 3, 4)]}, 400),
        ({"reviewer": "Bo", "verdicts": 3}, 400),
        ({"reviewer": "Bo", "verdicts": [{"n": 1, "verdict": "fine"}]}, 400),
        ({"reviewer": "Bo", "verdicts": [{"n": 9, "verdict": "approved"}]}, 400),
    ],
)
def test_a_bad_review_is_said_in_swedish(
    kept_client: tuple[TestClient, Reviews, str], sent: dict[str, Any], status: int
) -> None:
    client, _, key = kept_client
    answer = client.post(f"/belagg/svar/{key}", json={**sent, "code": CODE})
    assert answer.status_code == status
    assert answer.json()["problem"].endswith(".")


@pytest.mark.parametrize("body", [b"", b"{", b'"\xff"'])
def test_what_is_no_json_is_refused(kept_client: tuple[TestClient, Reviews, str], body: bytes) -> None:
    client, _, key = kept_client
    headers = {"content-type": "application/json"}
    assert client.post(f"/belagg/svar/{key}", content=body, headers=headers).status_code == 400


def test_a_form_on_another_site_cannot_sign(kept_client: tuple[TestClient, Reviews, str]) -> None:
    client, reviews, key = kept_client
    verdicts = [{"n": n, "verdict": "approved"} for n in (1, 2, 3, 4)]
    body = json.dumps({"reviewer": "Bo", "verdicts": verdicts, "code": CODE})
    answer = client.post(f"/belagg/svar/{key}", content=body, headers={"content-type": "text/plain"})
    assert (answer.status_code, reviews.signed(FakeAssistant().documents)) == (400, [])


@pytest.mark.parametrize("key", ["0" * 24, "nothing", "%27%20OR%201=1", "<b>", "å"])
def test_an_unknown_answer_is_said(kept_client: tuple[TestClient, Reviews, str], key: str) -> None:
    client, _, _ = kept_client
    page = client.get(f"/svar/{key}")
    assert (page.status_code, "Svaret finns inte här" in page.text, "<b>" in page.text) == (404, True, False)
    for method in ("POST", "DELETE"):
        answer = client.request(method, f"/belagg/svar/{key}", json={"reviewer": "Bo", "code": CODE})
        assert (answer.status_code, "finns inte" in answer.json()["problem"]) == (404, True)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("", True),
        ("?q=luleå%20HUR", True),
        ("?q=malmö", False),
        ("?status=unsigned&q=%20", True),
        ("?status=signed", False),
        ("?status=<b>&count=-1", True),
        ("?status=all&count=99999999999", True),
        ("?count=\u00b2", True),
    ],
)
def test_the_list_takes_its_address_apart_with_care(
    kept_client: tuple[TestClient, Reviews, str], asked: str, is_found: bool
) -> None:
    client, _, key = kept_client
    page = client.get(f"/svar{asked}")
    assert page.status_code == 200
    assert (f"./svar/{key}" in page.text) == is_found
    assert "<b>" not in page.text


def test_reviews_as_files(reviews: Reviews, open_client: Any) -> None:
    assistant = FakeAssistant()
    sign(reviews, REJECTED, assistant)
    client = open_client(reviews, assistant=assistant)
    table = client.get("/svar/granskningar.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="granskningar.csv"'
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[8:10] for row in rows[1:]] == [
        ["Godkänt", ""],
        ["Underkänt", "Handlar om annat"],
        ["Godkänt", "Bra val"],
        ["Godkänt", ""],
    ]
    cases = client.get("/svar/testfall.jsonl")
    assert cases.headers["content-disposition"] == 'attachment; filename="testfall.jsonl"'
    (case,) = [json.loads(line) for line in cases.text.splitlines()]
    assert (case["question"], case["wrong"]) == (LULEA, [QUOTES["katalysator"]])
    assert "Luleå" in cases.text


def test_a_store_that_cannot_be_read_is_told_without_its_path(broken: Reviews, open_client: Any) -> None:
    client = open_client(broken)
    for path in ("/svar", f"/svar/{'a' * 24}", "/svar/granskningar.csv", "/svar/testfall.jsonl"):
        page = client.get(path)
        assert (page.status_code, "Svaren gick inte att hämta" in page.text) == (500, True)
        assert str(broken.path) not in page.text
    answer = client.post(f"/belagg/svar/{'a' * 24}", json={"reviewer": "Bo"})
    assert (answer.status_code, str(broken.path) in answer.text) == (500, False)


def test_nothing_is_kept_or_reviewed_unless_the_server_offers_it(
    tmp_path: Path, reviews: Reviews, open_client: Any
) -> None:
    bare, offered = open_client(None), open_client(reviews)
    for path in ("/", "/om"):
        assert "Granskade svar" not in bare.get(path).text
        assert "Granskade svar" in offered.get(path).text
    assert "Varje fråga sparas också på servern" in offered.get("/om").text
    for path in ("/svar", "/svar/granskningar.csv", f"/svar/{'a' * 24}"):
        assert bare.get(path).status_code == 404
    assert bare.post(f"/belagg/svar/{'a' * 24}", json={}).status_code in (404, 405)
    assert list(tmp_path.iterdir()) == []
