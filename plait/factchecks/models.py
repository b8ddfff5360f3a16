"""The fact-check of one review: when it was offered, what the school asked to be corrected, what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plait.domain.fact_checks import QUOTE_LENGTH, WORDS_LENGTH

PERSON = settings.AUTH_USER_MODEL


class FactCheck(models.Model):
    """Whose turn it is follows from what is set. ``offers`` counts how often the team has offered the report."""

    review = models.OneToOneField("peerreview.PeerReview", on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    offers = models.PositiveSmallIntegerField(default=1)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    check_by = models.DateField()
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reply_by = models.DateField(null=True, blank=True)
    team_signed_at = models.DateTimeField(null=True, blank=True)
    team_signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team_tells = models.BooleanField(default=False)
    """The team wishes that the report tells point by point what was asked and what became of it."""
    school_signed_at = models.DateTimeField(null=True, blank=True)
    school_signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school_tells = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True, reply_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False, reply_by__isnull=False),
                name="factcheck_checked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(team_signed_at__isnull=True, team_signed_by__isnull=True)
                | Q(team_signed_at__isnull=False, team_signed_by__isnull=False, checked_at__isnull=False),
                name="factcheck_team_signs_what_was_checked",
            ),
            models.CheckConstraint(
                condition=Q(school_signed_at__isnull=True, school_signed_by__isnull=True)
                | Q(school_signed_at__isnull=False, school_signed_by__isnull=False, team_signed_at__isnull=False),
                name="factcheck_school_signs_after_the_team",
            ),
        ]


class FactPoint(models.Model):
    """Something that the school says is wrong. ``token`` makes sending it twice one point; ``area`` is empty for the
    report as a whole."""

    fact_check = models.ForeignKey(FactCheck, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=80, blank=True, default="")
    quote = models.CharField(max_length=QUOTE_LENGTH, blank=True, default="")
    wish = models.CharField(max_length=WORDS_LENGTH)
    token = models.CharField(max_length=40)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["fact_check", "number"], name="factpoint_number_once"),
            models.UniqueConstraint(fields=["fact_check", "token"], name="factpoint_sent_once"),
        ]


class FactReply(models.Model):
    """What the team made of a point. There is one, and it stays as it was given."""

    point = models.OneToOneField(FactPoint, on_delete=models.CASCADE, related_name="reply")
    changed = models.BooleanField()
    text = models.CharField(max_length=WORDS_LENGTH)
    """What the report says now, or why it stays."""
    replied_at = models.DateTimeField()
    replied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
