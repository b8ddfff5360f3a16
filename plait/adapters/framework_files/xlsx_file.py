"""Excel workbooks → a page: each sheet a heading and its table, merged cells known."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import python_calamine

from plait.adapters.framework_files.blocks import MOST_CELLS, Cell, Heading, Page, Paragraph, clean, squared
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Unreadable
from plait.adapters.office_files import WORKBOOK, NotThisKind, open_parts
from plait.adapters.sheet_scan import SheetCells, cell_name, repacked, scan, worksheets


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: its rows as calamine gives them, merged ranges (first, last; row, column from 0)."""

    title: str
    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    cells: SheetCells


def open_sheets(data: bytes, name: str) -> tuple[list[Sheet], list[Doubt]]:
    """The sheets of a workbook, and doubts about hidden ones. Raises :class:`Unreadable`."""
    try:
        parts = open_parts(data, name, WORKBOOK)
        scans = {title: scan(title, parts[part]) for title, part in worksheets(parts) if part in parts}
    except NotThisKind as refused:
        raise Unreadable(str(refused)) from None
    doubts: list[Doubt] = []
    sheets: list[Sheet] = []
    try:
        book = python_calamine.load_workbook(BytesIO(repacked(parts)))
        for meta in book.sheets_metadata:
            if meta.name not in scans:
                continue
            if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                if not meta.name.startswith("_"):
                    seen = f"The sheet “{meta.name}” is hidden; it was not read."
                    doubts.append(Doubt(DoubtKind.LEFT_OUT, Place(cell=meta.name), seen, "Show it if it belongs here."))
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            merged: Any = sheet.merged_cell_ranges or []
            sheets.append(Sheet(meta.name, rows, list(merged), scans[meta.name]))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in the reader's native code is no Exception
        if isinstance(error, MemoryError):
            raise
        raise Unreadable(
            "This workbook cannot be read: a part of it is damaged. Open it in Excel, save it anew and try again."
        ) from None
    return sheets, doubts


def text_in(value: Any) -> str:
    """What a cell says, as text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()[:10]
    return clean(str(value))


def xlsx_page(sheets: list[Sheet], doubts: list[Doubt]) -> Page:
    """The page that the sheets make."""
    page = Page(doubts=list(doubts))
    total = 0
    filled = [sheet for sheet in sheets if any(text_in(value) for row in sheet.rows for value in row)]
    if not filled:
        raise Unreadable("This workbook is empty.")
    for sheet in filled:
        total += sum(len(row) for row in sheet.rows)
        if total > MOST_CELLS:
            raise Unreadable("This workbook has more cells than a framework could have; it is not read.")
        if len(filled) > 1:
            page.blocks.append(Heading(clean(sheet.title), Place(cell=sheet.title), 1, sheet=True))
        _add_sheet(page, sheet)
        for row, column in sorted(sheet.cells.formulas | sheet.cells.errors)[:20]:
            kind = "an error value" if (row, column) in sheet.cells.errors else "a formula"
            seen = f"Here is {kind}, not a text; what it last showed was read."
            where = Place(cell=f"{sheet.title}!{cell_name(row, column)}")
            page.doubts.append(Doubt(DoubtKind.ROW, where, seen, "Write the words themselves."))
    return page


def _add_sheet(page: Page, sheet: Sheet) -> None:
    """Single texts above the table as paragraphs, then the table; blank rows part tables."""
    width = max((len(row) for row in sheet.rows), default=0)
    grid: list[list[Cell]] = [
        [
            Cell(text_in(row[at]) if at < len(row) else "", Place(cell=f"{sheet.title}!{cell_name(number, at)}"))
            for at in range(width)
        ]
        for number, row in enumerate(sheet.rows)
    ]
    for (top, left), (bottom, right) in sheet.merged:
        if top >= len(grid) or left >= width:
            continue
        bottom, right = min(bottom, len(grid) - 1), min(right, width - 1)
        first = grid[top][left]
        spanning = Cell(first.text, first.place, bottom - top + 1, right - left + 1)
        for row in range(top, bottom + 1):
            grid[row][left : right + 1] = [spanning] * (right - left + 1)
    start = 0
    while start < len(grid):
        texts = {id(cell): cell for cell in grid[start] if cell.text}
        if len(texts) == 1 and start < 12 and not _beside(grid, start):
            cell = next(iter(texts.values()))
            page.blocks.append(Paragraph(cell.text, cell.place))
            start += 1
        elif not texts:
            start += 1
        else:
            break
    if start < len(grid):
        page.blocks.append(squared(grid[start:], grid[start][0].place))


def _beside(grid: list[list[Cell]], at: int) -> bool:
    """Whether a lone text is the heading of a one-column table: the next filled row has one text in the same column."""
    column = next(number for number, cell in enumerate(grid[at]) if cell.text)
    following = [row for row in grid[at + 1 :] if any(cell.text for cell in row)]
    widths = [len({id(cell) for cell in row if cell.text}) for row in following[:20]]
    return bool(following) and max(widths) == 1 and bool(following[0][column].text)
