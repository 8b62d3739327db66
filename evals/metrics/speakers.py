"""Is each quote credited to the person who said it? `evals.judge.judge_speaker` has the verdicts.

Rival: the speaker is among those whom the case asks for, which passes a quote credited to the wrong one of two; and
faithfulness judged by a language model, which gives full marks to a true quote under the wrong library.
"""

from __future__ import annotations

from evals.metrics.base import Observations
from evals.types import Result


def observe_speaker_accuracy(result: Result) -> Observations:
    """Observe each judged citation, closest passages too: 1 if its speaker is right, 0 if missing or wrong."""
    if result.answer is None:
        return (0.0,)
    return tuple(float(judged.speaker == "right") for judged in result.citations if judged.speaker != "unjudged")


def observe_wrong_speaker(result: Result) -> Observations:
    """Observe each judged citation, closest passages too: 1 if its speaker, role or library is wrong. Must be 0.

    An answer that raised shows no speaker; it is counted in `speaker_accuracy`.
    """
    return tuple(float(judged.speaker == "wrong") for judged in result.citations if judged.speaker != "unjudged")
