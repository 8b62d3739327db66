"""Variants of a quote that need the documents: where it stands, and what other words stand there.

The dishonest makers look for themselves that what they give stands nowhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from random import Random

from evals.perturb import GAPS, MARKS, PART_WORDS, change_one
from evals.perturb_sources import MIN_WORDS, NAME, Draft, Excerpt, Maker, Material, count_words, find_sentence, fold
from evals.perturb_speakers import is_person
from evals.perturb_words import TELLING

_TELLING = re.compile(TELLING, re.IGNORECASE)
_LONG_WORD = re.compile(r"(?<![\w-])[a-zåäö]{4,}(?![\w-])")


def _name_document(excerpt: Excerpt, material: Material, rng: Random) -> Draft:
    return Draft(excerpt.text, excerpt.document.id)


def _leave_out_sentence(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Leave out a sentence that tells nothing of the kind that a gap may not hide, and show the gap."""
    if len(excerpt.sentences) != 3:
        return None
    first, middle, last = (sentence.text for sentence in excerpt.sentences)
    is_fair = not _TELLING.search(middle) and all(count_words(text) >= PART_WORDS for text in (first, last))
    return Draft(first + rng.choice(GAPS) + last) if is_fair else None


def _leave_out_clause(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Leave out what stands after a comma in the first of two sentences, show the gap and go on with the second."""
    if len(excerpt.sentences) != 2:
        return None
    first, second = (sentence.text for sentence in excerpt.sentences)
    kept, comma, left_out = first.rpartition(", ")
    is_fair = comma and not _TELLING.search(left_out) and not set(left_out) & set(MARKS + "()")
    return Draft(kept + rng.choice(GAPS) + second) if is_fair and count_words(kept) >= MIN_WORDS else None


def _name_other_document(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    quote = fold(excerpt.text)
    others = [document.id for document in material.documents if quote not in material.forms[document.id]]
    speaker = excerpt.speaker.name if excerpt.speaker and is_person(excerpt.speaker) else None
    return Draft(excerpt.text, rng.choice(others), speaker) if others else None


def _swap_name(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    return _keep(change_one(excerpt.text, rng, NAME, lambda _: rng.choice(material.names)), material)


def _replace_word(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    changed = change_one(excerpt.text, rng, _LONG_WORD, lambda _: rng.choice(material.long_words))
    return _keep(changed, material)


def _join_halves(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Join the beginning of a sentence with the end of another as if they were one."""
    other = rng.choice(excerpt.document.sentences).text.split()
    words = excerpt.text.split()
    if excerpt.form != "sentence" or min(len(words), len(other)) < 2 * MIN_WORDS:
        return None
    return _keep(" ".join(words[: len(words) // 2] + other[len(other) // 2 :]), material)


def _drop_sentence(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    if len(excerpt.sentences) != 3:
        return None
    return _keep(f"{excerpt.sentences[0].text} {excerpt.sentences[2].text}", material)


def _swap_sentences(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    gap = rng.choice([" ", *GAPS])
    return (
        _keep(gap.join(sentence.text for sentence in reversed(excerpt.sentences)), material)
        if excerpt.sentences
        else None
    )


def _turn_around_gap(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Put the second half of a sentence before a gap and the first after it."""
    words = excerpt.text.rstrip(".").split()
    if excerpt.form == "run" or len(words) < 2 * MIN_WORDS:
        return None
    middle = len(words) // 2
    return _keep(" ".join(words[middle:]) + rng.choice(GAPS) + " ".join(words[:middle]), material)


def _join_paragraphs(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Join a sentence with the first of a later paragraph of its document around a gap."""
    sentence = find_sentence(excerpt)
    if excerpt.form != "sentence" or sentence is None:
        return None
    later = [told for told in excerpt.document.sentences if told.paragraph.start > sentence.paragraph.end]
    later = [told for told in later[:20] if count_words(told.text) >= MIN_WORDS]
    return _keep(excerpt.text + rng.choice(GAPS) + rng.choice(later).text, material) if later else None


def _join_documents(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    others = [document for document in material.documents if document.id != excerpt.document.id]
    if excerpt.form not in ("sentence", "partial") or not others:
        return None
    other = rng.choice(rng.choice(others).sentences).text
    return _keep(excerpt.text + rng.choice(GAPS) + other, material) if count_words(other) >= MIN_WORDS else None


def _make_up(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    """Write a sentence of the document's words, each after one that it stands after there (a Markov chain)."""
    followers = defaultdict(list)
    for sentence in excerpt.document.sentences:
        words = sentence.text.split()
        for word, follower in zip(words, words[1:], strict=False):
            followers[word].append(follower)
    chain = excerpt.text.split()[:1]
    wanted = rng.randrange(8, 15)
    while len(chain) < wanted and followers[chain[-1]]:
        chain.append(rng.choice(followers[chain[-1]]))
    return _keep(" ".join(chain).rstrip(",.") + ".", material) if len(chain) == wanted else None


def _quote_other(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    if not material.others:
        return None
    sentence = rng.choice(rng.choice(material.others).sentences).text
    return _keep(sentence, material) if count_words(sentence) >= MIN_WORDS else None


def _keep(quote: str | None, material: Material) -> Draft | None:
    """Return the draft of a quote that stands nowhere in the material, else None."""
    return None if quote is None or material.holds(quote) else Draft(quote)


HONEST_CASES: dict[str, Maker] = {
    "right_document": _name_document,
    "gap_between_sentences": _leave_out_sentence,
    "gap_at_end_of_sentence": _leave_out_clause,
}

FALSE_CASES: dict[str, Maker] = {
    "wrong_document": _name_other_document,
    "name_swapped": _swap_name,
    "word_replaced": _replace_word,
    "halves_joined": _join_halves,
    "sentence_dropped": _drop_sentence,
    "sentences_swapped": _swap_sentences,
    "gap_wrong_order": _turn_around_gap,
    "gap_paragraphs": _join_paragraphs,
    "gap_documents": _join_documents,
    "made_up": _make_up,
    "other_material": _quote_other,
}
