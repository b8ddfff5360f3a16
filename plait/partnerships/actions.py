"""Changing partnerships: who belongs to them, and who holds which role."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from plait.audit.actions import record
from plait.domain.memberships import overlap
from plait.domain.partnership_kinds import NESTING, Governance, MemberRole, depth, goes_round, height
from plait.domain.roles import ROLES, HeldAt, Permission, Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.partnerships.models import Appointment, Membership, Partnership
from plait.partnerships.queries import kinds, partnership
from plait.partnerships.rules import may_change_members, may_found, may_leave, may_nest
from plait.schools.queries import names


@transaction.atomic
def found_partnership(
    *,
    name: str,
    kind: str,
    urns: Collection[int],
    joined: date,
    at: datetime,
    governance: Governance | None = None,
    actor_id: int | None = None,
) -> int:
    """Found a partnership with these member schools; its number. Without ``governance`` that of its kind.

    Raises ``NotAllowedNow`` for a kind that is not set up.
    """
    if kind not in kinds():
        raise NotAllowedNow(f"“{kind}” is no kind of partnership here. These are: {', '.join(sorted(kinds()))}.")
    row = Partnership.objects.create(name=name, kind=kind, governance=(governance or kinds()[kind].governance).value)
    Membership.objects.bulk_create(Membership(partnership=row, school_id=urn, joined=joined) for urn in urns)
    record(actor_id=actor_id, action="found", kind="partnership", object_id=row.pk, at=at, changes={"name": ("", name)})
    return row.pk


@transaction.atomic
def found(
    *,
    viewer: Viewer,
    name: str,
    kind: str,
    governance: Governance,
    parent_id: int | None,
    at: datetime,
    today: date,
) -> int:
    """Found a partnership, inside another one (``parent_id``) or on its own; its number.

    Whoever leads the outer one leads the new one too, until somebody else is appointed; an administrator leads
    nothing. Raises ``NotVisible``, ``Refused`` and ``NotAllowedNow``.
    """
    require(may_found(viewer, parent_id=parent_id))
    if parent_id is not None:
        facts = partnership(viewer, parent_id)
        Partnership.objects.select_for_update().order_by("pk").values_list("pk").first()  # as for nesting
        parents = dict(Partnership.objects.filter(parent__isnull=False).values_list("pk", "parent_id"))
        if depth(facts.id, parents) >= NESTING:
            raise NotAllowedNow(f"Partnerships can lie in each other {NESTING} deep, and this would be deeper.")
    name = " ".join(name.split())
    if Partnership.objects.filter(name=name, parent_id=parent_id, reference=None, closed=None).exists():
        raise NotAllowedNow(f"{name} is there already. Give this one another name, so that people can tell them apart.")
    made = found_partnership(
        name=name, kind=kind, urns=(), joined=today, at=at, governance=governance, actor_id=viewer.person_id
    )
    if parent_id is not None:
        Partnership.objects.filter(pk=made).update(parent_id=parent_id)
        record(
            actor_id=viewer.person_id,
            action="nest",
            kind="partnership",
            object_id=made,
            at=at,
            changes={"parent": ("", str(parent_id))},
        )
        if parent_id in viewer.partnerships_with(Permission.RUN_ROUNDS):
            appoint(
                person_id=viewer.person_id,
                role=Role.PARTNERSHIP_LEAD,
                partnership_id=made,
                starts=today,
                at=at,
                actor_id=viewer.person_id,
            )
    return made


@transaction.atomic
def join(
    *,
    viewer: Viewer,
    partnership_id: int,
    joined: date,
    at: datetime,
    urn: int | None = None,
    name: str = "",
    role: MemberRole = MemberRole.CORE,
    left: date | None = None,
) -> int:
    """A school, or a strategic partner by its name, becomes a member; the membership's number.

    Raises ``NotVisible``, ``Refused`` or, when it was a member at that time already, ``NotAllowedNow``.
    """
    facts = partnership(viewer, partnership_id)
    row = Partnership.objects.select_for_update().get(pk=facts.id)  # two joins at once: one after the other
    require(may_change_members(viewer, partnership_id=row.pk, published=row.reference is not None))
    name = " ".join(name.split())
    if (urn is None) == (not name):
        raise NotAllowedNow("Give a school by its URN, or a partner that is no school by its name: one of the two.")
    if urn is None and role is not MemberRole.STRATEGIC:
        raise NotAllowedNow("Only a strategic partner can be a member without being a school.")
    who = name if urn is None else names([urn]).get(urn, "")
    if not who:
        raise NotAllowedNow(f"URN {urn} is not in the register.")
    if left is not None and left < joined:
        raise NotAllowedNow(f"{who} cannot leave before it joins on {_day(joined)}.")
    for member in Membership.objects.filter(_whose(urn, name), partnership=row):
        if overlap(joined, left, member.joined, member.left):
            until = f"until {_day(member.left)}" if member.left else "and still is"
            raise NotAllowedNow(
                f"{who} has been a member of {row.name} since {_day(member.joined)} {until}; "
                "two memberships of one school cannot overlap. End that one first, or choose other days."
            )
    made = Membership.objects.create(
        partnership=row, school_id=urn, name=name, role=role.value, joined=joined, left=left
    )
    record(
        actor_id=viewer.person_id,
        action="join",
        kind="membership",
        object_id=made.pk,
        at=at,
        school_urn=urn,
        changes={
            "partnership": ("", str(row.pk)),
            "name": ("", name),
            "role": ("", role.value),
            "joined": ("", str(joined)),
            "left": ("", str(left or "")),
        },
    )
    return made.pk


@transaction.atomic
def leave(
    *, viewer: Viewer, partnership_id: int, left: date, at: datetime, urn: int | None = None, name: str = ""
) -> None:
    """End a member's present membership; ``left`` is its last day. Raises as :func:`join`."""
    facts = partnership(viewer, partnership_id)
    row = Partnership.objects.select_for_update().get(pk=facts.id)
    require(may_leave(viewer, partnership_id=row.pk, urn=urn, published=row.reference is not None))
    member = Membership.objects.present().filter(_whose(urn, name), partnership=row).first()
    if member is None:
        raise NotAllowedNow(f"This is no member of {row.name} now, so it cannot leave.")
    if left < member.joined:
        raise NotAllowedNow(f"It joined on {_day(member.joined)} and cannot leave before that.")
    member.left = left
    member.save(update_fields=["left"])
    record(
        actor_id=viewer.person_id,
        action="leave",
        kind="membership",
        object_id=member.pk,
        at=at,
        school_urn=urn,
        changes={"left": ("", str(left))},
    )


