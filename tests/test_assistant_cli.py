"""The command line, through `main`: what each command prints, and what it says of every kind of bad input."""

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from assistant_fakes import ROBOTS, TEXT
from terminal import ENGLISH, Result, Terminal

import evals.run
from assistant.cli import build_parser, main
from assistant.conversation import Turn
from assistant.records import CSV_HEADINGS, FILE_NAME, Feedback, Records
from assistant.reviews import ReviewInput, Reviews
from assistant.types import Answer
from corpus.library import load_documents

# What the commands do


def test_ask_prints_the_answer_for_reading(terminal: Terminal) -> None:
    result = terminal.run("ask", "Vad kostade mikrofonerna?")
    assert (result.code, result.err) == (0, "")
    assert "[1]" in result.out
    assert "\nKällor\n" in result.out
    assert not terminal.capsys.readouterr().err


def test_ask_prints_json_on_one_line(terminal: Terminal) -> None:
    result = terminal.run("ask", "Vad kostade mikrofonerna?", "--json")
    assert (result.code, result.err, result.out.count("\n")) == (0, "", 1)
    answer = json.loads(result.out)
    citation = answer["citations"][0]
    text = {"larande": TEXT, "robotar": ROBOTS}[citation["document_id"]]
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_second_question_uses_the_index_of_the_first(terminal: Terminal) -> None:
    terminal.run("ask", "Vad kostade mikrofonerna?")
    first = terminal.embedder.embedded_texts
    terminal.run("ask", "Vad kostade mikrofonerna?")
    assert terminal.embedder.embedded_texts == first + 1


def test_feedback_is_printed_as_a_table(terminal: Terminal) -> None:
    assert terminal.run("feedback").out.splitlines() == [";".join(CSV_HEADINGS)]
    assert not (terminal.data / FILE_NAME).exists()
    answer = Answer("a1", "Vad?", "not_found", "sv", "Framgår inte.")
    given = datetime(2026, 11, 23, tzinfo=UTC)
    kept = Feedback("t1", given, "down", "missing", "=Det står; där", "Vad?", answer.to_json(), {})
    Records(terminal.data / FILE_NAME).add_feedback(kept)
    result = terminal.run("feedback")
    assert result.code == 0
    assert 'Tumme ned;missing;"\'=Det står; där";Vad?' in result.out


def test_feedback_in_a_broken_file_is_said(terminal: Terminal) -> None:
    terminal.data.mkdir(exist_ok=True)
    (terminal.data / FILE_NAME).write_bytes(b"no database" * 200)
    assert "Flytta undan den" in terminal.refuse("feedback")


def test_reviews_are_printed_as_a_table_and_as_cases(terminal: Terminal) -> None:
    assert terminal.run("reviews").out.count("\n") == 1
    assert terminal.run("reviews", "--cases") == Result(0, "", "")
    documents = {document.id: document for document in load_documents(terminal.documents)}
    reviews = Reviews(terminal.data / FILE_NAME)
    turn = Turn("Vad kostade det?", (), Answer("a", "Vad kostade det?", "not_found", "sv", "Framgår inte."))
    key = reviews.keep(turn, (), documents)
    reviews.sign(key, ReviewInput("Åsa Öberg", is_right=True), documents)
    assert "Åsa Öberg;Vad kostade det?" in terminal.run("reviews").out
    assert json.loads(terminal.run("reviews", "--cases").out)["answerable"] is False


def test_sources_lists_the_documents(terminal: Terminal) -> None:
    result = terminal.run("sources")
    assert (result.code, result.err) == (0, "")
    assert [line for line in result.out.splitlines() if not line.startswith(" ")] == [
        "larande  Så lär sig tre bibliotek",
        "robotar  Robotar på biblioteket",
    ]


def test_source_text_prints_the_text_and_nothing_else(terminal: Terminal) -> None:
    assert terminal.run("source-text", "larande") == Result(0, TEXT, "")
    text = "Inget radslut och ett \u2028 radskiljetecken\r\nÅre"
    (terminal.documents / "annan.txt").write_bytes(text.encode())
    assert terminal.run("source-text", "annan") == Result(0, text, "")


