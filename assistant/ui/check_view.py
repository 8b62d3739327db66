"""A checked text as HTML: the text with every quote marked, a card for each quote, and a hint for each claim."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from assistant.align import Change
from assistant.check import Check, Verdict
from assistant.check_text import VERDICTS, CheckedQuote, CheckedText
from assistant.claims import Claim
from assistant.compose import to_marked
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.check_place import (
    Place,
    capitalise,
    describe_difference,
    describe_missing,
    describe_speakers,
    describe_where,
    find_place,
)
from assistant.ui.links import to_place
from assistant.ui.origin import to_origin
from assistant.wording import VERDICTS as NAMES
from corpus.structure import split_blocks
from corpus.types import Document, Span

SYMBOLS: dict[Verdict, str] = {
    "verbatim": "✓",
    "shortened": "[…]",
    "near": "≈",
    "misattributed": "↔",
    "not_found": "×",
}
EDGE_WORDS = 6
"""How many words that are the same are shown on either side of a difference."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A stretch of the text that leads to the card or the hint with the id `target`."""

    span: Span
    target: str
    style: str
    badge: str
    name: str


def render_checked(checked: CheckedText, documents: Mapping[str, Document]) -> str:
    """Return the tools for the result, the text beside the cards of its quotes, and the hints for its claims."""
    judged = [quote for quote in checked.quotes if not quote.is_term]
    cards = "".join(_render_card(quote, documents) for quote in judged)
    none = "" if checked.quotes else f'<p class="help">{escape(texts.CHECK_NO_QUOTES)}</p>'
    return (
        f"{_render_tools(checked, len(judged), has_faults=any(not quote.check.passes for quote in judged))}"
        f'<a class="skip" href="#quotes">{escape(texts.CHECK_SKIP)}</a><div class="columns">'
        f'<section class="text" tabindex="0" aria-labelledby="text-heading"><h3 id="text-heading">'
        f"{escape(texts.CHECK_TEXT)}</h3>{_render_text(checked)}</section>"
        f'<section class="quotes" id="quotes" tabindex="0" aria-labelledby="quotes-heading"><h3 id="quotes-heading">'
        f"{escape(texts.CHECK_QUOTES)}</h3>{none}{cards}{_render_terms(checked)}</section></div>"
        f"{_render_claims(checked, documents)}"
    )


def _render_tools(checked: CheckedText, count: int, *, has_faults: bool) -> str:
    """Return the buttons that keep to one verdict, lead from fault to fault, and take the result along."""
    chips = [
        f'<button type="button" class="filter" aria-pressed="true" data-verdict="">{texts.CHECK_ALL} {count}</button>'
    ]
    chips += [
        f'<button type="button" class="filter {verdict}" aria-pressed="false" data-verdict="{verdict}">'
        f'<span aria-hidden="true">{SYMBOLS[verdict]}</span> {escape(capitalise(NAMES[verdict]))} {number}</button>'
        for verdict in VERDICTS
        if (number := checked.counts[verdict])
    ]
    steps = "".join(
        f'<button type="button" class="small-button" data-step="{step}" aria-keyshortcuts="{key}" '
        f'title="{escape(texts.CHECK_FAULT_KEYS.format(key=key))}">{escape(label)}</button>'
        for step, key, label in ((-1, "P", texts.CHECK_PREVIOUS), (1, "N", texts.CHECK_NEXT))
    )
    takes = "".join(
        f'<button type="button" class="small-button" data-take="{form}">{escape(label)}</button>'
        for form, label in (("word", texts.CHECK_WORD), ("json", texts.CHECK_JSON))
    )
    return (
        (_render_group("filters", texts.CHECK_FILTER, "".join(chips)) if count else "")
        + '<div class="bar">'
        + (_render_group("steps", texts.CHECK_FAULTS, steps) if has_faults else "")
        + _render_group("takes", texts.CHECK_TAKE, takes)
        + '<p class="taken" role="status"></p></div>'
    )


def _render_group(style: str, label: str, buttons: str) -> str:
    return f'<div class="{style}" role="group" aria-label="{escape(label)}">{buttons}</div>'


def _render_text(checked: CheckedText) -> str:
    """Return the whole text in paragraphs; what stands between two of them is white space only."""
    text = checked.draft.text
    links = sorted(_find_links(checked), key=lambda link: link.span)
    spans = [link.span for link in links]
    paragraphs = []
    end = 0
    for block in split_blocks(text):
        before = text[end : block.span.start].lstrip()  # the bullet of a list item
        span = Span(block.span.start - len(before), block.span.end)
        style = "block-quote" if _find_range(checked.draft.block_quotes, span) else block.kind
        inside = [links[i] for i in _find_range(spans, span)]
        paragraphs.append(f'<p class="{style}">{_render_block(text, span, inside)}</p>')
        end = span.end
    return "".join(paragraphs)


