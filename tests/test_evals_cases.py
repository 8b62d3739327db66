from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.library import default_folder, load_documents, read_document
from corpus.types import BelaggError, Document, Source
from evals.cases import (
    CASE_FILES,
    CASE_SUITES,
    cases_folder,
    half_of,
    load_articles,
    load_cases,
    load_suite,
    validate_cases,
)
from evals.types import Case, EvalsError

ROW = {
    "id": "s01",
    "question": "Vem målade?",
    "history": [],
    "language": "sv",
    "type": "vem",
    "style": "plain",
    "answerable": True,
    "evidence": [["Bo målade."]],
    "speakers": [],
    "note": "",
}


def write_rows(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def article() -> Document:
    return load_documents(default_folder())[0]


@pytest.mark.parametrize("name", CASE_FILES)
def test_every_evidence_string_of_the_package_is_a_sentence_of_the_article(name: str, article: Document) -> None:
    validate_cases(load_cases(cases_folder() / name), article)


def test_every_case_file_of_the_package_is_read() -> None:
    assert {path.name for path in cases_folder().glob("*.jsonl")} == set(CASE_FILES)
    assert len(load_suite("framgangsfaktorer")) == sum(len(load_cases(cases_folder() / name)) for name in CASE_FILES)


def test_the_package_has_at_least_two_hundred_cases_in_every_named_style() -> None:
    cases = load_suite("framgangsfaktorer")
    assert len(cases) >= 200
    assert {case.style for case in cases} >= {
        *("plain", "keywords", "colloquial", "indirect", "misspelt", "no_diacritics", "english", "follow_up"),
        *("comparison", "list", "false_premise", "wrong_pair", "near_miss", "report_only", "missing"),
        *("off_topic", "instruction", "opinion", "prediction"),
    }
    assert sum(bool(case.wrong) for case in cases) >= 100
    assert all(not case.answerable for case in cases if case.style in ("missing", "off_topic"))
    assert all(case.history for case in cases if case.style == "follow_up")
    assert all(case.language == "en" for case in cases if case.style == "english")


def test_the_halves_share_no_case_and_lose_none() -> None:
    every, tuning, report = (load_suite(suite) for suite in CASE_SUITES)
    assert {case.id for case in tuning} & {case.id for case in report} == set()
    assert sorted(case.id for case in (*tuning, *report)) == sorted(case.id for case in every)
    assert min(len(tuning), len(report)) >= len(every) // 2 - 1
    for answerable in (True, False):
        sizes = [sum(case.answerable == answerable for case in half) for half in (tuning, report)]
        assert min(sizes) >= 0.4 * sum(sizes)


@pytest.mark.parametrize(
    ("case_id", "half"), [("s01", "tuning"), ("s02", "report"), ("c10", "report"), ("x9", "tuning")]
)
def test_the_half_is_told_by_the_number_in_the_id(case_id: str, half: str) -> None:
    assert half_of(case_id) == half


def test_an_id_without_a_number_belongs_to_no_half() -> None:
    with pytest.raises(EvalsError, match="saknar nummer"):
        half_of("fråga")


def test_load_cases_reads_every_field(tmp_path: Path) -> None:
    row = ROW | {"history": ["Vad hände?"], "speakers": ["Bo Ek"], "note": "lätt", "wrong": ["Eva målade."]}
    (case,) = load_cases(write_rows(tmp_path / "a.jsonl", row), "text")
    assert case == Case(
        id="s01",
        question="Vem målade?",
        answerable=True,
        document_id="text",
        evidence=(("Bo målade.",),),
        wrong=("Eva målade.",),
        speakers=("Bo Ek",),
        history=("Vad hände?",),
        language="sv",
        type="vem",
        style="plain",
        note="lätt",
    )
    assert load_cases(write_rows(tmp_path / "a.jsonl", ROW))[0].wrong == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "S-1"}, "rad 1: id"),
        ({"question": ""}, "rad 1: question"),
        ({"answerable": "ja"}, "rad 1: answerable"),
        ({"language": "no"}, "rad 1: language"),
        ({"evidence": [["Bo målade.", 3]]}, r"rad 1: evidence\.0\.1"),
        ({"wrong": "Eva målade."}, "rad 1: wrong"),
        ({"wrong": [["Eva målade."]]}, r"rad 1: wrong\.0"),
        ({"extra": 1}, "rad 1: extra"),
        ({"answerable": False}, "går inte att besvara men har belägg"),
        ({"evidence": []}, "saknar belägg"),
        ({"evidence": [[]]}, "tom beläggsgrupp"),
        ({"evidence": [[" "]]}, "tomt belägg"),
    ],
)
def test_a_bad_case_is_an_error_that_names_the_line(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(EvalsError, match=message):
        load_cases(write_rows(tmp_path / "a.jsonl", ROW | change))


def test_a_missing_key_and_broken_json_name_their_lines(tmp_path: Path) -> None:
    path = write_rows(
        tmp_path / "a.jsonl", ROW, {key: value for key, value in ROW.items() if key != "note"} | {"id": "s02"}
    )
    with pytest.raises(EvalsError, match="rad 2: note"):
        load_cases(path)
    path.write_text(json.dumps(ROW) + "\n\n{trasig", encoding="utf-8")
    with pytest.raises(EvalsError, match="rad 3"):
        load_cases(path)


def test_an_id_may_stand_once_in_a_file_and_once_in_all_files(tmp_path: Path) -> None:
    with pytest.raises(EvalsError, match="s01 står två gånger"):
        load_cases(write_rows(tmp_path / "a.jsonl", ROW, ROW))
    write_rows(tmp_path / "staff.jsonl", ROW)
    write_rows(tmp_path / "coordinators.jsonl", ROW)
    with pytest.raises(EvalsError, match=r"s01 står i både staff\.jsonl och coordinators\.jsonl"):
        load_suite("framgangsfaktorer", tmp_path)


def test_an_unknown_suite_and_a_missing_file_are_errors_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(EvalsError, match="Välj en av: framgangsfaktorer"):
        load_suite("allt")
    with pytest.raises(BelaggError, match="kan inte läsas"):
        load_cases(tmp_path / "saknas.jsonl")


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (Case("s1", "?", True, "text", (("Bo målade",),)), "ingen hel mening"),
        (Case("s1", "?", True, "text", (("Bo målade huset.", "Bo målade."),)), "ingen hel mening"),
        (Case("s1", "?", True, "text", (("Bo målade huset.",),), speakers=("Eva Ek",)), "'Eva Ek' nämns inte"),
        (Case("s1", "?", True, "text", (("Bo målade huset.",),), wrong=("blev rött.",)), "ingen hel mening"),
        (Case("s1", "?", False, "text", wrong=("",)), "ingen hel mening"),
        (
            Case("s1", "?", True, "text", (("Bo målade huset.",), ("Det blev rött.",)), wrong=("Det blev rött.",)),
            "både rätt och fel belägg: 'Det blev rött.'",
        ),
        (Case("s1", "?", True, "annan", (("Bo målade huset.",),)), "gäller dokumentet annan"),
    ],
)
def test_a_case_is_held_to_the_document(case: Case, message: str) -> None:
    document = read_document("Rubrik\n\nBo målade huset. Det blev rött.", Source("text", "Rubrik"))
    validate_cases([Case("s0", "?", True, "text", (("Bo målade huset.",),), wrong=("Det blev rött.",))], document)
    with pytest.raises(EvalsError, match=message):
        validate_cases([case], document)


