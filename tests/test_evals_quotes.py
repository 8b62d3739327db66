from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from assistant.check import GivenQuote
from corpus.library import default_folder, load_documents, read_document
from corpus.types import Document, Source
from evals.perturb_gaps import SWALLOWING, TOO_SHORT
from evals.provenance import Provenance
from evals.quotes import (
    CheckedCase,
    QuoteCase,
    draw_documents,
    make_cases,
    run_quotes,
    score_checks,
    to_json,
    to_markdown,
    to_text,
)

PROVENANCE = Provenance(
    "2026-11-24T00:00:00Z", None, {"cpu_count": 2, "cpu": "c", "platform": "p", "python": "3"}, "f", {}
)
LAKE = """Om sjön

Sjön ligger norr om byn. Den är 40 meter djup och fryser sent på hösten. Vi har inte sett någon lax här på 15 år.

Bo Ek, fiskare i Ås, minns bättre tider. ”Förr fick vi alltid gädda innan isen lade sig på viken”, säger Bo Ek.
"""


@dataclass(frozen=True, slots=True)
class FakeCheck:
    verdict: str
    passes: bool
    difference: str | None = None


class FakeChecker:
    """Passes what `passes` says yes to."""

    def __init__(self, passes: Callable[[GivenQuote], bool]) -> None:
        self.passes = passes
        self.given: list[GivenQuote] = []

    def check(self, given: GivenQuote) -> FakeCheck:
        self.given.append(given)
        return FakeCheck("verbatim", True) if self.passes(given) else FakeCheck("near", False, "annat ord")


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return (*load_documents(default_folder()), read_document(LAKE, Source("sjo", "Om sjön")))


@pytest.fixture(scope="module")
def other() -> Document:
    text = "Om tåg\n\nTågen gick i tid hela veckan enligt tidtabellen.\n\n”De gick i tid”, säger Siv Alm, lokförare."
    return read_document(text, Source("tag", "Om tåg"))


@pytest.fixture(scope="module")
def cases(documents: Sequence[Document], other: Document) -> tuple[QuoteCase, ...]:
    return make_cases(documents, seed=7, limit=12, others=[other])


def find_words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", re.sub("[\u00ad\u200b\u2060\ufeff]", "", text)).casefold()
    return " " + " ".join(re.findall(r"\w+", plain)) + " "


def stands(quote: str, document: Document) -> bool:
    """Read a quote as a fair reader would, written apart from the suite's own way of looking."""
    text = re.sub(r"^\s*\[(\w)\]", r"\1", quote.replace("-\r\n", "-\n"))
    for hyphen in ("", "-"):
        joined = re.sub(r"(?<=\w)\[\d+\]|[*_]", "", text.replace("-\n", hyphen))
        parts = re.split(r"\[[^\]]*\]|\((?:…|\.\.\.)\)|…|\.\.\.", joined)
        pattern = ".*?".join(re.escape(find_words(part).strip()) for part in parts if find_words(part).strip())
        paragraphs = {sentence.paragraph for sentence in document.sentences}
        if any(re.search(rf" {pattern} ", find_words(span.of(document.text))) for span in paragraphs):
            return True
    return False


def test_cases_are_the_same_every_time_and_another_seed_gives_others(
    documents: Sequence[Document], other: Document, cases: tuple[QuoteCase, ...]
) -> None:
    assert make_cases(documents, seed=7, limit=12, others=[other]) == cases
    assert make_cases(documents, seed=8, limit=12, others=[other]) != cases


def test_a_case_is_made_once_and_no_kind_has_more_than_the_limit(cases: tuple[QuoteCase, ...]) -> None:
    assert len({case.id for case in cases}) == len(cases)
    assert len({(case.kind, case.quote, case.document_id, case.speaker) for case in cases}) == len(cases)
    counts = Counter(case.kind for case in cases)
    assert max(counts.values()) == 12
    assert cases[0].id == f"{cases[0].kind}-001"
    assert len(counts) > 90
    honest = [case.is_honest for case in cases]
    assert honest == sorted(honest, reverse=True)


