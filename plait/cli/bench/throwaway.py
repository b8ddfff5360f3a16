"""A database for one run of benchmarks: nobody's data is touched, nothing is left behind."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connections

from plait.cli.database import set_up, with_database
from plait.cli.output import Stop


@contextmanager
def throwaway_database() -> Iterator[Path]:
    """An empty, migrated database in a home folder of its own: SQLite, or PostgreSQL on the server of
    ``DATABASE_URL``. Gives the home folder.
    """
    if settings.configured:
        raise Stop("benchmarks need a process of their own: run plait bench by itself.")
    with tempfile.TemporaryDirectory(prefix="plait-bench-") as home:
        os.environ["PLAIT_HOME"] = home
        server = os.environ.get("DATABASE_URL", "")
        name = f"plait_bench_{secrets.token_hex(4)}"
        if server:
            parts = urlsplit(server)
            _on(server, f"create database {name}")
            os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
        try:
            set_up()
            with_database()
            yield Path(home)
        finally:
            connections.close_all()
            if server:
                _on(server, f"drop database {name} with (force)")


def _on(server: str, statement: str) -> None:
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(statement)
    except psycopg.Error as error:
        raise Stop(f"DATABASE_URL: {statement.split(' plait')[0]} failed ({' '.join(str(error).split())}).") from None
