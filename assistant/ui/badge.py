"""Reviews around an answer on the page: it is kept when it has been shown, and a signed one carries a badge."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from assistant.conversation import Turn
from assistant.reviews import KeptAnswer, Review, Reviews, to_answer_key
from assistant.ui import texts_sv as texts
from corpus.types import Document

REVIEWS_PATH = "/svar"

_LOG = logging.getLogger(__name__)


def keep_answer(reviews: Reviews | None, turn: Turn, history: Sequence[str], documents: Mapping[str, Document]) -> None:
    """Keep an answer that has been shown; a store that fails is logged, and the answer stays."""
    if reviews is None:
        return
    try:
        reviews.keep(turn, history, documents)
    except Exception:
        # Whatever is wrong with the store, here as below, it costs nobody an answer.
        _LOG.exception("an answer could not be kept for review")


def find_kept(reviews: Reviews | None, turn: Turn, documents: Mapping[str, Document]) -> KeptAnswer | None:
    """Return what is kept of a turn's answer, None if nothing is; so too if the store fails, which is logged."""
    if reviews is None:
        return None
    try:
        return reviews.open(to_answer_key(turn), documents)
    except Exception:
        _LOG.exception("the review of an answer could not be read")
        return None


def to_shown(kept: KeptAnswer | None) -> Review | None:
    """Return the review that is shown with an answer: the one that is current, if any."""
    return kept.review if kept is not None and kept.status == "signed" else None


def to_review_path(turn: Turn) -> str:
    """Return where the answer of a turn can be reviewed, below the address of the page."""
    return f"{REVIEWS_PATH}/{to_answer_key(turn)}"


def describe_review(review: Review) -> str:
    """Return "Granskad av NAME, DAY", and what of the answer was rejected."""
    signed = texts.REVIEWED.format(reviewer=review.reviewer, date=to_date(review.signed))
    if review.is_approved:
        return signed
    rejected = [told.n for told in review.verdicts if told.verdict == "rejected"]
    form = texts.REJECTED_CITATIONS if len(rejected) > 1 else texts.REJECTED_CITATION
    return f"{signed}: {form.format(numbers=to_numbers(rejected)) if rejected else texts.REJECTED_ANSWER}"


def describe_given(kept: KeptAnswer) -> str:
    """Return how often an answer was given, and when it last was."""
    form = texts.GIVEN_ONCE if kept.times == 1 else texts.GIVEN_TIMES
    return form.format(times=kept.times, last=to_moment(kept.last_given))


def to_numbers(numbers: Iterable[int]) -> str:
    """Return the numbers of one citation or more as words.

    >>> to_numbers([2]), to_numbers([1, 2, 4])
    ('[2]', '[1], [2] och [4]')
    """
    *others, last = (f"[{n}]" for n in numbers)
    return f"{', '.join(others)} och {last}" if others else last


def to_date(moment: datetime) -> str:
    """Return the day of a moment where the server stands, for instance "24 november 2026"."""
    day = moment.astimezone()
    return f"{day.day} {texts.MONTHS[day.month - 1]} {day.year}"


def to_moment(moment: datetime) -> str:
    """Return the day and the time, for instance "24 november 2026 kl. 14.05"."""
    return texts.MOMENT.format(date=to_date(moment), time=f"{moment.astimezone():%H.%M}")


def render_badge(review: Review) -> str:
    """Return the badge; a comment on the whole answer is folded below it, or open if the answer was rejected."""
    tone = "approved" if review.is_approved else "rejected"
    comment = (
        f'<details class="remark"{"" if review.is_approved else " open"}>'
        f"<summary>{escape(texts.REVIEWER_COMMENT)}</summary><p>{escape(review.comment)}</p></details>"
        if review.comment.strip()
        else ""
    )
    told = f"<p>{render_seal(tone)}{escape(describe_review(review))}</p>"
    return f'<div class="badge {tone}" lang="sv">{told}{comment}</div>'


def render_remarks(review: Review) -> dict[int, str]:
    """Return, by citation, what its card says of the review: that it was rejected and why, or a comment, folded."""
    remarks = {}
    for told in review.verdicts:
        comment = escape(told.comment.strip())
        if told.verdict == "rejected":
            why = f": {comment}" if comment else ""
            text = f"{render_seal('rejected')}<strong>{escape(texts.REJECTED_BY_REVIEWER)}</strong>{why}"
            remarks[told.n] = f'<p class="remark rejected" lang="sv">{text}</p>'
        elif comment:
            summary = f"<summary>{escape(texts.REVIEWER_COMMENT)}</summary>"
            remarks[told.n] = f'<details class="remark" lang="sv">{summary}<p>{comment}</p></details>'
    return remarks


def render_seal(tone: str) -> str:
    """Return the seal of "approved", "rejected" or "outdated", which a screen reader leaves out: words stand beside."""
    return f'<span class="seal {tone}" aria-hidden="true">{texts.SEALS[tone]}</span>'
