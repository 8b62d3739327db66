"""`belagg check`: the quotes and claims of a text, or quotes from a file of JSON lines, against the material."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from assistant.settings import load_settings
from assistant.terminal import print_line, tell_problems
from corpus.library import load_documents
from corpus.readers import read_draft, read_draft_bytes
from corpus.types import BelaggError


def run_check(parsed: argparse.Namespace) -> int:
    """Check the quotes and claims of a text, or with `--batch` the quotes of a file of JSON lines."""
    if parsed.batch is not None:
        return _check_batch(parsed)
    if parsed.input is None or parsed.out is not None:
        raise BelaggError("Ange en fil att kontrollera, - för standard in, eller --batch IN.jsonl --out OUT.jsonl.")
    from assistant.batch import index_folder
    from assistant.pipeline import open_assistant
    from assistant.render import render_check, to_json_line

    settings = load_settings()
    documents = None if parsed.documents is None else load_documents(parsed.documents)
    name = "standard-in.txt" if parsed.input == "-" else parsed.input
    draft = read_draft_bytes(sys.stdin.buffer.read(), name) if parsed.input == "-" else read_draft(Path(parsed.input))
    with index_folder(documents) as folder:
        assistant = open_assistant(settings, documents=documents, folder=folder, progress=sys.stderr.isatty())
        with tqdm(unit="st", disable=None) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            checked = assistant.check(draft, on_progress=show)
        print_line(to_json_line(checked.to_json()) if parsed.json else render_check(checked, assistant.documents))
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
    return tell_problems(problems)
