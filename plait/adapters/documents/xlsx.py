"""The report as an Excel workbook: summary, areas with a native chart of the shape, statements, actions.

Every text is written as text, so nothing that somebody typed runs as a formula or becomes a link.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from plait.adapters import palette
from plait.adapters.charts.values import drawable, place, table_of
from plait.adapters.documents.content import report_of, scrubbed
from plait.domain.diagnosis import AreaDiagnosis, Diagnosis
from plait.domain.frameworks import Labels
from plait.domain.judgements import Answer, answer_label
from plait.domain.wording import day_in_words, steps_apart

LONGEST = 32_000
"""A cell holds 32,767 signs."""

Row = Sequence[str | int | None]


def xlsx(diagnosis: Diagnosis) -> bytes:
    """The report on ``diagnosis`` as .xlsx."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    report = report_of(diagnosis)
    book.set_properties(
        {
            "title": report.title[:250],
            "author": report.school[:250],
            "comments": "",
            "created": datetime(2000, 1, 1, tzinfo=UTC),
        }
    )
    writer = _Writer(book)
    _summary(writer, diagnosis)
    _areas(writer, diagnosis)
    if not diagnosis.framework.words:
        _statements(writer, diagnosis)
    _actions(writer, diagnosis)
    book.close()
    return buffer.getvalue()


