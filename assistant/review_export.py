"""Reviews to take along: as a table for a spreadsheet, and as evaluation cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from assistant.records import to_table
from assistant.render import STATUS
from assistant.reviews import Review, Verdict

# --- texts ---
CSV_HEADINGS = (
    *("Signerat (UTC)", "Granskare", "Fråga", "Svarstyp", "Citat nr", "Citat", "Dokument", "Talare"),
    *("Bedömning", "Kommentar", "Kommentar till svaret", "Dokumenten oförändrade"),
)
VERDICTS: dict[Verdict, str] = {"approved": "Godkänt", "rejected": "Underkänt", "": ""}
JUDGEMENTS = {True: "Stämmer", False: "Stämmer inte", None: ""}
YES_NO = {True: "Ja", False: "Nej"}
CASE_TYPE = "granskad"
# --- end texts ---

CASE_STYLE = "reviewed"


def to_csv(reviews: Iterable[Review]) -> str:
    """Return reviews as a table, as `to_table` writes it: a row for each citation, one for an answer without any."""
    return to_table(CSV_HEADINGS, (row for review in reviews for row in _to_rows(review)))


def to_cases(reviews: Iterable[Review]) -> list[dict[str, Any]]:
    """Return the reviews that are current as rows of a case file.

    Each approved quote is evidence that the answer must hold, a rejected one is wrong; a not_found answer that is right
    makes a question that can't be answered. Left out are reviews that a row can't tell: those that approve nothing, of
    a question that was kept to some libraries, or of quotes from several documents, since a case is about one.
    """
    return [_to_case(review) for review in reviews if _is_case(review)]


def _is_case(review: Review) -> bool:
    answer = review.turn.answer
    is_told = _list_approved(review) or (answer.status == "not_found" and review.is_right)
    is_about_one = len({citation.document_id for citation in answer.citations}) <= 1
    return bool(is_told) and is_about_one and review.is_current and not review.turn.libraries


def _to_case(review: Review) -> dict[str, Any]:
    approved = _list_approved(review)
    speakers = (c.speaker for c in review.find_citations("approved") if c.quote and c.speaker)
    return {
        "id": f"r-{review.key}",
        "question": review.turn.question,
        "history": list(review.history),
        "language": review.turn.answer.language,
        "type": CASE_TYPE,
        "style": CASE_STYLE,
        "answerable": bool(approved),
        "evidence": [[quote] for quote in approved],
        "wrong": [c.quote for c in review.find_citations("rejected") if c.quote not in ("", *approved)],
        "speakers": list(dict.fromkeys(speakers)),
        "note": review.comment,
    }


def _list_approved(review: Review) -> list[str]:
    return list(dict.fromkeys(citation.quote for citation in review.find_citations("approved") if citation.quote))


def _to_rows(review: Review) -> Iterator[tuple[str, ...]]:
    answer = review.turn.answer
    signed = f"{review.signed.astimezone(UTC):%Y-%m-%d %H:%M}"
    head = (signed, review.reviewer, review.turn.question, STATUS[answer.status])
    tail = (review.comment, YES_NO[review.is_current])
    if not answer.citations:
        yield (*head, "", "", "", "", JUDGEMENTS[review.is_right], "", *tail)
    verdicts = {told.n: told for told in review.verdicts}
    for c in answer.citations:
        told = verdicts[c.n]
        speaker = c.speaker if c.quote and c.speaker else ""
        yield (*head, str(c.n), c.quote, c.document_id, speaker, VERDICTS[told.verdict], told.comment, *tail)
