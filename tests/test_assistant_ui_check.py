"""The page on which a text is checked, without a browser: what the server answers, draws and writes."""

import asyncio
import base64
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from fastapi import FastAPI
from starlette.testclient import TestClient
from ui_fakes import ANNA, HEADINGS, QUOTES, TITLE, FakeAssistant, build_document, cite

from assistant.check import Check, GivenQuote, QuoteChecker
from assistant.check_text import CheckedText, Progress, check_text
from assistant.claims import Claim
from assistant.ui import check_routes
from assistant.ui.check_export import to_word
from assistant.ui.check_page import render_check_page
from assistant.ui.check_place import Place, describe_missing, describe_speakers, find_place
from assistant.ui.check_view import SYMBOLS, render_checked
from assistant.ui.links import to_place
from corpus.library import read_document
from corpus.readers import Draft
from corpus.types import BelaggError, Document, Source, Span

RIGHT = "Anna Dahlquist säger: ”Det ger en jättebra stomme och är en viktig nyckelfaktor”."
ALTERED = "”Det har varit en resa att formulera det både i personalgruppen och i kommunen”, säger Nadine Alvarado."
MISATTRIBUTED = "”När vi startade detta 2018 hade vi ett tidigare kompetensprojekt”, säger Hanna Eskelin."
SHORTENED = "”Det ger en … stomme och är en viktig nyckelfaktor”, säger Anna Dahlquist."
MISSING = "Ministern säger att ”katten satt på ett staket i månljuset i går”."
TERM = "Begreppet ”digital kompetens” används ofta."
TEXT = "\n\n".join((RIGHT, ALTERED, MISATTRIBUTED, SHORTENED, MISSING, TERM))
VERDICTS = ["verbatim", "near", "misattributed", "shortened", "not_found", "not_found"]
EVIL = '<script>hacked()</script> & <img src=x onerror="hacked()">'
MADE = """Att lära

Anna Berg, bibliotekarie i Norrby, berättar. ”Vi har två timmar i veckan. Det räcker långt”, säger Anna Berg.

Hur det blev

Alla kom till den första träffen. Sedan slutade de flesta att komma.
"""


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> TestClient:
    app = FastAPI()
    check_routes.add_check_routes(app, assistant)
    return TestClient(app)


def check(text: str, *documents: Document, draft: Draft | None = None) -> tuple[CheckedText, dict[str, Document]]:
    kept = {document.id: document for document in documents or (build_document(),)}
    return check_text(draft or Draft(text), kept, QuoteChecker(tuple(kept.values()))), kept


def render(text: str, *documents: Document, draft: Draft | None = None) -> str:
    return render_checked(*check(text, *documents, draft=draft))


def to_plain(html: str) -> str:
    """Return what is seen of HTML, without what is only for a screen reader."""
    seen = re.sub(r'<span class="(?:sr-only|badge)"[^>]*>.*?</span>', "", html)
    return unescape(re.sub(r"<[^>]+>", "", seen))


def get_text(html: str) -> str:
    return html.partition('id="text-heading">Texten</h3>')[2].partition("</section>")[0]


def get_card(html: str, n: int) -> str:
    return html.partition(f'id="quote-{n}" ')[2].partition("</article>")[0]


def read_lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def to_file(name: str, content: bytes) -> dict[str, Any]:
    return {"file": {"name": name, "data": base64.b64encode(content).decode()}}


# ---- what the server answers ----


def test_a_text_is_answered_line_by_line(client: TestClient) -> None:
    response = client.post("/belagg/check", json={"text": TEXT})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/x-ndjson")
    first, last = (lines := read_lines(response))[0], lines[-1]
    assert first == {"done": 1, "of": 6}
    assert set(last) == {"html", "result"}
    result = last["result"]
    assert result["text"] == TEXT
    assert [row["verdict"] for row in result["checks"]] == VERDICTS
    assert [row["is_term"] for row in result["checks"]] == [False] * 5 + [True]
    assert result["summary"].startswith("3 av 5 citat behöver rättas")
    row = result["checks"][1]
    assert TEXT[row["text_start"] : row["text_end"]] == ALTERED.partition(",")[0]


