"""The table of how people judged sets of short cases."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class CalibrationTurn(models.Model):
    """A person has judged a set of cases, alone and once. ``answers``: key of the case to key of the level."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    set_id = models.CharField(max_length=60)
    answers = models.JSONField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "set_id"], name="calibrationturn_once")]
