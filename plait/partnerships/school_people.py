"""Who holds a role at one school today: for pages on which somebody of the school chooses from its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from plait.domain.roles import described
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN
from plait.partnerships.models import Appointment
from plait.schools.queries import closed_among


@dataclass(frozen=True, slots=True)
class SchoolPerson:
    """``roles``: by key, in the order in which they were given; those that make somebody one of the school's people."""

    id: int
    name: str
    roles: tuple[str, ...]


def people_of(viewer: Viewer, urn: int, *, today: date) -> dict[int, SchoolPerson]:
    """The people of one of the viewer's own schools by number, in the order of their names; none at another school.

    Where a school has closed and another one carries on its history, that one's people are its people. Two queries,
    three more for a closed school.
    """
    if urn not in viewer.urns:
        return {}
    return _people({urn, *filter(None, closed_among([urn]).values())}, today)


def still_of(urn: int, *, today: date) -> frozenset[int]:
    """The numbers of everybody who holds such a role at a school today, whoever asks. As many queries."""
    return frozenset(_people({urn, *filter(None, closed_among([urn]).values())}, today))


def _people(urns: set[int], today: date) -> dict[int, SchoolPerson]:
    rows = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today, school_id__in=urns
    ).select_related("person")
    roles: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in rows.order_by("pk"):
        description = described(row.role)
        if description is not None and description.relation in OWN:
            roles.setdefault(row.person_id, []).append(row.role)
            names[row.person_id] = str(row.person)
    return {
        key: SchoolPerson(key, names[key], tuple(dict.fromkeys(roles[key])))
        for key in sorted(names, key=lambda key: (names[key].casefold(), key))
    }
