"""Score candidates against a question with a cross-encoder that reads both together.

It stands on the encoder of the default embedding model; `evals/training/train_reranker.py` tunes its
upper layers and a linear head, which the package ships in half precision.
"""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.model import load_tensors
from index.rebuild import ModelError, ensure_default_model

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerBase

Logits = NDArray[np.float32]

WEIGHTS_FILE = "reranker.safetensors"
META_FILE = "meta.json"
PREVIOUS_MAX_CHARS = 160
MAX_TOKENS = 192
# Few enough that short candidates are not padded to the longest, enough to keep the cores busy.
_BATCH_PAIRS = 4


class Reranker(Protocol):
    """Tells how well each candidate answers a question."""

    name: str

    def score(self, question: str, candidates: Sequence[str]) -> Logits:
        """Return one logit per candidate, in input order; 0 is as likely as "no answer"."""


def to_candidate_text(
    sentence: str,
    *,
    previous: str | None = None,
    section: str | None = None,
    speaker: str | None = None,
    library: str | None = None,
) -> str:
    """Return a sentence with what a reader knows around it, in the form the models are tuned on.

    `previous` is the sentence before it in the same section; of a long one only the end is kept.

    >>> to_candidate_text("Det tog två år.", previous="Sedan kom provet.", section="Hur det gick",
    ...                   speaker="Bo Ek", library="Falun")
    'Hur det gick · Bo Ek, Falun: Sedan kom provet. | Det tog två år.'
    >>> to_candidate_text("Det tog två år.")
    'Det tog två år.'
    """
    who = ", ".join(part for part in (speaker, library) if part)
    place = " · ".join(part for part in (section, who) if part)
    lead = f"{place}: " if place else ""
    if not previous:
        return f"{lead}{sentence}"
    if len(previous) > PREVIOUS_MAX_CHARS:
        previous = "…" + previous[-PREVIOUS_MAX_CHARS:].partition(" ")[2]
    return f"{lead}{previous} | {sentence}"


class CrossEncoder:
    """The cross-encoder: mean of the encoder's last layer over both texts, then a linear head."""

    def __init__(
        self,
        encoder: "nn.Module",
        head: "nn.Linear",
        tokenizer: "PreTrainedTokenizerBase",
        *,
        name: str,
    ) -> None:
        """Wrap loaded parts; `head` maps the encoder's width to one logit."""
        self.encoder = encoder
        self.head = head
        self.tokenizer = tokenizer
        self.name = name
        self._computes_in_bfloat16 = False

    def compute_in_bfloat16(self) -> None:
        """Compute in bfloat16 from now on, the layers' weights kept in it so that no question waits for rounding."""
        import torch

        for module in self.encoder.modules():
            if isinstance(module, torch.nn.Linear):
                module.to(torch.bfloat16)
        self._computes_in_bfloat16 = True

    def score(self, question: str, candidates: Sequence[str]) -> Logits:
        """Return one logit per candidate, shape (len(candidates),), in input order.

        softmax([0, *logits]) is, in the training's reading, the chance of "no answer" and of each
        candidate; so the greatest logit tells whether there is an answer. Texts past MAX_TOKENS
        together are cut at the end of the longer one. Raises ValueError if the question is empty.
        """
        import torch

        if not question.strip():
            raise ValueError("the question is empty")
        logits = np.zeros(len(candidates), dtype=np.float32)
        by_length = sorted(range(len(candidates)), key=lambda i: (len(candidates[i]), i))
        with torch.inference_mode():
            for first in range(0, len(by_length), _BATCH_PAIRS):
                batch = by_length[first : first + _BATCH_PAIRS]
                pairs = [(question, candidates[i]) for i in batch]
                logits[batch] = self.logits(pairs).numpy()
        return logits

    def logits(self, pairs: Sequence[tuple[str, str]]) -> "Tensor":
        """Return the logits of (question, candidate) pairs as one batch, shape (len(pairs),)."""
        import torch

        batch = self.tokenizer(
            [question for question, _ in pairs],
            [candidate for _, candidate in pairs],
            padding=True,
            truncation="longest_first",
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        reduced = torch.autocast("cpu", torch.bfloat16) if self._computes_in_bfloat16 else nullcontext()
        with reduced:
            hidden = self.encoder(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean = (hidden * mask).sum(1) / mask.sum(1)
        # Written out, for under autocast a linear layer would round the logits to eight bits.
        logits: Tensor = (mean * self.head.weight).sum(-1) + self.head.bias
        return logits


def load_reranker(folder: Path, *, cache_dir: Path, bfloat16: bool = True) -> Reranker:
    """Return the reranker of `folder` (WEIGHTS_FILE, META_FILE), its base from `cache_dir`.

    The base is rebuilt there first if need be. With `bfloat16` it computes in that where the
    processor can, a third faster and within a few hundredths of a logit. (8-bit layers were faster
    still, but their logits correlated at 0.6 to 0.75 with the exact ones.) Raises ModelError.
    """
    import torch

    tensors = load_tensors(folder / WEIGHTS_FILE)
    meta = _load_meta(folder / META_FILE)
    reranker = build_cross_encoder(cache_dir, layers=meta["layers"])
    expected = dict(reranker.encoder.named_parameters())
    try:
        with torch.no_grad():
            for key, value in tensors.items():
                if not key.startswith("head."):
                    expected[key].copy_(value.float())
            reranker.head.weight.copy_(tensors["head.weight"].float())
            reranker.head.bias.copy_(tensors["head.bias"].float())
    except (KeyError, RuntimeError) as error:
        raise ModelError(
            f"Omrankaren i {folder} hör inte till modellen. Installera om Belägg, eller stäng av den."
        ) from error
    if bfloat16 and torch.ops.mkldnn._is_mkldnn_bf16_supported():
        reranker.compute_in_bfloat16()
    return reranker


def build_cross_encoder(cache_dir: Path, *, layers: int) -> CrossEncoder:
    """Return an untuned cross-encoder on the first `layers` layers of the default model."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    from index.rebuild import quiet_transformers

    quiet_transformers()
    folder = ensure_default_model(cache_dir)
    encoder = AutoModel.from_pretrained(
        folder, add_pooling_layer=False, num_hidden_layers=layers, local_files_only=True
    ).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    head = torch.nn.Linear(encoder.config.hidden_size, 1)
    return CrossEncoder(encoder, head, tokenizer, name="e5-small-reranker")


def _load_meta(path: Path) -> dict[str, Any]:
    try:
        meta: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if not isinstance(meta["layers"], int):
            raise ValueError("layers")
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"Filen {path} saknas eller är skadad. Installera om Belägg.") from error
    return meta
