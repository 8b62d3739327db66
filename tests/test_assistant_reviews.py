import csv
import io
import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from ui_fakes import ANNA, HEADINGS, NADINE, QUOTES, TEXT, build_document, cite

from assistant.conversation import ConversationError, Turn
from assistant.records import Records
from assistant.review_export import CSV_HEADINGS, to_cases, to_csv
from assistant.reviews import CitationReview, KeptAnswer, Review, ReviewError, ReviewInput, Reviews, read_review
from assistant.reviews import to_answer_key as to_key
from assistant.types import Answer, Citation
from corpus.types import Attribution, Document, Span

DOCUMENT = build_document()
OTHER = build_document("Blå bil\n\nDen är ny.", id="bil", title="Blå bil")
DOCUMENTS = {DOCUMENT.id: DOCUMENT, OTHER.id: OTHER}
LONGER = {**DOCUMENTS, DOCUMENT.id: build_document(TEXT.read_text(encoding="utf-8") + "\nTillägg.")}
RESA = cite(DOCUMENT, 1, QUOTES["resa"], HEADINGS[4], NADINE)
STOMME = cite(DOCUMENT, 2, QUOTES["stomme"], HEADINGS[5], ANNA)
PLANER = cite(DOCUMENT, 3, QUOTES["kursplaner"], HEADINGS[4], kind="article")
ANSWER = Answer(
    "a1",
    "Hur gick det?",
    "answered",
    "sv",
    "Så här [1][2][3].",
    (RESA, STOMME, PLANER),
    timings_ms={"total": 3.0},
    pointed=Span(0, 3),
)
TURN = Turn("Hur gick det?", (), ANSWER, "t1")
NOT_FOUND = Turn(
    "Vad kostade det?", (), Answer("a2", "Vad kostade det?", "not_found", "sv", "Framgår inte.", (), (RESA,))
)
MIXED = ReviewInput(
    "Åsa Öberg",
    (
        CitationReview(3, "approved"),
        CitationReview(1, "rejected", "Handlar om annat"),
        CitationReview(2, "approved", "Bra"),
    ),
    "Ett citat för mycket",
)
RIGHT = ReviewInput("Åsa Öberg", is_right=True)


@pytest.fixture
def reviews(tmp_path: Path) -> Reviews:
    return Reviews(tmp_path / "data" / "records.sqlite")


def approve_all(**changes: Any) -> ReviewInput:
    given = ReviewInput("Åsa Öberg", tuple(CitationReview(n, "approved") for n in (1, 2, 3)))
    return replace(given, **changes)


def sign(reviews: Reviews, turn: Turn, review: ReviewInput, history: tuple[str, ...] = ()) -> Review:
    key = reviews.keep(turn, history, DOCUMENTS)
    reviews.sign(key, review, DOCUMENTS)
    found = reviews.find(key, DOCUMENTS)
    assert found is not None
    return found


def with_answer(**changes: Any) -> Turn:
    return replace(TURN, answer=replace(ANSWER, **changes))


def with_sentence(quote: str, **changes: Any) -> dict[str, Document]:
    """Return the documents as another version of the program would read them: one sentence differs."""
    sentences = tuple(replace(s, **changes) if s.text == quote else s for s in DOCUMENT.sentences)
    return {**DOCUMENTS, DOCUMENT.id: replace(DOCUMENT, sentences=sentences)}


def keep_many(path: Path, count: int) -> None:
    for _ in range(count):
        Reviews(path).keep(TURN, (), DOCUMENTS)


# --- the key ---


@pytest.mark.parametrize(
    "same",
    [
        pytest.param(replace(TURN, id="t2"), id="another turn"),
        pytest.param(replace(TURN, question="  Hur\tgick \n det? "), id="white space"),
        pytest.param(
            with_answer(id="a9", timings_ms={}, confidence=0.2, notes=("Obs",), follow_ups=("Och?",)), id="rest"
        ),
        pytest.param(with_answer(citations=(replace(RESA, confidence=0.1, role="x"), STOMME, PLANER)), id="confidence"),
    ],
)
def test_the_same_answer_to_the_same_question_has_the_same_key(same: Turn) -> None:
    assert to_key(same) == to_key(TURN)


