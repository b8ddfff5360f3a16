"""For which partner schools somebody speaks, who stands in a relation from a school to another one in a round."""

from __future__ import annotations

from collections.abc import Collection

from plait.partnerships.models import Pairing, Place
from plait.partnerships.sight import signed


def partners_reviewing(round_id: int, host_urn: int, urns: Collection[int]) -> tuple[int, ...]:
    """Which of these schools look at the host in the round and have signed. One query."""
    rows = Pairing.objects.filter(round_id=round_id, host_id=host_urn, reviewer_id__in=urns)
    rows = rows.filter(signed("round", "reviewer")).order_by("reviewer_id")
    return tuple(rows.values_list("reviewer_id", flat=True))


def schools_taking_part(round_id: int, urns: Collection[int]) -> tuple[int, ...]:
    """Which of these schools have a place in the round that has not ended. One query."""
    rows = Place.objects.filter(round_id=round_id, school_id__in=urns, ended_on__isnull=True).order_by("school_id")
    return tuple(rows.values_list("school_id", flat=True))
