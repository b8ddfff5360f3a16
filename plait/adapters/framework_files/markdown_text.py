"""Markdown with tables → a page of headings, paragraphs and tables, each knowing its line."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from plait.adapters.framework_files.blocks import Cell, Heading, Page, Paragraph, clean, squared
from plait.adapters.framework_files.csv_file import decoded
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Unreadable
from plait.adapters.framework_files.outline_text import outline_page
from plait.adapters.framework_files.web_page import html_page

_SIZE_LIMIT = 3_000_000  # characters; the parser takes some seconds for each million


def markdown_page(data: bytes) -> Page:
    """The page in a Markdown file. Raises :class:`Unreadable`."""
    text = decoded(data)
    if len(text) > _SIZE_LIMIT:
        raise Unreadable("This file is too large for Markdown: at most 3 MB can be read.")
    page = Page()
    offset = 0
    if text.startswith("---\n") and "\n---\n" in text[4:]:
        head, text = text[4:].split("\n---\n", 1)
        offset = head.count("\n") + 3
        said = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", head, re.M)
        page.title = clean(said.group(1)) if said is not None else ""
        rest = ", but for the title" if page.title else ""
        seen = f"The lines between --- at the top were left out{rest}."
        page.doubts.append(Doubt(DoubtKind.LEFT_OUT, Place(1), seen, "Give title, version and licence as options."))
    outline = outline_page(text, offset + 1)
    if outline is not None:
        outline.title, outline.doubts = page.title, [*page.doubts, *outline.doubts]
        return outline
    tokens = MarkdownIt("commonmark", {"maxNesting": 30}).enable("table").parse(text)
    lines = text.split("\n")
    depth, at, through = 0, 0, 0
    whole = True  # until a table never ends; looking on from each piece would take too long then
    while at < len(tokens):
        token = tokens[at]
        if token.map and token.map[0] < through and token.type not in ("list_item_close",):
            at += 1
            continue
        place = Place((token.map[0] if token.map else 0) + 1 + offset)
        if token.type == "heading_open":
            words = " ".join(_plain(tokens[at + 1]).split())
            if words:
                page.blocks.append(Heading(words, place, int(token.tag[1:])))
            at += 2
        elif token.type in ("list_item_open", "list_item_close"):
            depth += 1 if token.type == "list_item_open" else -1
        elif token.type == "inline":
            words = _plain(token)
            if depth > 0:
                words = re.sub(r"^\[[ xX]\] ", "", words)
            if words:
                page.blocks.append(Paragraph(words, place, depth > 0))
        elif token.type == "table_open":
            at = _table(tokens, at, page, offset)
        elif token.type == "html_block":
            start, end = token.map or (0, 0)
            through = _end_of_tables(lines, start, end) if whole else end
            whole = whole and through > 0
            through = through or end
            _html("\n".join(lines[start:through]), place, page)
        elif token.type in ("fence", "code_block") and token.content.strip():
            seen = "A block of code was left out here."
            page.doubts.append(Doubt(DoubtKind.LEFT_OUT, place, seen, "Write it as text if it belongs here."))
        at += 1
    if not page.blocks:
        raise Unreadable("This file is empty.")
    return page


def _table(tokens: list[Token], at: int, page: Page, offset: int) -> int:
    """Add the table that starts at a token; where it ends."""
    start = Place((tokens[at].map or [0])[0] + 1 + offset)
    rows: list[list[Cell]] = []
    place = start
    while tokens[at].type != "table_close":
        token = tokens[at]
        if token.type == "tr_open":
            place = Place(token.map[0] + 1 + offset) if token.map else place
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(Cell(_plain(token), place))
        at += 1
    if rows:
        page.blocks.append(squared(rows, start))
    return at


def _end_of_tables(lines: list[str], start: int, end: int) -> int:
    """The line after the last table that opens in a piece of HTML, which Markdown ends at the first blank line.

    0 for a table that never ends.
    """
    opened = 0
    for number in range(start, len(lines)):
        if number >= end and opened <= 0:
            return number
        line = lines[number].lower()
        opened += len(re.findall(r"<table\b", line)) - line.count("</table")
    return len(lines) if opened <= 0 else 0


def _html(text: str, place: Place, page: Page) -> None:
    """HTML among the Markdown is read as HTML, from where it stands."""
    if not text.strip() or (text.strip().startswith("<!--") and "<table" not in text):
        return
    try:
        inner = html_page(text.encode(), place.row or 1)
    except Unreadable:
        return
    page.blocks += inner.blocks
    page.doubts += inner.doubts


def _plain(token: Token) -> str:
    """The words of a piece of text, without its marks."""
    pieces: list[str] = []
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak",):
            pieces.append(" ")
        elif child.type == "hardbreak" or (child.type == "html_inline" and child.content.lower().startswith("<br")):
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(child.content)
    return clean("".join(pieces))
