"""The names in the documents, and those names in a question: misspelt, folded, shortened or unknown.

A name that is misspelt or typed without å ä ö is read as the one name that it is nearest to; words that the documents
themselves use are never taken for misspelt names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz.distance import DamerauLevenshtein

from assistant import phrases
from assistant.spelling import RARE, Speller, share_of
from assistant.types import Language
from corpus import swedish
from corpus.types import Document, Person
from index.lexical import to_indexed_terms

FUZZY_MIN_CHARS = 5
"""Shorter words are only taken for a name if typed with a capital, and if they sound like it or are no common word."""
HEARD_MIN_CHARS = 3
"""A name of three letters may sound like one of the documents' (Ana, Anna); a shorter one says too little."""

_GENITIVE = re.compile(r"(?<![aiouyåäörtx])s$")
"""Not the s of Jonas, Elis, Markus, Borås, Anders or Mats: a name is better shown with its s than without a letter."""
WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


class Names:
    """The names that the documents hold, and the words that are no names."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Collect people, libraries and vocabulary of `documents`, and what restores misspelt words to theirs."""
        self.documents = tuple(documents)
        self.people = tuple({p.name: p for document in self.documents for p in document.people}.values())
        self.libraries = tuple(dict.fromkeys(name for document in self.documents for name in document.libraries))
        words = (word for document in self.documents for word in WORD.findall(document.text))
        # Not put off to the first question: its word lists take a second to load, once for all.
        self.speller = Speller(words, names=self.by_form)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return every word of the documents, folded, but for the names themselves."""
        words = {fold(word) for document in self.documents for word in WORD.findall(document.text)}
        return frozenset(words - set(self.by_form)) | {fold(word) for word in swedish.FUNCTION_WORDS}

    @cached_property
    def terms(self) -> frozenset[str]:
        """Return the stems of the documents' words."""
        return frozenset(term for document in self.documents for term in to_indexed_terms(document.text))

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Return the folded words that the documents write with a capital: names of all kinds."""
        return frozenset(
            fold(word) for document in self.documents for word in WORD.findall(document.text) if word[0].isupper()
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


def to_sound(folded: str) -> str:
    """Return a folded name with letters that sound alike in Swedish names made one: Katarina, Catharina."""
    for letters, sound in (
        ("ch", "k"),
        ("c", "k"),
        ("th", "t"),
        ("ph", "f"),
        ("z", "s"),
        ("w", "v"),
        ("x", "ks"),
        ("qu", "kv"),
        ("q", "k"),
        ("hl", "l"),
        ("hn", "n"),
    ):
        folded = folded.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", folded)


def find_names(
    text: str, names: Names, language: Language
) -> tuple[str, tuple[Person, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the text with names corrected, the people and libraries in it, and the names that were corrected."""
    found: list[Person | str] = []
    corrected: list[str] = []
    pieces: list[str] = []
    end = 0
    words = list(WORD.finditer(text))
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
            if len([owner for owner in owners if isinstance(owner, Person)]) > 1:
                continue  # a first name that several have tells nobody
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
    is_short = len(folded) < FUZZY_MIN_CHARS
    if len(folded) < HEARD_MIN_CHARS or folded in names.vocabulary or is_short and not word[0].isupper():
        return None
    near = []
    for form in names.by_form:
        if len(form) <= HEARD_MIN_CHARS or " " in form or abs(len(form) - len(folded)) > 2:
            continue
        is_strict = len(form) < FUZZY_MIN_CHARS or is_short and share_of(word.lower()) >= RARE
        limit = 0 if is_strict else 1 if len(form) < 8 else 2
        distance = min(DamerauLevenshtein.distance(candidate, form) for candidate in (folded, bare))
        allowed = limit + (1 if to_sound(folded) == to_sound(form) else 0)
        if distance <= allowed and (folded[0] == form[0] or to_sound(folded)[0] == to_sound(form)[0]):
            near.append((distance, form))
    near.sort()
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    if not word[0].isupper() and near[0][0] > 1 and len(folded) < 8:
        return None
    return near[0][1]


def _spell(form: str, owner: Person | str) -> str:
    """Return a name as the documents spell it, in the same extent as the form: first name for first name."""
    if isinstance(owner, str):
        return owner
    return next((word for word in (owner.name, *owner.name.split()) if fold(word) == form), owner.name)


def find_unknown(text: str, names: Names, language: Language) -> tuple[str, ...]:
    """Return the capitalised names in a question that no document has, as typed, without a genitive s.

    A full name is unknown also when the documents have a person with that first name but not the surname. An agency
    ("Skatteverket") is none: it is what library staff help people with, and not whom they ask about.
    """
    unknown = []
    for match in re.finditer(r"(?<=[\w,–-] )[^\W\d_a-zß-öø-ÿ][\w-]+(?: [^\W\d_a-zß-öø-ÿ][\w-]+)*", text):
        words = match[0].split()
        known = [
            word
            for word in words
            if names.holds(fold(word)) or _match_form(word, names, language, text[: match.start()])
        ]
        is_agency = words[-1].lower().removesuffix("s").endswith(phrases.AGENCY_ENDINGS)
        is_name = (
            len(words[0]) > 2
            and not words[0].isupper()
            and not is_agency
            and words[0].lower() not in phrases.SWEDISH_WORDS
        )
        is_other_person = (
            len(words) > 1 and _is_first_name(words[0], names) and _is_other_surname(words[1], names, language)
        )
        if is_name and (not known or is_other_person):
            unknown.append(_GENITIVE.sub("", match[0]) if len(words) == 1 else match[0])
    return tuple(dict.fromkeys(unknown))


def _is_first_name(word: str, names: Names) -> bool:
    owners = names.by_form.get(fold(word), ())
    return any(isinstance(owner, Person) and fold(owner.name.split()[0]) == fold(word) for owner in owners)