@transaction.atomic
def nest(*, viewer: Viewer, partnership_id: int, parent_id: int | None, at: datetime) -> None:
    """Put a partnership inside another one, or (``None``) on its own again. It lets nobody see more.

    Raises ``NotVisible``, ``Refused`` or, when it would lie inside itself, ``NotAllowedNow``.
    """
    for seen in filter(None, (partnership_id, parent_id)):
        partnership(viewer, seen)
    require(may_nest(viewer, partnership_id=partnership_id, parent_id=parent_id))
    # the same row for everybody, so that two people cannot close a ring from two sides
    Partnership.objects.select_for_update().order_by("pk").values_list("pk").first()
    row = Partnership.objects.get(pk=partnership_id)
    nested = Partnership.objects.filter(parent__isnull=False)
    parents = dict(nested.values_list("pk", "parent_id"))
    if parent_id is not None and goes_round(row.pk, parent_id, parents):
        raise NotAllowedNow("That partnership lies inside this one already; two cannot lie inside each other.")
    if parent_id is not None and depth(parent_id, parents) + height(row.pk, parents) > NESTING:
        raise NotAllowedNow(f"Partnerships can lie in each other {NESTING} deep, and this would be deeper.")
    before, row.parent_id = row.parent_id, parent_id
    row.save(update_fields=["parent"])
    record(
        actor_id=viewer.person_id,
        action="nest",
        kind="partnership",
        object_id=row.pk,
        at=at,
        changes={"parent": (str(before or ""), str(parent_id or ""))},
    )


def _whose(urn: int | None, name: str) -> Q:
    return Q(school__isnull=True, name=name) if urn is None else Q(school_id=urn)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@transaction.atomic
def appoint(
    *,
    person_id: int,
    role: Role,
    starts: date,
    at: datetime,
    urn: int | None = None,
    partnership_id: int | None = None,
    programme_id: int | None = None,
    ends: date | None = None,
    actor_id: int | None = None,
) -> int:
    """Give a person a role at the one place where it is held; its number.

    Raises ``NotAllowedNow`` for a place of the wrong kind, and for a role that is only held for a time without its
    last day.
    """
    place = {HeldAt.SCHOOL: urn, HeldAt.PARTNERSHIP: partnership_id, HeldAt.AREA: partnership_id}
    place |= {HeldAt.PROGRAMME: programme_id, HeldAt.EVERYWHERE: None}
    role_words = ROLES[role]
    given = [item for item in (urn, partnership_id, programme_id) if item is not None]
    if given != [item for item in (place[role_words.held_at],) if item is not None] or (
        not given and role_words.held_at is not HeldAt.EVERYWHERE
    ):
        where = {HeldAt.AREA: "at the partnership of an area", HeldAt.EVERYWHERE: "at no one place"}
        raise NotAllowedNow(
            f"The role “{role_words.title}” is held {where.get(role_words.held_at, f'at one {role_words.held_at}')}."
        )
    if role_words.must_end and ends is None:
        raise NotAllowedNow(f"The role “{role_words.title}” is only held for a time: give its last day.")
    if ends is not None and ends < starts:
        raise NotAllowedNow("A role cannot end before it begins.")
    row = Appointment.objects.create(
        person_id=person_id,
        role=role.value,
        school_id=urn,
        partnership_id=partnership_id,
        programme_id=programme_id,
        starts=starts,
        ends=ends,
    )
    record(
        actor_id=actor_id,
        action="appoint",
        kind="appointment",
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={"role": ("", role.value), "person": ("", str(person_id))},
    )
    return row.pk


@transaction.atomic
def end_appointment(*, appointment_id: int, ends: date, at: datetime, actor_id: int | None = None) -> None:
    """End a role on a day; it counts to the end of that day."""
    row = Appointment.objects.select_for_update().get(pk=appointment_id)
    before, row.ends = row.ends, ends
    row.save(update_fields=["ends"])
    record(
        actor_id=actor_id,
        action="end",
        kind="appointment",
        object_id=row.pk,
        at=at,
        school_urn=row.school_id,
        changes={"ends": (str(before or ""), str(ends))},
    )
