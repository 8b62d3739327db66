"""BM25 over Swedish word forms.

bm25s and PyStemmer are used directly. llama-index's BM25 retriever is a wrapper around the same two that stems by
language but tokenises with one regular expression and keeps no second form of a word, so "amal" could not meet
"Åmål"; and it returns the top hits only, where fusion needs the score of every chunk. The index is rebuilt from the
chunks each time it is opened (milliseconds for thousands of sentences), so it cannot disagree with them.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

# bm25s sets its own logger to DEBUG when imported, which fills the log of a program that shows INFO.
logging.getLogger("bm25s").setLevel(logging.WARNING)

# Words that carry no content in a question or a sentence, in the forms that occur: Swedish, then English. The English
# "are" is left out, since it is also how "Åre" is typed without its ring.
_STOP_WORD_LINES = """
alla allt att av bara blev bli blir blivit de dem den denna deras dess dessa det detta dig din dina ditt dom du då
där efter ej eller en er era ert ett fick finns fram från får för få ha hade han hans har henne hennes hon honom
hur här i in ingen inga inget inte ja jag ju kan kunde kunna man med mellan men mig min mina mitt mot mycket måste
ni nu när nån nåt någon något några och också om oss på samma sedan ser sig sin sina sitt själv ska skall skulle
som så sådan sådana sådant till under upp ut utan vad var vara varför varit varje vars vart vem vems vi vid vilka
vilkas vilken vilket vill väl vår våra vårt än är även åt över
a about an and at did do does for from had has have how is it of on or that the their they this to was were
what when where which who why with
"""
STOP_WORDS = frozenset(_STOP_WORD_LINES.split())

# One word: letters and digits with their combining marks, those that NFC leaves decomposed included.
_WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_\u0300-\u036f]*)*")
# Letters that Unicode does not decompose into a base letter and a mark, after case folding.
_UNDECOMPOSED = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ł": "l"})


def fold_diacritics(word: str) -> str:
    """Return `word` in lower case and without diacritics, for comparing only: "Åmål" → "amal"."""
    decomposed = unicodedata.normalize("NFD", word.casefold().translate(_UNDECOMPOSED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


_FOLDED_STOP_WORDS = frozenset(map(fold_diacritics, STOP_WORDS))


def _to_words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def to_question_terms(text: str) -> list[str]:
    """Return the stems of `text` as it was typed, in order, without stop words.

    Stop words are recognised without their diacritics too, since a question may be typed that way.

    >>> to_question_terms("Hur jobbar man på biblioteken i Kungälv?")
    ['jobb', 'bibliotek', 'kungälv']
    """
    words = [word for word in _to_words(text) if word not in STOP_WORDS and word not in _FOLDED_STOP_WORDS]
    return list(_stem(words))


def to_indexed_terms(text: str) -> list[str]:
    """Return the stems of `text` in order, without stop words, each followed by its folded form where that differs.

    The folded form is the stem of the word without diacritics: exactly what a question typed without them gives. A
    question typed with å, ä and ö meets only words that have them.

    >>> to_indexed_terms("Biblioteken i Kungälv")
    ['bibliotek', 'kungälv', 'kungalv']
    """
    words = [word for word in _to_words(text) if word not in STOP_WORDS]
    folded = _stem([fold_diacritics(word) for word in words])
    terms = []
    for stem, folded_stem in zip(_stem(words), folded, strict=True):
        terms.append(stem)
        if folded_stem != stem:
            terms.append(folded_stem)
    return terms


def _stem(words: Iterable[str]) -> Sequence[str]:
    # A new stemmer each time takes a microsecond; one that is shared is not safe between threads.
    stems: list[str] = Stemmer.Stemmer("swedish").stemWords(list(words))
    return stems


class LexicalIndex:
    """BM25 scores of a fixed sequence of texts.

    Robertson's BM25 with Lucene's idf (never negative), k1 = 1.5 and b = 0.75: S. Robertson and H. Zaragoza, "The
    Probabilistic Relevance Framework: BM25 and Beyond" (2009).
    """

    def __init__(self, texts: Sequence[str], *, k1: float = 1.5, b: float = 0.75) -> None:
        """Index `texts`, which may be none or hold no words."""
        self._size = len(texts)
        # The order of first occurrence: bm25s's own vocabulary follows the hash seed of the process.
        self._term_numbers: dict[str, int] = {}
        numbers = [
            [self._term_numbers.setdefault(term, len(self._term_numbers)) for term in to_indexed_terms(text)]
            for text in texts
        ]
        self._bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
        if self._term_numbers:
            self._bm25.index((numbers, self._term_numbers), create_empty_token=False, show_progress=False)

    def score(self, question: str) -> NDArray[np.float64]:
        """Return the BM25 score of every text for `question`, shape (number of texts,), 0 where no word is shared.

        A word counts once however often the question repeats it. Scores are comparable within one question only.
        """
        known = [term for term in dict.fromkeys(to_question_terms(question)) if term in self._term_numbers]
        if not known:
            return np.zeros(self._size)
        scores = self._bm25.get_scores_from_ids([self._term_numbers[term] for term in known])
        return np.asarray(scores, dtype=np.float64)
