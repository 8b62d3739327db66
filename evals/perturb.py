"""Honest variants of a quote: what printing, copying and fair shortening do to a text without changing what it says.

A change takes a text and a source of chance and returns the variant, or None where the text has nothing to change.
The dishonest ones are in `evals.perturb_false` and `evals.perturb_gaps`; what needs more than the text, such as
speakers, in `evals.perturb_documents` and `evals.perturb_speakers`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

from evals.perturb_words import CLARIFICATIONS, FINITE_VERBS, STAND_INS, TELLING

Change = Callable[[str, Random], str | None]

MARKS = "”“„\"»«’‘'"
PART_WORDS = 3
"""An honest gap leaves at least so many words on either side."""
CUT_WORDS = 4
"""The most words that an honest gap within a sentence leaves out."""

_DOUBLE_MARKS = re.compile('[”“„"»«]')
_PLAIN_SPACE = re.compile(r"(?<![\d\s]) (?![\d\s])")
_LONG_WORD = re.compile(r"(?<![\w-])[^\W\d_]{8,}(?![\w-])")
_WORD = r"(?<![\w-])[^\W\d_]{3,}(?![\w-])"
_TELLING = re.compile(TELLING, re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{'|'.join(FINITE_VERBS)})\b", re.IGNORECASE)
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_DASHES = "–—-"


def change_one(text: str, rng: Random, pattern: re.Pattern[str], to: Callable[[re.Match[str]], str]) -> str | None:
    """Return the text with one match of the pattern, drawn at random, changed; None if nothing matches."""
    matches = list(pattern.finditer(text))
    if not matches:
        return None
    match = rng.choice(matches)
    return text[: match.start()] + to(match) + text[match.end() :]


def to_change(pattern: str, to: Callable[[re.Match[str]], str]) -> Change:
    """Return the change of one match of the pattern, drawn at random."""
    compiled = re.compile(pattern)
    return lambda text, rng: change_one(text, rng, compiled, to)


def match_case(word: str, old: str) -> str:
    """Return the word with a capital where the old one had it.

    >>> match_case("efter", "Före")
    'Efter'
    """
    return word[:1].upper() + word[1:] if old[:1].isupper() else word


def cut_out(text: str, rng: Random) -> tuple[str, str] | None:
    """Return what stands before and after a few words of a sentence that can be left out honestly, None if none can.

    What is left out holds no verb of the list, no mark and no word that denies, counts, limits or hedges; nor do the
    words next to it.
    """
    words = list(re.finditer(r"\S+", text))
    cuts = []
    for first in range(PART_WORDS, len(words) - PART_WORDS):
        for last in range(first + 1, min(first + CUT_WORDS, len(words) - PART_WORDS) + 1):
            left_out = text[words[first].start() : words[last - 1].end()]
            around = text[words[first - 1].start() : words[last].end()]
            is_plain = re.fullmatch(r"[^\W\d_][\w -]*,?", left_out) and not re.search(r"[.!?:;]\s", around)
            if is_plain and not _TELLING.search(around) and not _VERB.search(left_out):
                cuts.append((text[: words[first - 1].end()], text[words[last].start() :]))
    return rng.choice(cuts) if cuts else None


def _to_marks(*pairs: tuple[str, str]) -> Change:
    """Return the change of double quotation marks into one of the pairs of an opening and a closing mark."""

    def change(text: str, rng: Random) -> str | None:
        pair, places = rng.choice(pairs), iter(range(len(text)))
        return _DOUBLE_MARKS.sub(lambda _: pair[next(places) % 2], text)

    return change


def _to_gap(*marks: str) -> Change:
    """Return the change that leaves out words within a sentence and shows it with one of the marks."""

    def change(text: str, rng: Random) -> str | None:
        parts = cut_out(text, rng)
        return rng.choice(marks).join(parts) if parts else None

    return change


def _leave_out_twice(text: str, rng: Random) -> str | None:
    first = cut_out(text, rng)
    second = cut_out(first[1], rng) if first else None
    return rng.choice(GAPS).join((first[0], *second)) if first and second else None


def _leave_out_disguised(text: str, rng: Random) -> str | None:
    parts = cut_out(text, rng)
    changed = DISGUISES[rng.choice(sorted(DISGUISES))](rng.choice(GAPS).join(parts), rng) if parts else None
    return changed if parts and changed not in {gap.join(parts) for gap in GAPS} else None


def _insert(text: str, rng: Random, inserted: str) -> str:
    """Return the text with something inserted at some of its spaces, at least one where there are any."""
    places = [match.start() for match in _PLAIN_SPACE.finditer(text)]
    chosen = set(rng.sample(places, max(1, len(places) // 4))) if places else set()
    return "".join(inserted if place in chosen else letter for place, letter in enumerate(text))


def _part_words(text: str, rng: Random, inserted: str) -> str:
    """Return the text with something inserted inside some of its long words."""

    def part(match: re.Match[str]) -> str:
        place = rng.randrange(3, len(match[0]) - 2)
        return match[0][:place] + inserted + match[0][place:]

    return _LONG_WORD.sub(lambda match: part(match) if rng.random() < 0.7 else match[0], text)


def _break_long_word(text: str, rng: Random) -> str | None:
    def break_word(match: re.Match[str]) -> str:
        place = rng.randrange(3, len(match[0]) - 2)
        return f"{match[0][:place]}-\n{match[0][place:]}"

    return change_one(text, rng, _LONG_WORD, break_word)


def _use_ligatures(text: str, rng: Random) -> str:
    return re.sub("ffi|ffl|ff|fi|fl", lambda match: _LIGATURES[match[0]], text)


def _change_dash(text: str, rng: Random) -> str | None:
    dash = re.compile(rf"(?<= )[{_DASHES}](?= )")
    return change_one(text, rng, dash, lambda match: rng.choice(_DASHES.replace(match[0], "")))


def _change_ellipsis(text: str, rng: Random) -> str:
    return text.replace("…", "...") if "…" in text else text.replace("...", "…")


def _change_first_letter(text: str, rng: Random) -> str | None:
    return text[0].swapcase() + text[1:] if text[0].isalpha() else None


def _bracket_first_letter(text: str, rng: Random) -> str | None:
    return f"[{text[0].swapcase()}]{text[1:]}" if text[:2].isalpha() else None


def _drop_full_stop(text: str, rng: Random) -> str | None:
    return text[:-1] if re.search(r"\w{3}\.$", text) else None


def _add_full_stop(text: str, rng: Random) -> str | None:
    return f"{text}." if text[-1].isalpha() else None


def _surround(text: str, rng: Random) -> str | None:
    if text[0] in MARKS or text[-1] in MARKS:
        return None
    pair = rng.choice(["””", '""', "’’", "''", "“”", "„“", "»«", "«»", "»»"])
    return pair[0] + text + pair[1]


def _clarify(text: str, rng: Random) -> str | None:
    told = rng.choice([word for word in CLARIFICATIONS if word != "sic"])
    return change_one(text, rng, _PLAIN_SPACE, lambda _: f" [{told}] ")


def _replace_pronoun(text: str, rng: Random) -> str | None:
    pronoun = re.compile(rf"(?<![\w-])(?:{'|'.join(STAND_INS)})(?![\w-])", re.IGNORECASE)
    return change_one(text, rng, pronoun, lambda match: f"[{rng.choice(STAND_INS[match[0].lower()])}]")


def _note(text: str, rng: Random) -> str | None:
    return change_one(text, rng, re.compile(_WORD), lambda match: f"{match[0]}[{rng.randrange(1, 40)}]")


def _emphasise(text: str, rng: Random) -> str | None:
    mark = rng.choice(["*", "**", "_"])
    return change_one(text, rng, re.compile(_WORD), lambda match: mark + match[0] + mark)


def _change_several(text: str, rng: Random) -> str | None:
    """Return the text with three of DISGUISES, None where they don't all find something."""
    for change in rng.sample(sorted(DISGUISES), 3):
        changed = DISGUISES[change](text, rng)
        if changed is None or changed == text:
            return None
        text = changed
    return text