def test_every_honest_quote_stands_in_its_document_to_a_fair_reader(
    documents: Sequence[Document], cases: tuple[QuoteCase, ...]
) -> None:
    honest = [case for case in cases if case.is_honest]
    assert len(honest) > 300
    for case in honest:
        held = [document.id for document in documents if stands(case.quote, document)]
        assert held, case
        assert case.document_id is None or case.document_id in held, case


def test_no_dishonest_text_stands_word_for_word(documents: Sequence[Document], cases: tuple[QuoteCase, ...]) -> None:
    words = [find_words(document.text) for document in documents]
    changed = [case for case in cases if not case.is_honest and case.speaker is None and case.kind != "wrong_document"]
    changed = [case for case in changed if case.kind not in ("number_cut", *SWALLOWING, *TOO_SHORT)]
    assert len(changed) > 300
    for case in changed:
        assert not any(find_words(case.quote) in held for held in words), case


def test_what_is_left_of_a_swallowed_quote_stands_and_what_is_gone_tells_something(
    documents: Sequence[Document], cases: tuple[QuoteCase, ...]
) -> None:
    swallowed = [case for case in cases if case.kind in SWALLOWING]
    assert {case.kind for case in swallowed} == {*SWALLOWING}
    for case in swallowed:
        assert any(stands(case.quote, document) for document in documents), case


def test_named_documents_and_speakers_are_right_or_wrong_as_the_kind_says(
    documents: Sequence[Document], cases: tuple[QuoteCase, ...]
) -> None:
    by_id = {document.id: document for document in documents}
    names = {person.name for document in documents for person in document.people}
    for case in cases:
        if case.kind == "wrong_document":
            assert case.document_id is not None
            assert not stands(case.quote, by_id[case.document_id])
        if case.kind in ("right_speaker", "wrong_speaker"):
            said = [
                quotation
                for document in documents
                for quotation in document.quotations
                if find_words(case.quote) in find_words(quotation.text)
            ]
            told = {quotation.attribution.speaker.name for quotation in said if quotation.attribution.speaker}
            assert (told == {case.speaker}) == case.is_honest, case
        if case.kind in ("unknown_speaker", "mixed_name"):
            assert case.speaker and case.speaker not in names
        if case.kind == "unknown_speaker":
            assert case.speaker == "Siv Alm"


def test_a_short_document_gives_cases_beside_a_long_one(cases: tuple[QuoteCase, ...]) -> None:
    named = Counter(case.document_id for case in cases if case.kind == "right_document")
    assert named["sjo"] >= 5 and named["framgangsfaktorer"] >= 5


def test_a_document_is_not_both_given_and_held_back(other: Document) -> None:
    with pytest.raises(ValueError, match="held back"):
        make_cases([other], others=[other])


def test_documents_are_drawn_in_their_order() -> None:
    documents = [read_document(f"Titel\n\nMening nummer {n} här.", Source(f"d{n}", "Titel")) for n in range(9)]
    drawn = draw_documents(documents, 4, seed=1)
    assert [document.id for document in drawn] == sorted(document.id for document in drawn)
    assert len(drawn) == 4 and drawn == draw_documents(documents, 4, seed=1)
    assert draw_documents(documents, 99) == tuple(documents)


def test_the_whole_suite_over_the_article_is_large_and_asks_every_case_once(documents: Sequence[Document]) -> None:
    checker = FakeChecker(lambda given: True)
    report = run_quotes(documents[:1], checker)
    assert len(checker.given) > 3000
    assert len({given.id for given in checker.given}) == len(checker.given)
    assert (report.detection.value, report.false_rejection.value) == (0.0, 0.0)
    assert report.detection.count + report.false_rejection.count == len(checker.given)


def test_a_checker_that_stops_everything_is_no_good_either(documents: Sequence[Document]) -> None:
    report = run_quotes(documents[1:], FakeChecker(lambda given: False))
    assert (report.detection.value, report.false_rejection.value) == (1.0, 1.0)
    assert all(told.case.is_honest and told.difference == "annat ord" for told in report.failures)


