"""Step 1: what a question asks for: language, type, the names in it, and what a follow-up leans on.

Names of people and libraries are those of the documents. A name that is misspelt or typed without å ä ö is read as
the one name that it is nearest to; words that the documents themselves use are never taken for misspelt names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from assistant import phrases
from assistant.types import Language, Question
from corpus import swedish
from corpus.people import mentions_place
from corpus.types import BelaggError, Document, Person

Request = Literal["question", "instruction", "opinion", "prediction", "more", "who_says", "where_stands"]

FUZZY_MIN_CHARS = 5
"""Shorter names are only matched letter for letter (diacritics folded): too many words are one letter away."""
ELLIPSIS_MAX_WORDS = 5
FOLLOW_UP_MAX_WORDS = 4

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_GENITIVE = re.compile(r"(?<![aiouyåäörtx])s$")
"""Not the s of Jonas, Elis, Markus, Borås, Anders or Mats: a name is better shown with its s than without a letter."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ud800-\udfff\ufeff]")


class QuestionError(BelaggError):
    """A question that cannot be asked as it stands."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as it was understood.

    `query` is what is searched for: the question with names corrected, and with what a follow-up leans on.
    `people` and `libraries` are those asked about. `unknown` are names that no document has. `corrected` are names
    that were read out of a misspelling. `wrong_pairs` tie a person to a library that is not theirs.
    """

    text: str
    query: str
    language: Language
    kind: str
    request: Request
    people: tuple[Person, ...] = ()
    libraries: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    wrong_pairs: tuple[tuple[Person, str], ...] = ()
    is_follow_up: bool = False

    @property
    def is_comparison(self) -> bool:
        """Return whether several libraries or people are asked about side by side."""
        return len(self.libraries) > 1 or len(self.people) > 1


class Names:
    """The names that the documents hold, and the words that are no names."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Collect people, libraries and vocabulary of `documents`."""
        self.documents = tuple(documents)
        self.people = tuple({p.name: p for document in self.documents for p in document.people}.values())
        self.libraries = tuple(dict.fromkeys(name for document in self.documents for name in document.libraries))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return every word of the documents, folded, but for the names themselves."""
        words = {fold(word) for document in self.documents for word in _WORD.findall(document.text)}
        return frozenset(words - set(self.by_form)) | {fold(word) for word in swedish.FUNCTION_WORDS}

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Return the folded words that the documents write with a capital: names of all kinds."""
        return frozenset(
            fold(word) for document in self.documents for word in _WORD.findall(document.text) if word[0].isupper()
        )

    def holds(self, folded: str) -> bool:
        """Return whether the documents have a folded word, or one with the same stem of six letters or more."""
        known = self.vocabulary | self.capitalised
        endings = (folded.removesuffix(ending) for ending in ("s", "et", "en"))
        # Of three letters a stem is too often another word: Lars is not "lär".
        stems = {folded, *(stem for stem in endings if len(stem) > 3)}
        return bool(known & stems) or any(len(stem) > 5 and word.startswith(stem) for stem in stems for word in known)

    @cached_property
    def by_form(self) -> dict[str, tuple[Person | str, ...]]:
        """Return, by folded form, the people and libraries that are called so."""
        forms: dict[str, list[Person | str]] = {}
        for person in self.people:
            words = person.name.split()
            for form in {person.name, words[0], words[-1]}:
                forms.setdefault(fold(form), []).append(person)
        for library in self.libraries:
            forms.setdefault(fold(library), []).append(library)
        return {form: tuple(dict.fromkeys(found)) for form, found in forms.items()}