@pytest.mark.parametrize("target", ["larande", "documents/larande.txt"])
def test_inspect_takes_an_id_or_a_file(terminal: Terminal, target: str) -> None:
    result = terminal.run("inspect", target, "--json")
    assert (result.code, result.err, result.out.count("\n")) == (0, "", 1)
    assert json.loads(result.out)["people"][0]["name"] == "Karin Öberg"
    assert "Karin Öberg, enhetschef, Falun" in terminal.run("inspect", target).out


def test_index_builds_anew(terminal: Terminal) -> None:
    first = terminal.run("index")
    assert (first.code, first.out) == (0, "Sökindexet är byggt: 17 meningar.\n")
    manifest = (terminal.data / "index" / "manifest.json").read_text()
    assert terminal.run("index").code == 0
    assert (terminal.data / "index" / "manifest.json").read_text() != manifest


def test_batch_answers_all_lines(terminal: Terminal) -> None:
    source = terminal.write(
        "in.jsonl",
        [
            {"id": "a", "question": "Vad kostade mikrofonerna?"},
            {"id": "b", "question": "Och i Falun?", "history": ["Hur lär de sig i Boden?"]},
            {"id": "c", "question": "Vad köpte de?", "documents": ["robotar"]},
        ],
    )
    result = terminal.run("batch", source, "--out", "out.jsonl")
    assert (result.code, result.out) == (0, "")
    answers = terminal.read_answers("out.jsonl")
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert {citation["document_id"] for citation in answers[2]["citations"]} == {"robotar"}  # type: ignore[attr-defined]


def test_batch_with_documents_keeps_to_them_and_leaves_the_index_alone(terminal: Terminal) -> None:
    own = terminal.folder / "own"
    own.mkdir()
    (own / "båt.txt").write_text("Båten\n\nVi köpte en båt av en fiskare.\n", encoding="utf-8")
    (own / "läsmig.md").write_text("Inte med.", encoding="utf-8")
    source = terminal.write("in.jsonl", [{"id": "a", "question": "Av vem köpte ni båten?"}])
    assert terminal.run("batch", source, "--out", "out.jsonl", "--documents", str(own)).code == 0
    (answer,) = terminal.read_answers("out.jsonl")
    assert {citation["document_id"] for citation in answer["citations"]} == {"båt"}  # type: ignore[attr-defined]
    assert not terminal.data.exists()


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_eval_tells_by_its_code_whether_it_holds_against_an_earlier_run(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, passed: bool, code: int
) -> None:
    asked: list[dict[str, object]] = []

    def run_eval(**given: object) -> evals.run.Outcome:
        asked.append(given)
        return evals.run.Outcome("Tabellen å", passed)

    monkeypatch.setattr(evals.run, "run_eval", run_eval)
    result = terminal.run("eval", "--suite", "tuning", "--against", "förra.json")
    assert result == Result(code, "Tabellen å\n", "")
    assert [(given["suite"], given["against"]) for given in asked] == [("tuning", Path("förra.json"))]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--suite", "allt"], "Sviten 'allt' finns inte"),
        (["--suite", "swefaq"], "Ange den med --data FIL"),
        (["--suite", "attribution", "--against", "förra.json"], "jämförs inte med en fil"),
        (["--suite", "tuning", "--against", "förra.json"], "förra.json kan inte läsas"),
    ],
)
def test_an_evaluation_that_cannot_be_run(terminal: Terminal, arguments: list[str], said: str) -> None:
    assert said in terminal.refuse("eval", *arguments)


# Bad questions


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Frågan är tom"),
        ("   \n", "Frågan är tom"),
        ("?!", "Frågan är tom"),
        ("\x01\x02\x1b\x7f\u200b", "Frågan är tom"),
        ("\udcff\udcfe", "Frågan är tom"),
        ("Vad? " * 2000, "Frågan är 9999 tecken lång; högst 2000 går att ställa"),
    ],
)
@pytest.mark.parametrize("json_flag", [(), ("--json",)])
def test_a_question_that_cannot_be_asked(terminal: Terminal, question: str, said: str, json_flag: tuple[str]) -> None:
    assert said in terminal.refuse("ask", question, *json_flag)
    assert not terminal.data.exists()


def test_bytes_that_are_no_utf8_in_a_question_are_passed_over(terminal: Terminal) -> None:
    result = terminal.run("ask", "Vad kostade \udce5 mikrofonerna?", "--json")
    assert result.code == 0
    assert json.loads(result.out)["citations"]


