"""What is held out was trained on by neither network."""

import gzip
import json
from importlib.resources import files
from pathlib import Path

import pytest

from evals.training.data import load_rows, load_squad, split_held_out, split_kept_for_fit
from evals.training.rows import load_squad_rows

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


def write_squad(folder: Path, *, topics: list[str], questions: int) -> Path:
    """Write a SQuAD file with one paragraph a topic, every third question answered."""
    context = "Ugglan bor i skogen. Räven bor i en lya."
    answers = [[{"text": "skogen", "answer_start": context.index("skogen")}], []]
    data = [
        {
            "title": topic,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [
                        {
                            "id": f"{topic}-{n}",
                            "question": f"Fråga {n} om {topic}?",
                            "is_impossible": n % 3 > 0,
                            "answers": answers[min(n % 3, 1)],
                        }
                        for n in range(questions)
                    ],
                }
            ],
        }
        for topic in topics
    ]
    path = folder / "squad.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": data}).encode()))
    return path


def test_every_tenth_question_is_kept_for_the_fit() -> None:
    trained, kept = split_kept_for_fit(range(25))
    assert kept == [9, 19]
    assert sorted([*trained, *kept]) == list(range(25))


def test_no_question_of_squad_is_both_trained_on_and_fitted_on(tmp_path: Path) -> None:
    meta = json.loads((files("index") / "weights" / "reranker" / "meta.json").read_text("utf-8"))
    titles = [*meta["squad_topics"][:2], "Osett ämne", *meta["squad_topics"][2:4]]
    path = write_squad(tmp_path, topics=titles, questions=30)
    topics, articles = load_squad(path)
    trained = {question.text for article in articles for question in article.questions}
    documents, rows = load_squad_rows(path)
    fitted = {row["question"] for row in rows}
    assert (len(documents), len(fitted), len(trained)) == (5, 12, 4 * 27)
    assert not fitted & trained
    assert not any("Osett" in text for text in fitted | trained)
    assert "Osett ämne" not in topics
    assert {row["answerable"] for row in rows} == {True, False}
