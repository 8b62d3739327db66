"""What the page needs from an assistant, what it sends to the browser, and its error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypedDict

from assistant.check_text import CheckedText, Progress
from assistant.types import Answer, Question
from corpus.readers import Draft
from corpus.types import BelaggError, Document

TurnState = Literal["searching", "writing", "done", "failed"]


class UiError(BelaggError):
    """The page cannot be opened."""


class Answerer(Protocol):
    """Anything that answers questions about documents: `assistant.pipeline.Assistant`, or a fake in tests."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Return the documents by id, in the order in which they are offered."""

    @property
    def libraries(self) -> tuple[str, ...]:
        """Return the short names that questions can be kept to."""

    @property
    def examples(self) -> tuple[str, ...]:
        """Return questions to begin with."""

    def ask(self, question: Question) -> Answer:
        """Return the answer; raise BelaggError with a Swedish message if there can be none."""

    def check(self, draft: Draft, *, on_progress: Progress | None = None) -> CheckedText:
        """Return a text with a verdict on each quote and a hint for each claim; safe in several threads."""


class TurnJson(TypedDict):
    """One question and as much of its answer as is ready, for web/conversation.js.

    `blocks` only ever grows during a turn, so a browser that misses an update loses nothing. `announcement` is what
    a screen reader is told; `problem` is shown at the input and leaves the conversation as it is. `saved` is what the
    browser keeps of a turn that is done (`assistant.conversation.Turn`).
    """

    id: str
    state: TurnState
    blocks: list[str]
    announcement: str
    problem: str
    saved: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A cited range [start, end) of a document, with the number of its citation."""

    n: int
    start: int
    end: int
