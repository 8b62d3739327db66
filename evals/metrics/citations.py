"""Do the quotes carry the answer? Completeness, order, and citation recall and precision.

Source of the two: ALCE (Gao et al., 2023, "Enabling Large Language Models to Generate Text with Citations"), whose
recall asks of each statement whether its citations support it, and whose precision asks of each citation whether it
helps. There a language model judges support; here hand-made evidence groups stand for the statements, and a quote
supports one exactly if it holds one of its alternatives (`evals.judge.find_groups`). A partial answer counts as an
answer: it claims support.
"""

from __future__ import annotations

from evals.metrics.base import Observations, abstains, cited
from evals.types import Result


def observe_complete(result: Result) -> Observations:
    """Observe each answerable case: 1 if every evidence group has an alternative in some cited quote.

    Rival: `observe_citation_recall`, which gives half marks to half an answer.
    """
    recall = observe_citation_recall(result)
    return tuple(float(value == 1.0) for value in recall)


def observe_citation_recall(result: Result) -> Observations:
    """Observe each answerable case: the share of its evidence groups that some cited quote holds (ALCE's recall).

    Rival: the share of all relevant sentences that are cited, which asks for every wording of the same thing.
    """
    if not result.case.answerable:
        return ()
    covered = {group for judged in cited(result) for group in judged.groups}
    return (len(covered) / len(result.case.evidence),)


def observe_first_right(result: Result) -> Observations:
    """Observe each answerable case: 1 if the first citation holds an alternative of any group; 0 without citations.

    Rival: success@k, any of the first k.
    """
    if not result.case.answerable:
        return ()
    first = next(iter(cited(result)), None)
    return (float(first is not None and bool(first.groups)),)


def observe_citation_precision(result: Result) -> Observations:
    """Observe each citation of an answerable case: 1 if it holds an alternative of any group (ALCE's precision).

    A case that was turned away cites nothing and gives no observation (`complete` counts it as wrong). Citations on
    an unanswerable question are left out too, since `abstention_recall` counts that answer; the rival counts each as 0.
    """
    if not result.case.answerable:
        return ()
    if result.answer is None:
        return (0.0,)
    return tuple(float(bool(judged.groups)) for judged in cited(result))


def observe_tempted(result: Result) -> Observations:
    """Observe each case with known wrong evidence that got an answer: 1 if one of its quotes holds some. Low is good.

    Rival: 1 − precision, which can't tell a harmless neighbour from another library's figure.
    """
    if not result.case.wrong:
        return ()
    if result.answer is None:
        return (1.0,)
    return () if abstains(result) else (float(any(judged.is_tempted for judged in cited(result))),)


def observe_quotes(result: Result) -> Observations:
    """Observe each answered or partly answered case, answerable or not: its number of citations."""
    return () if result.answer is None or abstains(result) else (float(len(cited(result))),)


def observe_words(result: Result) -> Observations:
    """Observe each answered or partly answered case: the words that a reader has to read in its quotes.

    Rival: quotes an answer, which calls a page of text one quote.
    """
    if result.answer is None or abstains(result):
        return ()
    return (float(sum(len(judged.citation.quote.split()) for judged in cited(result))),)
