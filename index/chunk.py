"""Turn a document into chunks: one per sentence, each with its own offsets and its neighbours."""

from __future__ import annotations

from corpus.types import Document
from index.rerank import to_candidate_text
from index.types import Chunk


def to_chunks(document: Document) -> tuple[Chunk, ...]:
    """Return one chunk per sentence of `document`, in text order, each with a unique id.

    Offsets come from the sentence and are never searched for, so repeated sentences keep their own places. Residue
    holds no sentences and so gets no chunks. Raises ValueError if a sentence is not the text at its own offsets.
    """
    chunks = []
    sentences = document.sentences
    for position, sentence in enumerate(sentences):
        if sentence.span.of(document.text) != sentence.text:
            raise ValueError(f"{document.id}: sentence {sentence.number} is not the text at {sentence.span}")
        previous = sentences[position - 1] if position else None
        following = sentences[position + 1] if position + 1 < len(sentences) else None
        chunks.append(
            Chunk(
                id=f"{document.id}:{sentence.span.start}-{sentence.span.end}",
                document_id=document.id,
                title=document.title,
                sentence=sentence,
                before=previous.text if previous and previous.section == sentence.section else "",
                after=following.text if following and following.section == sentence.section else "",
            )
        )
    return tuple(chunks)


def to_reading_text(chunk: Chunk) -> str:
    """Return the sentence with what a reader knows around it, the form in which the models read it; never shown.

    A sentence alone often leaves out what a question names: where it stands, who speaks and for which library.
    """
    about = chunk.sentence.about
    return to_candidate_text(
        chunk.text,
        previous=chunk.before or None,
        section=chunk.section,
        speaker=chunk.speaker,
        library=about[0] if about else None,
    )


def to_searchable_text(chunk: Chunk) -> str:
    """Return the sentence with its context, to be indexed by its words; never shown and never quoted.

    A sentence alone often leaves out what a question names: where it stands, who speaks and for which library. So
    those come first, then the sentence, each on its own line. The neighbouring sentences are left out: they have
    chunks of their own, and would make the three alike.
    """
    names = dict.fromkeys([*chunk.sentence.about, *filter(None, (chunk.library, chunk.speaker))])
    return "\n".join(filter(None, (chunk.section, ", ".join(names), chunk.text)))
