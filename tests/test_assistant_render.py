"""Answers, sources and inspections as a terminal and another program get them."""

import json
from dataclasses import replace

from assistant_fakes import TEXT, read_learning, read_robots

from assistant.render import (
    WIDTH_CHARS,
    render_answer,
    render_inspection,
    render_sources,
    to_inspection,
    to_json_line,
)
from assistant.types import Answer
from assistant.verify import to_citation

DOCUMENT = read_learning()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}
CITATIONS = tuple(
    to_citation(next(s for s in DOCUMENT.sentences if s.text.startswith(start)), DOCUMENT, n=n, confidence=0.87654321)
    for n, start in enumerate(("Det tar två timmar", "Besöken gjordes"), start=1)
)
ANSWERED = Answer(
    id="q1",
    question="Hur lång tid tar det?",
    status="answered",
    language="sv",
    text="Materialet svarar med två citat:\nDet tar två timmar i veckan.” [1] – Karin Öberg\n”Besöken gjordes …” [2]",
    citations=CITATIONS,
    notes=("Frågan tolkades som att den gäller Karin.",),
    follow_ups=("Och i Boden då?", "Vad säger Karin Öberg mer?"),
    timings_ms={"understand": 0.123, "retrieve": 1.26, "select": 0.0, "compose": 0.0, "verify": 0.0, "total": 1.383},
)
NOT_FOUND = replace(
    ANSWERED, status="not_found", text="Det framgår inte av materialet.", citations=(), nearest=CITATIONS, notes=()
)
KARIN_SPAN = DOCUMENT.text.index("Det tar två timmar")
APRIL_SPAN = DOCUMENT.text.index("Besöken gjordes")


def test_an_answer_for_the_terminal() -> None:
    assert render_answer(ANSWERED, DOCUMENTS) == (
        "Materialet svarar med två citat:\n"
        "Det tar två timmar i veckan.” [1] – Karin Öberg\n"
        "”Besöken gjordes …” [2]\n"
        "Obs! Frågan tolkades som att den gäller Karin.\n"
        "\n"
        "Källor\n"
        "  [1] Karin Öberg, enhetschef, Falun · Så lär sig tre bibliotek, avsnittet ”Lära i grupp” "
        f"(larande {KARIN_SPAN}–{KARIN_SPAN + 29})\n"
        "  [2] Så lär sig tre bibliotek, avsnittet ”Så lär sig tre bibliotek” "
        f"(larande {APRIL_SPAN}–{APRIL_SPAN + 29})\n"
        "\n"
        "Fråga vidare: Och i Boden då? / Vad säger Karin Öberg mer?"
    )


def test_the_nearest_for_the_terminal_are_no_answer() -> None:
    assert render_answer(NOT_FOUND, DOCUMENTS) == (
        "Det framgår inte av materialet.\n"
        "\n"
        "Närmaste avsnitt – inte ett svar\n"
        "  · ”Det tar två timmar i veckan.”\n"
        "    Karin Öberg, enhetschef, Falun · Så lär sig tre bibliotek, avsnittet ”Lära i grupp” "
        f"(larande {KARIN_SPAN}–{KARIN_SPAN + 29})\n"
        "  · ”Besöken gjordes i april 2023.”\n"
        "    Så lär sig tre bibliotek, avsnittet ”Så lär sig tre bibliotek” "
        f"(larande {APRIL_SPAN}–{APRIL_SPAN + 29})\n"
        "\n"
        "Fråga vidare: Och i Boden då? / Vad säger Karin Öberg mer?"
    )


def test_long_lines_are_wrapped_between_words_and_nothing_is_lost() -> None:
    text = "ord " * 60 + "\n\n" + "360-film " * 30
    shown = render_answer(replace(ANSWERED, text=text, citations=(), follow_ups=(), notes=()), DOCUMENTS)
    assert max(len(line) for line in shown.splitlines()) <= WIDTH_CHARS
    assert shown.split() == text.split()


