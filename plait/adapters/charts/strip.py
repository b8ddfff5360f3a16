"""The dot strip: how many schools stand where on a scale, a dot for each or for a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from plait.adapters.charts.svg import document, element, line, text, wrap
from plait.adapters.palette import EDGE, LINE, level_colours

BAND, DOT, ROW = 118.0, 11.0, 9
TALLEST = 36  # dots of one column; more schools share a dot


def each_dot(counts: Sequence[int | None]) -> int:
    """How many schools one dot stands for."""
    return -(-max((count or 0 for count in counts), default=0) // TALLEST) or 1


def dot_strip(labels: Sequence[str], counts: Sequence[int | None], alt: str) -> str:
    """An SVG of one column a label; a hidden count (``None``) is said in words. The last two labels are no levels."""
    share = each_dot(counts)
    heads = [wrap(label, BAND - 12, 12, most=3) for label in labels]
    top = 15.0 * max(len(head) for head in heads) + 8
    dots = [None if count is None else ceil(count / share) for count in counts]
    lines = max((ceil((number or 0) / ROW) for number in dots), default=0)
    height = top + max(lines, 1) * (DOT + 2) + 12
    colours = level_colours(max(len(labels) - 2, 2))
    drawn: list[str] = []
    for index, (head, count) in enumerate(zip(heads, dots, strict=True)):
        left = index * BAND
        drawn += [text(left + 4, 12 + 15 * number, words, size=12) for number, words in enumerate(head)]
        drawn.append(line(left + 2, top - 4, left + BAND - 8, top - 4, stroke=LINE))
        if count is None:
            drawn.append(text(left + 4, top + 14, "too few to say", size=11, class_="chart-quiet"))
            continue
        if not count:
            drawn.append(text(left + 4, top + 14, "none", size=11, class_="chart-quiet"))
            continue
        fill = colours[index][0] if index < len(labels) - 2 else "none"
        drawn += [
            element(
                "circle",
                cx=left + 8 + (number % ROW) * (DOT + 1),
                cy=top + 7 + (number // ROW) * (DOT + 2),
                r=DOT / 2 - 1,
                fill=fill,
                stroke=EDGE,
            )
            for number in range(count)
        ]
    return document(BAND * len(labels), height, alt, drawn, "strip")
