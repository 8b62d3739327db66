from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from assistant.types import Answer, Citation, Status
from evals.metrics import METRICS, find_percentile, observe, score
from evals.types import Case, JudgedCitation, Result, Score, SpeakerVerdict


def make_citation(n: int = 1) -> Citation:
    return Citation(n, "Bo målade.", "text", 0, 10, "Rubrik", "article", None, None, None, 0.9)


def make_result(
    *groups: Sequence[int],
    needed: int = 1,
    status: Status = "answered",
    speakers: Sequence[SpeakerVerdict] = (),
    verbatim: Sequence[bool] = (),
    total_ms: float | None = 10.0,
    nearest: int = 0,
    id: str = "s01",
) -> Result:
    """Return a result that cites `groups`, one citation each, for a case that needs `needed` (0: unanswerable)."""
    case = Case(id, "?", needed > 0, "text", tuple((f"Mening {n}.",) for n in range(needed)))
    told = [*speakers, *["right"] * (len(groups) + nearest - len(speakers))]
    exact = [*verbatim, *[True] * (len(groups) + nearest - len(verbatim))]
    citations = tuple(make_citation(n + 1) for n in range(len(groups)))
    judged = tuple(
        JudgedCitation(make_citation(), tuple(held), exact[n], told[n], n >= len(groups))  # type: ignore[arg-type]
        for n, held in enumerate([*groups, *[()] * nearest])
    )
    timings = {} if total_ms is None else {"total": total_ms}
    return Result(case, Answer(id, "?", status, "sv", "", citations, timings_ms=timings), judged, wall_ms=99.0)


def make_error(needed: int = 1, id: str = "s09") -> Result:
    case = Case(id, "?", needed > 0, "text", tuple((f"Mening {n}.",) for n in range(needed)))
    return Result(case, None, error="ValueError: nej")


def value_of(name: str, *results: Result) -> tuple[float | None, int]:
    found = next(s for s in score(results) if s.name == name)
    return found.value, found.count


def test_complete_needs_every_group() -> None:
    # Two groups: [0] and [1] cited is complete; [0] twice is not; a quote with both is. 2 of 3.
    results = [make_result([0], [1], needed=2), make_result([0], [0], needed=2), make_result([], [0, 1], needed=2)]
    assert value_of("complete", *results) == (pytest.approx(2 / 3), 3)


def test_complete_leaves_out_unanswerable_and_counts_errors_and_abstentions_as_wrong() -> None:
    # Right, raised, turned away, unanswerable (left out): 1 of 3.
    results = [make_result([0]), make_error(), make_result(status="not_found"), make_result(needed=0)]
    assert value_of("complete", *results) == (pytest.approx(1 / 3), 3)


def test_closest_passages_are_no_answer() -> None:
    result = make_result(status="not_found", nearest=1)
    held = JudgedCitation(make_citation(), (0,), True, "right", is_nearest=True)
    result = Result(result.case, result.answer, (held,))
    assert value_of("complete", result) == (0.0, 1)
    assert value_of("first_right", result) == (0.0, 1)
    assert value_of("citation_precision", result) == (None, 0)


def test_first_right_looks_at_the_first_citation_only() -> None:
    # Right first, right second, no citation, raised: 1 of 4.
    results = [make_result([0], []), make_result([], [0]), make_result(), make_error()]
    assert value_of("first_right", *results) == (0.25, 4)


def test_citation_precision_weighs_citations_not_cases() -> None:
    # 1 of 1 and 1 of 3: 2 of 4 citations (the mean of the cases' means would be (1 + 1/3) / 2 = 0.667).
    results = [make_result([0]), make_result([0], [], [])]
    assert value_of("citation_precision", *results) == (0.5, 4)
    # Citations on an unanswerable question are left out; a raised answer counts as one wrong citation: 2 of 5.
    assert value_of("citation_precision", *results, make_result([], [], needed=0), make_error()) == (0.4, 5)


