import csv
import hashlib
import io
import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ui_fakes import HEADINGS, NADINE, QUOTES, FakeAssistant, build_document, cite

from assistant import database
from assistant.conversation import Conversation, Turn, read_conversation
from assistant.records import Feedback, Records, RecordsError, read_feedback, to_csv
from assistant.types import Answer, Question
from corpus.types import Span

DOCUMENT = build_document()
OTHER = build_document("Blå bil\n\nDen är ny.", id="bil", title="Blå bil")
DOCUMENTS = {DOCUMENT.id: DOCUMENT, OTHER.id: OTHER}
RESA = cite(DOCUMENT, 1, QUOTES["resa"], HEADINGS[4], NADINE)
ANSWER = Answer("a1", "Hur gick det?", "answered", "sv", "Så här [1].", (RESA,), pointed=Span(0, 3))
GIVEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
UP = Feedback("t1", GIVEN, "up", "", "Åh, så bra! 🙂", "Hur gick det?", ANSWER.to_json(), {"framgangsfaktorer": "ab"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite"


def sent(**changes: object) -> dict[str, Any]:
    """Return what a browser sends, as JSON gives it."""
    answer = ANSWER.to_json()
    return {
        "turn_id": "t1",
        "verdict": "down",
        "reason": "",
        "comment": "",
        "question": "Hur?",
        "answer": answer,
    } | changes


def talk(*questions: str, title: str = "Om åäö") -> Conversation:
    fake = FakeAssistant(DOCUMENT)
    return Conversation(title, tuple(Turn(text, ("Luleå",), fake.ask(Question(text))) for text in questions))


def add_many(path: Path, prefix: str, count: int) -> None:
    for number in range(count):
        Records(path).add_feedback(replace(UP, turn_id=f"{prefix}{number}"))


def test_feedback_comes_back_as_it_was_given_oldest_first(path: Path) -> None:
    swedish_time = timezone(timedelta(hours=2))
    later = replace(UP, turn_id="t2", given=datetime(2026, 3, 1, 14, 31, 0, 5, tzinfo=swedish_time), verdict="down")
    records = Records(path)
    numbers = [records.add_feedback(later), records.add_feedback(UP)]
    assert list(Records(path).feedback()) == [UP, later]
    assert len(set(numbers)) == 2
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT given, answer_id FROM feedback ORDER BY id").fetchall()
    assert rows == [("2026-03-01T12:31:00.000005+00:00", "a1"), ("2026-03-01T12:30:00.000000+00:00", "a1")]


def test_a_changed_mind_replaces_the_first_verdict(path: Path) -> None:
    changed = replace(UP, verdict="down", reason="fel_person", comment="", given=GIVEN + timedelta(hours=1))
    other = replace(UP, turn_id="t2", given=GIVEN + timedelta(minutes=1))
    for feedback in (UP, other, changed):
        Records(path).add_feedback(feedback)
    assert list(Records(path).feedback()) == [other, changed]


def test_a_shared_conversation_comes_back_under_its_own_id(path: Path) -> None:
    first, empty = talk("Hur gjorde Luleå?", "Vad kostade det?"), Conversation("", ())
    ids = [Records(path).share(each) for each in (first, first, empty)]
    assert len(set(ids)) == 3
    assert all(len(id) == 16 for id in ids)
    assert Records(path).shared(ids[1]) == first.to_json()
    assert read_conversation(Records(path).shared(ids[2]), DOCUMENTS) == empty


@pytest.mark.parametrize("id", ["", "A" * 16, "A" * 15 + "å", "A" * 16 + "\n", "\ud800", "' OR 1=1 OR ''='", "%" * 16])
def test_an_unknown_id_shares_nothing(path: Path, id: str) -> None:
    assert Records(path).shared(id) is None
    Records(path).share(talk("Hur?"))
    assert Records(path).shared(id) is None


def test_a_very_long_conversation_is_kept_whole(path: Path) -> None:
    turn = replace(talk("Hur?").turns[0], question="”Åäö & <b>*fet*</b>\x00\u2028" * 800)
    conversation = Conversation("Lång", (turn,) * 200)
    assert Records(path).shared(Records(path).share(conversation)) == conversation.to_json()


def test_nothing_is_created_by_reading(path: Path) -> None:
    records = Records(path)
    assert list(records.feedback()) == []
    assert records.shared("A" * 16) is None
    assert not path.parent.exists()


def test_an_empty_file_is_an_empty_file_of_records(tmp_path: Path) -> None:
    path = tmp_path / "å ä?#%20ö.sqlite"
    path.touch()
    assert list(Records(path).feedback()) == []
    Records(path).add_feedback(UP)
    assert list(Records(path).feedback()) == [UP]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_the_file_is_in_wal_mode_and_tells_its_version(path: Path) -> None:
    Records(path).add_feedback(UP)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA user_version").fetchone() == (2,)


def write_database(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(f"CREATE TABLE feedback (x); PRAGMA user_version = {version};")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda path: write_database(path, 3), "nyare version", id="newer"),
        pytest.param(lambda path: write_database(path, 0), "något annat", id="of another program"),
        pytest.param(lambda path: path.write_bytes(b"hej"), "skadad", id="short text"),
        pytest.param(lambda path: path.write_bytes(b"x" * 9000), "skadad", id="long text"),
    ],
)
def test_a_file_that_is_not_ours_is_named_and_left_alone(path: Path, make: Any, message: str) -> None:
    path.parent.mkdir()
    make(path)
    before = path.read_bytes()
    records = Records(path)
    for use in (lambda: records.add_feedback(UP), records.feedback, lambda: records.share(talk("Hur?"))):
        with pytest.raises(RecordsError, match=message) as caught:
            use()
        assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_made_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("en fil")
    path = tmp_path / "data" / "records.sqlite"
    with pytest.raises(RecordsError, match=r"records\.sqlite gick inte att använda"):
        Records(path).add_feedback(UP)
    path = tmp_path / "mapp" / "records.sqlite"
    path.mkdir(parents=True)
    with pytest.raises(RecordsError, match="gick inte att använda"):
        list(Records(path).feedback())


