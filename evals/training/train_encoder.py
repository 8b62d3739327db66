"""Tune the embedding model on questions and the sentences that answer them, as a low-rank adapter.

    python -m evals.training.train_encoder --articles train.jsonl texts_1.jsonl --out encoder/

The loss is InfoNCE over whole articles (van den Oord et al. 2018): for each part of a question's
answer, one of its sentences against all other sentences of the articles in the step; and, lighter,
a question against the other questions, those with the same evidence being its like.
"""

import argparse
import json
import logging
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerBase

from evals.training.data import (
    Article,
    Candidate,
    TrainingQuestion,
    load_articles,
    load_squad,
    split_held_out,
)
from evals.training.figures import Figures, measure_ranking
from evals.training.noise import misspell
from index.rebuild import ensure_default_model
from index.rerank import to_candidate_text

logger = logging.getLogger(__name__)

TEMPERATURE = 0.02
QUESTION_LOSS_WEIGHT = 0.2
MISSPELT_SHARE = 0.12
QUESTIONS_PER_ARTICLE = 36
CHUNK_TEXTS = 32
SQUAD_PARAGRAPHS = 5
"""Neighbouring paragraphs of SQuAD that make an article."""


def main() -> None:
    """Train as the command line says and write adapter.safetensors and meta.json."""
    arguments = _parse_arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    rng = random.Random(arguments.seed)

    train: list[Article] = []
    held_out: list[Article] = []
    for path in arguments.articles:
        kept, out = split_held_out(load_articles([path]))
        train += kept
        held_out += out
    topics, squad = load_squad(arguments.squad, paragraphs=SQUAD_PARAGRAPHS) if arguments.squad else ([], [])
    encoder = Encoder(ensure_default_model(arguments.cache), rank=arguments.rank)
    if arguments.start:
        encoder.load(arguments.start)
    before = encoder.measure(held_out)
    log_figures("before", before)

    per_epoch = len(train) + min(arguments.squad_per_epoch, len(squad))
    steps = arguments.epochs * -(-per_epoch // arguments.articles_per_step)
    weights = [p for p in encoder.model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=arguments.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, arguments.rate, total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    after = before
    for epoch in range(1, arguments.epochs + 1):
        started, losses = time.monotonic(), []
        order = train + rng.sample(squad, min(arguments.squad_per_epoch, len(squad)))
        rng.shuffle(order)
        for first in range(0, len(order), arguments.articles_per_step):
            loss = encoder.loss(order[first : first + arguments.articles_per_step], rng)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        minutes = (time.monotonic() - started) / 60
        logger.info("epoch %d loss %.3f %.1f min", epoch, np.mean(losses), minutes)
        if epoch % arguments.measure_every == 0 or epoch == arguments.epochs:
            after = encoder.measure(held_out)
            log_figures(f"epoch {epoch}", after)
            encoder.save(arguments.out)
            meta = {
                "base": "multilingual-e5-small",
                "seed": arguments.seed,
                "epochs": epoch,
                "of_epochs": arguments.epochs,
                "rank": arguments.rank,
                "rate": arguments.rate,
                "data": [path.name for path in arguments.articles] + ([arguments.squad.name] if squad else []),
                "squad_per_epoch": arguments.squad_per_epoch if squad else 0,
                "trained_on": [article.id for article in train],
                "squad_topics": topics,
                "held_out": [article.id for article in held_out],
                "figures": {
                    "before": {form: f.to_dict() for form, f in before.items()},
                    "after": {form: f.to_dict() for form, f in after.items()},
                },
            }
            text = json.dumps(meta, indent=1, ensure_ascii=False)
            (arguments.out / "meta.json").write_text(text + "\n", "utf-8")


class Encoder:
    """The default embedding model with trainable low-rank weights."""

    def __init__(self, folder: Path, *, rank: int) -> None:
        """Load the rebuilt model from `folder` and give it LoRA weights of `rank`."""
        self.tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder)
        base = AutoModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,  # drawing the mask takes a third of a step on a CPU
            attn_implementation="eager",  # and the fused attention's backward pass is slow there
        )
        config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=["query", "key", "value", "dense"])
        self.model = get_peft_model(base, config)
        self._scale = 2.0

    def loss(self, articles: Sequence[Article], rng: random.Random) -> Tensor:
        """Return the mean loss of the questions of `articles`, all their candidates in one pool."""
        texts: list[str] = []
        questions: list[TrainingQuestion] = []
        for article in articles:
            answerable = [question for question in article.questions if question.answerable]
            chosen = rng.sample(answerable, min(QUESTIONS_PER_ARTICLE, len(answerable)))
            questions += [_shift(question, len(texts)) for question in chosen]
            texts += [to_text(candidate, "context") for candidate in article.candidates]
        asked = [misspell(q.text, rng) if rng.random() < MISSPELT_SHARE else q.text for q in questions]
        self.model.train()
        vectors = self._embed(["passage: " + text for text in texts] + ["query: " + text for text in asked])
        documents, queries = vectors[: len(texts)], vectors[len(texts) :]
        similar = queries @ documents.T / TEMPERATURE
        alike = queries @ queries.T / TEMPERATURE
        alike.fill_diagonal_(-torch.inf)
        losses, question_losses = [], []
        for i, question in enumerate(questions):
            wrong = torch.ones(len(texts), dtype=torch.bool)
            wrong[list(question.positives)] = False
            for group in question.groups:
                right = similar[i, list(group)].logsumexp(0)
                pool = torch.cat([similar[i, list(group)], similar[i, wrong]]).logsumexp(0)
                losses.append((pool - right) / len(question.groups))
            partners = [j for j, q in enumerate(questions) if j != i and q.positives & question.positives]
            if partners:
                question_losses.append(alike[i].logsumexp(0) - alike[i, partners].logsumexp(0))
        total = torch.stack(losses).sum() / len(questions)
        if question_losses:
            total = total + QUESTION_LOSS_WEIGHT * torch.stack(question_losses).mean()
        return total

    def measure(self, articles: Sequence[Article]) -> dict[str, Figures]:
        """Return the ranking figures per form of the candidates, "both" being their mean score."""
        rankings: dict[str, list[tuple[TrainingQuestion, NDArray[np.float32]]]] = {}
        for article in articles:
            queries = self.embed(["query: " + q.text for q in article.questions])
            scores = {
                form: queries @ self.embed(["passage: " + to_text(c, form) for c in article.candidates]).T
                for form in ("bare", "context")
            }
            scores["both"] = (scores["bare"] + scores["context"]) / 2
            for form, matrix in scores.items():
                rankings.setdefault(form, []).extend(zip(article.questions, matrix, strict=True))
        return {form: measure_ranking(ranking) for form, ranking in rankings.items()}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit-length vectors without gradient, shape (len(texts), 384)."""
        self.model.eval()
        with torch.inference_mode():
            return self._embed(texts).numpy()

    def load(self, adapter: Path) -> None:
        """Go on from the low-rank weights that `save` wrote."""
        tensors = load_file(adapter)
        with torch.no_grad():
            for key, weight in self.model.named_parameters():
                name = key.removeprefix("base_model.model.").removesuffix(".default.weight")
                if name.endswith(".lora_A"):
                    weight.copy_(tensors[name.removesuffix("lora_A") + "down"].float())
                elif name.endswith(".lora_B"):
                    weight.copy_(tensors[name.removesuffix("lora_B") + "up"].float() / self._scale)

    def save(self, folder: Path) -> None:
        """Write the low-rank weights as half-precision ``NAME.down`` and ``NAME.up``."""
        folder.mkdir(parents=True, exist_ok=True)
        tensors = {}
        for key, value in self.model.state_dict().items():
            name = key.removeprefix("base_model.model.").removesuffix(".default.weight")
            if name.endswith(".lora_A"):
                tensors[name.removesuffix("lora_A") + "down"] = value.half().contiguous()
            elif name.endswith(".lora_B"):
                up = (value * self._scale).half().contiguous()
                tensors[name.removesuffix("lora_B") + "up"] = up
        save_file(tensors, folder / "adapter.safetensors")

    def _embed(self, texts: Sequence[str]) -> Tensor:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = []
        for first in range(0, len(texts), CHUNK_TEXTS):
            batch = self.tokenizer(
                [texts[i] for i in order[first : first + CHUNK_TEXTS]],
                padding=True,
                truncation=True,
                max_length=128,
                return_tensors="pt",
            )
            with torch.autocast("cpu", torch.bfloat16):
                hidden = self.model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1).float()
            parts.append((hidden.float() * mask).sum(1) / mask.sum(1))
        back = torch.empty(len(texts), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(texts))
        return nn.functional.normalize(torch.cat(parts)[back], dim=-1)


def to_text(candidate: Candidate, form: str) -> str:
    """Return the text to embed: the sentence ("bare"), or with section and neighbour ("context")."""
    if form == "bare":
        return candidate.sentence
    return to_candidate_text(
        candidate.sentence,
        previous=candidate.previous,
        section=candidate.section,
        speaker=candidate.speaker,
        library=candidate.library,
    )


def log_figures(title: str, figures: dict[str, Figures]) -> None:
    """Log one line per form."""
    for form, measured in figures.items():
        logger.info("%s %-8s %s", title, form, measured.to_line())


def _shift(question: TrainingQuestion, offset: int) -> TrainingQuestion:
    groups = tuple(tuple(number + offset for number in group) for group in question.groups)
    return TrainingQuestion(question.text, groups)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=Path, nargs="+", required=True)
    parser.add_argument("--squad", type=Path, help="SQuAD_v2_sv, gzip JSON")
    parser.add_argument("--squad-per-epoch", type=int, default=40)
    parser.add_argument("--start", type=Path, help="go on from this adapter.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "belagg")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--measure-every", type=int, default=2)
    parser.add_argument("--articles-per-step", type=int, default=2)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
