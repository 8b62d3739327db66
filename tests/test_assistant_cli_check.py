"""`belagg check`, through `main`."""

import io
import json

import pytest
from terminal import Terminal

TORSDAG = "Vi lär oss tillsammans varje torsdag"
OWN = "En egen text\n\nHär står något helt eget för sig.\n"
DRAFT = f"""Utkast

”{TORSDAG}”, säger Karin Öberg. Per Lindqvist menar att ”var och en väljer en kurs på nätet”.

Någon säger ”{TORSDAG}”, enligt Margareta Wikström. I Boden byggde de 2019 en egen studio för ljudböcker.
"""


def test_a_text_is_checked_for_reading(terminal: Terminal) -> None:
    result = terminal.run("check", terminal.write("utkast.txt", DRAFT))
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("1 av 3 citat behöver rättas") or result.out.startswith("2 av 3 citat behöver rättas")
    assert f"1. ORDAGRANT: ”{TORSDAG}” (enligt texten: Karin Öberg)" in result.out
    assert "2. NÄSTAN – INTE ORDAGRANT" in result.out
    assert "i källan står ”får välja”, i citatet ”väljer”" in result.out
    assert "Påståenden – en vink, inget utslag" in result.out


def test_a_text_is_checked_as_json(terminal: Terminal) -> None:
    result = terminal.run("check", terminal.write("utkast.txt", DRAFT), "--json")
    told = json.loads(result.out)
    assert result.out.count("\n") == 1
    assert [check["verdict"] for check in told["checks"]][:2] == ["verbatim", "near"]
    assert told["checks"][0]["document_id"] == "larande"


def test_a_text_comes_from_standard_input(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"”{TORSDAG}”".encode())))
    assert terminal.run("check", "-").out.startswith("Citatet stämmer ordagrant.")


def test_a_text_is_checked_against_the_documents_of_a_folder(terminal: Terminal) -> None:
    folder = terminal.folder / "others"
    folder.mkdir()
    (folder / "egen.txt").write_text(OWN, encoding="utf-8")
    draft = terminal.write("utkast.txt", "”Här står något helt eget för sig.”")
    assert terminal.run("check", draft, "--documents", str(folder)).out.startswith("Citatet stämmer ordagrant.")
    assert terminal.run("check", draft).out.startswith("1 av 1 citat behöver rättas")


@pytest.mark.usefixtures("no_models")
def test_batch_gives_a_verdict_a_line(terminal: Terminal) -> None:
    rows = [
        {"id": "a", "quote": TORSDAG, "document_id": "larande", "speaker": "Karin Öberg"},
        {"id": 2, "quote": TORSDAG, "document_id": None, "speaker": "Per Lindqvist"},
        {"id": "c", "quote": "Vi lär oss tillsammans varje fredag"},
    ]
    result = terminal.run("check", "--batch", terminal.write("in.jsonl", rows), "--out", str(terminal.folder / "ut"))
    assert (result.code, result.out, result.err) == (0, "", "")
    checks = terminal.read_answers("ut")
    assert [(check["id"], check["verdict"]) for check in checks] == [
        *(("a", "verbatim"), ("2", "misattributed"), ("c", "near")),
    ]
    assert set(checks[0]) == {"id", "verdict", "document_id", "start", "end", "speaker", "difference"}
    assert checks[0]["speaker"] == "Karin Öberg"


@pytest.mark.usefixtures("no_models")
def test_batch_checks_against_the_documents_of_a_folder(terminal: Terminal) -> None:
    folder = terminal.folder / "others"
    folder.mkdir()
    (folder / "egen.txt").write_text(OWN, encoding="utf-8")
    source = terminal.write("in.jsonl", [{"id": "a", "quote": "Här står något helt eget för sig."}])
    terminal.run("check", "--batch", source, "--out", str(terminal.folder / "ut"), "--documents", str(folder))
    assert terminal.read_answers("ut")[0]["document_id"] == "egen"


@pytest.mark.usefixtures("no_models")
def test_bad_lines_are_named_and_the_good_ones_checked(terminal: Terminal) -> None:
    rows = ["{", {"id": "b"}, {"id": "c", "quote": 3}, {"id": "d", "quote": "x", "speaker": 1}, {"quote": TORSDAG}]
    result = terminal.run("check", "--batch", terminal.write("in.jsonl", rows), "--out", str(terminal.folder / "ut"))
    assert result.code == 2
    said = result.err.splitlines()
    assert "rad 1" in said[0] and "quote saknas" in said[1] and "quote ska vara en text" in said[2]
    assert "speaker ska vara en text eller null" in said[3]
    assert [check["verdict"] for check in terminal.read_answers("ut")] == ["verbatim"]


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Ange en fil att kontrollera"),
        (("--batch", "in.jsonl"), "--out OUT.jsonl"),
        (("utkast.txt", "--out", "ut"), "Ange en fil att kontrollera"),
        (("finns-inte.txt",), "kan inte läsas"),
        (("--batch", "finns-inte.jsonl", "--out", "ut"), "kan inte läsas"),
        (("tom.docx",), "tom.docx"),
    ],
)
def test_what_cannot_be_checked(terminal: Terminal, arguments: tuple[str, ...], said: str) -> None:
    terminal.write("tom.docx", b"PK\x03\x04 trasig")
    assert said in terminal.refuse("check", *arguments)