@pytest.mark.parametrize(
    "other",
    [
        replace(TURN, question="Hur gick det"),
        replace(TURN, question="hur gick det?"),
        replace(TURN, libraries=("Åre",)),
        with_answer(status="partial"),
        with_answer(text="Så här [1][2]."),
        with_answer(citations=(RESA, STOMME)),
        with_answer(citations=(STOMME, RESA, PLANER)),
        *(
            with_answer(citations=(replace(RESA, **change), STOMME, PLANER))
            for change in ({"document_id": "bil"}, {"start": 1}, {"end": 1}, {"quote": "Nej."}, {"speaker": None})
        ),
    ],
)
def test_another_answer_has_another_key(other: Turn) -> None:
    assert to_key(other) != to_key(TURN)


def test_the_order_in_which_libraries_were_chosen_is_no_part_of_the_key() -> None:
    assert to_key(replace(TURN, libraries=("Åre", "Luleå"))) == to_key(replace(TURN, libraries=("Luleå", "Åre")))
    assert to_key(replace(TURN, libraries=("Åre", "Luleå"))) != to_key(replace(TURN, libraries=("Åre Luleå",)))


def test_a_key_is_24_hexadecimal_digits_whatever_was_asked() -> None:
    key = to_key(replace(TURN, question="\ud800 \x00 🙂"))
    assert len(key) == 24
    assert int(key, 16) >= 0


# --- kept answers ---


def test_a_kept_answer_comes_back_and_is_counted(reviews: Reviews) -> None:
    before = datetime.now(UTC)
    key = reviews.keep(TURN, ("Vem\n är  Anna?",), DOCUMENTS)
    again = reviews.keep(replace(TURN, id="t2"), ("Och sedan?", "Varför?"), DOCUMENTS)
    kept = reviews.open(key, DOCUMENTS)
    assert key == again == to_key(TURN)
    assert isinstance(kept, KeptAnswer)
    assert (kept.key, kept.times, kept.history) == (key, 2, ("Och sedan?", "Varför?"))
    assert before <= kept.first_given < kept.last_given <= datetime.now(UTC)
    assert kept.turn == replace(TURN, id="", answer=replace(ANSWER, id="", timings_ms={}))
    assert (kept.is_current, kept.review, kept.status) == (True, None, "unsigned")
    assert to_key(kept.turn) == key


def test_nothing_is_kept_of_who_asked(reviews: Reviews) -> None:
    reviews.keep(replace(TURN, id="browser-77"), ("Vem är Anna?",), DOCUMENTS)
    with closing(sqlite3.connect(reviews.path)) as file:
        (row,) = file.execute("SELECT * FROM answer").fetchall()
    assert "browser-77" not in str(row)
    assert '"id": "a1"' not in str(row)


def test_a_kept_quote_is_not_believed(reviews: Reviews) -> None:
    key = reviews.keep(TURN, (), DOCUMENTS)
    with closing(sqlite3.connect(reviews.path)) as file, file:
        file.execute("UPDATE answer SET turn = replace(turn, 'Nadine Alvarado', 'Falsk Person')")
        file.execute("UPDATE answer SET turn = replace(turn, 'inplanerade', 'oplanerade')")
    kept = reviews.open(key, DOCUMENTS)
    assert kept is not None
    assert [c.speaker for c in kept.turn.answer.citations[:2]] == ["Nadine Alvarado", "Anna Dahlquist"]
    assert [bool(c.quote) for c in kept.turn.answer.citations] == [True, True, False]
    with pytest.raises(ReviewError, match="stämmer inte längre"):
        reviews.sign(key, approve_all(), DOCUMENTS)


@pytest.mark.parametrize("turn", [replace(TURN, question=""), replace(TURN, question="Hur \ud800?")])
def test_what_could_not_be_read_back_is_not_kept(reviews: Reviews, turn: Turn) -> None:
    with pytest.raises(ConversationError):
        reviews.keep(turn, (), DOCUMENTS)
    assert reviews.answers("all", DOCUMENTS) == []


