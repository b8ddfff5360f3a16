"""Who the people in a relation to a school in a round are today: counted before anything is released to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from plait.domain.roles import ROLES, Permission, Role
from plait.domain.visibility import OWN, Relation
from plait.partnerships.models import Appointment, Pairing, Place, Round
from plait.partnerships.queries import around
from plait.partnerships.sight import NOTHING, signed
from plait.schools.queries import closed_among


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people in one relation: how many, and at which schools where they are people of schools."""

    relation: Relation
    people: frozenset[int]
    urns: frozenset[int]


def crowds(round_id: int, urn: int, relations: Collection[Relation], *, today: date) -> dict[Relation, Crowd]:
    """Who stands in each relation to the school in the round today. For the school's own people.

    A role at a school reaches the closed one whose history it carries on. Eight queries at most and one for each
    relation, whatever the number of people.
    """
    row = Round.objects.select_related("programme").get(pk=round_id)
    above = around(row.programme.partnership_id)
    at_schools = {relation: _schools(relation, row, urn) for relation in relations}
    carried_on = closed_among({urn, *(number for urns in at_schools.values() for number in urns)})

    def reached_from(urns: Collection[int]) -> set[int]:
        return {*urns, *(later for number in urns if (later := carried_on.get(number)) is not None)}

    found = {}
    for relation in relations:
        urns = reached_from(at_schools[relation])
        where = Q(school_id__in=urns) if urns else _place(relation, row, above)
        held = _held(today).filter(where, role__in=_roles(relation))
        if relation is Relation.MEMBER:  # the school's own people are not others
            own = _held(today).filter(school_id__in=reached_from([urn]))
            held = held.exclude(person_id__in=own.values("person_id"))
        rows = list(held.values_list("person_id", "school_id"))
        found[relation] = Crowd(
            relation,
            frozenset(person for person, _ in rows),
            frozenset(school for _, school in rows if school is not None),
        )
    return found


def _schools(relation: Relation, row: Round, urn: int) -> tuple[int, ...]:
    """Schools at which a role makes somebody this to the school; none for roles that are held elsewhere."""
    if relation in OWN:
        return (urn,)
    if relation is Relation.REVIEWER:
        reviewing = Pairing.objects.filter(round_id=row.pk, host_id=urn).filter(signed("round", "reviewer"))
        return tuple(reviewing.values_list("reviewer_id", flat=True))
    if relation is Relation.MEMBER:
        others = Place.objects.filter(round_id=row.pk, ended_on__isnull=True).exclude(school_id=urn)
        return tuple(others.values_list("school_id", flat=True))
    return ()


def _place(relation: Relation, row: Round, above: Collection[int]) -> Q:
    """Where roles that make somebody this to a school are held, if not at schools."""
    if relation is Relation.LEAD:
        return Q(partnership_id=row.programme.partnership_id)
    if relation in (Relation.PROVIDER, Relation.FACILITATOR):
        return Q(programme_id=row.programme_id)
    if relation in (Relation.AREA_OFFICER, Relation.BROKER, Relation.BOARD):
        return Q(partnership_id__in=above)
    return NOTHING


def _held(today: date) -> Any:
    return Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)


def _roles(relation: Relation) -> list[str]:
    if relation is Relation.REVIEWER:
        return [role.value for role in Role if Permission.REVIEW in ROLES[role].permissions]
    if relation is Relation.MEMBER:
        return [role.value for role in Role if Permission.READ in ROLES[role].permissions]
    return [role.value for role in Role if ROLES[role].relation is relation]
