"""The candidate text, and the reranker's errors and scores."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.rebuild import ModelError
from index.rerank import (
    META_FILE,
    PREVIOUS_MAX_CHARS,
    WEIGHTS_FILE,
    load_reranker,
    to_candidate_text,
)

WEIGHTS = Path(__file__).parents[1] / "index" / "weights" / "reranker"


@pytest.fixture(scope="module")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "Det tog två år."),
        ({"section": "Falun"}, "Falun: Det tog två år."),
        ({"speaker": "Bo Ek"}, "Bo Ek: Det tog två år."),
        ({"section": "Om provet", "library": "Falun"}, "Om provet · Falun: Det tog två år."),
        ({"previous": "Sedan kom provet."}, "Sedan kom provet. | Det tog två år."),
        ({"section": "", "speaker": None, "previous": ""}, "Det tog två år."),
    ],
)
def test_candidate_text_leaves_out_what_is_unknown(fields: dict[str, str], text: str) -> None:
    assert to_candidate_text("Det tog två år.", **fields) == text


def test_of_a_long_neighbour_only_whole_words_of_the_end_are_kept() -> None:
    text = to_candidate_text("Ja.", previous="ord " * 100 + "slut.")
    previous, _, sentence = text.partition(" | ")
    assert sentence == "Ja."
    assert previous.startswith("…ord ")
    assert previous.endswith("ord slut.")
    assert len(previous) <= PREVIOUS_MAX_CHARS + 1


def test_missing_and_damaged_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="kunde inte läsas"):
        load_reranker(tmp_path, cache_dir=tmp_path)
    import torch
    from safetensors.torch import save_file

    save_file({"head.weight": torch.zeros(1, 384)}, tmp_path / WEIGHTS_FILE)
    (tmp_path / META_FILE).write_text(json.dumps({"layers": "många"}), "utf-8")
    with pytest.raises(ModelError, match="saknas eller är skadad"):
        load_reranker(tmp_path, cache_dir=tmp_path)


@pytest.mark.model
def test_reranker_finds_the_sentence_that_answers(model_cache: Path) -> None:
    candidates = [
        "Huset ritades av Greta Ström och stod klart 1931.",
        "Caféet håller öppet till klockan sju.",
        "Sedan dess har taket läckt två gånger, och i fjol byttes det ut för fyra miljoner kronor.",
    ]
    reranker = load_reranker(WEIGHTS, cache_dir=model_cache)
    logits = reranker.score("Vad kostade det nya taket?", candidates)
    assert logits.shape == (3,)
    assert logits.dtype == np.float32
    assert int(logits.argmax()) == 2
    assert reranker.score("Vad kostade det?", []).shape == (0,)
    assert np.isfinite(reranker.score("Vad kostade det nya taket? " * 99, candidates)).all()
    with pytest.raises(ValueError, match="empty"):
        reranker.score(" ", candidates)


@pytest.mark.model
def test_scores_depend_little_on_the_other_candidates_and_on_half_precision(model_cache: Path) -> None:
    candidates = [f"Våren {1990 + i} hade föreningen {40 + i} medlemmar." for i in range(9)]
    candidates += ["Kassören heter Nils Åkerlund och har suttit i elva år."]
    question = "Vem sköter föreningens pengar?"
    quick = load_reranker(WEIGHTS, cache_dir=model_cache)
    exact = load_reranker(WEIGHTS, cache_dir=model_cache, bfloat16=False)
    logits = exact.score(question, candidates)
    assert exact.score(question, candidates[::-1])[::-1] == pytest.approx(logits, abs=1e-3)
    assert exact.score(question, candidates[9:]) == pytest.approx(logits[9:], abs=1e-3)
    assert quick.score(question, candidates) == pytest.approx(logits, abs=0.15)