def test_half_a_surrogate_pair_among_earlier_questions_does_no_harm(reviews: Reviews) -> None:
    reviews.keep(TURN, ("Vem \ud800?",), DOCUMENTS)
    assert reviews.answers("all", DOCUMENTS)[0].history == ("Vem ?",)


def test_answers_come_newest_first_by_status_and_words(reviews: Reviews) -> None:
    signed = reviews.keep(TURN, (), DOCUMENTS)
    missing = reviews.keep(NOT_FOUND, (), DOCUMENTS)
    unsigned = reviews.keep(replace(TURN, question="Vad tycker Åre?", libraries=("Åre",)), (), DOCUMENTS)
    reviews.sign(signed, approve_all(), DOCUMENTS)
    reviews.sign(missing, RIGHT, DOCUMENTS)

    def find(*arguments: Any, documents: dict[str, Document] = DOCUMENTS) -> list[str]:
        status, *query = arguments
        return [told.key for told in reviews.answers(status, documents, *query)]

    assert find("all") == [unsigned, missing, signed]
    assert find("unsigned") == [unsigned]
    assert find("signed") == [missing, signed]
    assert find("outdated") == []
    assert find("outdated", documents=LONGER) == [missing, signed]
    assert find("signed", documents=LONGER) == []
    assert find("unsigned", documents=LONGER) == [unsigned]
    assert find("all", " ÅRE  vad ") == [unsigned]
    assert find("signed", "framgår") == [missing]
    assert find("all", "åre kostade") == []
    reviews.keep(TURN, (), DOCUMENTS)
    assert find("all") == [signed, unsigned, missing]
    assert [(told.status, bool(told.review)) for told in reviews.answers("all", LONGER)] == [
        ("outdated", True),
        ("unsigned", False),
        ("outdated", True),
    ]
    assert [told.is_current for told in reviews.answers("all", DOCUMENTS)] == [True, True, True]
    assert [told.is_current for told in reviews.answers("all", LONGER)] == [False, False, False]
    assert [review.key for review in reviews.signed(DOCUMENTS)] == [signed, missing]


def test_nothing_is_there_before_anything_is_kept(reviews: Reviews, tmp_path: Path) -> None:
    key = to_key(TURN)
    assert reviews.answers("all", DOCUMENTS) == reviews.signed(DOCUMENTS) == []
    assert reviews.open(key, DOCUMENTS) is reviews.find(key, DOCUMENTS) is None
    with pytest.raises(ReviewError, match="Ladda om sidan"):
        reviews.sign(key, RIGHT, DOCUMENTS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_the_first_version_holds_no_answers_until_one_is_kept(reviews: Reviews) -> None:
    Records(reviews.path).shared("A" * 16)
    reviews.path.parent.mkdir()
    with closing(sqlite3.connect(reviews.path)) as file:
        file.executescript("CREATE TABLE feedback (x); CREATE TABLE conversation (x); PRAGMA user_version = 1")
    before = reviews.path.read_bytes()
    assert reviews.answers("all", DOCUMENTS) == reviews.signed(DOCUMENTS) == []
    assert reviews.find(to_key(TURN), DOCUMENTS) is None
    assert reviews.path.read_bytes() == before
    reviews.keep(TURN, (), DOCUMENTS)
    assert [told.key for told in reviews.answers("all", DOCUMENTS)] == [to_key(TURN)]


@pytest.mark.parametrize(
    "key", ["", "a" * 23, "a" * 25, "A" * 24, "a" * 24 + "\n", "\ud800" * 24, "' OR 1=1 OR ''='", "%"]
)
def test_what_is_no_key_finds_nothing(reviews: Reviews, key: str) -> None:
    sign(reviews, TURN, approve_all())
    assert reviews.find(key, DOCUMENTS) is reviews.open(key, DOCUMENTS) is None
    assert reviews.withdraw(key) is False
    with pytest.raises(ReviewError, match="finns inte"):
        reviews.sign(key, approve_all(), DOCUMENTS)


def test_threads_lose_no_count(reviews: Reviews) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keep_many(reviews.path, 3), range(8)))
    assert [told.times for told in reviews.answers("all", DOCUMENTS)] == [24]


