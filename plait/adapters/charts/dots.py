"""The dot plot: a row an area, the levels as columns with their words, every view a mark in its column.

It reads more exactly than the shape, takes areas with scales of their own, and needs no pointer to be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from plait.adapters.charts.svg import (
    COLOURS,
    document,
    element,
    legend,
    line,
    marker,
    number,
    text,
    text_width,
    wrap,
)
from plait.adapters.charts.values import (
    Chart,
    Series,
    Voice,
    in_words,
    place,
    scale_in_words,
    series_of,
    table_of,
)
from plait.adapters.palette import EDGE, INK, LINE, QUIET, WASH, level_colours
from plait.domain.diagnosis import AreaDiagnosis, Diagnosis
from plait.domain.frameworks import Scale
from plait.domain.judgements import answer_label
from plait.domain.wording import counted

WIDTH = 680.0
LABELS, WIDER_LABELS = 190.0, 250.0
MARK = 17.0
"""Room for one mark in a row."""

MOST_LETTERS = 4
"""With more partners than this, those at one level become one mark with their number."""


def dot_plot(diagnosis: Diagnosis) -> Chart | None:
    """The dot plot of every area with levels; ``None`` where there is none."""
    areas = tuple(area for area in diagnosis.areas if area.scale)
    if not areas:
        return None
    series = series_of(diagnosis)
    columns, rows = table_of(diagnosis, areas)
    groups = _groups(areas)
    long = any(len(wrap(area.area.title, LABELS - 16, 14, most=9)) > 2 for area in areas)
    labels = WIDER_LABELS if long else LABELS
    scales = "; ".join(scale_in_words(scale) for scale, _ in groups)
    alt = f"{counted(len(areas), 'area')} on a scale, least developed first: {scales}. {in_words(areas, series)}"
    svg, height = _draw(groups, series, labels, alt[:1].upper() + alt[1:])
    return Chart("dots", diagnosis.headlines.shape, alt[:1].upper() + alt[1:], columns, rows, svg, WIDTH, height)


def _groups(areas: tuple[AreaDiagnosis, ...]) -> list[tuple[Scale, list[AreaDiagnosis]]]:
    """Areas by scale, in the order in which the scales first come."""
    groups: list[tuple[Scale, list[AreaDiagnosis]]] = []
    for area in areas:
        found = next((members for scale, members in groups if scale == area.scale), None)
        if found is None:
            groups.append((area.scale, [area]))
        else:
            found.append(area)
    return groups


@dataclass(frozen=True, slots=True)
class _Mark:
    """One symbol in a cell. ``words`` stands beside it: a partner's letter, or how many partners it stands
    for."""

    voice: Voice
    words: str = ""

    @property
    def room(self) -> float:
        return MARK + (text_width(self.words, 11) + 1 if self.words else 0)


def _draw(
    groups: list[tuple[Scale, list[AreaDiagnosis]]], series: tuple[Series, ...], labels: float, alt: str
) -> tuple[str, float]:
    body: list[str] = []
    y = 4.0
    for scale, areas in groups:
        drawn, y = _group(scale, areas, series, labels, y)
        body += drawn
        y += 16
    peers = [one for one in series if one.voice is Voice.PEER]
    drawn, used = legend(_legend(series, len(peers)), 0, y, WIDTH)
    return document(WIDTH, y + used, alt, [*body, *drawn], "dots"), y + used


def _group(
    scale: Scale, areas: list[AreaDiagnosis], series: tuple[Series, ...], labels: float, y: float
) -> tuple[list[str], float]:
    band = (WIDTH - labels) / len(scale)
    colours = level_colours(len(scale))
    heads = [wrap(level.label, band - 10, 13, bold=True, most=3) for level in scale]
    tall = 16 * max(len(head) for head in heads)
    drawn: list[str] = []
    for index, head in enumerate(heads):
        middle = labels + band * (index + 0.5)
        for at, words in enumerate(head):
            foot = y + tall - 16 * (len(head) - 1 - at) - 4
            drawn.append(text(middle, foot, words, size=13, anchor="middle", bold=True))
        drawn.append(
            element("rect", x=labels + band * index + 1.5, y=y + tall + 3, width=band - 3, height=7, rx=2,
                    fill=colours[index][0], stroke=INK, stroke_width=0.6, stroke_opacity=0.45,
                    class_=f"chart-step level-{index + 1}-of-{len(scale)}")
        )  # fmt: skip
    y += tall + 14
    top = y
    for row, area in enumerate(areas):
        label = wrap(area.area.title, labels - 16, 14, most=4)
        aside = _aside(area, series)
        aside_lines = wrap(aside, labels - 16, 11.5, most=2) if aside else ()
        cells = _cells(area, series)
        rows_needed = max((len(_packed(marks, band - 8)) for marks in cells.values()), default=1)
        content = 17 * len(label) + 14 * len(aside_lines)
        height = max(38.0, content + 16, 20.0 * rows_needed + 14)
        if row % 2 == 0:
            drawn.append(
                element("rect", x=0, y=y, width=WIDTH, height=height, fill=WASH, fill_opacity="0.55",
                        class_="chart-band")
            )  # fmt: skip
        foot = y + (height - content) / 2 + 13
        for words in label:
            drawn.append(text(8, foot, words, size=14))
            foot += 17
        for words in aside_lines:
            drawn.append(text(8, foot - 2, words, size=11.5, fill=QUIET, class_="chart-quiet"))
            foot += 14
        drawn += _row(area, cells, labels, band, y + height / 2)
        y += height
    for index in range(len(scale) + 1):
        x = labels + band * index
        drawn.insert(0, line(x, top, x, y, stroke=LINE, stroke_width=1, class_="chart-line"))
    return drawn, y


def _aside(area: AreaDiagnosis, series: tuple[Series, ...]) -> str:
    """What has no place in the columns: answers that are no level."""
    if place(area, area.own) is not None:
        return ""
    return f"Your school: {answer_label(area.own).lower()}"


def _cells(area: AreaDiagnosis, series: tuple[Series, ...]) -> dict[int, list[_Mark]]:
    """The marks in each column, in reading order: last time, own, partners, agreed."""
    peers = [one for one in series if one.voice is Voice.PEER]
    cells: dict[int, list[_Mark]] = {}
    for voice in (Voice.EARLIER, Voice.OWN, Voice.PEER, Voice.AGREED):
        members = [one for one in series if one.voice is voice]
        for one in members:
            at = place(area, one.answer(area.area.id))
            if at is None:
                continue
            marks = cells.setdefault(at, [])
            if voice is Voice.PEER and len(peers) > MOST_LETTERS:
                if not any(mark.voice is Voice.PEER for mark in marks):
                    same = sum(place(area, peer.answer(area.area.id)) == at for peer in peers)
                    marks.append(_Mark(voice, str(same)))
            else:
                marks.append(_Mark(voice, one.letter))
    return cells


def _packed(marks: list[_Mark], room: float) -> list[list[_Mark]]:
    """Marks in as many rows as the column's width needs."""
    rows: list[list[_Mark]] = [[]]
    for mark in marks:
        if rows[-1] and sum(one.room for one in (*rows[-1], mark)) > room:
            rows.append([])
        rows[-1].append(mark)
    return rows


