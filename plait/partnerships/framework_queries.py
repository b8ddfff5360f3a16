"""Where somebody may set programmes up, and which frameworks the rounds that they know of have pinned."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from plait.domain.partnership_kinds import MemberRole
from plait.domain.roles import Permission, Role
from plait.domain.viewer import Viewer
from plait.partnerships.models import Appointment, Membership, Partnership, Round
from plait.partnerships.queries import _knows_round


def sets_up(viewer: Viewer, *, today: date) -> dict[int, str]:
    """The partnerships whose programmes the viewer sets up, with their names: as lead, or where nobody leads as head.

    The same as :func:`plait.partnerships.rules.may_start_programme`, for all at once. One query.
    """
    leads = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today),
        partnership_id=OuterRef("pk"),
        role=Role.PARTNERSHIP_LEAD.value,
        starts__lte=today,
    )
    mine = (
        Membership.objects.present()
        .filter(partnership_id=OuterRef("pk"), school_id__in=viewer.urns_with(Permission.SUBMIT))
        .exclude(role=MemberRole.STRATEGIC.value)
    )
    rows = Partnership.objects.filter(
        Q(pk__in=viewer.partnerships_with(Permission.RUN_ROUNDS)) | (Exists(mine) & ~Exists(leads))
    )
    return dict(rows.order_by("name", "pk").values_list("pk", "name"))


def pinned_frameworks(viewer: Viewer) -> frozenset[tuple[str, str]]:
    """``(id, version)`` of the frameworks of all rounds that the viewer may know of. One query."""
    rows = Round.objects.filter(_knows_round(viewer)).order_by()
    return frozenset(rows.values_list("framework_id", "framework_version").distinct())
