"""Reading whole rounds, for what runs by itself and for their leads: who is in them, not what anybody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from plait.domain.roles import Permission
from plait.domain.rounds import RoundFacts
from plait.domain.viewer import Viewer
from plait.partnerships.models import Appointment, Place, Round, Signature, StepDone
from plait.partnerships.queries import held_roles, round_of


def open_rounds(partnership_id: int | None = None) -> tuple[RoundFacts, ...]:
    """Every round that is open, or those of one partnership. One query."""
    rows = Round.objects.filter(closed_on__isnull=True).select_related("programme__partnership").order_by("pk")
    if partnership_id is not None:
        rows = rows.filter(programme__partnership_id=partnership_id)
    return tuple(round_of(row) for row in rows)


def shown_at(round_id: int) -> frozenset[int]:
    """The schools that are asked for something in this round: those that have not left it. A school may be in several
    open rounds, of several programmes, and is asked in each. One query."""
    rows = Place.objects.filter(round_id=round_id, ended_on__isnull=True)
    return frozenset(rows.values_list("school_id", flat=True))


def _today(today: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today, person__is_active=True
    )


def _viewers(found: QuerySet[Appointment]) -> tuple[Viewer, ...]:
    """The people of these appointments, each with all the roles among them. Two queries."""
    named = dict(found.order_by("pk").values_list("person_id", "person__name"))
    return tuple(Viewer(person_id, named[person_id], roles) for person_id, roles in held_roles(found).items())


def signed_in(round_id: int) -> dict[int, tuple[bool, bool]]:
    """Of each school that ever signed the round's contract: whether it signed, and whether it withdrew. One query."""
    rows = Signature.objects.filter(round_id=round_id).values_list("school_id", "withdrawn_at")
    return {urn: (True, withdrawn_at is not None) for urn, withdrawn_at in rows}


def steps_noted(round_id: int) -> dict[int | None, frozenset[str]]:
    """The keys of the milestones that were noted, by school; ``None`` for the whole partnership. One query."""
    found: dict[int | None, set[str]] = {}
    for urn, step in StepDone.objects.filter(round_id=round_id).values_list("school_id", "step"):
        found.setdefault(urn, set()).add(step)
    return {urn: frozenset(steps) for urn, steps in found.items()}


def people_at(round_id: int, today: date) -> tuple[Viewer, ...]:
    """Everybody who holds a role today at a school with a place in the round, with all their roles. One query."""
    present = _today(today)
    inside = present.filter(school_id__in=Place.objects.filter(round_id=round_id).values("school_id"))
    return _viewers(present.filter(person_id__in=inside.values("person_id")))


def leads_of(partnership_ids: Sequence[int], today: date) -> dict[int, tuple[Viewer, ...]]:
    """Who runs the rounds of each of these partnerships today. One query."""
    found = _viewers(_today(today).filter(partnership_id__in=partnership_ids))
    return {
        partnership_id: tuple(
            viewer for viewer in found if partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS)
        )
        for partnership_id in partnership_ids
    }


def person_as_viewer(person_id: int, today: date) -> Viewer | None:
    """The viewer that somebody is today, for what is made for them while they are not here; ``None`` for nobody."""
    return next(iter(_viewers(_today(today).filter(person_id=person_id))), None)
