"""Step 1: what a question asks for: language, type, the names in it, and what a follow-up leans on.

Names of people and libraries are those of the documents (`assistant.names`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import phrases
from assistant.names import WORD, Names, find_names, find_unknown, fold
from assistant.requests import Request, find_kind, find_request
from assistant.types import Language, Question
from corpus import swedish
from corpus.organisations import mentions_place
from corpus.people import to_base_role
from corpus.types import BelaggError, Person
from index.lexical import to_question_terms

ELLIPSIS_MAX_WORDS = 5
FOLLOW_UP_MAX_WORDS = 4
TOPIC_MIN_CHARS = 6
"""A word of the documents as long as this is a topic: "Vilka är framgångsfaktorerna?" changes the subject."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ud800-\udfff\ufeff]")


class QuestionError(BelaggError):
    """A question that cannot be asked as it stands."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as it was understood.

    `query` is what is searched for: the question with names corrected, and with what a follow-up leans on.
    `people` and `libraries` are those asked about. `unknown` are names that no document has. `corrected` are names
    that were read out of a misspelling. `wrong_pairs` tie a person to a library that is not theirs, `wrong_roles` a
    role to a library where nobody has it. `side` is the person or library that a part of a comparison is about alone
    (`assistant.sides`). `asks_unheard`: whether there is something is asked, of which
    the documents have no word ("Har de en bokbuss?").
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
    wrong_roles: tuple[tuple[str, str], ...] = ()
    is_follow_up: bool = False
    asks_unheard: bool = False
    side: str | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """Return the people, or else the libraries, asked about side by side; none if there are not several."""
        if len(self.people) > 1:
            return tuple(person.name for person in self.people)
        return self.libraries if len(self.libraries) > 1 and self.side is None else ()

    @property
    def is_comparison(self) -> bool:
        """Return whether several libraries or people are asked about side by side."""
        return bool(self.sides)


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
    spelt = names.speller.restore(text) if language == "sv" else text
    lowered = spelt.lower()
    corrected_text, people, libraries, corrected = find_names(spelt, names, language)
    request = find_request(lowered, is_first=previous is None)
    own = Understanding(
        text=text,
        query=corrected_text,
        language=language,
        kind=find_kind(lowered),
        request=request,
        people=people,
        libraries=libraries,
        unknown=find_unknown(spelt, names, language),
        corrected=corrected,
    )
    if previous is None:
        return _with_premises(replace(own, request="unclear") if _is_unclear(lowered, own) else own, names)
    if request in ("more", "who_says", "where_stands"):
        return replace(previous, text=text, language=language, request=request, is_follow_up=True, corrected=())
    if request == "question" and _is_follow_up(lowered, own, names):
        return _with_premises(_lean_on(own, previous), names)
    return _with_premises(own, names)


def find_outside(read: Understanding, shown: Sequence[str] | None) -> tuple[str, ...]:
    """Return the libraries asked about, or those of the people, if none is among those `shown`; () if some is."""
    asked = [*read.libraries, *(person.library for person in read.people if person.library)]
    return () if shown is None or set(asked) & set(shown) else tuple(dict.fromkeys(asked))


def detect_language(text: str) -> Language:
    """Return "en" for a question whose function words are English, else "sv".

    >>> detect_language("What did Luleå do?"), detect_language("Vad gjorde Luleå?")
    ('en', 'sv')
    """
    words = WORD.findall(text)
    english = sum(word.lower() in phrases.ENGLISH_WORDS for word in words)
    swedish_count = sum(word.lower() in phrases.SWEDISH_WORDS for word in words)
    has_swedish_letters = any(char in "åäö" for word in words if not word[0].isupper() for char in word)
    return "en" if english > swedish_count and not (has_swedish_letters and english < 3) else "sv"


def _is_unclear(lowered: str, own: Understanding) -> bool:
    """Return whether a first question is about a person whom only a pronoun stands for: "Vad mer säger hon?"."""
    words = [word.lower() for word in WORD.findall(lowered)]
    is_named = own.people or own.libraries or own.unknown or any(to_base_role(word) for word in words)
    return own.request == "question" and not is_named and any(word in phrases.PERSON_PRONOUNS for word in words)


def _is_follow_up(lowered: str, own: Understanding, names: Names) -> bool:
    """Return whether a question leans on the one before it: opens so, points back, or is too short to stand alone."""
    lowered = re.sub(phrases.NO_ANAPHORA, " ", lowered)
    if own.libraries:
        lowered = re.sub(phrases.THOSE_AT, " ", lowered)
    words = [word.lower() for word in WORD.findall(lowered)]
    named = {fold(word) for name in (*own.libraries, *(p.name for p in own.people)) for word in name.split()}
    if all(fold(word) in named for word in words):
        return True
    if any(lowered.startswith(opening) for opening in phrases.FOLLOW_UP_OPENINGS):
        return True
    content = [word for word in words if word not in swedish.FUNCTION_WORDS and word not in phrases.ENGLISH_WORDS]
    pointing = [word for word in words if word in phrases.ANAPHORA]
    if pointing and (own.people or own.libraries) and len(content) > FOLLOW_UP_MAX_WORDS:
        return False
    has_topic = any(
        len(word) >= TOPIC_MIN_CHARS and names.terms.issuperset(to_question_terms(word)) for word in content
    )
    return bool(pointing) or len(content) <= 2 and not (own.people or own.libraries or has_topic)


def _lean_on(own: Understanding, previous: Understanding) -> Understanding:
    """Return a follow-up completed from the question before it.

    One that only names another library or person ("Och i Falun då?") asks the earlier question about that one; any
    other is searched together with the earlier question.
    """
    words = [word for word in WORD.findall(own.text) if fold(word) not in {fold(w) for w in swedish.FUNCTION_WORDS}]
    only_names = len(words) <= ELLIPSIS_MAX_WORDS and (own.people or own.libraries or own.unknown)
    name_words = sum(len(name.split()) for name in (*own.libraries, *own.unknown)) + len(own.people)
    if only_names and len(words) <= name_words + 1:
        function_words = phrases.ENGLISH_WORDS | phrases.SWEDISH_WORDS
        has_language = any(word.lower() in function_words for word in WORD.findall(own.text))
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


def _with_premises(read: Understanding, names: Names) -> Understanding:
    """Return the understanding with people and roles asked about at a library that the documents don't tie them to."""
    pairs = []
    for person in read.people:
        named = [library for library in read.libraries if mentions_place(read.query, library) or read.is_follow_up]
        if person.library and named and person.library not in named and len(read.people) == 1 and len(named) == 1:
            pairs.append((person, named[0]))
    return replace(
        read,
        wrong_pairs=tuple(pairs),
        wrong_roles=_find_wrong_roles(read, names),
        asks_unheard=_asks_unheard(read, names),
    )


def _asks_unheard(read: Understanding, names: Names) -> bool:
    if read.language != "sv" or not re.match(phrases.ASKS_WHETHER, read.query.lower()):
        return False
    terms = set(to_question_terms(read.query)) - set(to_question_terms(" ".join(phrases.BROAD_WORDS)))
    return bool(terms) and names.terms.isdisjoint(terms)


def _find_wrong_roles(read: Understanding, names: Names) -> tuple[tuple[str, str], ...]:
    """Return the roles asked about at a library that has people in the documents, but none with that role.

    Only roles that somebody in the documents has: others may be there without being called so.
    """
    roles = [(person.role.lower(), person.library) for person in names.people if person.role]
    found = []
    for library in read.libraries:
        pattern = rf"([\w-]+) (?:i|på|för|vid|hos|in|at|of) (?:\w*bibliotek\w* i )?{re.escape(library)}(?!\w)"
        for word in re.findall(pattern, read.query, re.IGNORECASE):
            asked = to_base_role(word)
            holders = [place for role, place in roles if asked and role.endswith(asked)]
            is_staffed = any(place == library for _, place in roles)
            if asked and holders and is_staffed and library not in holders and not word.lower().endswith("na"):
                found.append((asked, library))
    return tuple(found)
