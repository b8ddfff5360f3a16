"""Reading the reviews of a whole round, for what runs by itself: how far each is, no words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from plait.domain.rounds import ReviewStage, review_stage
from plait.domain.stages import SelfEvaluationState
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView, WorkingNote
from plait.selfevaluation.queries import said


@dataclass(frozen=True, slots=True)
class ViewStanding:
    """How far one partner is with its view: for that partner's own people, and for counting."""

    urn: int
    answered: int
    handed_in: bool
    set_aside: bool = False


@dataclass(frozen=True, slots=True)
class ReviewStanding:
    id: int
    host_urn: int
    stage: ReviewStage
    recorded: int
    views: tuple[ViewStanding, ...]


def standings(round_id: int) -> tuple[ReviewStanding, ...]:
    """Every review of a round. Two queries."""
    views: dict[int, list[ViewStanding]] = {}
    for row in _views(round_id):
        views.setdefault(row.review_id, []).append(
            ViewStanding(
                row.school_id,
                row.answered,  # type: ignore[attr-defined]
                row.handed_in_at is not None,
                row.set_aside_at is not None,
            )
        )
    recorded = Challenge.objects.filter(review_id=OuterRef("pk")).order_by().values("review_id")
    rows = (
        PeerReview.objects.filter(round_id=round_id)
        .annotate(recorded=Coalesce(Subquery(recorded.annotate(count=Count("pk")).values("count")), 0))
        .order_by("host_id")
        .values_list("pk", "host_id", "evaluation__state", "agreed_at", "recorded")
    )
    found = []
    for pk, host, state, agreed_at, settled in rows:
        written = tuple(views.get(pk, ()))
        stage = review_stage(
            submitted=state == SelfEvaluationState.SUBMITTED,
            views=sum(not view.set_aside for view in written),
            handed_in=sum(view.handed_in for view in written),
            agreed=agreed_at is not None,
        )
        found.append(ReviewStanding(pk, host, stage, settled, written))
    return tuple(found)


def views_begun(round_id: int) -> frozenset[tuple[int, int]]:
    """``(host, reviewer)`` of the views in which somebody has written anything, notes included, or that are in; and of
    all views of a host about whom anything was recorded. One query."""
    written = PeerJudgement.objects.filter(view_id=OuterRef("pk"), version__gt=0)
    noted = WorkingNote.objects.filter(view_id=OuterRef("pk"))
    recorded = Challenge.objects.filter(review_id=OuterRef("review_id"))
    rows = PeerView.objects.filter(
        Exists(written)
        | Exists(noted)
        | Exists(recorded)
        | Q(handed_in_at__isnull=False)
        | Q(review__agreed_at__isnull=False),
        review__round_id=round_id,
    )
    return frozenset(rows.values_list("review__host_id", "school_id"))


def _views(round_id: int) -> QuerySet[PeerView]:
    return (
        PeerView.objects.filter(review__round_id=round_id)
        .annotate(answered=Count("judgements", filter=said("judgements__", "review__round__")))
        .order_by("school_id")
    )


def writers_about(round_id: int, host: int) -> frozenset[int]:
    """The people who wrote or handed in a view of a school in a round: for decisions, never for a page. One query."""
    views = PeerView.objects.filter(review__round_id=round_id, review__host_id=host)
    saved = PeerJudgement.objects.filter(view__in=views, saved_by__isnull=False).order_by()
    handed_in = views.filter(handed_in_by__isnull=False).order_by()
    return frozenset(
        saved.values_list("saved_by_id", flat=True).union(handed_in.values_list("handed_in_by_id", flat=True))
    )
