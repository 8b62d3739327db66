"""The structure of a plain text: residue, title, headings, paragraphs, list items, sentences and quotations.

Everything is a span over the text as given. Sentence boundaries come from sentencex (Wikimedia), which knows Swedish
but reads a Swedish quotation as one sentence and takes ” for an opening mark only: it is given the text
without quotation marks and with abbreviations covered, and its boundaries are carried back to the canonical offsets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sentencex import get_sentence_boundaries

from corpus import swedish
from corpus.types import Section, Span

BlockKind = Literal["residue", "title", "heading", "paragraph", "item"]

HEADING_MAX_CHARS = 90
QUESTION_HEADING_MAX_CHARS = 70
WRAPPED_MIN_CHARS = 50

_NAVIGATION = re.compile(swedish.NAVIGATION, re.IGNORECASE)
_COMMENT_FORM = re.compile(swedish.COMMENT_FORM, re.IGNORECASE)
_BULLET = re.compile(rf"(?:[{re.escape(swedish.BULLETS)}]|\(?\d{{1,2}}[.)])\s+")
_LABEL = re.compile(r"([^\W\d_][\w\- ]{2,30}):\s+\S")
_LINE = re.compile(r"[^\n]+")
_QUOTES = frozenset(swedish.SINGLE_QUOTES + swedish.DOUBLE_QUOTES)
_QUOTE = re.compile(f"[{swedish.SINGLE_QUOTES}{swedish.DOUBLE_QUOTES}]")
_DOUBLE_QUOTE = re.compile(f"[{swedish.DOUBLE_QUOTES}]")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(word) for word in sorted(swedish.ABBREVIATIONS, key=len, reverse=True)) + ")",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<=[^\W_])[.!?]+\s+(?=[–—-]?\s*[^\W\d_a-zåäöé])|(?<=[^\W\d_])[.!?]+\s+(?=\d)")
"""Where sentencex is too careful: its Swedish abbreviations hold whole words ("det.", "hon.", "ut.")."""
_INITIAL = re.compile(r"(?<!\w)[A-ZÅÄÖ]\.(?=\s+[A-ZÅÄÖ])")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands by itself: a line, or several hard-wrapped ones. White space is outside the span.

    `label` is the word before the colon of a line that shares it with others ("Framgångsfaktor: …"), else "".
    """

    kind: BlockKind
    span: Span
    label: str = ""


def split_blocks(text: str) -> list[Block]:
    """Return the blocks of `text` in order; together they hold every character that isn't white space."""
    lines = _join_wrapped(text, [span for match in _LINE.finditer(text) if (span := _strip(text, *match.span()))])
    if not lines:
        return []
    labels = Counter(match[1] for line in lines if (match := _LABEL.match(line.of(text))))
    statements = {label for label, count in labels.items() if count > 1}
    first = next((i for i, line in enumerate(lines) if not _NAVIGATION.fullmatch(line.of(text))), 0)
    form = _find_comment_form(text, lines)
    blocks = []
    for i, line in enumerate(lines):
        kind: BlockKind
        if i < first or i >= form:
            kind = "residue"
        elif i == first and _is_heading(text, lines, i, statements):
            kind = "title"
        elif bullet := _BULLET.match(line.of(text)):
            dash_speech = line.of(text)[0] in swedish.DASHES and not _in_list(text, lines, i)
            kind = "paragraph" if dash_speech else "item"
            if not dash_speech:
                line = Span(line.start + bullet.end(), line.end)
        else:
            kind = "heading" if _is_heading(text, lines, i, statements) else "paragraph"
        label = _LABEL.match(line.of(text))
        blocks.append(Block(kind, line, label[1] if label and label[1] in statements and kind == "paragraph" else ""))
    return blocks


def find_sections(text: str, blocks: list[Block], title: str) -> list[Section]:
    """Return the sections in order: one a heading, before them one named `title` for what stands above the first."""
    body = [block for block in blocks if block.kind != "residue"]
    if not body:
        return []
    sections = []
    start, name = body[0].span.start, title
    for block in body:
        if block.kind == "heading":
            if block.span.start > start:
                sections.append(Section(name, Span(start, block.span.start)))
            start, name = block.span.start, block.span.of(text)
    sections.append(Section(name, Span(start, body[-1].span.end)))
    return sections


