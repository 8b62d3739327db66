"""What users leave to a server: feedback on answers and shared conversations, both in one SQLite file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.conversation import Conversation, ConversationError, read_conversation
from assistant.database import Database
from assistant.database import RecordsError as RecordsError
from assistant.render import STATUS
from assistant.types import Answer
from corpus.types import Document

Verdict = Literal["up", "down"]

# --- texts ---
BAD_FEEDBACK = "Omdömet gick inte att läsa. Ladda om sidan och försök igen."
LONG_COMMENT = "Kommentaren är för lång. Korta den till högst {max_chars} tecken och försök igen."
CSV_HEADINGS = ("Tid (UTC)", "Omdöme", "Skäl", "Kommentar", "Fråga", "Svarstyp", "Svar", "Dokument")
VERDICTS: dict[Verdict, str] = {"up": "Tumme upp", "down": "Tumme ned"}
# --- end texts ---

FILE_NAME = "records.sqlite"
MAX_COMMENT_CHARS = 2000

_COLUMNS = "turn_id, answer_id, given, verdict, reason, comment, question, answer, fingerprints"
_SHARED_ID = re.compile(r"[A-Za-z0-9_-]{16}")
_FORMULA = ("=", "+", "-", "@")


class FeedbackError(RecordsError):
    """Feedback that cannot be read."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer. `turn_id` is unique for each answer shown: a new verdict replaces the old.

    `reason` is a short key or "". `answer` is the JSON form of the answer. `fingerprints` gives, by id, the sha256 of
    the documents that the answer cites, or of all if it cites none.
    """

    turn_id: str
    given: datetime
    verdict: Verdict
    reason: str
    comment: str
    question: str
    answer: dict[str, Any]
    fingerprints: dict[str, str]

    def __post_init__(self) -> None:
        """Refuse a time without a time zone."""
        if self.given.tzinfo is None:
            raise ValueError("the time of a feedback needs a time zone")

    @property
    def answer_id(self) -> str:
        """Return the id of the answer, "" if it has none."""
        return str(self.answer.get("id", ""))


@dataclass(frozen=True, slots=True)
class Records:
    """The file at `path`, made when something is first written, its folder too.

    Each call opens the file for itself, so threads and processes may share it. Every method raises RecordsError, with
    nothing changed, if the file is of a newer version, is no file of records, or cannot be read or written.
    """

    path: Path

    def add_feedback(self, feedback: Feedback) -> int:
        """Return the number of the row that now holds `feedback`, in place of any with the same `turn_id`."""
        values = (
            feedback.turn_id,
            feedback.answer_id,
            feedback.given.astimezone(UTC).isoformat(timespec="microseconds"),
            feedback.verdict,
            feedback.reason,
            feedback.comment,
            feedback.question,
            json.dumps(feedback.answer),
            json.dumps(feedback.fingerprints),
        )
        places = ", ".join("?" * len(values))
        added = f"INSERT OR REPLACE INTO feedback ({_COLUMNS}) VALUES ({places}) RETURNING id"
        number: int = self._database.write(added, *values)[0][0]
        return number

    def feedback(self) -> Iterator[Feedback]:
        """Return all feedback, oldest first."""
        return map(_to_feedback, self._database.read(f"SELECT {_COLUMNS} FROM feedback ORDER BY given, id"))

    def share(self, conversation: Conversation) -> str:
        """Return the id, 16 URL-safe characters that nobody can guess, under which `conversation` is now kept."""
        id = secrets.token_urlsafe(12)
        shared = datetime.now(UTC).isoformat(timespec="microseconds")
        self._database.write(
            "INSERT INTO conversation VALUES (?, ?, ?)", id, shared, json.dumps(conversation.to_json())
        )
        return id

    def shared(self, id: str) -> dict[str, Any] | None:
        """Return a shared conversation as `read_conversation` reads it, None if there is none with this id."""
        if not _SHARED_ID.fullmatch(id):
            return None
        rows = self._database.read("SELECT conversation FROM conversation WHERE id = ?", id)
        return json.loads(rows[0][0]) if rows else None

    @property
    def _database(self) -> Database:
        return Database(self.path)


class _Feedback(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    turn_id: str = Field(min_length=1)
    verdict: Verdict
    reason: str = Field("", max_length=100)
    comment: str = Field("", max_length=MAX_COMMENT_CHARS)
    question: Any
    answer: Any


def read_feedback(value: object, documents: Mapping[str, Document]) -> Feedback:
    """Return the feedback, given now, that a browser sends; its citations are taken anew from `documents`.

    `value` is `{"turn_id", "verdict", "reason", "comment", "question", "answer"}`, the answer as `read_conversation`
    reads it; reason and comment may be left out. Raises FeedbackError if it is no feedback.
    """
    try:
        read = _Feedback.model_validate(value)
        sent = {"turns": [{"id": read.turn_id, "question": read.question, "answer": read.answer}]}
        turn = read_conversation(sent, documents).turns[0]
    except ValidationError as error:
        first = error.errors()[0]
        is_long = first["loc"] == ("comment",) and first["type"] == "string_too_long"
        text = LONG_COMMENT.format(max_chars=MAX_COMMENT_CHARS) if is_long else BAD_FEEDBACK
        raise FeedbackError(text) from error
    except ConversationError as error:
        raise FeedbackError(BAD_FEEDBACK) from error
    return Feedback(
        turn_id=turn.id,
        given=datetime.now(UTC),
        verdict=read.verdict,
        reason=read.reason,
        comment=read.comment,
        question=turn.question,
        answer=turn.answer.to_json(),
        fingerprints=to_fingerprints(turn.answer, documents),
    )


def to_csv(rows: Iterable[Feedback]) -> str:
    """Return feedback as a table with headings, as `to_table` writes it."""
    return to_table(CSV_HEADINGS, map(_to_cells, rows))


def to_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV: cells parted by semicolons, lines by CRLF, without a byte order mark.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(headings)
    writer.writerows(map(_guard, row) for row in rows)
    return out.getvalue()


def to_fingerprints(answer: Answer, documents: Mapping[str, Document]) -> dict[str, str]:
    """Return, by id, the sha256 of the documents that an answer cites, or of all if it cites none."""
    cited = [citation.document_id for citation in answer.citations if citation.document_id in documents]
    return {id: _hash(documents[id]) for id in dict.fromkeys(cited or documents)}


def _to_feedback(row: tuple[Any, ...]) -> Feedback:
    turn_id, _, given, verdict, reason, comment, question, answer, fingerprints = row
    return Feedback(
        turn_id=turn_id,
        given=datetime.fromisoformat(given),
        verdict=verdict,
        reason=reason,
        comment=comment,
        question=question,
        answer=json.loads(answer),
        fingerprints=json.loads(fingerprints),
    )


def _hash(document: Document) -> str:
    return document.source.sha256 or hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def _to_cells(row: Feedback) -> tuple[str, ...]:
    status = row.answer.get("status", "")
    return (
        f"{row.given.astimezone(UTC):%Y-%m-%d %H:%M}",
        VERDICTS[row.verdict],
        row.reason,
        row.comment,
        row.question,
        STATUS.get(status, status),
        row.answer.get("text", ""),
        ", ".join(row.fingerprints),
    )


def _guard(cell: str) -> str:
    # Some spreadsheets skip white space before a formula.
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell
