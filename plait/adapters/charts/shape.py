"""The shape of a round: a radar, last time as an outline, this time filled, each view by line and marker."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from plait.adapters.charts.svg import (
    COLOURS,
    document,
    element,
    legend,
    line,
    marker,
    number,
    polar,
    text,
    text_width,
    wrap,
)
from plait.adapters.charts.values import (
    Chart,
    Series,
    Voice,
    drawable,
    in_words,
    place,
    scale_in_words,
    series_of,
    table_of,
)
from plait.adapters.palette import LINE, WHITE
from plait.domain.diagnosis import AreaDiagnosis, Diagnosis
from plait.domain.frameworks import Scale
from plait.domain.wording import count_word, listed, plural

FEWEST = 3
"""A shape needs three spokes."""

MOST_PEERS = 3
"""More partners than this are lines that nobody can follow; the dot plot shows them all."""

RADIUS = 128.0
SIDE = 116.0
DASHES = {0: "8 4", 1: "2 3.5", 2: "10 3 2 3"}


def shape_chart(diagnosis: Diagnosis) -> Chart | None:
    """The radar of the areas that share a scale; ``None`` with fewer than three of them or no level at
    all."""
    areas = drawable(diagnosis.areas)
    series = series_of(diagnosis)
    peers = [one for one in series if one.voice is Voice.PEER]
    shown = tuple(one for one in series if one.voice is not Voice.PEER or len(peers) <= MOST_PEERS)
    if len(areas) < FEWEST or not any(
        place(area, one.answer(area.area.id)) is not None for area in areas for one in shown
    ):
        return None
    columns, rows = table_of(diagnosis, areas)
    alt = (
        f"A shape with {count_word(len(areas))} spokes, one an area; the further out, the more developed: "
        f"{scale_in_words(areas[0].scale)}. {in_words(areas, shown)}"
    )
    svg, width, height = _draw(areas, shown, alt)
    return Chart(
        "shape",
        diagnosis.headlines.shape,
        alt,
        columns,
        rows,
        svg,
        width,
        height,
        _note(diagnosis, areas, len(peers)),
    )


def _note(diagnosis: Diagnosis, areas: tuple[AreaDiagnosis, ...], peers: int) -> str:
    words = []
    apart = [area.area.title for area in diagnosis.areas if area.scale and area not in areas]
    if apart:
        verb = plural(len(apart), "has a scale of its own and is", "have scales of their own and are")
        words.append(f"{listed(apart)} {verb} not part of the shape.")
    gaps = [area.area.title for area in areas if place(area, area.settled) is None]
    if gaps:
        words.append(f"{listed(gaps)} {plural(len(gaps), 'has', 'have')} no level, so the shape is open there.")
    if peers > MOST_PEERS:
        words.append(f"The views of {count_word(peers)} peers are in the dot plot, where they can be told apart.")
    return " ".join(words)


def _draw(areas: tuple[AreaDiagnosis, ...], series: tuple[Series, ...], alt: str) -> tuple[str, float, float]:
    count = len(areas)
    steps = len(areas[0].scale)
    labels = [wrap(area.area.short or area.area.title, SIDE - 22, 14.5, bold=True, most=3) for area in areas]
    above = 18 * len(labels[0]) + 16
    width = 2 * (RADIUS + SIDE)
    cx, cy = width / 2, above + RADIUS
    body: list[str] = []
    for step in range(steps, 0, -1):
        body.append(
            element(
                "circle", cx=cx, cy=cy, r=RADIUS * step / steps, fill="none", stroke=LINE, stroke_width=1,
                class_="chart-line",
            )
        )  # fmt: skip
    for index in range(count):
        x, y = polar(cx, cy, RADIUS, index / count)
        body.append(line(cx, cy, x, y, stroke=LINE, stroke_width=1, class_="chart-line"))

    settled = tuple((area.area.id, area.settled) for area in areas)
    agreed = any(one.voice is Voice.AGREED for one in series)
    peer = 0
    lines: list[str] = []
    for one in sorted(series, key=lambda one: (Voice.EARLIER, Voice.AGREED, Voice.OWN, Voice.PEER).index(one.voice)):
        answers = dict(settled) if one.voice is Voice.AGREED else dict(one.answers)
        places = [place(area, answers.get(area.area.id)) for area in areas]
        points = [
            None if at is None else polar(cx, cy, RADIUS * (at + 1) / steps, index / count)
            for index, at in enumerate(places)
        ]
        filled = one.voice is Voice.AGREED or (one.voice is Voice.OWN and not agreed)
        lines += _outline(points, (cx, cy), one.voice, filled, DASHES.get(peer) if one.voice is Voice.PEER else None)
        peer += one.voice is Voice.PEER
    body += lines
    body += _level_words(areas, series, cx, cy)
    body += _marks(areas, series, cx, cy)
    bottom = cy + RADIUS
    for index, label in enumerate(labels):
        drawn, low = _label(label, index / count, cx, cy)
        body += drawn
        bottom = max(bottom, low)
    drawn, key = _ring_key(areas[0].scale, 8, bottom + 14, width - 16)
    body += drawn
    bottom += key
    drawn, used = legend(_legend(series), 8, bottom + 20, width - 16)
    body += drawn
    height = bottom + 20 + used
    return document(width, height, alt, body, "shape"), width, height


def _outline(
    points: list[tuple[float, float] | None],
    centre: tuple[float, float],
    voice: Voice,
    filled: bool,
    dash: str | None,
) -> list[str]:
    """A closed line where every spoke has a point; otherwise pieces between neighbours, so that a gap stays
    one."""
    style = _style(voice, dash)
    fill = COLOURS[voice] if filled else "none"
    name = f"chart-{voice}-line"
    whole = [point for point in points if point is not None]
    if len(whole) == len(points):
        path = f"M{'L'.join(f'{number(x)} {number(y)}' for x, y in whole)}Z"
        return [
            element(
                "path",
                d=path,
                fill=fill,
                fill_opacity="0.14" if filled else None,
                stroke_linejoin="round",
                class_=f"{name} chart-{voice}-area" if filled else name,
                **style,
            )
        ]
    drawn = []
    for index, start in enumerate(points):
        end = points[(index + 1) % len(points)]
        if start is None or end is None:
            continue
        if filled:
            wedge = " ".join(f"{number(x)},{number(y)}" for x, y in (centre, start, end))
            drawn.append(element("polygon", points=wedge, fill=fill, fill_opacity="0.14", class_=f"chart-{voice}-area"))
        drawn.append(line(start[0], start[1], end[0], end[1], class_=name, **style))
    return drawn


def _style(voice: Voice, dash: str | None = None) -> dict[str, str | float | None]:
    widths = {Voice.EARLIER: 1.4, Voice.OWN: 2.2, Voice.PEER: 1.8, Voice.AGREED: 3.2}
    return {"stroke": COLOURS[voice], "stroke_width": widths[voice], "stroke_dasharray": dash}


def _level_words(areas: tuple[AreaDiagnosis, ...], series: tuple[Series, ...], cx: float, cy: float) -> list[str]:
    """The level's word on each ring over a halo in the page's colour, in the sector where it hides fewest
    marks."""
    scale, count = areas[0].scale, len(areas)
    words = _ring_words(scale)
    marks = [(x, y) for _, x, y, _ in _places(areas, series, cx, cy)]

    def hidden(sector: int) -> int:
        found = 0
        for index, lines in enumerate(words):
            x, y = polar(cx, cy, RADIUS * (index + 1) / len(scale), (sector + 0.5) / count)
            wide = max(text_width(one, 11.5) for one in lines) / 2 + 4
            found += sum(abs(mx - x) < wide and abs(my - y) < 6 * len(lines) + 5 for mx, my in marks)
        return found

    # Only sectors near the vertical leave the words one under another.
    steep = [sector for sector in range(count) if abs(math.cos(2 * math.pi * (sector + 0.5) / count)) > 0.75]
    sector = min(steep or [0], key=lambda sector: (hidden(sector), sector))
    drawn = []
    for index, lines in enumerate(words):
        x, y = polar(cx, cy, RADIUS * (index + 1) / len(scale), (sector + 0.5) / count)
        for halo in (True, False):
            for at, one in enumerate(lines):
                foot = y + 4 + (at - (len(lines) - 1) / 2) * 12
                drawn.append(_ring_word(x, foot, one, halo))
    return drawn


def _crowded(scale: Scale) -> bool:
    """Whether the rings lie too near each other for the levels' words."""
    spacing = RADIUS / len(scale)
    return spacing < 30 and any(text_width(level.label, 11.5) > 62 for level in scale)