def test_processes_lose_no_count(reviews: Reviews) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(keep_many, [reviews.path] * 2, [10] * 2))
    assert [told.times for told in reviews.answers("all", DOCUMENTS)] == [20]


# --- signing ---


def test_a_signed_answer_says_by_whom_when_and_what(reviews: Reviews) -> None:
    before = datetime.now(UTC)
    review = sign(reviews, TURN, replace(MIXED, reviewer="  Åsa\n Öberg "), ("Vem är Anna?",))
    assert (review.key, review.reviewer, review.comment) == (to_key(TURN), "Åsa Öberg", "Ett citat för mycket")
    assert before <= review.signed <= datetime.now(UTC)
    assert [(told.n, told.verdict, told.comment) for told in review.verdicts] == [
        (1, "rejected", "Handlar om annat"),
        (2, "approved", "Bra"),
        (3, "approved", ""),
    ]
    assert review.find_citations("approved") == (STOMME, PLANER)
    assert review.find_citations("rejected") == (RESA,)
    assert (review.is_current, review.is_approved, review.is_right, review.changed) == (True, False, None, ())
    assert (review.history, review.turn.question) == (("Vem är Anna?",), "Hur gick det?")
    kept = reviews.open(review.key, DOCUMENTS)
    assert kept is not None
    assert (kept.review, kept.status) == (review, "signed")
    assert reviews.signed(DOCUMENTS) == [review]


def test_signing_again_replaces_and_withdrawing_takes_back(reviews: Reviews) -> None:
    first = sign(reviews, TURN, MIXED)
    second = sign(reviews, TURN, approve_all(reviewer="Bo"))
    assert (second.reviewer, second.comment, second.is_approved) == ("Bo", "", True)
    assert second.signed > first.signed
    assert len(reviews.signed(DOCUMENTS)) == 1
    assert reviews.withdraw(second.key) is True
    assert reviews.withdraw(second.key) is False
    assert reviews.find(second.key, DOCUMENTS) is None
    assert [told.status for told in reviews.answers("all", DOCUMENTS)] == ["unsigned"]


def test_what_is_signed_stays_when_the_answer_is_given_again(reviews: Reviews) -> None:
    review = sign(reviews, TURN, approve_all(), ("Vem är Anna?",))
    reviews.keep(replace(TURN, question=" Hur  gick det? "), ("Annat?",), LONGER)
    again = reviews.find(review.key, DOCUMENTS)
    assert again == review
    outdated = reviews.find(review.key, LONGER)
    assert outdated is not None
    assert outdated.is_current is False


@pytest.mark.parametrize(
    ("verdicts", "numbers"),
    [
        ((), "[1], [2], [3]"),
        ((CitationReview(1, "approved"), CitationReview(3, "rejected")), "[2]"),
        ((CitationReview(1, "approved"), CitationReview(2, "", "Vet inte"), CitationReview(3, "")), "[2], [3]"),
    ],
)
def test_every_citation_needs_a_verdict(reviews: Reviews, verdicts: tuple[CitationReview, ...], numbers: str) -> None:
    key = reviews.keep(TURN, (), DOCUMENTS)
    with pytest.raises(ReviewError) as caught:
        reviews.sign(key, approve_all(verdicts=verdicts, is_right=True), DOCUMENTS)
    assert str(caught.value) == f"Godkänn eller underkänn också {numbers} innan du signerar svaret."
    assert reviews.find(key, DOCUMENTS) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reviewer": ""}, "1 till 80 tecken"),
        ({"reviewer": " \n\t"}, "1 till 80 tecken"),
        ({"reviewer": "å" * 81}, "1 till 80 tecken"),
        ({"comment": "å" * 2001}, "högst 2000 tecken"),
        ({"verdicts": (*approve_all().verdicts[:2], CitationReview(3, "approved", "å" * 2001))}, "högst 2000 tecken"),
        ({"comment": "Hm \ud83d"}, "gick inte att läsa"),
        ({"verdicts": (*approve_all().verdicts[:2], CitationReview(3, "approved", "\ude42"))}, "gick inte att läsa"),
        ({"reviewer": "\ud83d"}, "1 till 80 tecken"),
        ({"verdicts": (*approve_all().verdicts, CitationReview(4, "approved"))}, "gick inte att läsa"),
        ({"verdicts": (*approve_all().verdicts, CitationReview(1, "rejected"))}, "gick inte att läsa"),
        ({"verdicts": (*approve_all().verdicts[:2], CitationReview(0, "approved"))}, "gick inte att läsa"),
    ],
)
def test_a_review_that_does_not_fit_is_refused(reviews: Reviews, changes: dict[str, Any], message: str) -> None:
    first = sign(reviews, TURN, MIXED)
    with pytest.raises(ReviewError, match=message):
        reviews.sign(first.key, approve_all(**changes), DOCUMENTS)
    assert reviews.find(first.key, DOCUMENTS) == first