# Bad commands


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fråga"], "'fråga' går inte att välja; välj bland"),
        (["ask"], "det här saknas: FRÅGA"),
        (["ask", "Vad?", "--jsno"], "okända argument: --jsno"),
        (["ask", "Vad", "är", "det?"], "okända argument: är det?"),
        (["batch", "in.jsonl"], "det här saknas: --out"),
        (["batch", "in.jsonl", "--out"], "--out behöver ett värde"),
        (["page", "--port", "åtta"], "--port kan inte ha värdet 'åtta'"),
        (["source-text"], "det här saknas: ID"),
        (["inspect"], "det här saknas: FIL|ID"),
    ],
)
def test_a_command_that_is_not_there(terminal: Terminal, arguments: list[str], said: str) -> None:
    shown = terminal.refuse(*arguments)
    assert said in shown
    assert "--help”" in shown


def get_commands() -> dict[str, str]:
    """Return the commands with the help of each."""
    (choices,) = [a.choices for a in build_parser()._actions if isinstance(a.choices, dict)]
    return {name: parser.format_help() for name, parser in choices.items()}


def test_help_is_swedish() -> None:
    shown = [build_parser().format_help(), *get_commands().values()]
    assert set(get_commands()) == {
        "page",
        "ask",
        "batch",
        "check",
        "inspect",
        "sources",
        "source-text",
        "index",
        "feedback",
        "reviews",
        "eval",
    }
    assert "--against FIL" in get_commands()["eval"]
    for text in shown:
        assert text.startswith("användning: belagg")
        assert "visa den här hjälpen" in text
        assert not ENGLISH.search(text)
        assert not re.search(r"\b(?:show|options|positional|exit)\b", text)


# Unknown documents and bad folders


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize("command", ["source-text", "inspect"])
def test_an_unknown_document_is_named_with_the_known_ones(terminal: Terminal, command: str) -> None:
    shown = terminal.refuse(command, "annat")
    assert "Dokumentet annat finns inte i materialet. De som finns är larande, robotar." in shown


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(
    ("target", "said"), [("finns-inte.txt", "kan inte läsas"), (".", "kan inte läsas"), ("documents", "kan inte läsas")]
)
def test_a_file_that_cannot_be_inspected(terminal: Terminal, target: str, said: str) -> None:
    assert said in terminal.refuse("inspect", target)


