"""A citation as HTML: the quote untouched, whose words it is, where it stands and the way there."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from assistant.compose import to_missing_marks
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from corpus.types import Document, Span


def is_verbatim(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Return whether the quote is, character for character, what its document holds at its place."""
    document = documents.get(citation.document_id)
    return (
        document is not None and bool(citation.quote) and document.text[citation.start : citation.end] == citation.quote
    )


def is_reported(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Return whether the quote retells what its speaker said, rather than giving the speaker's own words."""
    document = documents.get(citation.document_id)
    if document is None or citation.speaker is None or citation.start >= citation.end:
        return False
    span = Span(citation.start, citation.end)
    hows = {sentence.attribution.how for sentence in document.sentences if sentence.span.overlaps(span)}
    return "reported" in hows and "direct" not in hows


def to_origin(citation: Citation) -> str:
    """Return "speaker · role · library" as far as known, or whose text it is when nobody is quoted.

    >>> to_origin(Citation(1, "Ja.", "a", 0, 3, "Inledning", "interview", "Eva Ek", None, "Umeå", 0.9))
    'Eva Ek · Umeå'
    """
    if citation.speaker is None:
        own = texts.WITHOUT_SPEAKER[citation.kind]
        return f"{own} · {citation.library}" if citation.library else own
    return " · ".join(part for part in (citation.speaker, citation.role, citation.library) if part)


def render_card(
    citation: Citation,
    documents: Mapping[str, Document],
    *,
    turn_id: str,
    nearest: bool = False,
    pointed: Span | None = None,
) -> str:
    """Return the card as a `<figure>`; a quote that fails the check is never shown, and the card says so.

    `pointed` is the part of the quote that answers the question outright, and is marked.
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
    marks = f"{' opens' if opens else ''}{' closes' if closes else ''}"
    title = documents[citation.document_id].title
    place = escape(texts.SECTION.format(section=citation.section))
    document = f"{escape(title)} · " if len(documents) > 1 else ""
    return (
        f'<figure class="card{" nearest" if nearest else ""}" id="{escape(turn_id)}-{n}" tabindex="-1" data-n="{n}" '
        f'data-document="{escape(citation.document_id)}" data-start="{citation.start}" data-end="{citation.end}" '
        f'data-origin="{escape(to_origin(citation))}" aria-label="{escape(name)}">'
        f'<figcaption><div class="origin">{number}<div><p class="who">{origin}</p>{reported}</div></div></figcaption>'
        f'<blockquote class="quote{marks}" lang="{escape(documents[citation.document_id].source.language)}">'
        f'<span class="verbatim">{_mark(citation.quote, pointed)}</span></blockquote>'
        f'<div class="card-foot"><p class="place">{document}{place}</p>'
        f'<button type="button" class="show-in-source" '
        f'aria-label="{escape(texts.SHOW_IN_SOURCE_LABEL.format(n=n))}">{escape(texts.SHOW_IN_SOURCE)}</button></div>'
        "</figure>"
    )


def _mark(quote: str, pointed: Span | None) -> str:
    if pointed is None:
        return escape(quote, quote=False)
    before, words, after = quote[: pointed.start], pointed.of(quote), quote[pointed.end :]
    return f"{escape(before, quote=False)}<mark>{escape(words, quote=False)}</mark>{escape(after, quote=False)}"
