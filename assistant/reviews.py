"""Reviewed answers: kept when they are given, judged citation by citation, and signed by a coordinator.

An answer is known by its content, so a signature shows wherever the same answer is given to the same question, and it
falls away when a document that the answer rests on changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from assistant.conversation import Turn, read_conversation
from assistant.database import Database
from assistant.records import LONG_COMMENT, MAX_COMMENT_CHARS, to_fingerprints
from assistant.types import Citation
from corpus.types import BelaggError, Document

Verdict = Literal["approved", "rejected", ""]
ReviewStatus = Literal["unsigned", "signed", "outdated"]

# --- texts ---
BAD_REVIEW = "Granskningen gick inte att läsa. Ladda om sidan och försök igen."
BAD_REVIEWER = "Skriv vem som granskar, med 1 till {max_chars} tecken."
MISSING_VERDICTS = "Godkänn eller underkänn också {numbers} innan du signerar svaret."
MISSING_JUDGEMENT = "Svaret har inga citat. Ange om det stämmer innan du signerar det."
UNKNOWN_ANSWER = "Svaret finns inte bland dem som har sparats. Ladda om sidan och försök igen."
CHANGED_ANSWER = (
    "Citaten stämmer inte längre med dokumenten, så svaret går inte att signera. "
    "Ställ frågan igen och granska det nya svaret."
)
# --- end texts ---

MAX_REVIEWER_CHARS = 80

_ANSWER = "answer.key, first_given, last_given, times, answer.turn, answer.history, answer.fingerprints"
_REVIEW = "review.key, reviewer, signed, comment, is_right, verdicts, review.turn, review.history, review.fingerprints"
_KEPT = f"SELECT {_ANSWER}, {_REVIEW} FROM answer LEFT JOIN review ON review.key = answer.key"
_KEY = re.compile(r"[0-9a-f]{24}")
_HALF_PAIR = re.compile(r"[\ud800-\udfff]")


class ReviewError(BelaggError):
    """A review that cannot be signed."""


@dataclass(frozen=True, slots=True)
class CitationReview:
    """What a reviewer thinks of citation [n]; "" is no verdict yet."""

    n: int
    verdict: Verdict
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """What a reviewer hands in: a verdict on each citation, or whether an answer without citations is right."""

    reviewer: str
    verdicts: tuple[CitationReview, ...] = ()
    comment: str = ""
    is_right: bool | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A signed answer, with its citations taken anew from the documents; their verdicts stand in the same order.

    `is_right` is None where the answer has citations. `is_current` says that no document that it rests on has changed
    since; only then is it shown with the answer. `changed` holds the numbers of the citations whose words or speaker
    read otherwise now.
    """

    key: str
    reviewer: str
    signed: datetime
    comment: str
    is_right: bool | None
    verdicts: tuple[CitationReview, ...]
    turn: Turn
    history: tuple[str, ...]
    changed: tuple[int, ...]
    is_current: bool

    @property
    def is_approved(self) -> bool:
        """Return whether nothing in the answer was rejected."""
        return self.is_right is not False and not self.find_citations("rejected")

    def find_citations(self, verdict: Verdict) -> tuple[Citation, ...]:
        """Return the citations that got a verdict, in the answer's order."""
        numbers = {told.n for told in self.verdicts if told.verdict == verdict}
        return tuple(citation for citation in self.turn.answer.citations if citation.n in numbers)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that was given `times` times, with its citations taken anew from the documents, and its review.

    `history` holds the earlier questions of the last time. `is_current` says that no document has changed since then.
    """

    key: str
    first_given: datetime
    last_given: datetime
    times: int
    turn: Turn
    history: tuple[str, ...]
    is_current: bool
    review: Review | None

    @property
    def status(self) -> ReviewStatus:
        """Return "outdated" if a document has changed since the answer was signed."""
        if self.review is None:
            return "unsigned"
        return "signed" if self.review.is_current else "outdated"


@dataclass(frozen=True, slots=True)
class Reviews:
    """The answers and reviews in the file at `path`, the same file as that of `Records`.

    Every method raises RecordsError, with nothing changed, as those of `Records` do. Of who asks nothing is kept.
    """

    path: Path

    def keep(self, turn: Turn, history: Sequence[str], documents: Mapping[str, Document]) -> str:
        """Return the key under which a turn, given now, is kept; the same answer again is counted.

        Raises ConversationError if the turn could not be read back.
        """
        key = to_answer_key(turn)
        bare = replace(turn, id="", answer=replace(turn.answer, id="", timings_ms={}))
        stored = json.dumps(bare.to_json())
        _renew(stored, documents)
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        self._database.write(
            "INSERT INTO answer VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET times = times + 1, "
            "last_given = excluded.last_given, turn = excluded.turn, history = excluded.history, "
            "fingerprints = excluded.fingerprints",
            *(key, now, now, stored, json.dumps([_squeeze(question) for question in history])),
            json.dumps(to_fingerprints(turn.answer, documents)),
        )
        return key

    def sign(self, key: str, review: ReviewInput, documents: Mapping[str, Document]) -> None:
        """Sign a kept answer as it reads in `documents`, in place of any earlier review.

        Raises ReviewError if there is no such answer, its quotes no longer stand, or the review doesn't fit it.
        """
        row = self._find("SELECT turn, history FROM answer WHERE key = ?", key)
        if row is None:
            raise ReviewError(UNKNOWN_ANSWER)
        given, history = row
        turn, changed = _renew(given, documents)
        if changed:
            raise ReviewError(CHANGED_ANSWER)
        citations = turn.answer.citations
        _check(review, citations)
        verdicts = [asdict(told) for told in sorted(review.verdicts, key=lambda told: told.n)]
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        self._database.write(
            "INSERT OR REPLACE INTO review VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(key, _squeeze(review.reviewer), now, review.comment),
            *(None if citations else review.is_right, json.dumps(verdicts), json.dumps(turn.to_json()), history),
            json.dumps(to_fingerprints(turn.answer, documents)),
        )

    def withdraw(self, key: str) -> bool:
        """Return whether there was a review to take back; the answer is unsigned now."""
        return bool(_KEY.fullmatch(key) and self._database.write("DELETE FROM review WHERE key = ? RETURNING key", key))

    def find(self, key: str, documents: Mapping[str, Document]) -> Review | None:
        """Return the review of an answer, None if it isn't signed."""
        row = self._find(f"SELECT {_REVIEW} FROM review WHERE key = ?", key)
        return _to_review(row, documents) if row else None

    def open(self, key: str, documents: Mapping[str, Document]) -> KeptAnswer | None:
        """Return a kept answer, None if there is none with this key."""
        row = self._find(f"{_KEPT} WHERE answer.key = ?", key)
        return _to_kept(row, documents) if row else None

    def answers(
        self, status: ReviewStatus | Literal["all"], documents: Mapping[str, Document], query: str = ""
    ) -> list[KeptAnswer]:
        """Return the kept answers of a status whose question and text hold every word of `query`, newest first."""
        rows = self._database.read(f"{_KEPT} ORDER BY last_given DESC, answer.key", since=2)
        answers = [_to_kept(row, documents) for row in rows]
        return [told for told in answers if status in ("all", told.status) and _holds(told.turn, query)]

    def signed(self, documents: Mapping[str, Document]) -> list[Review]:
        """Return all reviews, oldest first."""
        rows = self._database.read(f"SELECT {_REVIEW} FROM review ORDER BY signed, key", since=2)
        return [_to_review(row, documents) for row in rows]

    @property
    def _database(self) -> Database:
        return Database(self.path)

    def _find(self, query: str, key: str) -> tuple[Any, ...] | None:
        rows = self._database.read(query, key, since=2) if _KEY.fullmatch(key) else []
        return rows[0] if rows else None


