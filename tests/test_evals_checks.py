"""The suites of the check of a text, on the real article."""

import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import evals.check_speed
from assistant.check import QuoteChecker
from assistant.claims import Claim
from assistant.verify import to_citation
from corpus.library import default_folder, load_documents
from corpus.types import Document, Span
from evals.cases import half_of
from evals.check_speed import measure_check_speed, speed_to_text
from evals.claims import claims_to_text, load_claims, run_claims
from evals.quotes import run_quotes
from evals.run import run_eval
from evals.types import EvalsError

QUESTION = {"question": "Vad?", "id": "1", "answers": [], "is_impossible": True}
PARAGRAPH = "Det här är ett stycke om biblioteket i staden, som har öppet varje dag utom på söndagar och helger. "


@pytest.fixture(scope="module")
def article() -> Document:
    return load_documents(default_folder())[0]


def test_every_dishonest_quote_of_the_article_is_stopped_and_the_honest_ones_pass(article: Document) -> None:
    report = run_quotes([article], QuoteChecker([article]))
    assert report.detection.count > 2000 and report.false_rejection.count > 2000
    assert report.detection.value == 1.0, [told.case.quote for told in report.failures if not told.case.is_honest]
    assert report.false_rejection.value is not None and report.false_rejection.value <= 0.005


def test_speed_is_measured_on_pages_with_every_other_quote_altered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evals.check_speed, "DOCUMENTS", 4)
    monkeypatch.setattr(evals.check_speed, "QUOTES", 10)
    speed = measure_check_speed([f"{number}. {PARAGRAPH}" * 5 for number in range(6)])
    assert (speed.documents, speed.quotes, speed.passed) == (4, 10, 5)
    assert speed.chars > 4 * evals.check_speed.PAGE_CHARS
    assert speed_to_text(speed).startswith("10 citat mot 4 dokument")


def test_claims_are_about_the_article_and_in_both_halves(article: Document) -> None:
    claims = load_claims()
    texts = [sentence.text for sentence in article.sentences]
    assert all(any(e in text or text in e for text in texts) for claim in claims for e in claim.evidence)
    assert all(bool(claim.evidence) == claim.supported for claim in claims)
    assert {half_of(claim.id) for claim in claims if claim.supported} == {"tuning", "report"}


def test_claims_are_scored_by_flags_and_evidence(article: Document) -> None:
    claims = {claim.claim: claim for claim in load_claims()}

    def find_support(text: str) -> Claim:
        """Give every claim the first evidence of any, with nothing missing."""
        first = next(claim for claim in claims.values() if claim.supported)
        sentence = next(s for s in article.sentences if first.evidence[0] in s.text or s.text in first.evidence[0])
        return Claim(Span(0, len(text)), text, to_citation(sentence, article, n=1, confidence=1.0))

    fake: Any = SimpleNamespace(find_support=find_support)
    tuning, report = run_claims(fake)
    assert (tuning.unflagged, tuning.supported, tuning.flagged) == (30, 30, 0)
    assert 1 <= tuning.shown_evidence + report.shown_evidence < 60
    assert claims_to_text((tuning, report)).splitlines()[2].split()[:3] == ["tuning", "30", "30"]


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    file = {"version": "v2.0", "data": [{"title": "T", "paragraphs": [{"context": PARAGRAPH * 3, "qas": [QUESTION]}]}]}
    path = tmp_path / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps(file).encode()))
    return path


def test_the_speed_suite_writes_its_files(squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evals.check_speed, "DOCUMENTS", 2)
    monkeypatch.setattr(evals.check_speed, "QUOTES", 2)

    def refuse(*given: object, **named: object) -> Any:
        raise AssertionError("no assistant is needed")

    outcome = run_eval(suite="check_speed", data=squad, out=tmp_path / "out", open_assistant=refuse, settings={})
    assert outcome.text.startswith("2 citat mot 2 dokument")
    assert json.loads((tmp_path / "out" / "check_speed.json").read_text())["quotes"] == 2
    assert "2 citat mot 2 dokument" in (tmp_path / "out" / "check_speed.md").read_text(encoding="utf-8")


def test_the_speed_suite_needs_data() -> None:
    def refuse(*given: object, **named: object) -> Any:
        raise AssertionError("no assistant is needed")

    with pytest.raises(EvalsError, match="--data"):
        run_eval(suite="check_speed", data=None, out=None, open_assistant=refuse, settings={})
