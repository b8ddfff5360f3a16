"""Workbooks as people fill them in: opened, typed into and saved by another program."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
from shapes import FOUR, framework_of

from plait.adapters.workbook import WorkbookReading, new, read
from plait.domain.frameworks import Framework

GARDEN = framework_of(FOUR)


def known(_id: str, _version: str) -> Framework | None:
    return None


def typed(change: Callable[[Any], None], framework: Framework = GARDEN) -> bytes:
    """A fresh workbook after ``change`` was made to it."""
    book = openpyxl.load_workbook(BytesIO(new(framework, school="Made-up School")))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def reading_of(change: Callable[[Any], None], framework: Framework = GARDEN) -> WorkbookReading:
    return read(typed(change, framework), "filled.xlsx", known)


def find_cell(sheet: Any, text: str) -> Any:
    """The first cell that holds ``text``, or starts with it and a line break."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.split("\n")[0].strip() == text:
                return cell
    raise AssertionError(f"{text!r} is not on {sheet.title}")


def beside(sheet: Any, row_of: str, column_of: str) -> Any:
    """The cell in the row of one text and the column of another."""
    return sheet.cell(find_cell(sheet, row_of).row, find_cell(sheet, column_of).column)


def judged(book: Any, area: str, head: str = "Our judgement") -> Any:
    return beside(book["Input"], area, head)
