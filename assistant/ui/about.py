"""The page about the material: what the answers are made of, what they can't be, and what is kept where."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.ui import texts_sv as texts
from assistant.ui.badge import REVIEWS_PATH
from assistant.ui.links import to_web
from assistant.ui.reference import to_source_reference
from assistant.ui.types import Answerer
from corpus.types import Document


def render_about(assistant: Answerer, *, styles: Sequence[str], icon: str, has_reviews: bool = False) -> str:
    """Return a whole HTML page; `styles` and `icon` are the addresses of its style sheets and its icon."""
    documents = "".join(_render_document(document) for document in assistant.documents.values())
    paragraphs = "".join(
        f"<h2>{escape(heading)}</h2>" + "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        for heading, paragraphs in texts.ABOUT_SECTIONS
    )
    links = "".join(f'<link rel="stylesheet" href="{escape(style)}">' for style in styles)
    return (
        '<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(texts.ABOUT)} – {escape(texts.TITLE)}</title>"
        f'<link rel="icon" href="{icon}">{links}</head>'
        f'<body class="gradio-container about"><main><p><a href="./">{escape(texts.TO_QUESTIONS)}</a></p>'
        f"<h1>{escape(texts.ABOUT)}</h1><p>{escape(texts.ABOUT_LEAD)}</p>"
        f"<h2>{escape(texts.DOCUMENTS_HEADING)}</h2>{documents}{paragraphs}"
        f"{_render_reviews() if has_reviews else ''}</main></body></html>"
    )


def _render_reviews() -> str:
    return (
        f"<h2>{escape(texts.REVIEWS)}</h2><p>{escape(texts.REVIEWS_ABOUT)} "
        f'<a href=".{REVIEWS_PATH}">{escape(texts.REVIEWS_LINK)}</a></p>'
    )


def _render_document(document: Document) -> str:
    url = to_web(document.source)
    web = f' <a href="{escape(url)}" rel="noopener noreferrer">{escape(texts.OPEN_ON_WEB)}</a>' if url else ""
    facts = [
        texts.DOCUMENT_SIZE.format(sentences=len(document.sentences), sections=len(document.sections)),
        texts.DOCUMENT_LIBRARIES.format(libraries=", ".join(document.libraries)) if document.libraries else "",
    ]
    named = (
        f"<details><summary>{escape(texts.DOCUMENT_PEOPLE.format(count=len(document.people)))}</summary>"
        f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in _to_people(document))}</ul></details>"
        if document.people
        else ""
    )
    return (
        f"<article><h3>{escape(document.title)}</h3>"
        f"<p>{escape(to_source_reference(document.source))}{web}</p>"
        f"{''.join(f'<p>{escape(fact)}</p>' for fact in facts if fact)}{named}</article>"
    )


def _to_people(document: Document) -> list[str]:
    return [", ".join(part for part in (p.name, p.role, p.library) if part) for p in document.people]
