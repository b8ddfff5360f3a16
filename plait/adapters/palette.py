"""The colours of Plait for everything that is drawn: charts, PDF, Word, web page.

Light values first; ``DARK`` holds what replaces them on a dark page. The web stylesheet uses the same values.
Shape and word come first everywhere, colour second.
"""

from __future__ import annotations

INK = "#17324d"
ACCENT = "#b04a1c"
PAPER = "#fbf9f5"
WHITE = "#ffffff"
QUIET = "#53606c"
LINE = "#ddd7cb"
EDGE = "#6c7681"
WASH = "#f1ede4"

SELF = "#17324d"
PEER = "#b04a1c"
SUPPORT = "#27705f"
EARLIER = EDGE

LEVELS = ("#e2eef0", "#bfdadd", "#92c0c6", "#2b7283", "#1d5367", "#17324d")
"""One sequence from light to deep. No step lies where neither ink nor white text would reach 4.5:1."""

STEPS = {1: (4,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 3, 4, 6), 5: (1, 2, 3, 4, 6), 6: (1, 2, 3, 4, 5, 6)}
"""Which steps of :data:`LEVELS`, counted from 1, a scale of n levels uses."""

DARK = {
    "ink": "#eef1f4",
    "accent": "#f0a37a",
    "paper": "#0f1c2a",
    "white": "#17293b",
    "quiet": "#b3bec9",
    "line": "#33475a",
    "edge": "#8d9aa7",
    "wash": "#1d3145",
    "self": "#9fc9e8",
    "peer": "#f0a37a",
    "support": "#7fcdb8",
}

FONTS = "'Source Sans 3', 'Source Sans Pro', sans-serif"


def level_colours(count: int) -> tuple[tuple[str, str], ...]:
    """``(surface, text on it)`` for each level of a scale of ``count`` levels, least developed first."""
    steps = STEPS.get(count) or tuple(
        1 + round(index * (len(LEVELS) - 1) / max(count - 1, 1)) for index in range(count)
    )
    return tuple((LEVELS[step - 1], WHITE if step > 3 else INK) for step in steps)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
