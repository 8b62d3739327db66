from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics.retrieval import CUTOFFS, Ranking, score_rankings


def make_ranking(ranked: str, *groups: str, id: str = "s01") -> Ranking:
    """Return a ranking of one-letter ids; a group is a word of such letters."""
    return Ranking(id, tuple(ranked), tuple(frozenset(group) for group in groups))


def score_one(ranking: Ranking) -> dict[str, float]:
    return {name: of_measure[ranking.question_id] for name, of_measure in score_rankings([ranking]).items()}


def test_every_measure_is_the_one_worked_out_by_hand() -> None:
    # Relevant are a, b and c, in two groups; a stands 2nd, b 5th, c isn't found.
    found = score_one(make_ranking("xayzbw", "ab", "c"))
    # nDCG@10: (1/log2 3 + 1/log2 6) / (1/log2 2 + 1/log2 3 + 1/log2 4)
    gained = 1 / math.log2(3) + 1 / math.log2(6)
    assert found == {
        **{"R@1": 0.0, "R@4": pytest.approx(1 / 3), "R@10": pytest.approx(2 / 3), "R@20": pytest.approx(2 / 3)},
        **{"Success@1": 0.0, "Success@4": 1.0, "Success@10": 1.0, "Success@20": 1.0},
        **{"RR": 0.5, "nDCG@10": pytest.approx(gained / (1 + 1 / math.log2(3) + 1 / math.log2(4)))},
        **{"groups@1": 0.0, "groups@4": 0.5, "groups@10": 0.5, "groups@20": 0.5},
    }


def test_the_order_is_that_of_the_ranking_and_not_of_the_ids() -> None:
    assert score_one(make_ranking("zyxcba", "z"))["RR"] == 1.0
    assert score_one(make_ranking("abcxyz", "z"))["RR"] == pytest.approx(1 / 6)


def test_one_sentence_may_carry_two_parts_of_an_answer() -> None:
    found = score_one(make_ranking("ab", "a", "ab"))
    assert (found["groups@1"], found["R@1"]) == (1.0, 0.5)


@pytest.mark.parametrize("with_others", [True, False])
def test_a_question_that_found_nothing_counts_0_in_every_measure(with_others: bool) -> None:
    others = [make_ranking("a", "a", id="s02")] if with_others else []
    for of_measure in score_rankings([make_ranking("", "a"), *others]).values():
        assert of_measure["s01"] == 0.0
        assert of_measure.get("s02", 1.0) == 1.0


def test_a_question_with_nothing_to_find_is_left_out() -> None:
    found = score_rankings([make_ranking("ab", id="s01"), make_ranking("ab", "b", id="s02")])
    assert {tuple(of_measure) for of_measure in found.values()} == {("s02",)}
    assert all(of_measure == {} for of_measure in score_rankings([]).values())


def test_an_id_or_a_question_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="s01 has an id twice"):
        score_rankings([make_ranking("aba", "a")])
    with pytest.raises(ValueError, match="two rankings of one question"):
        score_rankings([make_ranking("a", "a"), make_ranking("b", "a")])


@given(
    st.permutations("abcdefghijklmnopqrstuvwxy"),
    st.lists(st.text("abcdefghijklmnopqrstuvwxyzå", min_size=1, max_size=4), min_size=1, max_size=3),
)
def test_a_deeper_look_never_finds_less(ranked: list[str], groups: list[str]) -> None:
    found = score_one(make_ranking("".join(ranked), *groups))
    for measure in ("R", "Success", "groups"):
        values = [found[f"{measure}@{k}"] for k in CUTOFFS]
        assert values == sorted(values)
    assert all(0 <= value <= 1 + 1e-9 for value in found.values())
    assert all((found[f"groups@{k}"] > 0) == (found[f"Success@{k}"] == 1) for k in CUTOFFS)
