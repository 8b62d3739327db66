"""Signed answers asked for again: which of them would the current version no longer give, and what is missing?

A review asks three things of an answer: that what was approved comes again, that what was rejected doesn't, and that
an answer with something right in it still finds, or still doesn't find, an answer in the material.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tqdm import tqdm

from assistant.reviews import Review
from assistant.types import Answer, Citation, Question, Status
from evals.provenance import Provenance
from evals.report import Row, align, describe, markdown_table, provenance_to_json
from evals.texts_sv import STATUSES
from evals.types import Assistant

Outcome = Literal["same", "fewer", "worse", "turned", "error"]

# --- texts ---
HEAD = "Svit reviewed: {asked} signerade svar prövade på nytt"
LABEL = "Ställer frågor"
SUMMARY = "{kept} av {asked} signerade svar ges fortfarande; {lost} gör det inte"
NOTHING_ASKED = "Inga signerade svar prövades"
NOT_ASKED = "{count} prövades inte: dokumenten har ändrats sedan signeringen"
OUTCOMES: Mapping[Outcome, str] = {
    "same": "Som det granskades",
    "fewer": "Godkänt citat saknas",
    "worse": "Underkänt ges igen",
    "turned": "Svar blev inget svar, eller tvärtom",
    "error": "Programfel",
}
OUTDATED = "Inte prövade: dokumenten har ändrats"
GONE = "Godkänt citat som saknas"
RETURNED = "Underkänt citat som ges igen"
ADDED = "Nytt citat som ingen har granskat"
EARLIER = "Tidigare fråga"
LIBRARIES = "Bibliotek"
STATUS_THEN_AND_NOW = "Signerat: {then}. Nu: {now}"
NO_SPEAKER = "ingen talare"
CHANGED = "ord eller talare är inte längre de som signerades"
# --- end texts ---


@dataclass(frozen=True, slots=True)
class ReplayedAnswer:
    """What came of asking for a signed answer again; `status` is None if that raised `error`.

    `gone` are the approved citations that didn't come, `returned` the rejected ones that did, `added` those of the new
    answer that were not reviewed.
    """

    review: Review
    outcome: Outcome
    status: Status | None
    gone: tuple[Citation, ...] = ()
    returned: tuple[Citation, ...] = ()
    added: tuple[Citation, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewedReport:
    """The signed answers that were asked for again, in order, and those whose documents have changed."""

    answers: tuple[ReplayedAnswer, ...]
    outdated: tuple[Review, ...]

    @property
    def passed(self) -> bool:
        """Return whether every answer that was asked for again is as it was reviewed."""
        return all(told.outcome == "same" for told in self.answers)

    @property
    def summary(self) -> str:
        """Return in one line how many signed answers are still given."""
        kept = sum(told.outcome == "same" for told in self.answers)
        counts = SUMMARY.format(kept=kept, asked=len(self.answers), lost=len(self.answers) - kept)
        parts = [counts if self.answers else NOTHING_ASKED]
        parts += [NOT_ASKED.format(count=len(self.outdated))] if self.outdated else []
        return ". ".join(parts)


def replay(reviews: Sequence[Review], assistant: Assistant, *, progress: bool = False) -> ReviewedReport:
    """Return what comes of asking the questions of current reviews again; the others are not asked.

    `reviews` are those of `Reviews.signed(assistant.documents)`. The outcome is the first of these that holds:
    "error": asking raised. "turned": what was found isn't any more, or the reverse, though something in the signed
    answer was right. "worse": a rejected quote comes again, or a not_found answer that was wrong. "fewer": an approved
    quote is gone. "same": none of these.
    """
    current = [review for review in reviews if review.is_current]
    shown = tqdm(current, desc=LABEL, unit=" frågor", disable=None if progress else True)
    answers = tuple(_replay_one(review, assistant) for review in shown)
    return ReviewedReport(answers, tuple(review for review in reviews if not review.is_current))


def format_reviewed(report: ReviewedReport) -> str:
    """Return what the terminal shows: the outcomes with their counts, each answer that is lost, and the summary."""
    lines = [HEAD.format(asked=len(report.answers)), "", *align(_count_rows(report))]
    for told in report.answers:
        if told.outcome != "same":
            lines += ["", f"{OUTCOMES[told.outcome]}: {told.review.turn.question}"]
            lines += [f"  {line}" for line in _describe(told)]
    return "\n".join([*lines, "", report.summary])


def reviewed_to_json(report: ReviewedReport, provenance: Provenance) -> dict[str, Any]:
    """Return the report as JSON values: provenance, summary, every answer asked for, and those that were not."""
    return {
        "suite": "reviewed",
        "provenance": provenance_to_json(provenance),
        "passed": report.passed,
        "summary": report.summary,
        "outcomes": _count_outcomes(report),
        "answers": [
            {
                **_review_to_json(told.review),
                "outcome": told.outcome,
                "status": told.status,
                "error": told.error,
                "gone": [citation.to_json() for citation in told.gone],
                "returned": [citation.to_json() for citation in told.returned],
                "added": [citation.to_json() for citation in told.added],
            }
            for told in report.answers
        ],
        "outdated": [_review_to_json(review) for review in report.outdated],
    }


def reviewed_to_markdown(report: ReviewedReport, provenance: Provenance) -> str:
    """Return a summary: what was measured on what, the outcomes, each answer that is lost, and what was not asked."""
    lines = ["# Utvärdering: reviewed", "", *describe(provenance), "", f"{report.summary}.", ""]
    lines += markdown_table(_count_rows(report))
    for told in report.answers:
        if told.outcome != "same":
            lines += ["", f"## {OUTCOMES[told.outcome]}: {told.review.turn.question}", ""]
            lines += [f"- {line}" for line in _describe(told)]
    if report.outdated:
        lines += ["", f"## {OUTDATED}", ""]
        lines += [f"- {review.turn.question}" for review in report.outdated]
    return "\n".join(lines) + "\n"


def _replay_one(review: Review, assistant: Assistant) -> ReplayedAnswer:
    turn = review.turn
    question = Question(turn.question, id=review.key, history=review.history, libraries=turn.libraries or None)
    try:
        answer = assistant.ask(question)
    except Exception as error:  # whatever a step raises is a failed answer, and is told as one
        return ReplayedAnswer(review, "error", None, error=f"{type(error).__name__}: {error}")
    approved, rejected = review.find_citations("approved"), review.find_citations("rejected")
    gone = tuple(citation for citation in approved if not _is_given(citation, answer, review))
    returned = tuple(citation for citation in rejected if _is_given(citation, answer, review))
    reviewed = [citation for citation in turn.answer.citations if citation.n not in review.changed]
    added = tuple(given for given in answer.citations if not any(_is_held(old, given) for old in reviewed))
    is_turned = (answer.status == "not_found") != (turn.answer.status == "not_found")
    outcome: Outcome = "same"
    if is_turned and (approved or review.is_right):
        outcome = "turned"
    elif returned or (review.is_right is False and not is_turned):
        outcome = "worse"
    elif gone:
        outcome = "fewer"
    return ReplayedAnswer(review, outcome, answer.status, gone, returned, added)


def _is_given(citation: Citation, answer: Answer, review: Review) -> bool:
    """Return whether an answer gives a signed citation; one that reads otherwise now is another one."""
    return citation.n not in review.changed and any(_is_held(citation, given) for given in answer.citations)


def _is_held(signed: Citation, given: Citation) -> bool:
    is_inside = given.start <= signed.start and signed.end <= given.end
    return is_inside and (signed.document_id, signed.speaker) == (given.document_id, given.speaker)


def _count_outcomes(report: ReviewedReport) -> dict[Outcome, int]:
    counts = Counter(told.outcome for told in report.answers)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def _count_rows(report: ReviewedReport) -> list[Row]:
    rows = [(OUTCOMES[outcome], str(count)) for outcome, count in _count_outcomes(report).items()]
    return [("Utfall", "Antal"), *rows, (OUTDATED, str(len(report.outdated)))]


def _review_to_json(review: Review) -> dict[str, Any]:
    return {
        "key": review.key,
        "question": review.turn.question,
        "history": list(review.history),
        "libraries": list(review.turn.libraries),
        "signed": review.signed.isoformat(timespec="seconds"),
        "signed_status": review.turn.answer.status,
        "is_approved": review.is_approved,
    }


def _describe(told: ReplayedAnswer) -> list[str]:
    review = told.review
    lines = [f"{EARLIER}: {question}" for question in review.history]
    lines += [f"{LIBRARIES}: {', '.join(review.turn.libraries)}"] if review.turn.libraries else []
    now = STATUSES[told.status] if told.status else told.error
    lines.append(STATUS_THEN_AND_NOW.format(then=STATUSES[review.turn.answer.status], now=now))
    lines += [f"{GONE}: {_show(citation, review.changed)}" for citation in told.gone]
    lines += [f"{RETURNED}: {_show(citation)}" for citation in told.returned]
    return lines + [f"{ADDED}: {_show(citation)}" for citation in told.added]


def _show(citation: Citation, changed: Sequence[int] = ()) -> str:
    mark = CHANGED if citation.n in changed else citation.speaker or NO_SPEAKER
    return f"[{citation.n}] {citation.quote or '–'} ({mark})"
