from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Answer, Citation, Status
from evals.metrics import METRICS, find_percentile, observe, score
from evals.metrics.abstention import (
    bin_calibration,
    reduce_auroc,
    reduce_calibration_error,
    reduce_risk_area,
    trace_risk_coverage,
)
from evals.metrics.base import to_numbers, to_pairs
from evals.types import Case, JudgedCitation, Result, Score, SpeakerVerdict

PAIRS = st.lists(st.tuples(st.integers(0, 100).map(lambda n: n / 100), st.sampled_from([0.0, 1.0])), min_size=1)
"""(confidence, outcome) pairs with many ties."""


def make_citation(n: int = 1, quote: str = "Bo målade.") -> Citation:
    return Citation(n, quote, "text", 0, len(quote), "Rubrik", "article", None, None, None, 0.9)


def make_result(
    *groups: Sequence[int],
    needed: int = 1,
    status: Status = "answered",
    speakers: Sequence[SpeakerVerdict] = (),
    verbatim: Sequence[bool] = (),
    whole: Sequence[bool] = (),
    tempted: Sequence[bool] | None = None,
    quotes: Sequence[str] = (),
    confidence: float = 0.0,
    total_ms: float | None = 10.0,
    nearest: int = 0,
    id: str = "s01",
) -> Result:
    """Return a result that cites `groups`, one citation each, for a case that needs `needed` (0: unanswerable).

    With `tempted`, the case knows wrong evidence, and the list says which citations hold some.
    """
    case = make_case(id, needed, wrong=tempted is not None)
    shown = len(groups) + nearest
    told = [*speakers, *["right"] * (shown - len(speakers))]
    exact = [*verbatim, *[True] * (shown - len(verbatim))]
    uncut = [*whole, *[True] * (shown - len(whole))]
    wrong = [*(tempted or ()), *[False] * (shown - len(tempted or ()))]
    texts = [*quotes, *["Bo målade."] * (shown - len(quotes))]
    citations = tuple(make_citation(n + 1) for n in range(len(groups)))
    judged = tuple(
        JudgedCitation(
            make_citation(quote=texts[n]),
            tuple(held),
            exact[n],
            told[n],  # type: ignore[arg-type]
            is_nearest=n >= len(groups),
            is_whole=uncut[n],
            is_tempted=wrong[n],
        )
        for n, held in enumerate([*groups, *[()] * nearest])
    )
    timings = {} if total_ms is None else {"total": total_ms}
    answer = Answer(id, "?", status, "sv", "", citations, timings_ms=timings, confidence=confidence)
    return Result(case, answer, judged, wall_ms=99.0)


def make_case(id: str, needed: int, *, wrong: bool = False) -> Case:
    evidence = tuple((f"Mening {n}.",) for n in range(needed))
    premise = (("Ek",),) if wrong and not needed else ()
    return Case(id, "?", needed > 0, "text", evidence, wrong=("Fel.",) if wrong else (), premise=premise)


def make_error(needed: int = 1, id: str = "s09", *, wrong: bool = False) -> Result:
    return Result(make_case(id, needed, wrong=wrong), None, error="ValueError: nej")


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
    assert value_of("citation_recall", result) == (0.0, 1)
    assert value_of("first_right", result) == (0.0, 1)
    assert value_of("citation_precision", result) == (None, 0)


def test_citation_recall_gives_half_marks_to_half_an_answer() -> None:
    # One of two groups, cited twice: 1/2. Both: 1. Turned away: 0. Raised: 0. Unanswerable: left out. 1.5 of 4.
    results = [make_result([0], [0], needed=2), make_result([0], [1], needed=2), make_result(status="not_found")]
    assert value_of("citation_recall", *results, make_error(), make_result([], needed=0)) == (0.375, 4)


@given(st.lists(st.lists(st.lists(st.integers(0, 2), max_size=3), max_size=4), min_size=1))
def test_recall_is_at_most_1_and_no_less_than_complete(answers: list[list[list[int]]]) -> None:
    results = [make_result(*groups, needed=3) for groups in answers]
    complete, recall = value_of("complete", *results)[0], value_of("citation_recall", *results)[0]
    assert complete is not None
    assert recall is not None
    assert 0 <= complete <= recall <= 1
    assert (complete == 1) == (recall == 1)


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


def test_whole_and_verbatim_are_counted_apart() -> None:
    # Of 3 quotes, 1 is cut from its sentence; the raised answer counts as one more: 2 of 4.
    results = [make_result([0], [0], whole=[True, False]), make_result(status="not_found", nearest=1)]
    assert value_of("whole", *results, make_error()) == (0.5, 4)
    assert value_of("verbatim", *results) == (1.0, 3)
    assert value_of("whole", make_result(status="not_found", nearest=1, whole=[False])) == (0.0, 1)


def test_tempted_is_over_answers_to_cases_that_know_wrong_evidence() -> None:
    # One of two quotes is wrong: 1. No wrong one: 0. Raised: 1. Turned away, or nothing known to be wrong: left out.
    results = [
        make_result([0], [], tempted=[False, True]),
        make_result([], needed=0, tempted=[False]),
        make_error(wrong=True),
        make_result(status="not_found", nearest=1, tempted=[True]),
        make_result([]),
        make_error(),
    ]
    assert value_of("tempted", *results) == (pytest.approx(2 / 3), 3)


