"""Ratings of several raters as a CSV file: ``unit,rater,rating``, a row for each; a blank rating is a gap."""

from __future__ import annotations

from pathlib import Path

from plait.adapters.gias_values import Bad, Column, repeated_words
from plait.adapters.table_files import FAULTS, FileFault, FileFaults, read_rows
from plait.domain.rater_agreement import Rating

_words = repeated_words(255)


def _named(text: str) -> str:
    clean = _words(text)
    if not clean:
        raise Bad("is blank; say whose rating of what this row is")
    return clean


_COLUMNS = (
    Column("unit", (("unit", _named),)),
    Column("rater", (("rater", _named),)),
    Column("rating", (("rating", _words),)),
)


def read_ratings(path: Path) -> tuple[Rating, ...]:
    """Every rating that was given. Raises :class:`~plait.adapters.table_files.FileFaults`."""
    needed = {column.field: column.field for column in _COLUMNS}
    rows = read_rows(path, _COLUMNS, needed, "the first line is unit,rater,rating")
    lines: dict[tuple[str, str], int] = {}
    ratings, faults = [], []
    for line, cells in rows:
        unit, rater, value = map(str, cells)
        if not value:
            continue
        before = lines.setdefault((unit, rater), line)
        if before != line:
            faults.append(FileFault(path, line, f"{rater} rates {unit} on line {before} already; keep one of the two"))
            continue
        ratings.append(Rating(unit, rater, value))
    if faults:
        raise FileFaults(faults[:FAULTS])
    if not ratings:
        raise FileFaults([FileFault(path, None, "there is no rating in this file; write one on each line")])
    return tuple(ratings)