class _Writer:
    """Sheets with a bold, frozen head row and wrapped text."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": "Calibri", "font_size": 11, "font_color": palette.INK, "valign": "top"}
        self.book = book
        self.text = book.add_format({**font, "text_wrap": True})
        self.line_text = book.add_format(font)
        self.head = book.add_format(
            {
                **font,
                "bold": True,
                "text_wrap": True,
                "bottom": 2,
                "bottom_color": palette.INK,
                "bg_color": palette.WASH,
            }
        )
        self.strong = book.add_format({**font, "bold": True, "text_wrap": True})
        self.title = book.add_format({**font, "bold": True, "font_size": 18})

    def sheet(self, name: str, columns: Sequence[str], rows: Sequence[Row], widths: Sequence[float]) -> Any:
        sheet = self.book.add_worksheet(name)
        self._page(sheet, across=1 if sum(widths) < 260 else 2)
        self.line(sheet, 0, columns, self.head, widths)
        for at, row in enumerate(rows, start=1):
            self.line(sheet, at, row, widths=widths)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        return sheet

    def plain(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        self._page(sheet)
        return sheet

    def _page(self, sheet: Any, across: int = 1) -> None:
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(across, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer("&P of &N")

    def line(self, sheet: Any, at: int, cells: Row, style: Any = None, widths: Sequence[float] = ()) -> None:
        """One row, as high as its longest text needs: not every program works that out on opening."""
        for index, cell in enumerate(cells):
            self.cell(sheet, at, index, cell, style)
        needed = [
            sum(math.ceil((len(part) + 1) * 1.12 / width) for part in cell.split("\n"))
            for cell, width in zip(cells, widths, strict=False)
            if isinstance(cell, str)
        ]
        sheet.set_row(at, min(409, 15.5 * max([1, *needed])))

    def cell(self, sheet: Any, row: int, column: int, value: str | int | None, style: Any = None) -> None:
        style = style or (self.strong if column == 0 else self.text)
        if isinstance(value, int):
            sheet.write_number(row, column, value, style)
        elif value:
            words = scrubbed(value)
            sheet.write_string(row, column, words if len(words) <= LONGEST else f"{words[:LONGEST]}…", style)
        else:
            sheet.write_blank(row, column, None, style)


def _summary(writer: _Writer, diagnosis: Diagnosis) -> None:
    report = report_of(diagnosis)
    sheet = writer.plain("Summary")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    writer.cell(sheet, 0, 0, report.title, writer.title)
    rows: list[tuple[str, str]] = [("Framework", report.framework), ("Round", report.round), *report.facts]
    rows += [("In one sentence", report.finding)]
    if report.overall_words:
        rows += [
            (
                "Overall",
                " ".join(part for part in (f"{report.overall}." * bool(report.overall), *report.overall_words) if part),
            )
        ]
    rows += [("What moved", words) for words in report.moved]
    rows += [(report.titles.challenge, report.challenge)]
    own_titles = diagnosis.framework.labels != Labels()
    strength, consider = (
        (report.titles.strengths, report.titles.consider) if own_titles else ("Strength", "Area to consider")
    )
    rows += [(strength, words) for words in report.strengths or (report.strengths_note,)]
    rows += [(consider, words) for words in report.consider or (report.consider_note,)]
    rows += [("Next step", f"{step.area}: {step.text}") for step in report.steps] or [("Next step", report.steps_note)]
    rows += [("How near the views are", words) for words in report.agreement]
    rows += [("Note", words) for words in report.notes]
    rows += [("Fact-check", words) for words in report.checked]
    if report.corrections:
        rows += [(row[0], ". ".join(part for part in row[1:] if part)) for row in report.corrections.rows]
    rows += [("How this was made", words) for words in report.method]
    at = 2
    for label, words in rows:
        if words:
            writer.line(sheet, at, (label, words), widths=(26, 110))
            at += 1


def _areas_in_words(writer: _Writer, diagnosis: Diagnosis) -> None:
    """An area a row: what stands, what each peer wrote, why, and the evidence."""
    heads = (diagnosis.framework.labels.strengths, diagnosis.framework.labels.consider)
    columns = ["Area", *heads, *(f"{peer}: {head}" for peer in diagnosis.peers for head in heads)]
    columns += ["After talking it through", "Why", "Evidence"]
    rows: list[Row] = [
        [
            area.area.title,
            "\n".join(area.strengths),
            "\n".join(area.consider),
            *("\n".join(lines) for view in area.peers for lines in (view.strengths, view.consider)),
            area.challenged.words if area.challenged else "",
            area.challenged.reason if area.challenged else "",
            "\n".join(f"{area.number}.{at} {words}" for at, words in enumerate(area.evidence, start=1)),
        ]
        for area in diagnosis.areas
    ]
    writer.sheet("Areas", columns, rows, [30.0, *([42.0] * (len(columns) - 1))])


def _areas(writer: _Writer, diagnosis: Diagnosis) -> None:
    if diagnosis.framework.words:
        _areas_in_words(writer, diagnosis)
        return
    peers = diagnosis.peers
    columns = ["Area", "Your school", "The rule concludes", *peers]
    columns += [f"{peer}: beside your school" for peer in peers]
    columns += [
        "Agreed after challenge",
        "Why",
        *diagnosis.rounds,
        "Change in levels",
        "Change",
        "Evidence",
        "Comments",
    ]
    columns += [f"{peer}: comment" for peer in peers]
    rows: list[Row] = []
    for area in diagnosis.areas:
        levels = bool(area.scale)
        rows.append(
            [
                area.area.title,
                answer_label(area.own) if levels else "",
                area.derived.level.label if area.derived.level else "",
                *(answer_label(view.answer) if levels else "" for view in area.peers),
                *("" if view.steps is None else steps_apart(view.steps) for view in area.peers),
                answer_label(area.challenged.agreed) if area.challenged else "",
                area.challenged.reason if area.challenged else "",
                *(view.note or (answer_label(view.answer) if levels else "") for view in area.earlier),
                area.change.steps if area.change else None,
                area.change.words if area.change else "",
                "\n".join(f"{area.number}.{at} {words}" for at, words in enumerate(area.evidence, start=1)),
                area.comments,
                *(view.comment for view in area.peers),
            ]
        )
    count = len(columns)
    widths = [30.0, *([18.0] * (count - 1))]
    for index, name in enumerate(columns):
        if name in ("Why", "Evidence", "Comments", "Change") or name.endswith(": comment"):
            widths[index] = 42
    writer.sheet("Areas", columns, rows, widths)
    _shape(writer, diagnosis)


def _shape(writer: _Writer, diagnosis: Diagnosis) -> None:
    """The shape as a native radar over a small sheet of positions, counted from 1 at the bottom of the
    scale."""
    areas = drawable(diagnosis.areas)
    if len(areas) < 3:
        return
    series: list[tuple[str, list[Answer], str, str, str]] = []
    if diagnosis.rounds:
        earlier = [area.previous.answer if area.previous else None for area in areas]
        series.append((f"Last time ({diagnosis.rounds[-1]})", earlier, palette.EARLIER, "solid", "circle"))
    series.append(("Your school", [area.own for area in areas], palette.SELF, "solid", "circle"))
    for index, peer in enumerate(diagnosis.peers):
        dash = ("dash", "round_dot", "long_dash_dot")[index % 3]
        series.append((peer, [area.peers[index].answer for area in areas], palette.PEER, dash, "diamond"))
    if any(area.challenged for area in areas):
        series.append(("Agreed after challenge", [area.settled for area in areas], palette.SUPPORT, "solid", "square"))
    rows: list[Row] = [
        [area.area.short or area.area.title, *(_step(area, answers[at]) for _, answers, *_ in series)]
        for at, area in enumerate(areas)
    ]
    scale = areas[0].scale
    sheet = writer.sheet("Shape", ["Area", *(name for name, *_ in series)], rows, [26, *([18] * len(series))])
    key = "; ".join(f"{index} {level.label}" for index, level in enumerate(scale, start=1))
    writer.cell(sheet, len(rows) + 2, 0, f"Steps on the scale: {key}", writer.line_text)
    chart = writer.book.add_chart({"type": "radar", "subtype": "with_markers"})
    for index, (_, _, colour, dash, shape) in enumerate(series, start=1):
        chart.add_series(
            {
                "name": ["Shape", 0, index],
                "categories": ["Shape", 1, 0, len(rows), 0],
                "values": ["Shape", 1, index, len(rows), index],
                "line": {"color": colour, "width": 2.25 if shape != "diamond" else 1.75, "dash_type": dash},
                "marker": {
                    "type": shape,
                    "size": 7,
                    "border": {"color": colour},
                    "fill": {
                        "color": (
                            palette.WHITE
                            if shape == "diamond" or (index == 1 < len(series) and diagnosis.rounds)
                            else colour
                        )
                    },
                },
            }
        )
    chart.set_title(
        {"name": scrubbed(diagnosis.headlines.shape)[:250], "name_font": {"size": 13, "color": palette.INK}}
    )
    chart.set_y_axis(
        {
            "min": 0,
            "max": len(scale),
            "major_unit": 1,
            "major_gridlines": {"visible": True, "line": {"color": palette.LINE}},
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 640, "height": 520})
    columns, words = table_of(diagnosis, areas)
    described = " ".join(
        f"{row[0]}: " + "; ".join(f"{head} {cell}" for head, cell in zip(columns[1:], row[1:], strict=True)) + "."
        for row in words
    )
    sheet.insert_chart(len(rows) + 4, 0, chart, {"description": scrubbed(described)[:2000]})


def _step(area: AreaDiagnosis, answer: Answer) -> int | None:
    at = place(area, answer)
    return None if at is None else at + 1


def _statements(writer: _Writer, diagnosis: Diagnosis) -> None:
    earlier = diagnosis.rounds[-1:]
    columns = ["Area", "Statement", "Your school", *diagnosis.peers, *earlier, "One level up"]
    rows: list[Row] = []
    for area in diagnosis.areas:
        ahead = {row.statement: row.descriptor for row in area.next_descriptors}
        for view in area.statements:
            levels = bool(area.scale or view.statement.answers)
            rows.append(
                [
                    area.area.title,
                    view.statement.text,
                    answer_label(view.own) if levels else "",
                    *(answer_label(answer) if levels else "" for answer in view.peers),
                    *([answer_label(view.previous) if levels else ""] if earlier else []),
                    ahead.get(view.statement.text, ""),
                ]
            )
    widths = [26.0, 40.0, *([18.0] * (len(columns) - 3)), 70.0]
    writer.sheet("Statements", columns, rows, widths)


def _actions(writer: _Writer, diagnosis: Diagnosis) -> None:
    titles = {area.area.id: area.area.title for area in diagnosis.areas}
    rows: list[Row] = [
        [
            titles.get(action.area_id, "Whole school"),
            action.text,
            action.owner,
            day_in_words(action.due),
            action.measure,
            (action.state or "").replace("-", " ").capitalize(),
        ]
        for action in diagnosis.actions
    ]
    columns = ["Area", "Action", "Who", "By when", "How you will know", "Now"]
    writer.sheet("Actions", columns, rows, [26, 60, 22, 20, 44, 14])
