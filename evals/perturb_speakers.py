"""Variants of a quote in who is said to have said it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from corpus.types import Person
from evals.perturb import GAPS
from evals.perturb_sources import (
    MIN_WORDS,
    Draft,
    Excerpt,
    Maker,
    Material,
    count_words,
    find_quoted_spans,
    find_sentence,
    fold,
)


def is_person(person: Person) -> bool:
    """Return whether a name is a first name and a surname; longer ones may begin with a title."""
    return bool(re.fullmatch(r"[^\W\d_][\w-]+ [^\W\d_][\w-]+", person.name))


def _name_speaker(write: Callable[[Person, Random], str | None], *, always_document: bool = False) -> Maker:
    """Return the maker that names the excerpt's own speaker as `write` does, where no other speaker is called so."""

    def make(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
        speaker = excerpt.speaker
        if speaker is None or not is_person(speaker) or material.count(excerpt.text) != 1:
            return None
        if any(_share_name(speaker, person) for person in excerpt.document.people if person.name != speaker.name):
            return None
        named = write(speaker, rng)
        is_document_named = always_document or rng.random() < 0.5
        return Draft(excerpt.text, excerpt.document.id if is_document_named else None, named) if named else None

    return make


def _write_role(speaker: Person, rng: Random) -> str | None:
    forms = [f"{speaker.name}, {speaker.role}", f"{speaker.role} {speaker.name}", f"{speaker.name} ({speaker.role})"]
    return rng.choice(forms) if speaker.role else None


def _write_library(speaker: Person, rng: Random) -> str | None:
    first = speaker.name.split()[0]
    forms = [
        f"{speaker.name}, {speaker.library}",
        f"{speaker.name} i {speaker.library}",
        f"{first} i {speaker.library}",
    ]
    return rng.choice(forms) if speaker.library else None


def _name_somebody_else(write: Callable[[Person, Random], str]) -> Maker:
    """Return the maker that names another speaker of the document, whom the paragraph doesn't name."""

    def make(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
        if excerpt.speaker is None or material.count(excerpt.text) != 1:
            return None
        people = _find_absent(excerpt)
        return Draft(excerpt.text, excerpt.document.id, write(rng.choice(people), rng)) if people else None

    return make


def _name_somebody_unsaid(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Name a person of the document for the author's own words in a paragraph that doesn't name that person."""
    sentence = find_sentence(excerpt)
    if excerpt.form != "sentence" or sentence is None or sentence.attribution.speaker is not None:
        return None
    if any(span.overlaps(excerpt.span) for span, _ in find_quoted_spans(excerpt.document)):
        return None
    return _name_one_of(_find_absent(excerpt), excerpt, rng) if material.count(excerpt.text) == 1 else None


def _name_stranger(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Name a person of one of the others, no part of whose name stands in any document."""
    if excerpt.speaker is None:
        return None
    strangers = [
        person
        for document in material.others
        for person in document.people
        if is_person(person) and not material.vocabulary & set(fold(person.name).split())
    ]
    return _name_one_of(strangers, excerpt, rng)


def _mix_names(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Name somebody with the speaker's first name and another person's surname, or the other way round."""
    speaker = excerpt.speaker
    if speaker is None or not is_person(speaker) or material.count(excerpt.text) != 1:
        return None
    others = [person for person in excerpt.document.people if is_person(person) and not _share_name(person, speaker)]
    if not others:
        return None
    (first, last), (other_first, other_last) = speaker.name.split(), rng.choice(others).name.split()
    return Draft(excerpt.text, excerpt.document.id, rng.choice([f"{first} {other_last}", f"{other_first} {last}"]))


def _join_speakers(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Quote two persons of one document around a gap as if the first had said it all."""
    if excerpt.speaker is None or not is_person(excerpt.speaker):
        return None
    said = [
        span.of(excerpt.document.text)
        for span, speaker in find_quoted_spans(excerpt.document)
        if speaker and not _share_name(speaker, excerpt.speaker) and span.start > excerpt.span.end
    ]
    said = [text for text in said if count_words(text) >= MIN_WORDS]
    return Draft(excerpt.text + rng.choice(GAPS) + said[0], excerpt.document.id, excerpt.speaker.name) if said else None


def _reach_too_far(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Name the speaker of one sentence of a run for all of it, though another one is the author's own words."""
    said = [told.attribution.speaker for told in excerpt.sentences if told.attribution.how == "direct"]
    speaker = next((person for person in said if person and is_person(person)), None)
    if speaker is None:
        return None
    name = set(fold(speaker.name).split())
    own = [
        told.text
        for told in excerpt.sentences
        if told.attribution.speaker is None
        and count_words(told.text) >= MIN_WORDS
        and not any(span.overlaps(told.span) for span, _ in find_quoted_spans(excerpt.document))
    ]
    if any(name & set(fold(text).split()) for text in own):
        return None
    return Draft(excerpt.text, excerpt.document.id, speaker.name) if own else None


def _name_one_of(people: list[Person], excerpt: Excerpt, rng: Random) -> Draft | None:
    return Draft(excerpt.text, excerpt.document.id, rng.choice(people).name) if people else None


def _find_absent(excerpt: Excerpt) -> list[Person]:
    """Return who speaks in a document, but for its author, the excerpt's speaker and whom its paragraph names."""
    document, sentence = excerpt.document, find_sentence(excerpt)
    around = fold(sentence.paragraph.of(document.text)).split() if sentence else []
    away = {*around, *fold(document.source.author or "").split()}
    away |= set(fold(excerpt.speaker.name).split()) if excerpt.speaker else set()
    speakers = dict.fromkeys(told.attribution.speaker for told in document.sentences)
    return [person for person in speakers if person and is_person(person) and not away & set(fold(person.name).split())]


def _share_name(one: Person, two: Person) -> bool:
    return bool(set(fold(one.name).split()) & set(fold(two.name).split()))


SPEAKERS: dict[str, Maker] = {
    "right_speaker": _name_speaker(lambda speaker, rng: speaker.name),
    "right_document_and_speaker": _name_speaker(lambda speaker, rng: speaker.name, always_document=True),
    "speaker_first_name": _name_speaker(lambda speaker, rng: speaker.name.split()[0]),
    "speaker_surname": _name_speaker(lambda speaker, rng: speaker.name.split()[-1]),
    "speaker_with_role": _name_speaker(_write_role),
    "speaker_with_library": _name_speaker(_write_library),
}
"""Kind → maker of a quote under its own speaker."""

FALSE_SPEAKERS: dict[str, Maker] = {
    "wrong_speaker": _name_somebody_else(lambda person, rng: person.name),
    "wrong_speaker_short": _name_somebody_else(lambda person, rng: rng.choice(person.name.split())),
    "unknown_speaker": _name_stranger,
    "mixed_name": _mix_names,
    "speaker_of_unattributed": _name_somebody_unsaid,
    "speaker_reaches_too_far": _reach_too_far,
    "two_speakers": _join_speakers,
}
"""Kind → maker of a quote under somebody who didn't say all of it."""
