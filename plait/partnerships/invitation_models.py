"""Invitations: an address, the role that waits for it, and the hash of the link that was sent there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; whether the time is over is a question of the day."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """Somebody is asked to hold a role at one school, in one partnership or programme, or everywhere. The link itself
    is kept nowhere."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=40)
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    partnership = models.ForeignKey(
        "partnerships.Partnership", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    programme = models.ForeignKey(
        "partnerships.Programme", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role_ends = models.DateField(null=True, blank=True)
    """Last day of the role, where it is held for a time."""
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Nobody for the first person of an installation, who is invited at the command line."""
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(
                condition=Q(school__isnull=True, partnership__isnull=True)
                | Q(school__isnull=True, programme__isnull=True)
                | Q(partnership__isnull=True, programme__isnull=True),
                name="invitation_to_one_place",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "school"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True, school__isnull=False),
                name="invitation_to_a_school_once",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "partnership"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True, partnership__isnull=False),
                name="invitation_to_a_partnership_once",
            ),
            models.UniqueConstraint(
                fields=["email", "role", "programme"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True, programme__isnull=False),
                name="invitation_to_a_programme_once",
            ),
            models.UniqueConstraint(
                fields=["email", "role"],
                condition=Q(
                    accepted_at__isnull=True,
                    withdrawn_at__isnull=True,
                    school__isnull=True,
                    partnership__isnull=True,
                    programme__isnull=True,
                ),
                name="invitation_to_everywhere_once",
            ),
        ]
        indexes = [models.Index(fields=["email", "expires_at"])]
