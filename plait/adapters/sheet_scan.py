"""What calamine does not say of the sheets of a workbook: which cells hold formulas or error values, and how many.

Everything is unpacked once, within limits (``plait.adapters.office_files``), and packed again for the reader, so that
a file that lies about its sizes never reaches it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from plait.adapters.office_files import WORKBOOK, NotThisKind, related, walk

_ROW_LIMIT, _COLUMN_LIMIT, _CELLS_LIMIT = 200_000, 2_000, 2_000_000


@dataclass(frozen=True, slots=True)
class SheetCells:
    """What calamine does not say of a sheet: cells (row, column from 0) that hold formulas or error values."""

    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]


def cell_name(row: int, column: int) -> str:
    """``G8`` for row 7, column 6 (both from 0)."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def repacked(parts: dict[str, bytes]) -> bytes:
    """The parts as an archive again, for the reader."""
    clean = BytesIO()
    with ZipFile(clean, "w", ZIP_STORED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return clean.getvalue()


def worksheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """``(title, part)`` of each sheet, in the order of the tabs."""
    main = next((part for part in parts if part.lower().endswith("xl/workbook.xml")), None)
    if main is None:
        raise NotThisKind(f"This workbook has no list of sheets. {WORKBOOK.fresh}")
    targets = related(parts, main, WORKBOOK)
    titles: list[tuple[str, str]] = []

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation_id = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            titles.append((attributes.get("name", ""), targets.get(relation_id, "")))

    walk(parts[main], WORKBOOK, sheet)
    return titles


class _Scan:
    """Follows the cells of one sheet."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.formulas: set[tuple[int, int]] = set()
        self.errors: set[tuple[int, int]] = set()
        self._row, self._column, self._cells = -1, -1, 0
        self._last_row, self._last_column = 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self._row + 1
            self._column = -1
        elif tag == "f":
            self.formulas.add((self._row, self._column))
            self._hold()
        elif tag in ("v", "is"):
            self._hold()

    def _cell(self, attributes: dict[str, str]) -> None:
        place = re.fullmatch(r"([A-Za-z]{1,7})([0-9]{1,12})", attributes.get("r", ""))
        if place is None:
            self._column += 1
        else:
            self._column = -1
            for letter in place.group(1).upper():
                self._column = (self._column + 1) * 26 + ord(letter) - 65
            self._row = int(place.group(2)) - 1
        if attributes.get("t") == "e":
            self.errors.add((self._row, self._column))

    def _hold(self) -> None:
        """Count a cell that holds something; stop where that gets out of hand."""
        self._cells += 1
        self._last_row = max(self._last_row, self._row + 1)
        self._last_column = max(self._last_column, self._column + 1)
        if (
            self._last_row > _ROW_LIMIT
            or self._last_column > _COLUMN_LIMIT
            or self._cells > 2 * _CELLS_LIMIT
            or self._last_row * self._last_column > 4 * _CELLS_LIMIT
        ):
            raise NotThisKind(
                f"The sheet “{self.title}” holds something as far as cell {cell_name(self._row, self._column)}; "
                "a filled workbook ends long before that. Delete what does not belong there."
            )


def scan(title: str, xml: bytes) -> SheetCells:
    """Look through one sheet. Raises :class:`NotThisKind` where it goes on without end."""
    found = _Scan(title)
    walk(xml, WORKBOOK, found.start)
    return SheetCells(frozenset(found.formulas), frozenset(found.errors))
