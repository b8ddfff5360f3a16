"""Deleting actions whose time is over."""

from __future__ import annotations

from collections.abc import Collection

from plait.actionplans.models import Action


def actions_in(round_ids: Collection[int]) -> list[int]:
    """Actions that were written in these rounds. One query."""
    return list(Action.objects.filter(round_id__in=round_ids).order_by("pk").values_list("pk", flat=True))


def delete_actions(numbers: Collection[int]) -> int:
    """How many there still were."""
    return Action.objects.filter(pk__in=numbers).delete()[0]
