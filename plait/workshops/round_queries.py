"""Reading the workshops of a whole round, for what runs by itself: days, no words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from plait.actionplans.round_queries import in_round
from plait.domain.workshops import Outcome, next_check
from plait.workshops.models import ImpactAnswer, Workshop


@dataclass(frozen=True, slots=True)
class Check:
    """``due``: when somebody looks again at what came of the actions; ``None`` once all is answered."""

    held_on: date
    due: date | None
    actions: int

    @property
    def over(self) -> bool:
        """There were actions, and of each all is said."""
        return self.due is None and self.actions > 0


def held(round_id: int) -> frozenset[int]:
    """The schools whose workshop has closed. One query."""
    rows = Workshop.objects.filter(round_id=round_id, check_on__isnull=False)
    return frozenset(rows.values_list("school_id", flat=True))


def checks(round_id: int) -> dict[int, Check]:
    """Of each school whose workshop has closed. One query, two more where there is any."""
    rows = list(Workshop.objects.filter(round_id=round_id, check_on__isnull=False))
    if not rows:
        return {}
    actions = in_round(round_id)
    latest: dict[int, tuple[Outcome, date | None]] = {}
    given = ImpactAnswer.objects.filter(workshop__in=rows).order_by("turn")
    for action_id, outcome, again in given.values_list("action_id", "outcome", "again_on"):
        latest[action_id] = (Outcome(outcome), again)
    return {
        row.school_id: Check(
            row.held_on,
            next_check(row.check_on, actions.get(row.school_id, ()), latest),
            len(actions.get(row.school_id, ())),
        )
        for row in rows
    }


def waiting(round_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The schools of each of these rounds that have not said yet what came of their actions. One query, three more for
    each round in which a workshop was held."""
    held = Workshop.objects.filter(round_id__in=round_ids, check_on__isnull=False).order_by("round_id")
    return {
        number: frozenset(urn for urn, check in checks(number).items() if check.due is not None)
        for number in dict.fromkeys(held.values_list("round_id", flat=True))
    }


def closed_and_waiting() -> tuple[int, ...]:
    """Rounds that have closed while some school of them has not said yet what came of its actions: the check outlives
    its round. One query, four more where there may be any, and three for each such round."""
    held = Workshop.objects.filter(round__closed_on__isnull=False, check_on__isnull=False)
    found = waiting(list(dict.fromkeys(held.values_list("round_id", flat=True))))
    return tuple(number for number, schools in sorted(found.items()) if schools)
