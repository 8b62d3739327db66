"""Step 4: the answer's text. It states only what the metadata proves; everything else stands in quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant import phrases, wording
from assistant.pointing import asks_who_says, find_pointed
from assistant.premises import find_others_topic, find_supposed_event
from assistant.requests import NO_QUESTIONS
from assistant.select import Selection
from assistant.sides import concerns
from assistant.signals import is_by
from assistant.types import Answer, Citation, Language
from assistant.understand import Understanding, find_outside
from assistant.verify import to_citation
from corpus import swedish
from corpus.types import Document, Span
from index.types import Chunk

_MARKS = frozenset(swedish.DOUBLE_QUOTES)


def compose(
    read: Understanding,
    selection: Selection,
    documents: Mapping[str, Document],
    *,
    id: str,
    shown_libraries: Sequence[str],
) -> Answer:
    """Return the answer that a selection makes; without quotes it is `not_found` with the closest sentences."""
    notes = [*_find_notes(read, shown_libraries), *_find_missing_notes(read, selection, documents)]
    if not selection.quotes:
        near = () if read.request in ("greeting", "unclear") else selection.nearest
        nearest = _to_citations([s.chunk for s in near], [s.confidence for s in near], documents)
        leads = wording.LEADS[read.language]
        return Answer(
            id=id,
            question=read.text,
            status="not_found",
            language=read.language,
            text=leads["greeting" if read.request == "greeting" else "not_found"],
            nearest=nearest,
            notes=tuple(notes),
            confidence=selection.confidence,
        )
    quotes = _order(read, selection)
    citations = _to_citations([chunk for chunk, _ in quotes], [confidence for _, confidence in quotes], documents)
    chunks = [chunk for chunk, _ in quotes]
    pointed = _point(read, citations[0], documents)
    return Answer(
        id=id,
        question=read.text,
        status="partial" if selection.missing else "answered",
        language=read.language,
        text=_write(read, citations, chunks, documents, pointed),
        citations=citations,
        notes=tuple(notes),
        confidence=selection.confidence,
        pointed=pointed,
    )


def _point(read: Understanding, first: Citation, documents: Mapping[str, Document]) -> Span | None:
    people = [p.name for d in documents.values() for p in d.people if p.name != first.speaker]
    libraries = {name for document in documents.values() for name in document.libraries}
    return find_pointed(read, first.quote, people=people, libraries=libraries)


def describe(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return who is quoted: "Anna Ek, chef, Falun", or the document's title for the author's own words."""
    if citation.speaker is None:
        return documents[citation.document_id].title
    return ", ".join(part for part in (citation.speaker, citation.role, citation.library) if part)


def _to_citations(
    chunks: Sequence[Chunk], confidences: Sequence[float], documents: Mapping[str, Document]
) -> tuple[Citation, ...]:
    return tuple(
        to_citation(chunk.sentence, documents[chunk.document_id], n=n, confidence=confidence)
        for n, (chunk, confidence) in enumerate(zip(chunks, confidences, strict=True), start=1)
    )


def _order(read: Understanding, selection: Selection) -> list[tuple[Chunk, float]]:
    """Return the quotes in order of use: by library or person where those are compared, else as selected."""
    quotes = [(s.chunk, s.confidence) for s in selection.quotes]
    sides = _find_groups(read, [chunk for chunk, _ in quotes])
    return sorted(quotes, key=lambda quote: _side_of(read, quote[0], sides))


