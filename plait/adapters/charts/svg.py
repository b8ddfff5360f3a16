"""The little that is needed to write SVG: elements, markers, wrapped text, a legend.

No scripts, no style attributes, no references: only presentation attributes and classes, so that a strict
content security policy and every reader of SVG take it as it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from plait.adapters.charts.values import Voice
from plait.adapters.palette import EARLIER, FONTS, INK, PEER, SELF, SUPPORT, WHITE

COLOURS = {Voice.EARLIER: EARLIER, Voice.OWN: SELF, Voice.PEER: PEER, Voice.AGREED: SUPPORT}

# Advance widths of Source Sans 3 in hundredths of the font size, rounded up a little.
_WIDTHS = {
    **dict.fromkeys(" |',.:;ijIl!", 25),
    **dict.fromkeys("ft()[]{}-r/\\", 34),
    **dict.fromkeys("sxzcvyJkLF?*", 47),
    **dict.fromkeys("CDGHKNOPQRUVwmMW&%@BAX", 66),
    **dict.fromkeys("mMW%@w", 82),
}


def text_width(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is set in Source Sans 3, in pixels; wide scripts are taken as square."""
    units = sum(100 if ord(sign) > 0x2E80 else _WIDTHS.get(sign, 56) for sign in text)
    return units / 100 * size * (1.05 if bold else 1)


def wrap(text: str, width: float, size: float, bold: bool = False, most: int = 4) -> tuple[str, ...]:
    """The text in lines of at most ``width`` pixels; a longer word is broken, the last line ends in "…"
    past ``most``."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        pieces = _pieces(word, width, size, bold)
        for at, piece in enumerate(pieces):
            joined = f"{current} {piece}" if current and at == 0 else piece
            if current and (at > 0 or text_width(joined, size, bold) > width):
                lines.append(current)
                joined = piece
            current = joined
    if current:
        lines.append(current)
    if len(lines) > most:
        lines = lines[:most]
        while lines[-1] and text_width(f"{lines[-1]}…", size, bold) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] = f"{lines[-1].rstrip()}…"
    return tuple(lines)


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word too long for a line in parts that fit, broken after its own hyphens first."""
    pieces = []
    while text_width(word, size, bold) > width and len(word) > 4:
        cut = len(word) - 2
        while cut > 2 and text_width(f"{word[:cut]}-", size, bold) > width:
            cut -= 1
        hyphen = word.rfind("-", 1, cut + 1)
        pieces.append(word[: hyphen + 1] if hyphen > 0 else f"{word[:cut]}-")
        word = word[hyphen + 1 :] if hyphen > 0 else word[cut:]
    return [*pieces, word]


def number(value: float) -> str:
    """A coordinate: at most one decimal, no ``-0``."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """``element("g", child, stroke_width=2)``; ``class_`` becomes ``class``; ``None`` is left out."""
    written = "".join(
        f" {_name(key)}={quoteattr(value if isinstance(value, str) else number(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def _name(key: str) -> str:
    return key if key == "viewBox" else key.rstrip("_").replace("_", "-")


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 13,
    anchor: str = "start",
    bold: bool = False,
    fill: str = "currentColor",
    class_: str | None = None,
) -> str:
    """One line of text; ``y`` is its baseline."""
    return element(
        "text",
        escape(words),
        x=x,
        y=y,
        font_size=size,
        text_anchor=None if anchor == "start" else anchor,
        font_weight="600" if bold else None,
        fill=fill,
        class_=class_,
    )


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def marker(voice: Voice, x: float, y: float, radius: float = 6) -> str:
    """● own, ◆ partner (open), ■ agreed, ○ earlier."""
    colour = COLOURS[voice]
    match voice:
        case Voice.OWN:
            return element("circle", cx=x, cy=y, r=radius, fill=colour, class_="chart-own-fill")
        case Voice.EARLIER:
            return element(
                "circle",
                cx=x,
                cy=y,
                r=radius,
                fill=WHITE,
                stroke=colour,
                stroke_width=1.8,
                class_="chart-earlier-mark",
            )
        case Voice.PEER:
            reach = radius * 1.25
            points = f"{number(x)},{number(y - reach)} {number(x + reach)},{number(y)} "
            points += f"{number(x)},{number(y + reach)} {number(x - reach)},{number(y)}"
            return element(
                "polygon",
                points=points,
                fill=WHITE,
                stroke=colour,
                stroke_width=2,
                class_="chart-peer-mark",
            )
        case Voice.AGREED:
            side = radius * 1.8
            return element(
                "rect",
                x=x - side / 2,
                y=y - side / 2,
                width=side,
                height=side,
                fill=colour,
                class_="chart-agreed-fill",
            )


def polar(cx: float, cy: float, radius: float, turn: float) -> tuple[float, float]:
    """A point at ``turn`` (0 at the top, 1 a whole turn clockwise)."""
    angle = 2 * math.pi * turn - math.pi / 2
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def document(width: float, height: float, alt: str, body: Iterable[str], name: str) -> str:
    """A whole SVG for inside a page. Its size scales with the page; ``alt`` is its accessible name."""
    return element(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=alt,
        font_family=FONTS,
        class_=f"chart chart-{name}",
    )


def standalone(svg: str) -> str:
    """The same SVG for a file of its own: ink where a page would have given its own."""
    return svg.replace("<svg ", f'<svg color="{INK}" ', 1)


def legend(items: Sequence[tuple[str, str]], x: float, y: float, width: float) -> tuple[list[str], float]:
    """Symbols with their words, in even columns. ``items``: ``(SVG drawn around 0,0 within ±14, words)``.

    Returns the elements and the height used.
    """
    size, room = 13.0, 36.0
    widest = max((text_width(words, size) for _, words in items), default=0) + room + 18
    columns = max(1, min(3, len(items), int((width + 18) // widest)))
    column = width / columns
    drawn: list[str] = []
    top = y + 14
    for first in range(0, len(items), columns):
        row = [(symbol, wrap(words, column - room, size, most=2)) for symbol, words in items[first : first + columns]]
        for index, (symbol, lines) in enumerate(row):
            left = x + index * min(column, widest + 14)
            drawn.append(element("g", symbol, transform=f"translate({number(left + 14)} {number(top - 4)})"))
            for at, words in enumerate(lines):
                drawn.append(text(left + 34, top + at * 15, words, size=size))
        top += 22 + 15 * (max(len(lines) for _, lines in row) - 1)
    return drawn, top - y - 8
