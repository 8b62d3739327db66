"""Who says what: the speaker of each quotation and sentence, worked out from the text by rules.

A quotation is direct speech of the person in the tag after it ("…", säger Anna), else of the subject of the clause
before it (Anna säger: "…"), else it goes on from the speaker before it. A sentence without quoted speech is reported
when a person is the subject of a verb of saying or thinking. Where the text leaves a doubt, nobody is named: a wrong
speaker is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus import swedish
from corpus.mentions import Mention, find_mentions
from corpus.people import find_names
from corpus.structure import find_quotations, is_dash_speech
from corpus.types import NOBODY, Attribution, Person, Span

_SPEECH = "|".join(sorted(swedish.SPEECH_VERBS))
_TAG_VERBS = "|".join(sorted(swedish.SPEECH_VERBS | swedish.OPINION_VERBS - swedish.WEAK_OPINION_VERBS | {"minns"}))
_WEAK = "|".join(sorted(swedish.WEAK_OPINION_VERBS))
_ANY_VERB = f"(?:{_TAG_VERBS}|{_WEAK})"
_ADVERBS = (
    r"(?:(?:också|dock|vidare|därför|sedan|då|nu|även|själv|inte|ofta|ändå|bara|däremot|samtidigt|i stället|i dag)\s+)"
)
_TAG = re.compile(
    rf"[\s,.!?…–—-]*(?:(?:så|det|och|men|då)\s+)?({_TAG_VERBS}|skrattar|ler|slår|utvecklar)\s+{_ADVERBS}{{0,2}}"
)
_DASH_TAG = re.compile(rf"[,!?”\"]\s+(?:(?:så|och)\s+)?({_TAG_VERBS}|skrattar|ler|slår)\s+{_ADVERBS}{{0,2}}")
_PRONOUN = re.compile(r"(hon|han|hen)\b")
_PRONOUN_SUBJECT = re.compile(
    rf"(?:(?:^|[,;]\s+|\boch\s+|\bmen\s+)(?:[Hh]on|[Hh]an|[Hh]en)\s+{_ADVERBS}{{0,2}}({_ANY_VERB})\b)"
    rf"|(?:\b({_ANY_VERB})\s+{_ADVERBS}{{0,2}}(?:hon|han|hen)\b)"
)
_SINGLE_SUBJECT = re.compile(rf"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäöé]+(?=\s+(?:{_TAG_VERBS})\b)")
"""One capitalised word, not the first of its sentence, that says something: "en mamma som vi kallar Selma berättar"."""
_OPINION = re.compile(rf"\b(?:{swedish.OPINION_NOUNS})\b")
_CLAUSE = re.compile(rf"\b(?:{swedish.OPINION_CLAUSES})\b|:")
_HAVE_AND_BE = frozenset({"har", "hade", "är", "var"})
_TITLE_BEFORE = re.compile(
    r"\b(?:\w*(?:rapport|artikel|bok|film|projekt|kurs|serie|roman|pjäs|låt|utställning|skrift|studie|namn|motto|rubrik|tema|begrepp|"
    r"ordet|uttryck)\w*|kallas?|kallar|heter|så kallade?|döpt till|med titeln)\s+$",
    re.IGNORECASE,
)
_APPOSITION = (
    r"(?:\s+(?:i|på|från|vid|hos)\s+[\w-]+(?:\s+[A-ZÅÄÖ][\w-]*)?)?"
    r"(?:\s*,\s+[^.;:!?”\"]{3,90}?,)?(?:\s*,\s+[^.;:,!?”\"]{3,70}?)?"
)
"""What may stand between a name and its verb: an organisation, a role."""
_COORDINATED = r"(?:\s+(?:har|är|delar|ler|nickar|skrattar)\s+[^.;:”\"]{2,60}?\s+(?:och|men))?"
_FIRST_PERSON = re.compile(r"\b(?:vi|oss|vår|vårt|våra|jag|mig|min|mitt|mina)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.;!?…]|[”\"»“]|\s[–—]\s")
TERM_MAX_WORDS = 3
TAG_REACH_CHARS = 160


@dataclass(slots=True)
class _Reading:
    """What reading a document block by block has brought so far."""

    text: str
    people: Sequence[Person]
    speaker: Person | None = None
    """The last one who spoke or was told about, whom "hon" and "han" mean."""
    introduced: Person | None = None
    """The one whom the block before announced with a colon or left speaking."""
    dash_speaker: Person | None = None
    """The speaker of the line of dialogue right before, who goes on if the next line has no tag."""
    after_dash: bool = False
    told_alone: Person | None = None
    """The only one whose views the block before tells, who goes on in a line of dialogue without a tag."""
    seen: list[Person] = field(default_factory=list)
    previous_two: bool = False
    """Whether the last sentence that names anyone names two people, so that a pronoun can mean either."""
    is_only_named: bool = False
    """Whether `speaker` has only been named and has said nothing, too little for a pronoun that opens a paragraph."""


def attribute(
    text: str, blocks: Sequence[tuple[Span, Sequence[Span]]], people: Sequence[Person]
) -> tuple[dict[Span, Attribution], list[tuple[Span, Attribution]]]:
    """Return whose words each sentence is, and the quotations in text order with theirs.

    `blocks` are the paragraphs and list items in text order, each with its sentences.
    """
    reading = _Reading(text, people)
    sentences: dict[Span, Attribution] = {}
    quotations: list[tuple[Span, Attribution]] = []
    for block, parts in blocks:
        mentions = find_mentions(text, block, people, reading.seen)
        if (
            mentions
            and mentions[0].span.start == block.start
            and text[mentions[0].span.end : block.end].startswith(": ")
        ):
            told, quoted = _read_labelled_block(reading, parts, mentions[0])
        elif is_dash_speech(text, block):
            told, quoted = _read_dash_block(reading, block, parts, mentions)
        else:
            told, quoted = _read_block(reading, block, parts, mentions)
        reading.after_dash = is_dash_speech(text, block)
        sentences |= told
        quotations += quoted
        reading.seen += [m.person for m in mentions if m.person]
        told_by = {quoted.speaker for quoted in told.values() if quoted.speaker}
        named = {m.person for m in mentions}
        reading.told_alone = next(iter(told_by)) if len(told_by) == 1 and named <= told_by else None
    return sentences, quotations


def _read_block(
    reading: _Reading, block: Span, parts: Sequence[Span], mentions: Sequence[Mention]
) -> tuple[dict[Span, Attribution], list[tuple[Span, Attribution]]]:
    text = reading.text
    spans = find_quotations(text, block)
    quotations: list[tuple[Span, Attribution]] = []
    told: dict[Span, Attribution] = {}
    introduced, reading.introduced, reading.dash_speaker = reading.introduced, None, None
    in_block: Person | None = None
    closed = True
    for sentence in parts:
        inside = [span for span in spans if sentence.start <= span.start < sentence.end]
        outside = [m for m in mentions if sentence.covers(m.span) and not any(span.covers(m.span) for span in spans)]
        for i, span in enumerate(inside):
            limit = inside[i + 1].start if i + 1 < len(inside) else block.end
            speaker, known = _find_tag(reading, span, limit, mentions)
            if not known and _is_term(text, span):
                quotations.append((span, NOBODY))
                continue
            if not known:
                speaker = _find_introduction(reading, sentence, span, outside)
                if speaker is None and span.start == block.start:
                    speaker = introduced
                elif speaker is None and _goes_on(reading, sentence, span, outside):
                    speaker = in_block
            quotations.append((span, Attribution(speaker, "direct") if speaker else NOBODY))
            in_block = speaker
            if speaker:
                reading.speaker, reading.previous_two = speaker, False
        told[sentence] = _attribute_sentence(reading, sentence, quotations, outside)
        if told[sentence].speaker and not inside:
            in_block = told[sentence].speaker
        elif outside and not any(span.overlaps(sentence) for span in spans):
            in_block = None
        _remember(reading, sentence, told[sentence], outside)
    if spans and spans[-1].end == block.end and text[block.end - 1] not in swedish.DOUBLE_QUOTES:
        closed = False
    if text[block.end - 1] == ":" and parts and told[parts[-1]].how != "none":
        reading.introduced = told[parts[-1]].speaker
    elif not closed and quotations:
        reading.introduced = quotations[-1][1].speaker
    _carry_report(reading, parts, told)
    return told, quotations


def _read_labelled_block(
    reading: _Reading, parts: Sequence[Span], label: Mention
) -> tuple[dict[Span, Attribution], list[tuple[Span, Attribution]]]:
    """Read a line of an interview that its speaker's name opens ("Karin: …"): all of it is that person's."""
    if label.person is None:
        return dict.fromkeys(parts, NOBODY), []
    reading.speaker, reading.previous_two, reading.is_only_named = label.person, False, False
    return dict.fromkeys(parts, Attribution(label.person, "direct")), []


def _read_dash_block(
    reading: _Reading, block: Span, parts: Sequence[Span], mentions: Sequence[Mention]
) -> tuple[dict[Span, Attribution], list[tuple[Span, Attribution]]]:
    """Read a line of dialogue: all of it is the speaker's, but for sentences about "hon" or "han" after the tag."""
    text = reading.text
    told: dict[Span, Attribution] = {}
    introduced, reading.introduced = reading.introduced, None
    nested = [(span, NOBODY) for span in find_quotations(text, block)]
    tag = next(
        (match for match in _DASH_TAG.finditer(text, block.start, block.end) if not _within(match.start(), nested)),
        None,
    )
    if tag:
        speaker, _ = (
            _read_subject(reading, Span(tag.end(), block.end), mentions) if tag.end() < block.end else (None, True)
        )
    else:
        speaker = reading.dash_speaker or introduced or (reading.told_alone if not reading.after_dash else None)
    if speaker:
        reading.speaker, reading.previous_two = speaker, False
    for sentence in parts:
        after_tag = tag is not None and sentence.start > tag.start()
        third_person = after_tag and re.match(r"(?:Hon|Han|Hen)\b", sentence.of(text)) is not None
        third_person = third_person or (after_tag and any(m.span.start == sentence.start for m in mentions))
        told[sentence] = Attribution(speaker, "direct") if speaker and not third_person else NOBODY
    reading.dash_speaker = speaker if not text[block.start : block.end].rstrip('”"').endswith("?") else None
    return told, nested


