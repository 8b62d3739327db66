"""Every kind of perturbed quote, in the order of the tables, with how a case of it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from evals.perturb import HONEST, Change
from evals.perturb_documents import FALSE_CASES, HONEST_CASES
from evals.perturb_false import FALSE
from evals.perturb_gaps import FALSE_GAPS, SWALLOWING, TOO_SHORT
from evals.perturb_sources import Draft, Excerpt, Form, Maker, Material
from evals.perturb_speakers import FALSE_SPEAKERS, SPEAKERS, is_person

ELLIPSIS_KIND = "ellipsis_or_dots"
"""The kind that needs excerpts with an ellipsis of their own; all others have none."""
_FORMS: tuple[Form, ...] = ("sentence", "run", "quotation", "partial")


def find_makers() -> Iterator[tuple[str, bool, Maker]]:
    """Yield every kind, whether it is honest and how a case of it is made."""
    for form in _FORMS:
        yield f"as_it_stands_{form}", True, partial(_quote_form, form)
    for kind, change in HONEST.items():
        yield kind, True, _to_maker(change, lambda quote, material: True)
    yield from ((kind, True, maker) for kind, maker in (HONEST_CASES | SPEAKERS).items())
    for kind, change in (FALSE | FALSE_GAPS).items():
        yield kind, False, _to_maker(change, lambda quote, material: not material.holds(quote))
    for kind, change in SWALLOWING.items():
        yield kind, False, _to_maker(change, lambda quote, material: material.holds_once(quote))
    for kind, change in TOO_SHORT.items():
        yield kind, False, _to_maker(change, lambda quote, material: True, is_named=False)
    yield from ((kind, False, maker) for kind, maker in (FALSE_CASES | FALSE_SPEAKERS).items())


def _quote_form(form: Form, excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
    return Draft(excerpt.text) if excerpt.form == form else None


def _to_maker(change: Change, is_wanted: Callable[[str, Material], bool], *, is_named: bool = True) -> Maker:
    """Return the maker of a change of the text alone; every second case names the right document and speaker too."""

    def make(excerpt: Excerpt, material: Material, rng: Random) -> Draft | None:
        quote = change(excerpt.text, rng)
        if quote is None or quote == excerpt.text or not is_wanted(quote, material):
            return None
        if not is_named or rng.random() < 0.5:
            return Draft(quote)
        speaker = excerpt.speaker
        is_sure = speaker is not None and is_person(speaker) and material.count(excerpt.text) == 1
        return Draft(quote, excerpt.document.id, speaker.name if speaker and is_sure else None)

    return make
