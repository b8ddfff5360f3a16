"""Reviews that begin with a round, and views that begin and end because a school joins or leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record, record_each
from plait.peerreview.actions import KIND, VIEW, set_aside_or_take_up
from plait.peerreview.models import PeerJudgement, PeerReview, PeerView


@transaction.atomic
def begin(
    *,
    round_id: int,
    evaluations: Mapping[int, int],
    reviewers: Mapping[int, Sequence[int]],
    areas: Mapping[int, Sequence[str]],
    at: datetime,
    actor_id: int | None = None,
) -> None:
    """Set up the reviews of these schools, with an empty row for each partner and area.

    ``evaluations``: the number of each host's; ``reviewers``, ``areas``: by host. A fixed number of queries.
    """
    reviews = PeerReview.objects.bulk_create(
        PeerReview(host_id=urn, round_id=round_id, evaluation_id=evaluation_id)
        for urn, evaluation_id in evaluations.items()
    )
    views = PeerView.objects.bulk_create(
        PeerView(review=review, school_id=urn) for review in reviews for urn in reviewers.get(review.host_id, ())
    )
    PeerJudgement.objects.bulk_create(
        [PeerJudgement(view=view, area=area_id) for view in views for area_id in areas[view.review.host_id]],
        batch_size=500,
    )
    begun = [(review.pk, review.host_id) for review in reviews]
    record_each(actor_id=actor_id, action="begin", kind=KIND, at=at, objects=begun)


@transaction.atomic
def add_view(
    *, round_id: int, host_urn: int, urn: int, area_ids: Sequence[str], at: datetime, actor_id: int | None
) -> None:
    """One partner more for a host, with an empty row for each area. For the decision that lets a school join."""
    review = PeerReview.objects.select_for_update(of=("self",)).get(round_id=round_id, host_id=host_urn)
    view = PeerView.objects.create(review=review, school_id=urn)
    PeerJudgement.objects.bulk_create(PeerJudgement(view=view, area=area_id) for area_id in area_ids)
    record(actor_id=actor_id, action="begin", kind=VIEW, object_id=view.pk, at=at, school_urn=urn)


@transaction.atomic
def set_aside_views_of(*, round_id: int, urn: int, at: datetime, actor_id: int | None) -> int:
    """Nobody is asked any more for a view of a school that left the round; how many were set aside.

    What was handed in stays, and so do the words of those who had begun, with them.
    """
    rows = PeerView.objects.filter(
        review__round_id=round_id, review__host_id=urn, handed_in_at__isnull=True, set_aside_at__isnull=True
    )
    return set_aside_or_take_up(rows.select_for_update(of=("self",)), at, at=at, actor_id=actor_id)


@transaction.atomic
def take_up_views_of(*, round_id: int, urn: int, partners: Sequence[int], at: datetime, actor_id: int | None) -> int:
    """A school is back in the round: these partners are asked for their views of it again; how many.

    Not where its other views have been shown in the meantime.
    """
    rows = PeerView.objects.filter(
        review__round_id=round_id,
        review__host_id=urn,
        review__agreed_at__isnull=True,
        school_id__in=partners,
        set_aside_at__isnull=False,
    )
    return set_aside_or_take_up(rows.select_for_update(of=("self",)), None, at=at, actor_id=actor_id)