def test_progress_is_told_now_and_then_only(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_routes, "PROGRESS_S", 0.0)
    told = read_lines(client.post("/belagg/check", json={"text": TEXT}))[:-1]
    assert told == [{"done": n, "of": 6} for n in range(1, 7)]
    monkeypatch.setattr(check_routes, "PROGRESS_S", 60.0)
    assert len(read_lines(client.post("/belagg/check", json={"text": TEXT}))) == 2


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md", ".txt"])
def test_a_file_is_checked_like_a_text(client: TestClient, suffix: str) -> None:
    if suffix == ".docx":
        word, file = docx.Document(), BytesIO()
        for paragraph in TEXT.split("\n\n"):
            word.add_paragraph(paragraph)
        word.save(file)
        content = file.getvalue()
    else:
        content = (TEXT if suffix != ".html" else f"<p>{TEXT.replace(chr(10) * 2, '<p>')}").encode()
    last = read_lines(client.post("/belagg/check", json=to_file(f"Till nämnden{suffix}", content)))[-1]
    assert [row["verdict"] for row in last["result"]["checks"]] == VERDICTS


def test_a_pasted_line_after_an_angle_bracket_is_a_block_quote(client: TestClient) -> None:
    last = read_lines(client.post("/belagg/check", json={"text": f"Så här:\n\n> {QUOTES['resa']}\n"}))[-1]
    assert last["result"]["text"] == f"Så här:\n\n{QUOTES['resa']}\n"
    assert [row["verdict"] for row in last["result"]["checks"]] == ["verbatim"]
    assert '<p class="block-quote"><mark class="verbatim">' in last["html"]


@pytest.mark.parametrize(
    ("request_json", "problem"),
    [
        ({"text": ""}, "Det finns ingen text att granska. Klistra in en text eller välj en fil."),
        ({"text": " \n\u00a0\t\x00"}, "Det finns ingen text att granska. Klistra in en text eller välj en fil."),
        ({"text": "x" * 101}, "Texten är 101 tecken lång. Dela upp den i delar om högst 100 tecken."),
        (to_file("lång.txt", b"x" * 101), "Texten är 101 tecken lång. Dela upp den i delar om högst 100 tecken."),
        (to_file("tom.txt", b""), "Filen tom.txt är tom."),
        (to_file("a/b/trasig.docx", b"PK no"), "Filen trasig.docx går inte att läsa som .docx."),
        (to_file("\ud800.docx", b"PK no"), "Filen ?.docx går inte att läsa som .docx."),
    ],
)
def test_what_cannot_be_checked_is_said_in_swedish(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, request_json: dict[str, Any], problem: str
) -> None:
    monkeypatch.setattr(check_routes, "MAX_TEXT_CHARS", 100)
    (line,) = read_lines(client.post("/belagg/check", content=json.dumps(request_json)))
    assert list(line) == ["problem"]
    assert line["problem"].startswith(problem)
    answer = client.post("/belagg/check/word", content=json.dumps(request_json))
    assert answer.status_code == 400
    assert answer.json() == line