def to_answer_key(turn: Turn) -> str:
    """Return what an answer is known by, 24 hexadecimal digits: a hash of the question and of all that it says."""
    answer = turn.answer
    content = {
        "question": _squeeze(turn.question),
        "libraries": sorted(turn.libraries),
        "status": answer.status,
        "text": _squeeze(answer.text),
        "citations": [[c.document_id, c.start, c.end, c.quote, c.speaker] for c in answer.citations],
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:24]


def read_review(value: object) -> ReviewInput:
    """Return the review that a browser sends, with the fields of ReviewInput. Raises ReviewError if it is none."""
    try:
        return TypeAdapter(ReviewInput).validate_python(value)
    except ValidationError as error:
        raise ReviewError(BAD_REVIEW) from error


def _check(review: ReviewInput, citations: Sequence[Citation]) -> None:
    if not 1 <= len(_squeeze(review.reviewer)) <= MAX_REVIEWER_CHARS:
        raise ReviewError(BAD_REVIEWER.format(max_chars=MAX_REVIEWER_CHARS))
    comments = (review.comment, *(told.comment for told in review.verdicts))
    if any(len(comment) > MAX_COMMENT_CHARS for comment in comments):
        raise ReviewError(LONG_COMMENT.format(max_chars=MAX_COMMENT_CHARS))
    verdicts = {told.n: told.verdict for told in review.verdicts}
    is_about_others = len(verdicts) < len(review.verdicts) or not verdicts.keys() <= {c.n for c in citations}
    if is_about_others or _HALF_PAIR.search("".join(comments)):
        raise ReviewError(BAD_REVIEW)
    if missing := [f"[{citation.n}]" for citation in citations if not verdicts.get(citation.n)]:
        raise ReviewError(MISSING_VERDICTS.format(numbers=", ".join(missing)))
    if not citations and review.is_right is None:
        raise ReviewError(MISSING_JUDGEMENT)


