"""The command line: `belagg` and its subcommands. Help and messages are in Swedish; errors exit with 2."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from assistant.settings import Settings, load_settings
from assistant.types import Question
from corpus.library import load_document, load_documents
from corpus.readers import read_draft, read_draft_bytes
from corpus.types import BelaggError, Document

EXIT_BAD_INPUT = 2

_ARGPARSE = (
    (r"the following arguments are required: (.*)", r"det här saknas: \1"),
    (r"argument (.*): invalid choice: (.*?) \(choose from (.*)\)", r"\2 går inte att välja; välj bland \3"),
    (r"unrecognized arguments: (.*)", r"okända argument: \1"),
    (r"argument (.*): expected one argument", r"\1 behöver ett värde"),
    (r"argument (.*): invalid (?:\w+) value: (.*)", r"\1 kan inte ha värdet \2"),
)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Swedish."""

    def error(self, message: str) -> NoReturn:
        for pattern, translation in _ARGPARSE:
            message = re.sub(pattern, translation, message)
        _say(f"belagg: {message}. Se ”{self.prog} --help”.")
        raise SystemExit(EXIT_BAD_INPUT)

    def format_help(self) -> str:
        shown = super().format_help()
        for english, swedish in (
            ("usage:", "användning:"),
            ("positional arguments:", "argument:"),
            ("options:", "val:"),
            ("show this help message and exit", "visa den här hjälpen"),
        ):
            shown = shown.replace(english, swedish)
        return shown


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit: 0 when it succeeded, 2 on bad input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parsed = build_parser().parse_args(arguments)
    try:
        code = parsed.run(parsed)
        sys.stdout.flush()
    except BelaggError as error:
        _say(f"belagg: {error}")
        code = EXIT_BAD_INPUT
    except KeyboardInterrupt:
        _say("belagg: avbrutet.")
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        # A folder without rights, a full disk: whatever file it was, the user can only mend it outside.
        place = (
            f"{error.filename} kan inte läsas eller skrivas" if error.filename else "en fil eller port går inte att nå"
        )
        _say(f"belagg: {place} ({error.strerror or error}). Kontrollera namn, rättigheter och diskutrymme.")
        code = EXIT_BAD_INPUT
    raise SystemExit(code)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="belagg", description="Svar på svenska med ordagranna, numrerade källor ur ett kuraterat material."
    )
    parser.set_defaults(run=run_page, host=None, port=None, open_browser=True)
    commands = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", parser_class=_Parser)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        command.set_defaults(run=run)
        return command

    page = add("page", run_page, "öppna webbsidan (det som ”belagg” gör utan kommando)")
    page.add_argument("--host", help="adress att lyssna på (förval 127.0.0.1)")
    page.add_argument("--port", type=int, help="port att lyssna på (förval 7860)")
    page.add_argument("--no-browser", dest="open_browser", action="store_false", help="öppna ingen webbläsare")

    ask = add("ask", run_ask, "ställ en fråga")
    ask.add_argument("question", metavar="FRÅGA", help="frågan, inom citattecken")
    ask.add_argument("--json", action="store_true", help="skriv svaret som JSON")

    batch = add("batch", run_batch, "ställ många frågor ur en fil, en JSON-rad var")
    batch.add_argument(
        "input", metavar="IN.jsonl", type=Path, help='rader med {"id", "question", "history", "documents"}'
    )
    batch.add_argument("--out", metavar="OUT.jsonl", type=Path, required=True, help="fil för svaren, en JSON-rad var")
    batch.add_argument("--documents", metavar="MAPP", type=Path, help="använd .txt-filerna i mappen som material")

    check = add("check", run_check, "kontrollera citat och påståenden i en text mot materialet")
    check.add_argument(
        "input", metavar="FIL|-", nargs="?", help="text att kontrollera (txt, md, docx, pdf, html), - för standard in"
    )
    check.add_argument("--json", action="store_true", help="skriv som JSON")
    check.add_argument(
        "--batch", metavar="IN.jsonl", type=Path, help='rader med {"id", "quote", "document_id", "speaker"}'
    )
    check.add_argument("--out", metavar="OUT.jsonl", type=Path, help="fil för utslagen, en JSON-rad var")
    check.add_argument("--documents", metavar="MAPP", type=Path, help="använd .txt-filerna i mappen som material")

    inspect = add("inspect", run_inspect, "visa hur ett dokument uppfattas, utan att lägga till det")
    inspect.add_argument("target", metavar="FIL|ID", help="en textfil, eller id för ett dokument i materialet")
    inspect.add_argument("--json", action="store_true", help="skriv som JSON")

    add("sources", run_sources, "lista dokumenten i materialet")
    source = add("source-text", run_source_text, "skriv ut ett dokuments text, tecken för tecken")
    source.add_argument("id", metavar="ID", help="dokumentets id")
    add("index", run_index, "bygg om sökindexet")
    add("feedback", run_feedback, "skriv ut omdömena från webbsidan som CSV")

    evaluate = add("eval", run_eval_command, "mät svaren mot fall med facit")
    evaluate.add_argument("--suite", metavar="NAMN", default="framgangsfaktorer", help="vilka fall som körs")
    evaluate.add_argument("--data", metavar="FIL", type=Path, help="fil med fall utifrån")
    evaluate.add_argument("--out", metavar="MAPP", type=Path, help="mapp för resultatfiler")
    evaluate.add_argument(
        "--against",
        metavar="FIL",
        type=Path,
        help="tidigare resultatfil att jämföra med; slutar med kod 1 om något mått fallit mer än bruset",
    )
    return parser


