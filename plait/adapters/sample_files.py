"""The CSV files of drawing a sample: a list of schools with any columns in, the same rows that were chosen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plait.adapters.csv_export import csv_bytes
from plait.adapters.gias_files import RegisterUnreadable, read_heading
from plait.adapters.gias_values import Column, key_of, repeated_words, urn_cell
from plait.adapters.table_files import FAULTS, FileFault, FileFaults, read_rows

WHERE = frozenset({"urn", "name", "establishmentname", "easting", "northing"})
"""Columns that say which school it is and where, not what it is like."""
_words = repeated_words(255)


@dataclass(frozen=True, slots=True)
class ListedSchools:
    """``rows``: every school as it was written, in the order of ``headings``; ``by``: the columns to look at."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    by: tuple[str, ...]

    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Column to the value of each school."""
        places = [self.headings.index(name) for name in self.by]
        return {name: tuple(row[place] for row in self.rows) for name, place in zip(self.by, places, strict=True)}

    def chosen(self, places: Sequence[int]) -> bytes:
        """The chosen rows as a CSV file in which no cell runs as a formula."""
        return csv_bytes(self.headings, (self.rows[place] for place in places))


def read_listed(path: Path, by: Sequence[str]) -> ListedSchools:
    """The schools of a file with a ``urn`` column. ``by``: headings to look at; none: all that say what a school is
    like. Raises :class:`~plait.adapters.table_files.FileFaults`."""
    try:
        _, heading = read_heading(path)
    except RegisterUnreadable as error:
        raise FileFaults([FileFault(path, error.row, str(error))]) from None
    names = [cell.strip() for cell in heading]
    known = {key_of(name): name for name in names}
    unknown = [name for name in by if key_of(name) not in known]
    if unknown:
        there = ", ".join(name for name in names if name)
        raise FileFaults([FileFault(path, 1, f"there is no column {unknown[0]}; this file has {there}")])
    columns = [Column(name, ((name, _words),)) for name in names if name and key_of(name) != "urn"]
    rows = read_rows(
        path, [Column("urn", (("urn", urn_cell),)), *columns], {"urn": "urn"}, "the first line names the columns"
    )
    lines: dict[str, int] = {}
    listed, faults = [], []
    for line, cells in rows:
        row = tuple(map(str, cells))
        before = lines.setdefault(row[0], line)
        if before != line:
            faults.append(FileFault(path, line, f"URN {row[0]} is on line {before} already; keep one of the two"))
        listed.append(row)
    if not listed:
        faults.append(FileFault(path, None, "there is no school in this file; write one on each line"))
    if faults:
        raise FileFaults(faults[:FAULTS])
    headings = (known["urn"], *(column.field for column in columns))
    looked_at = [known[key_of(name)] for name in dict.fromkeys(by)]
    usual = [name for name in headings if key_of(name) not in WHERE]
    return ListedSchools(headings, tuple(listed), tuple(looked_at or usual))
