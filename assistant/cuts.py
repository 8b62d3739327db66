"""What a quote leaves out: whether a gap that it marks, or its own ends, turn the meaning of what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from assistant import phrases, wording
from assistant.quote_form import Seam
from assistant.quote_index import QuoteIndex, Run
from assistant.speakers import find_sentences
from corpus import swedish
from corpus.words import to_words

MAX_REPLACED = 12
"""Words that brackets may stand for: they explain a word or a name, and replace no sentence."""
MAX_ENDING_CHARS = 4
_BEFORE = 2
"""How many words before a quote may negate its first: "ville inte", "aldrig sagt"."""
_NUMBERS = phrases.NUMBER_WORDS - {"en", "ett"}


@dataclass(frozen=True, slots=True)
class Swallowed:
    """The words that a gap leaves out, "" if none, and what is wrong with leaving them out, None if nothing is."""

    words: str = ""
    fault: str | None = None


def find_swallowed(places: QuoteIndex, before: Run, after: Run, seam: Seam) -> Swallowed:
    """Return what stands in the source between two parts of a quote, and whether the quote may leave it out.

    It may not if it holds a negation or a number in a sentence that is partly kept, unless the brackets show that; nor
    if the brackets replace more than a phrase, or bring in a negation or number of their own.
    """
    first, last = before.last + 1, after.first - 1
    forms = places.words.forms[first : last + 1]
    words = places.words.span(first, last).of(before.document.text) if forms else ""
    inserted = {form.lower() for form in to_words(seam.inserted).forms}
    if seam.stem:
        return Swallowed(words, None if _is_ending(forms, seam) else _tell("ending", words))
    if inserted and (len(forms) > MAX_REPLACED or _count_ends(places, before.last, last) > 1):
        return Swallowed(words, _tell("replaced_much", words))
    kept = {form.lower() for number, form in enumerate(forms, start=first) if _is_kept(places, number, before, after)}
    for form in sorted(kept - inserted):
        if form in swedish.NEGATIONS or is_number(form):
            return Swallowed(words, _tell("swallowed", form))
    return Swallowed(words, find_brought_in(places, before, inserted - {form.lower() for form in forms}))


def find_put_in(places: QuoteIndex, edge: Run, seam: Seam, *, opens: bool) -> str | None:
    """Return what is wrong with brackets that open a quote, or that close it, None if nothing is."""
    if seam.stem:
        number = edge.first - 1 if opens else edge.last + 1
        beside = places.words.forms[max(0, number) : number + 1]
        return None if _is_ending(beside, seam) else _tell("ending", f"{seam.stem}[{seam.inserted}]")
    return find_brought_in(places, edge, {form.lower() for form in to_words(seam.inserted).forms})


def find_brought_in(places: QuoteIndex, near: Run, inserted: set[str]) -> str | None:
    """Return what is wrong with words in brackets that the source lacks there: a negation, or a number of their own."""
    paragraph = places.paragraphs[near.first]
    for form in sorted(inserted):
        if form in swedish.NEGATIONS:
            return _tell("brought_in", form)
        if is_number(form) and not any(places.paragraphs[run.first] == paragraph for run in places.find([form])):
            return _tell("brought_in", form)
    return None


def find_cut(places: QuoteIndex, first: Run, last: Run) -> str | None:
    """Return what is wrong with where a quote begins and ends: a negation that is cut off from the same clause."""
    text = first.document.text
    words = places.words
    for number in range(first.first - 1, first.first - 1 - _BEFORE, -1):
        if number < 0 or not _adjoins(places, number, text):
            break
        if words.forms[number].lower() in swedish.NEGATIONS:
            return _tell("cut", words.span(number, first.first - 1).of(text))
    following = last.last + 1
    if _adjoins(places, last.last, last.document.text) and words.forms[following].lower() in swedish.NEGATIONS:
        return _tell("cut", words.forms[following])
    return None


def is_number(form: str) -> bool:
    """Return whether a word is a number, in digits or in words."""
    return form in _NUMBERS or form[:1].isdigit() or form == "%"


def _is_ending(forms: list[str], seam: Seam) -> bool:
    rests = (forms[0].lower().removeprefix(seam.stem.lower()) if len(forms) == 1 else "", seam.inserted)
    starts = len(forms) == 1 and len(seam.stem) > 2 and forms[0].lower().startswith(seam.stem.lower())
    return starts and all(len(rest) <= MAX_ENDING_CHARS for rest in rests)


def _count_ends(places: QuoteIndex, first: int, last: int) -> int:
    """Return how many of the words `first` to `last` end a sentence: with more than one, a whole sentence is gone."""
    return sum(close != 0 for close in places.words.closes[first : last + 1])


def _is_kept(places: QuoteIndex, number: int, before: Run, after: Run) -> bool:
    """Return whether a word stands in the sentence in which the part before it ends, or the one after it begins."""
    sentences = find_sentences(before.document, places.words.span(number, number))
    edges = (places.words.span(before.last, before.last), places.words.span(after.first, after.first))
    return any(sentence.span.covers(edge) for sentence in sentences for edge in edges)


def _adjoins(places: QuoteIndex, number: int, text: str) -> bool:
    """Return whether nothing but white space parts a word from the next, in one paragraph."""
    words = places.words
    return (
        number + 1 < len(words)
        and places.paragraphs[number] == places.paragraphs[number + 1]
        and text[words.ends[number] : words.starts[number + 1]].isspace()
    )


def _tell(key: str, words: str) -> str:
    return wording.DIFFERENCES[key].format(words=words)