@pytest.mark.parametrize("path", ["/belagg/check", "/belagg/check/word"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"\xff"', b'{"text": 3}', b'{"file": {"name": "a.txt"}}', b'{"file": "x"}']
    + [json.dumps({"file": {"name": "a.txt", "data": data}}).encode() for data in ("å", "###", "YQ", 3)],
)
def test_a_bad_request_is_said_in_swedish(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(path, content=body)
    assert answer.status_code == 400
    assert answer.json()["problem"] == "Begäran gick inte att läsa. Ladda om sidan och försök igen."


@pytest.mark.parametrize("path", ["/belagg/check", "/belagg/check/word"])
def test_too_large_a_request_is_turned_away(client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(check_routes, "MAX_BODY_BYTES", 1000)
    answer = client.post(path, content=b" " * 1001)
    assert (answer.status_code, answer.json()["problem"].split(".")[0]) == (413, "Filen är för stor")


@pytest.mark.parametrize(
    ("error", "problem"),
    [(BelaggError("Indexet saknas."), "Indexet saknas."), (RuntimeError("secret"), check_routes.texts.CHECK_FAILED)],
)
def test_a_check_that_fails_is_said(
    client: TestClient, assistant: FakeAssistant, caplog: pytest.LogCaptureFixture, error: Exception, problem: str
) -> None:
    def fail(draft: Draft, *, on_progress: Progress | None = None) -> CheckedText:
        raise error

    assistant.check = fail  # type: ignore[method-assign]
    with caplog.at_level(logging.CRITICAL):
        assert read_lines(client.post("/belagg/check", json={"text": TEXT})) == [{"problem": problem}]


def test_a_check_stops_when_nobody_waits_for_it(assistant: FakeAssistant) -> None:
    done: list[int] = []
    ended = asyncio.Event()

    async def leave() -> None:
        loop = asyncio.get_running_loop()
        real = assistant.check

        def count(draft: Draft, *, on_progress: Progress | None = None) -> CheckedText:
            def tell(number: int, of: int) -> None:
                done.append(number)
                assert on_progress is not None
                on_progress(number, of)

            try:
                return real(draft, on_progress=tell)
            finally:
                loop.call_soon_threadsafe(ended.set)

        assistant.check = count  # type: ignore[method-assign]
        assistant.hold.clear()
        lines = check_routes._stream(assistant, check_routes._Given(lambda: Draft(TEXT), "", ""))
        assert json.loads(await anext(lines)) == {"done": 1, "of": 6}
        await lines.aclose()  # type: ignore[attr-defined]
        assistant.hold.set()
        await asyncio.wait_for(ended.wait(), 10)

    # In a thread of its own: once a browser test has run, the main thread has a loop that Playwright keeps running.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, leave()).result()
    assert done == [1, 2]


# ---- where a quote stands ----


def find(quote: str, document: Document) -> Place | None:
    return find_place(QuoteChecker([document]).check(GivenQuote(quote, "1")), {document.id: document})


def test_a_link_leads_to_a_whole_sentence_or_quotation() -> None:
    document = read_document(MADE, Source("norrby", "Att lära"))
    one = find("den första träffen", document)
    across = find("i veckan. Det räcker långt", document)
    heading = find("Att lära", document)
    several = find("till den första träffen. Sedan slutade de flesta", document)
    assert one is not None
    assert one.citation.quote == one.around.of(MADE) == "Alla kom till den första träffen."
    assert (one.citation.section, one.citation.speaker) == ("Hur det blev", None)
    assert across is not None
    assert across.citation.quote == "”Vi har två timmar i veckan. Det räcker långt”"
    assert across.around.of(MADE).endswith("säger Anna Berg.")
    assert describe_speakers(across, {"norrby": document}) == "Anna Berg · bibliotekarie · Norrby"
    assert heading is not None
    assert heading.citation.quote == "Att lära"
    assert several is not None
    assert several.citation.quote == "Alla kom till den första träffen."
    assert several.around.of(MADE) == "Alla kom till den första träffen. Sedan slutade de flesta att komma."


def test_what_stands_nowhere_has_no_place() -> None:
    document = build_document()
    assert find("katten satt på ett staket i månljuset", document) is None
    assert find_place(Check("1", "near", "borta", 0, 3), {document.id: document}) is None


# ---- what is drawn ----


def test_the_whole_text_is_shown_with_every_quote_marked() -> None:
    html = render(TEXT)
    text = get_text(html)
    assert to_plain(text).split() == TEXT.replace("\n\n", "").split()
    assert re.findall(r'<mark class="(\w+)">', text) == [*VERDICTS[:5], "term"]
    for n, verdict in enumerate(VERDICTS[:5], start=1):
        assert f'id="quote-{n}-text" href="#quote-{n}"><span class="badge" aria-hidden="true">' in text
        assert f'aria-hidden="true">{SYMBOLS[verdict]} {n}</span>' in text
        assert f'<article class="{verdict}" id="quote-{n}"' in html
    assert html.index('id="quote-5"') < html.index("För korta att bedöma") < html.index('<li id="quote-6"')


def test_a_card_says_what_is_claimed_and_what_stands_in_the_source() -> None:
    html = render(TEXT)
    right, altered, misattributed, shortened = (get_card(html, n) for n in range(1, 5))
    assert f'<blockquote lang="sv">”<mark>{QUOTES["stomme"][1:57]}</mark> som hjälper oss' in right
    assert "Anna Dahlquist · biblioteksutvecklare · Luleå" in right
    assert f"{TITLE} · Avsnitt: Samarbeta med andra" in right
    document = build_document()
    assert f'href="./{to_place(cite(document, 1, QUOTES["stomme"], HEADINGS[5], ANNA))}" target="_blank"' in right
    assert "I källan står ”ledningen”, i citatet ”kommunen”." in altered
    assert '<del><span class="sr-only">bara i källan: </span>ledningen</del>' in altered
    assert '<ins><span class="sr-only">bara i texten: </span>kommunen</ins>' in altered
    assert altered.index("<dt>Källan</dt>") < altered.index("<dt>Texten</dt>")
    assert "Orden är sagda av Anna Dahlquist, inte av Hanna Eskelin." in misattributed
    assert "<b>I texten</b> Hanna Eskelin</p>" in misattributed
    assert "Utelämnat: ”jättebra”." in shortened
    assert (
        '</mark><span class="left-out"><span class="sr-only">utelämnat i texten: </span> jättebra </span><mark>'
        in shortened
    )


def test_a_quote_that_stands_nowhere_is_shown_without_a_link() -> None:
    html = render(TEXT)
    card = get_card(html, 5)
    assert "Inget ställe i materialet liknar det här." in card
    assert "<blockquote>”katten satt på ett staket i månljuset i går”</blockquote>" in card
    assert "Öppna i källan" not in card
    assert html.count(">Öppna i källan</a>") == 4


def test_the_nearest_place_of_a_quote_that_is_not_found_is_called_that() -> None:
    html = render(
        "”Det har varit en resa att gå genom regn på vägar som leder hem till skogen”, säger Nadine Alvarado."
    )
    card = get_card(html, 1)
    assert "Står inte i materialet; det här är det närmaste stället." in card
    assert "<b>Närmaste ställe</b> Nadine Alvarado · Kungälv" in card
    assert "Öppna i källan" in card
    assert "<mark>" not in card


def test_only_retold_words_are_told_apart_from_a_reply() -> None:
    html = render("”berättar om flera projekt som löpt parallellt”, säger Anna Dahlquist.")
    assert "Anna Dahlquist · biblioteksutvecklare · Luleå (återgivet i texten, inte en direkt replik)" in html


def test_a_long_stretch_that_is_the_same_is_cut_in_the_middle() -> None:
    quote = QUOTES["projekt"].replace("Anna Dahlquist", "Anna Dahlström").replace("varandra:", "vartannat")
    card = get_card(render(f"”{quote}”"), 1)
    assert "biblioteksutvecklare i Luleå berättar om flera … som löpt parallellt och byggt på" in card


def test_markup_in_a_text_is_shown_as_it_stands() -> None:
    text = f"Rubrik {EVIL}\n\n”Detta är {EVIL} och inget annat”, säger <b>Bo</b> Ek.\n\n• {EVIL}"
    html = render(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>Bo" not in html
    assert to_plain(get_text(html)).split() == text.replace("\n\n", "").split()


@pytest.mark.parametrize(
    "text",
    [
        "En rad.",
        "”Ja.",
        "a\n\n\n\n   b   \n\t\n c",
        "1. ett\n2. två\n\n– Hej, säger Bo.\n– Nej.",
        "Rad ett\r\nrad två\u2028rad tre",
        f"{'ord ' * 5000}”{QUOTES['resa']}”",
        "🙂 ”Det har varit en 🙂 resa att formulera det” 🙂",
    ],
)
def test_no_character_of_a_text_is_lost(text: str) -> None:
    assert re.sub(r"\s", "", to_plain(get_text(render(text)))) == re.sub(r"\s", "", text)


def test_a_block_quote_of_several_paragraphs_is_one_quote() -> None:
    text = f"Så här:\n\n{QUOTES['resa']}\n\n{QUOTES['metamedvetna']}\n\nSlut."
    start = text.index(QUOTES["resa"])
    draft = Draft(text, (Span(start, text.index("\n\nSlut")),))
    html = get_text(render(text, draft=draft))
    assert html.count('<p class="block-quote"><mark') == 2
    assert html.count('id="quote-1-text"') == 1
    assert html.count('<a tabindex="-1" href="#quote-1">') == 1
    assert html.count('class="badge"') == 1


def test_chips_count_the_verdicts_that_occur() -> None:
    html = render(TEXT)
    chips = [to_plain(chip) for chip in re.findall(r'<button type="button" class="filter.*?</button>', html)]
    assert chips == [
        "Alla 5",
        "✓ Ordagrant 1",
        "[…] Ordagrant med markerade luckor 1",
        "≈ Nästan – inte ordagrant 1",
        "↔ Rätt ord, fel källa eller talare 1",
        "× Hittas inte 1",
    ]
    assert "Nästa fel" in html


def test_nothing_to_filter_or_to_walk_through_is_offered_without_need() -> None:
    assert "Nästa fel" not in render(RIGHT)
    html = render("Bara en rad utan citat.")
    assert "filter" not in html
    assert "Inga citat hittades." in html
    assert "Ladda ner som Word" in html


def with_claims(checked: CheckedText) -> CheckedText:
    """Return a checked text with claims: supported, lacking a name and a number, and without support."""
    spans = [Span(0, 4), Span(5, 9), Span(10, 14)]
    support = cite(build_document(), 1, QUOTES["kursplaner"], HEADINGS[4], kind="article")
    text = checked.draft.text
    claims = [
        Claim(span, span.of(text), found, missing)
        for span, found, missing in zip(spans, (support, support, None), ((), ("Falun", "2019"), ("Ek",)), strict=True)
    ]
    return replace(checked, claims=tuple(claims))


def test_claims_are_hints_apart_from_the_quotes() -> None:
    checked, documents = check("Ett1 Två2 Tre3. <b> och mer, sedan.\n\n" + RIGHT)
    html = render_checked(with_claims(checked), documents)
    assert '<span class="claim"><a id="claim-1-text" href="#claim-1">' in get_text(html)
    assert get_text(html).count("<mark") == 1
    listed = html.partition("Påståenden – en vink, inget utslag")[2]
    first, second, third = listed.split("<li ")[1:]
    assert "<b>Kan ha stöd i</b> Artikelns egna ord" in first
    assert "står inte där" not in first
    assert QUOTES["kursplaner"] in first
    assert "Falun och 2019 står inte där." in second
    assert "Inget stöd hittat." in third
    assert "<blockquote" not in third


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ((), ""),
        (("2019",), "2019 står inte där."),
        (("Falun", "2019"), "Falun och 2019 står inte där."),
        (("Bo", "Ek", "12"), "Bo, Ek och 12 står inte där."),
    ],
)
def test_what_a_support_lacks_is_named(missing: tuple[str, ...], told: str) -> None:
    support = cite(build_document(), 1, QUOTES["kursplaner"], HEADINGS[4], kind="article")
    assert describe_missing(Claim(Span(0, 1), "x", support, missing)) == told


def test_the_page_is_whole_and_names_its_parts() -> None:
    page = render_check_page(styles=["./a.css?1&2"], scripts=["./a.js"], icon="data:,")
    assert page.startswith('<!doctype html><html lang="sv">')
    assert '<label for="text">Text att granska</label><textarea id="text"' in page
    assert 'href="./a.css?1&amp;2"' in page
    assert "Ingenting sparas." in page


# ---- what is taken along ----


def read_comments(word: WordDocument) -> dict[str, list[str]]:
    """Return the lines of each comment by the words that it is anchored at."""
    anchored: dict[str, str] = {}
    opened: list[str] = []
    for element in word.element.body.iter(qn("w:commentRangeStart"), qn("w:commentRangeEnd"), qn("w:t")):
        if element.tag == qn("w:commentRangeStart"):
            opened.append(element.get(qn("w:id")))
        elif element.tag == qn("w:commentRangeEnd"):
            opened.remove(element.get(qn("w:id")))
        else:
            for id in opened:
                anchored[id] = anchored.get(id, "") + (element.text or "")
    return {anchored[str(comment.comment_id)]: comment.text.split("\n") for comment in word.comments}


def test_the_word_file_has_a_comment_at_each_quote(client: TestClient) -> None:
    address = "http://falun.example/"
    made = client.post("/belagg/check/word", json={"text": TEXT, "address": address})
    assert made.headers["content-disposition"] == "attachment; filename*=UTF-8''Granskad%20text.docx"
    word = docx.Document(BytesIO(made.content))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts[0] == "Granskad text"
    assert texts[1].startswith("3 av 5 citat behöver rättas")
    assert texts[3:] == ["Texten", *TEXT.split("\n\n")]
    comments = read_comments(word)
    assert len(comments) == 5
    altered = comments[ALTERED.partition(",")[0]]
    assert altered[:2] == ["Citat 2: nästan – inte ordagrant", "I källan står ”ledningen”, i citatet ”kommunen”."]
    assert f"I källan: ”{QUOTES['resa'].removesuffix('.')}”" in altered
    assert "Vem som talar där: Nadine Alvarado · Kungälv" in altered
    assert f"{TITLE} · Avsnitt: Grunda lärandet i vardagen" in altered
    assert altered[-1].startswith(f"{address}#citat/framgangsfaktorer/")
    assert comments["”katten satt på ett staket i månljuset i går”"] == [
        "Citat 5: hittas inte",
        "Inget ställe i materialet liknar det här.",
        "I texten: ingen talare anges",
    ]
    assert {comment.author for comment in word.comments} == {"Belägg"}


def test_what_has_to_be_mended_is_highlighted_in_word() -> None:
    checked, documents = check(TEXT)
    word = docx.Document(BytesIO(to_word(checked, documents, checked_on=date(2021, 3, 1))))
    lit = [run.text for paragraph in word.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert len(lit) == 3
    assert lit[0] == ALTERED.partition(",")[0]
    assert "2021-03-01" in word.paragraphs[2].text
    assert "#citat/" not in "".join(comment.text for comment in word.comments)


def test_word_keeps_any_text(client: TestClient) -> None:
    text = f"\x01{EVIL}\n\n”Detta är \x0b och \ud800 inget annat alls”\n\n• ett\n• två"
    made = client.post("/belagg/check/word", content=json.dumps({"text": text, "address": "javascript:alert(1)"}))
    word = docx.Document(BytesIO(made.content))
    assert [paragraph.text for paragraph in word.paragraphs[4:]] == [
        f"\ufffd{EVIL}",
        "”Detta är \ufffd och ? inget annat alls”",
        "• ett",
        "• två",
    ]
    assert "javascript" not in "".join(comment.text for comment in word.comments)


def test_a_quote_over_several_paragraphs_has_one_comment_in_word() -> None:
    text = f"Så här:\n\n{QUOTES['resa']}\n\n{QUOTES['metamedvetna']}\n\nSlut."
    draft = Draft(text, (Span(text.index(QUOTES["resa"]), text.index("\n\nSlut")),))
    checked, documents = check(text, draft=draft)
    word = docx.Document(BytesIO(to_word(checked, documents, checked_on=date(2021, 3, 1))))
    assert list(read_comments(word)) == [QUOTES["resa"] + QUOTES["metamedvetna"]]
    assert [paragraph.text for paragraph in word.paragraphs[4:]] == text.split("\n\n")


def test_claims_stand_last_in_word() -> None:
    checked, documents = check("Ett1 Två2 Tre3. Och mer, sedan.\n\n" + RIGHT)
    word = docx.Document(BytesIO(to_word(with_claims(checked), documents, checked_on=date(2021, 3, 1))))
    heading, _, *hints = [paragraph.text for paragraph in word.paragraphs[6:]]
    assert heading == "Påståenden – en vink, inget utslag"
    assert hints == [
        f"Ett1 Kan ha stöd i: ”{QUOTES['kursplaner']}” – Artikelns egna ord.",
        f"Två2 Kan ha stöd i: ”{QUOTES['kursplaner']}” – Artikelns egna ord. Falun och 2019 står inte där.",
        "Tre3 Inget stöd hittat.",
    ]


def test_a_file_gives_its_name_to_the_word_file(client: TestClient) -> None:
    made = client.post("/belagg/check/word", json=to_file("Till nämnden.txt", TEXT.encode()))
    assert made.headers["content-disposition"].endswith("''Till%20n%C3%A4mnden%20%E2%80%93%20granskad.docx")
