from __future__ import annotations

import re
from random import Random

import pytest

from evals.perturb import DISGUISES, GAPS, HONEST, cut_out
from evals.perturb_false import FALSE
from evals.perturb_gaps import FALSE_GAPS, SWALLOWING, TOO_SHORT, WORD_CHANGES
from evals.perturb_sources import fold

SEEDS = range(40)
RICH = (
    "Åsa Ek sade – vid kaffet – att ”effektiva bibliotek” finns i femton kommuner och kan bli officiella mötesplatser"
)


def get_variants(change: object, text: str) -> set[str | None]:
    assert callable(change)
    return {change(text, Random(seed)) for seed in SEEDS}


@pytest.mark.parametrize("kind", sorted(DISGUISES))
def test_a_disguise_changes_how_a_text_is_set_and_none_of_its_words(kind: str) -> None:
    variants = get_variants(DISGUISES[kind], RICH)
    assert variants - {RICH}
    assert {fold(str(variant)) for variant in variants} == {fold(RICH)}


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("marks_low", 'En "röd" och "blå" bok', {"En „röd“ och „blå“ bok", "En „röd” och „blå” bok"}),
        ("apostrophe", "vid l'Isle 9'19", {"vid l’Isle 9'19"}),
        ("range_dash", "åren 2018–2020", {"åren 2018-2020"}),
        ("dash", "en bok - två", {"en bok – två", "en bok — två"}),
        ("dash", "en e-bok", {None}),
        ("ellipsis_or_dots", "jobba med…", {"jobba med..."}),
        ("ellipsis_or_dots", "jobba med...", {"jobba med…"}),
        ("thin_space_after_number", "7 000", {"7\u2009000", "7\u202f000", "7\u00a0000"}),
        ("line_break_at_hyphen", "vår IT-miljö", {"vår IT-\nmiljö"}),
        ("first_letter", "Det går", {"det går"}),
        ("bracketed_first_letter", "det går", {"[D]et går"}),
        ("bracketed_first_letter", "”Det går", {None}),
        ("full_stop_dropped", "Det gick.", {"Det gick"}),
        ("full_stop_dropped", "Som t.ex.", {None}),
        ("full_stop_added", "Det gick", {"Det gick."}),
        ("surrounding_marks", "”Det gick", {None}),
        ("stand_in_for_pronoun", "När jag kom", {"När [talaren] kom", "När [intervjupersonen] kom"}),
        ("stand_in_for_pronoun", "De kom", {None}),
        ("sic", "på såå", {"på såå [sic]"}),
        ("ligatures", "effektfull flotta finns", {"eﬀektfull ﬂotta ﬁnns"}),
    ],
)
def test_an_honest_change_gives_just_these_variants(kind: str, text: str, expected: set[str | None]) -> None:
    assert get_variants(HONEST[kind], text) == expected


def test_a_word_is_broken_inside_and_joins_again() -> None:
    variants = get_variants(HONEST["line_break_hyphen"], "vårt biblioteksrum är stort")
    assert len(variants) > 3
    assert {str(variant).replace("-\n", "") for variant in variants} == {"vårt biblioteksrum är stort"}


def test_an_honest_gap_leaves_out_a_few_plain_words_and_keeps_three_on_either_side() -> None:
    text = "De som arbetar på biblioteket i den gamla centrala delen av staden trivs där"
    cuts = {cut_out(text, Random(seed)) for seed in SEEDS}
    assert len(cuts) > 5
    for cut in cuts:
        assert cut is not None
        before, after = cut
        assert text.startswith(before) and text.endswith(after)
        assert len(before.split()) >= 3 and len(after.split()) >= 3
        assert 1 <= len(text.split()) - len(before.split()) - len(after.split()) <= 4


@pytest.mark.parametrize(
    "telling",
    [
        *("inte", "aldrig", "ingen", "utan", "två", "7", "40 %", "XIV", "tjugofem", "tredje", "hälften", "alla", "få"),
        *(
            "kanske",
            "nästan",
            "bara",
            "olämpligt",
            "möjligen",
            "är",
            "kan",
            "men",
            "mindre",
            "än",
            "”bra”",
            "(sen)",
            "slut. Sedan",
        ),
    ],
)
def test_an_honest_gap_never_leaves_out_what_tells_something(telling: str) -> None:
    text = f"Huset vid sjön {telling} vid den vita kyrkan"
    assert cut_out(text.replace(f" {telling}", " stod"), Random(1)) is not None
    for seed in SEEDS:
        cut = cut_out(text, Random(seed))
        assert cut is None or all(word in " ".join(cut).split() for word in telling.split())


