"""The library of documents: a folder of plain texts with a manifest, read into `Document`s."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeGuard

from corpus import swedish
from corpus.attribution import attribute
from corpus.organisations import find_places, mentions_place
from corpus.people import find_people
from corpus.readers import read_text
from corpus.structure import Block, find_sections, split_blocks, split_sentences
from corpus.types import (
    Attribution,
    CorpusError,
    Document,
    Kind,
    Person,
    Quotation,
    Section,
    Sentence,
    Source,
)

MANIFEST = "manifest.json"

_REPORT = re.compile(swedish.REPORT_WORDS, re.IGNORECASE)
_ID = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class AnsweredQuestions:
    """One line of `ID.questions.jsonl`: a sentence's text with questions that it answers.

    `near_misses` are questions that sound as if it answered them, and that the document answers nowhere.
    """

    text: str
    questions: tuple[str, ...]
    near_misses: tuple[str, ...] = ()


def default_folder() -> Path:
    """Return the folder of the documents that come with the package."""
    return Path(str(files("corpus") / "documents"))


def load_documents(folder: Path) -> tuple[Document, ...]:
    """Return the documents of a folder in the manifest's order, each checked against its sha256.

    Without a manifest the folder's .txt files are the documents, by name: id = stem, title = first line.
    Raises CorpusError if the folder, the manifest or a file can't be used.
    """
    if not folder.is_dir():
        raise CorpusError(f"Mappen {folder} finns inte. Ange en mapp med dokument som textfiler (.txt).")
    sources = _load_manifest(folder / MANIFEST) if (folder / MANIFEST).exists() else _list_text_files(folder)
    if not sources:
        raise CorpusError(f"Mappen {folder} innehåller inga dokument. Lägg textfiler (.txt) i den.")
    return tuple(load_document(folder / f"{source.id}.txt", source) for source in sources)


def load_document(path: Path, source: Source | None = None) -> Document:
    """Return one document read from a text file; without a `source` its id is the stem and its title the first line."""
    text = read_text(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if source is None:
        source = Source(path.stem, _first_line(text))
    if source.sha256 is not None and source.sha256 != digest:
        raise CorpusError(
            f"Dokumentet {source.id} har ändrats: sha256 är {digest[:12]}… men manifestet säger {source.sha256[:12]}…. "
            "Återställ filen, eller lägg till den nya versionen som ett eget dokument."
        )
    known = {field.name: getattr(source, field.name) for field in fields(source)}
    return read_document(text, Source(**(known | {"sha256": digest, "title": source.title or _first_line(text)})))


def read_document(text: str, source: Source) -> Document:
    """Return the document that a canonical text is, with its structure, people and attribution worked out."""
    blocks = split_blocks(text)
    body = [(block, split_sentences(text, block.span)) for block in blocks if block.kind not in ("residue", "heading")]
    spans = [span for _, parts in body for span in parts]
    people = find_people(text, spans)
    told, quoted = attribute(text, [(block.span, parts) for block, parts in body], people)
    sections = find_sections(text, blocks, source.title)
    places = find_places(text, spans, tuple(p for p in people if any(a.speaker == p for a in told.values())))
    sentences: list[Sentence] = []
    for block, parts in body:
        before: tuple[str, ...] = ()
        for span in parts:
            section = next((s for s in sections if s.span.covers(span)), Section(source.title, span))
            about = _find_libraries(span.of(text), told[span], places) or before or _find_named(section.title, places)
            kind = _find_kind(span.of(text), told[span], source)
            sentences.append(
                Sentence(
                    number=len(sentences),
                    span=span,
                    text=span.of(text),
                    section=section.title,
                    paragraph=block.span,
                    kind=kind,
                    attribution=told[span],
                    about=about,
                    list_name=section.title if block.kind == "item" else _find_label(block, people),
                )
            )
            before = about
    return Document(
        source=source,
        text=text,
        sections=tuple(sections),
        sentences=tuple(sentences),
        quotations=tuple(Quotation(span, span.of(text), attribution) for span, attribution in quoted),
        people=people,
        residue=tuple(block.span for block in blocks if block.kind == "residue"),
    )


def load_questions(folder: Path, document: Document) -> tuple[AnsweredQuestions, ...]:
    """Return the questions beside a document (`ID.questions.jsonl`), () if there is no such file.

    Raises CorpusError that names the line if one is no JSON object, or if its text is no sentence of the document.
    """
    path = folder / f"{document.id}.questions.jsonl"
    if not path.exists():
        return ()
    texts = {sentence.text for sentence in document.sentences}
    answered = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        row = _parse_json(line, f"{path} rad {number}")
        text, questions, near_misses = row.get("text"), row.get("questions"), row.get("near_misses", [])
        if not isinstance(text, str) or not _is_texts(questions) or not _is_texts(near_misses):
            raise CorpusError(
                f'{path} rad {number}: väntade {{"text": "…", "questions": ["…"], "near_misses": ["…"]}}.'
            )
        if text not in texts:
            raise CorpusError(f"{path} rad {number}: texten är ingen mening i dokumentet {document.id}: {text[:80]!r}")
        answered.append(AnsweredQuestions(text, tuple(questions), tuple(near_misses)))
    return tuple(answered)


def _find_label(block: Block, people: Sequence[Person]) -> str | None:
    """Return the label that a line shares with others, None where it has none or where it names who is speaking."""
    speakers = {word for person in people for word in (person.name, *person.name.split())}
    return block.label if block.label and block.label not in speakers else None


def _is_texts(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _find_libraries(raw: str, attribution: Attribution, places: Sequence[str]) -> tuple[str, ...]:
    """Return the places that a sentence names or whose representative speaks in it, the speaker's first."""
    speaker = attribution.speaker
    own = [speaker.library] if speaker and speaker.library in places else []
    return tuple(dict.fromkeys([*(name for name in own if name), *_find_named(raw, places)]))


