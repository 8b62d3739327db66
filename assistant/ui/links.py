"""Addresses that lead to a quote: in this page's source, and in the document on the web."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import quote as percent_encode

from assistant.types import Citation
from corpus.types import Source

MAX_FRAGMENT_WORDS = 10
"""A quote of more words is found on the web by its first and last words."""
_WEB = re.compile(r"https?://", re.IGNORECASE)
_MARKS = ' \t\n"”“»«'


def to_place(citation: Citation) -> str:
    """Return the place of a quote as the end of an address, with a check that the same words still stand there."""
    return (
        f"#citat/{percent_encode(citation.document_id, safe='')}/{citation.start}-{citation.end}/"
        f"{to_check(citation.quote)}"
    )


def to_check(words: str) -> str:
    """Return what a link tells of the words it leads to: the first eight hexadecimal digits of their SHA-256."""
    return sha256(words.encode()).hexdigest()[:8]


def to_web(source: Source, quote: str = "") -> str:
    """Return the address of a document on the web, at the quote if one is given; nothing without a web address.

    The quote is named by a text fragment (WICG, "URL Fragment Text Directives"), which browsers scroll to and mark.
    """
    if source.url is None or not _WEB.match(source.url):
        return ""
    words = quote.strip(_MARKS).split()
    if not words:
        return source.url
    parts = [words] if len(words) <= MAX_FRAGMENT_WORDS else [words[: MAX_FRAGMENT_WORDS // 2], words[-5:]]
    directive = ",".join(percent_encode(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    return f"{source.url.partition('#')[0]}#:~:text={directive}"
