import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ui_fakes import ANNA, HEADINGS, NADINE, QUOTES, build_document, cite

from assistant.conversation import Turn
from assistant.review_export import to_cases
from assistant.reviews import CitationReview, Review, ReviewInput, Reviews, Verdict
from assistant.types import Answer, Question
from corpus.types import BelaggError, Document
from evals.cases import load_cases, validate_cases
from evals.provenance import Provenance
from evals.reviewed import (
    ReplayedAnswer,
    ReviewedReport,
    format_reviewed,
    replay,
    reviewed_to_json,
    reviewed_to_markdown,
)

DOCUMENT = build_document()
RESA = cite(DOCUMENT, 1, QUOTES["resa"], HEADINGS[4], NADINE)
STOMME = cite(DOCUMENT, 2, QUOTES["stomme"], HEADINGS[5], ANNA)
PLANER = cite(DOCUMENT, 3, QUOTES["kursplaner"], HEADINGS[4], kind="article")
PROJEKT = cite(DOCUMENT, 1, QUOTES["projekt"], HEADINGS[3], ANNA)
ANSWER = Answer("", "Hur gick det?", "answered", "sv", "Så här [1][2][3].", (RESA, STOMME, PLANER))
NOT_FOUND = Answer("", "Hur gick det?", "not_found", "sv", "Framgår inte.")
SIGNED = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
PROVENANCE = Provenance("2026-03-02", None, {"cpu_count": 2, "cpu": "x", "platform": "y", "python": "3"}, "ab", {})


class FakeAssistant:
    """Gives the same answer to every question, or raises it."""

    def __init__(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.asked: list[Question] = []

    @property
    def documents(self) -> Mapping[str, Document]:
        return {DOCUMENT.id: DOCUMENT}

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self) -> None:
        pass


def review(*verdicts: Verdict, answer: Answer = ANSWER, is_right: bool | None = None, **changes: Any) -> Review:
    told = tuple(CitationReview(n, verdict) for n, verdict in enumerate(verdicts, start=1))
    turn = Turn("Hur gick det?", (), answer)
    return replace(Review("ab" * 12, "Åsa", SIGNED, "", is_right, told, turn, (), (), True), **changes)


def replay_one(signed: Review, answer: Answer | Exception) -> ReplayedAnswer:
    (told,) = replay([signed], FakeAssistant(answer)).answers
    return told


APPROVED = review("approved", "approved", "approved")
MIXED = review("rejected", "approved", "approved")
REJECTED = review("rejected", "rejected", "rejected")
RIGHT = review(answer=NOT_FOUND, is_right=True)
WRONG = review(answer=NOT_FOUND, is_right=False)


def give(*citations: Any, **changes: Any) -> Answer:
    return replace(ANSWER, citations=citations, **changes)


@pytest.mark.parametrize(
    ("signed", "answer", "outcome"),
    [
        pytest.param(APPROVED, ANSWER, "same", id="as it was"),
        pytest.param(APPROVED, give(PLANER, RESA, STOMME, text="Annat.", status="partial"), "same", id="other order"),
        pytest.param(APPROVED, give(RESA, STOMME, PLANER, PROJEKT), "same", id="one more"),
        pytest.param(APPROVED, give(RESA, PLANER), "fewer", id="one less"),
        pytest.param(APPROVED, give(PROJEKT), "fewer", id="others"),
        pytest.param(APPROVED, NOT_FOUND, "turned", id="not found any more"),
        pytest.param(MIXED, ANSWER, "worse", id="rejected comes again"),
        pytest.param(MIXED, give(STOMME, PLANER), "same", id="rejected is gone"),
        pytest.param(MIXED, give(RESA, STOMME), "worse", id="worse and fewer"),
        pytest.param(MIXED, give(STOMME), "fewer", id="rejected and approved are gone"),
        pytest.param(MIXED, NOT_FOUND, "turned", id="partly right and not found any more"),
        pytest.param(REJECTED, give(STOMME), "worse", id="nothing right, comes again"),
        pytest.param(REJECTED, give(PROJEKT), "same", id="nothing right, another answer"),
        pytest.param(REJECTED, NOT_FOUND, "same", id="nothing right, not found"),
        pytest.param(RIGHT, NOT_FOUND, "same", id="still not found"),
        pytest.param(RIGHT, ANSWER, "turned", id="found although it is not there"),
        pytest.param(RIGHT, give(RESA, status="partial"), "turned", id="half found"),
        pytest.param(WRONG, NOT_FOUND, "worse", id="still not found although it is there"),
        pytest.param(WRONG, ANSWER, "same", id="found at last"),
        pytest.param(APPROVED, RuntimeError("trasigt"), "error", id="raises"),
    ],
)
def test_what_came_of_asking_again(signed: Review, answer: Answer | Exception, outcome: str) -> None:
    assert replay_one(signed, answer).outcome == outcome
    assert replay([signed], FakeAssistant(answer)).passed is (outcome == "same")


