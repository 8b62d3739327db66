"""Questions to begin with and to go on with: those that the material is known to answer, else ones about its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant import wording
from assistant.types import Citation
from assistant.understand import Understanding, detect_language
from corpus.organisations import mentions_place
from corpus.types import Document

MAX_EXAMPLES = 4
MAX_FOLLOW_UPS = 3
EXAMPLE_MIN_SENTENCES = 3
"""A question that so many sentences answer is a broad one, good to begin with."""

KnownQuestions = Mapping[tuple[str, str], Sequence[str]]
"""The questions beside the documents, by document id and the text of the sentence that answers them."""


def suggest_first(documents: Mapping[str, Document], known: KnownQuestions) -> tuple[str, ...]:
    """Return questions to begin with: broad ones that are known to be answered, each of another form."""
    counts = Counter(question for questions in known.values() for question in questions)
    names = [name for document in documents.values() for name in document.libraries]
    names += [person.name for document in documents.values() for person in document.people]
    chosen: dict[str, str] = {}
    for question, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count >= EXAMPLE_MIN_SENTENCES and detect_language(question) == "sv":
            form = re.sub("|".join(map(re.escape, names)) or "$^", "", question)
            chosen.setdefault(form, question)
    if chosen:
        return tuple(chosen.values())[:MAX_EXAMPLES]
    words = wording.SUGGESTIONS["sv"]
    speakers = dict.fromkeys(
        s.attribution.speaker.name for d in documents.values() for s in d.sentences if s.attribution.speaker
    )
    found = [words["about"].format(name=name) for document in documents.values() for name in document.libraries[:2]]
    return tuple([*found, *(words["says"].format(name=name) for name in speakers)][:MAX_EXAMPLES])


def suggest(
    read: Understanding,
    documents: Mapping[str, Document],
    citations: Sequence[Citation],
    known: KnownQuestions,
    *,
    shown_libraries: Sequence[str] | None = None,
) -> tuple[str, ...]:
    """Return questions to go on with, none about a library that is not shown; None shows all.

    First those that the neighbours of the quoted sentences are known to answer, then the same question about another
    library; without quotes, what the libraries are about.
    """
    words = wording.SUGGESTIONS[read.language]
    found: list[str] = []
    for citation in citations:
        document = documents[citation.document_id]
        number = next((s.number for s in document.sentences if s.span.start == citation.start), -2)
        for neighbour in document.sentences[number + 1 : number + 2]:
            asked = [q for q in known.get((document.id, neighbour.text), ()) if detect_language(q) == read.language]
            found += asked[:1]
    others = [name for d in documents.values() for name in d.libraries if name not in read.libraries]
    if citations and len(read.libraries) == 1:
        found = [*found[: MAX_FOLLOW_UPS - 1], *(words["and"].format(name=name) for name in others[:1])]
    if not citations or not found:
        found += [words["about"].format(name=name) for name in others[:2]]
    hidden = {name for d in documents.values() for name in d.libraries if name not in (shown_libraries or d.libraries)}
    fitting = (q for q in found if not any(mentions_place(q, name) for name in hidden))
    return tuple(dict.fromkeys(q for q in fitting if q.casefold() != read.text.casefold()))[:MAX_FOLLOW_UPS]
