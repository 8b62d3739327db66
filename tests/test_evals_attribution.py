from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.library import read_document
from corpus.types import Attribution, Document, Person, Quotation, Sentence, Source, Span
from evals.attribution import GoldLabel, load_gold, load_gold_documents, score_attribution, to_json
from evals.types import EvalsError

BO = Person("Bo Ek", "målare", "Lund")
EVA = Person("Eva Al", "målare")
TEXT = "Ett. Två. Tre. Fyra. Fem. Sex."
SPANS = [Span(0, 4), Span(5, 9), Span(10, 14), Span(15, 20), Span(21, 25), Span(26, 30)]


def make_document(*attributions: Attribution, quotations: tuple[Quotation, ...] = ()) -> Document:
    sentences = tuple(
        Sentence(n, span, span.of(TEXT), "Tal", Span(0, 30), "interview" if told.speaker else "article", told)
        for n, (span, told) in enumerate(zip(SPANS, attributions, strict=False))
    )
    return Document(Source("tal", "Tal"), TEXT, (), sentences, quotations, (BO, EVA), ())


def make_label(n: int, speaker: Person | None, how: str = "direct", **changes: object) -> GoldLabel:
    fields: dict[str, object] = {
        "span": SPANS[n],
        "text": SPANS[n].of(TEXT),
        "unit": "sentence",
        "kind": "interview" if speaker else "article",
        "speaker": speaker and speaker.name,
        "role": speaker and speaker.role,
        "library": speaker and speaker.library,
        "how": how if speaker else "none",
    }
    return GoldLabel(**(fields | changes))  # type: ignore[arg-type]


def test_each_unit_is_found_missed_wrong_or_spurious() -> None:
    told = [
        Attribution(BO, "direct"),
        Attribution(),
        Attribution(EVA, "direct"),
        Attribution(EVA, "direct"),
        Attribution(),
    ]
    gold = [make_label(0, BO), make_label(1, BO), make_label(2, BO), make_label(3, None), make_label(4, None)]
    score = score_attribution(make_document(*told), gold)
    # Attributable 0, 1, 2: found 0, missed 1, wrong 2; 3 is spurious, 4 is rightly nobody's.
    assert (score.attributable, score.found, score.missed, score.wrong, score.spurious) == (3, 1, 1, 1, 1)
    assert score.recall == pytest.approx(1 / 3)
    assert [(d.what, d.gold, d.got) for d in score.disagreements if d.what != "kind"] == [
        ("missed", "Bo Ek", None),
        ("wrong", "Bo Ek", "Eva Al"),
        ("spurious", None, "Eva Al"),
    ]


def test_what_is_said_of_the_found_is_counted_apart() -> None:
    told = [
        Attribution(BO, "reported"),
        Attribution(EVA, "direct"),
        Attribution(BO, "direct"),
        Attribution(EVA, "direct"),
    ]
    gold = [
        make_label(0, BO),  # how
        make_label(1, EVA, library="Lund"),  # a library missing
        make_label(2, BO, library="Luleå", role="chef"),  # another library, another role
        make_label(3, EVA, kind="report_summary"),  # another kind
    ]
    score = score_attribution(make_document(*told), gold)
    assert (score.found, score.how, score.role, score.library_missing, score.library_wrong, score.kind) == (
        4,
        1,
        1,
        1,
        1,
        1,
    )


def test_a_unit_that_is_cut_otherwise_is_missed_and_residue_is_left_out() -> None:
    gold = [
        make_label(0, BO, span=Span(0, 9)),
        make_label(1, None, span=Span(5, 14)),
        make_label(2, None, kind=None),
        make_label(3, BO, unit="quotation"),
    ]
    quoted = Quotation(SPANS[3], "Fyra.", Attribution(BO, "direct"))
    score = score_attribution(make_document(*[Attribution(BO, "direct")] * 3, quotations=(quoted,)), gold)
    # 0 is cut otherwise and somebody's: uncut and missed. 1 is uncut. 2 is residue. 3 is a quotation, found.
    assert (score.attributable, score.found, score.missed, score.uncut, score.spurious) == (2, 1, 1, 2, 0)


def test_a_document_without_attributable_units_has_no_recall() -> None:
    score = score_attribution(make_document(Attribution()), [make_label(0, None)])
    assert score.recall is None
    assert to_json(score)["attributable"] == 0


def test_the_gold_of_the_package_loads() -> None:
    labelled = dict((document.id, labels) for document, labels in load_gold_documents())
    assert list(labelled)[0] == "framgangsfaktorer"
    assert len(labelled) >= 4
    assert all(labels for labels in labelled.values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"end": 10}, r"rad 1: texten står inte på \[0, 10\)"),
        ({"unit": "word"}, "rad 1: unit"),
        ({"how": "direct"}, "rad 1: how och speaker"),
        ({"who": "Bo"}, "rad 1: who"),
    ],
)
def test_a_bad_label_is_an_error_that_names_the_line(change: dict[str, object], message: str, tmp_path: Path) -> None:
    row = {"start": 0, "end": 8, "text": "Rött hus", "unit": "sentence", "kind": "article", "how": "none"}
    row |= {"speaker": None, "role": None, "library": None}
    path = tmp_path / "hus.jsonl"
    document = read_document("Rött hus\n\nDet blev rött.", Source("hus", "Rött hus"))
    path.write_text(json.dumps(row), encoding="utf-8")
    assert load_gold(path, document)[0].span == Span(0, 8)
    path.write_text(json.dumps(row | change), encoding="utf-8")
    with pytest.raises(EvalsError, match=message):
        load_gold(path, document)
