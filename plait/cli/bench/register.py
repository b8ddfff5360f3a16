"""Reading the national register, against the bare driver that inserts the same rows."""

from __future__ import annotations

import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from plait.cli.bench.made_up_register import write_register
from plait.cli.bench.result import BenchmarkResult, side_by_side
from plait.schools.actions import import_register

ROWS = 50_515  # as many as the national register of November 2023
TABLE = "schools_school"
REAL = Path("register", "edubasealldata20231116.csv.gz")


def register_import() -> BenchmarkResult:
    """The whole import (reading, checking, comparing, writing, trail) against ``executemany`` of its rows."""
    path, source = _file()

    def ours() -> float:
        _emptied()
        began = time.perf_counter()
        import_register(path=path, at=datetime.now(UTC))
        return time.perf_counter() - began

    ours()
    columns, rows = _stored()

    def theirs() -> float:
        _emptied()
        return _insert_bare(columns, rows)

    mine, bare = side_by_side(ours, theirs)
    engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    note = f"{len(rows):,} rows of {source} against the driver's bare insert of the same, {engine}; goal 3"
    return BenchmarkResult("register-import", mine, bare, "s", note)


def _file() -> tuple[Path, str]:
    real = Path(os.environ.get("PLAIT_REAL_DATA", "")) / REAL
    if os.environ.get("PLAIT_REAL_DATA") and real.is_file():
        return real, "the published register"
    path = Path(settings.PLAIT_HOME) / "register.csv"
    write_register(path, ROWS)
    return path, "a made-up register"


def _emptied() -> None:
    """The same start for both: no schools, nothing left to tidy in the file."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"truncate table {TABLE} cascade")
        else:
            cursor.execute(f"delete from {TABLE}")  # noqa: S608  a constant
            cursor.execute("vacuum")
            cursor.execute("pragma wal_checkpoint(truncate)")


def _stored() -> tuple[str, list[tuple[Any, ...]]]:
    """What the import wrote, as plain numbers and text: column names and rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"select * from {TABLE}")  # noqa: S608  a constant
        columns = ", ".join(column[0] for column in cursor.description)
        rows = cursor.fetchall()
    return columns, [tuple(item if isinstance(item, int | None) else str(item) for item in row) for row in rows]


def _insert_bare(columns: str, rows: list[tuple[Any, ...]]) -> float:
    count = len(rows[0])
    began = time.perf_counter()
    if connection.vendor == "postgresql":
        with psycopg.connect(os.environ["DATABASE_URL"]) as bare:
            statement = f"insert into {TABLE} ({columns}) values ({', '.join(['%s'] * count)})"  # noqa: S608
            bare.cursor().executemany(statement, rows)
        return time.perf_counter() - began
    with sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level="IMMEDIATE") as file:
        for setting in settings.DATABASES["default"]["OPTIONS"]["init_command"].split(";"):
            file.execute(setting)
        statement = f"insert into {TABLE} ({columns}) values ({', '.join('?' * count)})"  # noqa: S608
        file.executemany(statement, rows)
    file.close()
    return time.perf_counter() - began


BENCHMARKS = {"register-import": register_import}
