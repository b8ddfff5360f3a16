"""Changing the register: by reading the published file, and in no other way."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, transaction

from plait.adapters.gias import RegisterRow, RejectedRow, open_register
from plait.adapters.gias_links import LinkRow, open_links
from plait.audit.actions import record
from plait.domain.schools import search_text
from plait.schools.models import RegisterImport, School, SchoolLink

BATCH = 2_000  # rows held at once; SQLite takes 32,766 values in one statement
LISTED = 10_000  # rejected rows that are listed one by one; more are only counted

Progress = Callable[[int, int], None]
"""Told, as it happens: bytes of the file read so far, and how many it has."""
Row = TypeVar("Row")


def no_progress(done: int, size: int) -> None:
    """Nobody waits to be told."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What one reading of a published file did. ``rejected`` lists the first 10,000 bad rows of the count."""

    read: int
    added: int
    updated: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]
    rejected_count: int
    seconds: float


class Reading:
    """Counts what one reading of a published file does, and keeps the rows that were not taken."""

    def __init__(self, size: int, progress: Progress) -> None:
        self.added = self.updated = self.unchanged = self.rejected_count = 0
        self.rejected: list[RejectedRow] = []
        self._began = time.perf_counter()
        self._done, self._size, self._progress = 0, size, progress

    def advance(self, more: int) -> None:
        """So many bytes more were read."""
        self._done += more
        self._progress(self._done, self._size)

    def reject(self, row: RejectedRow) -> None:
        """Count a row that was not taken; the first 10,000 are listed."""
        self.rejected_count += 1
        if len(self.rejected) < LISTED:
            self.rejected.append(row)

    def good(self, rows: Iterable[Row | RejectedRow]) -> Iterator[Row]:
        """Those rows that can be taken."""
        for row in rows:
            if isinstance(row, RejectedRow):
                self.reject(row)
            else:
                yield row

    @property
    def read(self) -> int:
        return self.added + self.updated + self.unchanged + self.rejected_count

    def changes(self, file_name: str) -> dict[str, tuple[str, str]]:
        """What the trail keeps of this reading."""
        counts = {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected_count,
        }
        return {"file": ("", file_name)} | {name: ("", str(count)) for name, count in counts.items()}

    def result(self) -> ImportResult:
        """What it did, and how long it took."""
        return ImportResult(
            self.read,
            self.added,
            self.updated,
            self.unchanged,
            tuple(self.rejected),
            self.rejected_count,
            time.perf_counter() - self._began,
        )


def import_register(
    *,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    at: datetime,
    actor_id: int | None = None,
    progress: Progress = no_progress,
) -> ImportResult:
    """Bring the register up to date from a published file, school by school, by URN.

    Good rows are kept, bad ones are listed. Columns that the file lacks leave what is stored alone; schools
    that it lacks stay. Reading the same file again changes nothing. All in one transaction, with one entry
    in the trail. ``mapping``: own column names to the published ones.

    Raises :class:`plait.adapters.gias.RegisterUnreadable`, and then nothing was changed.
    """
    register = open_register(path, mapping)
    reading = Reading(register.size, progress)
    with transaction.atomic():
        upsert = _Upsert(register.fields)
        rows = reading.good(register.rows(reading.advance))
        while batch := list(islice(rows, BATCH)):
            new, changed = upsert(batch)
            reading.added += new
            reading.updated += changed
            reading.unchanged += len(batch) - new - changed
        kept = RegisterImport.objects.create(
            at=at,
            file_name=path.name[:255],
            read=reading.read,
            added=reading.added,
            updated=reading.updated,
            unchanged=reading.unchanged,
            rejected=reading.rejected_count,
        )
        record(
            actor_id=actor_id,
            action="import",
            kind="register",
            object_id=kept.pk,
            at=at,
            changes=reading.changes(kept.file_name),
        )
    return reading.result()


def import_links(
    *, path: Path, at: datetime, actor_id: int | None = None, progress: Progress = no_progress
) -> ImportResult:
    """Take over the published links between schools, by the pair of URNs.

    As :func:`import_register`: good rows kept, bad ones listed, links that the file lacks stay, the same file
    again changes nothing, one transaction, one entry in the trail. Schools need not be in the register.

    Raises :class:`plait.adapters.gias.RegisterUnreadable`, and then nothing was changed.
    """
    links = open_links(path)
    reading = Reading(links.size, progress)
    silent = {"since": "on", "other_name": "name"}
    kept = tuple(field for field, published in silent.items() if published not in links.fields)
    with transaction.atomic():
        rows = reading.good(links.rows(reading.advance))
        while batch := list(islice(rows, BATCH)):
            _take_links(batch, kept, reading)
        record(
            actor_id=actor_id,
            action="import",
            kind="school-links",
            object_id="",
            at=at,
            changes=reading.changes(path.name[:255]),
        )
    return reading.result()


