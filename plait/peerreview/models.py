"""Partners looking at a school, and the conversation that follows."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from plait.domain.stages import SelfEvaluationState
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Sight
from plait.partnerships.sight import seen


class PeerReviewQuerySet(models.QuerySet["PeerReview"]):
    def involving(self, viewer: Viewer) -> PeerReviewQuerySet:
        """Reviews that they write for, of whose views they may know at their own school, or of which they may read
        anything as it stands; none whose words were deleted because their time was over."""
        mine = PeerView.objects.filter(review_id=OuterRef("pk"), school_id__in=viewer.reviewing_urns)
        sees = partial(seen, viewer, host_path="host")
        knows = partial(sees, Artefact.PEER_VIEW, at_least=Sight.EXISTENCE)
        own, shown = Q(host_id__in=viewer.urns), self._revealed()
        return self.filter(evaluation__emptied_at__isnull=True).filter(
            Q(Exists(mine))
            | (own & ~shown & knows(Phase.OPEN))
            | (own & shown & knows(Phase.REVEALED))
            | (shown & (sees(Artefact.PEER_VIEW, Phase.REVEALED) | sees(Artefact.CHALLENGE, Phase.RECORDED)))
        )

    def revealed(self) -> PeerReviewQuerySet:
        """Those whose views are no longer unseen by each other."""
        return self.filter(self._revealed())

    def _revealed(self) -> Q:
        """Agreed, or submitted with every view in that is waited for: as ``plait.domain.rounds.review_stage`` says."""
        owed = PeerView.objects.filter(review_id=OuterRef("pk"), handed_in_at__isnull=True, set_aside_at__isnull=True)
        submitted = Q(evaluation__state=SelfEvaluationState.SUBMITTED.value)
        return Q(agreed_at__isnull=False) | (submitted & ~Q(Exists(owed)))


class PeerReview(models.Model):
    """The review of one school in one round. Its state follows from evaluation, views and ``agreed_at``."""

    host = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("partnerships.Round", on_delete=models.PROTECT, related_name="+")
    evaluation = models.OneToOneField("selfevaluation.SelfEvaluation", on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PeerReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "round"], name="peerreview_once_a_round"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="peerreview_agreed_by_someone",
            ),
        ]


class PeerView(models.Model):
    """One partner school's view of the host. Unseen by the host and the other partners until all are in.

    ``set_aside_at``: its school withdrew before handing it in, so nobody waits for it any more.
    """

    review = models.ForeignKey(PeerReview, on_delete=models.CASCADE, related_name="views")
    school = models.ForeignKey("schools.School", on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "school"], name="peerview_once"),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True) | Q(handed_in_at__isnull=True),
                name="peerview_in_or_set_aside",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True, handed_in_by__isnull=True)
                | Q(handed_in_at__isnull=False, handed_in_by__isnull=False),
                name="peerview_handed_in_by_someone",
            ),
        ]


class PeerJudgement(models.Model):
    """What a partner says of one area. ``version`` counts saves."""

    view = models.ForeignKey(PeerView, on_delete=models.CASCADE, related_name="judgements")
    area = models.CharField(max_length=80)
    answer = models.CharField(max_length=40, blank=True)
    strengths = models.TextField(blank=True, default="")
    consider = models.TextField(blank=True, default="")
    """What stands in the place of a level where the round is judged in words."""
    beside = models.CharField(max_length=10, blank=True, default="")
    """There, if they wish: where they stand beside the school's own view."""
    comment = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["view", "area"], name="peerjudgement_once")]


class WorkingNote(models.Model):
    """What those who write a view note for themselves, apart from it. ``delete_after``: set once the round closed."""

    view = models.OneToOneField(PeerView, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    """Who saved it last."""
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    delete_after = models.DateField(null=True, blank=True, db_index=True)


class Challenge(models.Model):
    """What the conversation decided on one area: kept or changed, by whom, why."""

    review = models.ForeignKey(PeerReview, on_delete=models.CASCADE, related_name="challenges")
    area = models.CharField(max_length=80)
    before = models.CharField(max_length=40)
    agreed = models.CharField(max_length=40)
    strengths = models.TextField(blank=True, default="")
    consider = models.TextField(blank=True, default="")
    """The words that were agreed, where the round is judged in words."""
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "area"], name="challenge_once")]
