from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Answer, Citation
from corpus.types import CorpusError
from evals.gate import EXACT, NOISY, Difference, find_differences, format_differences, load_baseline
from evals.metrics import METRICS, intervals, observe, score
from evals.provenance import Provenance
from evals.report import run_to_json, to_text
from evals.types import Case, EvalsError, JudgedCitation, Result, Run

PROVENANCE = Provenance(measured_at="2026-11-23", commit=None, machine={}, documents="", settings={})
CITATION = Citation(1, "Bo målade.", "text", 0, 10, "", "article", "Bo Ek", None, None, 0.9)
RIGHT = JudgedCitation(CITATION, (0,), True, "right")


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw 100 times instead of 1000: every fall here is far from the border."""
    monkeypatch.setattr(intervals, "RESAMPLES", 100)


def answer(number: int, *judged: JudgedCitation, answerable: bool = True) -> Result:
    """Return the result of case number `number`, which cites `judged`; without any it was turned away."""
    id = f"s{number}"
    case = Case(id, "?", answerable, "text", (("Bo målade.",),) if answerable else ())
    status, confidence = ("answered", 0.9) if judged else ("not_found", 0.2)
    shown = tuple(told.citation for told in judged)
    timings = {"total": 10.0}
    return Result(case, Answer(id, "?", status, "sv", "", shown, (), (), (), timings, confidence), judged)  # type: ignore[arg-type]


def make_run(results: Sequence[Result]) -> Run:
    return Run("tuning", tuple(results), score(results), values=observe(results))


def make_mixed_run(right: int = 40) -> Run:
    """Return a run of 50 answerable cases, `right` of them answered right and the others wrong, and 10 that aren't."""
    results = [answer(n, RIGHT if n < right else replace(RIGHT, groups=())) for n in range(50)]
    return make_run([*results, *(answer(n, answerable=False) for n in range(50, 60))])


def change(run: Run, number: int, to_other: Callable[[Result], Result]) -> Run:
    return make_run([to_other(told) if told.case.id == f"s{number}" else told for told in run.results])


def recite(**changes: Any) -> Callable[[Result], Result]:
    return lambda told: replace(told, citations=(replace(told.citations[0], **changes),))


def find_worse(run: Run, baseline: Run) -> list[str]:
    return [difference.name for difference in find_differences(run, baseline.values) if difference.is_worse]


def test_every_gated_metric_is_one() -> None:
    assert set(NOISY) | set(EXACT) <= {metric.name for metric in METRICS}
    assert not set(NOISY) & set(EXACT)


def test_a_run_holds_against_itself() -> None:
    run = make_mixed_run()
    differences = find_differences(run, run.values)
    seen = {name for values in run.values.values() for name in values}
    assert [d.name for d in differences] == [m.name for m in METRICS if m.name in seen & {*NOISY, *EXACT}]
    assert {(d.change, d.low, d.high, d.is_worse) for d in differences} == {(0.0, 0.0, 0.0, False)}


def test_a_clear_fall_is_worse_and_a_clear_rise_is_not() -> None:
    # 40 of 50 right before and 25 of 50 after: the paired difference is −0.3 ± 0.13.
    before, after = make_mixed_run(40), make_mixed_run(25)
    assert find_worse(after, before) == ["complete", "first_right", "citation_recall", "citation_precision"]
    assert find_worse(before, after) == []


def test_more_needless_abstentions_are_worse_although_the_number_rises() -> None:
    before = make_mixed_run(50)
    after = make_run([answer(n) if n < 15 else told for n, told in enumerate(before.results)])
    assert "false_abstention" in find_worse(after, before)
    assert "false_abstention" not in find_worse(before, after)


def test_noise_is_not_worse() -> None:
    # 2 of 50 lost: −0.04, of which 0 is well within the interval.
    assert find_worse(make_mixed_run(38), make_mixed_run(40)) == []
    # The same 40 of 50 right, but others.
    before = make_mixed_run()
    quotes = [told.citations for told in before.results[:50]]
    random.Random(1).shuffle(quotes)
    shuffled = [replace(told, citations=own) for told, own in zip(before.results[:50], quotes, strict=True)]
    assert find_worse(make_run([*shuffled, *before.results[50:]]), before) == []


