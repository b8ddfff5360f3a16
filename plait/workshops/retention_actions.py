"""Deleting workshops whose time is over, with what came of their actions."""

from __future__ import annotations

from collections.abc import Collection

from plait.workshops.models import Workshop


def workshops_in(round_ids: Collection[int]) -> list[int]:
    """Workshops that were held in these rounds. One query."""
    return list(Workshop.objects.filter(round_id__in=round_ids).order_by("pk").values_list("pk", flat=True))


def delete_workshops(numbers: Collection[int]) -> int:
    """How many there still were; people, cards, votes and answers go with them."""
    return Workshop.objects.filter(pk__in=numbers).delete()[1].get("workshops.Workshop", 0)
