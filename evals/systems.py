"""What can be measured: the assistant, the baselines, and the assistant with one step switched off at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assistant import pipeline
from assistant.select import Selected, Selection
from assistant.types import Answer, Question
from assistant.understand import Understanding
from corpus.types import Document
from evals.baselines import open_baseline
from evals.types import Assistant, EvalsError
from index.types import Hit

ASSISTANT = "belagg"


class Opener(Protocol):
    """Opens the assistant over documents (None: the user's own material), with some settings changed."""

    def __call__(
        self,
        documents: Sequence[Document] | None = None,
        *,
        changes: Mapping[str, object] | None = None,
    ) -> Assistant:
        """Return an open assistant; whoever asked for it closes it."""


class WithoutUnderstanding(pipeline.Assistant):
    """Searches for the question as it stands: no names, no kind of question, no history."""

    def understand(self, question: Question) -> Understanding:
        """Return nothing but the question and its language."""
        read = super().understand(replace(question, history=()))
        return Understanding(read.text, question.text, read.language, "annat", "question")


class WithoutSelection(pipeline.Assistant):
    """Shows the best sentences of the search as they come, and never abstains."""

    def select(self, read: Understanding, hits: Sequence[Hit], question: Question) -> Selection:
        """Return the first hits."""
        chosen = tuple(Selected(hit.chunk, 1.0, 0.0) for hit in hits[: self.settings.max_quotes])
        return Selection(chosen, chosen[:3], 1.0 if chosen else 0.0)


class WithoutVerification(pipeline.Assistant):
    """Shows what was composed, unchecked. What it costs in quality is 0 as long as composing makes no mistake."""

    def verify(self, answer: Answer) -> Answer:
        """Return the answer as it is."""
        return answer


@dataclass(frozen=True, slots=True)
class System:
    """Something that can be asked the questions of a suite: how it is called and what makes it up.

    `changes` are settings that differ from the shipped ones, `kind` the class with a step left out.
    """

    name: str
    label_sv: str
    role: Literal["assistant", "baseline", "ablation"]
    changes: Mapping[str, object] | None = None
    kind: type[pipeline.Assistant] = pipeline.Assistant


SYSTEMS = (
    System(ASSISTANT, "Belägg", "assistant"),
    System("llama_index", "llama-index, orört", "baseline"),
    System("dense", "Närmast i betydelse", "baseline"),
    System("bm25", "Flest gemensamma ord (BM25)", "baseline"),
    System("fusion", "Betydelse och ord sammanvägt", "baseline"),
    System("no_understanding", "Utan förståelse av frågan", "ablation", kind=WithoutUnderstanding),
    System("no_dense", "Utan sökning på betydelse", "ablation", {"dense": False}),
    System("no_lexical", "Utan sökning på ord", "ablation", {"lexical": False}),
    System("no_questions", "Utan kända frågor", "ablation", {"questions": False}),
    System("no_rerank", "Utan omrankning", "ablation", {"rerank": False}),
    System("no_tuning", "Utan egna vikter i inbäddningen", "ablation", {"tuned": False}),
    System("no_selection", "Utan urval: de första träffarna", "ablation", kind=WithoutSelection),
    System("no_verification", "Utan kontroll av citaten", "ablation", kind=WithoutVerification),
)


@contextmanager
def open_system(system: System, opener: Opener, assistant: Assistant) -> Iterator[Assistant]:
    """Give a system over the same documents as the open `assistant`, and close what was opened for it afterwards.

    All but one borrow its index and models; only other weights need an index of their own. Raises EvalsError if
    anything but the assistant itself is asked for beside one that isn't the pipeline's.
    """
    if system.role == "assistant":
        yield assistant
        return
    if not isinstance(assistant, pipeline.Assistant):
        raise EvalsError("Jämförelserna behöver Beläggs egen assistent, med dess index och modeller.")
    if system.role == "baseline":
        with closing(open_baseline(system.name, assistant)) as baseline:
            yield baseline
    elif "tuned" in (system.changes or {}):
        with closing(opener(None, changes=system.changes)) as ablated:
            yield ablated
    else:
        yield _vary(assistant, system)


def _vary(assistant: pipeline.Assistant, system: System) -> pipeline.Assistant:
    settings = assistant.settings.model_copy(update=dict(system.changes or {}))
    models = pipeline.Models(assistant.models.embedder, assistant.models.reranker if settings.rerank else None)
    return system.kind(tuple(assistant.documents.values()), assistant.index, models, settings, assistant.known)
