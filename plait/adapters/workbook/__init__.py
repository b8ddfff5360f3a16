"""Excel workbooks: a framework to fill in by hand, and the judgements in a filled one."""

from __future__ import annotations

from plait.adapters.workbook.container import SIZE_LIMIT
from plait.adapters.workbook.plan import CannotWrite
from plait.adapters.workbook.reading import WorkbookReading, read
from plait.adapters.workbook.tables import CellFault
from plait.adapters.workbook.writing import new

__all__ = ["SIZE_LIMIT", "CannotWrite", "CellFault", "WorkbookReading", "new", "read"]
