"""Changing partnerships: people's roles, programmes, rounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.roles import Role
from plait.domain.rounds import everyone_reviews_everyone
from plait.domain.stages import NotAllowedNow
from plait.partnerships.models import Appointment, Membership, Pairing, Partnership, Place, Programme, Round


@transaction.atomic
def found_partnership(
    *, name: str, kind: str, urns: Collection[int], joined: date, at: datetime, actor_id: int | None = None
) -> int:
    """Found a partnership with these member schools; its number."""
    row = Partnership.objects.create(name=name, kind=kind)
    Membership.objects.bulk_create(Membership(partnership=row, school_id=urn, joined=joined) for urn in urns)
    record(actor_id=actor_id, action="found", kind="partnership", object_id=row.pk, at=at, changes={"name": ("", name)})
    return row.pk


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
