from __future__ import annotations

import pytest

from corpus.library import read_document
from corpus.mentions import find_mentions
from corpus.organisations import find_places, mentions_place
from corpus.people import find_people, to_base_role
from corpus.types import Person, Source, Span


def people_of(text: str) -> list[Person]:
    return list(read_document(f"Titel\n\n{text}", Source("prov", "Titel")).people)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Bo Ek, målare i Lund, kom.", Person("Bo Ek", "målare", "Lund")),
        ("Målaren Bo Ek i Lund kom.", Person("Bo Ek", "målare", "Lund")),
        ("Det säger Bo Ek, som är målare i Lund.", Person("Bo Ek", "målare", "Lund")),
        ("Bo Ek (målare) kom.", Person("Bo Ek", "målare", None)),
        ("Bo Ek är bibliotekschef på Åre bibliotek. Åre är litet.", Person("Bo Ek", "bibliotekschef", "Åre")),
        ("Biblioteksutvecklaren Åsa Öberg-Ängström kom.", Person("Åsa Öberg-Ängström", "biblioteksutvecklare", None)),
        ("Eva von Sydow, rektor i Lund, kom.", Person("Eva von Sydow", "rektor", "Lund")),
        ("”Ja”, säger Bo Ek.", Person("Bo Ek", None, None)),
        ("Enligt Bo Ek är det så.", Person("Bo Ek", None, None)),
        ("Som Bo Ek säger är det så.", Person("Bo Ek", None, None)),
        ("Per Ek, målare i Lund, kom.", Person("Per Ek", "målare", "Lund")),
        ("Så sa Maj Ek, målare.", Person("Maj Ek", "målare", None)),
        ("”Ja”, säger målaren Lars-Åke Ek.", Person("Lars-Åke Ek", "målare", None)),
        ("IT-samordnaren Bo Ek kom.", Person("Bo Ek", "IT-samordnare", None)),
        ("”Ja”, säger Bo Ek. Sedan kom Bo i Lund.", Person("Bo Ek", None, "Lund")),
    ],
)
def test_a_person_is_known_by_role_verb_or_company(text: str, person: Person) -> None:
    assert people_of(text) == [person]


@pytest.mark.parametrize(
    "text",
    [
        "Region Uppsala betalar.",
        "Stärkta Bibliotek pågick.",
        "Vi var i Norra Ängby.",
        "Röda Korset kom.",
    ],
)
def test_a_capitalised_name_alone_is_no_person(text: str) -> None:
    assert people_of(text) == []


def test_people_stand_in_order_and_later_facts_are_added() -> None:
    text = "”Ja”, säger Eva Al. Bo Ek, målare, kom. Eva Al, snickare i Åre, gick. Bo i Lund stannade."
    assert people_of(text) == [Person("Eva Al", "snickare", "Åre"), Person("Bo Ek", "målare", "Lund")]


@pytest.mark.parametrize("name", ["Stellan Ågren", "Bo Nordin", "Eva Strandberg", "Åsa Lindkvist", "Eva Björk"])
def test_the_genitive_is_no_part_of_a_name(name: str) -> None:
    assert [person.name for person in people_of(f"Idén var målaren {name}s. ”Ja”, säger {name.split()[0]}.")] == [name]


@pytest.mark.parametrize("name", ["Bo Malmros", "Eva Mattes", "Bo Fors", "Eva Granfors", "Bo Hass"])
def test_a_name_may_end_in_s(name: str) -> None:
    assert [person.name for person in people_of(f"Målaren {name} kom. ”Ja”, säger {name}.")] == [name]


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("bibliotekschefen", "bibliotekschef"),
        ("Bibliotekarien", "bibliotekarie"),
        ("forskarna", "forskare"),
        ("IT-samordnaren", "IT-samordnare"),
        ("vd:n", "vd"),
        ("talmannen", "talman"),
        ("ombudet", "ombud"),
        ("romanen", None),
        ("huset", None),
    ],
)
def test_the_base_form_of_a_role(word: str, role: str | None) -> None:
    assert to_base_role(word) == role


BO, BOSSE, EVA = Person("Bo Ek", "målare", "Lund"), Person("Bo Al", "kassör", "Åre"), Person("Eva Al", "rektor")


@pytest.mark.parametrize(
    ("text", "people", "expected"),
    [
        ("Bo kom.", [BO, EVA], [("Bo", BO)]),
        ("Bos hus.", [BO, EVA], [("Bos", BO)]),
        ("Ek och Eva Al kom.", [BO, EVA], [("Ek", BO), ("Eva Al", EVA)]),
        ("Eken stod kvar. Bosättning.", [BO], []),
        ("Bo kom.", [BO, BOSSE], [("Bo", None)]),
        ("Bo i Åre kom.", [BO, BOSSE], [("Bo", BOSSE)]),
        ("Bo Ek kom. Sedan gick Bo.", [BO, BOSSE], [("Bo Ek", BO), ("Bo", BO)]),
        ("Kassören kom.", [BO, BOSSE], [("Kassören", BOSSE)]),
        ("Kassören Lena kom.", [BO, BOSSE], []),
        ("kassören i Lund kom.", [BO, BOSSE], []),
        ("Ingen kom.", [], []),
    ],
)
def test_mentions(text: str, people: list[Person], expected: list[tuple[str, Person | None]]) -> None:
    mentions = find_mentions(text, Span(0, len(text)), people)
    assert [(mention.span.of(text), mention.person) for mention in mentions] == expected


def test_an_earlier_mention_tells_which_of_two_is_meant() -> None:
    (mention,) = find_mentions("Bo kom.", Span(0, 7), [BO, BOSSE], earlier=[BOSSE])
    assert mention.person == BOSSE


def test_places_are_the_peoples_and_those_named_after_i() -> None:
    text = "Bo Ek, målare i Lund, kom. I Åre är det kallt. Alla i Åre vet det. I Kalmar regnar det. I maj kom alla."
    spans = [Span(0, 26), Span(27, len(text))]
    people = find_people(text, spans)
    assert find_places(text, spans, people) == ("Lund", "Åre")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("I Åre är det kallt.", True), ("Åres bibliotek", True), ("Årets bok", False), ("Norra-Åre", False)],
)
def test_a_place_is_named_also_in_the_genitive(text: str, expected: bool) -> None:
    assert mentions_place(text, "Åre") is expected
