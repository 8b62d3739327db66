"""The SQLite file of what a server keeps: opened anew for each use, brought up to date when it is written to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus.types import BelaggError

# --- texts ---
NEWER_RECORDS = "Filen {path} är skriven av en nyare version av Belägg. Uppdatera Belägg."
FOREIGN_RECORDS = (
    "Filen {path} är skadad eller innehåller något annat än omdömen och delade konversationer. "
    "Flytta undan den, så skapas en ny när något sparas."
)
UNUSABLE_RECORDS = (
    "Filen {path} gick inte att använda ({reason}). "
    "Kontrollera att det finns plats på disken och att mappen går att skriva i, och försök igen."
)
# --- end texts ---

BUSY_S = 10.0

_STEPS = (
    (
        """CREATE TABLE feedback (
            id INTEGER PRIMARY KEY,
            turn_id TEXT NOT NULL UNIQUE,
            answer_id TEXT NOT NULL,
            given TEXT NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            comment TEXT NOT NULL,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            fingerprints TEXT NOT NULL
        )""",
        "CREATE TABLE conversation (id TEXT PRIMARY KEY, shared TEXT NOT NULL, conversation TEXT NOT NULL)",
    ),
    (
        """CREATE TABLE answer (
            key TEXT PRIMARY KEY,
            first_given TEXT NOT NULL,
            last_given TEXT NOT NULL,
            times INTEGER NOT NULL,
            turn TEXT NOT NULL,
            history TEXT NOT NULL,
            fingerprints TEXT NOT NULL
        )""",
        """CREATE TABLE review (
            key TEXT PRIMARY KEY,
            reviewer TEXT NOT NULL,
            signed TEXT NOT NULL,
            comment TEXT NOT NULL,
            is_right INTEGER,
            verdicts TEXT NOT NULL,
            turn TEXT NOT NULL,
            history TEXT NOT NULL,
            fingerprints TEXT NOT NULL
        )""",
    ),
)
"""What makes a file of version n of one of version n − 1, from 1 on. A step that has been released never changes."""
VERSION = len(_STEPS)


class RecordsError(BelaggError):
    """Feedback that makes no sense, or a file of records that cannot be used."""


@dataclass(frozen=True, slots=True)
class Database:
    """The file at `path`, made when something is first written, its folder too.

    Each call opens the file for itself, so threads and processes may share it. Both methods raise RecordsError, with
    nothing changed, if the file is of a newer version, is no file of records, or cannot be read or written.
    """

    path: Path

    def read(self, query: str, *values: str, since: int = 1) -> list[tuple[Any, ...]]:
        """Return the rows of a query whose tables came with version `since`: none if the file is older or not there."""
        with self._name_errors():
            if not self.path.exists():
                return []
            with closing(self._connect("rw")) as connection:
                connection.execute("BEGIN")
                is_there = self._read_version(connection) >= since
                return connection.execute(query, values).fetchall() if is_there else []

    def write(self, statement: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """Return the rows that a statement returns, if any; in the same transaction an older file gets its tables."""
        with self._name_errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect("rwc")) as connection:
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    self._bring_up_to_date(connection)
                    rows = connection.execute(statement, values).fetchall()
                # The first writers of a new file may be in each other's way here; the next write then tries again.
                with suppress(sqlite3.OperationalError):
                    connection.execute("PRAGMA journal_mode = WAL")
                return rows

    def _connect(self, mode: Literal["rw", "rwc"]) -> sqlite3.Connection:
        uri = f"{self.path.resolve().as_uri()}?mode={mode}"
        return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        version = self._read_version(connection)
        for step in _STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _read_version(self, connection: sqlite3.Connection) -> int:
        """Return the version of the file, 0 if it is empty. Needs a transaction to see one state."""
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise RecordsError(NEWER_RECORDS.format(path=self.path))
        if version < 1 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise RecordsError(FOREIGN_RECORDS.format(path=self.path))
        return max(version, 0)

    @contextmanager
    def _name_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise RecordsError(UNUSABLE_RECORDS.format(path=self.path, reason=reason)) from error
        except sqlite3.DatabaseError as error:
            raise RecordsError(FOREIGN_RECORDS.format(path=self.path)) from error
