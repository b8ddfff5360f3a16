"""The file around a workbook: is it one, is it safe to read, and what do its sheets hold?

Everything is unpacked here once, within limits and with its checksums, and packed again for the reader, so that a
file that lies about its sizes never reaches it. XML is looked at without entities or document types.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile

SIZE_LIMIT = 10_000_000  # bytes, as the file comes
_UNPACKED_LIMIT = 100_000_000  # bytes, all parts together
_PARTS_LIMIT = 2_000
_RATIO_LIMIT = 200  # times larger unpacked; honest workbooks stay below 40
_ROW_LIMIT, _COLUMN_LIMIT, _CELLS_LIMIT = 200_000, 2_000, 2_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_TYPE = "spreadsheetml.sheet.main+xml"
_FRESH = "Save it as an Excel workbook (.xlsx) and try again."


class NotAWorkbook(Exception):
    """The file is no workbook that can be read. The text says what it is and what would be right."""


@dataclass(frozen=True, slots=True)
class SheetCells:
    """What calamine does not say of a sheet: cells (row, column from 0) that hold formulas or error values."""

    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Container:
    """A checked file: clean bytes for the reader, and the cells of each worksheet by the sheet's name."""

    data: bytes
    sheets: dict[str, SheetCells]


def open_container(data: bytes, name: str) -> Container:
    """Check a file and look through its sheets. ``name``: its file name. Raises :class:`NotAWorkbook`."""
    _check_outside(data, name)
    parts = _unpack(data)
    _check_kind(parts)
    sheets = {title: _scan(title, parts[part]) for title, part in _worksheets(parts) if part in parts}
    clean = BytesIO()
    with ZipFile(clean, "w", ZIP_STORED) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return Container(clean.getvalue(), sheets)


def cell_name(row: int, column: int) -> str:
    """``G8`` for row 7, column 6 (both from 0)."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _check_outside(data: bytes, name: str) -> None:
    if len(data) > SIZE_LIMIT:
        raise NotAWorkbook(
            f"This file has {len(data) / 1e6:.0f} MB; a filled workbook has at most 10 MB. "
            "Take out pictures and sheets that do not belong to it."
        )
    if not data:
        raise NotAWorkbook("This file is empty.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotAWorkbook("This workbook is protected with a password. Save it without one and try again.")
        raise NotAWorkbook(f"This is a file of an older Office format (.xls or .doc). {_FRESH}")
    if data.startswith(b"%PDF"):
        raise NotAWorkbook("This is a PDF, whatever its name says. Send the Excel workbook (.xlsx) itself.")
    if not data.startswith(b"PK"):
        raise NotAWorkbook(f"This is not an Excel workbook. {_FRESH}")
    if name.lower().endswith((".xlsm", ".xltm")):
        raise NotAWorkbook(f"This workbook may contain macros (.xlsm), which are not accepted. {_FRESH}")
    if name.lower().endswith(".xlsb"):
        raise NotAWorkbook(f"This is a binary workbook (.xlsb). {_FRESH}")


def _unpack(data: bytes) -> dict[str, bytes]:
    """Every part of the archive, read in full with its checksum."""
    damaged = "This file is damaged or was cut off on its way. Send it again, or open it in Excel and save it anew."
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _PARTS_LIMIT:
                raise NotAWorkbook(f"This file has {len(entries):,} parts inside; a workbook has far fewer.")
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise NotAWorkbook("This file is protected with a password. Save it without one and try again.")
            total = sum(entry.file_size for entry in entries)
            if total > _UNPACKED_LIMIT or total > _RATIO_LIMIT * max(len(data), 50_000):
                raise NotAWorkbook(
                    f"This file would unpack to {total / 1e6:,.0f} MB, which no filled workbook does; it is not read."
                )
            parts: dict[str, bytes] = {}
            for entry in entries:
                if not entry.is_dir():
                    parts.setdefault(entry.filename, archive.read(entry))
            return parts
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise NotAWorkbook(damaged) from None


def _check_kind(parts: dict[str, bytes]) -> None:
    if "mimetype" in parts and b"opendocument" in parts["mimetype"]:
        raise NotAWorkbook(f"This is an OpenDocument file. {_FRESH}")
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise NotAWorkbook(f"This is an archive, but not an Excel workbook. {_FRESH}")
    found: list[str] = []
    _walk(types, lambda tag, attributes: found.append(attributes.get("ContentType", "")))
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in found) or any(
        part.lower().endswith("vbaproject.bin") for part in parts
    ):
        raise NotAWorkbook(f"This workbook contains macros, which are not accepted. {_FRESH}")
    if any("sheet.binary" in kind for kind in found):
        raise NotAWorkbook(f"This is a binary workbook (.xlsb). {_FRESH}")
    if not any(_WORKBOOK_TYPE in kind for kind in found):
        what = "a Word document" if any("wordprocessingml" in kind for kind in found) else "another kind of file"
        raise NotAWorkbook(f"This is {what}, not an Excel workbook. {_FRESH}")


def _worksheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """``(title, part)`` of each sheet, in the order of the tabs."""
    main = next((part for part in parts if part.lower().endswith("xl/workbook.xml")), None)
    if main is None:
        raise NotAWorkbook(f"This workbook has no list of sheets. {_FRESH}")
    folder = posixpath.dirname(main)
    targets: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[attributes.get("Id", "")] = path

    _walk(parts.get(f"{folder}/_rels/workbook.xml.rels", b"<none/>"), relation)
    titles: list[tuple[str, str]] = []

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation_id = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            titles.append((attributes.get("name", ""), targets.get(relation_id, "")))

    _walk(parts[main], sheet)
    return titles


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise NotAWorkbook("This file declares document types or entities, which no workbook needs; it is not read.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    return parser


def _parse(parser: expat.XMLParserType, xml: bytes) -> None:
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError):
        raise NotAWorkbook(
            "A part of this workbook is damaged. Open it in Excel, let it repair the file, and save it anew."
        ) from None


def _walk(xml: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``start`` with the local name and attributes of every element."""
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    _parse(parser, xml)


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
            raise NotAWorkbook(
                f"The sheet “{self.title}” holds something as far as cell {cell_name(self._row, self._column)}; "
                "a filled workbook ends long before that. Delete what does not belong there."
            )


def _scan(title: str, xml: bytes) -> SheetCells:
    scan = _Scan(title)
    _walk(xml, scan.start)
    return SheetCells(frozenset(scan.formulas), frozenset(scan.errors))
