"""Areas of excellence of a school: who put them forward, what the team found, whether they may be listed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plait.domain.excellence import CONTACT_LENGTH, TITLE_LENGTH, WORDS_LENGTH
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.partnerships.sight import seen, with_standing

PERSON = settings.AUTH_USER_MODEL


class AreaOfExcellenceQuerySet(models.QuerySet["AreaOfExcellence"]):
    def listed_for(self, viewer: Viewer) -> AreaOfExcellenceQuerySet:
        """Validated, let into the directory by the school, and open to the viewer as a released report would be by the
        signed contract: the one place where that is decided."""
        shown = seen(viewer, Artefact.REPORT, Phase.RELEASED)
        return with_standing(self.filter(shown, validated=True, consented_at__isnull=False), viewer)


class AreaOfExcellence(models.Model):
    """One, of one school, found or claimed in one review. ``met``: keys of the criteria that the team has seen."""

    review = models.ForeignKey("peerreview.PeerReview", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=80)
    title = models.CharField(max_length=TITLE_LENGTH)
    learn = models.CharField(max_length=WORDS_LENGTH)
    """What others can learn there: what the directory says."""
    evidence = models.CharField(max_length=WORDS_LENGTH)
    contact = models.CharField(max_length=CONTACT_LENGTH)
    """A role at the school, never a person."""
    by_school = models.BooleanField()
    token = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    validated = models.BooleanField(null=True)
    met = models.JSONField(default=list)
    why = models.CharField(max_length=WORDS_LENGTH, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AreaOfExcellenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "token"], name="excellence_sent_once"),
            models.CheckConstraint(
                condition=Q(validated__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(validated__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="excellence_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True, consented_by__isnull=True)
                | Q(consented_at__isnull=False, consented_by__isnull=False, validated=True, valid_until__isnull=False),
                name="excellence_listed_only_when_validated",
            ),
        ]