BAD_FILES = {
    "binary": (b"\x00\x01PNG\x00", "innehåller nolltecken och är troligen ingen textfil"),
    "latin-1": ("Åre bibliotek".encode("latin-1"), "är inte text i UTF-8"),
    "pdf": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3", "är inte text i UTF-8"),
    "empty": (b"", "är tom"),
    "blank": (b" \n\n\t", "är tom"),
    "byte-order-mark": (b"\xef\xbb\xbf", "är tom"),
}


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(("content", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_document_that_is_no_text(terminal: Terminal, content: bytes, said: str) -> None:
    own = terminal.folder / "own"
    own.mkdir()
    (own / "bra.txt").write_text("En bra text.\n")
    (own / "trasig.txt").write_bytes(content)
    source = terminal.write("in.jsonl", [{"question": "Vad?"}])
    shown = terminal.refuse("batch", source, "--out", "out.jsonl", "--documents", str(own))
    assert said in shown
    assert "trasig.txt" in shown
    assert not (terminal.folder / "out.jsonl").exists()
    assert said in terminal.refuse("inspect", str(own / "trasig.txt"))


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "finns inte. Ange en mapp med dokument"),
        (lambda path: path.mkdir(), "innehåller inga dokument"),
        (lambda path: path.write_text("en fil"), "finns inte. Ange en mapp med dokument"),
    ],
    ids=["missing", "empty", "file"],
)
def test_a_folder_without_documents(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], said: str
) -> None:
    own = terminal.folder / "own"
    make(own)
    terminal.write("out.jsonl", "gammalt")
    source = terminal.write("in.jsonl", [{"question": "Vad?"}])
    shown = terminal.refuse("batch", source, "--out", "out.jsonl", "--documents", str(own))
    assert said in shown
    assert str(own) in shown
    assert (terminal.folder / "out.jsonl").read_text() == "gammalt"
    monkeypatch.setenv("BELAGG_DOCUMENTS", str(own))
    for arguments in (["ask", "Vad?"], ["sources"], ["index"], ["source-text", "larande"], ["inspect", "larande"]):
        assert said in terminal.refuse(*arguments)


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Take the right to look into `folder`, also from root, who has to become someone else for that."""
    is_root = os.geteuid() == 0
    mode = folder.stat().st_mode
    folder.chmod(0o000)
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(mode)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs rights as Unix has them")
@pytest.mark.usefixtures("no_models")
def test_a_folder_that_may_not_be_read(terminal: Terminal) -> None:
    with without_rights(terminal.documents):
        shown = terminal.refuse("sources")
    assert "Kontrollera namn, rättigheter och diskutrymme" in shown


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("inte json", "är inte giltig JSON"),
        ("[]", "väntade ett JSON-objekt"),
        ('{"documents": {}}', 'väntade {"documents"'),
        ('{"documents": [{"id": "larande"}]}', "behöver id och title"),
        ('{"documents": [{"id": "../x", "title": "X"}]}', "får bara ha bokstäver"),
        ('{"documents": [{"id": "larande", "title": "X", "färg": "blå"}]}', "okänd nyckel 'färg'"),
        ('{"documents": [{"id": "larande", "title": 3}]}', "ska vara text"),
        ('{"documents": [{"id": "saknas", "title": "X"}]}', "kan inte läsas"),
        ('{"documents": [{"id": "larande", "title": "X"}, {"id": "larande", "title": "Y"}]}', "samma id"),
        (json.dumps({"documents": [{"id": "larande", "title": "X", "sha256": "0" * 64}]}), "har ändrats"),
    ],
)
@pytest.mark.usefixtures("no_models")
def test_a_manifest_that_cannot_be_used(terminal: Terminal, manifest: str, said: str) -> None:
    (terminal.documents / "manifest.json").write_text(manifest, encoding="utf-8")
    assert said in terminal.refuse("sources")
    assert said in terminal.refuse("ask", "Vad?")


# Bad index and data folders


def break_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", encoding="utf-8")


def break_data(folder: Path) -> None:
    for path in folder.glob("data-*/**/*"):
        if path.is_file():
            path.write_bytes(b"skr\xe4p")


def remove_data(folder: Path) -> None:
    for path in folder.glob("data-*"):
        shutil.rmtree(path)


@pytest.mark.parametrize("damage", [break_manifest, break_data, remove_data])
def test_a_corrupt_index_is_rebuilt_with_a_warning(
    terminal: Terminal, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    before = json.loads(terminal.run("ask", "Vad kostade mikrofonerna?", "--json").out)
    damage(terminal.data / "index")
    result = terminal.run("ask", "Vad kostade mikrofonerna?", "--json")
    assert result.code == 0
    assert json.loads(result.out)["citations"] == before["citations"]
    assert "byggs om" in caplog.text
    caplog.clear()
    assert terminal.run("ask", "Vad kostade mikrofonerna?").code == 0
    assert "byggs om" not in caplog.text


def test_an_empty_index_folder_is_no_reason_for_a_warning(terminal: Terminal, caplog: pytest.LogCaptureFixture) -> None:
    (terminal.data / "index").mkdir(parents=True)
    assert terminal.run("ask", "Vad kostade mikrofonerna?").code == 0
    assert caplog.text == ""


@pytest.mark.parametrize("arguments", [("ask", "Vad kostade mikrofonerna?"), ("index",)])
def test_a_data_folder_that_cannot_be_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    terminal.write("fil", "ingen mapp")
    monkeypatch.setenv("BELAGG_DATA_DIR", str(terminal.folder / "fil" / "data"))
    assert "Det går inte att skriva sökindexet i" in terminal.refuse(*arguments)


# Bad batches


def test_bad_lines_are_named_and_the_good_ones_answered(terminal: Terminal) -> None:
    source = terminal.write(
        "in.jsonl",
        [
            {"id": "a", "question": "Vad kostade mikrofonerna?"},
            "{inte json",
            {"id": "c"},
            {"id": "d", "question": 4},
            {"id": "e", "question": "Vad?", "history": "Vem?"},
            {"id": "f", "question": "Vad?", "documents": ["annat"]},
            {"id": "g", "question": ""},
            {"id": "h", "question": "x" * 10_000},
            ["en", "lista"],
            "",
            {"id": "k", "question": "Hur lär de sig?"},
        ],
    )
    result = terminal.run("batch", source, "--out", "out.jsonl")
    assert (result.code, result.out) == (2, "")
    assert not ENGLISH.search(re.sub(r"\(.*?\)", "", result.err))
    said = dict(re.findall(r"^belagg: \S+in\.jsonl rad (\d+): (.*)$", result.err, re.MULTILINE))
    assert [line["id"] for line in terminal.read_answers("out.jsonl")] == ["a", "k"]
    assert list(said) == ["2", "3", "4", "5", "6", "7", "8", "9"]
    assert "är inte giltig JSON" in said["2"]
    assert said["3"] == "question saknas."
    assert said["4"] == "question ska vara en text."
    assert said["5"] == "history ska vara en lista med texter."
    assert said["6"] == "Dokumentet annat finns inte i materialet. De som finns är larande, robotar."
    assert said["7"].startswith("Frågan är tom.")
    assert said["8"].startswith("Frågan är 10000 tecken lång")
    assert said["9"] == "raden ska vara ett JSON-objekt."


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("saknas.jsonl", "out.jsonl", "saknas.jsonl kan inte läsas"),
        ("documents", "out.jsonl", "documents kan inte läsas"),
        ("tom.jsonl", "out.jsonl", "tom.jsonl är tom"),
        ("in.jsonl", "saknas/out.jsonl", "Mappen saknas finns inte. Skapa den"),
        ("in.jsonl", "documents", "documents är en mapp"),
    ],
)
def test_batch_files_that_cannot_be_used(terminal: Terminal, source: str, target: str, said: str) -> None:
    terminal.write("in.jsonl", [{"question": "Vad?"}])
    terminal.write("tom.jsonl", "")
    terminal.write("out.jsonl", "gammalt")
    before = sorted(terminal.folder.iterdir())
    assert said in terminal.refuse("batch", source, "--out", target)
    assert (terminal.folder / "out.jsonl").read_text() == "gammalt"
    assert sorted(terminal.folder.iterdir()) == before


def test_a_batch_whose_index_cannot_be_written_keeps_the_old_answers(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.write("out.jsonl", "gammalt")
    source = terminal.write("in.jsonl", [{"question": "Vad?"}])
    monkeypatch.setenv("BELAGG_DATA_DIR", source)
    shown = terminal.run("batch", source, "--out", "out.jsonl")
    assert shown.code == 2
    assert "Det går inte att skriva sökindexet" in shown.err
    assert (terminal.folder / "out.jsonl").read_text() == "gammalt"
    assert not list(terminal.folder.glob(".out*"))


# Bad settings


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize("arguments", [("ask", "Vad?"), ("sources",), ("index",), ("page",), ()])
def test_unknown_settings_and_wrong_values(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BELAGG_MAX_QUOTE", "3")
    assert "Okänd inställning: max_quote. De som finns är" in terminal.refuse(*arguments)
    monkeypatch.delenv("BELAGG_MAX_QUOTE")
    monkeypatch.setenv("BELAGG_MAX_QUOTES", "många")
    assert "BELAGG_MAX_QUOTES) har värdet 'många', som inte går att använda: det ska" in terminal.refuse(*arguments)
    monkeypatch.delenv("BELAGG_MAX_QUOTES")
    terminal.write("belagg.toml", "max_qoutes = 3\n")
    assert "Okänd inställning: max_qoutes" in terminal.refuse(*arguments)
    terminal.write("belagg.toml", "max_quotes = true\nhost = 3\n")
    assert "Inställningen " in terminal.refuse(*arguments)
    terminal.write("belagg.toml", b"\xff")
    assert "kan inte läsas som TOML" in terminal.refuse(*arguments)


@pytest.mark.usefixtures("no_models")
def test_a_port_that_is_out_of_range_is_named(terminal: Terminal) -> None:
    assert "det ska vara minst 1." in terminal.refuse("page", "--port", "0")
    assert "det ska vara högst 65535." in terminal.refuse("page", "--port", "70000")


# Streams


def test_output_is_utf8_whatever_the_terminal_says(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    with pytest.raises(SystemExit) as stopped:
        main(["source-text", "larande"])
    assert stopped.value.code == 0
    assert hashlib.sha256(raw.getvalue()).digest() == hashlib.sha256(TEXT.encode()).digest()
