"""SQuAD_v2_sv: does Belägg find the right paragraph, show the answer, and know when there is none?

SQuAD 2.0 (Rajpurkar, Jia and Liang, 2018, "Know What You Don't Know") translated to Swedish by machine. All topics of
the file stand in one index, a document each. Two things to know of the figures:

- "Unanswerable" is said of one paragraph. The index holds the whole topic, so another paragraph may answer; then an
  answer that counts as wrong is right. The figures of abstention are a lower bound.
- Encoder and reranker were trained on most topics of the tuning part, which their meta.json name. Only questions about
  the others are asked; the topics that were trained on still stand in the index, to be searched through.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import pipeline
from assistant.types import Citation
from corpus.library import read_document
from corpus.types import Document, Source, Span
from evals.asking import ask_cases
from evals.benchmarks.benchmark import (
    Benchmark,
    Figure,
    NonBlank,
    describe_fault,
    find_metrics,
    judge_by,
    need_pipeline,
    observe_first_chosen,
    read_data,
    score_results,
    score_shares,
    score_side,
    tell_errors,
    to_metric,
)
from evals.metrics.base import Metric
from evals.rankings import RANKED_SIDES, rank_sides
from evals.systems import Opener
from evals.types import Case, EvalsError

SUITE = "squad_v2_sv"
PUBLISHED = "SQuAD_v2_sv publiceras på github.com/susumu2357/SQuAD_v2_sv."
QUESTIONS = 1000
"""How many questions are asked: with more, a run takes hours; with these, a share's interval is about ±3 points."""
SEED = 20261123
SIDES = ("dense", "bm25", "fusion", "selection")
"""Of RANKED_SIDES, those that differ where a document has no known questions."""
BETWEEN = "\n\n"

METRICS = (
    to_metric("first_right", "first_right", "Första citatet rymmer svaret på dess plats"),
    to_metric("complete", "any_right", "Något visat citat rymmer svaret på dess plats"),
    Metric("first_chosen_right", "Första valda meningen rymmer svaret, visad eller ej", observe_first_chosen),
    *find_metrics("auroc", "abstention_precision", "abstention_recall", "false_abstention"),
    *find_metrics("verbatim", "whole", "errors", "latency_median"),
)


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True)

    text: NonBlank
    answer_start: int = Field(ge=0)


class _Question(BaseModel):
    model_config = ConfigDict(strict=True)

    id: NonBlank
    question: NonBlank
    is_impossible: bool
    answers: list[_Answer]


class _Paragraph(BaseModel):
    model_config = ConfigDict(strict=True)

    context: NonBlank
    qas: list[_Question]


class _Topic(BaseModel):
    model_config = ConfigDict(strict=True)

    title: NonBlank
    paragraphs: list[_Paragraph] = Field(min_length=1)


