"""A citation as HTML: the quote untouched, whose words it is, where it stands and the way there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

from assistant.compose import to_missing_marks
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.links import to_place, to_web
from assistant.ui.origin import is_reported, is_verbatim, to_origin
from assistant.ui.reference import to_reference
from corpus.types import Document, Span


def render_card(
    citation: Citation,
    documents: Mapping[str, Document],
    *,
    turn_id: str,
    nearest: bool = False,
    pointed: Span | None = None,
    remark: str = "",
) -> str:
    """Return the card as a `<figure>`; a quote that fails the check is never shown, and the card says so.

    `pointed` is the part of the quote that answers the question outright, and is marked. `remark` is HTML that stands
    below the quote.
    """
    if not is_verbatim(citation, documents):
        return f'<p class="card-broken" role="note">{escape(texts.BROKEN_QUOTE.format(n=citation.n))}</p>'
    n = citation.n
    name = (texts.NEAREST if nearest else texts.CITATION).format(n=n)
    if citation.speaker is None:
        who = f'<span class="speaker own">{escape(texts.WITHOUT_SPEAKER[citation.kind])}</span>'
        rest = [citation.library]
    else:
        who = f'<span class="speaker">{escape(citation.speaker)}</span>'
        rest = [citation.role, citation.library]
    origin = who + "".join(f" · {escape(part)}" for part in rest if part)
    reported = f'<p class="reported">{escape(texts.REPORTED)}</p>' if is_reported(citation, documents) else ""
    number = "" if nearest else f'<span class="number" aria-hidden="true">{n}</span>'
    opens, closes = to_missing_marks(citation.quote)
    document = documents[citation.document_id]
    closes = closes and not _goes_on(citation, document)
    marks = f"{' opens' if opens else ''}{' closes' if closes else ''}"
    place = escape(texts.SECTION.format(section=citation.section))
    title = f"{escape(document.title)} · " if len(documents) > 1 else ""
    return (
        f'<figure class="card{" nearest" if nearest else ""}" id="{escape(turn_id)}-{n}" tabindex="-1" data-n="{n}" '
        f'data-document="{escape(citation.document_id)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-origin="{escape(to_origin(citation))}" aria-label="{escape(name)}">'
        f'<figcaption><div class="origin">{number}<div><p class="who">{origin}</p>{reported}</div></div></figcaption>'
        f'<blockquote class="quote{marks}" lang="{escape(document.source.language)}">'
        f'<span class="verbatim">{_mark(citation.quote, pointed)}</span></blockquote>{remark}'
        f'<div class="card-foot"><p class="place">{title}{place} '
        f'<span class="attested">{escape(texts.VERBATIM)}</span></p>{_render_actions(citation, documents)}</div>'
        "</figure>"
    )


def _goes_on(citation: Citation, document: Document) -> bool:
    """Return whether more words follow the quote in the same quotation: a closing mark there would be untrue."""
    return any(
        quotation.span.start < citation.end < quotation.span.end
        and any(char.isalnum() for char in document.text[citation.end : quotation.span.end])
        for quotation in document.quotations
    )


def _render_actions(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return what can be done with a card: copy it as a reference, copy its address, open it on the web or here."""
    n = citation.n
    reference = to_reference(citation, documents, retrieved=date.today())
    web = to_web(documents[citation.document_id].source, citation.quote)
    link = (
        f'<a class="card-action" href="{escape(web)}" target="_blank" rel="noopener noreferrer" '
        f'aria-label="{escape(texts.OPEN_ON_WEB_LABEL.format(n=n))}">{escape(texts.OPEN_ON_WEB)}</a>'
        if web
        else ""
    )
    return (
        f'<div class="card-actions"><button type="button" class="card-action copy-reference" '
        f'data-reference="{escape(reference)}" aria-label="{escape(texts.COPY_REFERENCE_LABEL.format(n=n))}">'
        f"{escape(texts.COPY_REFERENCE)}</button>"
        f'<button type="button" class="card-action copy-link" data-place="{escape(to_place(citation))}" '
        f'aria-label="{escape(texts.COPY_LINK_LABEL.format(n=n))}">{escape(texts.COPY_LINK)}</button>{link}'
        f'<button type="button" class="show-in-source" '
        f'aria-label="{escape(texts.SHOW_IN_SOURCE_LABEL.format(n=n))}">{escape(texts.SHOW_IN_SOURCE)}</button></div>'
    )


def _mark(quote: str, pointed: Span | None) -> str:
    if pointed is None:
        return escape(quote, quote=False)
    before, words, after = quote[: pointed.start], pointed.of(quote), quote[pointed.end :]
    return f"{escape(before, quote=False)}<mark>{escape(words, quote=False)}</mark>{escape(after, quote=False)}"
