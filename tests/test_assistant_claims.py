from collections.abc import Sequence

import pytest

from assistant.check import QuoteChecker
from assistant.check_text import CheckedText, check_text
from assistant.claims import SUPPORT, Search, find_claims, find_support
from assistant.names import Names
from assistant.quotes import find_quotes
from corpus.library import read_document
from corpus.readers import Draft
from corpus.types import Document, Source, Span
from index.chunk import to_chunks
from index.types import Hit

TEXT = """Lärande i Norrby

Anna Berg, bibliotekarie i Norrby, berättar: ”Vi har två timmar i veckan för att lära av varandra.” I Norrby finns
en grupp som träffas varje vecka. I Norrby började arbetet 2015.
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(TEXT, Source("norrby", "Lärande i Norrby"))


def to_search(document: Document, **similarities: float) -> Search:
    """Return a search that finds the sentences with a word, with the similarity given for it."""

    def search(text: str) -> Sequence[Hit]:
        return [
            Hit(chunk, 1.0, rank, similarity, 0.0)
            for rank, (word, similarity) in enumerate(similarities.items(), start=1)
            for chunk in to_chunks(document)
            if word in chunk.text
        ]

    return search


CLAIMS = [
    ("Norrby har en grupp som ses en gång i veckan.", True),
    ("Arbetet började redan 2015 enligt ledningen.", True),
    ("Enligt en rapport går det bra för de flesta.", True),
    ("Det är alltid roligt att lära sig nya saker.", False),
    ("Hur gör man i Norrby för att lära sig?", False),
    ("Norrby är bra.", False),
]


@pytest.mark.parametrize(("text", "is_claim"), CLAIMS)
def test_what_has_a_name_a_number_or_a_source_is_a_claim(document: Document, text: str, is_claim: bool) -> None:
    assert bool(find_claims(Draft(f"Rubrik\n\n{text} Så är det."), (), Names([document]))) == is_claim


def test_a_sentence_with_a_quote_and_a_heading_are_no_claims(document: Document) -> None:
    draft = Draft("Läget i Norrby i år 2015\n\nI Norrby säger de att ”det går riktigt bra nu”.\n")
    assert find_claims(draft, find_quotes(draft), Names([document])) == ()


def support_of(document: Document, claim: str, **similarities: float) -> tuple[str | None, tuple[str, ...]]:
    draft = Draft(claim)
    found = find_support(draft, Span(0, len(claim)), to_search(document, **similarities), {document.id: document})
    return found.support and found.support.quote, found.missing


def test_support_must_be_near_enough(document: Document) -> None:
    claim = "Norrby har en grupp som ses varje vecka."
    quote, missing = support_of(document, claim, grupp=SUPPORT)
    assert quote and "grupp" in quote and missing == ()
    assert support_of(document, claim, grupp=SUPPORT - 0.01) == (None, ())


def test_names_and_numbers_that_the_support_lacks_are_told(document: Document) -> None:
    assert support_of(document, "Arbetet i Norrby började 2019.", arbetet=0.9)[1] == ("2019",)
    assert support_of(document, "Enligt Bo har Norrbys personal två timmar.", timmar=0.9)[1] == ("Bo",)


def test_of_those_near_the_one_that_lacks_least_is_the_support(document: Document) -> None:
    quote, missing = support_of(document, "Arbetet i Norrby började 2015.", timmar=0.95, arbetet=0.8)
    assert quote and "2015" in quote and missing == ()


def check(document: Document, text: str) -> CheckedText:
    search = to_search(document, arbetet=0.9)
    return check_text(Draft(text), {document.id: document}, QuoteChecker([document]), search)


def test_a_text_gets_a_verdict_on_each_quote_and_a_line_to_act_on(document: Document) -> None:
    checked = check(
        document,
        "Utkast\n\n”Vi har två timmar i veckan”, säger Anna Berg. Någon sa ”vi har tio timmar i veckan”. Bo Ek menar "
        "att det är ”två timmar i veckan för att lära”. Ordet ”lära” används. I Norrby började arbetet 2017.\n",
    )
    assert [quote.check.verdict for quote in checked.quotes] == ["verbatim", "near", "misattributed", "near"]
    assert [quote.is_term for quote in checked.quotes] == [False, False, False, True]
    assert checked.claims[0].missing == ("2017",)
    assert checked.summary == (
        "2 av 3 citat behöver rättas: 1 inte ordagrant, 1 med fel källa eller talare. 1 för kort att bedöma. "
        "1 påstående att se över."
    )


def test_the_json_has_the_contract_for_each_quote_and_its_place_in_the_text(document: Document) -> None:
    text = "Utkast\n\nHon sa ”Vi har två timmar i veckan” i går.\n"
    told = check(document, text).to_json()
    row = told["checks"][0]
    assert list(row)[:7] == ["id", "verdict", "document_id", "start", "end", "speaker", "difference"]
    assert text[row["text_start"] : row["text_end"]] == "”Vi har två timmar i veckan”"
    assert told["counts"]["verbatim"] == 1


def test_progress_counts_quotes_and_claims(document: Document) -> None:
    told: list[tuple[int, int]] = []
    draft = Draft("Utkast\n\nHon sa ”Vi har två timmar i veckan” i går. I Norrby började arbetet 2015 enligt henne.\n")
    check_text(
        draft,
        {document.id: document},
        QuoteChecker([document]),
        to_search(document, arbetet=0.9),
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_a_text_without_quotes_says_so(document: Document) -> None:
    assert check(document, "Bara text.").summary == "Texten har inga citat att kontrollera."
