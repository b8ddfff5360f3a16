"""The table of who is on the team that reviews a school."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plait.domain.review_teams import Ending


class TeamPlace(models.Model):
    """In this round, this person is asked to review this school; ``leads``: as the lead reviewer of the team.

    Nothing opens by being asked. What the person may see follows from the signed protocol, until the place ends.
    """

    round = models.ForeignKey("partnerships.Round", on_delete=models.CASCADE, related_name="team_places")
    host = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    leads = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    protocol = models.CharField(max_length=20, blank=True, default="")
    """Which version of the protocol was signed."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(
        max_length=20, choices=[(item.value, item.value) for item in Ending], blank=True, default=""
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "host", "person"], condition=Q(ended_at__isnull=True), name="teamplace_once"
            ),
            models.UniqueConstraint(
                fields=["round", "host"], condition=Q(ended_at__isnull=True, leads=True), name="teamplace_one_leads"
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, protocol="") | (Q(signed_at__isnull=False) & ~Q(protocol="")),
                name="teamplace_signed_a_protocol",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended="") | (Q(ended_at__isnull=False) & ~Q(ended="")),
                name="teamplace_ended_somehow",
            ),
        ]
        indexes = [models.Index(fields=["person", "round", "host"], name="teamplace_of_person")]
