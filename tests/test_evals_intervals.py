from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.metrics import METRICS
from evals.metrics.base import Metric, Observations
from evals.metrics.intervals import bootstrap, compare

SHARE = Metric("share", "Andel", lambda result: ())
AUROC = next(metric for metric in METRICS if metric.name == "auroc")
HARD: list[Observations] = [(1.0,)] * 60 + [(0.0,)] * 40
"""A hundred cases with one observation each, 60 of them right."""


def width_of(by_case: Sequence[Observations], metric: Metric = SHARE) -> float:
    low, high = bootstrap(metric, by_case)
    assert low is not None
    assert high is not None
    return high - low


def test_an_interval_is_as_wide_as_theory_says() -> None:
    # The standard error of a share of 0.6 over 100 cases is √(0.6 × 0.4 / 100) = 0.049; 1.96 of them each way.
    low, high = bootstrap(SHARE, HARD)
    assert low == pytest.approx(0.6 - 0.096, abs=0.02)
    assert high == pytest.approx(0.6 + 0.096, abs=0.02)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=3).map(tuple), min_size=2, max_size=12))
def test_an_interval_lies_within_the_observations(by_case: list[Observations]) -> None:
    low, high = bootstrap(SHARE, by_case)
    seen = [value for observations in by_case for value in observations]
    assert low is not None
    assert high is not None
    if set(seen) not in ({0.0}, {1.0}):
        assert min(seen) - 1e-9 <= low <= high <= max(seen) + 1e-9


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_perfect_share_is_not_certain(value: float) -> None:
    # The share whose chance of giving sixty alike is 0.025: 0.025 ** (1 / 60) = 0.9404.
    low, high = bootstrap(SHARE, [(value, value)] * 60)
    assert (low, high) == pytest.approx((0.9404, 1.0) if value else (0.0, 0.0596), abs=1e-4)


def test_fewer_cases_give_a_wider_interval() -> None:
    # A quarter of the cases: twice as wide.
    assert width_of(HARD[::4]) == pytest.approx(2 * width_of(HARD), rel=0.2)


def test_cases_are_drawn_and_not_citations() -> None:
    # Ten citations a case that agree are no more evidence than one: drawing citations would be √10 ≈ 3 times narrower.
    assert width_of([observations * 10 for observations in HARD]) == width_of(HARD)


def test_one_case_has_no_interval() -> None:
    assert bootstrap(SHARE, []) == (None, None)
    assert bootstrap(SHARE, [(0.0, 1.0, 1.0)]) == (None, None)
    assert bootstrap(SHARE, [(1.0,), (), ()]) == (None, None)
    assert bootstrap(AUROC, [((0.4, 1.0),), ((0.6, 1.0),)]) == (None, None)


def test_two_calls_give_the_same_interval() -> None:
    assert bootstrap(SHARE, HARD) == bootstrap(SHARE, list(HARD))
    assert compare(SHARE, HARD, HARD[::-1]) == compare(SHARE, HARD, HARD[::-1])


def test_cases_without_observations_do_not_move_an_interval() -> None:
    assert bootstrap(SHARE, [*HARD, (), ()]) == bootstrap(SHARE, HARD)


def test_a_resample_of_one_kind_is_left_out() -> None:
    # Of four resamples of the two cases two hold one kind only; the others have 0.2 < 0.7: always 1.
    assert bootstrap(AUROC, [((0.7, 1.0),), ((0.2, 0.0),)]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("metric", "by_case"), [(SHARE, HARD), (AUROC, [((0.9, 1.0),), ((0.1, 0.0),), ((0.4, 1.0),)] * 4)]
)
def test_a_run_does_not_differ_from_itself(metric: Metric, by_case: Sequence[Observations]) -> None:
    assert compare(metric, by_case, by_case) == (0.0, 0.0, 0.0)


def test_a_difference_is_after_less_before() -> None:
    # 60 of 100 before, 80 of 100 after.
    found = compare(SHARE, HARD, [(1.0,)] * 80 + [(0.0,)] * 20)
    assert found is not None
    change, low, high = found
    assert change == pytest.approx(0.2)
    assert 0 < low < 0.2 < high


def test_pairing_narrows_the_difference_of_runs_that_fail_on_the_same_cases() -> None:
    # After is before with 5 more cases right: 95 cases agree, so the difference varies as √(0.05 × 0.95 / 100) = 0.022;
    # the same values in another order, as if other cases had failed, vary as √(2 × 0.24 / 100) ≈ 0.07.
    better: list[Observations] = [(1.0,)] * 65 + [(0.0,)] * 35
    paired, unpaired = compare(SHARE, HARD, better), compare(SHARE, HARD, better[::-1])
    assert paired is not None
    assert unpaired is not None
    assert paired[0] == pytest.approx(unpaired[0]) == pytest.approx(0.05)
    assert 2 * (paired[2] - paired[1]) < unpaired[2] - unpaired[1]


def test_what_has_no_value_on_one_side_is_not_compared() -> None:
    assert compare(SHARE, [], []) is None
    assert compare(SHARE, [(1.0,), (0.0,)], [(), ()]) is None
    assert compare(AUROC, [((0.5, 1.0),), ((0.5, 0.0),)], [((0.5, 1.0),), ((0.5, 1.0),)]) is None


def test_fewer_than_two_cases_are_not_compared() -> None:
    assert compare(SHARE, [(1.0,)], [(0.0,)]) is None
    assert compare(SHARE, [(1.0, 1.0), ()], [(0.0, 0.0), ()]) is None
    # A case counts if either side saw something in it.
    assert compare(SHARE, [(1.0,), ()], [(0.0,), (0.0,)]) is not None


def test_runs_of_different_length_are_not_paired() -> None:
    with pytest.raises(ValueError, match="2 cases before, 1 after"):
        compare(SHARE, [(1.0,), (0.0,)], [(1.0,)])
