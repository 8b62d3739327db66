"""Tune the reranker: a cross-encoder that scores each candidate against "no answer".

    python -m evals.training.train_reranker --articles train.jsonl texts_1.jsonl --out reranker/

List-wise: one question with its evidence and the wrong candidates that the tuned encoder ranks
highest in the same article; "no answer" is a further choice with the logit 0. An unanswerable
question has only that. Of SQuAD_v2_sv, if given, every epoch draws some questions anew.

The assistant adds the encoder's similarity to the reranker's logit, so the same sum is trained: the
reranker learns what the encoder does not know.
"""

import argparse
import json
import logging
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

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
from index.model import Embedder, load_embedder
from index.rebuild import DEFAULT_MODEL
from index.rerank import (
    META_FILE,
    WEIGHTS_FILE,
    CrossEncoder,
    build_cross_encoder,
    to_candidate_text,
)

logger = logging.getLogger(__name__)

RERANKED = 12
CANDIDATES_PER_QUESTION = 6
HARDEST = 4
LEFT_OUT_SHARE = 0.08
MISSPELT_SHARE = 0.1
SIMILARITY_WEIGHT = 20.0
"""What a difference of similarity counts beside the reranker's logit; about the ratio that `fit_selection.py` finds."""
PAIRS_PER_FORWARD = 14


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question, its article's candidates as texts, and their numbers from the most similar on."""

    question: TrainingQuestion
    texts: tuple[str, ...]
    order: tuple[int, ...]
    similarity: NDArray[np.float32]

    @property
    def offsets(self) -> NDArray[np.float32]:
        """Return what the similarity adds to each candidate's logit: 0 for the most similar, less for the others."""
        offsets: NDArray[np.float32] = np.float32(SIMILARITY_WEIGHT) * (self.similarity - self.similarity.max())
        return offsets