def _find_named(raw: str, places: Sequence[str]) -> tuple[str, ...]:
    return tuple(place for place in places if mentions_place(raw, place))


def _find_kind(raw: str, attribution: Attribution, source: Source) -> Kind:
    if attribution.how != "none":
        return "interview"
    if _REPORT.search(raw):
        return "report_summary"
    return "article" if source.kind == "article" else "other"


def _first_line(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip())


def _list_text_files(folder: Path) -> list[Source]:
    return [Source(path.stem, "") for path in sorted(folder.glob("*.txt"))]


def _load_manifest(path: Path) -> list[Source]:
    document = _parse_json(read_text(path), str(path))
    entries = document.get("documents")
    if not isinstance(entries, list):
        raise CorpusError(f'{path}: väntade {{"documents": [ … ]}}.')
    sources = [_to_source(entry, path) for entry in entries]
    ids = [source.id for source in sources]
    if len(set(ids)) < len(ids):
        raise CorpusError(f"{path}: samma id står två gånger.")
    return sources


def _to_source(entry: Any, path: Path) -> Source:
    names = {field.name for field in fields(Source)}
    if not isinstance(entry, Mapping) or not {"id", "title"} <= set(entry):
        raise CorpusError(f"{path}: varje dokument behöver id och title.")
    if unknown := sorted(set(entry) - names):
        raise CorpusError(f"{path}: okänd nyckel {unknown[0]!r} för {entry['id']!r}.")
    if not all(value is None or isinstance(value, str) for value in entry.values()):
        raise CorpusError(f"{path}: alla värden för {entry['id']!r} ska vara text.")
    if not _ID.fullmatch(entry["id"]):
        raise CorpusError(f"{path}: id {entry['id']!r} får bara ha bokstäver, siffror, punkt, streck och understreck.")
    return Source(**entry)


def _parse_json(raw: str, place: str) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{place}: är inte giltig JSON ({error.msg}, tecken {error.pos}).") from error
    if not isinstance(value, dict):
        raise CorpusError(f"{place}: väntade ett JSON-objekt.")
    return value
