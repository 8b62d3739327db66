"""How long the check of quotes takes: a thousand quotes against a thousand documents of a page each."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from assistant.check import GivenQuote, QuoteChecker
from corpus.library import load_documents
from evals.provenance import Provenance
from evals.report import describe, provenance_to_json

DOCUMENTS = 1000
QUOTES = 1000
PAGE_CHARS = 2000
"""A page of single-spaced text; paragraphs are put together until they fill one."""
SEED = 20261124


@dataclass(frozen=True, slots=True)
class CheckSpeed:
    """Seconds to read the files, to index their words, and to check all quotes; every other quote is altered."""

    documents: int
    chars: int
    quotes: int
    passed: int
    read_s: float
    index_s: float
    check_s: float

    @property
    def total_s(self) -> float:
        """Return the seconds from files to verdicts."""
        return self.read_s + self.index_s + self.check_s


def measure_check_speed(paragraphs: Sequence[str]) -> CheckSpeed:
    """Return how long it takes to check quotes of pages that are put together of `paragraphs`."""
    rng = Random(SEED)
    pages = [_make_page(paragraphs, rng) for _ in range(DOCUMENTS)]
    quotes = [_make_quote(rng.choice(pages), rng, is_altered=bool(number % 2)) for number in range(QUOTES)]
    with tempfile.TemporaryDirectory(prefix="belagg-") as folder:
        for number, page in enumerate(pages):
            Path(folder, f"sida-{number:04d}.txt").write_text(f"Sida {number}\n\n{page}\n", encoding="utf-8")
        started = time.perf_counter()
        documents = load_documents(Path(folder))
    read = time.perf_counter()
    checker = QuoteChecker(documents)
    indexed = time.perf_counter()
    passed = sum(checker.check(GivenQuote(quote)).passes for quote in quotes)
    checked = time.perf_counter()
    chars = sum(len(document.text) for document in documents)
    return CheckSpeed(len(documents), chars, len(quotes), passed, read - started, indexed - read, checked - indexed)


def speed_to_text(speed: CheckSpeed) -> str:
    """Return the figures in one Swedish line."""
    return (
        f"{speed.quotes} citat mot {speed.documents} dokument ({speed.chars} tecken): {speed.total_s:.1f} s, varav "
        f"läsning {speed.read_s:.1f}, ordindex {speed.index_s:.1f}, kontroll {speed.check_s:.1f}. "
        f"{speed.passed} godkända."
    )


def speed_to_markdown(speed: CheckSpeed, provenance: Provenance) -> str:
    """Return the figures as a page, with where they come from."""
    return "\n".join(["# Utvärdering: check_speed", "", *describe(provenance), "", speed_to_text(speed), ""])


def speed_to_json(speed: CheckSpeed, provenance: Provenance) -> dict[str, Any]:
    """Return the figures with where they come from."""
    return {"provenance": provenance_to_json(provenance), **asdict(speed), "total_s": speed.total_s}


def _make_page(paragraphs: Sequence[str], rng: Random) -> str:
    page = rng.choice(paragraphs)
    while len(page) < PAGE_CHARS:
        page += f"\n\n{rng.choice(paragraphs)}"
    return page


def _make_quote(page: str, rng: Random, *, is_altered: bool) -> str:
    words = rng.choice(page.split("\n\n")).split()
    count = min(len(words), rng.randint(8, 30))
    first = rng.randrange(len(words) - count + 1)
    quote = words[first : first + count]
    if is_altered:
        quote[count // 2] = "annorlunda"
    return " ".join(quote)
