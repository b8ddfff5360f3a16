"""Texts without headings whose indents say what belongs to what → a page: lines that hold others are headings."""

from __future__ import annotations

import re

from plait.adapters.framework_files.blocks import Heading, Page, Paragraph, clean
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place

_MARKED = re.compile(r"^ {0,3}#{1,6}\s|^ {0,3}\|? ?:?-{3,}:? ?\||^ {0,3}<\w|^ {0,3}(```|~~~)", re.M)
_LEAST_LINES, _LEAST_DEPTHS, _MOST_DEPTHS = 6, 3, 12


def outline_page(text: str, first_line: int = 1) -> Page | None:
    """The page in such a text; ``None`` for one that has headings, tables or code, or too few indents to tell."""
    if _MARKED.search(text):
        return None
    lines = [
        (number, len(line.expandtabs(8)) - len(line.expandtabs(8).lstrip()), clean(line))
        for number, line in enumerate(text.split("\n"), first_line)
        if line.strip()
    ]
    indents = sorted({indent for _, indent, _ in lines})
    if len(lines) < _LEAST_LINES or not _LEAST_DEPTHS <= len(indents) <= _MOST_DEPTHS:
        return None
    page = Page()
    open_indents: list[int] = []
    for at, (number, indent, words) in enumerate(lines):
        while open_indents and open_indents[-1] >= indent:
            open_indents.pop()
        holds = at + 1 < len(lines) and lines[at + 1][1] > indent
        plain = re.sub(r"^[-*•+]\s+", "", words)
        if holds:
            open_indents.append(indent)
            page.blocks.append(Heading(plain.rstrip(": "), Place(number), min(len(open_indents), 9)))
        else:
            page.blocks.append(Paragraph(plain, Place(number), listed=True))
    if not any(isinstance(block, Heading) for block in page.blocks):
        return None
    seen = "The text has no headings; what stands further in was read as part of the line above it."
    page.doubts.append(Doubt(DoubtKind.LAYOUT, Place(lines[0][0]), seen, "Give areas and statements headings."))
    return page
