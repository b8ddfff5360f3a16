"""Reading how jobs went. For those who run this installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plait.jobs.models import JobRun
from plait.jobs.registry import jobs


@dataclass(frozen=True, slots=True)
class JobFacts:
    """How one job stands. ``finished_at`` is ``None`` for one that has never run well."""

    name: str
    does: str
    finished_at: datetime | None
    late: bool
    """It should have run again some time ago."""
    error: str


PATIENCE = 4
"""Times its interval that a job may be away before somebody should look."""


def standing(at: datetime) -> tuple[JobFacts, ...]:
    """Every job and its last run. One query."""
    rows = {row.name: row for row in JobRun.objects.all()}
    found = []
    for job in jobs():
        row = rows.get(job.name)
        finished = row.finished_at if row else None
        late = finished is None or finished + PATIENCE * job.every < at
        found.append(JobFacts(job.name, job.does, finished, late, row.error if row else ""))
    return tuple(found)
