"""Dishonest variants of a quote that misuse what may be honest: gaps, brackets, typography and brevity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from evals.perturb import DISGUISES, GAPS, Change, cut_out
from evals.perturb_false import FALSE, NUMBER, find_words
from evals.perturb_words import NEGATIONS, NUMBERS

WORD_CHANGES = (
    *("digit_changed", "number_word_changed", "negation_dropped", "negation_added", "hedge_dropped", "opposite"),
    *("modal_changed", "tense_changed", "letter_dropped", "diacritic_lost", "quantifier_changed"),
)
"""The kinds of FALSE that are combined with an honest change."""

_MIN_WORDS = 5
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")
_NEGATION = find_words(NEGATIONS).pattern
_NUMBER = rf"(?:{NUMBER.pattern}|{find_words(NUMBERS).pattern})"


def _swallow(*patterns: str, shown: Sequence[str] = GAPS) -> Change:
    """Return the change that shows one of `shown` in the place of a match, three words or more from the text's ends."""

    def change(text: str, rng: Random) -> str | None:
        pattern = re.compile(rng.choice(patterns), re.IGNORECASE)
        places = [m for m in pattern.finditer(text) if _is_apart(text[: m.start()]) and _is_apart(text[m.end() :])]
        if not places:
            return None
        match = rng.choice(places)
        before, after = text[: match.start()].rstrip(" "), text[match.end() :].lstrip(" ")
        return before + rng.choice(shown) + after

    return change


def _is_apart(part: str) -> bool:
    return len(_WORD.findall(part)) >= 3 and not re.search(r"[.!?:;]\s", part)


def _change_beside_gap(text: str, rng: Random) -> str | None:
    """Return the text with an honest gap and, besides, one of WORD_CHANGES in one of its parts."""
    parts = cut_out(text, rng)
    if parts is None:
        return None
    place, gap = rng.randrange(2), rng.choice(GAPS)
    changed = _change_word(parts[place], rng)
    if changed is None:
        return None
    return f"{changed}{gap}{parts[1]}" if place == 0 else f"{parts[0]}{gap}{changed}"


def _disguise(text: str, rng: Random) -> str | None:
    """Return the text with one of WORD_CHANGES and one of the typographic changes that an honest quote may have."""
    changed = _change_word(text, rng)
    return changed and DISGUISES[rng.choice(sorted(DISGUISES))](changed, rng)


def _change_word(text: str, rng: Random) -> str | None:
    names = rng.sample(WORD_CHANGES, len(WORD_CHANGES))
    return next((changed for name in names if (changed := FALSE[name](text, rng)) not in (None, text)), None)


def _pick_few_words(text: str, rng: Random) -> str | None:
    words = list(re.finditer(r"(?<![\w-])[^\W\d_]{3,}(?: [^\W\d_]{3,})?(?![\w-])", text))
    return rng.choice(words)[0] if words else None


def _pad_few_words(text: str, rng: Random) -> str | None:
    few = _pick_few_words(text, rng)
    return few and rng.choice(["… {} …", "[…] {}", "{} [sic]", "{} [biblioteket]", "”{}”", "...{}..."]).format(few)


def _repeat(text: str, rng: Random) -> str | None:
    """Return the text with some of its words once more after a gap."""
    words = text.rstrip(".").split()
    if len(words) < 2 * _MIN_WORDS:
        return None
    first = rng.randrange(0, len(words) - _MIN_WORDS)
    return rng.choice(GAPS).join([" ".join(words), " ".join(words[first : first + _MIN_WORDS])])


FALSE_GAPS: dict[str, Change] = {
    "gap_and_change": _change_beside_gap,
    "gap_repeats": _repeat,
    "disguised_change": _disguise,
}
"""Kind → dishonest change of a text. A variant that stands in the material after all counts as none."""

SWALLOWING: dict[str, Change] = {
    "gap_swallows_negation": _swallow(_NEGATION),
    "gap_swallows_denied": _swallow(rf"{_NEGATION}(?: \w+){{1,3}}", rf"\b(?:\w+ ){{1,3}}{_NEGATION}"),
    "gap_swallows_number": _swallow(_NUMBER),
    "gap_swallows_counted": _swallow(rf"{_NUMBER}(?: \w+){{1,3}}", rf"\b(?:\w+ ){{1,3}}{_NUMBER}"),
    "bracket_for_negation": _swallow(_NEGATION, shown=(" [verkligen] ", " [nog] ", " [också] ")),
    "bracket_for_number": _swallow(_NUMBER, shown=(" [många] ", " [flera] ", " [de] ", " [50] ", " [hundra] ")),
}
"""Kind → change that hides a negation or a number behind a gap or bracket; what is left stands in the material."""

TOO_SHORT: dict[str, Change] = {"few_words": _pick_few_words, "few_words_padded": _pad_few_words}
"""Kind → a quote of one or two words, which stand in the material but prove nothing."""