def _ring_words(scale: Scale) -> list[tuple[str, ...]]:
    """What stands on each ring: the level's word, or its number where words would lie over each other."""
    if _crowded(scale):
        return [(str(index),) for index in range(1, len(scale) + 1)]
    return [wrap(level.label, 84, 11.5, most=2 if RADIUS / len(scale) >= 30 else 1) for level in scale]


def _ring_key(scale: Scale, x: float, y: float, width: float) -> tuple[list[str], float]:
    """The words of numbered rings, under the picture. Returns the elements and the height used."""
    if not _crowded(scale):
        return [], 0
    names = ", ".join(f"{index} {level.label}" for index, level in enumerate(scale, start=1))
    lines = wrap(f"Rings, from the centre: {names}.", width, 13, most=6)
    return [text(x, y + 14 + at * 17, words, size=13) for at, words in enumerate(lines)], 17 * len(lines) + 8


def _ring_word(x: float, foot: float, words: str, halo: bool) -> str:
    if not halo:
        return text(x, foot, words, size=11.5, anchor="middle")
    return element(
        "text",
        escape(words),
        x=x,
        y=foot,
        font_size=11.5,
        text_anchor="middle",
        fill=WHITE,
        stroke=WHITE,
        stroke_width=4,
        stroke_linejoin="round",
        class_="chart-halo",
        aria_hidden="true",
    )