def test_it_is_told_which_quotes_are_gone_returned_and_added() -> None:
    told = replay_one(MIXED, give(PROJEKT, RESA, STOMME))
    assert (told.gone, told.returned, told.added, told.status) == ((PLANER,), (RESA,), (PROJEKT,), "answered")
    told = replay_one(MIXED, NOT_FOUND)
    assert (told.gone, told.returned, told.added, told.status) == ((STOMME, PLANER), (), (), "not_found")
    told = replay_one(MIXED, BelaggError("Indexet saknas."))
    assert (told.gone, told.status, told.error) == ((), None, "BelaggError: Indexet saknas.")


@pytest.mark.parametrize(
    ("change", "is_given"),
    [
        ({"n": 7, "confidence": 0.1, "section": "X", "role": "y"}, True),
        ({"start": RESA.start - 5, "end": RESA.end + 9}, True),
        ({"start": RESA.start + 1}, False),
        ({"end": RESA.end - 1}, False),
        ({"document_id": "annan"}, False),
        ({"speaker": "Anna Dahlquist"}, False),
        ({"speaker": None}, False),
    ],
)
def test_a_quote_is_given_again_where_its_place_is_cited_under_the_same_speaker(
    change: dict[str, Any], is_given: bool
) -> None:
    again = replace(RESA, **change)
    assert replay_one(APPROVED, give(again, STOMME, PLANER)).gone == (() if is_given else (RESA,))
    told = replay_one(MIXED, give(again, STOMME, PLANER))
    assert told.returned == ((RESA,) if is_given else ())
    assert told.added == (() if is_given else (again,))


def test_a_citation_that_reads_otherwise_now_is_another_one() -> None:
    told = replay_one(replace(APPROVED, changed=(2,)), ANSWER)
    assert (told.outcome, told.gone, told.added) == ("fewer", (STOMME,), (STOMME,))
    told = replay_one(replace(MIXED, changed=(1,)), ANSWER)
    assert (told.outcome, told.returned) == ("same", ())


def test_the_question_is_asked_as_it_was() -> None:
    assistant = FakeAssistant(ANSWER)
    follow_up = replace(
        APPROVED, turn=Turn("Och i Luleå då?", ("Luleå", "Åre"), ANSWER), history=("Hur gick det?", "Varför?")
    )
    replay([APPROVED, follow_up], assistant)
    asked = [(question.text, question.history, question.libraries, question.documents) for question in assistant.asked]
    assert asked == [
        ("Hur gick det?", (), None, None),
        ("Och i Luleå då?", ("Hur gick det?", "Varför?"), ("Luleå", "Åre"), None),
    ]


def test_what_is_outdated_is_not_asked() -> None:
    assistant = FakeAssistant(NOT_FOUND)
    report = replay([replace(APPROVED, is_current=False), RIGHT], assistant)
    assert len(assistant.asked) == 1
    assert [told.review for told in report.answers] == [RIGHT]
    assert report.outdated == (replace(APPROVED, is_current=False),)
    assert report.passed


def make_report(*outcomes: Any, outdated: int = 0) -> ReviewedReport:
    answers = tuple(ReplayedAnswer(APPROVED, outcome, "answered") for outcome in outcomes)
    return ReviewedReport(answers, (replace(APPROVED, is_current=False),) * outdated)


@pytest.mark.parametrize(
    ("report", "summary"),
    [
        (make_report(*["same"] * 12, "worse", "fewer"), "12 av 14 signerade svar ges fortfarande; 2 gör det inte"),
        (make_report("same"), "1 av 1 signerade svar ges fortfarande; 0 gör det inte"),
        (
            make_report("turned", "error", outdated=3),
            "0 av 2 signerade svar ges fortfarande; 2 gör det inte. "
            "3 prövades inte: dokumenten har ändrats sedan signeringen",
        ),
        (make_report(), "Inga signerade svar prövades"),
    ],
)
def test_the_summary_counts(report: ReviewedReport, summary: str) -> None:
    assert report.summary == summary


def make_mixed_report() -> ReviewedReport:
    follow_up = replace(MIXED, turn=Turn("Och då?", ("Luleå",), ANSWER), history=("Hur gick det?",), changed=(3,))
    report = replay([follow_up], FakeAssistant(give(RESA, STOMME, PROJEKT)))
    same = replay([APPROVED, replace(APPROVED, is_current=False)], FakeAssistant(ANSWER))
    failed = replay([RIGHT], FakeAssistant(RuntimeError("trasigt")))
    return ReviewedReport((*report.answers, *same.answers, *failed.answers), same.outdated)


