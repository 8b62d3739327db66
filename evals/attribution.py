"""Attribution against hand-labelled gold: whose words each sentence and quotation of a document is.

A gold file has one JSON line a sentence or quotation: start, end, text, unit, kind, section, speaker, role, library
and how. The definitions count sentences and quotations alike, and leave residue out:

- **found**: the gold names a speaker and so does the document, the same one.
- **missed**: the gold names a speaker, the document nobody (a sentence that it cuts otherwise is missed too).
- **wrong**: the gold names a speaker, the document another one.
- **spurious**: the gold names nobody, the document somebody.

Found / attributable is recall. Its rival, accuracy over all units, flatters: half of an article is nobody's speech.
Roles, libraries and kinds are counted apart, among the found or all units, since a null there is no wrong speaker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.library import default_folder, load_documents, read_document
from corpus.readers import read_text
from corpus.types import Attribution, Document, How, Kind, Source, Span
from evals.cases import ARTICLE_ID, cases_folder
from evals.types import EvalsError

Difference = Literal["missed", "wrong", "spurious", "uncut", "how", "role", "library", "kind"]

_COUNTS = (
    *("attributable", "found", "missed", "wrong", "spurious", "uncut", "how", "role"),
    *("library_wrong", "library_missing", "kind"),
)


class _GoldRow(BaseModel):
    """A line of a gold file. `section` and `doubt` are notes to people."""

    model_config = ConfigDict(extra="forbid", strict=True)

    start: int
    end: int
    text: str
    unit: Literal["sentence", "quotation"]
    kind: Literal["article", "report_summary", "interview", "other", "residue"]
    speaker: str | None
    role: str | None
    library: str | None
    how: How
    section: str | None = None
    about: list[str] = []
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """What a person says of one sentence or quotation: whose words it is. `kind` is None for residue."""

    span: Span
    text: str
    unit: Literal["sentence", "quotation"]
    kind: Kind | None
    speaker: str | None
    role: str | None
    library: str | None
    how: How


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One unit where the document and the gold differ, with what each says."""

    what: Difference
    unit: Literal["sentence", "quotation"]
    text: str
    gold: str | None
    got: str | None


@dataclass(frozen=True, slots=True)
class AttributionScore:
    """The counts of one document against its gold; `role`, `library` and `how` are among the found.

    `library_wrong` counts a library other than the gold's, `library_missing` none where the gold has one.
    """

    document_id: str
    attributable: int
    found: int
    missed: int
    wrong: int
    spurious: int
    uncut: int
    """Gold units that the document cuts otherwise; the attributable ones are counted as missed too."""
    how: int
    role: int
    library_wrong: int
    library_missing: int
    kind: int
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def recall(self) -> float | None:
        """Return found / attributable, None where nothing is attributable."""
        return self.found / self.attributable if self.attributable else None


def load_gold(path: Path, document: Document) -> tuple[GoldLabel, ...]:
    """Return the labels of a gold file in order, each checked to be the document's text at its offsets."""
    labels = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = _GoldRow.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "raden"
            raise EvalsError(f"{path} rad {number}: {where} duger inte ({first['msg']}).") from error
        if document.text[row.start : row.end] != row.text or not row.text:
            raise EvalsError(f"{path} rad {number}: texten står inte på [{row.start}, {row.end}) i {document.id}.")
        if (row.speaker is None) != (row.how == "none"):
            raise EvalsError(f"{path} rad {number}: how och speaker säger emot varandra.")
        kind = None if row.kind == "residue" else row.kind
        span = Span(row.start, row.end)
        labels.append(GoldLabel(span, row.text, row.unit, kind, row.speaker, row.role, row.library, row.how))
    return tuple(labels)


def load_gold_documents(folder: Path | None = None) -> tuple[tuple[Document, tuple[GoldLabel, ...]], ...]:
    """Return the labelled documents: the package's article, then the texts in other styles beside its gold file."""
    folder = folder or cases_folder() / "attribution"
    article = next((document for document in load_documents(default_folder()) if document.id == ARTICLE_ID), None)
    if article is None:
        raise EvalsError(f"Dokumentet {ARTICLE_ID} finns inte bland paketets dokument. Installera om paketet.")
    documents = [article]
    for path in sorted(folder.glob("*.txt")):
        text = read_text(path)
        documents.append(read_document(text, Source(path.stem, text.strip().split("\n", 1)[0])))
    return tuple((document, load_gold(folder / f"{document.id}.jsonl", document)) for document in documents)


def score_attribution(document: Document, labels: Sequence[GoldLabel]) -> AttributionScore:
    """Return how a document's attribution agrees with gold labels; see the module for the definitions."""
    got: dict[tuple[Span, str], tuple[Attribution, Kind | None]] = {
        (sentence.span, "sentence"): (sentence.attribution, sentence.kind) for sentence in document.sentences
    }
    got |= {(quoted.span, "quotation"): (quoted.attribution, None) for quoted in document.quotations}
    judged = [label for label in labels if label.kind is not None]
    found = 0
    disagreements: list[Disagreement] = []
    for label in judged:
        attribution, kind = got.get((label.span, label.unit), (None, None))
        disagreements += _compare(label, attribution, kind)
        speaker = attribution.speaker if attribution else None
        found += speaker is not None and speaker.name == label.speaker
    count = Counter(disagreement.what for disagreement in disagreements)
    library_missing = sum(d.what == "library" and d.got is None for d in disagreements)
    return AttributionScore(
        document_id=document.id,
        attributable=sum(label.speaker is not None for label in judged),
        found=found,
        missed=count["missed"],
        wrong=count["wrong"],
        spurious=count["spurious"],
        uncut=count["uncut"],
        how=count["how"],
        role=count["role"],
        library_wrong=count["library"] - library_missing,
        library_missing=library_missing,
        kind=count["kind"],
        disagreements=tuple(disagreements),
    )


def _compare(label: GoldLabel, attribution: Attribution | None, kind: Kind | None) -> list[Disagreement]:
    """Return what a document says otherwise than a label; no attribution at all means that it has no such unit."""

    def differ(what: Difference, gold: str | None, got: str | None) -> Disagreement:
        return Disagreement(what, label.unit, label.text, gold, got)

    if attribution is None:
        uncut = [differ("uncut", label.speaker, None)]
        return uncut + ([differ("missed", label.speaker, None)] if label.speaker else [])
    differences = [differ("kind", label.kind, kind)] if kind is not None and kind != label.kind else []
    speaker = attribution.speaker
    if speaker is None:
        return differences + ([differ("missed", label.speaker, None)] if label.speaker else [])
    if speaker.name != label.speaker:
        return [*differences, differ("wrong" if label.speaker else "spurious", label.speaker, speaker.name)]
    if attribution.how != label.how:
        differences.append(differ("how", label.how, attribution.how))
    if speaker.role != label.role:
        differences.append(differ("role", label.role, speaker.role))
    if speaker.library != label.library:
        differences.append(differ("library", label.library, speaker.library))
    return differences


def to_json(score: AttributionScore) -> Mapping[str, Any]:
    """Return the counts and the disagreements of a document as JSON values."""
    return {
        "document_id": score.document_id,
        "recall": score.recall,
        **{name: getattr(score, name) for name in _COUNTS},
        "disagreements": [
            {"what": d.what, "unit": d.unit, "gold": d.gold, "got": d.got, "text": d.text} for d in score.disagreements
        ],
    }
