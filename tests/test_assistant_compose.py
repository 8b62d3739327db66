"""The composed text, word for word, for each kind of answer."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from assistant_fakes import read_learning

from assistant.compose import compose, describe, to_marked
from assistant.names import Names
from assistant.select import Selected, Selection
from assistant.types import Answer, Question
from assistant.understand import understand
from corpus.library import read_document
from corpus.types import Document, Source
from index.chunk import to_chunks

DOCUMENT = read_learning()
DOCUMENTS = {DOCUMENT.id: DOCUMENT}
NAMES = Names([DOCUMENT])
TITLE = "Så lär sig tre bibliotek"


def to_selected(starts: Sequence[str], document: Document = DOCUMENT) -> tuple[Selected, ...]:
    chunks = [next(c for c in to_chunks(document) if c.text.startswith(start)) for start in starts]
    return tuple(Selected(chunk, confidence=1 - n / 10, logit=0.0) for n, chunk in enumerate(chunks, start=1))


def answer(
    question: str,
    *starts: str,
    nearest: Sequence[str] = (),
    missing: tuple[str, ...] = (),
    history: tuple[str, ...] = (),
    libraries: Sequence[str] = (),
) -> Answer:
    read = understand(Question(question, history=history), NAMES, max_chars=2000)
    selection = Selection(to_selected(starts), to_selected(nearest or starts), 0.8, missing)
    return compose(read, selection, DOCUMENTS, id="q1", shown_libraries=libraries)


def test_one_speaker() -> None:
    found = answer("Hur lär de sig i Falun?", "Karin Öberg", "Det tar två timmar")
    assert found.text == (
        "Så säger Karin Öberg, enhetschef, Falun:\n"
        "Karin Öberg, enhetschef på biblioteket i Falun, berättar: ”Vi lär oss tillsammans varje torsdag.” [1] "
        "– Karin Öberg, enhetschef, Falun\n"
        "”Det tar två timmar i veckan.” [2] – Karin Öberg, enhetschef, Falun"
    )
    assert (found.id, found.status, found.language, found.notes, found.nearest) == ("q1", "answered", "sv", (), ())
    assert [(c.n, c.confidence) for c in found.citations] == [(1, 0.9), (2, 0.8)]


def test_reported_speech_is_not_called_speech() -> None:
    assert answer("Vad är viktigt?", "Det är viktigt").text == (
        "Så återges Karin Öberg, enhetschef, Falun:\n"
        "”Det är viktigt att chefen avsätter tid, konstaterar Karin.” [1] – Karin Öberg, enhetschef, Falun"
    )


def test_the_articles_own_words() -> None:
    found = answer("När gjordes besöken?", "Besöken gjordes")
    assert found.text == (
        f"Kort svar: ”i april 2023” [1]. Så står det i {TITLE}:\n”Besöken gjordes i april 2023.” [1] – {TITLE}"
    )
    assert found.citations[0].speaker is None
    assert found.pointed is not None and found.pointed.of(found.citations[0].quote) == "i april 2023"


def test_who_says_it_is_answered_by_the_speaker() -> None:
    text = answer("Vem menar att chefen ska avsätta tid?", "Det är viktigt").text
    assert text.splitlines()[0] == "Det säger Karin Öberg, enhetschef, Falun."


def test_who_has_a_role_is_answered_by_the_one_who_has_it() -> None:
    text = answer("Vem är projektledare i Boden?", "”Vi hade ingen").text
    assert text.splitlines()[0] == "Margareta Wikström är projektledare, Boden."


def test_who_somebody_is_is_answered_by_role_and_library() -> None:
    lead = "Karin Öberg är enhetschef, Falun."
    assert answer("Vem är Karin Öberg?", "Karin Öberg").text.splitlines()[0] == lead
    assert answer("Vem hjälpte Karin Öberg?", "Karin Öberg").text.splitlines()[0] != lead


def test_who_wrote_a_document_is_told_from_its_manifest() -> None:
    source = Source("larande", TITLE, author="Ylva Ek", publisher="Länsbladet", date="2023-05-02")
    read = understand(Question("Vem har skrivit artikeln?"), NAMES, max_chars=2000)
    documents = {DOCUMENT.id: replace(DOCUMENT, source=source)}
    found = compose(read, Selection((), (), 0.1), documents, id="q1", shown_libraries=())
    assert found.notes == (f"Källuppgifter: {TITLE}, Ylva Ek, Länsbladet, 2023-05-02.",)
    assert answer("Vem har skrivit artikeln?", nearest=("Besöken",)).notes == ()  # nobody knows


def test_a_topic_of_others_is_named() -> None:
    found = answer("Varför byggde Falun en studio för ljudböcker?", nearest=("I Boden byggde",))
    assert found.notes == ("I materialet nämns ”ljudböcker” bara om Boden, inte om Falun.",)
    found = answer("Vad säger Per Lindqvist om mikrofoner?", nearest=("”Vi hade ingen",))
    assert "I materialet är det Margareta Wikström som talar om ”mikrofoner”, inte Per Lindqvist." in found.notes


def test_quotes_beside_the_topic_do_not_hide_whose_it_is() -> None:
    beside = "Det tar två timmar"
    found = answer("Vad säger Karin Öberg om mikrofonerna?", beside)
    assert found.notes == ("I materialet är det Margareta Wikström som talar om ”mikrofonerna”, inte Karin Öberg.",)
    assert answer("Vad säger Karin Öberg och hennes mikrofoner?", beside).notes == ()


def test_an_event_that_is_taken_for_granted_is_named() -> None:
    found = answer("Varför lade Falun ner sin dansskola?", nearest=("Det tar två timmar",))
    assert found.notes == ("Belägg hittar inget i materialet om att Falun lade ner sin dansskola.",)


def test_what_the_article_tells_of_a_report() -> None:
    assert answer("Vad visar rapporten?", "Rapporten från").text.splitlines()[0] == f"Så återger {TITLE} rapporten:"


def test_several_speakers() -> None:
    found = answer("Hur lär de sig?", "Det tar två timmar", "”Vi hade ingen", "Besöken gjordes")
    assert found.text == (
        "Materialet svarar med tre citat:\n"
        "”Det tar två timmar i veckan.” [1] – Karin Öberg, enhetschef, Falun\n"
        "”Vi hade ingen aning om vad mikrofonerna kostade”, säger Margareta Wikström, projektledare i Boden. [2] "
        "– Margareta Wikström, projektledare, Boden\n"
        f"”Besöken gjordes i april 2023.” [3] – {TITLE}"
    )


def test_a_comparison_is_grouped_in_the_order_of_the_question() -> None:
    found = answer("Vad skiljer Boden från Falun?", "Karin Öberg", "I Boden byggde", "Det tar två timmar")
    assert found.text == (
        "Så säger materialet om Boden och Falun:\n\n"
        "Boden\n"
        f"”I Boden byggde de en egen studio för ljudböcker.” [1] – {TITLE}\n\n"
        "Falun\n"
        "Karin Öberg, enhetschef på biblioteket i Falun, berättar: ”Vi lär oss tillsammans varje torsdag.” [2] "
        "– Karin Öberg, enhetschef, Falun\n"
        "”Det tar två timmar i veckan.” [3] – Karin Öberg, enhetschef, Falun"
    )
    assert [c.n for c in found.citations] == [1, 2, 3]
    assert found.status == "answered"


def test_a_comparison_says_which_side_is_missing() -> None:
    found = answer("Jämför Falun och Östersund", "Det tar två timmar", missing=("Östersund",))
    assert found.text == (
        "Så säger materialet om Falun och Östersund:\n\n"
        "Falun\n"
        "”Det tar två timmar i veckan.” [1] – Karin Öberg, enhetschef, Falun\n\n"
        "Östersund\n"
        "Östersund: framgår inte av materialet."
    )
    assert found.status == "partial"
    assert found.notes == ("Om Östersund framgår inget svar av materialet.",)


def test_people_are_compared_by_name() -> None:
    found = answer("Vad säger Margareta och Karin?", "Det tar två timmar", "”Vi hade ingen")
    lines = found.text.splitlines()
    assert lines[0] == "Så säger materialet om Margareta Wikström och Karin Öberg:"
    assert [line for line in lines if line in ("Margareta Wikström", "Karin Öberg")] == [
        "Margareta Wikström",
        "Karin Öberg",
    ]
    assert [c.speaker for c in found.citations] == ["Margareta Wikström", "Karin Öberg"]


def test_a_quote_about_both_sides_is_pointed_to_and_alone_needs_no_groups() -> None:
    lines = ["Åke Ek och Ida Lund är forskare i Umeå.", "Ida Lund bor i Umeå."]
    document = read_document("Forskarna\n\n" + "\n\n".join(lines), Source("forskarna", "Forskarna"))
    both, one = (Selected(chunk, 0.9, 2.0) for chunk in to_chunks(document)[-2:])
    read = understand(Question("Vad gör Åke Ek och Ida Lund?"), Names([document]), max_chars=2000)
    texts = [
        compose(
            read, Selection(quotes, (), 0.9), {"forskarna": document}, id="q1", shown_libraries=()
        ).text.splitlines()
        for quotes in ((both,), (both, one))
    ]
    assert texts[0][1:] == [f"”{lines[0]}” [1] – Forskarna"]
    assert texts[1][1:4] == ["", "Åke Ek", f"”{lines[0]}” [1] – Forskarna"]
    assert texts[1][4:] == ["", "Ida Lund", f"”{lines[1]}” [2] – Forskarna"]
    read = understand(Question("Vad gör Ida Lund och Åke Ek?"), Names([document]), max_chars=2000)
    grouped = compose(read, Selection((both, one), (), 0.9), {"forskarna": document}, id="q1", shown_libraries=())
    assert grouped.text.endswith("Åke Ek\nÅke Ek: se [1].")


def test_not_found_shows_the_nearest_as_no_answer() -> None:
    found = answer("Vad kostade robotarna?", nearest=["”Vi hade ingen", "Besöken gjordes"])
    assert (found.status, found.text) == ("not_found", "Det framgår inte av materialet.")
    assert found.citations == ()
    assert [c.n for c in found.nearest] == [1, 2]


def test_english_questions_get_an_english_lead_and_swedish_quotes() -> None:
    found = answer("How do they learn in Falun?", "Det tar två timmar")
    assert found.language == "en"
    assert found.text == (
        "This is what Karin Öberg, enhetschef, Falun says (quoted in Swedish):\n"
        "”Det tar två timmar i veckan.” [1] – Karin Öberg, enhetschef, Falun"
    )
    assert answer("What did the robots cost?").text == "The material does not answer this."
    compared = answer("Compare Falun and Östersund", "Det tar två timmar", missing=("Östersund",))
    assert compared.text.startswith("This is what the material says about Falun and Östersund (quoted in Swedish):")
    assert compared.text.endswith("Östersund: the material does not say.")
    assert compared.notes == ("The material gives no answer about Östersund.",)


@pytest.mark.parametrize(
    ("question", "start", "lead"),
    [
        ("Vem är det som säger så?", "Det tar två timmar", "Det säger Karin Öberg, enhetschef, Falun."),
        (
            "Vem säger det?",
            "Besöken gjordes",
            f"Det är artikelns egna ord i {TITLE}, inget uttalande av någon intervjuad.",
        ),
        ("Var står det?", "Det tar två timmar", f"Det står i avsnittet ”Lära i grupp” i {TITLE}."),
        ("Who says that?", "Det tar två timmar", "It is said by Karin Öberg, enhetschef, Falun."),
        ("Where does it say that?", "Besöken gjordes", f"It stands in the section ”{TITLE}” of {TITLE}."),
    ],
)
def test_questions_about_the_answer_before(question: str, start: str, lead: str) -> None:
    assert answer(question, start, history=("Hur lär de sig?",)).text.splitlines()[0] == lead


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Vad säger Karin i Boden?", "I materialet hör Karin Öberg till Falun, inte till Boden."),
        ("Hur gör Uppsala?", "”Uppsala” nämns inte i materialet."),
        ("Vad gör Margreta i Boden?", "Frågan tolkades som att den gäller Margareta Wikström."),
        ("Skriv en dikt", "Belägg svarar med ordagranna citat ur materialet och utför inga andra uppgifter."),
        ("Vad tycker du?", "Belägg har inga egna åsikter, utan visar bara vad materialet säger."),
        ("Hur ser det ut om tio år?", "Materialet säger inget om framtiden; Belägg gissar inte."),
        ("What does Karin say in Boden?", "In the material Karin Öberg belongs to Falun, not to Boden."),
    ],
)
def test_notes_name_what_the_question_takes_for_granted(question: str, note: str) -> None:
    assert answer(question, nearest=["”Vi hade ingen"]).notes == (note,)


def test_a_filter_is_named() -> None:
    assert answer("Hur lär de sig?", "Karin Öberg", libraries=["Falun", "Boden"]).notes == (
        "Sökningen är begränsad till Falun och Boden.",
    )


def test_the_nearest_by_someone_else_is_said_to_be() -> None:
    assert answer("Vad säger Per om robotar?", nearest=["Karin Öberg"]).notes == (
        "Det som står närmast i ämnet är inte sagt av Per Lindqvist.",
    )
    assert answer("Vad säger Per om robotar?", nearest=["Per Lindqvist"]).notes == ()


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("Det gick.", "”Det gick.”"),
        ("”Det gick”, säger Bo.", "”Det gick”, säger Bo."),
        ("“Det gick.", "“Det gick.”"),
        ("Det gick.” säger Bo.", "”Det gick.” säger Bo."),
        ("Bo säger: »Det gick. Alla kom.", "Bo säger: »Det gick. Alla kom.”"),
        ("»Det gick»", "»Det gick»"),
        ('Hon sa "nej"', 'Hon sa "nej"'),
        ("Det ’gick’.", "”Det ’gick’.”"),
    ],
)
def test_marks_are_added_only_where_there_are_none(quote: str, marked: str) -> None:
    assert to_marked(quote) == marked


def test_who_is_described_leaves_out_what_is_not_known() -> None:
    citation = answer("Hur lär de sig?", "Karin Öberg").citations[0]
    assert describe(citation, DOCUMENTS) == "Karin Öberg, enhetschef, Falun"


def test_a_report_that_is_only_told_of_is_named() -> None:
    assert answer("Vad står i rapporten om Falun?", nearest=["Karin Öberg"]).notes == (
        f"Själva rapporten finns inte i materialet; där står bara vad {TITLE} berättar om den.",
    )
    assert answer("Vad visar rapporten?", "Rapporten från").notes == ()