def fold(word: str) -> str:
    """Return a word for comparing: lower case, without diacritics.

    >>> fold("Kungälv"), fold("Åre")
    ('kungalv', 'are')
    """
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def clean_question(text: str, *, max_chars: int) -> str:
    """Return a question without control characters and needless white space.

    Raises QuestionError if nothing is left or if it is longer than `max_chars`.
    """
    cleaned = _clean(text)
    if not any(char.isalnum() for char in cleaned):
        raise QuestionError("Frågan är tom. Skriv en fråga om materialet, till exempel vad någon har sagt eller gjort.")
    if len(cleaned) > max_chars:
        raise QuestionError(
            f"Frågan är {len(cleaned)} tecken lång; högst {max_chars} går att ställa. Korta den till en fråga i taget."
        )
    return cleaned


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def understand(question: Question, names: Names, *, max_chars: int) -> Understanding:
    """Return what a question asks for, read together with the earlier ones; raises as `clean_question` does."""
    text = clean_question(question.text, max_chars=max_chars)
    previous: Understanding | None = None
    for earlier in question.history:
        if any(char.isalnum() for char in earlier):
            previous = _read(_clean(earlier)[:max_chars], previous, names)
    return _read(text, previous, names)


def _read(text: str, previous: Understanding | None, names: Names) -> Understanding:
    language = detect_language(text)
    lowered = text.lower()
    corrected_text, people, libraries, corrected = _find_names(text, names, language)
    request = _find_request(lowered, previous)
    own = Understanding(
        text=text,
        query=corrected_text,
        language=language,
        kind=_find_kind(lowered),
        request=request,
        people=people,
        libraries=libraries,
        unknown=_find_unknown(text, names, language),
        corrected=corrected,
    )
    if previous is None:
        return _with_wrong_pairs(own)
    if request in ("more", "who_says", "where_stands"):
        return replace(previous, text=text, language=language, request=request, is_follow_up=True, corrected=())
    if request == "question" and _is_follow_up(lowered, own, previous):
        return _with_wrong_pairs(_lean_on(own, previous))
    return _with_wrong_pairs(own)


def detect_language(text: str) -> Language:
    """Return "en" for a question whose function words are English, else "sv".

    >>> detect_language("What did Luleå do?"), detect_language("Vad gjorde Luleå?")
    ('en', 'sv')
    """
    words = _WORD.findall(text)
    english = sum(word.lower() in phrases.ENGLISH_WORDS for word in words)
    swedish_count = sum(word.lower() in phrases.SWEDISH_WORDS for word in words)
    has_swedish_letters = any(char in "åäö" for word in words if not word[0].isupper() for char in word)
    return "en" if english > swedish_count and not (has_swedish_letters and english < 3) else "sv"


def _find_kind(lowered: str) -> str:
    """Return the question type: of the cues in the question the earliest, of two in one place the longer."""
    found = [
        (match.start(), -len(cue), kind)
        for kind, cues in phrases.QUESTION_WORDS.items()
        for cue in cues
        if (match := re.search(rf"(?<!\w){cue}(?!\w)", lowered))
    ]
    return min(found)[2] if found else "ja/nej"