def test_two_gaps_leave_three_parts() -> None:
    text = "De vita husen vid den stora sjön hade röda tak och gröna dörrar mot den långa gatan till havet i väster"
    variants = {variant for variant in get_variants(HONEST["gap_two"], text) if variant}
    assert variants
    for variant in variants:
        parts = re.split("|".join(map(re.escape, GAPS)), variant)
        assert len(parts) == 3
        assert re.search(".+".join(map(re.escape, parts)), text)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("digit_dropped", "år 205", {"år 2", "år 20"}),
        ("digit_dropped", "de 7", {None}),
        ("thousands_dropped", "de 12 000 eller", {"de 12 eller"}),
        ("thousands_dropped", "de 12 000 000 eller", {"de 12 eller"}),
        ("thousands_dropped", "år 2000", {None}),
        ("range_joined", "de 10–15 som", {"de 1015 som"}),
        ("unit_changed", "på 5 km nu", {"på 5 m nu"}),
        ("pronoun_changed", "Hon kom", {"Han kom"}),
        ("negation_in_marks", "jag är inte här", {None}),
        ("decimal_moved", "höjt 3,5 i år", {"höjt 35 i år", "höjt 0,35 i år"}),
        ("decimal_moved", "de 1.500 är", {None}),
        ("decimal_moved", "den 12.5.2000 kom", {None}),
        ("year_by_one", "år 2018", {"år 2017", "år 2019"}),
        ("percent_changed", "på 5 % av", {"på 5 av", "på 5 procentenheter av", "på 5 promille av"}),
        ("number_word_changed", "Två hus", {"Tre hus", "Tio hus"}),
        ("negation_dropped", "det är inte här", {"det är här"}),
        ("negation_dropped", "Aldrig mer", {"mer"}),
        ("negation_added", "det är inte här", {None}),
        ("negation_swapped", "vi har inga hus", {"vi har några hus", "vi har många hus"}),
        ("negation_in_bracket", "han bor här", {None}),
        ("prefix_o", "en okänd väg", {"en känd väg"}),
        ("prefix_o", "Möjligt så", {"Omöjligt så"}),
        ("hedge_dropped", "det är kanske sant", {"det är sant"}),
        ("quantifier_changed", "varje bok", {"nästan varje bok"}),
        ("opposite", "Före mötet", {"Efter mötet"}),
        ("conjunction_changed", "hus och hem", {"hus eller hem", "hus men hem"}),
        ("definite_ending", "utvecklingen av", {"utveckling av"}),
        ("tense_ending", "de arbetade", {None}),
        ("neighbours_swapped", "hus hem", {"hem hus"}),
        ("word_doubled", "bo", {"bo bo"}),
        ("word_cut", "biblioteket", {"iblioteket", "blioteket", "lioteket", "bibliotek", "biblioteke", "bibliote"}),
        ("word_split", "ordlista", {"ordli sta"}),
        ("words_joined", "röda huset", {"rödahuset"}),
        ("words_joined", "i huset", {None}),
        ("diacritic_lost", "gå", {"ga"}),
        ("letter_dropped", "boende", {"bonde"}),
        ("letters_swapped", "huset", {None}),
        ("number_cut", "vi var hela 2018", {None}),
        ("number_cut", "just så kom det hela 20,5", {"just så kom det hela 2", "just så kom det hela 20"}),
    ],
)
def test_a_dishonest_change_gives_just_these_variants(kind: str, text: str, expected: set[str | None]) -> None:
    assert get_variants(FALSE[kind], text) == expected


@pytest.mark.parametrize("kind", sorted(FALSE | FALSE_GAPS))
def test_a_dishonest_change_leaves_no_text_as_it_was(kind: str) -> None:
    text = (
        "Eleverna tyckte kanske inte att vi och de 12,5 procent av 10–15 000 meter långa alla tolv skolor som ökade "
        "kraftigt 2018 och är okända verkligen kan få bättre utvecklingen av ordlistorna med stora böcker som "
        "samlades vid den gamla kyrkan"
    )
    variants = {variant for variant in get_variants((FALSE | FALSE_GAPS)[kind], text) if variant} - {text}
    assert variants
    assert fold(text) not in {fold(variant) for variant in variants}


def test_word_changes_are_kinds() -> None:
    assert {*WORD_CHANGES} <= {*FALSE}


@pytest.mark.parametrize(
    ("kind", "text", "swallowed"),
    [
        ("gap_swallows_negation", "Vi vill alltså inte köpa nya böcker", "inte"),
        ("gap_swallows_denied", "Min bror och jag vill alltså inte köpa några slags nya böcker där", "inte"),
        ("gap_swallows_counted", "De kom och vi köpte bara tolv nya röda böcker till oss där", "tolv"),
        ("gap_swallows_number", "Vi köpte bara 40 nya böcker i våras", "40"),
        ("bracket_for_negation", "Vi vill alltså aldrig köpa nya böcker", "aldrig"),
        ("bracket_for_number", "Vi köpte bara fyrtio nya böcker i våras", "fyrtio"),
    ],
)
def test_what_is_swallowed_stands_inside_and_nothing_else_is_lost(kind: str, text: str, swallowed: str) -> None:
    before, after = text.split(f" {swallowed} ")
    for variant in get_variants(SWALLOWING[kind], text):
        assert variant is not None
        assert swallowed not in variant
        start, end = re.split(r" (?:…|\.\.\.|\[[^]]*]|\((?:…|\.\.\.)\)) ", variant)
        assert before.startswith(start) and after.endswith(end)
        assert len(start.split()) >= 3 and len(end.split()) >= 3
    assert get_variants(SWALLOWING[kind], f"Det {swallowed} hus") == {None}


def test_a_few_words_are_one_or_two() -> None:
    for quote in get_variants(TOO_SHORT["few_words"], "Huset vid sjön är rött"):
        assert quote in ("Huset vid", "Huset", "vid", "sjön", "rött")
    padded = get_variants(TOO_SHORT["few_words_padded"], "Huset vid sjön är rött")
    assert {"… sjön …", "sjön"} & padded == {"… sjön …"}
