from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import FakeEmbedder, to_document
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Person
from index.build import open_or_build
from index.prepare import embed_chunks
from index.search import NEAR, Index, Weights, fuse
from index.types import Hit

ANNA = Person("Anna Dahlquist", "biblioteksutvecklare", "Luleå")
DOCUMENTS = (
    to_document(
        ["Åre köpte nya surfplattor.", "I Kungälv lärde man i små grupper.", "Det tog två år."],
        ["Det tog två år.", "Sigtuna bjöd på paddling och Åre på kurser."],
        id="artikel",
        about=["Kungälv", "Åre", "Sigtuna"],
    ),
    to_document(["Vi lär av varandra varje vecka.", "Chefen deltog själv."], id="intervju", speaker=ANNA),
)
QUESTIONS = {
    "artikel": [
        ("I Kungälv lärde man i små grupper.", ["Vilka lärde sig i grupp?"]),
        ("Det tog två år.", ["Hur länge höll projektet på?", "När blev de färdiga?"]),
        ("Åre köpte nya surfplattor.", ["Vem skaffade paddor?"]),
        ("Sigtuna bjöd på paddling och Åre på kurser.", ["Vilka hade utbildning?"]),
    ]
}
NEAR_MISSES = {
    "artikel": [
        ("Åre köpte nya surfplattor.", ["Vad kostade surfplattorna?", "Vilket märke var surfplattorna av?"]),
        ("Det tog två år.", ["Vad kostade de två åren?"]),
    ]
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("index")
    with open_or_build(DOCUMENTS, QUESTIONS, NEAR_MISSES, embedder=FakeEmbedder(), folder=folder) as built:
        yield built


def to_texts(hits: list[Hit]) -> list[str]:
    return [hit.chunk.text for hit in hits]


def to_signals(hit: Hit) -> tuple[float | None, ...]:
    return hit.score, hit.dense, hit.lexical, hit.question, hit.near_miss


def test_hits_are_ranked_in_a_total_order(opened: Index) -> None:
    hits = opened.search("Vem lärde sig i grupper i Kungälv?")
    assert hits[0].chunk.text == "I Kungälv lärde man i små grupper."
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.chunk.id))
    assert opened.search("Vem lärde sig i grupper i Kungälv?") == hits


def test_equal_sentences_after_equal_sentences_are_tied_and_stand_in_id_order(tmp_path: Path) -> None:
    paragraphs = (
        ["Det tog två år."],
        ["Sedan kom provet.", "Det tog två år."],
        ["Sedan kom provet.", "Det tog två år."],
    )
    documents = [to_document(*paragraphs, id=id) for id in ("b", "a")]
    with open_or_build(documents, {}, embedder=FakeEmbedder(), folder=tmp_path) as built:
        hits = [hit for hit in built.search("Hur många år tog det?") if hit.chunk.text == "Det tog två år."]
    twins = [hit for hit in hits if hit.chunk.before]
    assert [hit.chunk.id for hit in twins] == ["a:35-50", "a:70-85", "b:35-50", "b:70-85"]
    assert len({hit.score for hit in twins}) == 1
    # What stands before a sentence is part of what is embedded, so the ones that open a document score otherwise.
    alone = [hit for hit in hits if not hit.chunk.before]
    assert [hit.chunk.id for hit in alone] == ["a:0-15", "b:0-15"]
    assert alone[0].score == alone[1].score != twins[0].score


def test_every_hit_carries_all_signals(opened: Index) -> None:
    (vector,) = opened.embedder.embed_questions(["När blev de färdiga?"])
    hits = opened.search("När blev de färdiga?")
    assert len(hits) == 7
    for hit in hits:
        (chunk_vector,) = embed_chunks([hit.chunk], opened.embedder)
        assert hit.dense == pytest.approx(float(chunk_vector @ vector), abs=2e-6)
        assert (hit.question is None) == (hit.chunk.document_id == "intervju")
    asked = [hit.question for hit in hits if hit.chunk.text == "Det tog två år."]
    assert asked == pytest.approx([1.0, 1.0], abs=2e-6)


def test_known_questions_find_what_shares_no_word(opened: Index) -> None:
    (best, *_) = opened.search("Vem skaffade paddor?")
    assert (best.chunk.text, best.lexical) == ("Åre köpte nya surfplattor.", 0.0)
    assert best.question == pytest.approx(1.0, abs=2e-6)
    # Without them the letters that "paddor" and "paddling" share decide.
    (best, *_) = opened.search("Vem skaffade paddor?", questions=False)
    assert best.chunk.text == "Sigtuna bjöd på paddling och Åre på kurser."


