"""`belagg feedback` and `belagg reviews`: what people said of answers on the web page, as tables."""

from __future__ import annotations

import argparse
import sys

from assistant.settings import load_settings
from corpus.library import load_documents


def run_feedback(parsed: argparse.Namespace) -> int:
    """Print what visitors said of answers, as CSV."""
    from assistant.records import FILE_NAME, Records, to_csv

    records = Records(load_settings().data_dir / FILE_NAME)
    sys.stdout.write(to_csv(records.feedback()).replace("\r\n", "\n"))
    return 0


def run_reviews(parsed: argparse.Namespace) -> int:
    """Print what coordinators said of signed answers, as CSV, or with `--cases` as cases of an evaluation."""
    from assistant.records import FILE_NAME
    from assistant.render import to_json_line
    from assistant.review_export import to_cases, to_csv
    from assistant.reviews import Reviews

    settings = load_settings()
    documents = {document.id: document for document in load_documents(settings.documents)}
    signed = Reviews(settings.data_dir / FILE_NAME).signed(documents)
    if parsed.cases:
        sys.stdout.write("".join(f"{to_json_line(case)}\n" for case in to_cases(signed)))
    else:
        sys.stdout.write(to_csv(signed).replace("\r\n", "\n"))
    return 0
