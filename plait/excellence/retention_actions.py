"""Deleting areas of excellence whose time is over; they leave the directory with it."""

from __future__ import annotations

from collections.abc import Collection

from plait.excellence.models import AreaOfExcellence


def areas_in(round_ids: Collection[int]) -> list[int]:
    """Areas of excellence of these rounds. One query."""
    rows = AreaOfExcellence.objects.filter(round_id__in=round_ids)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def delete_areas(numbers: Collection[int]) -> int:
    """How many there still were."""
    return AreaOfExcellence.objects.filter(pk__in=numbers).delete()[1].get("excellence.AreaOfExcellence", 0)
