"""Cases from files: the suites of the package, and files in the genre_qa format that bring their own documents.

A case belongs to the tuning half if the number in its id is odd and to the report half if it is even. The rule is
fixed, so that a case never changes sides: tune on one half, report the other, and don't look at the failures of the
report half while tuning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.library import read_document
from corpus.readers import read_text
from corpus.types import Document, Source
from evals.types import Case, EvalsError

Half = Literal["tuning", "report"]
HALVES: tuple[Half, ...] = ("tuning", "report")

ARTICLE_ID = "framgangsfaktorer"
"""The document that the package's own cases are about."""

CASE_FILES = (
    "staff.jsonl",
    "coordinators.jsonl",
    "frontline.jsonl",
    "managers.jsonl",
    "reviewers.jsonl",
    "students.jsonl",
    "public.jsonl",
    "newcomers.jsonl",
    "trainers.jsonl",
    "visitors.jsonl",
    "patrons.jsonl",
    "borrowers.jsonl",
)
CASE_SUITES = (ARTICLE_ID, "tuning", "report")
FILE_SUITES = ("genre_qa", "swefaq", "squad_v2_sv")
CHECK_SUITES = ("quotes", "claims", "check_speed")
"""Suites of the check of a text, not of answers."""
SUITES = (*CASE_SUITES, "full", "attribution", "reviewed", *CHECK_SUITES, *FILE_SUITES)

_Row = TypeVar("_Row", bound=BaseModel)


