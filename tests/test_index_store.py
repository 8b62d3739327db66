from __future__ import annotations

import math
import socket
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_socket import SocketBlockedError

import index.store
from index.store import Store, StoredText, StoreError, to_cosine


def to_unit_vectors(count: int, dim: int = 32) -> NDArray[np.float32]:
    vectors = np.random.default_rng(7).normal(size=(count, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def to_texts(count: int) -> tuple[StoredText, ...]:
    """Return texts of three documents in turn: a:0, b:1, c:2, a:3 …"""
    return tuple(
        StoredText(f"{'abc'[number % 3]}:{number}", "abc"[number % 3], f"Text {number} å", (f"chunk {number}", "k"))
        for number in range(count)
    )


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_test_cannot_reach_the_network() -> None:
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_texts_and_vectors_come_back_as_they_were(tmp_path: Path) -> None:
    texts, vectors = to_texts(12), to_unit_vectors(12)
    with Store.create(tmp_path / "data") as store:
        store.add("sentences", texts, vectors)
        store.add("questions", texts[:1], vectors[:1])
        store.add("near_misses", texts[1:2], vectors[1:2])
    with Store.open(tmp_path / "data") as store:
        contents = store.read()
    read_texts, read_vectors = contents["sentences"]
    order = sorted(range(12), key=lambda row: texts[row].id)
    assert read_texts == tuple(texts[row] for row in order)
    # Chroma normalises once more, which can change the last bit.
    np.testing.assert_allclose(read_vectors, vectors[order], rtol=0, atol=1e-7)
    assert contents["questions"][0] == texts[:1]
    assert contents["near_misses"][0] == texts[1:2]
    np.testing.assert_allclose(contents["near_misses"][1], vectors[1:2], rtol=0, atol=1e-7)


def test_nearest_are_the_exact_nearest_with_true_cosines(tmp_path: Path) -> None:
    texts, vectors = to_texts(300), to_unit_vectors(300)
    with Store.create(tmp_path / "data") as store:
        store.add("questions", texts, vectors)
        for vector in to_unit_vectors(305)[300:]:
            found = store.find_nearest("questions", vector, count=20)
            cosines = vectors @ vector
            expected = np.argsort(-cosines)[:20]
            assert [stored for stored, _ in found] == [texts[row] for row in expected]
            assert [cosine for _, cosine in found] == pytest.approx(cosines[expected].tolist(), abs=1e-5)


def test_more_texts_than_chroma_takes_at_once_are_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.store, "_ADD_BATCH_TEXTS", 7)
    with Store.create(tmp_path / "data") as store:
        store.add("questions", to_texts(20), to_unit_vectors(20))
        assert len(store.read()["questions"][0]) == 20
        assert len(store.find_nearest("questions", to_unit_vectors(1)[0], count=50)) == 20


def test_opposite_vectors_have_cosine_minus_one(tmp_path: Path) -> None:
    (vector,) = to_unit_vectors(1)
    with Store.create(tmp_path / "data") as store:
        store.add("sentences", to_texts(2), np.stack([vector, -vector]))
        found = store.find_nearest("sentences", vector, count=5)
    assert [(stored.id, round(cosine, 5)) for stored, cosine in found] == [("a:0", 1.0), ("b:1", -1.0)]


def test_search_keeps_to_documents_and_ids(tmp_path: Path) -> None:
    texts, vectors = to_texts(30), to_unit_vectors(30)
    with Store.create(tmp_path / "data") as store:
        store.add("sentences", texts, vectors)

        def find(**kept: list[str]) -> set[str]:
            return {stored.id for stored, _ in store.find_nearest("sentences", vectors[0], count=30, **kept)}

        assert find(documents=["a", "c"]) == {stored.id for stored in texts if stored.document_id in "ac"}
        assert find(ids=["a:0", "b:4"]) == {"a:0", "b:4"}
        assert find(documents=["b"], ids=["a:0", "b:4"]) == {"b:4"}
        assert find(documents=["okänt"]) == set()
        assert find(documents=[]) == set()
        assert find(ids=[]) == set()


def test_an_empty_store_finds_nothing(tmp_path: Path) -> None:
    with Store.create(tmp_path / "data") as store:
        store.add("sentences", (), np.zeros((0, 32), dtype=np.float32))
        assert store.find_nearest("sentences", to_unit_vectors(1)[0], count=5) == []
        texts, vectors = store.read()["sentences"]
    assert (texts, vectors.shape) == ((), (0, 0))


def test_texts_and_vectors_must_match(tmp_path: Path) -> None:
    with Store.create(tmp_path / "data") as store, pytest.raises(ValueError, match="2 texts with 3 vectors"):
        store.add("sentences", to_texts(2), to_unit_vectors(3))


def test_a_missing_store_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="belagg index"):
        Store.open(tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_lacks_a_side_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(index.store, "SIDES", ("sentences", "questions"))
        Store.create(tmp_path / "data").close()
    with pytest.raises(StoreError, match="går inte att läsa"):
        Store.open(tmp_path / "data")


def test_a_damaged_database_is_a_store_error(tmp_path: Path) -> None:
    with Store.create(tmp_path / "data") as store:
        store.add("sentences", to_texts(3), to_unit_vectors(3))
    (tmp_path / "data" / "chroma.sqlite3").write_bytes(b"damaged".ljust(5000))
    with pytest.raises(StoreError, match="går inte att läsa"):
        Store.open(tmp_path / "data")


@pytest.mark.parametrize("cosine", [-1.0, -0.3, 0.0, 0.25, 0.999, 1.0])
def test_to_cosine_inverts_the_stores_similarity(cosine: float) -> None:
    assert to_cosine(math.exp(-(1 - cosine))) == pytest.approx(cosine)