class _File(BaseModel):
    """A file in the form of SQuAD 2.0; keys that nothing here reads are let through."""

    model_config = ConfigDict(strict=True)

    data: list[_Topic] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question with the id of its paragraph ("DOCUMENT#NUMBER") and its answers' places in the document."""

    case: Case
    paragraph_id: str
    answers: tuple[Span, ...]

    def is_held_by(self, citation: Citation) -> bool:
        """Return whether a citation covers one of the answers whole, at its very place."""
        if citation.document_id != self.case.document_id or not citation.start < citation.end:
            return False
        span = Span(citation.start, citation.end)
        return any(span.covers(answer) for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Squad:
    """A file as documents with questions in file order. `paragraphs` maps a sentence's id to its paragraph's."""

    documents: tuple[Document, ...]
    questions: tuple[SquadQuestion, ...]
    paragraphs: dict[str, str]


def measure_squad(data: Path, opener: Opener, *, questions: int = QUESTIONS) -> Benchmark:
    """Return the figures for a sample of `questions` questions, the same for the same file.

    Raises EvalsError that names the file and the place if the file can't be used.
    """
    squad = load_squad(data)
    titles = {document.id: document.title for document in squad.documents}
    trained = load_trained_topics()
    unseen = [asked for asked in squad.questions if titles[asked.case.document_id] not in trained]
    if not unseen:
        raise EvalsError(f"{data}: vikterna är tränade på alla filens ämnen, så den säger inget om osedd text.")
    sample = draw_sample(unseen, questions)
    by_id = {asked.case.id: asked for asked in sample}
    with closing(opener(squad.documents)) as opened:
        assistant = need_pipeline(opened)
        figures = _measure_retrieval(assistant, squad, [asked for asked in sample if asked.answers])
        cases = [asked.case for asked in sample]
        judge = judge_by(lambda case, citation: by_id[case.id].is_held_by(citation), assistant.documents)
        results = ask_cases(assistant, cases, judge)
    figures += score_results(METRICS, results)
    figures.append(_measure_reach(squad, sample))
    answerable = sum(asked.case.answerable for asked in sample)
    title = (
        f"SQuAD_v2_sv: {len(sample)} frågor av {len(unseen)} om de {len(titles) - len(trained & set(titles.values()))} "
        f"ämnen som vikterna inte tränats på, {answerable} med svar i sitt stycke; {len(titles)} ämnen i ett index"
    )
    notes = (
        "Att en fråga inte går att besvara gäller i SQuAD 2.0 ett stycke. Här söks hela ämnet, så ett annat stycke kan "
        "besvara den: siffrorna för att avstå är en undre gräns.",
        "Frågor och text är maskinöversatta.",
        f"Urvalet är draget med fröet {SEED}, med filens andel besvarbara frågor; alla filens stycken är sökbara.",
        "RR räknas bland de 20 första styckena; urvalet läser färre meningar än så och får 0 för stycken bortom dem.",
        *tell_errors(results),
    )
    return Benchmark(SUITE, title, tuple(figures), notes, squad.documents)


def load_trained_topics() -> frozenset[str]:
    """Return the titles of the topics that the shipped encoder or reranker was trained on, spaces for underscores."""
    folder = Path(str(files("index") / "weights"))
    metas = [json.loads((folder / name / "meta.json").read_text("utf-8")) for name in ("encoder", "reranker")]
    return frozenset(title.replace("_", " ") for meta in metas for title in meta.get("squad_topics", ()))


def load_squad(path: Path) -> Squad:
    """Return a SQuAD 2.0 file, .json or .json.gz, as documents: a topic's paragraphs joined by a blank line.

    Titles get spaces for the underscores of Wikipedia's addresses. Raises EvalsError that names the file and the place
    if it is missing or isn't of that form, or if an answer doesn't stand at its answer_start.
    """
    try:
        file = _File.model_validate_json(read_data(path, PUBLISHED))
    except ValidationError as error:
        raise EvalsError(f"{path}: {describe_fault(error, 'filen')}. Väntade JSON som i SQuAD 2.0.") from error
    documents: list[Document] = []
    questions: list[SquadQuestion] = []
    paragraphs: dict[str, str] = {}
    for number, topic in enumerate(file.data):
        document_id = f"squad-{number + 1:03d}"
        texts = [paragraph.context for paragraph in topic.paragraphs]
        document = read_document(BETWEEN.join(texts), Source(document_id, topic.title.replace("_", " ")))
        starts = list(accumulate((len(text) + len(BETWEEN) for text in texts[:-1]), initial=0))
        for sentence in document.sentences:
            place = bisect_right(starts, sentence.span.start) - 1
            paragraphs[f"{document_id}:{sentence.span.start}-{sentence.span.end}"] = f"{document_id}#{place}"
        documents.append(document)
        for place, paragraph in enumerate(topic.paragraphs):
            for asked, row in enumerate(paragraph.qas):
                where = f"{path}: data[{number}].paragraphs[{place}].qas[{asked}]"
                spans = _find_answers(row, paragraph.context, starts[place], where)
                evidence = (tuple(dict.fromkeys(answer.text for answer in row.answers)),) if spans else ()
                case = Case(row.id, row.question, bool(spans), document_id, evidence)
                questions.append(SquadQuestion(case, f"{document_id}#{place}", spans))
    if not questions:
        raise EvalsError(f"{path}: filen har inga frågor.")
    ids = [asked.case.id for asked in questions]
    if len(set(ids)) < len(ids):
        twice = next(id for number, id in enumerate(ids) if id in ids[:number])
        raise EvalsError(f"{path}: frågan {twice} står två gånger i filen.")
    return Squad(tuple(documents), tuple(questions), paragraphs)


def draw_sample(questions: Sequence[SquadQuestion], count: int) -> tuple[SquadQuestion, ...]:
    """Return up to `count` questions in file order, as large a share of them answerable as of all. The seed is SEED."""
    if count >= len(questions):
        return tuple(questions)
    answerable = [number for number, asked in enumerate(questions) if asked.answers]
    others = [number for number, asked in enumerate(questions) if not asked.answers]
    wanted = round(count * len(answerable) / len(questions))
    rng = random.Random(SEED)
    drawn = rng.sample(answerable, wanted) + rng.sample(others, count - wanted)
    return tuple(questions[number] for number in sorted(drawn))


def _find_answers(row: _Question, context: str, offset: int, where: str) -> tuple[Span, ...]:
    if row.is_impossible == bool(row.answers):
        state = "går inte att besvara (is_impossible) men har svar" if row.is_impossible else "saknar svar"
        raise EvalsError(f"{where}: frågan {row.id} {state}.")
    spans = []
    for number, answer in enumerate(row.answers):
        start, end = answer.answer_start, answer.answer_start + len(answer.text)
        if context[start:end] != answer.text:
            raise EvalsError(
                f"{where}.answers[{number}]: svaret {answer.text[:80]!r} står inte vid tecken {start} i sitt stycke."
            )
        spans.append(Span(offset + start, offset + end))
    return tuple(dict.fromkeys(spans))


def _measure_retrieval(assistant: pipeline.Assistant, squad: Squad, asked: Sequence[SquadQuestion]) -> list[Figure]:
    """Return the figures of each side; only the question's own paragraph is right, whatever others say."""
    wanted = {question.case.id: question.paragraph_id for question in asked}
    found = rank_sides(assistant, [question.case for question in asked], to_id=squad.paragraphs.__getitem__)
    figures = []
    for side in SIDES:
        exact = [replace(ranking, groups=(frozenset({wanted[ranking.question_id]}),)) for ranking in found[side]]
        figures += score_side(side, RANKED_SIDES[side], exact)
    return figures


def _measure_reach(squad: Squad, sample: Sequence[SquadQuestion]) -> Figure:
    """Return the share of answerable questions whose answer lies within one sentence: no quote can do better."""
    sentences = {document.id: [sentence.span for sentence in document.sentences] for document in squad.documents}
    reach = [
        float(any(span.covers(answer) for span in sentences[asked.case.document_id] for answer in asked.answers))
        for asked in sample
        if asked.answers
    ]
    return score_shares("reachable", "Svaret ryms i en mening", reach)
