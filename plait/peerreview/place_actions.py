"""Views that begin and end while a round is under way, because a school joins or leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from plait.audit.actions import record
from plait.peerreview.actions import VIEW
from plait.peerreview.models import PeerJudgement, PeerReview, PeerView


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
    return _set(rows, at, "set aside", at, actor_id)


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
    return _set(rows, None, "take up", at, actor_id)


def _set(rows: QuerySet[PeerView], value: datetime | None, action: str, at: datetime, actor_id: int | None) -> int:
    found = list(rows.select_for_update(of=("self",)).values_list("pk", "school_id"))
    PeerView.objects.filter(pk__in=[pk for pk, _ in found]).update(set_aside_at=value)
    for pk, school in found:
        record(actor_id=actor_id, action=action, kind=VIEW, object_id=pk, at=at, school_urn=school)
    return len(found)