def split_sentences(text: str, block: Span) -> list[Span]:
    """Return the sentences of a block in order, without the white space between them.

    Quotations are cut at the sentence boundaries inside them; an opening mark goes with what follows it, a closing
    mark and a lower-case speech tag with what goes before.

    >>> text = "”Det gick. Alla kom”, säger Bo. Sedan slutade de."
    >>> [span.of(text) for span in split_sentences(text, Span(0, len(text)))]
    ['”Det gick.', 'Alla kom”, säger Bo.', 'Sedan slutade de.']
    """
    raw = block.of(text)
    covered = _ABBREVIATION.sub(_cover, raw)
    covered = _INITIAL.sub(_cover, covered)
    covered = covered.replace("…", ".")
    kept: Sequence[int] = range(len(covered))
    bare = covered
    if _QUOTE.search(covered):
        kept = [i for i, char in enumerate(covered) if char not in _QUOTES]
        bare = "".join(covered[i] for i in kept)
    starts = {int(boundary["start_index"]) for boundary in get_sentence_boundaries("sv", bare)}
    starts |= {match.end() for match in _FULL_STOP.finditer(bare)}
    cuts = []
    for start in sorted(starts):
        while start < len(bare) and bare[start].isspace():
            start += 1
        if 0 < start < len(bare):
            cuts.append(_carry_back(raw, kept, start))
    sentences, begin = [], 0
    for cut in [*cuts, len(raw)]:
        if cut < len(raw) and not _starts_sentence(raw, cut):
            continue
        if span := _strip(text, block.start + begin, block.start + cut):
            sentences.append(span)
        begin = cut
    return sentences


def find_quotations(text: str, block: Span) -> list[Span]:
    """Return the outermost quotations of a block, marks included; one that never closes runs to the block's end.

    Swedish opens and closes with the same mark, so a mark's side is told by its neighbours: an opening one has white
    space, a bracket or a dash before it and none after it.
    """
    raw = block.of(text)
    spans = []
    opened: int | None = None
    for mark in _DOUBLE_QUOTE.finditer(raw):
        i, char = mark.start(), mark[0]
        before = raw[i - 1] if i else " "
        after = raw[i + 1] if i + 1 < len(raw) else " "
        opens = (before.isspace() or before in "([–—:/‘") and not after.isspace()
        if opened is None:
            if opens:
                opened = i
        elif not opens or char == "«" != raw[opened]:
            spans.append(Span(block.start + opened, block.start + i + 1))
            opened = None
    if opened is not None and len(raw) - opened > 1:
        spans.append(Span(block.start + opened, block.end))
    return spans


def is_dash_speech(text: str, block: Span) -> bool:
    """Return whether the block is a line of dialogue with a dash before it (pratminus)."""
    raw = block.of(text)
    return len(raw) > 2 and raw[0] in swedish.DASHES and raw[1].isspace()


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _join_wrapped(text: str, lines: list[Span]) -> list[Span]:
    """Return the lines with hard-wrapped ones joined: a long line that ends mid-sentence goes on in the next."""
    joined: list[Span] = []
    for line in lines:
        if joined and _goes_on(text, joined[-1], line):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _goes_on(text: str, line: Span, following: Span) -> bool:
    if not _adjoins(text, line, following) or _BULLET.match(following.of(text)):
        return False
    last = line.of(text).rsplit("\n", 1)[-1]
    return len(last) >= WRAPPED_MIN_CHARS and not re.search(r"[.!?:…][”’\"»«)]*$", last)


def _is_heading(text: str, lines: list[Span], i: int, statements: set[str]) -> bool:
    line = lines[i].of(text)
    label = _LABEL.match(line)
    if "\n" in line or (label and label[1] in statements) or _BULLET.match(line):
        return False
    if line[0] in _QUOTES or not any(char.isalpha() for char in line) or i + 1 == len(lines):
        return False
    if line.endswith("?"):
        return len(line) <= QUESTION_HEADING_MAX_CHARS and len(split_sentences(line, Span(0, len(line)))) == 1
    return len(line) <= HEADING_MAX_CHARS and line[-1] not in ".!:;,…" and not line[0].islower()


def _in_list(text: str, lines: list[Span], i: int) -> bool:
    """Return whether dash line `i` belongs to a list (below an introduction, or of bare phrases), not to a dialogue."""
    start = i
    while start > 0 and lines[start].of(text)[0] in swedish.DASHES and _adjoins(text, lines[start - 1], lines[start]):
        start -= 1
    introduced = start < i and lines[start].of(text)[0] not in swedish.DASHES
    return introduced or not re.search(r"[.!?…,][”’\"»«)]*$|[.!?,] ", lines[i].of(text))


def _adjoins(text: str, line: Span, following: Span) -> bool:
    return text.count("\n", line.end, following.start) == 1


def _find_comment_form(text: str, lines: list[Span]) -> int:
    """Return the number of the line that opens the comment form in the last third of the text, or len(lines)."""
    for i, line in enumerate(lines):
        if line.start > len(text) * 2 / 3 and _COMMENT_FORM.fullmatch(line.of(text)):
            return i
    return len(lines)


def _cover(match: re.Match[str]) -> str:
    return match[0].replace(".", "_")


def _carry_back(raw: str, kept: Sequence[int], start: int) -> int:
    """Return the place in `raw` of the cut before kept character `start`: after the last white space in the gap."""
    place = kept[start]
    while place > 0 and raw[place - 1] in _QUOTES:
        place -= 1
    return place


def _starts_sentence(raw: str, cut: int) -> bool:
    """Return whether what follows `cut` can start a sentence: white space before it, no lower-case letter after."""
    if not raw[cut - 1].isspace():
        return False
    letters: Iterator[str] = (char for char in raw[cut:] if char.isalnum())
    first = next(letters, "")
    return not first.islower()