def test_a_full_disk_leaves_what_was_there(path: Path) -> None:
    resource = pytest.importorskip("resource")
    Records(path).add_feedback(UP)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(RecordsError, match="plats på disken"):
            Records(path).add_feedback(replace(UP, turn_id="t2", comment="å" * 1_000_000))
        assert list(Records(path).feedback()) == [UP]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    Records(path).add_feedback(replace(UP, turn_id="t3"))
    assert [feedback.turn_id for feedback in Records(path).feedback()] == ["t1", "t3"]


def test_a_full_disk_at_the_first_write_leaves_nothing_half_made(path: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, hard))
    try:
        with pytest.raises(RecordsError, match="plats på disken"):
            Records(path).add_feedback(UP)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(Records(path).feedback()) == []
    Records(path).add_feedback(UP)
    assert list(Records(path).feedback()) == [UP]


def test_a_file_that_stays_locked_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.01)
    Records(path).add_feedback(UP)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsError, match="försök igen"):
            Records(path).add_feedback(replace(UP, turn_id="t2"))
        assert list(Records(path).feedback()) == [UP]


def test_threads_lose_nothing(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda prefix: add_many(path, prefix, 5), "abcdefgh"))
    assert len({feedback.turn_id for feedback in Records(path).feedback()}) == 40


def test_processes_lose_nothing(path: Path) -> None:
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(add_many, [path] * 3, "abc", [20] * 3))
    assert len(list(Records(path).feedback())) == 60


def test_feedback_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(UP, given=datetime(2026, 3, 1))


def test_what_a_browser_sends_is_checked_against_the_documents() -> None:
    answer = ANSWER.to_json()
    answer["citations"][0] |= {"speaker": "Någon Annan", "role": "chef"}
    before = datetime.now(UTC)
    feedback = read_feedback(sent(reason="fel_person", comment="Åäö <b>", answer=answer, extra=1), DOCUMENTS)
    assert (feedback.turn_id, feedback.verdict, feedback.reason) == ("t1", "down", "fel_person")
    assert (feedback.comment, feedback.question, feedback.answer_id) == ("Åäö <b>", "Hur?", "a1")
    assert feedback.answer["citations"] == [RESA.to_json()]
    assert before <= feedback.given <= datetime.now(UTC)