def test_a_reviewer_has_80_characters_and_a_comment_2000_at_most(reviews: Reviews) -> None:
    review = sign(reviews, TURN, approve_all(reviewer="🙂" * 80, comment="å" * 2000))
    assert (len(review.reviewer), len(review.comment)) == (80, 2000)


@pytest.mark.parametrize(("is_right", "is_approved"), [(True, True), (False, False)])
def test_an_answer_without_citations_is_signed_as_a_whole(reviews: Reviews, is_right: bool, is_approved: bool) -> None:
    review = sign(reviews, NOT_FOUND, replace(RIGHT, is_right=is_right))
    assert (review.is_right, review.is_approved, review.verdicts) == (is_right, is_approved, ())


@pytest.mark.parametrize("review", [replace(RIGHT, is_right=None), replace(RIGHT, verdicts=approve_all().verdicts)])
def test_an_answer_without_citations_needs_a_judgement_and_no_verdicts(reviews: Reviews, review: ReviewInput) -> None:
    key = reviews.keep(NOT_FOUND, (), DOCUMENTS)
    with pytest.raises(ReviewError):
        reviews.sign(key, review, DOCUMENTS)
    assert reviews.signed(DOCUMENTS) == []


def test_a_judgement_of_the_whole_is_not_kept_beside_verdicts(reviews: Reviews) -> None:
    assert sign(reviews, TURN, approve_all(is_right=False)).is_right is None


# --- what is current ---


def test_a_review_is_outdated_when_a_cited_document_changes_and_no_other(reviews: Reviews) -> None:
    key = sign(reviews, TURN, approve_all()).key
    new_car = {**DOCUMENTS, "bil": build_document("Blå bil\n\nDen är såld.", id="bil", title="Blå bil")}
    for documents, is_current in (
        (DOCUMENTS, True),
        (new_car, True),
        ({DOCUMENT.id: DOCUMENT}, True),
        ({**DOCUMENTS, "ny": replace(OTHER, source=replace(OTHER.source, id="ny"))}, True),
        (LONGER, False),
        ({"bil": OTHER}, False),
        ({}, False),
    ):
        review = reviews.find(key, documents)
        assert review is not None
        assert review.is_current is is_current


def test_a_review_of_an_answer_without_citations_is_outdated_when_any_document_changes(reviews: Reviews) -> None:
    key = sign(reviews, NOT_FOUND, RIGHT).key
    added = {**DOCUMENTS, "ny": replace(OTHER, source=replace(OTHER.source, id="ny"))}
    for documents, is_current in ((DOCUMENTS, True), (LONGER, False), (added, False), ({DOCUMENT.id: DOCUMENT}, False)):
        review = reviews.find(key, documents)
        assert review is not None
        assert review.is_current is is_current


def test_a_document_is_known_by_the_checksum_of_its_file_or_else_of_its_text(reviews: Reviews) -> None:
    key = sign(reviews, TURN, approve_all()).key
    known = replace(DOCUMENT, source=replace(DOCUMENT.source, sha256=sha256(DOCUMENT.text.encode()).hexdigest()))
    for document, is_current in ((known, True), (replace(known, source=replace(known.source, sha256="ab")), False)):
        review = reviews.find(key, {document.id: document})
        assert review is not None
        assert review.is_current is is_current


