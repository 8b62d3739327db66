"""Dishonest variants of a quote: each changes a word, a number or a letter.

A change may by chance give a text that stands somewhere after all; whoever uses it has to look (`Material.holds`).
"""

from __future__ import annotations

import re
from random import Random

from evals.perturb import Change, change_one, match_case, to_change
from evals.perturb_words import (
    ADDED_WORDS,
    CONJUNCTIONS,
    DEFINITE_ENDINGS,
    FINITE_VERBS,
    HEDGE_SWAPS,
    HEDGES,
    MODALS,
    NEGATION_SWAPS,
    NEGATIONS,
    NUMBER_WORDS,
    OPPOSITES,
    PLURAL_ENDINGS,
    PRONOUN_SWAPS,
    QUANTIFIER_SWAPS,
    STEMS_WITH_O,
    SYNONYMS,
    TENSE_ENDINGS,
    TENSES,
    UNIT_SWAPS,
    Table,
)

_MIN_WORDS = 5
NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w.,]*\d|\w)")
_CUTTABLE_NUMBER = re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+[.,]\d+|\d{2,})(?![\w-]|[.,]\d)")
_INNER_LETTER = r"(?<=[^\W\d_]{2})[^\W\d_](?=[^\W\d_]{3})"
_LONG_WORD = r"(?<![\w-])[^\W\d_]{8,}(?![\w-])"
_SPACE = re.compile(r"(?<=\w) (?=\w)")
_PLAIN_WORD = r"(?<![\w-])[^\W\d_]{2,}(?![\w-])"


def find_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of any of the words, standing on its own, small or capital."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?![\w-])", re.IGNORECASE)


_NEGATION = find_words(NEGATIONS)
_VERB_AND_SPACE = re.compile(rf"\b(?:{'|'.join(FINITE_VERBS)}) (?=\w)(?!(?:{'|'.join((*NEGATIONS, *HEDGES))})\b)")


def swap_words(table: Table) -> Change:
    """Return the change of one word of the table into what may stand in its place."""
    pattern = find_words(tuple(table))

    def change(text: str, rng: Random) -> str | None:
        return change_one(text, rng, pattern, lambda m: match_case(rng.choice(table[m[0].lower()]), m[0]))

    return change


def _swap_endings(table: Table) -> Change:
    """Return the change of the ending of one word of six letters or more."""
    pattern = re.compile(rf"(?<=[^\W\d_]{{3}})(?:{'|'.join(sorted(table, key=len, reverse=True))})\b")
    return lambda text, rng: change_one(text, rng, pattern, lambda match: rng.choice(table[match[0]]))


def _drop(pattern: re.Pattern[str]) -> Change:
    """Return the change that leaves out one match of the pattern with a space beside it, without a word."""

    def change(text: str, rng: Random) -> str | None:
        changed = change_one(text, rng, pattern, lambda _: "\0")
        return changed and re.sub(r" \0|\0 ?", "", changed)

    return change


def _add_after_verb(words: tuple[str, ...], form: str = "{}") -> Change:
    """Return the change that puts one of the words, set in `form`, after a finite verb."""
    return lambda text, rng: change_one(
        text, rng, _VERB_AND_SPACE, lambda match: f"{match[0]}{form.format(rng.choice(words))} "
    )


def _change_digit(text: str, rng: Random) -> str | None:
    return change_one(text, rng, re.compile(r"\d"), lambda match: rng.choice("123456789".replace(match[0], "")))


def _add_digit(text: str, rng: Random) -> str | None:
    return change_one(text, rng, NUMBER, lambda match: match[0] + str(rng.randrange(10)))


def _drop_digit(text: str, rng: Random) -> str | None:
    number = re.compile(r"(?<![\w.,])\d{2,}(?!\w)")
    return change_one(text, rng, number, lambda match: match[0][: rng.randrange(1, len(match[0]))])


def _move_decimal(text: str, rng: Random) -> str | None:
    decimal = re.compile(r"(?<![\d.,])(\d+)([.,])(\d{1,2})(?![\w.,]*\d|\w)")

    def move(match: re.Match[str]) -> str:
        whole, sign, part = match.groups()
        return rng.choice([whole + part, f"{whole[:-1] or '0'}{sign}{whole[-1]}{part}"])

    return change_one(text, rng, decimal, move)


def _change_year(text: str, rng: Random) -> str | None:
    year = re.compile(r"(?<![\w.,])(?:1\d|20)\d\d(?!\w)")
    return change_one(text, rng, year, lambda match: str(int(match[0]) + rng.choice([-1, 1])))


def _change_percent(text: str, rng: Random) -> str | None:
    percent = re.compile(r"(?<=\d) ?(?:%|procent\b)")
    return change_one(text, rng, percent, lambda _: rng.choice(["", " procentenheter", " promille"]))


def _change_prefix(text: str, rng: Random) -> str | None:
    word = re.compile(rf"\b(o?)((?:{STEMS_WITH_O})\w*)", re.IGNORECASE)
    return change_one(text, rng, word, lambda m: m[2] if m[1] else match_case("o" + m[2].lower(), m[2]))


