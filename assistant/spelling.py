"""A question's words as Swedish spells them: å, ä and ö put back, and slips of one letter mended.

What is restored is only searched for; the question is shown as it was typed. How common a word is comes from
`wordfreq` (R. Speer, 2022), which carries a third of a million Swedish word forms in its wheel.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import get_frequency_dict

from index.lexical import fold_diacritics

CLEARLY_MORE = 25.0
"""How many times commoner a spelling with diacritics must be to be meant: "for" is "för", but "har" is not "här"."""
COMMON = 3e-6
"""Share of all words from which on a word is common enough to be what a slip was meant to be."""
RARE = 1e-8
"""Share of all words below which a word may be a slip."""
SLIP_MIN_CHARS = 5
"""Shorter words are never taken for slips: too many words are one letter away."""

_WORD = re.compile(r"[^\W\d_]+")
_YEARS = re.compile(r"\b(manga|vilket|varje|forra|nasta|tva|tre|\d+) ar\b", re.IGNORECASE)
"""Where "ar" is "år": everywhere else it is far more often "är"."""
_DOUBLED = re.compile(r"(.)\1")
"""A letter too many or too few of two alike is the commonest slip: "kopla" is "koppla" and not "kolla"."""
_MARKED = frozenset("åäö")


class Speller:
    """Restores the words of a question to those of the documents and of Swedish."""

    def __init__(self, words: Iterable[str], *, names: Collection[str]) -> None:
        """Know the documents' `words`; `names`, in folded form, are never touched and never put in."""
        typed = frozenset(words)
        self._words = frozenset(word.lower() for word in typed)
        self._names = frozenset(names)
        self._capitalised = _group_by_initial(word.lower() for word in typed if word[0].isupper())
        self._marked = _group_by_folded(self._words)
        self._by_initial = _group_by_initial(self._words)
        self._all_marked, self._common = _load_marked(), _load_common()

    def restore(self, text: str) -> str:
        """Return a Swedish question with its words restored, names and unknown words left as they are.

        Diacritics are only put back in a question that has none: who types one å types the others too.
        """
        is_bare = _MARKED.isdisjoint(text.lower())
        text = _YEARS.sub(r"\1 år", text) if is_bare else text
        return _WORD.sub(lambda match: self._restore_word(match[0], match.start() == 0, is_bare), text)

    def _restore_word(self, typed: str, is_first: bool, is_bare: bool) -> str:
        word = typed.lower()
        if fold_diacritics(word) in self._names or word in self._words:
            return typed
        if typed != word and not is_first:  # a name: of those that the documents have, or somebody else's
            restored = self._mend(word, self._capitalised)
        else:
            restored = (is_bare and self._put_marks(word)) or self._mend(word, self._by_initial, self._common)
        if not restored:
            return typed
        return restored.capitalize() if typed != word else restored

    def _put_marks(self, word: str) -> str | None:
        """Return the spelling with å, ä or ö that is meant, None if the word is meant as it stands."""
        own, others = self._marked.get(word, ()), self._all_marked.get(word, ())
        if own:
            return max(own, key=_rate)
        best = max(others, key=_rate, default=None)
        return best if best and share_of(best) >= CLEARLY_MORE * share_of(word) else None

    def _mend(self, word: str, *known: Mapping[str, Sequence[str]]) -> str | None:
        """Return the word that a slip of one letter was meant to be, from the first of `known` that has one near.

        None if it is no slip or nothing is near.
        """
        if len(word) < SLIP_MIN_CHARS or share_of(word) >= RARE:
            return None
        for words in known:
            found = process.extract(word, words.get(word[0], ()), scorer=OSA.distance, score_cutoff=1, limit=None)
            near = [candidate for candidate, _, _ in found if fold_diacritics(candidate) not in self._names]
            if near:
                single = _DOUBLED.sub(r"\1", word)
                return max(near, key=lambda candidate: (_DOUBLED.sub(r"\1", candidate) == single, *_rate(candidate)))
        return None


def share_of(word: str) -> float:
    """Return the share of all Swedish words, 0 to 1, that a word form in lower case makes up.

    >>> share_of("och") > 0.01 > share_of("bibliotek") > share_of("qwxz") == 0
    True
    """
    return _load_shares().get(word, 0.0)


def _rate(word: str) -> tuple[float, str]:
    return share_of(word), word


def _group_by_folded(words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the words that have å, ä or ö by their folded form."""
    groups: dict[str, list[str]] = {}
    for word in words:
        if not _MARKED.isdisjoint(word):
            groups.setdefault(fold_diacritics(word), []).append(word)
    return groups


def _group_by_initial(words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return groups


@lru_cache(maxsize=1)
def _load_shares() -> Mapping[str, float]:
    return get_frequency_dict("sv", "best")


@lru_cache(maxsize=1)
def _load_marked() -> Mapping[str, Sequence[str]]:
    return _group_by_folded(_load_shares())


@lru_cache(maxsize=1)
def _load_common() -> Mapping[str, Sequence[str]]:
    return _group_by_initial(word for word, share in _load_shares().items() if share >= COMMON and word.isalpha())
