"""Reading where a viewer's roles are held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from plait.domain.viewer import HeldRole, Viewer
from plait.partnerships.models import Appointment, Partnership, Programme
from plait.schools.queries import names


def role_places(viewer: Viewer) -> dict[HeldRole, str]:
    """Each role that the viewer was given, with the name of the place; empty for one that is held everywhere.

    Leaves out closed schools whose history comes along. Three queries at most.
    """
    given = [held for held in viewer.roles if held.through is None]
    urns = {held.urn for held in given if held.urn is not None}
    partnership_ids = {held.partnership_id for held in given if held.partnership_id is not None}
    programme_ids = {held.programme_id for held in given if held.programme_id is not None}
    schools = names(urns) if urns else {}
    partnerships = dict(Partnership.objects.filter(pk__in=partnership_ids).values_list("pk", "name"))
    programmes = dict(Programme.objects.filter(pk__in=programme_ids).values_list("pk", "title"))
    return {
        held: schools.get(held.urn or 0)
        or partnerships.get(held.partnership_id or 0)
        or programmes.get(held.programme_id or 0)
        or ""
        for held in given
    }


def held_between(person_id: int, urn: int, roles: Collection[str], first: date, last: date) -> bool:
    """Whether a person held one of these roles at a school on any day of this time; ended since, or not. One query."""
    held = Appointment.objects.filter(person_id=person_id, school_id=urn, role__in=roles, starts__lte=last)
    return held.filter(Q(ends__isnull=True) | Q(ends__gte=first)).exists()