def _within(place: int, quotations: Sequence[tuple[Span, Attribution]]) -> bool:
    return any(span.start < place < span.end - 1 for span, _ in quotations)


def _find_tag(reading: _Reading, span: Span, limit: int, mentions: Sequence[Mention]) -> tuple[Person | None, bool]:
    """Return the speaker named after a quotation, and whether there is a tag at all (of someone unnamed, maybe)."""
    tag = _TAG.match(reading.text, span.end, min(limit, span.end + TAG_REACH_CHARS))
    if tag is None:
        return None, False
    return _read_subject(reading, Span(tag.end(), max(limit, tag.end() + 1)), mentions)


def _read_subject(reading: _Reading, rest: Span, mentions: Sequence[Mention]) -> tuple[Person | None, bool]:
    """Return the person that is the subject right after a verb, and True; (None, True) where it is someone unnamed."""
    text = reading.text
    if _PRONOUN.match(text, rest.start, rest.end):
        return (None if reading.previous_two else reading.speaker), True
    end = _CLAUSE_END.search(text, rest.start, rest.end)
    clause = Span(rest.start, max(rest.start + 1, end.start() if end else rest.end))
    for mention in mentions:
        if clause.start <= mention.span.start < clause.end:
            before = text[clause.start : mention.span.start]
            if re.search(r"[,:]", before) or re.search(
                r"\b(?:en|ett|två|tre|flera|någon|deras|hans|hennes|sin)\b", before
            ):
                return None, True
            if (words := before.split()) and words[-1].lower() in swedish.NOT_SUBJECT_BEFORE:
                return None, True
            if text[mention.span.end - 1] == "s" and _is_genitive(mention, text):
                return None, True
            return mention.person, True
    return None, True


