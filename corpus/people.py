"""Who a text names: full names with the role and organisation that the text gives them, and later mentions.

A capitalised name of two words or more counts as a person only where the text shows it: a role beside it, a speech
verb beside it, or a person beside it ("A och B"). Names, roles and organisations all come from the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from corpus import swedish
from corpus.organisations import CAPITAL, ORGANISATION, to_short_name, to_whole_phrase
from corpus.types import Person, Span

_NAME_WORD = rf"{CAPITAL}[^\W\d_]+(?:-{CAPITAL}[^\W\d_]+)?"
_PARTICLE = r"(?:von|af|van|de|den|der|da|del|di|bin|al|el|la|le|ben|ibn)"
_FULL_NAME = re.compile(
    rf"\b{_NAME_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_NAME_WORD}|\s+[A-ZÅÄÖ]\.(?=\s+{CAPITAL})){{1,3}}"
)
_WORD = re.compile(r"[\w-]+(?::\w+)?")
_VERBS = swedish.SPEECH_VERBS | (swedish.OPINION_VERBS - swedish.WEAK_OPINION_VERBS)
_PLACED = re.compile(rf"([\w-]+)\s+(?:i|på|från|vid)\s+{CAPITAL}")
"""A word before a place; a quick look before names are searched for one by one."""


@lru_cache(maxsize=4096)
def to_base_role(word: str) -> str | None:
    """Return a role in its base form ("bibliotekschefen" → "bibliotekschef"), None if the word is no role.

    >>> to_base_role("IT-samordnaren"), to_base_role("Forskarna"), to_base_role("romanen")
    ('IT-samordnare', 'forskare', None)
    """
    lowered = word.lower()
    for form, head in _role_forms():
        if lowered.endswith(form):
            prefix = word[: len(word) - len(form)]
            if prefix and len(prefix) < 2:
                continue
            if prefix[:1].isupper() and not prefix[1:2].isupper() and "-" not in prefix[:3]:
                prefix = prefix[0].lower() + prefix[1:]
            return prefix + head
    return None


@lru_cache(maxsize=1)
def _role_forms() -> tuple[tuple[str, str], ...]:
    """Return (form, base form) pairs, longest form first: indefinite, definite, and the plural definite."""
    forms = {"vd": "vd", "vd:n": "vd"}
    for head in swedish.ROLE_HEADS:
        forms[head] = head
        if head.endswith("are"):
            forms |= {head + "n": head, head[:-1] + "na": head}
        elif head.endswith(("e", "a")):
            forms |= {head + "n": head, head + "rna": head}
        elif head.endswith(("or", "er", "el")):
            forms |= {head + "n": head, head + "na": head, head + "erna": head}
        elif head.endswith("man"):
            forms |= {head + "nen": head, head[:-3] + "männen": head}
        elif head.endswith(("ombud", "råd")):
            forms |= {head + "et": head, head + "en": head}
        else:
            forms |= {head + "en": head, head + "n": head, head + "erna": head, head + "arna": head}
    return tuple(sorted(forms.items(), key=lambda item: (-len(item[0]), item[0])))


def find_people(text: str, sentences: Sequence[Span]) -> tuple[Person, ...]:
    """Return the people that the text names, in order of first appearance.

    A role or organisation that is given only later ("Hanna i Åre") is added to the person.
    """
    found: dict[str, Person] = {}
    for number, sentence in enumerate(sentences):
        raw = sentence.of(text)
        names = find_names(text, raw)
        following = sentences[number + 1].of(text) if number + 1 < len(sentences) else ""
        evidenced = [_read_introduction(text, raw, match) for match in names]
        for i, (match, person) in enumerate(zip(names, evidenced, strict=True)):
            taken_up = len(names) == 1 and re.match(r"(?:Hon|Han|Hen)\b", following)
            if person is None and (taken_up or _is_called_by_first_name(match[0], text)):
                person = _read_introduction(text, raw, match, shown=True)
            if person is None and _has_company(raw, names, evidenced, i):
                person = Person(_bare_name(match[0], text))
            if person is not None:
                _add(found, person)
    _add_organisations(text, found)
    _add_single_names(text, sentences, found)
    return tuple(found.values())


def find_names(text: str, raw: str) -> list[re.Match[str]]:
    """Return the full-name-like matches in a sentence.

    A first word that is capitalised only because it starts the sentence ("Femtonåriga Tuva Rosén") is left out where
    the text calls the person by the next word alone.
    """
    names = []
    for found in _FULL_NAME.finditer(raw):
        match: re.Match[str] | None = found
        words = found[0].split()
        if _is_plain_word(words[0]) and len(words) > 2:
            match = _FULL_NAME.match(raw, found.start() + len(words[0]) + 1)
        elif found.start() == 0 and len(words) > 2 and not _read_title(words[0]):
            alone = rf"(?<![\w-]){re.escape(words[1])}(?!\s+{CAPITAL})(?![\w-])"
            if words[0].endswith("s") or re.search(alone, text) or words[0].endswith(("iga", "åringen")):
                match = _FULL_NAME.match(raw, len(words[0]) + 1)
        if match and not _is_plain_word(match[0].split()[0]):
            names.append(match)
    return names


def _is_plain_word(word: str) -> bool:
    """Return whether a word with a capital before a name ("Enligt Bo Ek", "Maj Ek") is no part of the name."""
    lowered = word.lower()
    plain = lowered in swedish.FUNCTION_WORDS or lowered in swedish.MONTHS_AND_DAYS
    return plain and lowered not in swedish.NAMES_LIKE_WORDS


def _bare_name(name: str, text: str) -> str:
    """Return the name without a genitive s, where the text or a surname's ending shows that the s is one."""
    bare = name[:-1]
    if not name.endswith("s"):
        return name
    return (
        bare if bare.lower().endswith(swedish.SURNAME_ENDINGS) or re.search(rf"\b{re.escape(bare)}\b", text) else name
    )


