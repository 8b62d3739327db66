"""Questions to begin with and to go on with."""

from assistant_fakes import read_learning, read_robots

from assistant.names import Names
from assistant.suggest import MAX_EXAMPLES, MAX_FOLLOW_UPS, suggest, suggest_first
from assistant.types import Citation, Question
from assistant.understand import Understanding, understand
from assistant.verify import to_citation
from corpus.types import Document

DOCUMENT = read_learning()
DOCUMENTS = {document.id: document for document in (DOCUMENT, read_robots())}


def read(text: str) -> Understanding:
    return understand(Question(text), Names(DOCUMENTS.values()), max_chars=2000)


def cite(start: str, document: Document = DOCUMENT) -> Citation:
    sentence = next(s for s in document.sentences if s.text.startswith(start))
    return to_citation(sentence, document, n=1, confidence=0.5)


def text_of(start: str) -> str:
    return cite(start).quote


def test_without_known_questions_the_names_are_asked_about() -> None:
    assert suggest_first(DOCUMENTS, {}) == (
        "Vad säger materialet om Falun?",
        "Vad säger materialet om Östersund?",
        "Vad säger Karin Öberg?",
        "Vad säger Per Lindqvist?",
    )
    assert suggest_first({"robotar": read_robots()}, {}) == ()


def test_one_begins_with_broad_swedish_questions_of_different_forms() -> None:
    broad = ["Hur lär man sig i Falun?", "Hur lär man sig i Boden?", "Vilka råd ges?", "What advice is there?"]
    known = {("larande", f"Mening {number}."): [*broad, f"Smal fråga {number}?"] for number in range(3)}
    assert suggest_first(DOCUMENTS, known) == ("Hur lär man sig i Boden?", "Vilka råd ges?")
    many = {("larande", f"Mening {n}."): [f"Fråga {chr(97 + m)}?" for m in range(9)] for n in range(3)}
    assert len(suggest_first(DOCUMENTS, many)) == MAX_EXAMPLES


def test_one_goes_on_with_what_the_next_sentence_is_known_to_answer() -> None:
    known = {("larande", text_of("Det tar två")): ["How long does it take?", "Hur lång tid tar det?"]}
    citations = [cite("Karin Öberg")]
    assert suggest(read("Vad gör Karin?"), DOCUMENTS, citations, known) == ("Hur lång tid tar det?",)
    assert suggest(read("What does Karin do?"), DOCUMENTS, citations, known) == ("How long does it take?",)
    assert "Hur lång tid tar det?" not in suggest(read("hur lång tid tar det?"), DOCUMENTS, citations, known)


def test_one_goes_on_with_another_library() -> None:
    found = suggest(read("Hur lär de sig i Falun?"), DOCUMENTS, [cite("Karin Öberg")], {})
    assert found == ("Och i Östersund då?",)
    assert suggest(read("How do they learn in Falun?"), DOCUMENTS, [cite("Karin Öberg")], {}) == ("And in Östersund?",)


def test_without_an_answer_the_libraries_are_asked_about() -> None:
    found = suggest(read("Vad kostar en robot i Falun?"), DOCUMENTS, [], {})
    assert found == ("Vad säger materialet om Östersund?", "Vad säger materialet om Boden?")


def test_suggestions_are_few_and_never_twice_the_same() -> None:
    known = {("larande", sentence.text): ["Hur lång tid tar det?"] for sentence in DOCUMENT.sentences}
    citations = [cite("Karin Öberg"), cite("Det tar två"), cite("I Boden"), cite("Låt kollegorna")]
    found = suggest(read("Hur lär de sig i Falun?"), {"larande": DOCUMENT, "kopia": DOCUMENT}, citations, known)
    assert len(found) == len(set(found)) <= MAX_FOLLOW_UPS
    assert found == ("Hur lång tid tar det?", "Och i Östersund då?")