def test_feedback_from_a_browser_survives_the_file(path: Path) -> None:
    feedback = read_feedback(sent(), DOCUMENTS)
    Records(path).add_feedback(feedback)
    assert list(Records(path).feedback()) == [feedback]


def test_a_broken_quote_is_not_kept() -> None:
    broken = replace(ANSWER, text="Kort svar.\n”Påhitt.” [1]", citations=(replace(RESA, quote="Påhitt."),))
    feedback = read_feedback(sent(answer=broken.to_json()), DOCUMENTS)
    assert [(c["start"], c["end"]) for c in feedback.answer["citations"]] == [(0, 0)]
    assert "Påhitt" not in str(feedback)


def test_fingerprints_are_of_the_cited_documents_or_of_all() -> None:
    documents = {**DOCUMENTS, DOCUMENT.id: replace(DOCUMENT, source=replace(DOCUMENT.source, sha256="ab12"))}
    bil = hashlib.sha256("Blå bil\n\nDen är ny.".encode()).hexdigest()
    assert read_feedback(sent(), documents).fingerprints == {DOCUMENT.id: "ab12"}
    none = replace(ANSWER, status="not_found", citations=(), nearest=(RESA,))
    assert read_feedback(sent(answer=none.to_json()), documents).fingerprints == {DOCUMENT.id: "ab12", "bil": bil}
    gone = replace(ANSWER, citations=(replace(RESA, document_id="borta"), replace(RESA, document_id="bil")))
    assert read_feedback(sent(answer=gone.to_json()), documents).fingerprints == {"bil": bil}


@pytest.mark.parametrize(
    "value",
    [None, [], {}, sent(answer=None), sent(answer={"text": "Utan status."})]
    + [sent(turn_id=id) for id in ("", 7, "x" * 101, "t 1", "t1\n")]
    + [sent(verdict="sideways"), sent(reason="x" * 101), sent(comment=None), sent(comment="\ud800")]
    + [sent(question=""), sent(question=["Hur?"]), sent(question="x" * 20_001)],
)
def test_what_is_no_feedback_is_refused(value: object) -> None:
    with pytest.raises(RecordsError, match="Omdömet gick inte att läsa"):
        read_feedback(value, DOCUMENTS)


def test_a_comment_has_2000_characters_at_most() -> None:
    assert len(read_feedback(sent(comment="🙂" * 2000), DOCUMENTS).comment) == 2000
    with pytest.raises(RecordsError, match="högst 2000 tecken"):
        read_feedback(sent(comment="å" * 2001), DOCUMENTS)


def test_the_table_has_headings_and_one_line_for_each_feedback() -> None:
    down = replace(
        UP, verdict="down", comment='Rad 1;\r\n"Rad 2"', answer=replace(ANSWER, status="not_found").to_json()
    )
    table = to_csv([UP, down])
    rows = list(csv.reader(io.StringIO(table, newline=""), delimiter=";"))
    assert table.startswith(
        "Tid (UTC);Omdöme;Skäl;Kommentar;Fråga;Svarstyp;Svar;Dokument\r\n2026-03-01 12:30;Tumme upp;"
    )
    assert rows[1][3:] == ["Åh, så bra! 🙂", "Hur gick det?", "Svar", "Så här [1].", "framgangsfaktorer"]
    assert rows[2][1:6] == ["Tumme ned", "", 'Rad 1;\r\n"Rad 2"', "Hur gick det?", "Framgår inte av materialet"]
    assert len(rows) == 3
    assert to_csv([]).count("\r\n") == 1


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-1", "@SUM(A1)", '=HYPERLINK("x";"y")', "\t=1", "\r\n=1", " =1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    answer = {**UP.answer, "text": cell, "status": cell}
    row = replace(UP, reason=cell, comment=cell, question=cell, answer=answer, fingerprints={cell: "ab"})
    cells = list(csv.reader(io.StringIO(to_csv([row]), newline=""), delimiter=";"))[1]
    assert cells[2:] == [f"'{cell}"] * 6