def _find_range(spans: Sequence[Span], span: Span) -> range:
    """Return the numbers of those of some ordered spans, none of which overlap each other, that overlap `span`."""
    first = bisect_right(spans, span.start, key=lambda other: other.end)
    return range(first, bisect_left(spans, span.end, key=lambda other: other.start))


def _find_links(checked: CheckedText) -> Iterator[_Link]:
    for quote in checked.quotes:
        n, verdict = quote.check.id, quote.check.verdict
        style, symbol = ("term", "") if quote.is_term else (verdict, f"{SYMBOLS[verdict]} ")
        told = texts.CHECK_TERM if quote.is_term else NAMES[verdict]
        name = texts.CHECK_QUOTE.format(n=n, verdict=told)
        yield _Link(quote.found.span, f"quote-{n}", style, f"{symbol}{n}", name)
    for number, claim in enumerate(checked.claims, start=1):
        yield _Link(claim.span, f"claim-{number}", "claim", "", texts.CHECK_CLAIM.format(n=number))


def _render_block(text: str, span: Span, links: Sequence[_Link]) -> str:
    parts: list[str] = []
    at = span.start
    for link in links:
        start, end = max(link.span.start, span.start), min(link.span.end, span.end)
        parts += [_escape(text[at:start]), _render_link(link, text[start:end], is_first=start == link.span.start)]
        at = end
    return "".join([*parts, _escape(text[at : span.end])])


def _render_link(link: _Link, words: str, *, is_first: bool) -> str:
    badge = f'<span class="badge" aria-hidden="true">{escape(link.badge)}</span>' if link.badge and is_first else ""
    name = f'<span class="sr-only">{escape(link.name)}</span>' if is_first else ""
    place = f'id="{link.target}-text"' if is_first else 'tabindex="-1"'
    tag = "span" if link.style == "claim" else "mark"
    return f'<{tag} class="{link.style}"><a {place} href="#{link.target}">{badge}{name}{_escape(words)}</a></{tag}>'


def _render_card(quote: CheckedQuote, documents: Mapping[str, Document]) -> str:
    check = quote.check
    n, verdict = check.id, check.verdict
    difference = describe_difference(check)
    return (
        f'<article class="{verdict}" id="quote-{n}" tabindex="-1" data-verdict="{verdict}" '
        f'aria-labelledby="quote-{n}-name"><div class="card-head"><h4 id="quote-{n}-name">'
        f'<span class="badge" aria-hidden="true">{SYMBOLS[verdict]} {n}</span>'
        f'<span class="sr-only">{escape(texts.CITATION.format(n=n))}, </span>{escape(capitalise(NAMES[verdict]))}</h4>'
        f"{_render_back(f'quote-{n}', texts.CHECK_NAME.format(n=n))}</div>"
        + (f'<p class="difference">{escape(difference)}</p>' if difference else "")
        + (_render_changes(check.changes) if verdict == "near" and check.changes else "")
        + _render_source(check, documents)
        + _render_given(quote)
        + "</article>"
    )


def _render_back(target: str, name: str) -> str:
    label = escape(texts.CHECK_TO_TEXT_LABEL.format(name=name))
    return f'<a class="back" href="#{target}-text" aria-label="{label}">{escape(texts.CHECK_TO_TEXT)}</a>'


def _render_changes(changes: Sequence[Change]) -> str:
    """Return the words of source and text under each other, without those in the middle of a long same stretch."""
    rows: tuple[list[str], list[str]] = ([], [])
    for number, change in enumerate(changes):
        if change.kind == "same":
            same = _shorten(change.source, is_first=number == 0, is_last=number == len(changes) - 1)
            rows[0].append(same)
            rows[1].append(same)
            continue
        if change.source:
            rows[0].append(f'<del><span class="sr-only">{texts.CHECK_ONLY_SOURCE}</span>{_escape(change.source)}</del>')
        if change.quote:
            rows[1].append(f'<ins><span class="sr-only">{texts.CHECK_ONLY_TEXT}</span>{_escape(change.quote)}</ins>')
    names = (texts.CHECK_SOURCE_ROW, texts.CHECK_TEXT_ROW)
    told = "".join(f"<div><dt>{name}</dt><dd>{' '.join(row)}</dd></div>" for name, row in zip(names, rows, strict=True))
    return f'<dl class="changes">{told}</dl>'


