"""Published framework versions. A published version never changes."""

from __future__ import annotations

from django.db import models


class FrameworkVersion(models.Model):
    """One published version, with its whole text as in its file."""

    framework_id = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework_id", "version"], name="framework_version_once")]

    def __str__(self) -> str:
        return f"{self.framework_id}@{self.version}"