def _read_introduction(text: str, raw: str, match: re.Match[str], *, shown: bool = False) -> Person | None:
    """Return the person that a full name in a sentence introduces, None where nothing shows a person.

    `shown` says that another place in the text has shown that the name is a person's.
    """
    before, after = raw[: match.start()], raw[match.end() :]
    name = match[0]
    words = name.split()
    role: str | None = None
    if len(words) > 2 and (title := _read_title(words[0])):
        role, name = title, " ".join(words[1:])
    left = re.search(r"([\w-]+(?::\w+)?)\s+$", before)
    if left and role is None:
        role = _read_title(left[1])
    apart = re.search(r"([\w-]+)(?:\s+(?:i|på|vid|för|från)\s+[^,.;:]{2,40})?,\s+$", before)
    if role is None and apart and re.match(r"\s*[,.]", after):
        role = to_base_role(apart[1])
    library = None
    owner = re.search(rf"({CAPITAL}[\w-]+)s\s+[\w:-]+\s+$", before)
    if role and owner and re.search(rf"\w {re.escape(owner[1])}(?![\w-])", text):
        library = owner[1]
    right_role, rest = _read_apposition(after)
    role = role or right_role
    if place := ORGANISATION.match(rest.lstrip()):
        library = library or to_short_name(to_whole_phrase(place[1], text), text)
        rest = rest.lstrip()[place.end() :]
    verb_after = _WORD.match(rest.lstrip(" ,"))
    verb_before = re.search(r"([\w]+)\s+(?:(?:också|dock|därför|även|sedan)\s+)?$", before)
    listed = re.match(rf"\s+\(({CAPITAL}[^\W\d_]+)?(?:, )?([a-zåäö][^)]*)?\)", after)
    if listed:
        library = library or listed[1]
        role = role or next((found for word in (listed[2] or "").split() if (found := to_base_role(word))), None)
    aged = re.match(r",\s+(?:\d{1,3}(?: år)?|[a-zåäö]+ år)\s*[,.]", after)
    if (
        shown
        or role
        or aged
        or (listed and len(words) > 1)
        or re.match(rf",\s+som\s+[a-zåäö]|\s+(?:på|från)\s+(?:[a-zåäö]+(?:en|et|an)\b|{CAPITAL})", after)
        or (verb_after and verb_after[0].lower() in _VERBS)
        or (verb_before and verb_before[1].lower() in swedish.SPEECH_VERBS)
        or (verb_before and verb_before[1].lower() == "enligt")
    ):
        return Person(_bare_name(name, text), role, library)
    return None


def _read_apposition(after: str) -> tuple[str | None, str]:
    """Return the role in ", ROLE …" or " (ROLE …)" right after a name, and the text after it."""
    opening = re.match(r"\s*(?:,|\(|–)\s*(?:som\s+(?:är|var|arbetar som|jobbar som)\s+)?", after)
    if opening is None:
        opening = re.match(r"\s+(?:är|var|arbetar som|jobbar som)\s+", after)
        if opening is None:
            return None, after
    place = opening.end()
    for _ in range(5):
        word = _WORD.match(after, place)
        if word is None or word[0][0].isupper() and "-" not in word[0]:
            break
        role = to_base_role(word[0])
        rest = after[word.end() :]
        organised = ORGANISATION.match(rest.lstrip())
        plain = word[0].lower() not in swedish.FUNCTION_WORDS and word[0].lower() not in _VERBS
        if role or (place == opening.end() and plain and organised and opening[0].strip() and len(word[0]) > 4):
            return role or word[0], rest
        place = word.end()
        while place < len(after) and after[place] == " ":
            place += 1
    return None, after


