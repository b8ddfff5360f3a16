"""What a school will do, who does it, by when, and how it will know."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from plait.domain.stages import ActionState
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.partnerships.sight import seen


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, viewer: Viewer) -> ActionQuerySet:
        """Actions that the contract of their round lets the viewer read."""
        return self.filter(seen(viewer, Artefact.ACTION, Phase.PLANNED))


class Action(models.Model):
    """One action. ``number`` is its name in minutes: unique for the school and round, never given again."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=80)
    text = models.TextField()
    owner = models.CharField(max_length=120)
    due = models.DateField()
    success_measure = models.TextField(blank=True)
    state = models.CharField(max_length=20, default=ActionState.TO_DO.value)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "round", "number"], name="action_number_once")]
