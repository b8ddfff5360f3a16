"""A school's evaluation of itself in one round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from plait.domain.stages import SelfEvaluationState
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Sight
from plait.frameworks.queries import with_framework
from plait.partnerships.sight import seen, signed, with_standing


class SelfEvaluationQuerySet(models.QuerySet["SelfEvaluation"]):
    def visible_to(self, viewer: Viewer) -> SelfEvaluationQuerySet:
        """Those whose judgements the contract of their round lets the viewer read, and that still hold any."""
        return self.filter(self._seen(viewer, Sight.READ), emptied_at__isnull=True)

    def known_to(self, viewer: Viewer) -> SelfEvaluationQuerySet:
        """Those of which the viewer may know that they are there and how far they are."""
        return self.filter(self._seen(viewer, Sight.EXISTENCE))

    def rolled_up_for(self, viewer: Viewer) -> SelfEvaluationQuerySet:
        """Submitted ones that may be counted, with others, in what the viewer sees."""
        submitted = seen(viewer, Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, at_least=Sight.ROLLUP)
        return self.filter(Q(state=SelfEvaluationState.SUBMITTED.value) & submitted)

    def _seen(self, viewer: Viewer, at_least: Sight) -> Q:
        """A contract's phases of self-judgements are the states they are in."""
        return seen(viewer, Artefact.SELF_JUDGEMENT, OuterRef("state"), at_least=at_least)

    def with_people_and_round(self, viewer: Viewer | None) -> SelfEvaluationQuerySet:
        """With who submitted, what it is judged against, what the viewer is to each, whether its school has signed,
        ``school_name``, ``round_closed_on``, whether anybody has commented and whether several people were asked to
        judge first. ``viewer``: ``None`` where the caller knows already what they are to it."""
        rows = self.select_related("submitted_by", "round__contract")
        return with_framework(with_standing(rows, viewer) if viewer else rows).annotate(
            school_name=F("school__name"),
            round_closed_on=F("round__closed_on"),
            has_signed=signed("round", "school", standing_only=False),
            signature_stands=signed("round", "school"),
            commented=Exists(CommentThread.objects.filter(evaluation_id=OuterRef("pk"))),
            asked=Exists(Asking.objects.filter(evaluation_id=OuterRef("pk"))),
        )


class SelfEvaluation(models.Model):
    """One school, one round."""

    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    framework_id = models.CharField(max_length=80)
    framework_version = models.CharField(max_length=40)
    state = models.CharField(max_length=20, default=SelfEvaluationState.DRAFT.value)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    emptied_at = models.DateTimeField(null=True, blank=True)
    """When its time was over and every judgement and word of it was deleted: nobody opens it any more."""

    objects = SelfEvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "round"], name="selfevaluation_once_a_round"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False),
                name="selfevaluation_submitted_has_a_time",
            ),
        ]


class AreaJudgement(models.Model):
    """What the school says of one area. ``version`` counts saves, so that a stale page cannot overwrite."""

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=80)
    answer = models.CharField(max_length=40, blank=True)
    strengths = models.TextField(blank=True, default="")
    consider = models.TextField(blank=True, default="")
    """What stands in the place of a level where the round is judged in words; empty in every other round."""
    evidence = models.TextField(blank=True)
    actions = models.TextField(blank=True)
    agreed = models.CharField(max_length=40, blank=True)
    """What stands after the challenge; empty until it is agreed. ``answer`` stays what the school said."""
    rungs = models.JSONField(default=dict, blank=True)
    """Key of a rung → "evidence" and "actions" written there, in areas that are ladders with rungs. They stay whatever
    rung the judgement lands on; one column of the row, so that the version guards them and they go with it."""
    carried_over = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "area"], name="areajudgement_once")]


class StatementJudgement(models.Model):
    """What the school says of one statement. Guarded by the version of its area."""

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="statements")
    area = models.CharField(max_length=80)
    statement = models.CharField(max_length=120)
    answer = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "statement"], name="statementjudgement_once")]


class WorkbookUpload(models.Model):
    """A workbook that was read and shown as a preview, kept until its owner applies it or a day has passed.

    ``subject`` is what it would change: ``self-evaluation`` or ``peer-view`` and its number. ``versions`` are the
    versions that the preview was made against.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    entries = models.JSONField()
    versions = models.JSONField()
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"])]


class CommentThread(models.Model):
    """What those whom the contract lets comment and the school say to each other about one area.

    ``relation``: what those who began it are to the school; ``school``: for which partner they speak, where they are
    people of one.
    """

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="threads")
    area = models.CharField(max_length=80)
    relation = models.CharField(max_length=20)
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "area", "relation", "school"],
                condition=Q(school__isnull=False),
                name="commentthread_once_a_partner",
            ),
            models.UniqueConstraint(
                fields=["evaluation", "area", "relation"],
                condition=Q(school__isnull=True),
                name="commentthread_once_a_relation",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="commentthread_answered_by_someone",
            ),
        ]


class Comment(models.Model):
    """One comment or answer. Its words never change; struck out, they are gone from here and kept in the trail."""

    thread = models.ForeignKey(CommentThread, on_delete=models.CASCADE, related_name="comments")
    from_school = models.BooleanField()
    """Written by the school itself, not by those who comment."""
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(struck_at__isnull=True) & ~Q(text="")) | Q(struck_at__isnull=False, text=""),
                name="comment_has_words_or_is_struck",
            ),
        ]


class Asking(models.Model):
    """The school has asked some of its people to judge alone before its evaluation is written together.

    ``enough``: how many views must be in before they open; the terms are those of the round's programme when it was
    asked. ``closed_at``: that views are open is written down by whoever handed in last, took the last one off, or
    opened them; when the last day has passed, it follows from that.
    """

    evaluation = models.OneToOneField(SelfEvaluation, on_delete=models.CASCADE, related_name="asking")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closes_on = models.DateField()
    enough = models.PositiveSmallIntegerField()
    named = models.BooleanField()
    instinct = models.BooleanField()
    by_statement = models.BooleanField()
    closed_at = models.DateTimeField(null=True)


class Rater(models.Model):
    """One person who is asked. Taken off before handing in, nobody waits for them."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="raters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asking", "person"], name="rater_asked_once")]


class RaterJudgement(models.Model):
    """What one rater says of one area. ``version`` counts saves, so that a stale page cannot overwrite.

    ``begun_at``: when its descriptors were opened; the first instincts stand from then on.
    """

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=80)
    instinct = models.CharField(max_length=40, blank=True, default="")
    begun_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    strengths = models.TextField(blank=True, default="")
    consider = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rater", "area"], name="raterjudgement_once")]


class RaterStatement(models.Model):
    """What one rater says of one statement. Guarded by the version of its area."""

    judgement = models.ForeignKey(RaterJudgement, on_delete=models.CASCADE, related_name="statements")
    statement = models.CharField(max_length=120)
    instinct = models.CharField(max_length=40, blank=True, default="")
    answer = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judgement", "statement"], name="raterstatement_once")]


class AgreedFromViews(models.Model):
    """That an area of the evaluation was agreed from raters' views: from how many, what, and why."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="agreed")
    area = models.CharField(max_length=80)
    views = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asking", "area"], name="agreedfromviews_once")]
