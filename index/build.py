"""Build the index on disk, or open the one that is there.

A folder holds `manifest.json` and the data folder that it names. A build writes a new data folder beside the old one
and then replaces the manifest, in one step of the file system: at any moment the manifest names data that are whole.
What an interrupted build leaves behind, and what the last build replaced, is removed by the next one, not at once, so
that a program which has the replaced index open can go on.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.types import BelaggError, Document
from index.prepare import (
    FORMAT,
    NO_QUESTIONS,
    QuestionsByDocument,
    embed_texts,
    to_all_chunks,
    to_fingerprint,
    to_stored_texts,
)
from index.search import Index
from index.store import SIDES, Contents, Side, Store, StoreError

if TYPE_CHECKING:
    from index.model import Embedder, Vectors

logger = logging.getLogger(__name__)

_MANIFEST = "manifest.json"
_LOCK = ".lock"
# Long enough for another program to finish a build of some thousand sentences on a slow machine.
_LOCK_TIMEOUT_S = 900.0


class IndexBuildError(BelaggError):
    """An index that cannot be built, since its folder cannot be written or another program holds it."""


class Manifest(BaseModel):
    """What `manifest.json` says of the index beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    fingerprint: str
    embedder: str
    data: str = Field(pattern=r"^data-[0-9a-f]{32}$")
    sha256: str


def open_or_build(
    documents: Sequence[Document],
    questions: QuestionsByDocument,
    near_misses: QuestionsByDocument = NO_QUESTIONS,
    *,
    embedder: Embedder,
    folder: Path,
    progress: bool = False,
) -> Index:
    """Return the index of `documents` in `folder`, built first if it is not there or not up to date.

    `questions` are those that its sentences answer, `near_misses` those that sound as if they did and are not answered
    anywhere in the document.

    Up to date means the same fingerprint. A damaged index is reported in the log and rebuilt. `progress` shows a bar
    on stderr while texts are embedded. Close the index when done. Raises IndexBuildError if `folder` cannot be
    written, ValueError if the arguments are wrong, as `build_index` says.
    """
    wanted = to_fingerprint(documents, questions, near_misses, embedder=embedder)
    manifest = _read_manifest(folder)
    if manifest is None and (folder / _MANIFEST).exists():
        logger.warning("Sökindexet i %s är skadat eller av en annan version och byggs om.", folder)
    opened = _open(manifest, documents, wanted, embedder=embedder, folder=folder)
    if opened is not None:
        return opened
    with _lock(folder):
        # Another program may have built it while this one waited.
        latest = _read_manifest(folder)
        if latest != manifest:
            opened = _open(latest, documents, wanted, embedder=embedder, folder=folder)
            if opened is not None:
                return opened
        return _build(documents, questions, near_misses, wanted, embedder=embedder, folder=folder, progress=progress)


def build_index(
    documents: Sequence[Document],
    questions: QuestionsByDocument,
    near_misses: QuestionsByDocument = NO_QUESTIONS,
    *,
    embedder: Embedder,
    folder: Path,
    progress: bool = False,
) -> Index:
    """Build the index that `open_or_build` describes in `folder`, whatever is there, and return it open.

    Until the last step the old index stays in place, whole. Texts that the old index holds under the same embedding
    model keep their vectors. Raises IndexBuildError if `folder` cannot be written or another program has been building
    there for a quarter of an hour. Raises ValueError if two documents share an id, or if `questions` or
    `near_misses` name a document or a sentence that is not there or hold an empty question.
    """
    fingerprint = to_fingerprint(documents, questions, near_misses, embedder=embedder)
    with _lock(folder):
        return _build(
            documents, questions, near_misses, fingerprint, embedder=embedder, folder=folder, progress=progress
        )


def _open(
    manifest: Manifest | None, documents: Sequence[Document], wanted: str, *, embedder: Embedder, folder: Path
) -> Index | None:
    """Return the index that `manifest` names if it is whole and has the fingerprint `wanted`."""
    if manifest is None:
        return None
    if manifest.fingerprint != wanted:
        logger.info("Materialet eller språkmodellen har ändrats; sökindexet i %s byggs om.", folder)
        return None
    chunks = to_all_chunks(documents)
    try:
        store = Store.open(folder / manifest.data)
        try:
            contents = store.read()
            if _hash_contents(contents) != manifest.sha256:
                raise StoreError(f"Innehållet i {store.folder} är inte det som skrevs dit.")
            return Index(chunks, store=store, contents=contents, embedder=embedder)
        except StoreError:
            store.close()
            raise
    except StoreError as error:
        logger.warning("Sökindexet i %s är skadat och byggs om: %s", folder, error.__cause__ or error)
        return None


