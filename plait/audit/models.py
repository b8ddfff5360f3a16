"""Who changed what, when, field by field; and who from outside a school has read what of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """One thing that one person did. Written in the same transaction as the change, never altered.

    But for one thing: when the time of what it is about is over, ``changes`` is emptied as well.
    """

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


class Disclosure(models.Model):
    """Somebody from outside a school read something of the school's. Written in the same request, never altered.

    Whoever came by an address that the school gave away, or ran a command, is a ``label`` and no person. ``roles``
    are those that the reader held then: role, school, partnership, programme.
    """

    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=120, blank=True, default="")
    relation = models.CharField(max_length=20, blank=True, default="")
    roles = models.JSONField(default=list)
    school_urn = models.PositiveIntegerField()
    round_number = models.PositiveBigIntegerField(null=True)
    artefact = models.CharField(max_length=20)
    phase = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    version = models.CharField(max_length=40, blank=True, default="")
    how = models.CharField(max_length=10)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["school_urn", "-at"]),
            models.Index(fields=["kind", "object_id", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(label=""), name="disclosure_to_a_person_or_a_label"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artefact} of {self.school_urn} by {self.how}"
