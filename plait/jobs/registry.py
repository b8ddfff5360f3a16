"""Which jobs there are. An app adds its own in ``AppConfig.ready``: ``register(Job("make-digests", …))``.

A job must be safe to be killed at any moment and run again: it works in transactions that are whole by themselves, and
finds what is left to do from the rows, never from what it remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself. ``run`` takes the moment and returns how many things it did.

    ``shared``: several workers may run it at once, because each takes its own part of the work.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]
    does: str
    """In a few words, for those who run this installation."""
    shared: bool = False


_JOBS: dict[str, Job] = {}


def register(job: Job) -> None:
    """Add a job. Raises ``ValueError`` for a name that is taken by another one."""
    taken = _JOBS.setdefault(job.name, job)
    if taken != job:
        raise ValueError(f"There is a job called {job.name} already.")


def jobs() -> tuple[Job, ...]:
    """Every job, in the order in which they were added."""
    return tuple(_JOBS.values())