def _read_manifest(folder: Path) -> Manifest | None:
    """Return what the manifest says, None if there is none that this version can use."""
    try:
        manifest = Manifest.model_validate_json((folder / _MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None
    return manifest if manifest.format == FORMAT else None


def _build(
    documents: Sequence[Document],
    questions: QuestionsByDocument,
    near_misses: QuestionsByDocument,
    fingerprint: str,
    *,
    embedder: Embedder,
    folder: Path,
    progress: bool,
) -> Index:
    """Build, with the lock held."""
    sides = to_stored_texts(documents, questions, near_misses)
    manifest = _read_manifest(folder)
    _remove_all_but(manifest.data if manifest else None, folder)
    chunks = {chunk.id: chunk for chunk in to_all_chunks(documents)}
    known = _read_vectors(manifest, folder, embedder)
    vectors = embed_texts(sides, chunks, known, embedder=embedder, progress=progress)
    data = folder / f"data-{uuid.uuid4().hex}"
    is_done = False
    try:
        store = Store.create(data)
        try:
            for side in SIDES:
                store.add(side, sides[side], vectors[side])
            contents = store.read()
            built = Index(list(chunks.values()), store=store, contents=contents, embedder=embedder)
            manifest = Manifest(
                format=FORMAT,
                fingerprint=fingerprint,
                embedder=embedder.name,
                data=data.name,
                sha256=_hash_contents(contents),
            )
            _write_manifest(manifest, folder)
            is_done = True
            return built
        finally:
            if not is_done:
                store.close()
    except StoreError as error:
        raise IndexBuildError(str(error)) from error
    except OSError as error:
        raise IndexBuildError(_unwritable(folder, error)) from error
    finally:
        if not is_done:
            shutil.rmtree(data, ignore_errors=True)


def _read_vectors(manifest: Manifest | None, folder: Path, embedder: Embedder) -> dict[tuple[Side, str], Vectors]:
    """Return the vectors of the index that is being replaced, by text, if `embedder` made them and it is whole."""
    if manifest is None or manifest.embedder != embedder.name:
        return {}
    known: dict[tuple[Side, str], Vectors] = {}
    try:
        with Store.open(folder / manifest.data) as store:
            contents = store.read()
            if _hash_contents(contents) != manifest.sha256:
                return {}
            for side, (texts, vectors) in contents.items():
                if texts and vectors.shape[1] == embedder.dim:
                    known.update(((side, stored.text), row) for stored, row in zip(texts, vectors, strict=True))
    except StoreError:
        return {}
    return known


def _hash_contents(contents: Contents) -> str:
    """Return a hash of everything that a store reads back, to notice damage that Chroma does not."""
    digest = hashlib.sha256()
    for side in SIDES:
        texts, vectors = contents[side]
        digest.update(repr([(stored.id, stored.text, stored.chunk_ids) for stored in texts]).encode())
        digest.update(vectors.tobytes())
    return digest.hexdigest()


def _write_manifest(manifest: Manifest, folder: Path) -> None:
    """Replace the manifest in one step, after its contents have reached the disk."""
    unfinished = folder / f"{_MANIFEST}.new"
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / _MANIFEST)


def _remove_all_but(data: str | None, folder: Path) -> None:
    """Remove what earlier builds left, except the data folder named `data`."""
    for leftover in folder.glob("data-*"):
        if leftover.name != data:
            # What another program still has open on Windows stays until the next build.
            shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Keep other programs from building in `folder`. The system lets go of the lock if this program dies."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            logger.info("Ett annat program bygger sökindexet i %s; väntar på det.", folder)
            lock.acquire(timeout=_LOCK_TIMEOUT_S)
    except Timeout as error:
        raise IndexBuildError(
            f"Ett annat program bygger sökindexet i {folder} och blir inte klart. "
            "Avsluta det, eller välj en annan mapp."
        ) from error
    except OSError as error:
        raise IndexBuildError(_unwritable(folder, error)) from error
    try:
        yield
    finally:
        lock.release()


def _unwritable(folder: Path, error: Exception) -> str:
    return (
        f"Det går inte att skriva sökindexet i {folder} ({error}). "
        "Välj en mapp som går att skriva i, och se efter att disken har plats."
    )