class _CaseRow(BaseModel):
    """A line of a case file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z]+\d+$")
    question: str = Field(min_length=1)
    history: list[str]
    language: Literal["sv", "en"]
    type: str = Field(min_length=1)
    style: str = Field(min_length=1)
    answerable: bool
    evidence: list[list[str]]
    wrong: list[str] = []
    speakers: list[str]
    note: str
    premise: list[list[str]] = []


class _ArticleQuestion(BaseModel):
    """A question of a genre_qa article; keys that no metric reads are let through."""

    model_config = ConfigDict(strict=True)

    q: str = Field(min_length=1)
    answerable: bool
    evidence: list[list[str]]
    speakers: list[str] = []
    history: list[str] = []
    lang: str = "sv"
    type: str = ""
    why: str = ""


class _Article(BaseModel):
    """A line of a genre_qa file: a text of its own with questions about it."""

    model_config = ConfigDict(strict=True)

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    questions: list[_ArticleQuestion]


def cases_folder() -> Path:
    """Return the folder of the cases that come with the package."""
    return Path(str(files("evals") / "cases"))


def half_of(case_id: str) -> Half:
    """Return the half that a case belongs to for good: an odd number in its id is tuning, an even one is report.

    >>> half_of("s01"), half_of("c64")
    ('tuning', 'report')
    """
    numbers = re.findall(r"\d+", case_id)
    if not numbers:
        raise EvalsError(f"Fallet {case_id!r} saknar nummer i sitt id, så det hör inte till någon halva.")
    return "tuning" if int(numbers[-1]) % 2 else "report"


def load_suite(suite: str, folder: Path | None = None) -> tuple[Case, ...]:
    """Return the cases of a suite in file order: "framgangsfaktorer" (all), "tuning" or "report" (its halves).

    Raises EvalsError for another name, and if an id stands in two files.
    """
    if suite not in CASE_SUITES:
        raise EvalsError(f"Sviten {suite!r} finns inte. Välj en av: {', '.join(SUITES)}.")
    folder = folder or cases_folder()
    cases: list[Case] = []
    places: dict[str, str] = {}
    for name in CASE_FILES:
        for case in load_cases(folder / name):
            if case.id in places:
                raise EvalsError(f"Fallet {case.id} står i både {places[case.id]} och {name}. Ett id får stå en gång.")
            places[case.id] = name
            cases.append(case)
    return tuple(case for case in cases if suite == ARTICLE_ID or half_of(case.id) == suite)


def load_cases(path: Path, document_id: str = ARTICLE_ID) -> tuple[Case, ...]:
    """Return the cases of a JSON lines file, in order. Raises EvalsError that names the line that is wrong."""
    cases: list[Case] = []
    seen: set[str] = set()
    for place, row in _read_rows(path, _CaseRow):
        if row.id in seen:
            raise EvalsError(f"{place}: fallet {row.id} står två gånger i filen.")
        seen.add(row.id)
        case = Case(
            id=row.id,
            question=row.question,
            answerable=row.answerable,
            document_id=document_id,
            evidence=tuple(tuple(group) for group in row.evidence),
            wrong=tuple(row.wrong),
            speakers=tuple(row.speakers),
            history=tuple(row.history),
            language=row.language,
            type=row.type,
            style=row.style,
            note=row.note,
            premise=tuple(tuple(words) for words in row.premise),
        )
        _check_evidence(case, place)
        cases.append(case)
    return tuple(cases)


def load_articles(path: Path) -> tuple[tuple[Document, tuple[Case, ...]], ...]:
    """Return the documents of a genre_qa file, each read on its own, with their cases.

    A document's text is its title, a blank line and its text; case ids are "ARTICLE.NUMBER", numbered from 1. Raises
    EvalsError that names the line if one can't be used or an evidence string isn't in its article.
    """
    articles: list[tuple[Document, tuple[Case, ...]]] = []
    seen: set[str] = set()
    for place, row in _read_rows(path, _Article):
        if row.id in seen:
            raise EvalsError(f"{place}: artikeln {row.id} står två gånger i filen.")
        seen.add(row.id)
        document = read_document(f"{row.title}\n\n{row.text}", Source(row.id, row.title))
        cases = tuple(
            Case(
                id=f"{row.id}.{number:02d}",
                question=asked.q,
                answerable=asked.answerable,
                document_id=row.id,
                evidence=tuple(tuple(group) for group in asked.evidence),
                speakers=tuple(asked.speakers),
                history=tuple(asked.history),
                language=asked.lang,
                type=asked.type,
                style=asked.why,
            )
            for number, asked in enumerate(row.questions, start=1)
        )
        for case in cases:
            _check_evidence(case, place)
            for alternative in _alternatives(case):
                if alternative not in document.text:
                    raise EvalsError(f"{place}: belägget för {case.id} står inte i artikeln: {alternative[:80]!r}")
        articles.append((document, cases))
    return tuple(articles)


def validate_cases(cases: Sequence[Case], document: Document) -> None:
    """Hold cases to the document: evidence and wrong evidence are whole sentences of it, speakers are named in it.

    Raises EvalsError that names the first case that isn't so.
    """
    sentences = {sentence.text for sentence in document.sentences}
    for case in cases:
        if case.document_id != document.id:
            raise EvalsError(f"Fallet {case.id} gäller dokumentet {case.document_id}, inte {document.id}.")
        for alternative in (*_alternatives(case), *case.wrong):
            if alternative not in sentences:
                raise EvalsError(
                    f"Fallet {case.id}: belägget är ingen hel mening i {document.id}: {alternative[:80]!r}. "
                    "Kopiera meningen tecken för tecken ur källtexten."
                )
        if both := set(_alternatives(case)) & set(case.wrong):
            raise EvalsError(f"Fallet {case.id} har en mening som både rätt och fel belägg: {min(both)[:80]!r}.")
        for speaker in case.speakers:
            if speaker not in document.text:
                raise EvalsError(f"Fallet {case.id}: talaren {speaker!r} nämns inte i {document.id}.")


def _alternatives(case: Case) -> list[str]:
    return [alternative for group in case.evidence for alternative in group]


def _check_evidence(case: Case, place: str) -> None:
    if case.answerable != bool(case.evidence):
        state = "går att besvara men saknar belägg" if case.answerable else "går inte att besvara men har belägg"
        raise EvalsError(f"{place}: fallet {case.id} {state}.")
    if not all(case.evidence) or not all(text.strip() for text in _alternatives(case)):
        raise EvalsError(f"{place}: fallet {case.id} har en tom beläggsgrupp eller ett tomt belägg.")
    if not all(case.premise) or not all(word.strip() for words in case.premise for word in words):
        raise EvalsError(f"{place}: fallet {case.id} har en tom falsk förutsättning (premise).")


def _read_rows(path: Path, row_type: type[_Row]) -> list[tuple[str, _Row]]:
    """Return the rows of a JSON lines file, each with its place ("FILE rad N"); blank lines are skipped."""
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path} rad {number}"
        try:
            rows.append((place, row_type.model_validate_json(line)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "raden"
            raise EvalsError(f"{place}: {where} duger inte ({first['msg']}).") from error
    return rows