@pytest.mark.parametrize(
    ("to_other", "name"),
    [
        (recite(is_verbatim=False), "verbatim"),
        (recite(is_whole=False), "whole"),
        (recite(speaker="wrong"), "wrong_speaker"),
        (lambda told: Result(told.case, None, error="ValueError: nej"), "errors"),
    ],
)
def test_one_loss_of_what_must_be_perfect_is_worse(to_other: Callable[[Result], Result], name: str) -> None:
    before = make_mixed_run()
    after = change(before, 7, to_other)
    assert name in find_worse(after, before)
    assert find_worse(before, after) == []


def test_cases_that_one_of_them_lacks_are_left_out() -> None:
    before = make_mixed_run(50)
    new = [answer(n, replace(RIGHT, groups=(), is_verbatim=False)) for n in range(70, 100)]
    assert find_worse(make_run([*before.results, *new]), before) == []
    assert find_worse(before, make_run([*before.results, *new])) == []


def test_a_baseline_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    run = change(make_mixed_run(), 3, lambda told: Result(told.case, None, error="ValueError: nej"))
    path = tmp_path / "tuning.json"
    path.write_text(to_text(run_to_json(run, PROVENANCE)), encoding="utf-8")
    baseline = load_baseline(path)
    kept = {
        id: {name: seen for name, seen in of_case.items() if "latency" not in name}
        for id, of_case in run.values.items()
    }
    assert baseline == kept
    assert all(d.low == d.high == 0 for d in find_differences(run, baseline))


def to_file(observations: Mapping[str, object]) -> str:
    return json.dumps({"cases": [{"id": "s01", "observations": observations}]})


@pytest.mark.parametrize(
    "text",
    [
        '{"cases": [{"id": "s01", "obs',
        "[]",
        "{}",
        '{"cases": 3}',
        '{"cases": [{"id": "s01"}]}',
        '{"cases": [{"observations": {}}]}',
        '{"cases": [{"id": "s01", "observations": []}]}',
        to_file({"complete": 1.0}),
        to_file({"complete": ["1.0"]}),
        to_file({"complete": [None]}),
        to_file({"auroc": [[0.5]]}),
        to_file({"auroc": [[0.5, 1.0, 1.0]]}),
        to_file({"auroc": [[0.5, "ja"]]}),
    ],
)
def test_a_damaged_or_foreign_file_is_an_error_that_names_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "annat.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalsError, match=r"annat\.json är inget resultat av ”belagg eval --out”"):
        load_baseline(path)


@pytest.mark.parametrize(("name", "value"), [("complete", [0.5, 1.0]), ("auroc", 1.0), ("verbatim", [1.0, 1.0])])
def test_the_wrong_kind_of_observation_in_a_baseline_is_an_error_that_names_the_metric(
    name: str, value: object, tmp_path: Path
) -> None:
    # A number where the metric takes pairs and the other way round: the file can be read, and not be compared with.
    run = make_mixed_run()
    path = tmp_path / "tuning.json"
    path.write_text(
        json.dumps({"cases": [{"id": told.case.id, "observations": {name: [value]}} for told in run.results]}),
        encoding="utf-8",
    )
    with pytest.raises(EvalsError, match=f"fel sorts värden för måttet {name}"):
        find_differences(run, load_baseline(path))


@pytest.mark.parametrize("shared", [0, 1])
def test_a_comparison_of_next_to_nothing_is_refused_rather_than_passed(shared: int) -> None:
    run = make_mixed_run()
    baseline = {f"s{number}": run.values[f"s{number}"] for number in range(shared)} | {"s99": run.values["s0"]}
    with pytest.raises(EvalsError, match="gemensamma"):
        find_differences(run, baseline)


def test_a_value_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nan.json"
    path.write_text('{"cases": [{"id": "s1", "observations": {"complete": [NaN]}}]}', encoding="utf-8")
    with pytest.raises(EvalsError, match="inget resultat"):
        load_baseline(path)


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"saknas\.json kan inte läsas"):
        load_baseline(tmp_path / "saknas.json")


def test_differences_are_a_table_in_swedish() -> None:
    rows = [
        Difference("complete", "Fullständigt svar", -0.3, -0.4321, -0.1, True),
        Difference("errors", "Fel i stället för svar", 0.0, 0.0, 0.0, False),
    ]
    assert [line.rstrip() for line in format_differences(rows).splitlines()] == [
        "Mot tidigare            Skillnad                95 %",
        "──────────────────────  ────────  ──────────────────  ─────",
        "Fullständigt svar         −0,300  −0,432 till −0,100  SÄMRE",
        "Fel i stället för svar     0,000    0,000 till 0,000",
    ]