def _is_genitive(mention: Mention, text: str) -> bool:
    if mention.person is None:
        return False
    word = mention.span.of(text)
    return word.endswith("s") and not any(
        word == name or mention.person.name.endswith(word) for name in mention.person.name.split()
    )


def _find_introduction(reading: _Reading, sentence: Span, span: Span, outside: Sequence[Mention]) -> Person | None:
    """Return the subject of the clause before a quotation in the same sentence."""
    text = reading.text
    if span.start <= sentence.start:
        return None
    before = Span(sentence.start, span.start)
    named = [m for m in outside if before.covers(m.span)]
    subjects = [m for m in named if _is_subject(text, m, before)]
    if subjects:
        return subjects[-1].person
    raw = before.of(text).rstrip()
    match = _PRONOUN_SUBJECT.search(raw)
    if match and not named:
        return None if reading.previous_two else reading.speaker
    if raw.endswith(":") and len({m.person for m in named}) == 1 and not _is_genitive(named[0], text):
        words = text[before.start : named[0].span.start].lower().split()[-2:]
        return None if {"till", "om", "av", "med"} & set(words) else named[0].person
    return None


def _is_subject(text: str, mention: Mention, clause: Span) -> bool:
    """Return whether a mention is the subject of a verb of saying or thinking in the clause."""
    if mention.person is None:
        return False
    after = text[mention.span.end : clause.end]
    before = text[clause.start : mention.span.start]
    if _is_genitive(mention, text):
        return (
            re.match(rf"\s+(?:[a-zåäö]+\s+)?(?:{swedish.OPINION_NOUNS})\b[^.;:]{{0,60}}?\s+(?:är|var)\b", after)
            is not None
        )
    if re.search(r"\b[Ee]nligt\s+(?:[\w-]+\s+){0,2}$", before):
        return True
    words = before.split()
    if words and words[-1].lower().strip(",") in swedish.NOT_SUBJECT_BEFORE:
        return False
    follows = re.match(rf"{_APPOSITION}{_COORDINATED}\s+{_ADVERBS}{{0,2}}({_ANY_VERB})\b(.*)", after, re.DOTALL)
    if follows:
        return _tells(follows[1], before + follows[2])
    preceded = re.search(rf"\b({_ANY_VERB})\s+{_ADVERBS}{{0,2}}(?:[a-zåäö-]+\s+){{0,2}}$", before)
    return bool(preceded and _tells(preceded[1], before + after))