def _renew(stored: str, documents: Mapping[str, Document]) -> tuple[Turn, tuple[int, ...]]:
    """Return a stored turn as it reads in `documents`, and the numbers of the citations that read otherwise now."""
    value = json.loads(stored)
    turn = read_conversation({"turns": [value]}, documents).turns[0]
    pairs = zip(value["answer"]["citations"], turn.answer.citations, strict=True)
    changed = (new.n for old, new in pairs if (old["quote"], old["speaker"]) != (new.quote, new.speaker))
    return turn, tuple(changed)


def _to_review(row: tuple[Any, ...], documents: Mapping[str, Document]) -> Review:
    key, reviewer, signed, comment, is_right, verdicts, stored, history, fingerprints = row
    turn, changed = _renew(stored, documents)
    return Review(
        key=key,
        reviewer=reviewer,
        signed=datetime.fromisoformat(signed),
        comment=comment,
        is_right=None if is_right is None else bool(is_right),
        verdicts=tuple(CitationReview(**told) for told in json.loads(verdicts)),
        turn=turn,
        history=tuple(json.loads(history)),
        changed=changed,
        is_current=json.loads(fingerprints) == to_fingerprints(turn.answer, documents),
    )


def _to_kept(row: tuple[Any, ...], documents: Mapping[str, Document]) -> KeptAnswer:
    key, first_given, last_given, times, stored, history, fingerprints, *review = row
    turn, _ = _renew(stored, documents)
    return KeptAnswer(
        key=key,
        first_given=datetime.fromisoformat(first_given),
        last_given=datetime.fromisoformat(last_given),
        times=times,
        turn=turn,
        history=tuple(json.loads(history)),
        is_current=json.loads(fingerprints) == to_fingerprints(turn.answer, documents),
        review=_to_review(tuple(review), documents) if review[0] else None,
    )


def _holds(turn: Turn, query: str) -> bool:
    text = f"{turn.question} {turn.answer.text}".casefold()
    return all(word in text for word in query.casefold().split())


def _squeeze(text: str) -> str:
    """Return a text without needless white space and half surrogate pairs, which no page could show."""
    return " ".join(_HALF_PAIR.sub(" ", text).split())
