"""The command line: `belagg` and its subcommands. Help and messages are in Swedish; errors exit with 2."""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from assistant import cli_check, cli_records
from assistant.settings import Settings, load_settings
from assistant.terminal import EXIT_BAD_INPUT, Parser, print_line, say, tell_problems
from assistant.types import Question
from corpus.library import load_document, load_documents
from corpus.types import BelaggError, Document


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
        say(f"belagg: {error}")
        code = EXIT_BAD_INPUT
    except KeyboardInterrupt:
        say("belagg: avbrutet.")
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        # A folder without rights, a full disk: whatever file it was, the user can only mend it outside.
        place = (
            f"{error.filename} kan inte läsas eller skrivas" if error.filename else "en fil eller port går inte att nå"
        )
        say(f"belagg: {place} ({error.strerror or error}). Kontrollera namn, rättigheter och diskutrymme.")
        code = EXIT_BAD_INPUT
    raise SystemExit(code)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="belagg", description="Svar på svenska med ordagranna, numrerade källor ur ett kuraterat material."
    )
    parser.set_defaults(run=run_page, host=None, port=None, open_browser=True)
    commands = parser.add_subparsers(title="kommandon", metavar="KOMMANDO", parser_class=Parser)

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

    check = add("check", cli_check.run_check, "kontrollera citat och påståenden i en text mot materialet")
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
    add("feedback", cli_records.run_feedback, "skriv ut omdömena från webbsidan som CSV")

    reviews = add("reviews", cli_records.run_reviews, "skriv ut granskningarna av svaren som CSV")
    reviews.add_argument("--cases", action="store_true", help="skriv dem som fall för utvärdering, en JSON-rad var")

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
    from assistant.reviews import Reviews
    from assistant.ui.serve import open_page

    say("Belägg startar: modellen och sökindexet läses in …")
    assistant = open_assistant(settings, progress=True)
    open_page(
        assistant,
        host=settings.host,
        port=settings.port,
        open_browser=parsed.open_browser,
        max_question_chars=settings.max_question_chars,
        evaluation=Path(__file__).parent.parent / "evals" / "results" / "full" / "full.html",
        records=Records(settings.data_dir / FILE_NAME),
        reviews=Reviews(settings.data_dir / FILE_NAME) if settings.reviews else None,
        review_code=settings.review_code,
        sharing=settings.sharing,
        announce=lambda address: say(f"Belägg är igång på {address} – avsluta med Ctrl+C."),
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
    print_line(to_json_line(answer.to_json()) if parsed.json else render_answer(answer, assistant.documents))
    assistant.close()
    return 0


def run_batch(parsed: argparse.Namespace) -> int:
    """Answer the questions of a file; a bad line is reported and the rest are answered. Returns 2 if any was bad."""
    from assistant.batch import answer_file, index_folder
    from assistant.pipeline import open_assistant

    settings = load_settings()
    documents = None if parsed.documents is None else load_documents(parsed.documents)
    with index_folder(documents) as folder:
        problems = answer_file(
            parsed.input,
            parsed.out,
            open_assistant=lambda: open_assistant(
                settings, documents=documents, folder=folder, progress=sys.stderr.isatty()
            ),
        )
    return tell_problems(problems)


def run_inspect(parsed: argparse.Namespace) -> int:
    """Show how a document is understood."""
    from assistant.render import render_inspection, to_inspection, to_json_line

    path = Path(parsed.target)
    document = load_document(path) if path.suffix or path.exists() else _find_document(load_settings(), parsed.target)
    print_line(to_json_line(to_inspection(document)) if parsed.json else render_inspection(document))
    return 0


def run_sources(parsed: argparse.Namespace) -> int:
    """List the documents."""
    from assistant.render import render_sources

    print_line(render_sources(load_documents(load_settings().documents)))
    return 0


def run_source_text(parsed: argparse.Namespace) -> int:
    """Print a document's text and nothing else, not even a line feed."""
    sys.stdout.write(_find_document(load_settings(), parsed.id).text)
    return 0


def run_index(parsed: argparse.Namespace) -> int:
    """Build the index anew."""
    from assistant.pipeline import open_assistant

    assistant = open_assistant(load_settings(), progress=True, rebuild=True)
    print_line(f"Sökindexet är byggt: {sum(len(d.sentences) for d in assistant.documents.values())} meningar.")
    assistant.close()
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
    print_line(outcome.text)
    return 0 if outcome.passed else 1


def _find_document(settings: Settings, document_id: str) -> Document:
    documents = load_documents(settings.documents)
    for document in documents:
        if document.id == document_id:
            return document
    known = ", ".join(document.id for document in documents)
    raise BelaggError(f"Dokumentet {document_id} finns inte i materialet. De som finns är {known}.")


if __name__ == "__main__":
    main()
