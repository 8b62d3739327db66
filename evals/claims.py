"""Hints for claims against labelled ones: is a supported claim given its evidence, and is any other one flagged?

A claim is flagged if nothing comes near it, or if names or numbers of it are missing where it may have support. As with
the cases, claims with odd numbers are for choosing the threshold of `assistant/claims.py`, those with even ones for
reporting.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tqdm import tqdm

from assistant.claims import Claim
from assistant.pipeline import Assistant
from corpus.readers import read_text
from evals.cases import ARTICLE_ID, HALVES, Half, cases_folder, half_of
from evals.provenance import Provenance
from evals.report import Row, align, describe, markdown_table, provenance_to_json


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A sentence as it might stand in a draft, with the sentences of the article that support it, if any do."""

    id: str
    claim: str
    supported: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimScores:
    """How many claims of a half are supported, unflagged, and shown their evidence; unsupported, and flagged."""

    half: Half
    supported: int
    unflagged: int
    shown_evidence: int
    unsupported: int
    flagged: int


def run_claims(assistant: Assistant) -> tuple[ClaimScores, ...]:
    """Return the scores of both halves of the labelled claims about the article."""
    cases = load_claims()
    watched = tqdm(cases, desc="Prövar påståenden", unit=" påståenden", disable=None)
    found = [(case, assistant.find_support(case.claim)) for case in watched]
    return tuple(_score(half, [pair for pair in found if half_of(pair[0].id) == half]) for half in HALVES)


def load_claims() -> list[ClaimCase]:
    """Return the labelled claims."""
    rows = (json.loads(line) for line in read_text(cases_folder() / "claims" / f"{ARTICLE_ID}.jsonl").splitlines())
    return [ClaimCase(row["id"], row["claim"], row["supported"], tuple(row["evidence"])) for row in rows]


def claims_to_text(scores: Sequence[ClaimScores]) -> str:
    """Return the scores as a table for the terminal."""
    return "\n".join(align(_list(scores)))


def claims_to_markdown(scores: Sequence[ClaimScores], provenance: Provenance) -> str:
    """Return the scores as a page, with where they come from."""
    return "\n".join(["# Utvärdering: claims", "", *describe(provenance), "", *markdown_table(_list(scores)), ""])


def claims_to_json(scores: Sequence[ClaimScores], provenance: Provenance) -> dict[str, Any]:
    """Return the scores with where they come from."""
    return {"provenance": provenance_to_json(provenance), "halves": [asdict(score) for score in scores]}


def _score(half: Half, found: Sequence[tuple[ClaimCase, Claim]]) -> ClaimScores:
    supported = [(case, claim) for case, claim in found if case.supported]
    others = [claim for case, claim in found if not case.supported]
    shown = (
        claim.support is not None
        and any(text in claim.support.quote or claim.support.quote in text for text in case.evidence)
        for case, claim in supported
    )
    return ClaimScores(
        half,
        len(supported),
        sum(not claim.is_doubtful for _, claim in supported),
        sum(shown),
        len(others),
        sum(claim.is_doubtful for claim in others),
    )


def _list(scores: Sequence[ClaimScores]) -> list[Row]:
    head: Row = ("Halva", "Stödda", "utan anmärkning", "visar belägget", "Ostödda", "anmärkta")
    rows = [tuple(str(value) for value in asdict(score).values()) for score in scores]
    return [head, *rows]