def test_a_quote_that_moved_is_not_shown_and_cannot_be_signed(reviews: Reviews) -> None:
    key = sign(reviews, TURN, approve_all()).key
    moved = {**DOCUMENTS, DOCUMENT.id: build_document("Inledning.\n\n" + DOCUMENT.text)}
    review = reviews.find(key, moved)
    assert review is not None
    assert (review.is_current, review.changed) == (False, (1, 2, 3))
    assert [citation.quote for citation in review.turn.answer.citations] == ["", "", ""]
    with pytest.raises(ReviewError, match="Ställ frågan igen"):
        reviews.sign(key, approve_all(), moved)


def test_an_answer_that_still_stands_in_a_changed_document_can_be_signed_anew(reviews: Reviews) -> None:
    key = sign(reviews, TURN, approve_all()).key
    reviews.sign(key, approve_all(), LONGER)
    review = reviews.find(key, LONGER)
    assert review is not None
    assert review.is_current
    old = reviews.find(key, DOCUMENTS)
    assert old is not None
    assert not old.is_current


def test_a_citation_whose_speaker_is_another_now_is_told_and_cannot_be_signed(reviews: Reviews) -> None:
    key = sign(reviews, TURN, approve_all()).key
    reread = with_sentence(QUOTES["stomme"], attribution=Attribution(NADINE, "direct"))
    review = reviews.find(key, reread)
    assert review is not None
    assert (review.is_current, review.changed) == (True, (2,))
    assert review.turn.answer.citations[1].speaker == "Nadine Alvarado"
    with pytest.raises(ReviewError, match="stämmer inte längre"):
        reviews.sign(key, approve_all(), reread)


# --- what a browser sends ---


def test_a_review_from_a_browser_is_read() -> None:
    sent = {
        "reviewer": "Åsa",
        "verdicts": [{"n": 1, "verdict": "rejected", "comment": "Nej"}, {"n": 2, "verdict": "approved"}],
        "comment": "Hm",
        "is_right": None,
        "extra": 1,
    }
    verdicts = (CitationReview(1, "rejected", "Nej"), CitationReview(2, "approved"))
    assert read_review(sent) == ReviewInput("Åsa", verdicts, "Hm")
    assert read_review({"reviewer": "Åsa", "is_right": True}) == ReviewInput("Åsa", is_right=True)


@pytest.mark.parametrize(
    "value",
    [None, 3, [], {}, {"reviewer": None}, {"reviewer": "Åsa", "verdicts": [{"n": 1}]}]
    + [{"reviewer": "Åsa", "verdicts": [{"n": 1, "verdict": "maybe"}]}, {"reviewer": "Åsa", "comment": ["x"]}]
    + [{"reviewer": "Åsa", "is_right": "kanske"}, {"reviewer": "Åsa", "verdicts": "x"}],
)
def test_what_is_no_review_is_refused(value: object) -> None:
    with pytest.raises(ReviewError, match="gick inte att läsa"):
        read_review(value)


# --- the table ---


def read_rows(*reviews: Review) -> list[list[str]]:
    table = to_csv(reviews)
    assert table.endswith("\r\n")
    heads, *rows = csv.reader(io.StringIO(table, newline=""), delimiter=";")
    assert heads == list(CSV_HEADINGS)
    return rows


def test_the_table_has_a_row_for_each_verdict_and_one_for_an_answer_without_citations(reviews: Reviews) -> None:
    signed = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    mixed = replace(sign(reviews, TURN, MIXED), signed=signed)
    wrong = replace(sign(reviews, NOT_FOUND, replace(RIGHT, is_right=False, comment="Jo, det står")), signed=signed)
    start = ["2026-03-01 12:30", "Åsa Öberg"]
    id = "framgangsfaktorer"
    assert read_rows(mixed, wrong) == [
        [*start, "Hur gick det?", "Svar", "1", RESA.quote, id, "Nadine Alvarado", "Underkänt", "Handlar om annat"]
        + ["Ett citat för mycket", "Ja"],
        [*start, "Hur gick det?", "Svar", "2", STOMME.quote, id, "Anna Dahlquist", "Godkänt", "Bra"]
        + ["Ett citat för mycket", "Ja"],
        [*start, "Hur gick det?", "Svar", "3", PLANER.quote, id, "", "Godkänt", "", "Ett citat för mycket", "Ja"],
        [*start, "Vad kostade det?", "Framgår inte av materialet", "", "", "", "", "Stämmer inte", "", "Jo, det står"]
        + ["Ja"],
    ]