GAPS = (" … ", " ... ", " […] ", " [...] ", " (...) ", " (…) ")

DISGUISES: Mapping[str, Change] = {
    "double_spaces": lambda text, rng: _insert(text, rng, "  "),
    "line_breaks": lambda text, rng: _insert(text, rng, rng.choice(["\n", "\r\n"])),
    "no_break_spaces": lambda text, rng: _insert(text, rng, "\u00a0"),
    "soft_hyphens": lambda text, rng: _part_words(text, rng, "\u00ad"),
    "zero_width": lambda text, rng: _part_words(text, rng, rng.choice("\u200b\u2060\ufeff")),
    "ligatures": _use_ligatures,
    "decomposed": lambda text, rng: unicodedata.normalize("NFD", text),
    "dash": _change_dash,
    "marks_straight": _to_marks(('"', '"')),
    "first_letter": _change_first_letter,
}
"""Kind → change that leaves every word as it was but for how it is set; `fold` undoes it."""

HONEST: dict[str, Change] = {
    **DISGUISES,
    "marks_curly": _to_marks(("“", "”"), ("”", "”")),
    "marks_low": _to_marks(("„", "“"), ("„", "”")),
    "marks_guillemets": _to_marks(("»", "«"), ("«", "»"), ("»", "»")),
    "marks_single": _to_marks(("’", "’"), ("'", "'"), ("‘", "’")),
    "apostrophe": lambda text, rng: re.sub(r"(?<=[^\W\d])['’](?=[^\W\d])", lambda m: "’" if m[0] == "'" else "'", text),
    "range_dash": to_change(r"(?<=\d)[–-](?=\d)", lambda match: "-" if match[0] == "–" else "–"),
    "hyphen_kind": lambda text, rng: re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", rng.choice("\u2010\u2011"), text),
    "ellipsis_or_dots": _change_ellipsis,
    "thin_space_after_number": lambda text, rng: re.sub(r"(?<=\d) (?=\w|%)", rng.choice("\u2009\u202f\u00a0"), text),
    "outer_space": lambda text, rng: f"{rng.choice(['  ', chr(10), chr(9)])}{text} \n",
    "line_break_hyphen": _break_long_word,
    "line_break_at_hyphen": to_change(r"(?<=\w\w)-(?=\w\w)", lambda _: "-\n"),
    "full_stop_dropped": _drop_full_stop,
    "full_stop_added": _add_full_stop,
    "surrounding_marks": _surround,
    "ellipsis_before": lambda text, rng: rng.choice(["… ", "…", "... ", "...", "[…] "]) + text,
    "ellipsis_after": lambda text, rng: text + rng.choice([" …", "…", " ...", "...", " […]"]),
    "ellipsis_around": lambda text, rng: rng.choice(["… {} …", "... {} ...", "[…] {} […]"]).format(text),
    "gap_ellipsis": _to_gap(" … ", "… "),
    "gap_dots": _to_gap(" ... ", "... "),
    "gap_bracket_ellipsis": _to_gap(" […] "),
    "gap_bracket_dots": _to_gap(" [...] "),
    "gap_parenthesis": _to_gap(" (...) ", " (…) "),
    "gap_unspaced": _to_gap("…", "...", "[…]", "[...]"),
    "gap_disguised": _leave_out_disguised,
    "gap_two": _leave_out_twice,
    "clarification": _clarify,
    "sic": to_change(_WORD, lambda match: f"{match[0]} [sic]"),
    "stand_in_for_pronoun": _replace_pronoun,
    "bracketed_first_letter": _bracket_first_letter,
    "footnote_number": _note,
    "emphasis": _emphasise,
    "several": _change_several,
}
"""Kind → honest change of a text. A variant that equals the text counts as none."""