def test_a_cell_without_a_formula_is_left_alone() -> None:
    row = replace(UP, comment="", question="1+1=2")
    assert to_csv([row]).splitlines()[1].split(";")[3:5] == ["", "1+1=2"]


FIRST_VERSION = """
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY, turn_id TEXT NOT NULL UNIQUE, answer_id TEXT NOT NULL, given TEXT NOT NULL,
        verdict TEXT NOT NULL, reason TEXT NOT NULL, comment TEXT NOT NULL, question TEXT NOT NULL,
        answer TEXT NOT NULL, fingerprints TEXT NOT NULL
    );
    CREATE TABLE conversation (id TEXT PRIMARY KEY, shared TEXT NOT NULL, conversation TEXT NOT NULL);
    INSERT INTO feedback VALUES (
        7, 't0', 'a0', '2026-01-01T08:00:00.000000+00:00', 'up', '', 'Från förr', 'Hur?', '{"id": "a0"}', '{}'
    );
    INSERT INTO conversation VALUES ('AAAAAAAAAAAAAAAA', '2026-01-01T08:00:00.000000+00:00', '{"turns": []}');
    PRAGMA user_version = 1;
"""


def write_first_version(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as file:
        file.executescript(FIRST_VERSION)


def read_tables(path: Path) -> tuple[int, set[str]]:
    with closing(sqlite3.connect(path)) as file:
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return file.execute("PRAGMA user_version").fetchone()[0], names


def test_a_file_of_the_first_version_is_read_as_it_is(path: Path) -> None:
    write_first_version(path)
    before = path.read_bytes()
    assert [(f.turn_id, f.comment, f.answer_id) for f in Records(path).feedback()] == [("t0", "Från förr", "a0")]
    assert Records(path).shared("A" * 16) == {"turns": []}
    assert database.Database(path).read("SELECT * FROM answer", since=2) == []
    assert path.read_bytes() == before


def test_a_file_of_the_first_version_is_brought_up_to_date_by_the_first_write(path: Path) -> None:
    write_first_version(path)
    assert Records(path).add_feedback(UP) == 8
    assert read_tables(path) == (2, {"feedback", "conversation", "answer", "review"})
    assert [feedback.turn_id for feedback in Records(path).feedback()] == ["t0", "t1"]
    assert Records(path).shared("A" * 16) == {"turns": []}
    assert database.Database(path).read("SELECT * FROM answer", since=2) == []


def test_a_new_file_has_the_tables_of_one_that_was_brought_up_to_date(tmp_path: Path) -> None:
    write_first_version(tmp_path / "old.sqlite")
    for name in ("old.sqlite", "new.sqlite"):
        Records(tmp_path / name).add_feedback(UP)
    assert read_tables(tmp_path / "old.sqlite") == read_tables(tmp_path / "new.sqlite")


def test_a_file_that_cannot_be_brought_up_to_date_stays_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_first_version(path)
    first, second = database._STEPS
    monkeypatch.setattr(database, "_STEPS", (first, (*second, "CREATE TABLE feedback (x)")))
    with pytest.raises(RecordsError, match="gick inte att använda"):
        Records(path).add_feedback(UP)
    assert read_tables(path) == (1, {"feedback", "conversation"})
    assert [feedback.turn_id for feedback in Records(path).feedback()] == ["t0"]


def test_threads_bring_a_file_up_to_date_once(path: Path) -> None:
    write_first_version(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda prefix: add_many(path, prefix, 2), "abcdefgh"))
    assert len(list(Records(path).feedback())) == 17
    assert read_tables(path)[0] == 2


def test_a_file_whose_version_is_below_zero_is_not_ours(path: Path) -> None:
    path.parent.mkdir()
    write_database(path, -1)
    with pytest.raises(RecordsError, match="något annat"):
        Records(path).add_feedback(UP)
