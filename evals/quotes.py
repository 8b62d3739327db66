"""The suite "quotes": does a checker pass honest variants of quotes and stop dishonest ones?

Cases are made from documents by rule and chance with a fixed seed, so two runs ask the same. The definitions:

- **detection**: dishonest cases that didn't pass / dishonest cases.
- **false rejection**: honest cases that didn't pass / honest cases.

A check that raises counts as wrong on either side. Rival to both: accuracy over all cases, which a checker that
stops everything wins where the dishonest are many. Intervals are those of Clopper and Pearson (1934) over cases;
cases from one sentence depend on each other, so that they are somewhat too narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from random import Random
from typing import Any, Protocol

from scipy.stats import binomtest
from tqdm import tqdm

from assistant.check import GivenQuote
from corpus.types import Document
from evals.attribution import load_gold_documents
from evals.metrics.intervals import CONFIDENCE, SEED
from evals.perturb_kinds import ELLIPSIS_KIND, find_makers
from evals.perturb_sources import Draft, Excerpt, Maker, Material, cut_excerpts, find_ellipses
from evals.provenance import Provenance
from evals.report import Row, align, describe, format_interval, format_value, markdown_table, provenance_to_json
from evals.types import Score

LIMIT = 45
"""The most cases of a kind: with all kinds well over 3,000 in all."""
TOPICS = 12
"""How many topics of SQuAD_v2_sv are drawn: enough for 25 cases of every kind but ellipses, which few texts have."""
_SHOWN_FAILURES = 20


class Judgement(Protocol):
    """What a check tells of a quote."""

    @property
    def verdict(self) -> str:
        """Return the verdict's name."""
        ...

    @property
    def difference(self) -> str | None:
        """Return what differs from the document, None where nothing does."""
        ...

    @property
    def passes(self) -> bool:
        """Return whether the quote may be used as it stands."""
        ...


class Checker(Protocol):
    """What is evaluated: something that checks quotes against documents that it knows."""

    def check(self, given: GivenQuote, /) -> Judgement:
        """Return what is to be said of a quote."""
        ...


@dataclass(frozen=True, slots=True)
class QuoteCase:
    """A quote with the gold: whether it is honest, and of what kind. The id is the kind and a number from 1."""

    id: str
    kind: str
    is_honest: bool
    quote: str
    document_id: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """What a checker said of a case; the verdict is "error" and `passes` None where it raised."""

    case: QuoteCase
    verdict: str
    passes: bool | None
    difference: str = ""

    @property
    def is_right(self) -> bool:
        """Return whether an honest quote passed or a dishonest one didn't."""
        return self.passes is self.case.is_honest


@dataclass(frozen=True, slots=True)
class KindScore:
    """The share of a kind that is detected (dishonest) or rejected (honest), and the ids of those judged wrongly."""

    score: Score
    is_honest: bool
    failures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotesReport:
    """The shares over all cases and by kind, in the order of the cases, and every case that was judged wrongly."""

    detection: Score
    false_rejection: Score
    kinds: tuple[KindScore, ...]
    failures: tuple[CheckedCase, ...]


def draw_documents(documents: Sequence[Document], count: int = TOPICS, *, seed: int = SEED) -> tuple[Document, ...]:
    """Return up to `count` documents drawn with the seed, in their order."""
    drawn = Random(seed).sample(range(len(documents)), min(count, len(documents)))
    return tuple(documents[number] for number in sorted(drawn))


def make_cases(
    documents: Sequence[Document], *, seed: int = SEED, limit: int = LIMIT, others: Sequence[Document] = ()
) -> tuple[QuoteCase, ...]:
    """Return cases made from documents, honest kinds first, at most `limit` of a kind; the same in every run.

    The documents take turns, so that a short one gives as many as a long one. `others` are documents that the checker
    doesn't get: their sentences and people are dishonest in any quote. A kind that finds nothing to change has no case.
    """
    material = Material(tuple(documents), tuple(others))
    known = {document.id for document in documents}
    if known & {document.id for document in others}:
        raise ValueError("a document is both given and held back")
    pools = [cut_excerpts(document, Random(f"{seed} {document.id}")) for document in documents]
    ellipses = [find_ellipses(document) for document in documents]
    cases: list[QuoteCase] = []
    for kind, is_honest, make in find_makers():
        rng = Random(f"{seed} {kind}")
        drafts = _draw(make, ellipses if kind == ELLIPSIS_KIND else pools, material, rng)
        cases += [
            QuoteCase(f"{kind}-{number:03d}", kind, is_honest, draft.quote, draft.document_id, draft.speaker)
            for number, draft in enumerate(islice(drafts, limit), start=1)
        ]
    return tuple(cases)


def run_quotes(documents: Sequence[Document], checker: Checker, *, progress: bool = False) -> QuotesReport:
    """Return how a checker of these documents judges the cases made from them.

    The hand-labelled texts that aren't among the documents are the others.
    """
    known = {document.id for document in documents}
    others = [document for document, _ in load_gold_documents() if document.id not in known]
    cases = make_cases(documents, others=others)
    shown = tqdm(cases, desc="Prövar citat", unit=" citat", disable=None if progress else True)
    return score_checks([_check(checker, case) for case in shown])


