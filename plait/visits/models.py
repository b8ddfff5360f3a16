"""A visit to a school in a round: what is chosen for it, what those who come expect, and its timetable."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from plait.domain.timetable import ActivityKind, VisitForm, VisitSubject
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.partnerships.sight import seen


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, viewer: Viewer) -> VisitQuerySet:
        """Those whose contract lets the viewer read when and how the visit goes."""
        return self.filter(seen(viewer, Artefact.VISIT, Phase.PLANNED, host_path="host"))


class Visit(models.Model):
    """The visit to one school in one round. ``version`` counts saves of its dates, form and subject, ``focus_version``
    those of what the school chose and shares."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20, choices=[(item.value, item.value) for item in VisitForm])
    subject = models.CharField(max_length=20, choices=[(item.value, item.value) for item in VisitSubject])
    subject_name = models.CharField(max_length=120, blank=True, default="")
    """What the subject is called, where it is not the school: “Mathematics”."""
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="")
    """What the school tells those who come, besides its focus."""
    focus_version = models.PositiveIntegerField(default=0)
    focus_saved_at = models.DateTimeField(null=True, blank=True)
    focus_saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    focus_shared_at = models.DateTimeField(null=True, blank=True)
    focus_shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hypotheses_shared_at = models.DateTimeField(null=True, blank=True)
    hypotheses_shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "host"], name="visit_once_a_round"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="visit_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(focus_shared_at__isnull=True, focus_shared_by__isnull=True)
                | Q(focus_shared_at__isnull=False, focus_shared_by__isnull=False),
                name="visit_focus_shared_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(hypotheses_shared_at__isnull=True, hypotheses_shared_by__isnull=True)
                | Q(hypotheses_shared_at__isnull=False, hypotheses_shared_by__isnull=False),
                name="visit_hypotheses_shared_by_someone",
            ),
        ]


class Focus(models.Model):
    """One thing that the school wants looked at: an area or a statement of the round's framework, or a question in its
    own words. ``number`` stays what it is for good; ``dropped_at``: no longer chosen."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="focuses")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=120, blank=True, default="")
    text = models.CharField(max_length=400, blank=True, default="")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="focus_number_once"),
            models.UniqueConstraint(fields=["visit", "kind", "ref"], condition=~Q(ref=""), name="focus_chosen_once"),
            models.CheckConstraint(
                condition=Q(kind="question", ref="") & ~Q(text="") | Q(kind__in=["area", "statement"]) & ~Q(ref=""),
                name="focus_is_a_question_or_of_the_framework",
            ),
        ]


class FocusChange(models.Model):
    """What was changed in the focus after those who come had begun to write, in the school's words."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="focus_changes")
    text = models.CharField(max_length=400)
    at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="focuschange_says_something")]


class SharedItem(models.Model):
    """An item of the school's evidence library that it shares before the visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="shared_items")
    item = models.ForeignKey("evidence.EvidenceItem", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="shareditem_once")]


class Hypothesis(models.Model):
    """What those who come think about one focus beforehand. ``delete_after``: set once the round closed."""

    focus = models.OneToOneField(Focus, on_delete=models.CASCADE, related_name="hypothesis")
    thinks = models.TextField(blank=True, default="")
    speaks_for = models.TextField(blank=True, default="")
    against = models.TextField(blank=True, default="")
    would_change = models.TextField(blank=True, default="")
    look_at = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    delete_after = models.DateField(null=True, blank=True, db_index=True)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def standing(self) -> ActivityQuerySet:
        """Those that were not taken off the timetable."""
        return self.filter(taken_off_at__isnull=True)


class Activity(models.Model):
    """One thing on the timetable. Times are those on the wall of the school."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=20, choices=[(item.value, item.value) for item in ActivityKind])
    title = models.CharField(max_length=120)
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    room = models.CharField(max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_off_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts", "ends", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="activity_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(title=""), name="activity_has_a_title"),
        ]


class ActivityPerson(models.Model):
    """Somebody who is in an activity: of those who come, or of the school's own people beside them."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    visitor = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="activityperson_once")]
