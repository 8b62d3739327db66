from __future__ import annotations

import pytest

from corpus.structure import split_sentences
from corpus.types import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Det gick bra. Alla kom.", ["Det gick bra.", "Alla kom."]),
        ("Kom alla? Ja! Det gick bra…", ["Kom alla?", "Ja!", "Det gick bra…"]),
        ("Vi öppnar kl. 8.30 och stänger ca. 17.", ["Vi öppnar kl. 8.30 och stänger ca. 17."]),
        ("De har t.ex. robotar, m.m. Alla får låna.", ["De har t.ex. robotar, m.m. Alla får låna."]),
        ("De har robotar, bl.a. Lego. Alla får låna.", ["De har robotar, bl.a. Lego.", "Alla får låna."]),
        ("Det kostar 3,5 mkr. per år.", ["Det kostar 3,5 mkr. per år."]),
        ("J. Ek och A. Al kom. De gick.", ["J. Ek och A. Al kom.", "De gick."]),
        ("Det var i maj 2020. Sedan kom 2021.", ["Det var i maj 2020.", "Sedan kom 2021."]),
        ("Så blev det. 2021 vände det.", ["Så blev det.", "2021 vände det."]),
        ("Vi ville ha det. Nu har vi det.", ["Vi ville ha det.", "Nu har vi det."]),
        ("Så tyckte hon. Alla höll med.", ["Så tyckte hon.", "Alla höll med."]),
        ("Många gick ut. Några stannade.", ["Många gick ut.", "Några stannade."]),
        (
            "”Det gick. Alla kom”, säger Bo. Sedan slutade de.",
            ["”Det gick.", "Alla kom”, säger Bo.", "Sedan slutade de."],
        ),
        ("”Det gick bra.” säger Bo. Ja.", ["”Det gick bra.” säger Bo.", "Ja."]),
        ("”Det gick bra.” Bo log.", ["”Det gick bra.”", "Bo log."]),
        ("Bo säger: ”Det gick. Alla kom.” Eva höll med.", ["Bo säger: ”Det gick.", "Alla kom.”", "Eva höll med."]),
        ("”Kom du?” frågade Bo. ”Ja!” ropade Eva.", ["”Kom du?” frågade Bo.", "”Ja!” ropade Eva."]),
        ("”De sa ’det går’. Vi sa ’nej’.” Så blev det.", ["”De sa ’det går’.", "Vi sa ’nej’.”", "Så blev det."]),
        ("»Det gick. Alla kom», sa Bo.", ["»Det gick.", "Alla kom», sa Bo."]),
        ('"Det gick. Alla kom", sa Bo.', ['"Det gick.', 'Alla kom", sa Bo.']),
        ("– Det gick. Alla kom, säger Bo. – Ja.", ["– Det gick.", "Alla kom, säger Bo.", "– Ja."]),
        ("Det var… svårt. Men det gick.", ["Det var… svårt.", "Men det gick."]),
        ("Åre var först. Östersund följde. Ängby sist.", ["Åre var först.", "Östersund följde.", "Ängby sist."]),
        ("Se www.exempel.se för mer. Eller ring.", ["Se www.exempel.se för mer.", "Eller ring."]),
        ("En rad utan punkt", ["En rad utan punkt"]),
        ("  Luft runt om.  ", ["Luft runt om."]),
        ("Ja. Ja. Ja.", ["Ja.", "Ja.", "Ja."]),
    ],
)
def test_swedish_sentences(text: str, expected: list[str]) -> None:
    sentences = split_sentences(text, Span(0, len(text)))
    assert [sentence.of(text) for sentence in sentences] == expected


def test_only_the_block_is_read() -> None:
    text = "Före. Ett. Två. Efter."
    assert [span.of(text) for span in split_sentences(text, Span(6, 15))] == ["Ett.", "Två."]