def score_checks(checked: Sequence[CheckedCase]) -> QuotesReport:
    """Return the shares over checked cases, by kind too; a share without cases has the value None."""
    kinds: dict[tuple[str, bool], list[CheckedCase]] = {}
    for told in checked:
        kinds.setdefault((told.case.kind, told.case.is_honest), []).append(told)
    return QuotesReport(
        _score("detection", [told for told in checked if not told.case.is_honest], is_honest=False),
        _score("false_rejection", [told for told in checked if told.case.is_honest], is_honest=True),
        tuple(
            KindScore(
                _score(kind, of_kind, is_honest=is_honest),
                is_honest,
                tuple(told.case.id for told in of_kind if not told.is_right),
            )
            for (kind, is_honest), of_kind in kinds.items()
        ),
        tuple(told for told in checked if not told.is_right),
    )


def to_json(report: QuotesReport, provenance: Provenance) -> dict[str, Any]:
    """Return the shares, the kinds and the failures as JSON values, with what they were measured on."""
    return {
        "suite": "quotes",
        "provenance": provenance_to_json(provenance),
        "seed": SEED,
        "limit": LIMIT,
        "scores": {score.name: _score_to_json(score) for score in (report.detection, report.false_rejection)},
        "kinds": [
            {"kind": kind.score.name, "honest": kind.is_honest, **_score_to_json(kind.score), "failures": kind.failures}
            for kind in report.kinds
        ],
        "failures": [
            {
                "id": told.case.id,
                "kind": told.case.kind,
                "honest": told.case.is_honest,
                "quote": told.case.quote,
                "document_id": told.case.document_id,
                "speaker": told.case.speaker,
                "verdict": told.verdict,
                "difference": told.difference,
            }
            for told in report.failures
        ],
    }


def to_markdown(report: QuotesReport, provenance: Provenance) -> str:
    """Return the tables and every failure, and what was measured on what."""
    lines = ["# Utvärdering: quotes", "", *describe(provenance), "", *markdown_table(_list_totals(report))]
    for is_honest, heading in ((False, "Oärliga citat"), (True, "Ärliga citat")):
        lines += ["", f"## {heading}", "", *markdown_table(_list_kinds(report, is_honest=is_honest))]
    lines += ["", f"## Fel bedömda ({len(report.failures)})", ""]
    lines += [f"- {_describe_failure(told)}" for told in report.failures] or ["Inga."]
    return "\n".join(lines) + "\n"


def to_text(report: QuotesReport) -> str:
    """Return the tables that the terminal shows, with the first failures below."""
    lines = ["Prövar citat: ändrade på ärliga och oärliga sätt", "", *align(_list_totals(report))]
    for is_honest in (False, True):
        lines += ["", *align(_list_kinds(report, is_honest=is_honest))]
    shown = report.failures[:_SHOWN_FAILURES]
    lines += ["", "Fel bedömda:", *(f"  {_describe_failure(told)}" for told in shown)] if shown else []
    rest = len(report.failures) - len(shown)
    return "\n".join([*lines, *([f"  … och {rest} till, se filerna från --out"] if rest else [])])


def _draw(make: Maker, pools: Sequence[Sequence[Excerpt]], material: Material, rng: Random) -> Iterator[Draft]:
    """Yield drafts from the pools in turn, each shuffled, none of them twice."""
    seen: set[Draft] = set()
    for turn in zip_longest(*(rng.sample(pool, len(pool)) for pool in pools)):
        for excerpt in turn:
            draft = make(excerpt, material, rng) if excerpt else None
            if draft and draft not in seen:
                seen.add(draft)
                yield draft


def _check(checker: Checker, case: QuoteCase) -> CheckedCase:
    try:
        told = checker.check(GivenQuote(case.quote, case.id, case.document_id, case.speaker))
    except Exception as error:  # whatever a check raises is a wrong judgement, and is scored as one
        return CheckedCase(case, "error", None, f"{type(error).__name__}: {error}")
    return CheckedCase(case, told.verdict, told.passes, told.difference or "")


def _score(name: str, checked: Sequence[CheckedCase], *, is_honest: bool) -> Score:
    """Return the share of honest cases that are judged wrongly, or of dishonest ones that are judged rightly."""
    if not checked:
        return Score(name, None, 0)
    counted = sum(told.is_right is not is_honest for told in checked)
    interval = binomtest(counted, len(checked)).proportion_ci(CONFIDENCE, method="exact")
    return Score(name, counted / len(checked), len(checked), "share", float(interval.low), float(interval.high))


def _score_to_json(score: Score) -> dict[str, Any]:
    return {"value": score.value, "count": score.count, "low": score.low, "high": score.high}


def _list_totals(report: QuotesReport) -> list[Row]:
    labels = {"detection": "Oärliga som stoppas", "false_rejection": "Ärliga som stoppas"}
    scores = (report.detection, report.false_rejection)
    rows = [(labels[s.name], format_value(s), format_interval(s) or "–", str(s.count)) for s in scores]
    return [("Mått", "Andel", "95 %", "Antal"), *rows]


def _list_kinds(report: QuotesReport, *, is_honest: bool) -> list[Row]:
    """Return a row a kind; the share is of those that are stopped, right for a dishonest quote, wrong for an honest."""
    rows = [
        (
            told.score.name,
            format_value(told.score),
            format_interval(told.score),
            str(told.score.count),
            str(len(told.failures)),
        )
        for told in report.kinds
        if told.is_honest == is_honest
    ]
    return [("Ärliga" if is_honest else "Oärliga", "Stoppas", "95 %", "Antal", "Fel"), *rows]


def _describe_failure(told: CheckedCase) -> str:
    case = told.case
    said = ", ".join(filter(None, (told.verdict, case.document_id, case.speaker)))
    difference = f" – {told.difference}" if told.difference else ""
    return f"{case.id} ({said}): {case.quote!r}{difference}"