def test_words_per_answer_are_those_of_the_cited_quotes() -> None:
    # 2 + 3 words and 1 word; the abstention and the error give no observation. (5 + 1) / 2 = 3.
    results = [
        make_result([0], [], quotes=["Bo målade.", "Huset  är\nrött."]),
        make_result([], needed=0, status="partial", quotes=["Nej."]),
        make_result(status="not_found", nearest=1, quotes=["Tre ord till."]),
    ]
    assert value_of("words_per_answer", *results, make_error()) == (3.0, 2)


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


def test_confidence_is_held_against_whether_the_material_answers() -> None:
    # Answerable 0.9 and 0.3, unanswerable 0.4 and 0.3. Of 4 pairs: 0.9 wins both, 0.3 loses one and ties one: 2.5 of 4.
    results = [
        make_result([0], confidence=0.9),
        make_result(status="not_found", confidence=0.3),
        make_result([], needed=0, confidence=0.4),
        make_result(needed=0, status="not_found", confidence=0.3),
    ]
    assert value_of("auroc", *results) == (pytest.approx(0.625), 4)
    # An error is surely wrong: answerable 0.9, 0.3 and 0, unanswerable 0.4, 0.3 and 1. Of 9 pairs still 2.5.
    assert value_of("auroc", *results, make_error(), make_error(needed=0)) == (pytest.approx(2.5 / 9), 6)
    assert value_of("auroc", *results[:2]) == (None, 2)


@given(PAIRS)
def test_auroc_sees_the_order_of_confidences_only(pairs: list[tuple[float, float]]) -> None:
    before = reduce_auroc(pairs)
    assert reduce_auroc([(math.exp(3 * confidence) - 7, outcome) for confidence, outcome in pairs]) == before
    turned = reduce_auroc([(-confidence, outcome) for confidence, outcome in pairs])
    assert (turned is None) == (before is None) == (len({outcome for _, outcome in pairs}) < 2)
    assert before is None or turned == pytest.approx(1 - before)


@given(PAIRS)
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, float]]) -> None:
    right = [confidence for confidence, outcome in pairs if outcome]
    wrong = [confidence for confidence, outcome in pairs if not outcome]
    won = [1.0 if high > low else 0.5 if high == low else 0.0 for high in right for low in wrong]
    assert reduce_auroc(pairs) == (pytest.approx(sum(won) / len(won)) if won else None)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([(0.9, 1.0), (0.1, 0.0)], 1.0),
        ([(0.1, 1.0), (0.9, 0.0)], 0.0),
        ([(0.5, 1.0), (0.5, 0.0), (0.5, 0.0)], 0.5),
    ],
)
def test_auroc_is_1_for_the_right_order_and_half_for_ties(
    pairs: list[tuple[float, float]], expected: float | None
) -> None:
    assert reduce_auroc(pairs) == expected


def test_risk_and_coverage_are_traced_from_the_most_confident() -> None:
    # 0.9 right: 0 of 1 wrong. 0.8 wrong: 1 of 2. 0.6, one of each and one point: 2 of 4.
    pairs = [(0.6, 0.0), (0.9, 1.0), (0.8, 0.0), (0.6, 1.0)]
    assert trace_risk_coverage(pairs) == ((0.25, 0.0), (0.5, 0.5), (1.0, 0.5))
    # 0.25 × 0 + 0.25 × 0.5 + 0.5 × 0.5 = 0.375
    assert reduce_risk_area(pairs) == pytest.approx(0.375)
    assert trace_risk_coverage([]) == ()
    assert reduce_risk_area([]) is None


