from __future__ import annotations

import re
from random import Random

import pytest

from corpus.library import default_folder, load_documents, read_document
from corpus.types import Document, Source
from evals.perturb_documents import FALSE_CASES
from evals.perturb_kinds import find_makers
from evals.perturb_sources import MIN_WORDS, Draft, Excerpt, Material, cut_excerpts, find_ellipses, fold
from evals.perturb_speakers import FALSE_SPEAKERS, SPEAKERS

SEEDS = range(40)
TEXT = """Om ordlistor

Bo Ek, lärare i Lund, är nöjd. ”Vi köpte tolv ordlistor i våras och eleverna läser dem”, säger Bo Ek.

Eva Al, rektor i Umeå, är kritisk. ”Ordlistan saknar ord som eleverna inte kan stava till själva”, säger Eva Al.

Skolan har 10 000 böcker och en stor gård. Den ligger nära sjön i norra delen. Boken kostar 3,5 procent mer i år.
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(TEXT, Source("ordlistor", "Om ordlistor"))


@pytest.fixture(scope="module")
def article() -> Document:
    return next(iter(load_documents(default_folder())))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("”D’Oïl”, sa\u00ad\u200b hon …", " d oïl sa hon "),
        ("8\u202f000 – ﬁnt\n5 %", " 8_000 fint 5 % "),
        ("10 000,5", " 10_000,5 "),
        ("a\u030ak", " åk "),
        ("3D 2018–20", " 3d 2018 20 "),
        ("…", "  "),
    ],
)
def test_folding_keeps_words_and_whole_numbers(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("quote", "holds"),
    [
        ("vi köpte TOLV ordlistor", True),
        ("köpte tolv ordlist", False),
        ("Vi köpte … eleverna läser dem", True),
        ("eleverna läser dem … Vi köpte", False),
        ("läser dem”, säger Bo Ek. […] Eva Al, rektor", True),
        ("Vi köpte […] saknar ord", False),
        ("Skolan har 10", False),
        ("000 böcker och", False),
        ("Boken kostar 3", False),
        ("kostar 3,5 mer i år", False),
        ("Vi köpte [inte] tolv ordlistor", False),
        ("är kritisk", True),
    ],
)
def test_the_material_holds_whole_words_in_order_in_one_paragraph(quote: str, holds: bool, document: Document) -> None:
    assert Material((document,)).holds(quote) == holds


@pytest.mark.parametrize(
    ("quote", "is_once"),
    [
        ("Vi köpte ... ordlistor i våras", True),
        ("Bo Ek […] är nöjd", False),
        ("eleverna [nog] kan stava", False),
        ("som eleverna [nog] kan stava", True),
        ("Skolan har … 000 böcker", False),
    ],
)
def test_parts_that_stand_more_than_once_are_told(quote: str, is_once: bool, document: Document) -> None:
    assert Material((document,)).holds_once(quote) == is_once


def test_excerpts_are_spans_of_the_document_within_a_paragraph(article: Document) -> None:
    excerpts = cut_excerpts(article, Random(1))
    assert {excerpt.form for excerpt in excerpts} == {"sentence", "run", "quotation", "partial"}
    for excerpt in excerpts:
        assert excerpt.text == article.text[excerpt.span.start : excerpt.span.end]
        assert len(fold(excerpt.text).split()) >= MIN_WORDS
        assert "\n" not in excerpt.text and "[" not in excerpt.text and "…" not in excerpt.text
        assert (excerpt.form == "run") == bool(excerpt.sentences)
        assert excerpt.speaker is None or excerpt.form == "quotation"
        if excerpt.form == "partial":
            assert not re.search(r"^\W|\W$|^\d|\d$", excerpt.text)
    assert excerpts == cut_excerpts(article, Random(1))


def test_a_partial_excerpt_leaves_out_no_negation(document: Document) -> None:
    partials = {
        excerpt.text
        for seed in SEEDS
        for excerpt in cut_excerpts(document, Random(seed))
        if excerpt.form == "partial" and "eleverna" in excerpt.text and "saknar" not in excerpt.text
    }
    assert all("tolv" in partial or "läser" not in partial for partial in partials)
    assert not any("stava" in partial and "inte" not in partial for partial in partials)


def test_sentences_with_an_ellipsis_are_kept_apart() -> None:
    document = read_document("Titel\n\nHan tvekade … men kom. Hon gick hem. De sa [...] nej.", Source("t", "Titel"))
    assert [excerpt.text for excerpt in find_ellipses(document)] == ["Han tvekade … men kom."]


def find_quotation(document: Document, start: str) -> Excerpt:
    return next(
        excerpt
        for excerpt in cut_excerpts(document, Random(1))
        if excerpt.form == "quotation" and excerpt.text.startswith(start)
    )


@pytest.mark.parametrize(
    ("kind", "speakers"),
    [
        ("right_speaker", {"Bo Ek"}),
        ("speaker_first_name", {"Bo"}),
        ("speaker_surname", {"Ek"}),
        ("speaker_with_role", {"Bo Ek, lärare", "lärare Bo Ek", "Bo Ek (lärare)"}),
        ("wrong_speaker", {"Eva Al"}),
        ("wrong_speaker_short", {"Eva", "Al"}),
        ("mixed_name", {"Bo Al", "Eva Ek"}),
        ("unknown_speaker", {"Nils Ask"}),
        ("two_speakers", {"Bo Ek"}),
    ],
)
def test_a_quotation_is_named_after_these(kind: str, speakers: set[str], document: Document) -> None:
    other = read_document("Nytt\n\nNils Ask, kock, är sur. ”Soppan tog slut”, säger Nils Ask.", Source("nytt", "Nytt"))
    excerpt = find_quotation(document, "Vi köpte")
    make = (SPEAKERS | FALSE_SPEAKERS)[kind]
    drafts = [make(excerpt, Material((document,), (other,)), Random(seed)) for seed in SEEDS]
    assert all(draft is not None for draft in drafts)
    assert {draft.speaker for draft in drafts if draft} == speakers


def test_two_speakers_are_quoted_as_one(document: Document) -> None:
    draft = FALSE_SPEAKERS["two_speakers"](find_quotation(document, "Vi köpte"), Material((document,)), Random(1))
    assert draft is not None
    assert draft.quote.startswith("Vi köpte tolv") and draft.quote.endswith("stava till själva")


def test_a_speaker_is_named_for_the_authors_words_beside_a_quotation(document: Document) -> None:
    runs = [excerpt for excerpt in cut_excerpts(document, Random(1)) if excerpt.form == "run"]
    drafts = [FALSE_SPEAKERS["speaker_reaches_too_far"](run, Material((document,)), Random(1)) for run in runs]
    # Both quotations stand beside a sentence that names their speaker, and the last paragraph quotes nobody.
    assert drafts and not any(drafts)
    changed = read_document(TEXT.replace("säger Bo Ek.", "säger Bo Ek. Huset är rött och gult."), Source("ord", "Ord"))
    drafts = [
        FALSE_SPEAKERS["speaker_reaches_too_far"](excerpt, Material((changed,)), Random(1))
        for excerpt in cut_excerpts(changed, Random(1))
        if excerpt.form == "run" and excerpt.text.endswith("är rött och gult.") and len(excerpt.sentences) == 2
    ]
    assert [(draft.speaker, draft.document_id) for draft in drafts if draft] == [("Bo Ek", "ord")]


def test_without_another_document_none_is_named_wrongly(document: Document) -> None:
    excerpt = find_quotation(document, "Vi köpte")
    other = read_document("Nytt\n\nSoppan tog slut i går och ingen blev mätt.", Source("nytt", "Nytt"))
    same = read_document(TEXT, Source("kopia", "Om ordlistor"))
    make = FALSE_CASES["wrong_document"]
    assert make(excerpt, Material((document,)), Random(1)) is None
    assert make(excerpt, Material((document, same)), Random(1)) is None
    assert make(excerpt, Material((document, other)), Random(1)) == Draft(excerpt.text, "nytt", "Bo Ek")


def test_the_authors_words_are_given_to_somebody_only_where_nobody_is_quoted(article: Document) -> None:
    make, material = FALSE_SPEAKERS["speaker_of_unattributed"], Material((article,))
    for excerpt in cut_excerpts(article, Random(1)):
        draft = make(excerpt, material, Random(1))
        if draft is not None:
            sentence = next(told for told in article.sentences if told.span == excerpt.span)
            assert sentence.attribution.speaker is None
            assert str(draft.speaker).split()[0] not in sentence.paragraph.of(article.text)


def test_a_kind_has_one_name_and_is_either_honest_or_not() -> None:
    kinds = [kind for kind, _, _ in find_makers()]
    assert len(kinds) == len(set(kinds))
    assert sum(is_honest for _, is_honest, _ in find_makers()) > 40
    assert sum(not is_honest for _, is_honest, _ in find_makers()) > 50
