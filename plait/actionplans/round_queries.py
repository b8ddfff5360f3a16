"""Reading the plans of a whole round, for what runs by itself: how many and by when, no words."""

from __future__ import annotations

from datetime import date

from plait.actionplans.models import Action
from plait.domain.stages import OPEN_ACTIONS

Planned = tuple[int, tuple[date, ...]]
"""How many actions, and when each open one is due, soonest first."""


def planned(round_id: int) -> dict[int, Planned]:
    """Of each school in the round that has any action. One query."""
    found: dict[int, tuple[int, list[date]]] = {}
    rows = Action.objects.filter(round_id=round_id).order_by("due", "pk").values_list("school_id", "state", "due")
    for urn, state, due in rows:
        count, open_ones = found.get(urn, (0, []))
        found[urn] = (count + 1, open_ones + [due] * (state in OPEN_ACTIONS))
    return {urn: (count, tuple(open_ones)) for urn, (count, open_ones) in found.items()}


def in_round(round_id: int) -> dict[int, tuple[int, ...]]:
    """The actions of each school in the round, by their ids. One query."""
    found: dict[int, tuple[int, ...]] = {}
    for urn, pk in Action.objects.filter(round_id=round_id).order_by("number").values_list("school_id", "pk"):
        found[urn] = (*found.get(urn, ()), pk)
    return found
