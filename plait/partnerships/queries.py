"""Reading partnerships, rounds and roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from plait.domain.viewer import STRANGER, HeldRole, Viewer
from plait.partnerships.models import Appointment


def viewer_for(person: Any, *, today: date) -> Viewer:
    """The viewer that this signed-in person is today; :data:`STRANGER` for nobody. One query."""
    if person is None or not person.is_authenticated:
        return STRANGER
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today), person_id=person.pk, starts__lte=today)
    roles = tuple(
        HeldRole(role, urn, partnership_id)
        for role, urn, partnership_id in held.order_by("id").values_list("role", "school_id", "partnership_id")
    )
    return Viewer(person.pk, str(person), roles)
