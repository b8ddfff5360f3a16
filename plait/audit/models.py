"""Who changed what, when, field by field."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One thing that one person did. Written in the same transaction as the change, never altered."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    school_urn = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["kind", "object_id", "-at"]),
            models.Index(fields=["school_urn", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id}"
