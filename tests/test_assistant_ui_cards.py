import re
from dataclasses import replace

import pytest
from ui_fakes import ANNA, HEADINGS, QUOTES, build_document, cite

from assistant.compose import to_missing_marks
from assistant.types import Answer
from assistant.ui.answer_view import render_answer, render_question, to_announcement
from assistant.ui.cards import render_card, to_origin
from assistant.ui.copy_text import to_copy_text
from corpus.types import Span

DOCUMENT = build_document()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}
STOMME = cite(DOCUMENT, 1, QUOTES["stomme"], HEADINGS[5], ANNA)
KURSPLANER = cite(DOCUMENT, 2, QUOTES["kursplaner"], HEADINGS[4], kind="article")


def answer(text: str, *citations: object, **changes: object) -> Answer:
    return replace(Answer("1", "Hur?", "answered", "sv", text, citations=citations), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Det går.", (True, True)),
        ("”Det går.”", (False, False)),
        ("”Det går” säger Anna.", (False, False)),
        ("”Det går.", (False, True)),
        ("Vi kan det nu.”", (True, False)),
        ("Lotta beskriver deras arbete: ”Vi har haft ett tema.", (False, True)),
        ("Vi gör det.” avslutar Tomas.", (True, False)),
        ("Tidigare pratade vi om ’varför gör vi det här?’.", (True, True)),
        ("“Man behöver en egen smartphone”, konstaterar Catharina.", (False, False)),
    ],
)
def test_quotation_marks_are_added_only_where_the_quote_lacks_them(quote: str, expected: tuple[bool, bool]) -> None:
    assert to_missing_marks(quote) == expected


def test_card_says_who_and_where_and_leaves_the_quote_alone() -> None:
    card = render_card(STOMME, DOCUMENTS, turn_id="t")
    assert f'<span class="verbatim">{QUOTES["stomme"]}</span>' in card
    assert "Anna Dahlquist" in card
    assert to_origin(STOMME) == "Anna Dahlquist · biblioteksutvecklare · Luleå"
    assert "Avsnitt: Samarbeta med andra" in card
    assert "Visa i källan" in card


def test_the_words_that_answer_are_marked_in_the_first_quote_only() -> None:
    start = QUOTES["stomme"].index(" ") + 1
    end = QUOTES["stomme"].index(" ", start)
    blocks = render_answer(answer("Svar:", STOMME, KURSPLANER, pointed=Span(start, end)), DOCUMENTS, turn_id="t")
    cards = [block for block in blocks if block.startswith("<figure")]
    assert f"<mark>{QUOTES['stomme'][start:end]}</mark>" in cards[0]
    assert re.sub("</?mark>", "", cards[0]) == render_card(STOMME, DOCUMENTS, turn_id="t")
    assert "<mark>" not in cards[1]


@pytest.mark.parametrize(
    ("kind", "origin"), [("article", "Artikelns egna ord"), ("report_summary", "Artikeln om rapporten")]
)
def test_a_quote_without_a_speaker_says_whose_text_it_is(kind: str, origin: str) -> None:
    citation = cite(DOCUMENT, 1, QUOTES["kursplaner"], HEADINGS[4], kind=kind)
    assert to_origin(citation) == origin
    assert origin in render_card(citation, DOCUMENTS, turn_id="t")


def test_retold_words_are_not_passed_off_as_the_speakers_own() -> None:
    reported = cite(DOCUMENT, 1, QUOTES["projekt"], HEADINGS[3], ANNA)
    assert "inte en direkt replik" in render_card(reported, DOCUMENTS, turn_id="t")
    assert "inte en direkt replik" not in render_card(STOMME, DOCUMENTS, turn_id="t")


@pytest.mark.parametrize(
    "broken", [replace(STOMME, quote="Nej."), replace(STOMME, start=0), replace(STOMME, document_id="borta")]
)
def test_a_quote_that_fails_the_check_is_named_but_never_shown(broken: object) -> None:
    card = render_card(broken, DOCUMENTS, turn_id="t")  # type: ignore[arg-type]
    assert "Citat 1 visas inte" in card
    assert "blockquote" not in card
    assert "Nej." not in to_copy_text(answer("Se [1].", broken), DOCUMENTS)


def test_markers_become_buttons_and_unknown_numbers_stay_text() -> None:
    head = render_answer(answer("Så är det [1], inte [7].", STOMME), DOCUMENTS, turn_id="t")[0]
    assert 'data-card="t-1"' in head
    assert "inte [7]." in head
    assert '<span class="cited">är det<button' not in head
    assert re.search(r'är <span class="cited">det<button [^>]*data-n="1"[^>]*>1</button>,</span> inte', head)


