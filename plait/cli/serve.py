"""``plait serve``: the web application, with as many processes as the database can use."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer
from django.db import connection, connections
from django.utils import timezone

from plait.cli.database import with_database
from plait.cli.output import Stop, commands, warn
from plait.frameworks.actions import AlreadyPublished, publish_built_in

app = commands("Serve the web application.")

THREADS = 4
"""Of each process. A request waits for the database most of its time, so a few share a process well."""


def workers_for(vendor: str, cores: int) -> int:
    """Processes that make sense: SQLite has one writer at a time, PostgreSQL serves every core."""
    return 2 if vendor == "sqlite" else max(2, min(2 * cores, 8))


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every network.")] = "127.0.0.1",
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; default by database and processor.")
    ] = None,
) -> None:
    """Serve the web application until it is stopped (Ctrl+C).

    Makes or migrates the database and publishes the built-in frameworks first.
    """
    check_port(host, port)
    with_database()
    try:
        publish_built_in(at=timezone.now())
    except AlreadyPublished as error:
        raise Stop(f"the built-in frameworks: {error}") from None
    count = workers or workers_for(connection.vendor, os.cpu_count() or 1)
    connections.close_all()
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host  # noqa: S104  compared, not bound
    os.environ.setdefault("PLAIT_BASE_URL", f"http://{shown}:{port}")
    warn(f"Plait is at {os.environ['PLAIT_BASE_URL']}/ (Ctrl+C stops it).")
    arguments = [
        *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
        *("--workers", str(count), "--threads", str(THREADS), "--worker-class", "gthread"),
        *("--timeout", "60", "--graceful-timeout", "20", "--log-level", "warning"),
    ]
    if Path("/dev/shm").is_dir():  # noqa: S108  heartbeats of the processes, in memory
        arguments += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    os.execv(  # noqa: S606  this process becomes the server, so that signals reach it
        sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "plait.config.wsgi:application"]
    )


def check_port(host: str, port: int) -> None:
    """Raise :class:`Stop` when nothing can listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Stop(f"cannot listen on {host} port {port} ({reason}); choose another with --port.") from None
