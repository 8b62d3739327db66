"""The types of an evaluation: the case, the judged citation, the result of a case, the score and the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant.types import Answer, Citation, Question
from corpus.types import BelaggError, Document

SpeakerVerdict = Literal["right", "missing", "wrong", "unjudged"]
Unit = Literal["share", "number", "ms"]
Observation = float | tuple[float, float]
"""What a metric sees in a case: a number, or a pair (confidence, outcome)."""


class EvalsError(BelaggError):
    """Cases, gold labels or a data file that cannot be used for an evaluation."""


class Assistant(Protocol):
    """What is evaluated: something that answers questions about its documents."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """Return the documents that the answers cite, by id."""
        ...

    def ask(self, question: Question) -> Answer:
        """Return the answer to one question."""
        ...

    def close(self) -> None:
        """Let go of what was opened for it."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what a right answer must cite.

    `evidence` holds one group for each thing that the answer must say; a group lists verbatim alternatives, any one
    of which is enough. It is empty exactly when the question isn't answerable. `speakers` are the full names of those
    whose words the evidence is, () for the author's own. `wrong` are sentences that tempt and don't answer.
    `document_id` is the document that the evidence stands in. `premise` says what a note must name that names the false
    premise of an unanswerable question: alternatives, each of words (or stems) that must all stand in one note.
    """

    id: str
    question: str
    answerable: bool
    document_id: str
    evidence: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    language: str = "sv"
    type: str = ""
    style: str = ""
    note: str = ""
    premise: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedCitation:
    """A citation with the verdicts on it.

    `groups` are the numbers (from 0) of the case's evidence groups that the quote holds an alternative of. `is_nearest`
    says that it was shown as a closest passage of a not_found answer rather than as support, `is_tempted` that it holds
    evidence known to be wrong.
    """

    citation: Citation
    groups: tuple[int, ...]
    is_verbatim: bool
    speaker: SpeakerVerdict
    is_nearest: bool = False
    is_whole: bool = True
    is_tempted: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case: an answer with its judged citations, or the error that was raised instead.

    `wall_ms` is the time that the call took, whatever the answer's own `timings_ms` say.
    """

    case: Case
    answer: Answer | None
    citations: tuple[JudgedCitation, ...] = ()
    error: str | None = None
    wall_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """The value of a metric over `count` observations; None when there were none to take it over.

    `low` and `high` are the ends of its interval, None where that was not asked for or can't be had.
    """

    name: str
    value: float | None
    count: int
    unit: Unit = "share"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """The results of a suite in the order of its cases, and the scores over them."""

    suite: str
    results: tuple[Result, ...]
    scores: tuple[Score, ...]
    documents: tuple[Document, ...] = ()
    values: Mapping[str, Mapping[str, tuple[Observation, ...]]] = field(default_factory=dict)
    """Case id → metric name → the observations that the case gave, for intervals and comparisons."""
    system: str = "belagg"
    """What was asked: a name of `evals.systems.SYSTEMS`."""