def test_the_table_says_what_is_not_current_and_gives_no_quote_that_is_gone(reviews: Reviews) -> None:
    key = sign(reviews, TURN, MIXED).key
    moved = {**DOCUMENTS, DOCUMENT.id: build_document("Inledning.\n\n" + DOCUMENT.text)}
    review = reviews.find(key, moved)
    assert review is not None
    assert [(row[5], row[7], row[8], row[11]) for row in read_rows(review)] == [
        ("", "", "Underkänt", "Nej"),
        ("", "", "Godkänt", "Nej"),
        ("", "", "Godkänt", "Nej"),
    ]


def test_no_cell_is_a_formula(reviews: Reviews) -> None:
    verdicts = (CitationReview(1, "approved", "=1+1"), *approve_all().verdicts[1:])
    turn = replace(TURN, question=" @SUM(A1)")
    row = read_rows(sign(reviews, turn, ReviewInput("-Åsa", verdicts, "+46")))[0]
    assert (row[1], row[2], row[9], row[10]) == ("'-Åsa", "' @SUM(A1)", "'=1+1", "'+46")


# --- evaluation cases ---


def test_a_case_holds_what_was_approved_and_what_was_rejected(reviews: Reviews) -> None:
    review = sign(reviews, TURN, MIXED, ("Vem är Anna?",))
    assert to_cases([review]) == [
        {
            "id": f"r-{review.key}",
            "question": "Hur gick det?",
            "history": ["Vem är Anna?"],
            "language": "sv",
            "type": "granskad",
            "style": "reviewed",
            "answerable": True,
            "evidence": [[STOMME.quote], [PLANER.quote]],
            "wrong": [RESA.quote],
            "speakers": ["Anna Dahlquist"],
            "note": "Ett citat för mycket",
        }
    ]


def test_a_not_found_answer_that_is_right_is_a_question_without_answer(reviews: Reviews) -> None:
    (case,) = to_cases([sign(reviews, NOT_FOUND, RIGHT)])
    assert (case["answerable"], case["evidence"], case["wrong"], case["speakers"]) == (False, [], [], [])


def cite_other(quote: str) -> Citation:
    return Citation(2, quote, "bil", 0, len(quote), "", "article", None, None, None, 0.5)


def test_a_review_that_a_case_cannot_tell_is_left_out(reviews: Reviews) -> None:
    review = sign(reviews, TURN, approve_all())
    rejected = tuple(replace(told, verdict="rejected") for told in review.verdicts)
    two = replace(ANSWER, citations=(RESA, cite_other("Blå bil")))
    left_out = [
        replace(review, is_current=False),
        replace(review, verdicts=rejected),
        replace(review, turn=replace(TURN, libraries=("Åre",))),
        replace(review, turn=replace(TURN, answer=two), verdicts=review.verdicts[:2]),
        sign(reviews, NOT_FOUND, replace(RIGHT, is_right=False)),
    ]
    assert [len(to_cases([each])) for each in (review, *left_out)] == [1, 0, 0, 0, 0, 0]


def test_a_quote_that_reads_otherwise_now_is_no_evidence(reviews: Reviews) -> None:
    key = sign(reviews, TURN, MIXED).key
    reread = with_sentence(QUOTES["stomme"], span=Span(0, 3))
    review = reviews.find(key, reread)
    assert review is not None
    assert review.is_current
    (case,) = to_cases([review])
    assert (case["evidence"], case["wrong"], case["speakers"]) == ([[PLANER.quote]], [RESA.quote], [])


def test_words_that_were_both_approved_and_rejected_are_not_wrong(reviews: Reviews) -> None:
    review = sign(reviews, TURN, MIXED)
    twice = replace(ANSWER, citations=(RESA, replace(RESA, n=2), PLANER))
    (case,) = to_cases([replace(review, turn=replace(TURN, answer=twice))])
    assert (case["evidence"], case["wrong"]) == ([[RESA.quote], [PLANER.quote]], [])
