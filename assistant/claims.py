"""What a text claims in its own words, with the material's nearest sentence: a hint, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.cuts import is_number
from assistant.names import WORD, Names, fold
from assistant.quotes import FoundQuote
from assistant.types import Citation
from assistant.verify import to_citation
from corpus.readers import Draft
from corpus.structure import split_blocks, split_sentences
from corpus.types import Document, Span
from corpus.words import to_words
from index.types import Hit

MIN_WORDS = 5
SUPPORT = 0.76
"""Cosine from which on a sentence may be support: chosen on the odd claims of `evals/cases/claims/`."""

_NAME = re.compile(r"(?<=[^\W\d_,;:] |[,;:] )[^\W\d_a-zß-öø-ÿ][\w-]+")
_ACCORDING = re.compile(r"\benligt\b", re.IGNORECASE)

Search = Callable[[str], Sequence[Hit]]
"""What finds the sentences of the material that are nearest to a text, best first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a text, with what comes nearest to it.

    `support` is None where nothing comes near. `missing` are the names and numbers of the claim that the support, its
    speaker and what it is about do not have, as typed.
    """

    span: Span
    text: str
    support: Citation | None
    missing: tuple[str, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Return whether somebody should look at the claim."""
        return self.support is None or bool(self.missing)


def find_claims(draft: Draft, quotes: Sequence[FoundQuote], names: Names) -> tuple[Span, ...]:
    """Return the sentences that claim something: with a name of the material, with a number, or with "enligt".

    Questions, headings and sentences that hold a quote are none.
    """
    claims = []
    for block in split_blocks(draft.text):
        if block.kind not in ("paragraph", "item"):
            continue
        for span in split_sentences(draft.text, block.span):
            raw = span.of(draft.text)
            is_statement = not raw.rstrip('”" ').endswith(("?", ":")) and len(raw.split()) >= MIN_WORDS
            if is_statement and not any(quote.span.overlaps(span) for quote in quotes) and _is_about(raw, names):
                claims.append(span)
    return tuple(claims)


def find_support(draft: Draft, span: Span, search: Search, documents: Mapping[str, Document]) -> Claim:
    """Return a claim with the nearest sentence: of those near enough, the one that has most of its names and numbers.

    `search` is asked once, with the claim as it stands.
    """
    text = span.of(draft.text)
    stated = _find_stated(text)
    near = [hit for hit in search(text) if hit.dense >= SUPPORT]
    if not near:
        return Claim(span, text, None, stated)
    missing = {hit.chunk.id: _find_missing(stated, hit) for hit in near}
    best = min(near, key=lambda hit: (len(missing[hit.chunk.id]), -hit.dense, hit.chunk.id))
    document = documents[best.chunk.document_id]
    citation = to_citation(best.chunk.sentence, document, n=1, confidence=max(0.0, min(1.0, best.dense)))
    return Claim(span, text, citation, missing[best.chunk.id])


def _is_about(raw: str, names: Names) -> bool:
    words = (word for word in WORD.findall(raw) if word[0].isupper())
    is_named = any(_bare(word) in names.by_form or fold(word) in names.by_form for word in words)
    return is_named or bool(_ACCORDING.search(raw)) or any(is_number(form) for form in to_words(raw).forms)


def _find_stated(text: str) -> tuple[str, ...]:
    """Return the names and numbers of a claim, in text order; a capital that only opens the sentence makes no name."""
    numbers = [form for form in to_words(text).forms if is_number(form)]
    found = [match[0] for match in _NAME.finditer(text)]
    return tuple(dict.fromkeys([*found, *numbers]))


def _find_missing(stated: Sequence[str], hit: Hit) -> tuple[str, ...]:
    sentence = hit.chunk.sentence
    speaker = sentence.attribution.speaker
    who = (speaker.name, speaker.role, speaker.library) if speaker else ()
    told = " ".join(part for part in (sentence.text, sentence.section, *who, *sentence.about) if part)
    known = {_bare(form) for form in to_words(told).forms} | {fold(form) for form in to_words(told).forms}
    return tuple(name for name in stated if fold(name) not in known and _bare(name) not in known)


def _bare(word: str) -> str:
    """Return a name's word for comparing, without a genitive s."""
    return fold(word).removesuffix("s")