def _row(area: AreaDiagnosis, cells: dict[int, list[_Mark]], labels: float, band: float, middle: float) -> list[str]:
    drawn: list[str] = []
    edges: dict[int, tuple[float, float]] = {}
    for column, marks in sorted(cells.items()):
        packed = _packed(marks, band - 8)
        centre = labels + band * (column + 0.5)
        widest = max(sum(mark.room for mark in row) for row in packed)
        edges[column] = (centre - widest / 2, centre + widest / 2)
        for index, row in enumerate(packed):
            y = middle + (index - (len(packed) - 1) / 2) * 20
            x = centre - sum(mark.room for mark in row) / 2
            for mark in row:
                drawn.append(marker(mark.voice, x + MARK / 2, y, 5.6))
                if mark.words:
                    drawn.append(text(x + MARK, y + 4, mark.words, size=11, bold=True))
                x += mark.room
    return _movement(area, edges, middle) + drawn


def _movement(area: AreaDiagnosis, edges: dict[int, tuple[float, float]], y: float) -> list[str]:
    """A line with an arrowhead from last time's column to the one that stands now, clear of the marks in
    both."""
    before = place(area, area.previous.answer) if area.previous else None
    now = place(area, area.settled)
    if before is None or now is None or before == now or before not in edges or now not in edges:
        return []
    way = 1 if now > before else -1
    start = edges[before][1] + 2 if way > 0 else edges[before][0] - 2
    tip = edges[now][0] - 3 if way > 0 else edges[now][1] + 3
    back = number(tip - way * 8)
    head = f"{number(tip)},{number(y)} {back},{number(y - 4.5)} {back},{number(y + 4.5)}"
    return [
        line(start, y, tip - way * 7, y, stroke=EDGE, stroke_width=1.6, class_="chart-earlier-line"),
        element("polygon", points=head, fill=COLOURS[Voice.EARLIER], class_="chart-earlier-fill"),
    ]


def _legend(series: tuple[Series, ...], peers: int) -> list[tuple[str, str]]:
    items = []
    counted_peers = peers > MOST_LETTERS
    for one in series:
        if one.voice is Voice.PEER and counted_peers:
            continue
        letter = text(9, 4, one.letter, size=11, bold=True) if one.letter else ""
        items.append((marker(one.voice, 0, 0, 5.6) + letter, one.label))
    if counted_peers:
        symbol = marker(Voice.PEER, 0, 0, 5.6) + text(9, 4, "2", size=11, bold=True)
        items.append((symbol, f"Peers ({peers}), with how many hold that view"))
    if any(one.voice is Voice.EARLIER for one in series):
        arrow = line(-14, 0, 6, 0, stroke=EDGE, stroke_width=1.6, class_="chart-earlier-line") + element(
            "polygon", points="13,0 6,-4 6,4", fill=EDGE, class_="chart-earlier-fill"
        )
        items.append((arrow, "Moved since then"))
    return items
