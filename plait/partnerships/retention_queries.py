"""Which rounds have closed, for whatever is kept for a time afterwards. For deletion, which sees everything."""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.retention import Due, Kept
from plait.domain.rounds import RoundFacts
from plait.partnerships.models import Place, Round
from plait.partnerships.queries import round_facts


def closed_rounds() -> tuple[RoundFacts, ...]:
    """Every round that has closed. Two queries."""
    numbers = list(Round.objects.filter(closed_on__isnull=False).values_list("pk", flat=True))
    return tuple(round_facts(numbers).values())


def rounds_over(due: Due, kind: Kept) -> tuple[int, ...]:
    """The closed rounds whose things of this kind are over, without those that are held. Two queries."""
    return due.rounds(kind, ((item.id, item.closed_on, item.definition) for item in closed_rounds()))


def rounds_of(partnership_ids: Collection[int]) -> frozenset[int]:
    """Every round of these partnerships. One query."""
    rows = Round.objects.filter(programme__partnership_id__in=partnership_ids)
    return frozenset(rows.values_list("pk", flat=True))


def urns_in(round_ids: Collection[int]) -> frozenset[int]:
    """Every school that has, or had, a place in these rounds. One query."""
    return frozenset(Place.objects.filter(round_id__in=round_ids).values_list("school_id", flat=True))
