"""Put cases to an assistant: what came of each, in order, with whatever went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from tqdm import tqdm

from assistant.types import Answer, Question
from evals.types import Assistant, Case, JudgedCitation, Result

Judge = Callable[[Case, Answer], tuple[JudgedCitation, ...]]


def ask_cases(
    assistant: Assistant,
    cases: Sequence[Case],
    judge: Judge,
    *,
    label: str = "Ställer frågor",
    progress: bool = True,
) -> tuple[Result, ...]:
    """Return what came of each case, its citations judged; an answer that raises is a failed result."""
    shown = tqdm(cases, desc=label, unit=" frågor", disable=None if progress else True)
    return tuple(_ask(assistant, case, judge) for case in shown)


def _ask(assistant: Assistant, case: Case, judge: Judge) -> Result:
    start = time.perf_counter()
    try:
        answer = assistant.ask(Question(case.question, id=case.id, history=case.history))
    except Exception as error:  # whatever a step raises is a failed answer, and is scored as one
        return Result(case, None, error=f"{type(error).__name__}: {error}", wall_ms=_since_ms(start))
    wall_ms = _since_ms(start)
    return Result(case, answer, judge(case, answer), wall_ms=wall_ms)


def _since_ms(start: float) -> float:
    return (time.perf_counter() - start) * 1000
