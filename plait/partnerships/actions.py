"""Changing partnerships: people's roles, programmes, rounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from plait.audit.actions import record
from plait.domain.memberships import overlap
from plait.domain.partnership_kinds import Governance, MemberRole, goes_round
from plait.domain.roles import Role
from plait.domain.rounds import everyone_reviews_everyone
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.partnerships.models import Appointment, Membership, Pairing, Partnership, Place, Programme, Round
from plait.partnerships.queries import kinds, partnership
from plait.partnerships.rules import may_change_members, may_leave, may_nest
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
    if parent_id is not None and goes_round(row.pk, parent_id, dict(nested.values_list("pk", "parent_id"))):
        raise NotAllowedNow("That partnership lies inside this one already; two cannot lie inside each other.")
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
    ends: date | None = None,
    actor_id: int | None = None,
) -> int:
    """Give a person a role at one school or in one partnership; its number."""
    row = Appointment.objects.create(
        person_id=person_id, role=role.value, school_id=urn, partnership_id=partnership_id, starts=starts, ends=ends
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


@transaction.atomic
def start_programme(
    *,
    partnership_id: int,
    title: str,
    framework_id: str,
    framework_version: str,
    at: datetime,
    actor_id: int | None = None,
) -> int:
    """Start a programme that judges against this framework version; its number."""
    row = Programme.objects.create(
        partnership_id=partnership_id,
        title=title,
        framework_id=framework_id,
        framework_version=framework_version,
    )
    record(actor_id=actor_id, action="start", kind="programme", object_id=row.pk, at=at, changes={"title": ("", title)})
    return row.pk


@transaction.atomic
def open_round(
    *,
    programme_id: int,
    title: str,
    urns: Sequence[int],
    opened_on: date,
    evaluation_due: date,
    review_due: date,
    after: int,
    at: datetime,
    actor_id: int | None = None,
) -> int:
    """Open the programme's next round for these schools, each looked at by all the others; its number.

    Closes the round before. The caller has asked the rule. ``after`` is the number of the last round that the
    person saw (0 for none): when two people press the button, the second is told (``NotAllowedNow``).
    """
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    last = Round.objects.filter(programme=programme).order_by("-number").first()
    if (last.number if last else 0) != after:
        raise NotAllowedNow("Somebody has opened the next round already. Nothing more was done.")
    if last is not None and last.closed_on is None:
        last.closed_on = opened_on
        last.save(update_fields=["closed_on"])
        record(actor_id=actor_id, action="close", kind="round", object_id=last.pk, at=at)
    row = Round.objects.create(
        programme=programme,
        number=after + 1,
        title=title,
        framework_id=programme.framework_id,
        framework_version=programme.framework_version,
        opened_on=opened_on,
        evaluation_due=evaluation_due,
        review_due=review_due,
    )
    Place.objects.bulk_create(Place(round=row, school_id=urn) for urn in urns)
    Pairing.objects.bulk_create(
        Pairing(round=row, host_id=host, reviewer_id=reviewer) for host, reviewer in everyone_reviews_everyone(urns)
    )
    record(actor_id=actor_id, action="open", kind="round", object_id=row.pk, at=at, changes={"title": ("", title)})
    return row.pk
