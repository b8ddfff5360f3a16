"""When each job last ran."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """The last run of one job. ``claim`` is the worker that runs it now, until ``claimed_until``."""

    name = models.CharField(max_length=60, unique=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    """When the last run that went well began: a run that was missed is made up for at once."""
    done = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    """In a row; back to nothing when a run goes well."""
    try_after = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
