"""Reviews that begin with a round, and views that begin and end because a school joins or leaves it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record, record_each
from plait.domain.stages import NotAllowedNow
from plait.peerreview.actions import KIND, VIEW, set_aside_or_take_up
from plait.peerreview.models import PeerJudgement, PeerReview, PeerView
from plait.peerreview.round_queries import views_begun


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


@transaction.atomic
def change_partners(
    *,
    round_id: int,
    gone: Collection[tuple[int, int]],
    new: Collection[tuple[int, int]],
    areas: Mapping[int, Sequence[str]],
    noted: Collection[tuple[int, int]],
    at: datetime,
    actor_id: int | None,
) -> None:
    """Let some ``(host, reviewer)`` owe no view any more, and others owe one. ``areas``: by host of the new ones.
    ``noted``: views that are begun because something was noted elsewhere.

    For the decision about who is with whom, which has asked its rule. Views in which nothing was written go; new ones
    begin empty, and one that was set aside is waited for again. A fixed number of statements. Raises ``NotAllowedNow``
    where somebody has written a view that would go.
    """
    rows = PeerView.objects.filter(review__round_id=round_id)
    list(PeerJudgement.objects.select_for_update(of=("self",)).filter(view__in=rows).values_list("pk"))
    columns = rows.values_list("pk", "review__host_id", "school_id", "set_aside_at")
    found = {(host, urn): (pk, aside) for pk, host, urn, aside in columns}
    if (views_begun(round_id) | frozenset(noted)).intersection(gone):
        raise NotAllowedNow("Somebody has written a view meanwhile, so these partners stay. Nothing more was done.")
    old = [(found[two][0], two[1]) for two in gone if two in found]
    PeerView.objects.filter(pk__in=[pk for pk, _ in old]).delete()
    record_each(actor_id=actor_id, action="delete", kind=VIEW, at=at, objects=old)
    again = [(found[two][0], two[1]) for two in new if two in found and found[two][1] is not None]
    PeerView.objects.filter(pk__in=[pk for pk, _ in again]).update(set_aside_at=None)
    record_each(actor_id=actor_id, action="take up", kind=VIEW, at=at, objects=again)
    reviews = dict(PeerReview.objects.filter(round_id=round_id).values_list("host_id", "pk"))
    pairs = [two for two in sorted(new) if two not in found and two[0] in reviews]
    views = PeerView.objects.bulk_create(PeerView(review_id=reviews[host], school_id=urn) for host, urn in pairs)
    PeerJudgement.objects.bulk_create(
        [
            PeerJudgement(view=view, area=area)
            for view, (host, _) in zip(views, pairs, strict=True)
            for area in areas[host]
        ],
        batch_size=500,
    )
    begun = [(view.pk, urn) for view, (_, urn) in zip(views, pairs, strict=True)]
    record_each(actor_id=actor_id, action="begin", kind=VIEW, at=at, objects=begun)