def _find_groups(read: Understanding, chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Return the sides to group quotes by; none for quotes that are all about all of them."""
    are_shared = all(concerns(read, chunk, side) for chunk in chunks for side in read.sides)
    return () if are_shared else read.sides


def _side_of(read: Understanding, chunk: Chunk, sides: Sequence[str]) -> int:
    """Return the number of the side that a chunk belongs to: its speaker's, else the first that it is about."""
    for number, side in enumerate(sides):
        if side in (chunk.speaker, chunk.library):
            return number
    return next((n for n, side in enumerate(sides) if concerns(read, chunk, side)), len(sides))


def _write(
    read: Understanding,
    citations: Sequence[Citation],
    chunks: Sequence[Chunk],
    documents: Mapping[str, Document],
    pointed: Span | None,
) -> str:
    """Return the lead line, then each quote with its number and source; grouped where sides are compared."""
    leads = wording.LEADS[read.language]
    lines = [_lead(read, citations, chunks, documents)]
    if pointed is not None:
        lines[0] = f"{leads['short'].format(words=pointed.of(citations[0].quote))} {lines[0]}"
    sides = _find_groups(read, chunks)
    placed = [(_side_of(read, chunk, sides), citation) for citation, chunk in zip(citations, chunks, strict=True)]
    for number, side in enumerate(sides):
        lines += ["", side]
        own = [_quote_line(citation, documents) for place, citation in placed if place == number]
        lines += own or [_point_elsewhere(side, read, citations, chunks)]
    lines += [_quote_line(citation, documents) for place, citation in placed if place == len(sides)]
    return "\n".join(lines)


def _point_elsewhere(side: str, read: Understanding, citations: Sequence[Citation], chunks: Sequence[Chunk]) -> str:
    """Return what stands under a side without a quote of its own: which quote is about it too, else that none is."""
    leads = wording.LEADS[read.language]
    shared = [c.n for c, chunk in zip(citations, chunks, strict=True) if concerns(read, chunk, side)]
    return leads["shared"].format(name=side, n=shared[0]) if shared else leads["missing"].format(name=side)


def _quote_line(citation: Citation, documents: Mapping[str, Document]) -> str:
    return f"{to_marked(citation.quote)} [{citation.n}] – {describe(citation, documents)}"


def to_marked(quote: str) -> str:
    """Return a quote between ”…”, with only the marks that it doesn't bring itself.

    >>> to_marked("Det gick."), to_marked("”Det gick”, säger Bo."), to_marked("”Det gick. Alla kom.")
    ('”Det gick.”', '”Det gick”, säger Bo.', '”Det gick. Alla kom.”')
    """
    opens, closes = to_missing_marks(quote)
    return f"{'”' if opens else ''}{quote}{'”' if closes else ''}"


def to_missing_marks(quote: str) -> tuple[bool, bool]:
    """Return whether an opening and a closing quotation mark go around the quote to show it as one.

    A quote without marks gets both; one that was cut inside a quotation gets the one that the cut took; one that
    brings all its own gets none. The quote itself is never touched.

    >>> to_missing_marks("Det går."), to_missing_marks("”Det går”, säger Eva.")
    ((True, True), (False, False))
    >>> to_missing_marks("”Det går.  Vi"), to_missing_marks("Det går.” säger Eva.")
    ((False, True), (True, False))
    """
    places = [place for place, char in enumerate(quote) if char in _MARKS]
    if not places:
        return True, True
    if len(places) % 2 == 0:
        return False, False
    last = places[-1]
    opens = last + 1 < len(quote) and quote[last + 1].isalnum() and (last == 0 or not quote[last - 1].isalnum())
    return not opens, opens


def _lead(
    read: Understanding, citations: Sequence[Citation], chunks: Sequence[Chunk], documents: Mapping[str, Document]
) -> str:
    leads = wording.LEADS[read.language]
    first = citations[0]
    title = documents[first.document_id].title
    who = describe(first, documents)
    if read.kind == "vem" and first.speaker and read.request == "question" and not read.sides:
        if asks_who_says(read):
            return leads["who_says"].format(who=who)
        asks_person = [p.name for p in read.people] == [first.speaker] and re.search(phrases.WHO_IS, read.query.lower())
        if first.role and first.library and (first.role in read.query.lower() or asks_person):
            return leads["person"].format(name=first.speaker, role=first.role, library=first.library)
    if read.request == "who_says":
        return leads["who_says"].format(who=who) if first.speaker else leads["who_author"].format(title=title)
    if read.request == "where_stands":
        return leads["where"].format(section=first.section, title=title)
    if sides := _find_groups(read, chunks):
        return leads["compare"].format(names=_join(sides, read.language))
    if len({(c.speaker, c.document_id) for c in citations}) > 1:
        return leads["several"].format(count=_count(len(citations), read.language))
    if first.speaker is None:
        told = {c.kind for c in citations}
        return leads["report" if told == {"report_summary"} else "author"].format(title=title)
    reported = all(chunk.sentence.attribution.how == "reported" for chunk in chunks)
    return leads["one_reported" if reported else "one_speaker"].format(who=who)


def _join(names: Sequence[str], language: Language) -> str:
    word = "och" if language == "sv" else "and"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def _count(number: int, language: Language) -> str:
    words = {
        "sv": ("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"),
        "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    }[language]
    return words[number] if number < len(words) else str(number)


def _find_notes(read: Understanding, shown_libraries: Sequence[str]) -> list[str]:
    """Return what the question takes for granted that the documents contradict, and how it was read."""
    notes = wording.NOTES[read.language]
    found = [
        notes["wrong_library"].format(name=person.name, library=person.library, asked=asked)
        for person, asked in read.wrong_pairs
    ]
    found += [notes["wrong_role"].format(role=role, library=library) for role, library in read.wrong_roles]
    found += [notes["unknown_name"].format(name=name) for name in read.unknown]
    if read.corrected:
        whole = {part: person.name for person in read.people for part in person.name.split()}
        names = list(dict.fromkeys(whole.get(name, name) for name in read.corrected))
        found.append(notes["corrected"].format(name=_join(names, read.language)))
    if read.request in NO_QUESTIONS and read.request != "greeting":
        found.append(notes[read.request])
    if shown_libraries:
        outside = find_outside(read, shown_libraries)
        asked = _join(outside, read.language) if outside else ""
        note = notes["outside" if outside else "filtered"]
        found.append(note.format(names=_join(shown_libraries, read.language), asked=asked))
    return found


def _find_missing_notes(read: Understanding, selection: Selection, documents: Mapping[str, Document]) -> list[str]:
    """Return which half is missing, or why nothing answers: another speaker, a report that is only told of."""
    notes = wording.NOTES[read.language]
    found = [notes["missing"].format(name=name) for name in selection.missing]
    if not selection.quotes and len(read.people) == 1 and selection.nearest and not read.wrong_pairs:
        name = read.people[0].name
        if not any(is_by(s.chunk, name) for s in selection.nearest[:1]):
            found.append(notes["not_by_person"].format(name=name))
    if read.request == "question" and not read.wrong_roles:
        found += _find_premise_notes(read, [s.chunk.text for s in selection.quotes], documents)
    asks_source = re.search(phrases.ASKS_SOURCE, read.text.lower())
    if asks_source and not re.search(phrases.REPORT, read.text.lower()):
        found += [_describe_source(document, notes) for document in documents.values() if document.source.author]
    if not selection.quotes and re.search(phrases.REPORT, read.text.lower()):
        telling = [d.title for d in documents.values() if any(s.kind == "report_summary" for s in d.sentences)]
        found += [notes["only_mentioned"].format(title=title) for title in telling[:1]]
    return found


def _describe_source(document: Document, notes: Mapping[str, str]) -> str:
    source = document.source
    origin = ", ".join(part for part in (source.author, source.publisher, source.date) if part)
    return notes["source"].format(title=document.title, origin=origin)


def _find_premise_notes(read: Understanding, quotes: Sequence[str], documents: Mapping[str, Document]) -> list[str]:
    """Return what a question takes for granted: that a topic is somebody's, or that something happened.

    With quotes, only that what is asked "om …" is others' topic, and only if no quote is about it.
    """
    notes = wording.NOTES[read.language]
    topic = find_others_topic(read, (s for document in documents.values() for s in document.sentences))
    if quotes and (topic is None or not topic.is_asked_about or topic.is_held_by(quotes)):
        return []
    if topic is not None:
        note = notes["others_person" if topic.is_said else "others_library"]
        return [note.format(word=topic.word, owners=_join(topic.owners, read.language), asked=topic.asked)]
    clause = find_supposed_event(read)
    return [] if clause is None else [notes["supposed"].format(clause=clause)]
