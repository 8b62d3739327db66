"""Many questions from a file: JSON lines in, JSON lines out, one load of the models."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tqdm import tqdm

from assistant.render import to_json_line
from assistant.types import Answer, Question
from corpus.readers import read_text
from corpus.types import BelaggError

_WANTED = {
    "raden": "ett JSON-objekt",
    "id": "en text eller ett heltal",
    "question": "en text",
    "history": "en lista med texter",
    "documents": "en lista med dokument-id",
}


class BatchError(BelaggError):
    """A batch file that cannot be read or written."""


class Answerer(Protocol):
    """What answers the questions of a batch."""

    def ask(self, question: Question) -> Answer:
        """Return the answer."""

    def close(self) -> None:
        """Let go of open files."""


class _Line(BaseModel):
    """One line of a batch file; keys that the contract doesn't name are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str | int = ""
    question: str
    history: list[str] = Field(default_factory=list)
    documents: list[str] | None = None

    def to_question(self) -> Question:
        documents = None if self.documents is None else tuple(self.documents)
        return Question(self.question, str(self.id), tuple(self.history), documents)


def answer_file(source: Path, target: Path, *, open_assistant: Callable[[], Answerer]) -> list[str]:
    """Answer the questions of `source` into `target` and return what was wrong with the lines that were not answered.

    `target` is replaced in one step at the end, so that it never holds half a run. Raises BatchError if a file
    can't be read or written, before any model is loaded.
    """
    # Not splitlines: JSON strings may hold U+2028 and other characters that it takes for line ends.
    lines = read_text(source).split("\n")
    if not target.parent.is_dir():
        raise BatchError(f"Mappen {target.parent} finns inte. Skapa den, eller ange en annan fil med --out.")
    if target.is_dir():
        raise BatchError(f"{target} är en mapp. Ange en fil med --out.")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    except OSError as error:
        raise BatchError(f"{target} kan inte skrivas ({error.strerror}). Ange en annan fil med --out.") from error
    problems: list[str] = []
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            assistant = open_assistant()
            for number, line in enumerate(tqdm(lines, unit="fråga", disable=None), start=1):
                if not line.strip():
                    continue
                try:
                    answer = assistant.ask(_parse(line))
                except BelaggError as error:
                    problems.append(f"{source} rad {number}: {error}")
                    continue
                out.write(to_json_line(answer.to_json()) + "\n")
            assistant.close()
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return problems


def _parse(line: str) -> Question:
    try:
        return _Line.model_validate_json(line).to_question()
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise BatchError(f"raden är inte giltig JSON ({first['ctx']['error']}).") from error
        key = str(first["loc"][0]) if first["loc"] else "raden"
        reason = "saknas" if first["type"] == "missing" else f"ska vara {_WANTED[key]}"
        raise BatchError(f"{key} {reason}.") from error