def test_the_terminal_shows_counts_losses_and_summary() -> None:
    text = format_reviewed(make_mixed_report())
    assert text == "\n".join(
        [
            "Svit reviewed: 3 signerade svar prövade på nytt",
            "",
            "Utfall                                Antal",
            "────────────────────────────────────  ─────",
            "Som det granskades                        1",
            "Godkänt citat saknas                      0",
            "Underkänt ges igen                        1",
            "Svar blev inget svar, eller tvärtom       0",
            "Programfel                                1",
            "Inte prövade: dokumenten har ändrats      1",
            "",
            "Underkänt ges igen: Och då?",
            "  Tidigare fråga: Hur gick det?",
            "  Bibliotek: Luleå",
            "  Signerat: Svar. Nu: Svar",
            f"  Godkänt citat som saknas: [3] {PLANER.quote} (ord eller talare är inte längre de som signerades)",
            f"  Underkänt citat som ges igen: [1] {RESA.quote} (Nadine Alvarado)",
            f"  Nytt citat som ingen har granskat: [1] {PROJEKT.quote} (Anna Dahlquist)",
            "",
            "Programfel: Hur gick det?",
            "  Signerat: Framgår inte av materialet. Nu: RuntimeError: trasigt",
            "",
            "1 av 3 signerade svar ges fortfarande; 2 gör det inte. "
            "1 prövades inte: dokumenten har ändrats sedan signeringen",
        ]
    )


def test_the_files_say_the_same_as_the_terminal() -> None:
    report = make_mixed_report()
    markdown = reviewed_to_markdown(report, PROVENANCE)
    assert markdown.startswith("# Utvärdering: reviewed\n\n- Mätt: 2026-03-02")
    assert f"\n{report.summary}.\n" in markdown
    assert "\n| Underkänt ges igen | 1 |\n" in markdown
    assert "\n## Underkänt ges igen: Och då?\n\n- Tidigare fråga: Hur gick det?\n" in markdown
    assert markdown.endswith("\n## Inte prövade: dokumenten har ändrats\n\n- Hur gick det?\n")
    told = json.loads(json.dumps(reviewed_to_json(report, PROVENANCE)))
    assert (told["suite"], told["passed"], told["summary"]) == ("reviewed", False, report.summary)
    assert told["outcomes"] == {"same": 1, "fewer": 0, "worse": 1, "turned": 0, "error": 1}
    assert told["answers"][0] == {
        "key": MIXED.key,
        "question": "Och då?",
        "history": ["Hur gick det?"],
        "libraries": ["Luleå"],
        "signed": "2026-03-01T12:30:00+00:00",
        "signed_status": "answered",
        "is_approved": False,
        "outcome": "worse",
        "status": "answered",
        "error": None,
        "gone": [PLANER.to_json()],
        "returned": [RESA.to_json()],
        "added": [PROJEKT.to_json()],
    }
    assert [(row["outcome"], row["status"], row["error"]) for row in told["answers"][1:]] == [
        ("same", "answered", None),
        ("error", None, "RuntimeError: trasigt"),
    ]
    assert [row["key"] for row in told["outdated"]] == [APPROVED.key]
    assert "Åsa" not in str(told) + markdown


def test_a_quote_that_is_gone_from_its_document_is_not_shown() -> None:
    emptied = replace(ANSWER, citations=(replace(RESA, quote="", start=0, end=0), STOMME, PLANER))
    signed = review("approved", "approved", "approved", answer=emptied, changed=(1,))
    text = format_reviewed(replay([signed], FakeAssistant(give(STOMME, PLANER))))
    assert "Godkänt citat som saknas: [1] – (ord eller talare är inte längre de som signerades)" in text
    assert "Nadine" not in text


def test_signed_answers_are_replayed_from_the_file(tmp_path: Path) -> None:
    reviews = Reviews(tmp_path / "records.sqlite")
    assistant = FakeAssistant(ANSWER)
    key = reviews.keep(Turn("Hur gick det?", (), ANSWER), ("Vem?",), assistant.documents)
    assert replay(reviews.signed(assistant.documents), assistant).answers == ()
    given = ReviewInput("Åsa", tuple(CitationReview(n, "approved") for n in (1, 2, 3)))
    reviews.sign(key, given, assistant.documents)
    report = replay(reviews.signed(assistant.documents), assistant)
    assert [(told.review.key, told.outcome) for told in report.answers] == [(key, "same")]
    assert assistant.asked[0].history == ("Vem?",)


def test_exported_cases_are_read_as_cases(tmp_path: Path) -> None:
    rows = [{**row, "id": f"r{n}"} for n, row in enumerate(to_cases([APPROVED, MIXED, RIGHT]), start=1)]
    path = tmp_path / "reviewed.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    cases = load_cases(path, DOCUMENT.id)
    validate_cases(cases, DOCUMENT)
    assert [(case.answerable, len(case.evidence), case.wrong) for case in cases] == [
        (True, 3, ()),
        (True, 2, (RESA.quote,)),
        (False, 0, ()),
    ]
    assert cases[0].speakers == ("Nadine Alvarado", "Anna Dahlquist")