def _drop_words(text: str, rng: Random) -> str | None:
    words = text.split(" ")
    if len(words) < 2 * _MIN_WORDS:
        return None
    first = rng.randrange(2, len(words) - 5)
    return " ".join(words[:first] + words[first + rng.randrange(1, 4) :])


def _add_word(text: str, rng: Random) -> str | None:
    word = rng.choice(ADDED_WORDS)
    put = rng.choice(["before", "inside", "inside", "after"])
    if put == "before":
        return f"{word.capitalize()} {text}"
    if put == "after":
        return f"{text.rstrip('.')} {word}"
    return change_one(text, rng, _SPACE, lambda _: f" {word} ")


def _cut_word(text: str, rng: Random) -> str | None:
    """Return the text without the first or last letters of the word that it begins or ends with."""
    letters = rng.randrange(1, 4)
    if rng.random() < 0.5:
        return text[letters:] if re.match(r"[^\W\d_]{6}", text) else None
    bare = text.rstrip(".")
    return bare[:-letters] if re.search(r"[^\W\d_]{6}$", bare) else None


def _cut_number(text: str, rng: Random) -> str | None:
    """Return the text up to, or from, some place inside one of its numbers."""
    cuts = []
    for match in _CUTTABLE_NUMBER.finditer(text):
        for place in range(match.start() + 1, match.end()):
            cuts += [text[:place].rstrip(" \u00a0.,"), text[place:].lstrip(" \u00a0.,")]
    cuts = [cut for cut in cuts if len(cut.split()) >= _MIN_WORDS]
    return rng.choice(cuts) if cuts else None


FALSE: dict[str, Change] = {
    "digit_changed": _change_digit,
    "digit_added": _add_digit,
    "digit_dropped": _drop_digit,
    "thousands_dropped": to_change(r"(?<=\d)(?:[ \u00a0.,]000)+(?![\d.,]*\d)", lambda _: ""),
    "decimal_moved": _move_decimal,
    "range_joined": to_change(r"(?<=\d)[–-](?=\d)", lambda _: ""),
    "year_by_one": _change_year,
    "percent_changed": _change_percent,
    "unit_changed": swap_words(UNIT_SWAPS),
    "number_word_changed": swap_words(NUMBER_WORDS),
    "number_cut": _cut_number,
    "negation_dropped": _drop(_NEGATION),
    "negation_added": _add_after_verb(("inte", "aldrig", "inte alltid")),
    "negation_swapped": swap_words(NEGATION_SWAPS),
    "negation_in_bracket": _add_after_verb(("inte", "aldrig", "knappast", "inte längre"), "[{}]"),
    "negation_in_marks": _add_after_verb(("(inte)", "*inte*", "_aldrig_", "”inte”", "– inte –")),
    "prefix_o": _change_prefix,
    "hedge_dropped": _drop(find_words(HEDGES)),
    "hedge_added": _add_after_verb(HEDGES),
    "hedge_swapped": swap_words(HEDGE_SWAPS),
    "quantifier_changed": swap_words(QUANTIFIER_SWAPS),
    "opposite": swap_words(OPPOSITES),
    "synonym": swap_words(SYNONYMS),
    "modal_changed": swap_words(MODALS),
    "conjunction_changed": swap_words(CONJUNCTIONS),
    "tense_changed": swap_words(TENSES),
    "tense_ending": _swap_endings(TENSE_ENDINGS),
    "definite_ending": _swap_endings(DEFINITE_ENDINGS),
    "plural_ending": _swap_endings(PLURAL_ENDINGS),
    "pronoun_changed": swap_words(PRONOUN_SWAPS),
    "neighbours_swapped": to_change(r"\b([^\W\d_]+) ([^\W\d_]+)\b", lambda match: f"{match[2]} {match[1]}"),
    "words_dropped": _drop_words,
    "word_added": _add_word,
    "word_doubled": to_change(_PLAIN_WORD, lambda match: f"{match[0]} {match[0].lower()}"),
    "word_cut": _cut_word,
    "word_split": to_change(_LONG_WORD, lambda match: f"{match[0][:5]} {match[0][5:]}"),
    "words_joined": to_change(r"(?<=\b[^\W\d_]{4}) (?=[^\W\d_]{4})", lambda _: ""),
    "letter_dropped": to_change(_INNER_LETTER, lambda _: ""),
    "letter_doubled": to_change(_INNER_LETTER, lambda match: match[0] * 2),
    "letters_swapped": to_change(
        r"(?<=[^\W\d_]{2})([^\W\d_])([^\W\d_])(?=[^\W\d_]{2})", lambda match: match[2] + match[1]
    ),
    "diacritic_lost": to_change("[åäöé]", lambda match: "aaoe"["åäöé".index(match[0])]),
}
"""Kind → dishonest change of a text. A variant that stands in the material after all counts as none."""