def run_page(parsed: argparse.Namespace) -> int:
    """Open the web page."""
    given = {key: value for key in ("host", "port") if (value := getattr(parsed, key, None)) is not None}
    settings = load_settings(**given)
    from assistant.pipeline import open_assistant
    from assistant.records import FILE_NAME, Records
    from assistant.ui.serve import open_page

    _say("Belägg startar: modellen och sökindexet läses in …")
    assistant = open_assistant(settings, progress=True)
    open_page(
        assistant,
        host=settings.host,
        port=settings.port,
        open_browser=parsed.open_browser,
        max_question_chars=settings.max_question_chars,
        evaluation=Path(__file__).parent.parent / "evals" / "results" / "full" / "full.html",
        records=Records(settings.data_dir / FILE_NAME),
        sharing=settings.sharing,
        announce=lambda address: _say(f"Belägg är igång på {address} – avsluta med Ctrl+C."),
    )
    return 0


def run_ask(parsed: argparse.Namespace) -> int:
    """Answer one question."""
    settings = load_settings()
    from assistant.render import render_answer, to_json_line
    from assistant.understand import clean_question

    clean_question(parsed.question, max_chars=settings.max_question_chars)
    from assistant.pipeline import open_assistant

    assistant = open_assistant(settings, progress=sys.stderr.isatty())
    answer = assistant.ask(Question(parsed.question))
    _print(to_json_line(answer.to_json()) if parsed.json else render_answer(answer, assistant.documents))
    assistant.close()
    return 0


def run_batch(parsed: argparse.Namespace) -> int:
    """Answer the questions of a file; a bad line is reported and the rest are answered. Returns 2 if any was bad."""
    from assistant.batch import answer_file
    from assistant.pipeline import open_assistant

    settings = load_settings()
    documents = None if parsed.documents is None else load_documents(parsed.documents)
    with _index_folder(documents) as folder:
        problems = answer_file(
            parsed.input,
            parsed.out,
            open_assistant=lambda: open_assistant(
                settings, documents=documents, folder=folder, progress=sys.stderr.isatty()
            ),
        )
    for problem in problems:
        _say(f"belagg: {problem}")
    return EXIT_BAD_INPUT if problems else 0


def run_check(parsed: argparse.Namespace) -> int:
    """Check the quotes and claims of a text, or with `--batch` the quotes of a file of JSON lines."""
    if parsed.batch is not None:
        return _check_batch(parsed)
    if parsed.input is None or parsed.out is not None:
        raise BelaggError("Ange en fil att kontrollera, - för standard in, eller --batch IN.jsonl --out OUT.jsonl.")
    from assistant.pipeline import open_assistant
    from assistant.render import render_check, to_json_line

    settings = load_settings()
    documents = None if parsed.documents is None else load_documents(parsed.documents)
    name = "standard-in.txt" if parsed.input == "-" else parsed.input
    draft = read_draft_bytes(sys.stdin.buffer.read(), name) if parsed.input == "-" else read_draft(Path(parsed.input))
    with _index_folder(documents) as folder:
        assistant = open_assistant(settings, documents=documents, folder=folder, progress=sys.stderr.isatty())
        with tqdm(unit="st", disable=None) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            checked = assistant.check(draft, on_progress=show)
        _print(to_json_line(checked.to_json()) if parsed.json else render_check(checked, assistant.documents))
        assistant.close()
    return 0


