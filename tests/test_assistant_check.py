import pytest

from assistant.check import Check, GivenQuote, QuoteChecker
from corpus.library import read_document
from corpus.types import Source

TEXT = """Lärande i Norrby

Anna Berg, bibliotekarie i Norrby, berättar om arbetet. ”Vi har två timmar i veckan för att lära av varandra. Det är
inte alltid lätt att hinna”, säger Anna Berg. Sedan 2015 har personalen haft en egen grupp som träffas varje vecka.

Bo Ek, chef i Söderby, ser det annorlunda. ”Hos oss är det användarnas frågor som styr vad vi lär oss”, säger Bo Ek.
Är det så enkelt? Ingen sa nej till nya surfplattor. Kostnaden var 12 500 kronor, 2,5 procent av budgeten.
"""
OTHER = """En annan text

Texten handlar om fiske. Sedan 1990 har laxen kommit tillbaka till älven varje sommar.
"""


@pytest.fixture(scope="module")
def checker() -> QuoteChecker:
    return QuoteChecker(
        [
            read_document(TEXT, Source("norrby", "Lärande i Norrby", author="Karin Holm")),
            read_document(OTHER, Source("fiske", "En annan text")),
        ]
    )


def check(checker: QuoteChecker, quote: str, document_id: str | None = None, speaker: str | None = None) -> Check:
    return checker.check(GivenQuote(quote, "q", document_id, speaker))


VERDICTS = [
    ("Vi har två timmar i veckan för att lära av varandra.", "verbatim"),
    ("vi har två timmar i veckan", "verbatim"),
    ("”Vi har två timmar i veckan för att lära av varandra.”", "verbatim"),
    ("Det är inte alltid lätt att hinna", "verbatim"),
    ("Kostnaden var 12\u202f500 kronor, 2,5 procent av budgeten", "verbatim"),
    ("Sedan 2015 har personalen haft en egen grupp … varje vecka.", "shortened"),
    ("Sedan 2015 har personalen haft en egen grupp som träffas […] varje vecka", "verbatim"),
    ("Sedan 2015 har [bibliotekets] personal[en] haft en egen grupp", "shortened"),
    ("[Personalen] har två timmar i veckan [sic] för att lära", "shortened"),
    ("[d]et användarnas frågor som styr", "verbatim"),
    ("Hos oss är det användarnas frågor som styr [1].", "verbatim"),
    ("Vi har tio timmar i veckan för att lära av varandra.", "near"),
    ("Det är alltid lätt att hinna", "near"),
    ("Det är … alltid lätt att hinna", "near"),
    ("Det är [visst] alltid lätt att hinna", "near"),
    ("Hos oss är det [inte] användarnas frågor som styr", "near"),
    ("[Inte] användarnas frågor som styr vad vi lär oss", "near"),
    ("Hos oss är det användarnas frågor som styr [aldrig]", "near"),
    ("Sedan 2015 har personalen haft en egen grupp som träff[ar]", "shortened"),
    ("Sedan 2015 har personalen haft en egen grupp som tävl[ar]", "near"),
    ("[Bibliotekets] personal har haft en egen grupp", "near"),
    ("Vi har två timmar för att lära av varandra.", "near"),
    ("lära av varandra … Vi har två timmar", "near"),
    ("Vi har två timmar … Hos oss är det användarnas frågor", "near"),
    ("Kostnaden var … kronor, 2,5 procent av budgeten", "near"),
    ("Kostnaden var 500 kronor, 2,5 procent", "near"),
    ("nej till nya surfplattor", "near"),
    ("är det användarnas Frågor som styr", "near"),
    ("Är det så enkelt.", "near"),
    ("Vi har", "near"),
    ("i", "near"),
    ("Vi … lära … varandra", "near"),
    ("Katten satt på ett staket i månljuset", "not_found"),
    ("Surfplattor kostar pengar enligt ministern i Uganda", "not_found"),
    ("…", "not_found"),
    ("", "not_found"),
]


@pytest.mark.parametrize(("quote", "verdict"), VERDICTS)
def test_a_quote_gets_its_verdict(checker: QuoteChecker, quote: str, verdict: str) -> None:
    found = check(checker, quote)
    assert found.verdict == verdict, found
    assert found.passes == (verdict in ("verbatim", "shortened"))
    assert (found.difference is None) <= (verdict in ("verbatim", "shortened", "not_found"))