def _find_request(lowered: str, previous: Understanding | None) -> Request:
    plain = lowered.strip(" ?!.")
    if previous is not None:
        if any(plain.startswith(cue) for cue in phrases.WHO_SAYS):
            return "who_says"
        if any(plain.startswith(cue.strip("?")) for cue in phrases.WHERE_STANDS):
            return "where_stands"
        if plain in phrases.MORE:
            return "more"
    if any(lowered.startswith(cue) or f" {cue}" in lowered[:60] for cue in phrases.INSTRUCTIONS):
        return "instruction"
    if any(re.search(rf"(?<!\w){re.escape(cue)}", lowered) for cue in phrases.OPINIONS):
        return "opinion"
    if any(re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", lowered) for cue in phrases.PREDICTIONS):
        return "prediction"
    return "question"


def _find_names(
    text: str, names: Names, language: Language
) -> tuple[str, tuple[Person, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the text with names corrected, the people and libraries in it, and the names that were corrected."""
    found: list[Person | str] = []
    corrected: list[str] = []
    pieces: list[str] = []
    end = 0
    words = list(_WORD.finditer(text))
    surnames = {fold(person.name.split()[-1]): person for person in names.people if " " in person.name}
    for i, match in enumerate(words):
        word = match[0]
        form = _match_form(word, names, language, text[: match.start()])
        if form is None:
            continue
        owners = names.by_form[form]
        following = fold(words[i + 1][0]) if i + 1 < len(words) else ""
        preceding = fold(words[i - 1][0]) if i else ""
        if len(owners) > 1:
            full = [
                o
                for o in owners
                if isinstance(o, Person) and fold(o.name) in (f"{form} {following}", f"{preceding} {form}")
            ]
            owners = tuple(full) or owners
        elif (
            isinstance(owners[0], Person)
            and form == fold(owners[0].name.split()[0])
            and surnames.get(following, owners[0]) != owners[0]
        ):
            continue
        if i + 1 < len(words) and _is_first_name(word, names) and _is_other_surname(words[i + 1][0], names, language):
            continue
        found.extend(owners)
        spelt = _spell(form, owners[0])
        if fold(word) not in (form, f"{form}s"):
            corrected.append(spelt)
            pieces += [text[end : match.start()], spelt]
            end = match.end()
        elif word.lower() not in (spelt.lower(), f"{spelt.lower()}s"):
            pieces += [text[end : match.start()], spelt + ("s" if fold(word) == f"{form}s" else "")]
            end = match.end()
    pieces.append(text[end:])
    people = tuple(dict.fromkeys(owner for owner in found if isinstance(owner, Person)))
    libraries = tuple(dict.fromkeys(owner for owner in found if isinstance(owner, str)))
    return "".join(pieces), people, libraries, tuple(dict.fromkeys(corrected))


def _is_other_surname(word: str, names: Names, language: Language) -> bool:
    """Return whether the word after a first name is a name that no document has, so that someone else is meant."""
    return word.istitle() and not names.holds(fold(word)) and _match_form(word, names, language, "") is None


def _match_form(word: str, names: Names, language: Language, before: str) -> str | None:
    """Return the folded form of the name that a word is, None if it is none."""
    folded = fold(word)
    bare = folded[:-1] if folded.endswith("s") and folded not in names.by_form else folded
    for form in (folded, bare):
        if form in names.by_form:
            if len(form) >= FUZZY_MIN_CHARS or word[0].isupper():
                return form
            preposition = re.search(r"\b(?:i|på|pa|från|fran|hos|och|in|at|from)\s+$", before.lower())
            is_common = form in swedish.FUNCTION_WORDS or form in phrases.ENGLISH_WORDS or form in names.vocabulary
            if preposition and (language == "sv" or not is_common):
                return form
            return None if is_common else form
    if len(folded) < FUZZY_MIN_CHARS or folded in names.vocabulary:
        return None
    near = []
    for form in names.by_form:
        if len(form) < FUZZY_MIN_CHARS or " " in form or abs(len(form) - len(folded)) > 2:
            continue
        limit = 1 if len(form) < 8 else 2
        distance = min(DamerauLevenshtein.distance(candidate, form) for candidate in (folded, bare))
        allowed = limit + (1 if _sounds(folded) == _sounds(form) else 0)
        if distance <= allowed and (folded[0] == form[0] or _sounds(folded)[0] == _sounds(form)[0]):
            near.append((distance, form))
    near.sort()
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    if not word[0].isupper() and near[0][0] > 1 and len(folded) < 8:
        return None
    return near[0][1]


def _sounds(folded: str) -> str:
    """Return a folded name with letters that sound alike in Swedish names made one: Katarina, Catharina."""
    for letters, sound in (
        ("ch", "k"),
        ("c", "k"),
        ("th", "t"),
        ("ph", "f"),
        ("z", "s"),
        ("w", "v"),
        ("x", "ks"),
        ("q", "k"),
    ):
        folded = folded.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", folded)


def _spell(form: str, owner: Person | str) -> str:
    """Return a name as the documents spell it, in the same extent as the form: first name for first name."""
    if isinstance(owner, str):
        return owner
    return next((word for word in (owner.name, *owner.name.split()) if fold(word) == form), owner.name)


def _find_unknown(text: str, names: Names, language: Language) -> tuple[str, ...]:
    """Return the capitalised names in a question that no document has, as typed, without a genitive s.

    A full name is unknown also when the documents have a person with that first name but not the surname.
    """
    unknown = []
    for match in re.finditer(r"(?<=[\w,–-] )[^\W\d_a-zß-öø-ÿ][\w-]+(?: [^\W\d_a-zß-öø-ÿ][\w-]+)*", text):
        words = match[0].split()
        known = [
            word
            for word in words
            if names.holds(fold(word)) or _match_form(word, names, language, text[: match.start()])
        ]
        is_name = len(words[0]) > 2 and not words[0].isupper() and words[0].lower() not in phrases.SWEDISH_WORDS
        is_other_person = (
            len(words) > 1 and _is_first_name(words[0], names) and _is_other_surname(words[1], names, language)
        )
        if is_name and (not known or is_other_person):
            unknown.append(_GENITIVE.sub("", match[0]) if len(words) == 1 else match[0])
    return tuple(dict.fromkeys(unknown))


def _is_first_name(word: str, names: Names) -> bool:
    owners = names.by_form.get(fold(word), ())
    return any(isinstance(owner, Person) and fold(owner.name.split()[0]) == fold(word) for owner in owners)


def _is_follow_up(lowered: str, own: Understanding, previous: Understanding) -> bool:
    """Return whether a question leans on the one before it: opens so, points back, or is too short to stand alone."""
    words = [word.lower() for word in _WORD.findall(lowered)]
    named = {fold(word) for name in (*own.libraries, *(p.name for p in own.people)) for word in name.split()}
    if all(fold(word) in named for word in words):
        return True
    if any(lowered.startswith(opening) for opening in phrases.FOLLOW_UP_OPENINGS):
        return True
    content = [word for word in words if word not in swedish.FUNCTION_WORDS and word not in phrases.ENGLISH_WORDS]
    points_back = any(word in phrases.ANAPHORA for word in words)
    if own.people and points_back and len(content) > FOLLOW_UP_MAX_WORDS:
        return False
    return points_back or len(content) <= 2 and not (own.people or own.libraries)


def _lean_on(own: Understanding, previous: Understanding) -> Understanding:
    """Return a follow-up completed from the question before it.

    One that only names another library or person ("Och i Kungälv då?") asks the earlier question about that one; any
    other is searched together with the earlier question.
    """
    words = [word for word in _WORD.findall(own.text) if fold(word) not in {fold(w) for w in swedish.FUNCTION_WORDS}]
    only_names = len(words) <= ELLIPSIS_MAX_WORDS and (own.people or own.libraries or own.unknown)
    name_words = sum(len(name.split()) for name in (*own.libraries, *own.unknown)) + len(own.people)
    if only_names and len(words) <= name_words + 1:
        function_words = phrases.ENGLISH_WORDS | phrases.SWEDISH_WORDS
        has_language = any(word.lower() in function_words for word in _WORD.findall(own.text))
        return replace(
            own,
            query=_swap_names(previous, own),
            language=own.language if has_language else previous.language,
            kind=previous.kind,
            is_follow_up=True,
        )
    return replace(
        own,
        query=f"{previous.query} {own.query}",
        is_follow_up=True,
        people=own.people or (previous.people if not own.libraries else ()),
        libraries=own.libraries or (previous.libraries if not own.people else ()),
        unknown=own.unknown or (previous.unknown if not (own.people or own.libraries) else ()),
    )


def _swap_names(previous: Understanding, own: Understanding) -> str:
    """Return the earlier query with its libraries and people replaced by those of the follow-up."""
    new = " och ".join([*own.libraries, *(person.name for person in own.people), *own.unknown])
    query = previous.query
    old = [*previous.libraries, *(word for person in previous.people for word in (person.name, person.name.split()[0]))]
    for name in [*old, *previous.unknown]:
        query, count = re.subn(rf"(?<![\w-]){re.escape(name)}s?(?![\w])", new, query, count=1)
        if count:
            return query
    return f"{query.rstrip(' ?.!')} i {new}?" if own.libraries or own.unknown else f"{query.rstrip(' ?.!')} {new}?"


def _with_wrong_pairs(read: Understanding) -> Understanding:
    """Return the understanding with those asked about at a library that the documents don't tie them to."""
    pairs = []
    for person in read.people:
        named = [library for library in read.libraries if mentions_place(read.text, library) or read.is_follow_up]
        if person.library and named and person.library not in named and len(read.people) == 1 and len(named) == 1:
            pairs.append((person, named[0]))
    return replace(read, wrong_pairs=tuple(pairs))
