"""The page on which somebody has a text checked: the field for it, and the places for progress and result."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from assistant.ui import texts_sv as texts
from assistant.ui.frame import ABOUT_PATH
from corpus.readers import MAX_BYTES

FILES = ".txt,.md,.docx,.pdf,.html,.htm"


def render_check_page(*, styles: Sequence[str], scripts: Sequence[str], icon: str) -> str:
    """Return a whole HTML page; `styles`, `scripts` and `icon` are the addresses of its files and its icon."""
    links = "".join(f'<link rel="stylesheet" href="{escape(style)}">' for style in styles)
    loads = "".join(f'<script src="{escape(script)}"></script>' for script in scripts)
    strings = json.dumps(texts.CHECK_FOR_SCRIPT, ensure_ascii=False).replace("<", "\\u003c")
    return (
        '<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(texts.CHECK)} – {escape(texts.TITLE)}</title>"
        f'<link rel="icon" href="{icon}">{links}</head>'
        f'<body class="gradio-container check"><header><nav aria-label="{escape(texts.HEAD_LABEL)}">'
        f'<a href="./">{escape(texts.TO_QUESTIONS)}</a> <a href=".{ABOUT_PATH}">{escape(texts.ABOUT)}</a></nav>'
        "</header>"
        f'<main><div class="intro"><h1>{escape(texts.CHECK)}</h1><p>{escape(texts.CHECK_LEAD)}</p></div>'
        f"{_render_form()}{_render_result()}</main>"
        f"<script>window.BELAGG_TEXTS = {strings};</script>{loads}</body></html>"
    )


def _render_form() -> str:
    return (
        f'<form id="check-form" data-max-bytes="{MAX_BYTES}"><label for="text">{escape(texts.CHECK_LABEL)}</label>'
        '<textarea id="text" rows="10" spellcheck="false" aria-describedby="check-help"></textarea>'
        '<p class="chosen" hidden><span></span> '
        f'<button type="button" class="small-button">{escape(texts.CHECK_FORGET_FILE)}</button></p>'
        '<p class="problem" role="alert"></p>'
        f'<div class="buttons"><button type="submit" class="primary">{escape(texts.CHECK_START)}</button>'
        f'<label class="small-button file"><input type="file" id="file" accept="{FILES}">'
        f"<span>{escape(texts.CHECK_FILE)}</span></label>"
        f'<button type="reset" class="small-button">{escape(texts.CHECK_CLEAR)}</button></div>'
        f'<div class="progress" hidden><progress aria-label="{escape(texts.CHECK_START)}"></progress>'
        f'<span class="count"></span> <button type="button" class="small-button stop">{escape(texts.STOP)}</button>'
        "</div>"
        f'<p class="help" id="check-help">{escape(texts.CHECK_HELP)} {escape(texts.CHECK_PRIVACY)}</p>'
        '<p class="sr-only told" role="status"></p></form>'
    )


def _render_result() -> str:
    return (
        '<section id="result" tabindex="-1" aria-labelledby="result-heading" hidden>'
        f'<h2 id="result-heading" tabindex="-1">{escape(texts.CHECK_RESULT)}</h2>'
        '<p class="summary" role="status"></p><div class="found"></div></section>'
    )