def _shorten(words: str, *, is_first: bool, is_last: bool) -> str:
    split = words.split()
    before, after = ([] if is_first else split[:EDGE_WORDS]), ([] if is_last else split[-EDGE_WORDS:])
    if len(before) + len(after) >= len(split):
        return _escape(words)
    return _escape(" ".join([*before, "…", *after]))


def _render_source(check: Check, documents: Mapping[str, Document]) -> str:
    place = find_place(check, documents)
    if place is None:
        return ""
    document = documents[place.citation.document_id]
    label = texts.CHECK_NEAREST if check.verdict == "not_found" else texts.CHECK_IN_SOURCE
    words = _mark(document.text, place) if check.verdict != "not_found" else _escape(place.around.of(document.text))
    return (
        f'<p class="side"><b>{escape(label)}</b> {escape(describe_speakers(place, documents))}</p>'
        f'<blockquote lang="{escape(document.source.language)}">{words}</blockquote>'
        f"{_render_place(place.citation, document, texts.CHECK_NAME.format(n=check.id))}"
    )


def _mark(text: str, place: Place) -> str:
    """Return what is around a place with its words marked, and what the quote leaves out between them."""
    pieces = []
    at = place.around.start
    for number, part in enumerate(place.parts):
        between = _escape(text[at : part.start])
        if number and between.strip():
            between = f'<span class="left-out"><span class="sr-only">{texts.CHECK_LEFT_OUT}</span>{between}</span>'
        pieces += [between, f"<mark>{_escape(part.of(text))}</mark>"]
        at = part.end
    return "".join([*pieces, _escape(text[at : place.around.end])])


def _render_place(citation: Citation, document: Document, name: str) -> str:
    label = escape(texts.CHECK_OPEN_LABEL.format(name=name))
    link = (
        f'<a href="./{escape(to_place(citation))}" target="_blank" rel="noopener" aria-label="{label}">'
        f"{escape(texts.CHECK_OPEN)}</a>"
    )
    return f'<p class="place">{escape(describe_where(citation, document))} {link}</p>'


def _render_given(quote: CheckedQuote) -> str:
    """Return whom the text says the words are by, and the words themselves where the card has not shown them yet."""
    check = quote.check
    is_shown = check.passes or check.verdict == "misattributed" or (check.verdict == "near" and check.changes)
    words = "" if is_shown else f"<blockquote>{_escape(to_marked(quote.found.quote))}</blockquote>"
    speaker = escape(quote.found.speaker or texts.CHECK_NO_SPEAKER)
    return f'<p class="side"><b>{escape(texts.CHECK_IN_TEXT)}</b> {speaker}</p>{words}'


def _render_terms(checked: CheckedText) -> str:
    terms = "".join(
        f'<li id="quote-{quote.check.id}" tabindex="-1"><span class="badge">{quote.check.id}</span> '
        f"”{_escape(quote.found.quote)}” "
        f"{_render_back(f'quote-{quote.check.id}', texts.CHECK_NAME.format(n=quote.check.id))}</li>"
        for quote in checked.quotes
        if quote.is_term
    )
    return f'<div class="terms"><h4>{escape(texts.CHECK_TERMS)}</h4><ul>{terms}</ul></div>' if terms else ""


def _render_claims(checked: CheckedText, documents: Mapping[str, Document]) -> str:
    hints = "".join(_render_claim(claim, n, documents) for n, claim in enumerate(checked.claims, start=1))
    if not hints:
        return ""
    return (
        f'<section class="claims" aria-labelledby="claims-heading"><h3 id="claims-heading">'
        f'{escape(texts.CHECK_CLAIMS)}</h3><p class="help">{escape(texts.CHECK_CLAIMS_HELP)}</p><ol>{hints}</ol>'
        "</section>"
    )


def _render_claim(claim: Claim, n: int, documents: Mapping[str, Document]) -> str:
    name = texts.CHECK_CLAIM_NAME.format(n=n)
    missing = describe_missing(claim)
    support = ""
    if claim.support:
        document = documents[claim.support.document_id]
        support = (
            f'<p class="side"><b>{escape(texts.CHECK_SUPPORT)}</b> {escape(to_origin(claim.support))}</p>'
            f'<blockquote lang="{escape(document.source.language)}">{_escape(claim.support.quote)}</blockquote>'
            f"{_render_place(claim.support, document, name)}"
        )
    return (
        f'<li id="claim-{n}" tabindex="-1"><div class="card-head"><p>{_escape(claim.text)}</p>'
        f"{_render_back(f'claim-{n}', name)}</div>"
        + support
        + (f'<p class="difference">{escape(missing)}</p>' if missing else "")
        + "</li>"
    )


def _escape(text: str) -> str:
    return escape(text, quote=False)