def _take_links(batch: list[LinkRow], kept: tuple[str, ...], reading: Reading) -> None:
    """Write what is new or different. ``kept``: fields that the file is silent about."""
    stored = {
        (link.urn, link.other_urn): link for link in SchoolLink.objects.filter(urn__in={row.urn for row in batch})
    }
    new: list[SchoolLink] = []
    changed: list[SchoolLink] = []
    for row in batch:
        given = {"other_name": row.name, "kind": row.kind.value, "words": row.words, "since": row.on}
        link = stored.get((row.urn, row.other))
        if link is None:
            new.append(SchoolLink(urn=row.urn, other_urn=row.other, **given))
            continue
        differs = {name: value for name, value in given.items() if name not in kept and getattr(link, name) != value}
        if differs:
            for name, value in differs.items():
                setattr(link, name, value)
            changed.append(link)
    SchoolLink.objects.bulk_create(new)
    SchoolLink.objects.bulk_update(changed, ["other_name", "kind", "words", "since"], batch_size=200)
    reading.added += len(new)
    reading.updated += len(changed)
    reading.unchanged += len(batch) - len(new) - len(changed)


class _Upsert:
    """Writes batches of schools in one statement; the object mapper would take several times as long."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        everything = RegisterRow._fields
        self._present = tuple(everything.index(field) for field in fields)
        self._whole = len(fields) == len(everything)
        self._known = set(School.objects.order_by().values_list("urn", flat=True))
        self._columns = (*everything, "search_text")
        quote = connection.ops.quote_name
        names = ", ".join(map(quote, self._columns))
        sets = ", ".join(f"{name} = excluded.{name}" for name in map(quote, self._columns[1:]))
        table = quote(School._meta.db_table)
        self._as_json = connection.vendor == "postgresql"
        source = (
            f"SELECT {names} FROM json_populate_recordset(null::{table}, %s)"  # noqa: S608  names from the model
            if self._as_json
            else f"VALUES ({', '.join(['%s'] * len(self._columns))})"
        )
        self._statement = f"INSERT INTO {table} ({names}) {source} ON CONFLICT (urn) DO UPDATE SET {sets}"

    def __call__(self, batch: list[RegisterRow]) -> tuple[int, int]:
        """Write what is new or different; how many are new, and how many different."""
        stored = self._stored(batch)
        new = changed = 0
        write: list[list[Any]] = []
        for row in batch:
            before = stored.get(row.urn)
            if before is None:
                new += 1
            else:
                if not self._whole:
                    row = self._filled(row, before)
                if row == before:
                    continue
                changed += 1
            write.append(_plain(row))
        if write:
            with connection.cursor() as cursor:
                if self._as_json:  # the driver would send row after row
                    rows = [dict(zip(self._columns, row, strict=True)) for row in write]
                    cursor.execute(self._statement, [json.dumps(rows)])
                else:
                    cursor.executemany(self._statement, write)
        return new, changed

    def _stored(self, batch: list[RegisterRow]) -> dict[int, tuple[Any, ...]]:
        urns = [row.urn for row in batch if row.urn in self._known]
        rows = School.objects.filter(urn__in=urns).order_by().values_list(*RegisterRow._fields)
        return {row[0]: row for row in rows}

    def _filled(self, row: RegisterRow, before: tuple[Any, ...]) -> RegisterRow:
        """The row, with what is stored where the file has no such column."""
        values = list(before)
        for index in self._present:
            values[index] = row[index]
        return RegisterRow._make(values)


def _plain(row: RegisterRow) -> list[Any]:
    """The row as the drivers take it at once: dates and states as text, so that none looks for an adapter."""
    values: list[Any] = [*row]
    values[_STATUS] = str(row.status)
    for index in _DAYS:
        if values[index] is not None:
            values[index] = values[index].isoformat()
    values.append(search_text(row.urn, row.name, row.locality, row.town, row.postcode))
    return values


_STATUS = RegisterRow._fields.index("status")
_DAYS = tuple(RegisterRow._fields.index(field) for field in ("closed_on", "changed_on"))