SIZES = {Voice.EARLIER: 8.5, Voice.PEER: 5.6, Voice.AGREED: 4.6, Voice.OWN: 3.4}
"""Markers nest where views meet: ○ around ◆ around ■ around ●, so that none hides another."""


def _places(
    areas: tuple[AreaDiagnosis, ...], series: tuple[Series, ...], cx: float, cy: float
) -> list[tuple[Voice, float, float, bool]]:
    """Every mark, outermost shape first: whose, where, and whether it stands alone."""
    found = []
    for voice in SIZES:
        for one in series:
            for index, area in enumerate(areas):
                at = place(area, one.answer(area.area.id))
                if one.voice is not voice or at is None:
                    continue
                same = sum(place(area, other.answer(area.area.id)) == at for other in series)
                x, y = polar(cx, cy, RADIUS * (at + 1) / len(area.scale), index / len(areas))
                found.append((voice, x, y, same == 1))
    return found


def _marks(areas: tuple[AreaDiagnosis, ...], series: tuple[Series, ...], cx: float, cy: float) -> list[str]:
    drawn = []
    for voice, x, y, alone in _places(areas, series, cx, cy):
        if voice is Voice.OWN:
            drawn.append(element("circle", cx=x, cy=y, r=SIZES[voice] + 1.3, fill=WHITE, class_="chart-surface"))
        drawn.append(marker(voice, x, y, 5 if alone else SIZES[voice]))
    return drawn


def _label(lines: tuple[str, ...], turn: float, cx: float, cy: float) -> tuple[list[str], float]:
    """A spoke's name outside the rings. Returns the elements and the lowest line's foot."""
    x, y = polar(cx, cy, RADIUS + 16, turn)
    side = round(x - cx)
    anchor = "middle" if abs(side) < 12 else "start" if side > 0 else "end"
    height = 16.0
    first = y + 5 - (len(lines) - 1) * height / 2
    if anchor == "middle":
        first = y - (len(lines) - 1) * height if y < cy else y + 12
    drawn = [
        text(x, first + index * height, words, size=14.5, anchor=anchor, bold=True) for index, words in enumerate(lines)
    ]
    return drawn, first + (len(lines) - 1) * height + 4


def _legend(series: tuple[Series, ...]) -> list[tuple[str, str]]:
    items = []
    peer = 0
    for one in series:
        dash = DASHES.get(peer) if one.voice is Voice.PEER else None
        peer += one.voice is Voice.PEER
        symbol = line(-14, 0, 14, 0, class_=f"chart-{one.voice}-line", **_style(one.voice, dash)) + marker(
            one.voice, 0, 0, 5
        )
        items.append((symbol, one.label))
    return items
