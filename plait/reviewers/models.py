"""The people who may review in a partnership, and which schools they had better not."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plait.domain.roles import Permission
from plait.domain.viewer import Viewer


class ReviewerQuerySet(models.QuerySet["Reviewer"]):
    def visible_to(self, viewer: Viewer) -> ReviewerQuerySet:
        """One's own, and those in the pools of partnerships that the viewer leads."""
        led = viewer.partnerships_with(Permission.RUN_ROUNDS)
        return self.filter(Q(person_id=viewer.person_id) | Q(partnership_id__in=led))


class Reviewer(models.Model):
    """A person in the pool of a partnership, as they describe themselves. ``version`` counts saves."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.CASCADE, related_name="+")
    training = models.CharField(max_length=200, blank=True, default="")
    trained_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    """The last day on which the training holds."""
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviews_before = models.PositiveSmallIntegerField(default=0)
    """Reviews that they were part of, here or elsewhere, by what they say; confirmed with the training."""
    phases = models.JSONField(default=list)
    """Keys of ``plait.domain.reviewers.PHASES``."""
    strengths = models.TextField(blank=True, default="")
    """Languages and specialisms, in their words."""
    away = models.JSONField(default=list)
    """Pairs of days (ISO), first and last."""
    travels_km = models.PositiveSmallIntegerField(null=True, blank=True)
    reviews_a_year = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "partnership"], name="reviewer_once_in_a_pool"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("trained_on")),
                name="reviewer_training_ends_after_it",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, trained_on__isnull=False),
                name="reviewer_confirmed_by_someone",
            ),
        ]


class DeclaredConflict(models.Model):
    """Somebody of the pool had better not review this school. ``reason`` is for the lead and whoever wrote it."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="conflicts")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reviewer", "school"], name="declaredconflict_once")]


class SchoolConflict(models.Model):
    """A school of a partnership would rather not be reviewed by somebody of its pool.

    It outlives the person's profile, so that leaving the pool and joining it again does not undo it. ``reason``: for
    the school's headteachers and the lead.
    """

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "partnership", "person"], name="schoolconflict_once"),
        ]


from plait.reviewers.calibration_models import CalibrationTurn as CalibrationTurn  # noqa: E402  Django looks here