def main() -> None:
    """Train as the command line says and write the weights and meta.json after every epoch."""
    arguments = _parse_arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    rng = random.Random(arguments.seed)

    train: list[Article] = []
    held_out: list[Article] = []
    for path in arguments.articles:
        kept, out = split_held_out(load_articles([path]))
        train += kept
        held_out += out
    embedder = load_embedder(DEFAULT_MODEL, cache_dir=arguments.cache, adapter=arguments.adapter)
    training = [ranked for article in train for ranked in rank(article, embedder)]
    training = rng.sample(training, min(arguments.questions, len(training)))
    measuring = [ranked for article in held_out for ranked in rank(article, embedder)]
    topics, squad_articles = load_squad(arguments.squad) if arguments.squad else ([], [])
    wanted = arguments.epochs * arguments.squad_questions
    squad = [r for article in draw_questions(squad_articles, wanted, rng) for r in rank(article, embedder)]
    del embedder
    before = measure_ranking([(r.question, r.similarity) for r in measuring])
    logger.info("encoder alone %s", before.to_line())

    model = build_cross_encoder(arguments.cache, layers=arguments.layers)
    # On a CPU the backward pass of the fused attention is slower than the plain one.
    model.encoder.set_attn_implementation("eager")  # type: ignore[operator]
    if arguments.start:
        tensors = load_file(arguments.start / WEIGHTS_FILE)
        model.head.load_state_dict({k: tensors.pop(f"head.{k}").float() for k in ("weight", "bias")})
        model.encoder.load_state_dict({k: v.float() for k, v in tensors.items()}, strict=False)
    trained = choose_weights(model, frozen_layers=arguments.frozen_layers)
    groups = [
        {"params": list(trained.values()), "lr": arguments.rate},
        {"params": list(model.head.parameters()), "lr": arguments.rate * 10},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rng.shuffle(squad)
    epochs = [[*training, *squad[number :: arguments.epochs]] for number in range(arguments.epochs)]
    steps = sum(-(-len(epoch) // arguments.questions_per_step) for epoch in epochs)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        [float(group["lr"]) for group in groups],
        total_steps=steps,
        pct_start=0.06,
        anneal_strategy="linear",
    )
    for number, epoch in enumerate(epochs, start=1):
        started, losses = time.monotonic(), []
        model.encoder.train()
        for questions in to_steps(epoch, arguments.questions_per_step, rng):
            optimizer.zero_grad()
            losses.append(train_step(model, questions, rng))
            torch.nn.utils.clip_grad_norm_(list(trained.values()), 1.0)
            optimizer.step()
            schedule.step()
            if len(losses) % 50 == 0:
                minutes = (time.monotonic() - started) / 60
                logger.info("step %d loss %.3f %.1f min", len(losses), np.mean(losses[-50:]), minutes)
            if len(losses) % 500 == 0:
                save(model, trained, arguments.out)
        figures = measure(model, measuring)
        logger.info("epoch %d loss %.3f %s", number, np.mean(losses), figures.to_line())
        save(model, trained, arguments.out)
        meta = {
            "base": DEFAULT_MODEL,
            "layers": arguments.layers,
            "frozen_layers": arguments.frozen_layers,
            "form": "index.rerank.to_candidate_text",
            "seed": arguments.seed,
            "epoch": number,
            "of_epochs": len(epochs),
            "rate": arguments.rate,
            "start": arguments.start.name if arguments.start else None,
            "data": [path.name for path in arguments.articles],
            "questions": len(training),
            "squad_questions_an_epoch": len(squad) // arguments.epochs,
            "trained_on": [article.id for article in train],
            "squad_topics": topics,
            "held_out": [article.id for article in held_out],
            "figures": {"encoder_alone": before.to_dict(), "reranked": figures.to_dict()},
        }
        text = json.dumps(meta, indent=1, ensure_ascii=False)
        (arguments.out / META_FILE).write_text(text + "\n", "utf-8")


def rank(article: Article, embedder: Embedder) -> Iterator[Ranked]:
    """Yield the questions of `article`, its candidates ranked as the index ranks them."""
    texts = tuple(to_text(candidate) for candidate in article.candidates)
    with torch.autocast("cpu", torch.bfloat16):
        documents = embedder.embed_documents(texts)
        similarity = embedder.embed_questions([q.text for q in article.questions]) @ documents.T
    for question, scores in zip(article.questions, similarity, strict=True):
        order = tuple(np.argsort(-scores, kind="stable").tolist())
        yield Ranked(question, texts, order, scores)


def draw_questions(articles: Sequence[Article], count: int, rng: random.Random) -> Iterator[Article]:
    """Yield `articles` with up to `count` of their questions in all, drawn at random; none without any."""
    places = [(number, question) for number, article in enumerate(articles) for question in article.questions]
    drawn: dict[int, list[TrainingQuestion]] = {}
    for number, question in rng.sample(places, min(count, len(places))):
        drawn.setdefault(number, []).append(question)
    for number, questions in sorted(drawn.items()):
        yield replace(articles[number], questions=tuple(questions))


def to_text(candidate: Candidate) -> str:
    """Return the candidate in the form that the models are tuned on."""
    return to_candidate_text(
        candidate.sentence,
        previous=candidate.previous,
        section=candidate.section,
        speaker=candidate.speaker,
        library=candidate.library,
    )


def choose_weights(model: CrossEncoder, *, frozen_layers: int) -> dict[str, Tensor]:
    """Freeze the embeddings and the lowest layers; return the weights that are left, by name."""
    for name, parameter in model.encoder.named_parameters():
        layer = name.removeprefix("encoder.layer.").partition(".")[0]
        parameter.requires_grad_(layer.isdigit() and int(layer) >= frozen_layers)
    for module in model.encoder.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # drawing the mask takes a third of a step on a CPU
    return {n: p for n, p in model.encoder.named_parameters() if p.requires_grad}


def to_steps(questions: Sequence[Ranked], size: int, rng: random.Random) -> Iterator[Sequence[Ranked]]:
    """Yield all questions in random order, `size` at a time."""
    shuffled = rng.sample(questions, len(questions))
    for first in range(0, len(shuffled), size):
        yield shuffled[first : first + size]


def train_step(model: CrossEncoder, questions: Sequence[Ranked], rng: random.Random) -> float:
    """Add the gradient of the questions' mean loss; return that loss."""
    drawn = [draw(ranked, rng) for ranked in questions]
    pairs = [
        (asked, ranked.texts[number])
        for ranked, (asked, numbers, _) in zip(questions, drawn, strict=True)
        for number in numbers
    ]
    logits = forward(model, pairs)
    losses, first = [], 0
    for ranked, (_, numbers, groups) in zip(questions, drawn, strict=True):
        own = logits[first : first + len(numbers)] + torch.from_numpy(ranked.offsets[numbers])
        losses.append(listwise_loss(own, numbers, groups))
        first += len(numbers)
    loss = torch.stack(losses).mean()
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.item()


def draw(ranked: Ranked, rng: random.Random) -> tuple[str, list[int], tuple[tuple[int, ...], ...]]:
    """Return the question as asked, the candidates to score, and the groups that are right.

    Now and then the evidence is left out, as when the search missed it: then nothing is right.
    """
    question = ranked.question
    groups = question.groups
    wrong = [number for number in ranked.order if number not in question.positives]
    right = [rng.choice(group) for group in groups]
    if len(groups) == 1:
        right = list(groups[0])
    if rng.random() < LEFT_OUT_SHARE:
        groups, right = (), []
    chosen = list(dict.fromkeys(right))[:4]
    chosen += wrong[:HARDEST]
    rest = wrong[HARDEST : 2 * RERANKED]
    chosen += rng.sample(rest, min(len(rest), max(0, CANDIDATES_PER_QUESTION - len(chosen))))
    asked = misspell(question.text, rng) if rng.random() < MISSPELT_SHARE else question.text
    return asked, chosen, groups


def listwise_loss(logits: Tensor, numbers: Sequence[int], groups: Sequence[Sequence[int]]) -> Tensor:
    """Return −log of the share of each group's best, mean over the groups, "no answer" being 0.

    A group competes with "no answer" and the wrong candidates, not with the other groups.
    """
    none = torch.zeros(1)
    positives = {number for group in groups for number in group}
    wrong = logits[[i for i, number in enumerate(numbers) if number not in positives]]
    if not groups:
        return torch.cat([none, wrong]).logsumexp(0)
    losses = []
    for group in groups:
        right = logits[[i for i, number in enumerate(numbers) if number in group]]
        if len(right):
            pool = torch.cat([none, wrong, right]).logsumexp(0)
            losses.append(pool - right.logsumexp(0))
    return torch.stack(losses).mean()


def forward(model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> Tensor:
    """Return the logits of all pairs with gradient, in order, computed by length to pad little."""
    by_length = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
    parts = []
    for first in range(0, len(pairs), PAIRS_PER_FORWARD):
        batch = by_length[first : first + PAIRS_PER_FORWARD]
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(model.logits([pairs[i] for i in batch]))
    back = torch.empty(len(pairs), dtype=torch.long)
    back[torch.tensor(by_length)] = torch.arange(len(pairs))
    return torch.cat(parts).float()[back]


def measure(model: CrossEncoder, questions: Sequence[Ranked]) -> Figures:
    """Return the figures of the reranked first RERANKED candidates, the others below them."""
    model.encoder.eval()
    scored = []
    for ranked in questions:
        top = list(ranked.order[:RERANKED])
        scores = ranked.similarity - 100.0
        with torch.inference_mode():
            logits = forward(model, [(ranked.question.text, ranked.texts[i]) for i in top]).numpy()
        scores[top] = logits + ranked.offsets[top]
        scored.append((ranked.question, scores))
    return measure_ranking(scored)


def save(model: CrossEncoder, trained: dict[str, Tensor], folder: Path) -> None:
    """Write the tuned weights and the head in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: weight.detach().half() for name, weight in trained.items()}
    tensors |= {f"head.{name}": w.detach().half() for name, w in model.head.named_parameters()}
    save_file(tensors, folder / WEIGHTS_FILE)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=Path, nargs="+", required=True)
    parser.add_argument("--questions", type=int, default=sys.maxsize, help="how many about the articles, drawn once")
    parser.add_argument("--adapter", type=Path, help="the tuned encoder's, for hard negatives")
    parser.add_argument("--squad", type=Path, help="SQuAD_v2_sv, gzip JSON")
    parser.add_argument("--squad-questions", type=int, default=600, help="how many an epoch")
    parser.add_argument("--start", type=Path, help="go on from the weights in this folder")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "belagg")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--questions-per-step", type=int, default=6)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--frozen-layers", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