def _check_batch(parsed: argparse.Namespace) -> int:
    """Check the quotes of a file; a bad line is reported and the rest are checked. Returns 2 if any was bad."""
    from assistant.batch import check_file
    from assistant.check import QuoteChecker

    if parsed.out is None or parsed.input is not None:
        raise BelaggError("Med --batch behövs --out OUT.jsonl, och ingen annan fil.")
    folder = parsed.documents
    problems = check_file(
        parsed.batch,
        parsed.out,
        open_checker=lambda: QuoteChecker(load_documents(load_settings().documents if folder is None else folder)),
    )
    for problem in problems:
        _say(f"belagg: {problem}")
    return EXIT_BAD_INPUT if problems else 0


@contextmanager
def _index_folder(documents: Sequence[Document] | None) -> Iterator[Path | None]:
    """Give the folder for the index: a temporary one for documents of this run, None for the settings' own."""
    if documents is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="belagg-") as folder:
        yield Path(folder)


def run_inspect(parsed: argparse.Namespace) -> int:
    """Show how a document is understood."""
    from assistant.render import render_inspection, to_inspection, to_json_line

    path = Path(parsed.target)
    document = load_document(path) if path.suffix or path.exists() else _find_document(load_settings(), parsed.target)
    _print(to_json_line(to_inspection(document)) if parsed.json else render_inspection(document))
    return 0


def run_sources(parsed: argparse.Namespace) -> int:
    """List the documents."""
    from assistant.render import render_sources

    _print(render_sources(load_documents(load_settings().documents)))
    return 0


def run_source_text(parsed: argparse.Namespace) -> int:
    """Print a document's text and nothing else, not even a line feed."""
    sys.stdout.write(_find_document(load_settings(), parsed.id).text)
    return 0


def run_index(parsed: argparse.Namespace) -> int:
    """Build the index anew."""
    from assistant.pipeline import open_assistant

    assistant = open_assistant(load_settings(), progress=True, rebuild=True)
    _print(f"Sökindexet är byggt: {sum(len(d.sentences) for d in assistant.documents.values())} meningar.")
    assistant.close()
    return 0


def run_feedback(parsed: argparse.Namespace) -> int:
    """Print what visitors said of answers, as CSV."""
    from assistant.records import FILE_NAME, Records, to_csv

    records = Records(load_settings().data_dir / FILE_NAME)
    sys.stdout.write(to_csv(records.feedback()).replace("\r\n", "\n"))
    return 0


def run_eval_command(parsed: argparse.Namespace) -> int:
    """Measure answers against cases."""
    from assistant.pipeline import Assistant, load_models, open_assistant
    from evals.run import run_eval

    settings = load_settings()
    load_once = cache(lambda: load_models(settings))
    with tempfile.TemporaryDirectory(prefix="belagg-") as folder:

        def open_one(
            documents: Sequence[Document] | None = None,
            *,
            changes: Mapping[str, object] | None = None,
        ) -> Assistant:
            is_own = documents is None and not changes
            return open_assistant(
                settings.model_copy(update=dict(changes or {})),
                documents=documents,
                folder=None if is_own else Path(folder, "changed" if changes else "given"),
                models=None if changes else load_once(),
            )

        outcome = run_eval(
            suite=parsed.suite,
            data=parsed.data,
            out=parsed.out,
            open_assistant=open_one,
            settings=settings.model_dump(mode="json"),
            against=parsed.against,
        )
    _print(outcome.text)
    return 0 if outcome.passed else 1


def _find_document(settings: Settings, document_id: str) -> Document:
    documents = load_documents(settings.documents)
    for document in documents:
        if document.id == document_id:
            return document
    known = ", ".join(document.id for document in documents)
    raise BelaggError(f"Dokumentet {document_id} finns inte i materialet. De som finns är {known}.")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
