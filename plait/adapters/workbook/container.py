"""The file around a workbook: checked, clean bytes for the reader, and what it does not say of the sheets."""

from __future__ import annotations

from dataclasses import dataclass

from plait.adapters.office_files import SIZE_LIMIT, WORKBOOK, NotThisKind, open_parts
from plait.adapters.sheet_scan import SheetCells, cell_name, repacked, scan, worksheets

__all__ = ["SIZE_LIMIT", "Container", "NotAWorkbook", "SheetCells", "cell_name", "open_container"]

NotAWorkbook = NotThisKind
"""The file is no workbook that can be read. The text says what it is and what would be right."""


@dataclass(frozen=True, slots=True)
class Container:
    """A checked file: clean bytes for the reader, and the cells of each worksheet by the sheet's name."""

    data: bytes
    sheets: dict[str, SheetCells]


def open_container(data: bytes, name: str) -> Container:
    """Check a file and look through its sheets. ``name``: its file name. Raises :class:`NotAWorkbook`."""
    parts = open_parts(data, name, WORKBOOK)
    sheets = {title: scan(title, parts[part]) for title, part in worksheets(parts) if part in parts}
    return Container(repacked(parts), sheets)