def test_an_article_becomes_a_document_with_numbered_cases(tmp_path: Path) -> None:
    row = {
        "id": "a-01",
        "title": "Rött hus",
        "text": "Bo målade huset. Det blev rött.",
        "questions": [
            {
                **{"q": "Vilken färg?", "answerable": True, "evidence": [["Det blev rött."]], "why": "plain"},
                **{"history": [], "type": "vad", "speakers": [], "lang": "sv"},
            },
            {"q": "När?", "answerable": False, "evidence": []},
        ],
    }
    ((document, cases),) = load_articles(write_rows(tmp_path / "g.jsonl", row))
    assert (document.id, document.title, document.text) == (
        "a-01",
        "Rött hus",
        "Rött hus\n\nBo målade huset. Det blev rött.",
    )
    assert [(case.id, case.answerable, case.document_id) for case in cases] == [
        ("a-01.01", True, "a-01"),
        ("a-01.02", False, "a-01"),
    ]
    assert cases[0].evidence == (("Det blev rött.",),)
    assert cases[0].style == "plain"

    bad = row | {"questions": [{"q": "Vad?", "answerable": True, "evidence": [["Det blev blått."]]}]}
    with pytest.raises(EvalsError, match=r"rad 1: belägget för a-01\.01 står inte i artikeln"):
        load_articles(write_rows(tmp_path / "g.jsonl", bad))
    with pytest.raises(EvalsError, match="a-01 står två gånger"):
        load_articles(write_rows(tmp_path / "g.jsonl", row, row))