def _tells(verb: str, rest: str) -> bool:
    """Return whether a verb tells of saying or thinking; a weak one needs words that say what."""
    if verb not in swedish.WEAK_OPINION_VERBS or _OPINION.search(rest):
        return True
    return verb not in _HAVE_AND_BE and _CLAUSE.search(rest) is not None


def _goes_on(reading: _Reading, sentence: Span, span: Span, outside: Sequence[Mention]) -> bool:
    """Return whether an untagged quotation goes on from the block's last speaker: nobody else is named before it."""
    before = [m for m in outside if m.span.end <= span.start]
    raw = reading.text[sentence.start : span.start]
    return (
        not before
        and re.search(r"\b(?:en|ett|någon|andra|flera)\s+\w+\s+(?:säger|menar|tycker|sa|svarar)\b", raw) is None
    )


def _is_term(text: str, span: Span) -> bool:
    """Return whether a quotation is a quoted term or a title rather than speech."""
    words = span.of(text).strip('”“"»«„').split()
    before = text[max(0, span.start - 60) : span.start]
    if _TITLE_BEFORE.search(before):
        return True
    last = span.of(text)[-2:-1]
    after_colon = before.rstrip().endswith(":")
    return len(words) <= TERM_MAX_WORDS and not after_colon and last not in ".!?…"


