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
from plait.partnerships.sight import signed


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people in one relation: how many, and at which schools where they are people of schools."""

    relation: Relation
    people: frozenset[int]
    urns: frozenset[int]


def crowds(round_id: int, urn: int, relations: Collection[Relation], *, today: date) -> dict[Relation, Crowd]:
    """Who stands in each relation to the school in the round today. For the school's own people.

    Two queries and one for each relation, whatever the number of people.
    """
    row = Round.objects.select_related("programme").get(pk=round_id)
    above = around(row.programme.partnership_id)
    found = {}
    for relation in relations:
        held = _held(today).filter(_place(relation, row, urn, above), role__in=_roles(relation))
        if relation is Relation.MEMBER:  # the school's own people are not others
            held = held.exclude(person_id__in=_held(today).filter(school_id=urn).values("person_id"))
        rows = list(held.values_list("person_id", "school_id"))
        found[relation] = Crowd(
            relation,
            frozenset(person for person, _ in rows),
            frozenset(school for _, school in rows if school is not None),
        )
    return found


def _place(relation: Relation, row: Round, urn: int, above: Collection[int]) -> Q:
    """Where roles that make somebody this to the school are held."""
    if relation is Relation.REVIEWER:
        reviewing = Pairing.objects.filter(round_id=row.pk, host_id=urn).filter(signed("round", "reviewer"))
        return Q(school_id__in=reviewing.values("reviewer_id"))
    if relation is Relation.MEMBER:
        others = Place.objects.filter(round_id=row.pk, ended_on__isnull=True).exclude(school_id=urn)
        return Q(school_id__in=others.values("school_id"))
    if relation in OWN:
        return Q(school_id=urn)
    if relation is Relation.LEAD:
        return Q(partnership_id=row.programme.partnership_id)
    if relation in (Relation.PROVIDER, Relation.FACILITATOR):
        return Q(programme_id=row.programme_id)
    return Q(partnership_id__in=above)


def _held(today: date) -> Any:
    return Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)


def _roles(relation: Relation) -> list[str]:
    if relation is Relation.REVIEWER:
        return [role.value for role in Role if Permission.REVIEW in ROLES[role].permissions]
    if relation is Relation.MEMBER:
        return [role.value for role in Role if Permission.READ in ROLES[role].permissions]
    return [role.value for role in Role if ROLES[role].relation is relation]
