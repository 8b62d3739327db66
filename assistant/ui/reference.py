"""A citation in reference form, as it is pasted into a report: the quote, whose words it is, and the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from assistant.compose import to_marked
from assistant.types import Citation
from assistant.ui import texts_sv as texts
from assistant.ui.origin import is_reported, is_verbatim, to_origin
from corpus import swedish
from corpus.types import Document, Source

_NOUNS = "|".join(sorted(swedish.ORGANISATION_NOUNS | swedish.LIBRARY_NOUNS))
_ORGANISATION = re.compile(rf"{swedish.ORGANISATION_WORDS}|{_NOUNS}", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def to_reference(citation: Citation, documents: Mapping[str, Document], *, retrieved: date, link: str = "") -> str:
    """Return the quote and whose words it is on one line, and its source in Harvard form on the next, as plain text.

    `retrieved` is the day on which the source was read; `link` leads to the quote and is added last. A quote that is
    not what its document holds gives "".
    """
    if not is_verbatim(citation, documents):
        return ""
    quoted = _to_ended(f"{to_marked(citation.quote)} – {describe_origin(citation, documents)}")
    source = to_source_reference(documents[citation.document_id].source, section=citation.section, retrieved=retrieved)
    return f"{quoted}\n{source}" + (f" {texts.LINK_TO_QUOTE.format(link=link)}" if link else "")


def to_source_reference(source: Source, *, section: str = "", retrieved: date | None = None) -> str:
    """Return "Author (year). Title. Publisher. Section. URL [retrieved]." with what is known of it.

    Without an author the title comes first.

    >>> to_source_reference(Source("a", "Att lära", author="Eva Ek", publisher="Förlaget", date="2021-02-24"))
    'Ek, E. (2021). Att lära. Förlaget.'
    """
    author = (source.author or "").strip()
    year = _YEAR.search(source.date or "")
    dated = f"({year[0] if year else texts.WITHOUT_YEAR})"
    parts = [f"{_invert(author)} {dated}", source.title] if author else [f"{source.title} {dated}"]
    if source.publisher != source.author:
        parts.append(source.publisher or "")
    if section and section != source.title:
        parts.append(texts.SECTION.format(section=section))
    reference = " ".join(_to_ended(part) for part in parts if part.strip())
    if not source.url:
        return reference
    return f"{reference} {source.url}" + (f" {texts.RETRIEVED.format(date=retrieved)}." if retrieved else "")


def describe_origin(citation: Citation, documents: Mapping[str, Document]) -> str:
    """Return "speaker, role, library" as far as known, or whose text it is, and whether the words are retold."""
    origin = to_origin(citation).replace(" · ", ", ")
    return f"{origin} ({texts.REPORTED.lower()})" if is_reported(citation, documents) else origin


def _invert(author: str) -> str:
    """Return "Surname, F." for one person's name, and as it stands what may be anything else.

    A name of three words is inverted only if those in the middle are initials: the second may belong to the surname.
    """
    *given, surname = author.split()
    is_plain = all(word.istitle() and re.sub(r"[-.'’]", "", word).isalpha() for word in (*given, surname))
    are_initials = all(len(word) == 2 and word.endswith(".") for word in given[1:])
    if not given or not is_plain or not are_initials or surname.endswith(".") or _ORGANISATION.search(author):
        return author
    initials = ("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given)
    return f"{surname}, {' '.join(initials)}"


def _to_ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
