"""Running jobs. Any number of workers may do so at once, on one machine or several."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.db.models import Q

from plait.jobs.models import JobRun
from plait.jobs.registry import Job, jobs

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
"""After so long without an end, the worker that took a job counts as dead, and another may take it."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""After a failure; doubled with each that follows."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run. ``error`` is empty when it went well."""

    name: str
    done: int
    error: str = ""


def run_due(at: datetime, *, only: Sequence[Job] | None = None) -> tuple[Ran, ...]:
    """Run every job whose time has come, each by one worker only; what was run. One failing stops no other."""
    ran = []
    for job in jobs() if only is None else only:
        if (token := _claim(job, at)) is not None:
            ran.append(_run(job, token, at))
    return tuple(ran)


def _claim(job: Job, at: datetime) -> UUID | None:
    """A token when the job is due and nobody else has it."""
    due = JobRun.objects.filter(
        Q(finished_at__isnull=True) | Q(finished_at__lte=at - job.every),
        Q(try_after__isnull=True) | Q(try_after__lte=at),
        name=job.name,
    )
    if not job.shared:
        due = due.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=at))
    if not due.exists():
        if JobRun.objects.filter(name=job.name).exists():
            return None
        JobRun.objects.bulk_create([JobRun(name=job.name)], ignore_conflicts=True)
    token = uuid4()
    return token if due.update(claim=token, claimed_until=at + LEASE) else None


def _run(job: Job, token: UUID, at: datetime) -> Ran:
    mine = JobRun.objects.filter(name=job.name, claim=token)
    try:
        done = job.run(at)
    except Exception as error:
        logger.exception("The job %s failed.", job.name)
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
        if isinstance(error, DatabaseError):
            raise  # the row that would say so is in the same database; the claim ends by itself
        failures = JobRun.objects.values_list("failures", flat=True).get(name=job.name) + 1
        pause = min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)
        mine.update(claim=None, claimed_until=None, failures=failures, try_after=at + pause, error=reason)
        return Ran(job.name, 0, reason)
    mine.update(claim=None, claimed_until=None, finished_at=at, done=done, failures=0, try_after=None, error="")
    return Ran(job.name, done)
