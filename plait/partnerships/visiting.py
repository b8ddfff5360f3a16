"""Who comes to a school in a round, and who of the school may go along with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q, QuerySet

from plait.domain.roles import Permission, Role, described, permits
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Relation
from plait.partnerships.models import Appointment, Pairing, Place
from plait.partnerships.sight import contract_of, relations_of, signed, with_standing

REVIEWING = [role.value for role in Role if permits(role.value, Permission.REVIEW)]
OF_A_SCHOOL = [role.value for role in Role if (item := described(role.value)) is not None and item.relation in OWN]


Somebody = tuple[int, str, int, str]
"""Number and name of a person, number and name of the school that they are there for."""


def everybody(round_id: int, host_urn: int, *, today: date) -> tuple[tuple[Somebody, ...], tuple[Somebody, ...]]:
    """Everybody who looks at the host for a school that is paired with it and has signed, and the host's own people;
    each once, by name. For callers that hold a visible object of the round. One query."""
    paired = Pairing.objects.filter(signed("round", "reviewer"), round_id=round_id, host_id=host_urn)
    coming = Q(role__in=REVIEWING, school_id__in=paired.values("reviewer_id"))
    rows = list(
        _today(today)
        .filter(coming | Q(role__in=OF_A_SCHOOL, school_id=host_urn))
        .select_related("person", "school")
        .order_by("pk")
    )
    return (
        _once(row for row in rows if row.school_id != host_urn),
        _once(row for row in rows if row.school_id == host_urn),
    )


def places_of(viewer: Viewer, round_id: int, urns: Collection[int]) -> dict[int, tuple[frozenset[Relation], bool]]:
    """What the viewer is to each of these schools that has a place in the round, and whether its signature stands where
    one is needed. One query."""
    rows = with_standing(Place.objects.filter(round_id=round_id, school_id__in=urns), viewer)
    return {
        row.school_id: (relations_of(row), bool(row.signature_stands) or not contract_of(row.round).needs_signature)
        for row in rows.annotate(signature_stands=signed("round", "school"))
    }


def looked_at_by(round_id: int, urn: int) -> tuple[int, ...]:
    """The schools that this one looks at in the round. One query."""
    return tuple(
        Pairing.objects.filter(round_id=round_id, reviewer_id=urn).order_by("host_id").values_list("host_id", flat=True)
    )


def is_looked_at(round_id: int, host_urn: int) -> bool:
    """Whether any school is paired to look at this one in the round. One query."""
    return Pairing.objects.filter(round_id=round_id, host_id=host_urn).exists()


def _today(today: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today, person__is_active=True
    )


def _once(rows: Iterable[Appointment]) -> tuple[Somebody, ...]:
    found: dict[int, Somebody] = {}
    for row in rows:
        if row.school is not None:
            found.setdefault(row.person_id, (row.person_id, str(row.person), row.school.urn, row.school.name))
    return tuple(sorted(found.values(), key=lambda item: (item[1].casefold(), item[0])))