def _attribute_sentence(
    reading: _Reading, sentence: Span, quotations: Sequence[tuple[Span, Attribution]], outside: Sequence[Mention]
) -> Attribution:
    text = reading.text
    spoken = [(span, quoted) for span, quoted in quotations if span.overlaps(sentence) and quoted.speaker]
    if spoken:
        speakers = {quoted.speaker for _, quoted in spoken}
        return spoken[0][1] if len(speakers) == 1 else NOBODY
    if any(span.overlaps(sentence) and not _is_term(text, span) for span, _ in quotations):
        return NOBODY
    subjects = [m for m in outside if _is_subject(text, m, sentence)]
    if subjects:
        people = {m.person for m in subjects}
        person = subjects[0].person
        return Attribution(person, "reported") if len(people) == 1 and person else NOBODY
    raw = sentence.of(text)
    tells = re.search(
        rf"\b[Ee]nligt (?:henne|honom|hennes|hans)\b|^(?:Hennes|Hans) (?:\w+ )?(?:{swedish.OPINION_NOUNS})\b", raw
    ) or any(_tells(match[1] or match[2], raw) for match in _PRONOUN_SUBJECT.finditer(raw))
    opens = reading.is_only_named and text[: sentence.start].endswith("\n")
    if tells and reading.speaker and not reading.previous_two and not outside and not opens:
        return Attribution(reading.speaker, "reported")
    return NOBODY


def _remember(reading: _Reading, sentence: Span, told: Attribution, outside: Sequence[Mention]) -> None:
    """Keep whom the next "hon" or "han" means: the speaker, else the only one named; nobody after an unknown name."""
    owners = {m.person for m in outside if _is_genitive(m, reading.text)}
    named = {m.person for m in outside if m.person}
    named = named - owners or named
    unknown = [
        name
        for name in find_names(reading.text, sentence.of(reading.text))
        if not any(
            m.span.start - sentence.start < name.end() and name.start() < m.span.end - sentence.start for m in outside
        )
    ]
    unknown += [
        name
        for name in _SINGLE_SUBJECT.finditer(sentence.of(reading.text))
        if not any(m.span.start - sentence.start <= name.start() < m.span.end - sentence.start for m in outside)
    ]
    if unknown and told.how != "direct":
        reading.speaker, reading.previous_two = None, False
    elif told.speaker:
        reading.speaker, reading.previous_two = told.speaker, False
    elif len(named) == 1:
        reading.speaker, reading.previous_two, reading.is_only_named = next(iter(named)), False, True
        return
    elif named:
        reading.speaker, reading.previous_two = None, True
    else:
        return
    reading.is_only_named = False


def _carry_report(reading: _Reading, parts: Sequence[Span], told: dict[Span, Attribution]) -> None:
    """Let a retelling go on into the next sentence where that says "vi" outside quotation marks."""
    for before, sentence in zip(parts, parts[1:], strict=False):
        if told[before].how == "reported" and told[sentence].how == "none" and not _author_says_we(reading):
            raw = sentence.of(reading.text)
            if _FIRST_PERSON.search(raw) and not any(char in swedish.DOUBLE_QUOTES for char in raw):
                told[sentence] = told[before]


def _author_says_we(reading: _Reading) -> bool:
    """Return whether the author of the text writes as "vi" or "jag" in the opening, so that "vi" tells nothing."""
    return _FIRST_PERSON.search(reading.text[:600]) is not None