def test_a_line_that_only_repeats_a_quote_becomes_its_card_under_its_library() -> None:
    other = replace(KURSPLANER, n=3, library="Luleå")
    text = f"Två bibliotek svarar.\nLuleå\n”{QUOTES['stomme']}” – Anna Dahlquist, Luleå [1]\nÅre\nFramgår inte."
    blocks = render_answer(answer(text, STOMME, KURSPLANER, other), DOCUMENTS, turn_id="t", libraries=("Luleå", "Åre"))
    order = [
        part
        for block in blocks
        for part in ("Luleå</h3>", 'id="t-1"', 'id="t-3"', "Åre</h3>", 'id="t-2"')
        if part in block
    ]
    assert order == ["Luleå</h3>", 'id="t-1"', 'id="t-3"', "Åre</h3>", 'id="t-2"']
    assert sum(QUOTES["stomme"] in block.split("tools")[0] for block in blocks) == 1


def test_the_lines_that_compose_writes_become_cards() -> None:
    text = (
        f"Så säger materialet om Luleå och Åre:\n\nLuleå\n{QUOTES['stomme']} [1] – Anna Dahlquist, "
        "biblioteksutvecklare, Luleå\n\nHanna Eskelin\nHanna Eskelin: framgår inte av materialet.\n"
        f"”{QUOTES['kursplaner']}” [2] – {DOCUMENT.title}"
    )
    blocks = render_answer(answer(text, STOMME, KURSPLANER), DOCUMENTS, turn_id="t", libraries=("Luleå", "Åre"))
    kinds = [re.sub(r"<(\w+).*?class=\"([\w -]+)\".*", r"\1 \2", block, flags=re.DOTALL) for block in blocks]
    assert kinds == ["div answer-head", "h3 group", "figure card", "h3 group", "p line", "figure card", "div tools"]


def test_prose_around_a_quote_is_kept() -> None:
    text = f"Kort svar.\nAnna lägger tonvikten annorlunda: ”{QUOTES['stomme']}” [1]"
    blocks = render_answer(answer(text, STOMME), DOCUMENTS, turn_id="t")
    assert any("lägger tonvikten annorlunda" in block for block in blocks)
    assert sum('class="card"' in block for block in blocks) == 1


def test_not_found_sets_the_nearest_apart() -> None:
    blocks = render_answer(
        answer("Det framgår inte.", status="not_found", nearest=(KURSPLANER,)), DOCUMENTS, turn_id="t"
    )
    html = "".join(blocks)
    assert "Framgår inte av materialet" in blocks[0]
    assert html.index("Närmaste avsnitt – inte ett svar") < html.index("kursplaner")
    assert "card nearest" in html


def test_everything_from_outside_is_escaped() -> None:
    evil = '<script>alert("x")</script>'
    document = build_document(f"Rubrik\n\n{evil} sade hon.\n", id='a"b', title=evil)
    person = replace(ANNA, name=evil, role=evil, library=evil)
    citation = cite(document, 1, f"{evil} sade hon.", evil, person)
    made = answer(f"{evil} [1]\n{evil}", citation, notes=(evil,), follow_ups=(evil,), question=evil)
    html = "".join([render_question(evil), *render_answer(made, {document.id: document}, turn_id="t")])
    assert "<script" not in html
    assert 'data-document="a&quot;b"' in html


def test_copied_text_carries_numbered_sources() -> None:
    text = to_copy_text(answer("Så är det [1] och [2].", STOMME, KURSPLANER, notes=("Obs.",)), DOCUMENTS)
    assert text == (
        "Hur?\n\nSå är det [1] och [2].\n\nObs.\n\nKällor\n\n"
        f"[1] {QUOTES['stomme']}\nAnna Dahlquist, biblioteksutvecklare, Luleå. Grenholm, E. (2021). "
        "Framgångsfaktorer för digital kompetensutveckling. Digiteket. Avsnitt: Samarbeta med andra. "
        "https://digiteket.se/artikel/\n\n"
        f"[2] ”{QUOTES['kursplaner']}”\nArtikelns egna ord. Grenholm, E. (2021). "
        "Framgångsfaktorer för digital kompetensutveckling. Digiteket. Avsnitt: Grunda lärandet i vardagen. "
        "https://digiteket.se/artikel/\n"
    )


def test_copied_text_gives_a_quote_only_once() -> None:
    text = to_copy_text(answer(f"Så säger Anna:\n{QUOTES['stomme']} [1] – Anna", STOMME), DOCUMENTS)
    assert text.count(QUOTES["stomme"]) == 1
    assert "[1] Anna Dahlquist, biblioteksutvecklare, Luleå. Grenholm, E. (2021)." in text


def test_announcement_is_short_and_without_markers() -> None:
    assert (
        to_announcement(answer("Så är det [1], säger hon.\nMer.", STOMME), DOCUMENTS)
        == "Svar, 1 citat. Så är det, säger hon."
    )
