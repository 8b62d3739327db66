"""What an unanswered question takes for granted: a topic that the material ties to others, an event that it lacks.

Both are only said where the material does not answer. The first is proved by the documents' words and attributions;
the second repeats the question's own words as what no support was found for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant import phrases
from assistant.spelling import share_of
from assistant.understand import Understanding
from corpus import swedish
from corpus.types import Sentence
from index.lexical import to_indexed_terms, to_question_terms

TOPIC_MAX_SENTENCES = 8
"""A word in more sentences than this is no topic of somebody's own."""
OWNERS_MAX = 2
"""A topic that more than this many are tied to is nobody's own."""
TOPIC_MAX_SHARE = 1e-5
"""A word that is commoner than this among all Swedish words is no topic of somebody's own: "gick", "frågan"."""
_WORD = re.compile(r"[^\W_][\w-]*")
_NAME = "[A-ZÅÄÖÉ][\\w-]+"
_CLAUSE = re.compile(phrases.SUPPOSED_CLAUSE, re.IGNORECASE)
_KINDS = ("varför", "när", "var", "hur", "hur många", "vad", "lista")
_OPENINGS = "|".join(f"{word}|{word.capitalize()}" for word in phrases.SUPPOSING)


@dataclass(frozen=True, slots=True)
class OthersTopic:
    """A word of the question that the documents only have about, or from, others than the one asked about.

    `word` is as the question has it; `asked` and `owners` are libraries, or people if `is_said` (spoken by them).
    `is_asked_about` tells that the question asks "om" it.
    """

    word: str
    asked: str
    owners: tuple[str, ...]
    is_said: bool
    is_asked_about: bool = False

    def is_held_by(self, texts: Iterable[str]) -> bool:
        """Return whether any of the texts has the word, in some form."""
        terms = set(to_question_terms(self.word))
        return any(terms & set(to_indexed_terms(text)) for text in texts)


def find_others_topic(read: Understanding, sentences: Iterable[Sentence]) -> OthersTopic | None:
    """Return the question's rarest word that sentences tie to others than the one asked about, None if there is none.

    `sentences` are all that are searched. Only where one library or one person is asked about.
    """
    if len(read.people) + len(read.libraries) != 1:
        return None
    asked = read.people[0].name if read.people else read.libraries[0]
    named = {part for name in (*(p.name for p in read.people), *read.libraries) for part in name.split()}
    sentences = list(sentences)
    found: list[tuple[int, int, OthersTopic]] = []
    for match in _WORD.finditer(read.query):
        word = match[0]
        terms = set(to_question_terms(word))
        if not terms or named & {word, word.removesuffix("s")} or share_of(word.lower()) > TOPIC_MAX_SHARE:
            continue
        holding = [s for s in sentences if _may_hold(s.text, terms) and terms & set(to_indexed_terms(s.text))]
        owners = {owner for sentence in holding for owner in _find_owners(sentence, is_person=bool(read.people))}
        if not 1 <= len(holding) <= TOPIC_MAX_SENTENCES or asked in owners or None in owners:
            continue
        names = tuple(sorted(owner for owner in owners if owner))
        if 1 <= len(names) <= OWNERS_MAX:
            is_asked_about = bool(
                re.search(rf"{phrases.ABOUT_TOPIC} {re.escape(word.lower())}(?!\w)", read.query.lower())
            )
            topic = OthersTopic(word, asked, names, bool(read.people), is_asked_about)
            found.append((len(holding), -len(word), topic))
    return min(found, key=lambda item: item[:2])[2] if found else None


def _may_hold(text: str, terms: Iterable[str]) -> bool:
    lowered = text.lower()
    return any(term in lowered for term in terms)


def _find_owners(sentence: Sentence, *, is_person: bool) -> tuple[str | None, ...]:
    """Return whose words a sentence is, or which libraries it is about; None stands for the author or no library."""
    if is_person:
        speaker = sentence.attribution.speaker
        return (speaker.name if speaker else None,)
    return sentence.about or (None,)


def find_supposed_event(read: Understanding) -> str | None:
    """Return what a Swedish question takes for granted of an event, as a clause after "att".

    >>> to_clause("Varför lade Falun ner projektet?"), to_clause("Hur många var de?")
    ('Falun lade ner projektet', None)
    """
    if read.language != "sv" or read.is_follow_up or read.kind not in _KINDS:
        return None
    return to_clause(read.query, [*read.libraries, *(n for p in read.people for n in (p.name, *p.name.split()))])


def to_clause(question: str, names: Iterable[str] = ()) -> str | None:
    """Return what a question takes for granted in the word order of a subordinate clause, None if it can't be told.

    `names` are recognised as subjects in lower case too.

    >>> to_clause("Varför vill inte personalen i Falun handleda?")
    'personalen i Falun inte vill handleda'
    >>> to_clause("Vad hände när Boden stängde sitt kafé?")
    'Boden stängde sitt kafé'
    >>> to_clause("Vilket pris vann Falun i fjol?", ["Falun"])
    'Falun vann pris i fjol'
    """
    plain = question.strip(" ?!.")
    if inner := _CLAUSE.search(plain):
        return inner["clause"]
    if somebody := re.fullmatch(phrases.SUPPOSED_SOMEBODY, plain):
        return f"någon {somebody['verb']}{somebody['rest']}"
    if cause := re.fullmatch(phrases.SUPPOSED_CAUSE, plain):
        return _to_cause_clause(cause)
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    name = rf"(?:(?i:{known})s?|{_NAME})" if known else _NAME
    named = rf"{name}(?: och {name}| {name})*(?: \w*bibliotek(?:et)?)?"
    subject = rf"(?:{named}|{phrases.SUBJECT})(?: (?:i|på|från|vid|hos) {name})?"
    match = re.match(
        rf"(?:[Oo]ch |[Mm]en )?(?P<opening>{_OPENINGS}) (?P<verb>[a-zåäö]+)"
        rf"(?P<adverb>(?: (?:inte|aldrig|ändå|plötsligt))?) (?P<subject>{subject})(?P<rest> .+)?$",
        plain,
    )
    if match is None:
        return _to_thing_clause(plain, named) if known else None
    if match["opening"].lower() == "var" and not re.fullmatch(phrases.PAST, match["verb"]):
        return None
    rest, adverb = match["rest"] or "", match["adverb"]
    late = None if adverb else re.match(r" (?:inte|aldrig)(?= |$)", rest)
    if late:
        adverb, rest = late[0], rest[late.end() :]
    return f"{match['subject']}{adverb} {match['verb']}{rest}"


def _to_cause_clause(match: re.Match[str]) -> str:
    place = re.match(rf" (?:i|på|från|vid|hos) {_NAME}", match["rest"])
    end = place.end() if place else 0
    return f"{match['cause']}{match['rest'][:end]} {match['verb']}{match['rest'][end:]}"


def _to_thing_clause(question: str, named: str) -> str | None:
    match = re.match(rf"{phrases.SUPPOSED_THING} (?P<subject>{named})(?P<rest> .+)?$", question)
    if match is None or match["verb"] in swedish.FUNCTION_WORDS or match["thing"] in swedish.FUNCTION_WORDS:
        return None
    rest = match["rest"] or ""
    if re.match(rf" (?:{phrases.PARTICLES})\b", rest):
        return f"{match['subject']} {match['verb']}{rest} {match['thing']}"
    return f"{match['subject']} {match['verb']} {match['thing']}{rest}"
