"""A whole text checked against the material: a verdict on each quote, a hint for each claim, and a line to act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from assistant import wording
from assistant.check import MIN_WORDS, Check, GivenQuote, QuoteChecker, Verdict
from assistant.claims import Claim, Search, find_claims, find_support
from assistant.names import Names
from assistant.quotes import FoundQuote, find_quotes
from corpus.readers import Draft
from corpus.types import Document

Progress = Callable[[int, int], None]
"""What is told, after every quote and claim, how many are done and how many there are."""

VERDICTS: tuple[Verdict, ...] = ("verbatim", "shortened", "near", "misattributed", "not_found")


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """A quote of a text with its verdict; `is_term` is set where it is too short to be judged: a title or a term."""

    found: FoundQuote
    check: Check
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text with its quotes and claims, both in text order."""

    draft: Draft
    quotes: tuple[CheckedQuote, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many quotes got each verdict, those that are too short left out."""
        counted = Counter(quote.check.verdict for quote in self.quotes if not quote.is_term)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def summary(self) -> str:
        """Return one line in Swedish for a busy reader: what holds, and what has to be looked at."""
        return wording.summarise(
            self.counts, sum(quote.is_term for quote in self.quotes), sum(claim.is_doubtful for claim in self.claims)
        )

    def to_json(self) -> dict[str, Any]:
        """Return the text's checks in the contract's shape, each with its place in the text, and the claims."""
        return {
            "summary": self.summary,
            "counts": self.counts,
            "checks": [
                {
                    **quote.check.to_json(),
                    "quote": quote.found.quote,
                    "claimed_speaker": quote.found.speaker,
                    "is_term": quote.is_term,
                    "text_start": quote.found.span.start,
                    "text_end": quote.found.span.end,
                }
                for quote in self.quotes
            ],
            "claims": [
                {
                    "claim": claim.text,
                    "text_start": claim.span.start,
                    "text_end": claim.span.end,
                    "support": claim.support.to_json() if claim.support else None,
                    "missing": list(claim.missing),
                }
                for claim in self.claims
            ],
        }


def check_text(
    draft: Draft,
    documents: Mapping[str, Document],
    checker: QuoteChecker,
    search: Search | None = None,
    *,
    on_progress: Progress | None = None,
) -> CheckedText:
    """Return a text with a verdict on each of its quotes, and with `search` a hint for each of its claims.

    Speakers whom the text names in a way that the documents don't know are checked too: they said nothing there.
    """
    quotes = find_quotes(draft)
    spans = find_claims(draft, quotes, Names(documents.values())) if search else ()
    steps = count(1)

    def tell() -> None:
        if on_progress is not None:
            on_progress(next(steps), len(quotes) + len(spans))

    checked = []
    for number, found in enumerate(quotes, start=1):
        check = checker.check(GivenQuote(found.quote, str(number), speaker=found.speaker))
        checked.append(CheckedQuote(found, check, is_term=len(found.quote.split()) < MIN_WORDS))
        tell()
    claims = []
    for span in spans:
        if search is not None:
            claims.append(find_support(draft, span, search, documents))
        tell()
    return CheckedText(draft, tuple(checked), tuple(claims))
