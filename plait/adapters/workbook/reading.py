"""A filled workbook → what was judged, or what is wrong with it, cell by cell.

Tolerant where the meaning is certain: sheets and rows may be moved, columns and notes added, levels typed in any
sensible way. Where it is not, the sheet and the cell are named and nothing is taken over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import python_calamine

from plait.adapters.framework_files import fingerprint
from plait.adapters.workbook.answers import text_of
from plait.adapters.workbook.container import (
    Container,
    NotAWorkbook,
    open_container,
)
from plait.adapters.workbook.layout import MACHINE, MARKER, SUMS
from plait.adapters.workbook.machine import MachineData, NotOurs, read_machine_rows
from plait.adapters.workbook.tables import CellFault, Reader, Sheet
from plait.domain.frameworks import Framework
from plait.domain.judgements import Submission
from plait.domain.words_only import in_words


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """``submission`` is ``None`` exactly when there are ``errors``. ``notes``: oddities that did no harm.

    ``challenged_by``: the schools that the Cover names as having challenged the judgements. ``areas``: the ids of
    the areas that the workbook was made for.
    """

    submission: Submission | None
    errors: tuple[CellFault, ...] = ()
    notes: tuple[str, ...] = ()
    challenged_by: str = ""
    areas: tuple[str, ...] = ()


def read(data: bytes, name: str, frameworks: Callable[[str, str], Framework | None]) -> WorkbookReading:
    """The judgements in the bytes of a filled workbook; never raises for bad input.

    ``name``: the file's name, which may give it away as another kind. ``frameworks``: the framework with this id
    and version, if known; the workbook's own copy is used where it is not, or differs (a note says so).
    """
    try:
        container = open_container(data, name)
        sheets = _sheets(container)
        machine = _machine(sheets)
    except (NotAWorkbook, NotOurs) as refused:
        return WorkbookReading(None, (CellFault("", "", str(refused)),))
    framework, notes = _framework(machine, frameworks)
    reader = Reader(framework, machine.areas)
    for sheet in sheets:
        if not _is_machine(sheet) and sheet.name != SUMS:
            reader.take(sheet)
    submission = reader.finish()
    notes += reader.notes
    if reader.errors:
        return WorkbookReading(None, tuple(reader.errors), tuple(notes))
    return WorkbookReading(submission, (), tuple(notes), reader.challenged_by, machine.areas)


def _sheets(container: Container) -> list[Sheet]:
    """Every worksheet with its values."""
    damaged = NotAWorkbook(
        "This workbook cannot be read: a part of it is damaged. Open it in Excel, save it anew and try again."
    )
    found = []
    try:
        book = python_calamine.load_workbook(BytesIO(container.data))
        for name in book.sheet_names:
            cells = container.sheets.get(name)
            if cells is not None:
                values: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                found.append(Sheet(name, values, cells))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in the reader's native code is no Exception
        if isinstance(error, MemoryError):
            raise
        raise damaged from None
    return found


def _is_machine(sheet: Sheet) -> bool:
    return any(text_of(cell) == MARKER for row in sheet.rows[:50] for cell in row[:20])


def _machine(sheets: list[Sheet]) -> MachineData:
    for sheet in sorted(sheets, key=lambda sheet: sheet.name != MACHINE):
        if _is_machine(sheet):
            return read_machine_rows([[_machine_text(cell) for cell in row] for row in sheet.rows])
    raise NotOurs(
        "This is not a Plait workbook, or its hidden sheet “_plait” was deleted. "
        "Make one with “plait workbook new” and fill that in."
    )


def _machine_text(value: Any) -> str:
    return value if isinstance(value, str) else text_of(value)


def _framework(machine: MachineData, frameworks: Callable[[str, str], Framework | None]) -> tuple[Framework, list[str]]:
    embedded = machine.framework
    ours = frameworks(embedded.id, embedded.version)
    if ours is None:
        return embedded, []
    if fingerprint(ours) == fingerprint(embedded):
        return ours, []
    without_levels = in_words(ours)
    if fingerprint(without_levels) == fingerprint(embedded):  # made for a round that is judged in words
        return without_levels, []
    return embedded, [
        f"The workbook's own copy of {embedded.name} differs from the one here; the workbook's copy was used."
    ]


__all__ = ["CellFault", "WorkbookReading", "read"]