def test_looking_for_the_text_is_found_wanting_on_both_sides(documents: Sequence[Document]) -> None:
    report = run_quotes(documents, FakeChecker(lambda given: any(given.quote in told.text for told in documents)))
    kinds = {told.score.name: told for told in report.kinds}
    for kind in ("word_cut", "number_cut", "few_words", "wrong_document", "wrong_speaker"):
        assert kinds[kind].score.value is not None and kinds[kind].score.value < 1, kind
    assert kinds["as_it_stands_sentence"].score.value == 0.0
    assert kinds["decomposed"].score.value == 1.0
    assert kinds["digit_changed"].failures == ()


def make_checked(*rows: tuple[str, bool, bool | None]) -> list[CheckedCase]:
    return [
        CheckedCase(QuoteCase(f"{kind}-{number:03d}", kind, is_honest, f"citat {number}"), "near", passes)
        for number, (kind, is_honest, passes) in enumerate(rows, start=1)
    ]


def test_shares_are_of_what_is_stopped_with_exact_intervals() -> None:
    report = score_checks(
        make_checked(
            ("sic", True, True), ("sic", True, False), *[("opposite", False, False)] * 10, ("few", False, True)
        )
    )
    assert (report.false_rejection.value, report.false_rejection.count) == (0.5, 2)
    assert report.detection.value == pytest.approx(10 / 11)
    assert [(told.score.name, told.score.value, told.score.count) for told in report.kinds] == [
        ("sic", 0.5, 2),
        ("opposite", 1.0, 10),
        ("few", 0.0, 1),
    ]
    assert [told.failures for told in report.kinds] == [("sic-002",), (), ("few-013",)]
    assert [told.case.id for told in report.failures] == ["sic-002", "few-013"]
    # All 10 of 10: from 0.025 ** (1 / 10) = 0.6915 to 1. None of 1: to 1 - 0.025 = 0.975.
    assert report.kinds[1].score.low == pytest.approx(0.025**0.1)
    assert report.kinds[1].score.high == 1.0
    assert (report.kinds[2].score.low, report.kinds[2].score.high) == (0.0, pytest.approx(0.975))


def test_a_check_that_raises_is_wrong_on_either_side() -> None:
    def fail(given: GivenQuote) -> bool:
        raise RuntimeError("trasigt")

    lake = read_document(LAKE, Source("sjo", "Om sjön"))
    report = run_quotes([lake], FakeChecker(fail))
    assert (report.detection.value, report.false_rejection.value) == (0.0, 1.0)
    assert {(told.verdict, told.difference) for told in report.failures} == {("error", "RuntimeError: trasigt")}


def test_a_share_of_no_cases_has_no_value() -> None:
    report = score_checks([])
    assert (report.detection.value, report.detection.count, report.detection.low) == (None, 0, None)
    assert "–" in to_text(report)


def test_the_report_tells_shares_kinds_and_failures() -> None:
    checked = make_checked(("sic", True, False), ("opposite", False, False), *[("few_words", False, True)] * 25)
    report = score_checks(checked)
    told = to_json(report, PROVENANCE)
    assert json.loads(json.dumps(told))["scores"]["detection"]["value"] == pytest.approx(1 / 26)
    assert [kind["kind"] for kind in told["kinds"]] == ["sic", "opposite", "few_words"]
    assert [row["honest"] for row in told["failures"]] == [True, *[False] * 25]
    assert told["failures"][0]["quote"] == "citat 1"
    markdown = to_markdown(report, PROVENANCE)
    assert "| opposite | 1,000 | 0,025–1,000 | 1 | 0 |" in markdown
    assert markdown.count("citat ") == 26
    text = to_text(report)
    assert re.search(r"Ärliga som stoppas +1,000 +0,025–1,000 +1\b", text)
    assert text.count("citat ") == 20
    assert "… och 6 till" in text
