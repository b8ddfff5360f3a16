"""Who might lead a school's workshop in a round: facilitators of its programme, and people of its other schools."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Case, Q, Value, When

from plait.domain.roles import Permission, Role, described, permits
from plait.domain.visibility import OWN
from plait.domain.workshops import Candidate
from plait.partnerships.models import Appointment, Place, Round, TeamPlace


def candidates(round_id: int, *, wrote: Collection[int], today: date) -> dict[int, Candidate]:
    """By number, in the order of their names, with all that decides whether they may. ``wrote``: people who wrote a
    view of the school in the round. Everybody with a role at a school of the round is in it, the school's own too. One
    query."""
    placed = Place.objects.filter(round_id=round_id, ended_on__isnull=True).values("school_id")
    programme = Round.objects.filter(pk=round_id).values("programme_id")
    today_held = Q(ends__isnull=True) | Q(ends__gte=today)
    near = Appointment.objects.filter(
        Q(programme_id__in=programme, role=Role.FACILITATOR.value) | Q(school_id__in=placed),
        today_held,
        starts__lte=today,
    )
    rows = Appointment.objects.filter(today_held, starts__lte=today, person_id__in=near.values("person_id"))
    here = Case(When(programme_id__in=programme, then=Value(True)), default=Value(False))
    facilitates: set[int] = set()
    schools: dict[int, set[int]] = {}
    reviews: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    for row in rows.annotate(here=here).select_related("person").order_by("pk"):
        names[row.person_id] = str(row.person)
        role = described(row.role)
        if row.here and row.role == Role.FACILITATOR:
            facilitates.add(row.person_id)
        if row.school_id is not None and role is not None and role.relation in OWN:
            schools.setdefault(row.person_id, set()).add(row.school_id)
        if row.school_id is not None and permits(row.role, Permission.REVIEW):
            reviews.setdefault(row.person_id, set()).add(row.school_id)
    return {
        key: Candidate(
            key,
            names[key],
            key in facilitates,
            frozenset(schools.get(key, ())),
            frozenset(reviews.get(key, ())),
            key in wrote,
        )
        for key in sorted(names, key=lambda key: (names[key].casefold(), key))
    }


def on_team(round_id: int, host: int) -> frozenset[int]:
    """The people who were ever asked into the team that looks at a school in a round. One query."""
    return frozenset(TeamPlace.objects.filter(round_id=round_id, host_id=host).values_list("person_id", flat=True))


def others_in(round_id: int, urn: int) -> frozenset[int]:
    """The other schools that take part in the round. One query."""
    rows = Place.objects.filter(round_id=round_id, ended_on__isnull=True).exclude(school_id=urn)
    return frozenset(rows.values_list("school_id", flat=True))