def test_hits_tell_how_near_a_near_miss_the_question_is(opened: Index) -> None:
    question = "Vad kostade surfplattorna?"
    asked, same_sentence, other = opened.embedder.embed_questions(
        [question, "Vilket märke var surfplattorna av?", "Vad kostade de två åren?"]
    )
    found = {(hit.chunk.text, hit.chunk.document_id): hit.near_miss for hit in opened.search(question)}
    assert len(found) == 6  # seven hits, of which two are equal sentences
    assert found["Åre köpte nya surfplattor.", "artikel"] == pytest.approx(1.0, abs=2e-6)
    assert float(asked @ same_sentence) < 0.9  # so the best of its two was taken, not the last
    assert found["Det tog två år.", "artikel"] == pytest.approx(float(asked @ other), abs=2e-6)
    assert {text for (text, _), near_miss in found.items() if near_miss is None} == {
        "I Kungälv lärde man i små grupper.",
        "Sigtuna bjöd på paddling och Åre på kurser.",
        "Vi lär av varandra varje vecka.",
        "Chefen deltog själv.",
    }
    assert {hit.near_miss for hit in opened.search(question, questions=False)} == {None}


def test_near_misses_change_neither_hits_nor_scores(opened: Index, tmp_path: Path) -> None:
    with open_or_build(DOCUMENTS, QUESTIONS, embedder=FakeEmbedder(), folder=tmp_path) as without:
        for question in ("Vad kostade surfplattorna?", "Vad kostade de två åren?", "Hur länge höll projektet på?"):
            hits = without.search(question)
            assert {(hit.near_miss, hit.near_miss_share) for hit in hits} == {(None, None)}
            bare = [dataclasses.replace(hit, near_miss=None, near_miss_share=None) for hit in opened.search(question)]
            assert bare == hits


def test_hits_tell_how_much_of_what_is_near_is_a_near_miss(opened: Index) -> None:
    def share(question: str, **kept: object) -> float | None:
        (found,) = {hit.near_miss_share for hit in opened.search(question, **kept)}
        return found

    assert share("Vad kostade surfplattorna?") > 0.9  # a near miss itself
    assert share("Vem skaffade paddor?") < 0.1  # a known question itself
    known, missed = QUESTIONS["artikel"], NEAR_MISSES["artikel"]
    asked, *vectors = opened.embedder.embed_questions(
        ["Vad hände?", *(q for _, own in known for q in own), *(q for _, own in missed for q in own)]
    )
    weights = [math.exp(float(asked @ vector) / NEAR) for vector in vectors]
    count = sum(len(own) for _, own in missed)
    assert share("Vad hände?") == pytest.approx(sum(weights[-count:]) / sum(weights), abs=2e-4)
    assert share("Vad kostade surfplattorna?", only=lambda chunk: chunk.text.startswith("I Kungälv")) is None
    assert share("Vad kostade surfplattorna?", questions=False) is None


def test_near_misses_are_told_without_known_questions(tmp_path: Path) -> None:
    with open_or_build(DOCUMENTS, {}, near_misses=NEAR_MISSES, embedder=FakeEmbedder(), folder=tmp_path) as built:
        (best, *_) = built.search("Vad kostade surfplattorna?")
    assert (best.chunk.text, best.question) == ("Åre köpte nya surfplattor.", None)
    assert best.near_miss == pytest.approx(1.0, abs=2e-6)


def test_a_question_typed_without_diacritics_finds_the_word(opened: Index) -> None:
    hits = opened.search("kungalv", dense=False, questions=False)
    assert to_texts(hits)[0] == "I Kungälv lärde man i små grupper."


def test_the_words_of_a_paragraph_count_for_its_sentences(opened: Index) -> None:
    hits = opened.search("surfplattor", dense=False, questions=False)
    best, *others = hits
    assert best.chunk.text == "Åre köpte nya surfplattor."
    assert {hit.chunk.sentence.paragraph for hit in others} == {best.chunk.sentence.paragraph}
    assert all(0 < hit.lexical < best.lexical for hit in others)


def test_sides_can_be_switched_off(opened: Index) -> None:
    question = "Vem köpte surfplattor?"
    lexical = opened.search(question, dense=False, questions=False)
    assert to_texts(lexical)[0] == "Åre köpte nya surfplattor."
    assert {(hit.dense, hit.question, hit.near_miss) for hit in lexical} == {(0.0, None, None)}
    dense = opened.search(question, lexical=False, questions=False)
    assert [hit.dense for hit in dense] == sorted((hit.dense for hit in dense), reverse=True)
    assert {(hit.lexical, hit.question) for hit in dense} == {(0.0, None)}
    questions = opened.search(question, dense=False, lexical=False)
    assert {hit.chunk.document_id for hit in questions} == {"artikel"}
    assert [hit.question for hit in questions] == sorted((hit.question or 0 for hit in questions), reverse=True)
    assert opened.search(question, dense=False, lexical=False, questions=False) == []


