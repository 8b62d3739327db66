"""Public data sets that Belägg is measured on; each reads a file that is published elsewhere.

A benchmark's figures come with bootstrap intervals and with notes on what they can't tell (`Benchmark.notes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from evals.benchmarks.benchmark import Benchmark, Figure
from evals.benchmarks.squad import measure_squad
from evals.benchmarks.swefaq import measure_swefaq
from evals.systems import Opener
from evals.types import EvalsError

BENCHMARKS: Mapping[str, Callable[[Path, Opener], Benchmark]] = {
    "swefaq": measure_swefaq,
    "squad_v2_sv": measure_squad,
}


def run_benchmark(suite: str, data: Path, opener: Opener) -> Benchmark:
    """Return the figures of a suite of BENCHMARKS on the file `data`.

    Raises EvalsError for another suite, and for a file that is missing or can't be used, before anything is opened.
    """
    if suite not in BENCHMARKS:
        raise EvalsError(f"Sviten {suite!r} är inget publikt datamått. Välj en av: {', '.join(BENCHMARKS)}.")
    return BENCHMARKS[suite](data, opener)


__all__ = ["BENCHMARKS", "Benchmark", "Figure", "run_benchmark"]
