"""Ratings as CSV files, a row for each: ``unit,rater,rating`` and ``school,area,reviewer,level``. A blank is a gap."""

from __future__ import annotations

import re
from pathlib import Path

from plait.adapters.gias_values import Bad, Column, repeated_words, shown
from plait.adapters.table_files import FAULTS, FileFault, FileFaults, read_rows
from plait.domain.rater_agreement import Rating
from plait.domain.severity import ReviewJudgement

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


def _level(text: str) -> int | None:
    clean = text.strip()
    if not clean:
        return None
    if not re.fullmatch(r"-?[0-9]{1,4}(\.0*)?", clean):
        raise Bad(f"is {shown(text)}; give the level's number, higher for more developed")
    return int(float(clean))


_JUDGEMENT = (
    *(Column(field, ((field, _named),)) for field in ("school", "area", "reviewer")),
    Column("level", (("level", _level),)),
)


def read_judgements(path: Path) -> tuple[ReviewJudgement, ...]:
    """Every judgement that was given; the level's number as it is. Raises
    :class:`~plait.adapters.table_files.FileFaults`."""
    needed = {column.field: column.field for column in _JUDGEMENT}
    rows = read_rows(path, _JUDGEMENT, needed, "the first line is school,area,reviewer,level")
    found = tuple(
        ReviewJudgement(str(school), str(area), str(reviewer), level)
        for _, (school, area, reviewer, level) in rows
        if isinstance(level, int)
    )
    if not found:
        raise FileFaults([FileFault(path, None, "there is no judgement in this file; write one on each line")])
    return found
