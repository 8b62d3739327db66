"""The pages on which answers are reviewed, as HTML: what is around each of them, and the list of kept answers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from assistant.reviews import KeptAnswer
from assistant.ui import texts_sv as texts
from assistant.ui.badge import REVIEWS_PATH, describe_given, describe_review, render_seal, to_date
from assistant.ui.frame import ABOUT_PATH

PAGE_COUNT = 50
"""How many answers the list shows at first, and how many more each time."""
CSV_PATH = f"{REVIEWS_PATH}/granskningar.csv"
CASES_PATH = f"{REVIEWS_PATH}/testfall.jsonl"


def render_page(title: str, inside: str, *, root: str, styles: Sequence[str], scripts: Sequence[str], icon: str) -> str:
    """Return a whole HTML page; `root` leads from it to the page of questions, and every other address begins there."""
    links = "".join(f'<link rel="stylesheet" href="{escape(style)}">' for style in styles)
    loads = "".join(f'<script src="{escape(script)}"></script>' for script in scripts)
    strings = json.dumps(texts.REVIEW_FOR_SCRIPT, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><base href="{root}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)} – {escape(texts.TITLE)}</title>"
        f'<link rel="icon" href="{icon}">{links}</head>'
        f'<body class="gradio-container reviews"><header><nav aria-label="{escape(texts.HEAD_LABEL)}">'
        f'<a href="./">{escape(texts.TO_QUESTIONS)}</a> <a href=".{REVIEWS_PATH}">{escape(texts.REVIEWS)}</a> '
        f'<a href=".{ABOUT_PATH}">{escape(texts.ABOUT)}</a></nav></header><main>{inside}</main>'
        f"<script>window.BELAGG_TEXTS = {strings};</script>{loads}</body></html>"
    )


def render_message(heading: str, text: str) -> str:
    """Return what is said where there is nothing to show."""
    return f'<h1>{escape(heading)}</h1><p role="alert">{escape(text)}</p>'


def render_list(answers: Sequence[KeptAnswer], *, status: str, query: str, count: int) -> str:
    """Return the first `count` answers of a status, one of texts.FILTERS; `answers` are all that hold the query."""
    chosen = [kept for kept in answers if status in ("all", kept.status)]
    take = "".join(
        f'<a class="small-button" href=".{path}" download>{escape(label)}</a>'
        for path, label in ((CSV_PATH, texts.TAKE_CSV), (CASES_PATH, texts.TAKE_CASES))
    )
    return (
        f"<h1>{escape(texts.REVIEWS)}</h1>"
        f'<p class="help">{escape(texts.REVIEWS_LEAD)} {escape(texts.REVIEWS_PRIVACY)}</p>'
        f"{_render_search(answers, status, query)}{_render_rows(chosen, status, query, count)}"
        f'<section class="take" aria-labelledby="take-heading"><h2 id="take-heading">{escape(texts.TAKE_REVIEWS)}</h2>'
        f'<p class="buttons">{take}</p></section>'
    )


def _render_search(answers: Sequence[KeptAnswer], status: str, query: str) -> str:
    counts: Counter[str] = Counter(kept.status for kept in answers)
    filters = "".join(
        f'<li><a href="{escape(_to_list_path(name, query))}"{" aria-current=true" if name == status else ""}>'
        f"{escape(label)} <span>{len(answers) if name == 'all' else counts[name]}</span></a></li>"
        for name, label in texts.FILTERS.items()
    )
    return (
        f'<form class="find" role="search" action=".{REVIEWS_PATH}">'
        f'<label for="words">{escape(texts.FIND_LABEL)}</label><div>'
        f'<input type="search" id="words" name="q" value="{escape(query)}">'
        f'<input type="hidden" name="status" value="{escape(status)}">'
        f'<button type="submit" class="small-button">{escape(texts.FIND)}</button></div></form>'
        f'<nav class="filters" aria-label="{escape(texts.FILTER_LABEL)}"><ul>{filters}</ul></nav>'
    )


def _render_rows(chosen: Sequence[KeptAnswer], status: str, query: str, count: int) -> str:
    if not chosen and not query and status == "all":
        return f'<p class="empty">{escape(texts.NO_KEPT)}</p>'
    if not chosen:
        all_of_them = f'<a href=".{REVIEWS_PATH}">{escape(texts.SHOW_ALL)}</a>'
        return f'<p class="empty">{escape(texts.NO_MATCH)} {all_of_them}</p>'
    rows = "".join(_render_row(number, kept) for number, kept in enumerate(chosen[:count], start=1))
    shown = texts.FOUND.format(shown=min(count, len(chosen)), count=len(chosen))
    path = f"{_to_list_path(status, query, count + PAGE_COUNT)}#svar-{count + 1}"
    more = (
        f'<p><a class="small-button" href="{escape(path)}">{escape(texts.MORE)}</a></p>' if len(chosen) > count else ""
    )
    return f'<p class="found">{escape(shown)}</p><ol class="rows">{rows}</ol>{more}'


def _render_row(number: int, kept: KeptAnswer) -> str:
    answer, review = kept.turn.answer, kept.review
    line = re.sub(r"\s*\[\d+\]", "", next(iter(answer.text.strip().splitlines()), ""))
    follows = (
        f'<p class="follows">{escape(texts.FOLLOWS.format(question=kept.history[-1]))}</p>' if kept.history else ""
    )
    if review is None:
        state = escape(texts.UNSIGNED)
    elif review.is_current:
        state = f"{render_seal('approved' if review.is_approved else 'rejected')}{escape(describe_review(review))}"
    else:
        outdated = texts.OUTDATED.format(reviewer=review.reviewer, date=to_date(review.signed))
        state = f"{render_seal('outdated')}{escape(outdated)}"
    status = f'<span class="status {answer.status}">{escape(texts.STATUS[answer.status])}</span>'
    return (
        f'<li id="svar-{number}"><h2><a href=".{REVIEWS_PATH}/{escape(kept.key)}">{escape(kept.turn.question)}</a></h2>'
        f'{follows}<p class="first-line" lang="{answer.language}">{escape(line)}</p><p class="facts">'
        f'{status}<span class="state">{state}</span><span>{escape(describe_given(kept))}</span></p></li>'
    )


def _to_list_path(status: str, query: str, count: int = PAGE_COUNT) -> str:
    asked = {"status": "" if status == "all" else status, "q": query, "count": count if count > PAGE_COUNT else ""}
    given = urlencode({name: value for name, value in asked.items() if value}, errors="replace")
    return f".{REVIEWS_PATH}{'?' if given else ''}{given}"
