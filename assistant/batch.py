"""Many questions or quotes from a file: JSON lines in, JSON lines out, one load of what answers them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tqdm import tqdm

from assistant.check import Check, GivenQuote
from assistant.render import to_json_line
from assistant.types import Answer, Question
from corpus.readers import read_text
from corpus.types import BelaggError, Document

_WANTED = {
    "raden": "ett JSON-objekt",
    "id": "en text eller ett heltal",
    "question": "en text",
    "history": "en lista med texter",
    "documents": "en lista med dokument-id",
    "quote": "en text",
    "document_id": "en text eller null",
    "speaker": "en text eller null",
}

Convert = Callable[[str], Mapping[str, Any]]
"""What turns a line into the JSON object that answers it; raises BelaggError for a bad line."""


class BatchError(BelaggError):
    """A batch file that cannot be read or written."""


class Answerer(Protocol):
    """What answers the questions of a batch."""

    def ask(self, question: Question) -> Answer:
        """Return the answer."""

    def close(self) -> None:
        """Let go of open files."""


class Checker(Protocol):
    """What checks the quotes of a batch."""

    def check(self, given: GivenQuote) -> Check:
        """Return the verdict."""


class _Line(BaseModel):
    """One line of a batch file; keys that the contract doesn't name are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: str | int = ""


class _QuestionLine(_Line):
    question: str
    history: list[str] = Field(default_factory=list)
    documents: list[str] | None = None

    def to_question(self) -> Question:
        documents = None if self.documents is None else tuple(self.documents)
        return Question(self.question, str(self.id), tuple(self.history), documents)


class _QuoteLine(_Line):
    quote: str
    document_id: str | None = None
    speaker: str | None = None

    def to_given_quote(self) -> GivenQuote:
        return GivenQuote(self.quote, str(self.id), self.document_id, self.speaker)


_AnyLine = TypeVar("_AnyLine", bound=_Line)


def answer_file(source: Path, target: Path, *, open_assistant: Callable[[], Answerer]) -> list[str]:
    """Answer the questions of `source` into `target`; returns and raises what `convert_file` does."""
    opened: list[Answerer] = []

    def open_convert() -> Convert:
        opened.append(assistant := open_assistant())
        return lambda line: assistant.ask(_parse(line, _QuestionLine).to_question()).to_json()

    try:
        return convert_file(source, target, open_convert=open_convert, unit="fråga")
    finally:
        for assistant in opened:
            assistant.close()


def check_file(source: Path, target: Path, *, open_checker: Callable[[], Checker]) -> list[str]:
    """Check the quotes of `source` into `target`; returns and raises what `convert_file` does."""

    def open_convert() -> Convert:
        checker = open_checker()
        return lambda line: checker.check(_parse(line, _QuoteLine).to_given_quote()).to_json()

    return convert_file(source, target, open_convert=open_convert, unit="citat")


def convert_file(source: Path, target: Path, *, open_convert: Callable[[], Convert], unit: str) -> list[str]:
    """Write what the lines of `source` become into `target`, and return what was wrong with those that are left out.

    `target` is replaced in one step at the end, so that it never holds half a run. Raises BatchError if a file
    can't be read or written, before anything is loaded. `unit` is what a line is, for the progress bar.
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
            convert = open_convert()
            for number, line in enumerate(tqdm(lines, unit=unit, disable=None), start=1):
                if not line.strip():
                    continue
                try:
                    converted = convert(line)
                except BelaggError as error:
                    problems.append(f"{source} rad {number}: {error}")
                    continue
                out.write(to_json_line(converted) + "\n")
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return problems


@contextmanager
def index_folder(documents: Sequence[Document] | None) -> Iterator[Path | None]:
    """Give the folder for the index: a temporary one for documents of this run, None for the settings' own."""
    if documents is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="belagg-") as folder:
        yield Path(folder)


def _parse(line: str, kind: type[_AnyLine]) -> _AnyLine:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise BatchError(f"raden är inte giltig JSON ({first['ctx']['error']}).") from error
        key = str(first["loc"][0]) if first["loc"] else "raden"
        reason = "saknas" if first["type"] == "missing" else f"ska vara {_WANTED[key]}"
        raise BatchError(f"{key} {reason}.") from error
