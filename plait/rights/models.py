"""Complaints and what was said on each; and holds, which stop deletion."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plait.domain.complaints import ComplaintState, Subject
from plait.domain.roles import Permission
from plait.domain.viewer import Viewer


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, viewer: Viewer) -> ComplaintQuerySet:
        """The viewer's own, and those that they must answer: never one that names them."""
        mine = Q(partnership_id__in=viewer.partnerships_with(Permission.RUN_ROUNDS), to_administrators=False)
        if viewer.may_everywhere(Permission.FOUND):
            mine |= Q(to_administrators=True)
        unnamed = Q(named__isnull=True) | ~Q(named_id=viewer.person_id)
        return self.filter(Q(made_by_id=viewer.person_id) | (mine & unnamed))


class Complaint(models.Model):
    """One complaint to a partnership. ``named``: somebody who would otherwise answer, and must not read it.

    ``to_administrators``: no lead could answer it, or it is to no partnership; whoever administers this installation
    answers.
    """

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, null=True, related_name="+")
    to_administrators = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=20, choices=[(item.value, item.value) for item in Subject])
    text = models.TextField()
    state = models.CharField(max_length=20, default=ComplaintState.RECEIVED.value)
    received_at = models.DateTimeField()
    received_on = models.DateField()

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[item.value for item in ComplaintState]), name="complaint_state"
            ),
            models.CheckConstraint(
                condition=Q(partnership__isnull=False) | Q(to_administrators=True), name="complaint_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(named__isnull=True) | ~Q(named=F("made_by")), name="complaint_not_about_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"


class ComplaintNote(models.Model):
    """Something said or done about a complaint. Added, never changed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="notes")
    step = models.CharField(max_length=20, blank=True)
    """The move that was made with it, if one was."""
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Hold(models.Model):
    """Nothing of a round is deleted from when it was set until it is ended. Set by its lead, or (nobody named) by
    whoever runs this installation."""

    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=400)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["round"], condition=Q(ended_at__isnull=True), name="hold_once_a_round"),
            models.CheckConstraint(condition=~Q(why=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False), name="hold_ended_by_someone"
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"
