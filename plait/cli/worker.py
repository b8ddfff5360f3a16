"""``plait worker``: does what runs by itself, above all sending mail."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from plait.cli.database import with_database
from plait.cli.output import AsJson, Stop, commands, fault, print_json, say, warn
from plait.jobs.actions import Ran, run_due
from plait.jobs.registry import jobs

app = commands("Do what runs by itself: send mail, make reminders, forget what is to be forgotten.")


def shown(ran: Ran) -> str:
    return f"{ran.name}: {ran.error}" if ran.error else f"{ran.name}: {ran.done} done"


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="Run what is due and end, for cron.")] = False,
    pause: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds between two looks.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Do what runs by itself, until it is stopped (Ctrl+C).

    Several workers share the work. A worker may be killed at any moment; what it had begun is done by the next.
    With --once the exit status is 1 when a job failed.
    """
    with_database()
    if once:
        _once(as_json)
        return
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    warn(f"The worker is at work: {', '.join(job.name for job in jobs())} (Ctrl+C stops it).")
    while not stopping.is_set():
        close_old_connections()
        try:
            for ran in run_due(timezone.now()):
                if ran.error or ran.done:
                    warn(shown(ran))
        except DatabaseError as error:
            warn(f"the database does not answer ({' '.join(str(error).split())}); trying again.")
        stopping.wait(pause)


def _once(as_json: bool) -> None:
    ran = run_due(timezone.now())
    if as_json:
        print_json({"ran": [{"job": item.name, "done": item.done, "error": item.error} for item in ran]})
    else:
        for item in ran:
            if not item.error:
                say(shown(item))
        if not ran:
            say("Nothing was due.")
    failed = [fault(item.name, item.error) for item in ran if item.error]
    if failed:
        raise Stop(*failed)