def test_an_answer_has_the_keys_of_the_contract() -> None:
    value = json.loads(to_json_line(ANSWERED.to_json()))
    assert list(value) == [
        *("id", "question", "status", "language", "text", "citations", "nearest", "notes", "follow_ups", "timings_ms")
    ]
    assert value["citations"][0] == {
        "n": 1,
        "quote": "Det tar två timmar i veckan.”",
        "document_id": "larande",
        "start": KARIN_SPAN,
        "end": KARIN_SPAN + 29,
        "section": "Lära i grupp",
        "kind": "interview",
        "speaker": "Karin Öberg",
        "role": "enhetschef",
        "library": "Falun",
        "confidence": 0.8765,
    }
    assert value["citations"][1]["speaker"] is None
    assert value["nearest"] == []
    assert value["timings_ms"]["retrieve"] == 1.3


def test_json_stands_on_one_line_with_swedish_letters() -> None:
    line = to_json_line({"text": "Åre\n”ö”"})
    assert line == '{"text": "Åre\\n”ö”"}'
    assert "\n" not in to_json_line(ANSWERED.to_json())


def test_sources_list_what_is_known() -> None:
    document = replace(
        DOCUMENT, source=replace(DOCUMENT.source, author="Bo Ek", date="2023-04-01", url="https://example.org/a")
    )
    assert render_sources([document, read_robots()]) == (
        "larande  Så lär sig tre bibliotek\n"
        "    Bo Ek, 2023-04-01\n"
        "    https://example.org/a\n"
        "    14 meningar, 3 personer; Falun, Östersund, Boden\n"
        "robotar  Robotar på biblioteket\n"
        "    3 meningar, 0 personer; inga bibliotek"
    )


def test_an_inspection_has_the_keys_of_the_contract() -> None:
    value = json.loads(to_json_line(to_inspection(DOCUMENT)))
    assert list(value) == ["id", "title", "people", "spans", "residue"]
    assert value["people"][0] == {"name": "Karin Öberg", "role": "enhetschef", "library": "Falun"}
    assert {tuple(span) for span in value["spans"]} == {
        ("start", "end", "text", "section", "kind", "speaker", "role", "library", "how")
    }


def test_an_inspection_gives_every_sentence_and_quotation_at_its_place() -> None:
    value = to_inspection(DOCUMENT)
    places = [(span["start"], span["end"]) for span in value["spans"]]
    assert places == sorted(set(places))
    assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in value["spans"])
    assert {(s.span.start, s.span.end) for s in DOCUMENT.sentences} <= set(places)
    assert {(q.span.start, q.span.end) for q in DOCUMENT.quotations} <= set(places)
    hows = {span["text"][:15]: (span["speaker"], span["how"]) for span in value["spans"]}
    assert hows["Besöken gjordes"] == (None, "none")
    assert hows["Det är viktigt "] == ("Karin Öberg", "reported")
    assert hows["”Vi hade ingen "] == ("Margareta Wikström", "direct")


def test_an_inspection_gives_residue_by_its_place() -> None:
    span = DOCUMENT.sentences[0].span
    assert to_inspection(replace(DOCUMENT, residue=(span,)))["residue"] == [{"start": span.start, "end": span.end}]


def test_an_inspection_for_reading() -> None:
    shown = render_inspection(DOCUMENT).splitlines()
    assert shown[:6] == [
        "Så lär sig tre bibliotek (larande)",
        "",
        "Personer",
        "  Karin Öberg, enhetschef, Falun",
        "  Per Lindqvist, bibliotekarie, Östersund",
        "  Margareta Wikström, projektledare, Boden",
    ]
    assert "  [interview; Karin Öberg, citat] Det tar två timmar i veckan.”" in shown
    assert "  [article; textens egna ord] Avsätt tid varje vecka" in shown
    assert "Råd till andra" in shown
    with_residue = render_inspection(replace(DOCUMENT, residue=(DOCUMENT.sentences[0].span,)))
    assert with_residue.splitlines()[-1] == "Sidrester som aldrig söks eller citeras: 1 stycken"