def _read_title(word: str) -> str | None:
    """Return the role that a word right before a full name gives; any "-aren" or "-isten" is one there."""
    if role := to_base_role(word):
        return role
    if word.endswith("aren"):
        return word.lower()[:-1]
    return word.lower()[:-2] if re.search(r"(?:ist|ör|log|ant|ent)en$", word) else None


def _is_called_by_first_name(name: str, text: str) -> bool:
    """Return whether the text elsewhere uses the first word of a name alone, and never as a common word."""
    first = name.split()[0]
    if text.count(first) == text.count(name):
        return False
    alone = rf"(?<![\w-]){re.escape(first)}(?!\s+{CAPITAL})(?![\w-])"
    return re.search(alone, text) is not None and re.search(rf"\b{re.escape(first.lower())}\b", text) is None


def _has_company(raw: str, names: Sequence[re.Match[str]], evidenced: Sequence[Person | None], i: int) -> bool:
    """Return whether the name is joined by "och" or a comma to one that is shown to be a person."""
    for j in (i - 1, i + 1):
        if 0 <= j < len(names) and evidenced[j] is not None:
            first, second = sorted((i, j))
            between = raw[names[first].end() : names[second].start()]
            if between.strip() in ("och", "samt", ",") or re.fullmatch(r"[^.;:]{0,30} och [\wåäö]{0,20}\s?", between):
                return True
    return False


def _add(found: dict[str, Person], person: Person) -> None:
    known = found.get(person.name)
    if known is None:
        found[person.name] = person
    elif (known.role is None and person.role) or (known.library is None and person.library):
        found[person.name] = Person(person.name, known.role or person.role, known.library or person.library)


def _add_organisations(text: str, found: dict[str, Person]) -> None:
    """Give people the organisation that stands after a later mention of them: "Hanna i Åre berättar"."""
    placed = {match[1] for match in _PLACED.finditer(text)} if found else set()
    for name, person in list(found.items()):
        if person.library is not None:
            continue
        for short in (name, name.split()[0]):
            if short.split()[-1] not in placed:
                continue
            owners = [other for other in found.values() if short in names_of(other)]
            match = re.search(rf"\b{re.escape(short)}\s+(?:i|på|från|vid)\s+({CAPITAL}[\w-]+(?:\s+\w+)?)", text)
            if match and len(owners) == 1:
                place = match[1].split()[0] if match[1].split()[-1] not in swedish.LIBRARY_NOUNS else match[1]
                found[name] = Person(name, person.role, to_short_name(place, text))
                break


def _add_single_names(text: str, sentences: Sequence[Span], found: dict[str, Person]) -> None:
    """Add people whom the text calls by one name only, known by a tag after a quotation: "…", säger Moa."""
    known = {name for person in found.values() for name in names_of(person)}
    tag = re.compile(
        rf"(?:[”\"»,!?]\s+)(?:{'|'.join(swedish.SPEECH_VERBS)})\s+(?:([a-zåäö-]+)\s+)?({_NAME_WORD})(?![\w-])(?!\s+{CAPITAL})"
    )
    for sentence in sentences:
        for match in tag.finditer(text, sentence.start, sentence.end):
            role = to_base_role(match[1]) if match[1] else None
            if fuller := re.search(rf"(?<![\w-]){re.escape(match[2])}\s+{_NAME_WORD}", text):
                _add(found, Person(_bare_name(fuller[0], text), role))
                known |= {match[2]}
            elif _is_owner(match, known):
                continue
            elif match[2] not in known and (role or not match[1]) and match[2].lower() not in swedish.FUNCTION_WORDS:
                _add(found, Person(match[2], role))


def _is_owner(match: re.Match[str], known: Collection[str]) -> bool:
    """Return whether a name is in the genitive, so that the speaker is someone unnamed: "säger Bos granne"."""
    name = match[2]
    following = re.match(r"\s+([a-zåäö-]+)", match.string[match.end() :])
    noun = following is not None and following[1] not in swedish.FUNCTION_WORDS | swedish.ROLE_PREPOSITIONS
    return name.endswith("s") and (name[:-1] in known or noun)


@lru_cache(maxsize=4096)
def names_of(person: Person) -> frozenset[str]:
    """Return the forms that a person is called by: the full name, the first name and the surname."""
    words = person.name.split()
    if len(words) == 1:
        return frozenset(words)
    surname = next((i for i in range(1, len(words)) if words[i][0].islower()), len(words) - 1)
    return frozenset({person.name, words[0], " ".join(words[surname:]), words[-1]})