@given(PAIRS, st.randoms())
def test_risk_and_coverage_do_not_follow_the_order_of_cases(pairs: list[tuple[float, float]], random: object) -> None:
    points = trace_risk_coverage(pairs)
    shuffled = sorted(pairs, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert trace_risk_coverage(shuffled) == points
    assert points[-1] == (1.0, sum(right == 0 for _, right in pairs) / len(pairs))
    assert [coverage for coverage, _ in points] == sorted({coverage for coverage, _ in points})
    area = reduce_risk_area(pairs)
    assert area is not None
    assert min(risk for _, risk in points) - 1e-9 <= area <= max(risk for _, risk in points) + 1e-9


def test_the_risk_of_a_case_is_that_no_quote_holds_evidence() -> None:
    # Right at 0.9, right by its second quote at 0.8, missed at 0.7, unanswerable at 0.6.
    results = [
        make_result([0], confidence=0.9),
        make_result([], [0], confidence=0.8),
        make_result([], confidence=0.7),
        make_result([], needed=0, confidence=0.6),
    ]
    # Points (1/4, 0), (1/2, 0), (3/4, 1/3), (1, 1/2): (0 + 0 + 1/3 + 1/2) / 4 = 5/24
    assert value_of("aurc", *results) == (pytest.approx(5 / 24), 4)
    # An error is wrong with confidence 1: (1 + 1/2 + 1/3 + 2/4 + 3/5) / 5
    assert value_of("aurc", *results, make_error()) == (pytest.approx((1 + 1 / 2 + 1 / 3 + 2 / 4 + 3 / 5) / 5), 5)


def test_closest_passages_stand_for_the_answer_that_was_not_given() -> None:
    turned_away = make_result(status="not_found", nearest=1, confidence=0.2)
    held = JudgedCitation(make_citation(), (0,), True, "right", is_nearest=True)
    assert value_of("aurc", turned_away) == (1.0, 1)
    assert value_of("aurc", Result(turned_away.case, turned_away.answer, (held,))) == (0.0, 1)


def test_calibration_is_held_in_ten_bins() -> None:
    # 0.0 alone; 0.8 and 0.86 (mean 0.83), one of them true; 0.9 and 1.0, which has no bin of its own, both true.
    pairs = [(0.8, 1.0), (0.86, 0.0), (0.9, 1.0), (1.0, 1.0), (0.0, 0.0)]
    assert bin_calibration(pairs) == (
        (0.0, 0.0, 1),
        (pytest.approx(0.83), 0.5, 2),
        (pytest.approx(0.95), 1.0, 2),
    )
    # (0 × 1 + 0.33 × 2 + 0.05 × 2) / 5 = 0.152
    assert reduce_calibration_error(pairs) == pytest.approx(0.152)
    assert bin_calibration([]) == ()
    assert reduce_calibration_error([]) is None


def test_an_error_is_as_badly_calibrated_as_can_be() -> None:
    assert value_of("calibration_error", make_error(), make_error(needed=0)) == (1.0, 2)
    assert value_of("calibration_error", make_result([0], confidence=0.75)) == (0.25, 1)


@given(PAIRS)
def test_a_calibration_error_is_a_share_and_loses_no_case(pairs: list[tuple[float, float]]) -> None:
    error = reduce_calibration_error(pairs)
    assert error is not None
    assert 0 <= error <= 1
    assert sum(count for _, _, count in bin_calibration(pairs)) == len(pairs)


def test_numbers_and_pairs_are_not_mixed_up() -> None:
    with pytest.raises(TypeError, match="a pair where a number"):
        to_numbers([1.0, (0.5, 1.0)])
    with pytest.raises(TypeError, match="a number where a pair"):
        to_pairs([(0.5, 1.0), 1.0])


def test_an_error_never_beats_an_answer() -> None:
    worst = {s.name: s.value for s in score([make_error(wrong=True), make_error(needed=0, wrong=True)])}
    assert worst == {
        **dict.fromkeys(("complete", "first_right", "citation_recall", "citation_precision"), 0.0),
        **dict.fromkeys(("abstention_recall", "premise_named", "auroc", "speaker_accuracy", "verbatim", "whole"), 0.0),
        **dict.fromkeys(("tempted", "false_abstention", "aurc", "calibration_error", "errors"), 1.0),
        **dict.fromkeys(("abstention_precision", "wrong_speaker", "quotes_per_answer", "words_per_answer")),
        **dict.fromkeys(("latency_median", "latency_p95")),
    }


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
    for metric, found in zip(METRICS, score(results), strict=True):
        values = [value for case in seen.values() for value in case.get(found.name, ())]
        assert len(values) == found.count
        assert found.value == (metric.reduce(values) if values else None)


def test_scores_are_plain_values() -> None:
    assert score([make_result([0])])[0] == Score("complete", 1.0, 1, "share")


def test_scores_have_intervals_where_they_are_asked_for() -> None:
    results = [make_result([0]), make_result([])] * 5
    complete = score(results, intervals=True)[0]
    assert complete.low is not None
    assert complete.high is not None
    assert 0 < complete.low < 0.5 < complete.high < 1
    tempted = next(s for s in score(results, intervals=True) if s.name == "tempted")
    assert (tempted.value, tempted.low, tempted.high) == (None, None, None)


@pytest.mark.parametrize(
    ("notes", "named"),
    [
        (("I materialet hör Eva Ek till Umeå, inte till Luleå.",), 1.0),
        (("Belägg hittar inget om att Luleå STÄNGDE kaféet.",), 1.0),
        (("Eva Ek nämns.", "Umeå nämns."), 0.0),  # not in one note
        ((), 0.0),
    ],
)
def test_a_false_premise_is_named_when_one_note_has_all_words(notes: tuple[str, ...], named: float) -> None:
    case = replace(make_case("s01", 0), premise=(("Ek", "Umeå"), ("stängd", "Luleå")))
    answer = Answer("s01", "?", "not_found", "sv", "", notes=notes)
    assert observe([Result(case, answer)])["s01"]["premise_named"] == (named,)


def test_an_error_names_no_premise_and_other_cases_have_none() -> None:
    case = replace(make_case("s01", 0), premise=(("Ek",),))
    assert observe([Result(case, None, error="nej")])["s01"]["premise_named"] == (0.0,)
    assert "premise_named" not in observe([make_result([0])])["s01"]
