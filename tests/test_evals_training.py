"""What is held out was trained on by neither network."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from evals.training.data import load_rows, split_held_out

FOLDER = Path(__file__).parent.parent / "evals" / "training"


@pytest.mark.parametrize("network", ["encoder", "reranker"])
def test_no_network_was_trained_on_a_held_out_article(network: str) -> None:
    meta = json.loads((files("index") / "weights" / network / "meta.json").read_text("utf-8"))
    used = [path for path in sorted(FOLDER.glob("texts_*.jsonl")) if path.name in meta["data"]]
    held_out = {id for path in used for id in split_held_out([row["id"] for row in load_rows(path)])[1]}
    assert held_out
    assert held_out & set(meta["trained_on"]) == set()


def test_further_questions_are_asked_about_the_articles_they_are_meant_for() -> None:
    trained = json.loads((files("index") / "weights" / "encoder" / "meta.json").read_text("utf-8"))["trained_on"]
    assert {row["article"] for row in load_rows(FOLDER / "more_questions.jsonl")} <= set(trained)
    assert {row["article"] for row in load_rows(FOLDER / "held_out_questions.jsonl")}.isdisjoint(trained)
