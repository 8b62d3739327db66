"""Articles with questions, as the training scripts read them.

A file holds one article a line: ``{"id", "title", "text", "questions": [{"q", "answerable",
"evidence": [[sentence, …], …], "history": [question, …], …}]}``. Evidence is a list of groups: an
answer is complete when it holds one sentence of every group. A question without evidence is one that
the article does not answer.
"""

import gzip
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from corpus.library import read_document
from corpus.structure import split_sentences
from corpus.types import Document, Sentence, Source, Span

logger = logging.getLogger(__name__)

T = TypeVar("T")
_MARKS = " \t\n\"”“’'»«–—-•*"

MORE_QUESTIONS = Path(__file__).parent / "more_questions.jsonl"
"""Further questions to the articles that are trained on: ``{"article", "q", "answerable", "evidence"}``."""
HELD_OUT_EVERY = 5
"""Every fifth article of a file is never trained on: it is what figures are reported for."""
KEPT_FOR_FIT_EVERY = 10
"""Every tenth question about a topic of SQuAD that is trained on is kept for the fit of the selection."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of an article with what a reader knows around it."""

    sentence: str
    previous: str | None
    section: str | None
    speaker: str | None = None
    library: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question, and for each part of its answer the numbers of the candidates that give it."""

    text: str
    groups: tuple[tuple[int, ...], ...]

    @property
    def answerable(self) -> bool:
        """Return whether the article answers the question."""
        return bool(self.groups)

    @property
    def positives(self) -> frozenset[int]:
        """Return the numbers of all candidates that carry some part of the answer."""
        return frozenset(number for group in self.groups for number in group)


@dataclass(frozen=True, slots=True)
class Article:
    """A text cut into candidates, with its questions."""

    id: str
    candidates: tuple[Candidate, ...]
    questions: tuple[TrainingQuestion, ...]


def load_articles(paths: Iterable[Path]) -> list[Article]:
    """Return the articles of JSON-lines files, in file order, with the further questions of MORE_QUESTIONS."""
    more: dict[str, list[Any]] = {}
    for row in load_rows(MORE_QUESTIONS):
        more.setdefault(row["article"], []).append(row)
    raws = [raw for path in paths for raw in load_rows(path)]
    return [to_article({**raw, "questions": [*raw["questions"], *more.get(raw["id"], ())]}) for raw in raws]


def load_rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def split_held_out(articles: Sequence[T]) -> tuple[list[T], list[T]]:
    """Return (to train on, held out): every `HELD_OUT_EVERY`th article, from the third, is held out.

    >>> split_held_out("abcdefghij")
    (['a', 'b', 'd', 'e', 'f', 'g', 'i', 'j'], ['c', 'h'])
    """
    held_out = [a for i, a in enumerate(articles) if i % HELD_OUT_EVERY == 2]
    return [a for i, a in enumerate(articles) if i % HELD_OUT_EVERY != 2], held_out


def split_kept_for_fit(questions: Sequence[T]) -> tuple[list[T], list[T]]:
    """Return (to train on, kept for the fit) of one topic's questions: the tenth, the twentieth and so on are kept."""
    last = KEPT_FOR_FIT_EVERY - 1
    kept = list(questions[last::KEPT_FOR_FIT_EVERY])
    return [q for i, q in enumerate(questions) if i % KEPT_FOR_FIT_EVERY != last], kept


def to_article(raw: dict[str, Any]) -> Article:
    """Return one article of a JSON-lines file, its evidence resolved to candidate numbers.

    A follow-up's text is the last question of its history, a space, and itself: the form in which
    the assistant searches for it. A question whose evidence is no sentence (a heading) is left out.
    """
    document = read_document(raw["text"], Source(raw["id"], raw["title"]))
    candidates = tuple(to_candidates(document))
    bare = [candidate.sentence.strip(_MARKS) for candidate in candidates]
    questions = []
    for question in raw["questions"]:
        found = [
            {number for sentence in group if (number := _find(bare, sentence)) is not None}
            for group in question["evidence"]
        ]
        if not all(found):
            logger.warning("%s: no sentence holds the evidence of %r", raw["id"], question["q"])
            continue
        history = question.get("history") or []
        words = " ".join([*history[-1:], question["q"]])
        groups = tuple(tuple(sorted(group)) for group in found)
        questions.append(TrainingQuestion(words, groups if question["answerable"] else ()))
    return Article(raw["id"], candidates, tuple(questions))


def load_squad(path: Path, *, paragraphs: int | None = None) -> tuple[list[str], list[Article]]:
    """Return the topics of SQuAD 2.0 JSON (gzip) to train on, and their articles.

    Every `HELD_OUT_EVERY`th topic is held out, and some questions of the others (`split_kept_for_fit`). An article is
    a whole topic, or `paragraphs` neighbouring paragraphs of one. An answer's evidence is the sentence that its span
    starts in. Questions that other paragraphs of the same article might answer are kept: a paragraph's questions are
    about that paragraph.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        topics, _ = split_held_out(json.load(file)["data"])
    articles = []
    for topic in topics:
        asked, _ = split_kept_for_fit([qa["id"] for paragraph in topic["paragraphs"] for qa in paragraph["qas"]])
        step = paragraphs or len(topic["paragraphs"])
        for first in range(0, len(topic["paragraphs"]), step):
            own = topic["paragraphs"][first : first + step]
            articles.append(_squad_article(topic["title"], first, own, frozenset(asked)))
    return [topic["title"] for topic in topics], articles


def _squad_article(title: str, first: int, paragraphs: list[dict[str, Any]], asked: frozenset[str]) -> Article:
    candidates: list[Candidate] = []
    questions: list[TrainingQuestion] = []
    for paragraph in paragraphs:
        text = paragraph["context"]
        spans = split_sentences(text, Span(0, len(text)))
        offset = len(candidates)
        for i, span in enumerate(spans):
            previous = spans[i - 1].of(text) if i else None
            candidates.append(Candidate(span.of(text), previous, title))
        for question in paragraph["qas"]:
            starts = {answer["answer_start"] for answer in question["answers"]}
            found = sorted(
                {offset + i for i, span in enumerate(spans) if any(span.start <= start < span.end for start in starts)}
            )
            if question["id"] in asked and bool(found) != question["is_impossible"]:
                groups = (tuple(found),) if found else ()
                questions.append(TrainingQuestion(question["question"], groups))
    return Article(f"squad-{title}-{first}", tuple(candidates), tuple(questions))


def to_candidates(document: Document) -> Iterator[Candidate]:
    """Yield the sentences of `document` in order; a neighbour in another section is none."""
    before: Sentence | None = None
    for sentence in document.sentences:
        speaker = sentence.attribution.speaker
        yield Candidate(
            sentence=sentence.text,
            previous=before.text if before and before.section == sentence.section else None,
            section=sentence.section,
            speaker=speaker.name if speaker else None,
            library=sentence.about[0] if sentence.about else None,
        )
        before = sentence


def _find(bare: list[str], evidence: str) -> int | None:
    wanted = evidence.strip(_MARKS)
    if wanted in bare:
        return bare.index(wanted)
    inside = [i for i, sentence in enumerate(bare) if wanted in sentence or sentence in wanted]
    return max(inside, key=lambda i: len(bare[i]), default=None)
