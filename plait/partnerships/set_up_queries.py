"""Reading how a partnership is set up: members one by one, where it lies, its programmes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Window
from django.db.models.functions import Coalesce

from plait.domain.partnership_kinds import Governance, MemberRole, PartnershipKind, described
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.roles import Permission
from plait.domain.rounds import PartnershipFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.models import Membership, Partnership, Programme
from plait.partnerships.queries import definition_of, has_lead, kinds, partnership, partnerships_of

OWN_SHOWN = 20  # of a viewer's own schools among the members of one partnership


@dataclass(frozen=True, slots=True)
class SetUp:
    """``parent``: the partnership that it lies in, where the viewer knows that one; ``inside``: whether it lies in
    any. ``leads``: the viewer leads it."""

    facts: PartnershipFacts
    kind: PartnershipKind
    governance: Governance
    published: bool
    parent: PartnershipFacts | None
    inside: bool
    leads: bool
    has_lead: bool
    members: int


def set_up(viewer: Viewer, partnership_id: int, *, today: date) -> SetUp:
    """How a partnership that the viewer may know of is set up. Raises ``NotVisible``. Five queries."""
    facts = partnership(viewer, partnership_id)
    row = Partnership.objects.annotate(size=Count("memberships", filter=Q(memberships__left=None))).get(pk=facts.id)
    parent = None
    if row.parent_id is not None:
        parent = next((item for item in partnerships_of(viewer) if item.id == row.parent_id), None)
    return SetUp(
        facts=facts,
        kind=described(kinds(), row.kind),
        governance=Governance(row.governance),
        published=row.reference is not None,
        parent=parent,
        inside=row.parent_id is not None,
        leads=facts.id in viewer.partnerships_with(Permission.RUN_ROUNDS),
        has_lead=has_lead(facts.id, today=today),
        members=row.size,
    )


def led(viewer: Viewer) -> tuple[PartnershipFacts, ...]:
    """The partnerships that the viewer leads, by name. One query."""
    mine = viewer.partnerships_with(Permission.RUN_ROUNDS)
    return tuple(item for item in partnerships_of(viewer) if item.id in mine) if mine else ()


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A membership that has not ended. ``urn`` is ``None`` for a partner that is no school."""

    id: int
    urn: int | None
    name: str
    role: MemberRole
    joined: date


@dataclass(frozen=True, slots=True)
class MemberRows:
    """A part of the members whose names answer a search, and how many do."""

    total: int
    rows: tuple[MemberRow, ...]


def member_rows(viewer: Viewer, partnership_id: int, *, words: str = "", limit: int, offset: int = 0) -> MemberRows:
    """Members of a partnership that the viewer may know of, by name. Raises ``NotVisible``. Two queries."""
    found = _open(partnership(viewer, partnership_id).id)
    for word in words.split()[:8]:
        found = found.filter(title__icontains=word)
    rows: list[Any] = list(found.annotate(total=Window(Count("*")))[offset : offset + limit])
    return MemberRows(rows[0].total if rows else 0, tuple(map(_member, rows)))


def member(viewer: Viewer, partnership_id: int, membership_id: int) -> MemberRow:
    """One of :func:`member_rows`. Raises ``NotVisible``."""
    row = _open(partnership(viewer, partnership_id).id).filter(pk=membership_id).first()
    if row is None:
        raise NotVisible(f"membership {membership_id} of partnership {partnership_id}")
    return _member(row)


def _open(partnership_id: int) -> Any:
    rows = Membership.objects.present().filter(partnership_id=partnership_id)
    return rows.annotate(title=Coalesce("school__name", "name")).order_by("title", "school_id", "pk")


def _member(row: Any) -> MemberRow:
    return MemberRow(row.pk, row.school_id, row.title, MemberRole(row.role), row.joined)


def member_urns(partnership_id: int, urns: Collection[int]) -> frozenset[int]:
    """Which of these schools are members now, in whatever role. One query."""
    rows = Membership.objects.present().filter(partnership_id=partnership_id, school_id__in=urns)
    return frozenset(urn for urn in rows.values_list("school_id", flat=True) if urn is not None)


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """A programme as its next round will follow it. ``rounds``: how many it has had."""

    id: int
    title: str
    framework: tuple[str, str]
    definition: ProgrammeDefinition
    rounds: int


def programmes_of(viewer: Viewer, partnership_id: int) -> tuple[ProgrammeFacts, ...]:
    """The programmes of a partnership that the viewer may know of. Raises ``NotVisible``. Two queries."""
    rows = Programme.objects.filter(partnership_id=partnership(viewer, partnership_id).id)
    return tuple(
        ProgrammeFacts(
            row.pk, row.title, (row.framework_id, row.framework_version), definition_of(row.definition), row.count
        )
        for row in rows.annotate(count=Count("rounds")).order_by("title", "pk")
    )


def programme_of(viewer: Viewer, partnership_id: int, programme_id: int) -> ProgrammeFacts:
    """One of :func:`programmes_of`. Raises ``NotVisible``."""
    for item in programmes_of(viewer, partnership_id):
        if item.id == programme_id:
            return item
    raise NotVisible(f"programme {programme_id} of partnership {partnership_id}")


@dataclass(frozen=True, slots=True)
class Member:
    """A member now. ``urn`` is ``None`` for a partner that is no school."""

    urn: int | None
    name: str
    role: MemberRole
    joined: date


@dataclass(frozen=True, slots=True)
class MembersPart:
    """One part of a partnership's members, by name. ``own``: the viewer's schools among all of them."""

    partnership: PartnershipFacts
    kind: PartnershipKind
    governance: Governance
    published: bool
    opened: date | None
    total: int
    members: tuple[Member, ...]
    own: tuple[Member, ...]


def members_part(viewer: Viewer, partnership_id: int, *, limit: int, offset: int = 0) -> MembersPart:
    """Who is in a partnership that the viewer may see. Raises ``NotVisible``. Four queries, whatever the size."""
    facts = partnership(viewer, partnership_id)
    row = Partnership.objects.get(pk=facts.id)
    present = (
        Membership.objects.present()
        .filter(partnership=row)
        .annotate(title=Coalesce("school__name", "name"))
        .order_by("title", "school_id", "pk")
    )
    found = present.annotate(total=Window(Count("*")))[offset : offset + limit]
    rows: list[Any] = list(found)
    return MembersPart(
        partnership=facts,
        kind=described(kinds(), row.kind),
        governance=Governance(row.governance),
        published=row.reference is not None,
        opened=row.opened,
        total=rows[0].total if rows else 0,
        members=tuple(map(_part_member, rows)),
        own=tuple(_part_member(item) for item in present.filter(school_id__in=viewer.urns)[:OWN_SHOWN]),
    )


def _part_member(row: Any) -> Member:
    return Member(row.school_id, row.title, MemberRole(row.role), row.joined)