def test_lexical_search_alone_embeds_nothing(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    with open_or_build(DOCUMENTS, {}, embedder=embedder, folder=tmp_path) as built:
        before = embedder.embedded_texts
        built.search("Kungälv", dense=False, questions=False)
        assert embedder.embedded_texts == before
        built.search("Kungälv")
        assert embedder.embedded_texts == before + 1


def test_search_keeps_to_documents_and_to_what_holds_without_changing_scores(opened: Index) -> None:
    every = {hit.chunk.id: to_signals(hit) for hit in opened.search("Vad köpte Åre?")}
    for documents, speaker in ((["intervju"], None), (None, "Anna Dahlquist"), (["intervju"], "Anna Dahlquist")):
        only = None if speaker is None else lambda chunk, name=speaker: chunk.speaker == name
        hits = opened.search("Vad köpte Åre?", documents=documents, only=only)
        assert hits
        for hit in hits:
            assert hit.chunk.document_id in (documents or ["artikel", "intervju"])
            assert speaker in (None, hit.chunk.speaker)
            assert every[hit.chunk.id] == to_signals(hit)


def test_nothing_kept_means_no_hits(opened: Index) -> None:
    for documents in ([], ["okänt"]):
        assert opened.search("Vad köpte Åre?", documents=documents) == []
    assert opened.search("Vad köpte Åre?", only=lambda _: False) == []


@pytest.mark.parametrize("question", ["", "  \n", "\t"])
def test_a_blank_question_has_no_hits(opened: Index, question: str) -> None:
    assert opened.search(question) == []


def test_threads_can_search_at_once(opened: Index) -> None:
    questions = ["Vad köpte Åre?", "Hur länge?", "kungalv", "Vem lär av varandra?"] * 8
    expected = [opened.search(question) for question in questions]
    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(opened.search, questions)) == expected


@given(st.text(max_size=60))
def test_any_question_is_answered_with_ordered_hits(opened: Index, question: str) -> None:
    hits = opened.search(question, top_k=3)
    assert len(hits) <= 3
    assert all(np.isfinite(hit.score) for hit in hits)


def test_a_very_long_question_is_searched(opened: Index) -> None:
    assert opened.search("Vad köpte Åre? " * 700)


def test_few_candidates_are_the_best_of_each_side(opened: Index) -> None:
    hits = opened.search("Vem skaffade paddor i Kungälv?", candidates=1)
    assert {hit.chunk.text for hit in hits} >= {
        "Åre köpte nya surfplattor.",
        "I Kungälv lärde man i små grupper.",
    }
    assert len(hits) <= 3


@pytest.mark.parametrize("wrong", [{"top_k": 0}, {"candidates": 0}])
def test_wrong_numbers_are_refused(opened: Index, wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        opened.search("Vad?", **wrong)
    with pytest.raises(ValueError, match="negative"):
        Weights(dense=-0.1)


def test_fuse_is_a_weighted_mean_of_z_scores() -> None:
    # Mean 2 and standard deviation √(2/3) of 1, 2, 3: z = -1.2247, 0, 1.2247. The second signal is known for two
    # chunks, z = 1 and -1. Chunk 1: (0.75 * -1.2247 + 0.25 * 1) / 1 = -0.6686; chunk 2 has the first signal only: 0;
    # chunk 3: (0.75 * 1.2247 - 0.25) / 1 = 0.6686.
    fused = fuse((np.array([1.0, 2.0, 3.0]), 0.75), (np.array([9.0, np.nan, 5.0]), 0.25))
    assert fused == pytest.approx([-0.6686, 0.0, 0.6686], abs=1e-4)


def test_fuse_counts_constant_and_unknown_signals_as_nothing() -> None:
    constant, unknown, values = np.full(3, 0.1), np.full(3, np.nan), np.array([0.0, 0.0, 3.0])
    assert fuse((constant, 0.7), (unknown, 1.0)).tolist() == [0.0, 0.0, 0.0]
    assert fuse((values, 0.0), (constant, 0.0)).tolist() == [0.0, 0.0, 0.0]
    assert fuse((values, 0.3), (unknown, 1.0)).argmax() == 2