def test_abstention_counts_not_found_as_the_positive() -> None:
    # not_found: 2 unanswerable and 1 answerable; answered: 1 unanswerable and 2 answerable; raised: 1 of each.
    results = [
        make_result(needed=0, status="not_found"),
        make_result(needed=0, status="not_found"),
        make_result(status="not_found"),
        make_result([], needed=0),
        make_result([0]),
        make_result([0], status="partial"),
        make_error(needed=0),
        make_error(),
    ]
    assert value_of("abstention_precision", *results) == (pytest.approx(2 / 3), 3)
    assert value_of("abstention_recall", *results) == (0.5, 4)  # 2 of 4 unanswerable
    assert value_of("false_abstention", *results) == (0.5, 4)  # turned away and raised, of 4 answerable


def test_a_partial_answer_to_an_unanswerable_question_is_no_abstention() -> None:
    assert value_of("abstention_recall", make_result([], needed=0, status="partial")) == (0.0, 1)


def test_speakers_are_judged_per_citation_closest_passages_too() -> None:
    # right, missing, wrong, unjudged and, as a closest passage, wrong: accuracy 1 of 4, wrong 2 of 4.
    answered = make_result([0], [0], [0], [0], speakers=["right", "missing", "wrong", "unjudged"])
    turned_away = make_result(status="not_found", nearest=1, speakers=["wrong"])
    assert value_of("speaker_accuracy", answered, turned_away) == (0.25, 4)
    assert value_of("wrong_speaker", answered, turned_away) == (0.5, 4)


def test_verbatim_counts_every_quote_that_was_shown() -> None:
    # 2 of 3 quotes hold, and the raised answer counts as one that doesn't: 2 of 4.
    results = [make_result([0], [0], verbatim=[True, False]), make_result(status="not_found", nearest=1)]
    assert value_of("verbatim", *results) == (pytest.approx(2 / 3), 3)
    assert value_of("verbatim", *results, make_error()) == (0.5, 4)


def test_quotes_per_answer_is_over_what_was_answered() -> None:
    # 3 and 2 quotes; the abstention and the error give no observation. (3 + 2) / 2 = 2.5.
    results = [make_result([0], [], []), make_result([], [], needed=0), make_result(status="not_found", nearest=2)]
    assert value_of("quotes_per_answer", *results, make_error()) == (2.5, 2)


def test_latency_is_the_answers_own_total_else_the_time_of_the_call() -> None:
    results = [make_result([0], total_ms=ms) for ms in (10.0, 30.0, 20.0)]
    assert value_of("latency_median", *results) == (20.0, 3)
    assert value_of("latency_p95", *results) == (30.0, 3)  # rank ceil(0.95 × 3) = 3
    assert value_of("latency_median", make_result([0], total_ms=None), make_error()) == (99.0, 1)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        (range(1, 21), 95, 19),  # ceil(0.95 × 20) = 19
        (range(1, 22), 95, 20),  # ceil(0.95 × 21) = ceil(19.95) = 20
        ([7], 95, 7),
        ([3, 1, 2], 0, 1),  # rank 0 is taken as 1
        ([3, 1, 2], 100, 3),
    ],
)
def test_the_percentile_is_the_nearest_rank(values: Sequence[float], percent: float, expected: float) -> None:
    assert find_percentile(values, percent) == expected


def test_a_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        find_percentile([], 95)


def test_a_metric_without_observations_has_no_value() -> None:
    assert all(s.value is None and s.count == 0 for s in score([]))
    assert [s.name for s in score([])] == [metric.name for metric in METRICS]
    assert value_of("abstention_recall", make_result([0])) == (None, 0)


def test_errors_are_counted_over_all_cases() -> None:
    assert value_of("errors", make_result([0]), make_error(), make_result(needed=0), make_error(needed=0)) == (0.5, 4)


def test_observations_rebuild_the_scores() -> None:
    results = [
        make_result([0], [], id="s01"),
        make_error(id="s02"),
        make_result(needed=0, status="not_found", id="s03"),
    ]
    seen = observe(results)
    assert set(seen) == {"s01", "s02", "s03"}
    assert seen["s01"]["citation_precision"] == (1.0, 0.0)
    assert "complete" not in seen["s03"]
    for found in score(results):
        values = [value for case in seen.values() for value in case.get(found.name, ())]
        assert len(values) == found.count
        if found.unit == "share" and found.value is not None:
            assert math.isclose(sum(values) / len(values), found.value)


def test_scores_are_plain_values() -> None:
    assert score([make_result([0])])[0] == Score("complete", 1.0, 1, "share")
