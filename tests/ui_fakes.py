"""A fake assistant for the page: canned answers whose quotes are real spans of the first document."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from pathlib import Path

from assistant.check import QuoteChecker
from assistant.check_text import CheckedText, Progress, check_text
from assistant.types import Answer, Citation, Question
from corpus.readers import Draft
from corpus.types import Attribution, BelaggError, Document, Person, Section, Sentence, Source, Span

TEXT = Path("corpus/documents/framgangsfaktorer.txt")
TITLE = "Framgångsfaktorer för digital kompetensutveckling"
HEADINGS = (
    TITLE,
    "Framgångsfaktorer",
    "Ett prioriterat arbete",
    "Kombinera teknikutveckling och lärande",
    "Grunda lärandet i vardagen",
    "Samarbeta med andra",
    "Arbeta med hela bredden av biblioteksuppdraget",
    "Lärande leder till nytt lärande",
    "Reflektionsfrågor",
)
ANNA = Person("Anna Dahlquist", "biblioteksutvecklare", "Luleå")
NADINE = Person("Nadine Alvarado", None, "Kungälv")
HANNA = Person("Hanna Eskelin", "bibliotekarie", "Åre")
QUOTES = {
    "stomme": (
        "”Det ger en jättebra stomme och är en viktig nyckelfaktor som hjälper oss att identifiera behov och "
        "möjligheter” säger Anna."
    ),
    "projekt": (
        "Anna Dahlquist, biblioteksutvecklare i Luleå berättar om flera projekt som löpt parallellt och byggt på "
        "varandra:"
    ),
    "katalysator": (
        "”När vi startade detta 2018 hade vi ett tidigare kompetensprojekt med oss, som fungerade som katalysator."
    ),
    "resa": "Det har varit en resa att formulera det både i personalgruppen och i ledningen.",
    "metamedvetna": "Vi var inte så metamedvetna tidigare.”",
    "kursplaner": (
        "I de mer formaliserade projekten finns det kursplaner och inplanerade lärtillfällen för all personal."
    ),
}


def build_document(text: str | None = None, *, id: str = "framgangsfaktorer", title: str = TITLE) -> Document:
    """Return the article with its headings, its residue and a few attributed sentences."""
    text = TEXT.read_text(encoding="utf-8") if text is None else text
    starts = [(m.start(), m[0]) for m in re.finditer(r"^.+$", text, re.MULTILINE) if m[0] in (*HEADINGS, title)]
    ends = [*(start for start, _ in starts), len(text)][1:]
    sections = tuple(Section(name, Span(start, end)) for (start, name), end in zip(starts, ends, strict=True))
    sentences = []
    for name, person, how in (
        ("projekt", ANNA, "reported"),
        ("katalysator", ANNA, "direct"),
        ("stomme", ANNA, "direct"),
        ("resa", NADINE, "direct"),
        ("metamedvetna", NADINE, "direct"),
        ("kursplaner", None, "none"),
    ):
        if (start := text.find(QUOTES[name])) < 0:
            continue
        span = Span(start, start + len(QUOTES[name]))
        section = next((s.title for s in reversed(sections) if s.span.covers(span)), "")
        kind = "interview" if person else "article"
        about = (person.library or "",) if person else ()
        attribution = Attribution(person, how)
        sentences.append(Sentence(len(sentences), span, QUOTES[name], section, span, kind, attribution, about))
    sentences.sort(key=lambda sentence: sentence.span)
    residue = []
    if text.startswith("Gå direkt till innehållet"):
        residue.append(Span(0, len("Gå direkt till innehållet")))
        residue.append(Span(text.index("\nKommentarer") + 1, len(text)))
    source = Source(
        id,
        title,
        author="Eleonor Grenholm",
        publisher="Digiteket",
        date="2021-02-24",
        url="https://digiteket.se/artikel/",
    )
    return Document(source, text, sections, tuple(sentences), (), (ANNA, NADINE, HANNA), tuple(residue))


def cite(
    document: Document, n: int, quote: str, section: str, person: Person | None = None, kind: str = "interview"
) -> Citation:
    start = document.text.index(quote)
    return Citation(
        n,
        quote,
        document.id,
        start,
        start + len(quote),
        section,
        kind,  # type: ignore[arg-type]
        person and person.name,
        person and person.role,
        person and person.library,
        0.9,
    )


class FakeAssistant:
    """Answers by keyword, while `hold` is set. `asked` keeps every question that came."""

    libraries = ("Helsingborg", "Kungälv", "Sigtuna", "Åre", "Luleå")
    examples = (
        "Hur organiserade Luleå lärandet?",
        "Jämför hur Kungälv och Åre lär sig av vardagen",
        "Vad kostade projektet?",
    )

    def __init__(self, *documents: Document) -> None:
        chosen = documents or (build_document(),)
        self.documents = {document.id: document for document in chosen}
        self.asked: list[Question] = []
        self.hold = threading.Event()
        self.hold.set()

    def check(self, draft: Draft, *, on_progress: Progress | None = None) -> CheckedText:
        def tell(done: int, of: int) -> None:
            if on_progress is not None:
                on_progress(done, of)
            self.hold.wait(20)

        checker = QuoteChecker(tuple(self.documents.values()))
        return check_text(draft, self.documents, checker, None, on_progress=tell)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        self.hold.wait(20)
        document = next(iter(self.documents.values()))
        text = question.text.lower()
        empty = Answer(question.id, question.text, "not_found", "sv", "", timings_ms={})
        if "krasch" in text:
            raise RuntimeError("the fake breaks")
        if "stängt" in text:
            raise BelaggError("Indexet saknas. Kör: belagg index")
        if "kostade" in text:
            return replace(
                empty,
                text="Det framgår inte av materialet vad projektet kostade.",
                nearest=(cite(document, 1, QUOTES["kursplaner"], HEADINGS[4], kind="article"),),
                follow_ups=("Hur organiserade Luleå lärandet?",),
            )
        if "kungälv" in text:
            return replace(
                empty,
                status="partial",
                text="Kungälv talar om en gemensam resa [1], och gruppen beskriver hur den har ändrats [2].\nKungälv\n"
                f"”{QUOTES['resa']}” – Nadine Alvarado, Kungälv [1]\nÅre\n"
                "Framgår inte av materialet vad riktlinjerna säger.",
                citations=(
                    cite(document, 1, QUOTES["resa"], HEADINGS[4], NADINE),
                    cite(document, 2, QUOTES["metamedvetna"], HEADINGS[4], NADINE),
                ),
                notes=("Frågan om riktlinjer i Åre besvaras inte i materialet.",),
                follow_ups=("Och i Luleå då?", "Vem är det som säger så?"),
            )
        if "trasig" in text:
            good = cite(document, 1, QUOTES["resa"], HEADINGS[4], NADINE)
            return replace(
                empty, status="answered", text="Ett citat stämmer inte [1].", citations=(replace(good, quote="Nej."),)
            )
        return replace(
            empty,
            status="answered",
            text="Anna Dahlquist i Luleå beskriver flera projekt [1][2] och en referensgrupp [3]. Se även [4].",
            citations=(
                cite(document, 1, QUOTES["projekt"], HEADINGS[3], ANNA),
                cite(document, 2, QUOTES["katalysator"], HEADINGS[3], ANNA),
                cite(document, 3, QUOTES["stomme"], HEADINGS[5], ANNA),
                cite(document, 4, QUOTES["kursplaner"], HEADINGS[4], kind="article"),
            ),
            follow_ups=("Och i Kungälv då?", "Vilka ingick i referensgruppen?"),
        )