def test_a_quote_is_placed_with_the_marks_that_it_has(checker: QuoteChecker) -> None:
    for quote in ("”Vi har två timmar i veckan för att lära av varandra.", "Vi har två timmar", "Är det så enkelt?"):
        found = check(checker, quote)
        assert found.start is not None and TEXT[found.start : found.end] == quote


def test_the_speaker_is_told(checker: QuoteChecker) -> None:
    assert check(checker, "vad vi lär oss").speaker == "Bo Ek"
    assert check(checker, "Sedan 2015 har personalen haft en egen grupp").speaker is None


CLAIMS = [
    ("Hos oss är det användarnas frågor som styr", None, "Bo Ek", "verbatim"),
    ("Hos oss är det användarnas frågor som styr", None, "Ek", "verbatim"),
    ("Hos oss är det användarnas frågor som styr", None, "Bo Ek, chef, Söderby", "verbatim"),
    ("Hos oss är det användarnas frågor som styr", None, "chefen i Söderby", "verbatim"),
    ("Hos oss är det användarnas frågor som styr", None, "bibliotekarien i Söderby", "misattributed"),
    ("Hos oss är det användarnas frågor som styr", None, "Söderby", "verbatim"),
    ("Hos oss är det användarnas frågor som styr", None, "Bo Ek i Norrby", "misattributed"),
    ("Hos oss är det användarnas frågor som styr", None, "Anna Berg", "misattributed"),
    ("Hos oss är det användarnas frågor som styr", None, "Bo Lind", "misattributed"),
    ("Hos oss är det användarnas frågor som styr", "norrby", "Bo Ek", "verbatim"),
    ("Hos oss är det användarnas frågor som styr", "fiske", None, "misattributed"),
    ("Hos oss är det användarnas frågor som styr", "finns-inte", None, "misattributed"),
    ("Sedan 2015 har personalen haft en egen grupp", None, "Anna Berg", "misattributed"),
    ("Sedan 2015 har personalen haft en egen grupp", None, "Karin Holm", "verbatim"),
    ("Sedan 2015 har personalen haft en egen grupp", None, "artikeln", "verbatim"),
    ("Vi har tio timmar i veckan", "fiske", "Bo Ek", "near"),
    ("Det är inte alltid lätt att hinna. Sedan 2015 har personalen", None, "Anna Berg", "near"),
]


@pytest.mark.parametrize(("quote", "document_id", "speaker", "verdict"), CLAIMS)
def test_what_is_claimed_of_a_quote_is_checked(
    checker: QuoteChecker, quote: str, document_id: str | None, speaker: str | None, verdict: str
) -> None:
    assert check(checker, quote, document_id, speaker).verdict == verdict


def test_of_several_places_the_one_that_holds_counts() -> None:
    one = read_document("Titel ett\n\nDet finns en egen grupp här.\n", Source("a", "a"))
    two = read_document("Titel två\n\nDet finns en egen grupp här.\n", Source("b", "b"))
    found = check(QuoteChecker([one, two]), "Det finns en egen grupp", "b")
    assert (found.verdict, found.document_id) == ("verbatim", "b")


def test_what_differs_is_shown_side_by_side(checker: QuoteChecker) -> None:
    found = check(checker, "Vi har tio långa timmar veckan för att lära av varandra")
    assert [(c.kind, c.source, c.quote) for c in found.changes if c.kind != "same"] == [
        ("replaced", "två", "tio långa"),
        ("missing", "i", ""),
    ]
    assert found.difference and "tio" in found.difference and "två" in found.difference


def test_what_an_honest_gap_leaves_out_is_told(checker: QuoteChecker) -> None:
    found = check(checker, "Sedan 2015 har personalen … varje vecka")
    assert found.difference == "utelämnat: ”haft en egen grupp som träffas”"
    assert len(found.parts) == 2


def test_residue_cannot_be_quoted() -> None:
    text = TEXT + "\nLämna en kommentar\n\nDin åsikt är mycket viktig för oss alla här\n"
    residual = QuoteChecker([read_document(text, Source("r", "r"))])
    assert check(residual, "Din åsikt är mycket viktig för oss").verdict == "not_found"


def test_the_json_is_that_of_the_contract(checker: QuoteChecker) -> None:
    assert list(check(checker, "Vi har två timmar").to_json()) == [
        *("id", "verdict", "document_id", "start", "end", "speaker", "difference")
    ]
