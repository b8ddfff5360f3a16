"""Changing the register: by reading the published file, and in no other way."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from plait.adapters.gias import RegisterRow, RejectedRow, open_register
from plait.audit.actions import record
from plait.domain.schools import search_text
from plait.schools.models import RegisterImport, School

BATCH = 2_000  # rows held at once; SQLite takes 32,766 values in one statement
LISTED = 10_000  # rejected rows that are listed one by one; more are only counted

Progress = Callable[[int, int], None]
"""Told, as it happens: bytes of the file read so far, and how many it has."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What one reading of a register file did. ``rejected`` lists the first 10,000 bad rows of the count."""

    read: int
    added: int
    updated: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]
    rejected_count: int
    seconds: float


def import_register(
    *,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    at: datetime,
    actor_id: int | None = None,
    progress: Progress = lambda done, size: None,
) -> ImportResult:
    """Bring the register up to date from a published file, school by school, by URN.

    Good rows are kept, bad ones are listed. Columns that the file lacks leave what is stored alone; schools
    that it lacks stay. Reading the same file again changes nothing. All in one transaction, with one entry
    in the trail. ``mapping``: own column names to the published ones.

    Raises :class:`plait.adapters.gias.RegisterUnreadable`, and then nothing was changed.
    """
    began = time.perf_counter()
    register = open_register(path, mapping)
    done = added = updated = unchanged = rejected_count = 0
    rejected: list[RejectedRow] = []

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress(done, register.size)

    def good(rows: Iterable[RegisterRow | RejectedRow]) -> Iterator[RegisterRow]:
        nonlocal rejected_count
        for row in rows:
            if isinstance(row, RejectedRow):
                rejected_count += 1
                if len(rejected) < LISTED:
                    rejected.append(row)
            else:
                yield row

    with transaction.atomic():
        upsert = _Upsert(register.fields)
        rows = good(register.rows(advance))
        while batch := list(islice(rows, BATCH)):
            new, changed = upsert(batch)
            added += new
            updated += changed
            unchanged += len(batch) - new - changed
        kept = RegisterImport.objects.create(
            at=at,
            file_name=path.name[:255],
            read=added + updated + unchanged + rejected_count,
            added=added,
            updated=updated,
            unchanged=unchanged,
            rejected=rejected_count,
        )
        counts = {"added": added, "updated": updated, "unchanged": unchanged, "rejected": rejected_count}
        record(
            actor_id=actor_id,
            action="import",
            kind="register",
            object_id=kept.pk,
            at=at,
            changes={"file": ("", kept.file_name)} | {name: ("", str(count)) for name, count in counts.items()},
        )
    return ImportResult(
        kept.read, added, updated, unchanged, tuple(rejected), rejected_count, time.perf_counter() - began
    )


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
