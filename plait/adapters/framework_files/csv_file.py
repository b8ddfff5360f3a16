"""CSV → one table. UTF-8 or cp1252, comma, semicolon or tab; every cell knows its line."""

from __future__ import annotations

import csv
import io

from plait.adapters.framework_files.blocks import MOST_CELLS, Cell, Page, clean, squared
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Unreadable

_FIELD_LIMIT = 200_000  # characters


def decoded(data: bytes) -> str:
    """The text of a file. Raises :class:`Unreadable` for binary files."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Unreadable("This file says that it is UTF-16, but is not; save it as UTF-8.") from None
    if b"\x00" in data:
        raise Unreadable("This is no text, whatever its name says; save it anew in the format that its name ends in.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def csv_page(data: bytes) -> Page:
    """The page in a CSV file. Raises :class:`Unreadable`."""
    text = decoded(data)
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[Cell]] = []
    page = Page()
    cells = 0
    line = 1
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise Unreadable("This file has more cells than a framework could have; it is not read.")
            rows.append([Cell(_unquieted(clean(cell)), Place(line)) for cell in row])
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"This line is not CSV ({error}); save the file anew as CSV.", Place(line)) from None
    filled = [row for row in rows if any(cell.text for cell in row)]
    if not filled:
        raise Unreadable("This file is empty.")
    width = max(len(row) for row in rows[:20])
    for made in rows:
        extra = [cell for cell in made[width:] if cell.text]
        if extra:
            seen = f"This row has {len(made)} cells; the rows above have {width}."
            page.doubts.append(
                Doubt(DoubtKind.ROW, made[0].place, seen, "Put quotes round a text that has commas in it.")
            )
    page.blocks.append(squared(rows, Place(1)))
    return page


def _delimiter(text: str) -> str:
    """The separator that the first lines use most evenly."""
    sample = text[:20_000]
    best, score = ",", 0
    for candidate in ",;\t|":
        rows = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate)][:20]
        common = max((rows.count(size) for size in set(rows) if size > 1), default=0)
        if common > score:
            best, score = candidate, common
    return best


def _unquieted(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a text."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text
