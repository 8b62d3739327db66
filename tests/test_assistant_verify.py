"""Verification: each way that a citation can be wrong is refused, and what the document makes is accepted."""

from dataclasses import replace

import pytest
from assistant_fakes import read_learning

from assistant.types import Citation
from assistant.verify import VerificationError, find_attribution, to_citation, verify
from corpus.types import NOBODY, Span

DOCUMENT = read_learning()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}


def cite(start: str) -> Citation:
    """Return the citation of the sentence that begins so."""
    sentence = next(s for s in DOCUMENT.sentences if s.text.startswith(start))
    return to_citation(sentence, DOCUMENT, n=1, confidence=0.5)


KARIN = cite("Det tar två timmar")
AUTHOR = cite("Besöken gjordes")


def test_every_sentence_of_the_document_makes_a_citation_that_holds() -> None:
    for n, sentence in enumerate(DOCUMENT.sentences, start=1):
        citation = to_citation(sentence, DOCUMENT, n=n, confidence=0.5)
        verify(citation, DOCUMENTS)
        assert DOCUMENT.text[citation.start : citation.end] == citation.quote == sentence.text


def test_the_citation_carries_speaker_role_library_and_place() -> None:
    assert (KARIN.speaker, KARIN.role, KARIN.library) == ("Karin Öberg", "enhetschef", "Falun")
    assert (KARIN.section, KARIN.kind, KARIN.document_id) == ("Lära i grupp", "interview", "larande")
    assert (AUTHOR.speaker, AUTHOR.role, AUTHOR.library, AUTHOR.kind) == (None, None, None, "article")


def test_a_whole_quotation_holds_too() -> None:
    quotation = DOCUMENT.quotations[0]
    citation = replace(KARIN, quote=quotation.text, start=quotation.span.start, end=quotation.span.end)
    assert quotation.text.count(".") == 2
    verify(citation, DOCUMENTS)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(KARIN, quote=KARIN.quote.replace("två", "tio")), id="another-word"),
        pytest.param(replace(KARIN, quote=KARIN.quote.upper()), id="another-case"),
        pytest.param(replace(KARIN, quote=KARIN.quote.replace("”", '"')), id="another-quotation-mark"),
        pytest.param(replace(KARIN, quote=KARIN.quote + " "), id="a-space-more"),
        pytest.param(replace(KARIN, quote=""), id="empty"),
        pytest.param(replace(KARIN, quote="", end=KARIN.start), id="empty-span"),
        pytest.param(replace(KARIN, start=KARIN.start + 1, end=KARIN.end + 1), id="shifted"),
        pytest.param(replace(KARIN, start=KARIN.start - len(DOCUMENT.text)), id="negative-start"),
        pytest.param(replace(KARIN, end=KARIN.end + len(DOCUMENT.text)), id="end-behind-the-text"),
    ],
)
def test_what_is_not_the_text_at_its_place_is_refused(wrong: Citation) -> None:
    with pytest.raises(VerificationError, match="Citat 1 stämmer inte ordagrant"):
        verify(wrong, DOCUMENTS)


def part(start: int, end: int) -> Citation:
    return replace(KARIN, start=start, end=end, quote=DOCUMENT.text[start:end])


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(part(KARIN.start, KARIN.start + 3), id="one-word"),
        pytest.param(part(KARIN.start, KARIN.end - 2), id="without-its-full-stop"),
        pytest.param(part(KARIN.start + 4, KARIN.end), id="without-its-first-word"),
        pytest.param(part(KARIN.start, KARIN.end + 1), id="a-line-feed-more"),
        pytest.param(part(cite("Karin Öberg").start, KARIN.end), id="two-sentences"),
    ],
)
def test_a_part_of_a_sentence_is_refused(wrong: Citation) -> None:
    with pytest.raises(VerificationError, match="ingen hel mening och inget helt citat"):
        verify(wrong, DOCUMENTS)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(KARIN, speaker="Per Lindqvist"), id="another-speaker"),
        pytest.param(replace(KARIN, speaker="Karin"), id="half-a-name"),
        pytest.param(replace(KARIN, speaker=None, role=None, library=None), id="no-speaker"),
        pytest.param(replace(KARIN, role="chef"), id="another-role"),
        pytest.param(replace(KARIN, role=None), id="no-role"),
        pytest.param(replace(KARIN, library="Boden"), id="another-library"),
        pytest.param(replace(AUTHOR, speaker="Karin Öberg"), id="a-speaker-for-the-authors-words"),
        pytest.param(replace(AUTHOR, library="Falun"), id="a-library-for-the-authors-words"),
    ],
)
def test_a_wrong_attribution_is_refused(wrong: Citation) -> None:
    with pytest.raises(VerificationError, match="Citat 1 är tillskrivet fel person"):
        verify(wrong, DOCUMENTS)


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(VerificationError, match="Citat 1 hänvisar till dokumentet annat"):
        verify(replace(KARIN, document_id="annat"), DOCUMENTS)


def test_attribution_is_found_for_whole_sentences_and_quotations_only() -> None:
    attribution = find_attribution(DOCUMENT, Span(KARIN.start, KARIN.end))
    assert attribution is not None
    assert attribution.how == "direct"
    assert find_attribution(DOCUMENT, Span(AUTHOR.start, AUTHOR.end)) == NOBODY
    assert find_attribution(DOCUMENT, Span(KARIN.start, KARIN.end - 1)) is None
