"""Building the timetable: added, moved, taken off, taken over. Nothing is saved that clashes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.stages import NotAllowedNow
from plait.domain.timetable import (
    ACTIVITY_WORDS,
    ActivityKind,
    Slot,
    clashes,
    suggested,
    suggested_slots,
    time_faults,
)
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words, listed
from plait.visits import queries, rules
from plait.visits.actions import acting_for, plannable
from plait.visits.facts import ActivityFacts, VisitFacts
from plait.visits.models import Activity, ActivityPerson

KIND = queries.KIND
MOST = 80
"""Activities on one timetable."""


class Unfit(NotAllowedNow):
    """What is to be saved does not fit: every reason at once, as sentences."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """``visitors`` and ``hosts``: numbers of people. ``version`` is 0 for one that is new."""

    kind: ActivityKind
    title: str
    day: date
    starts: time
    ends: time
    room: str
    visitors: frozenset[int]
    hosts: frozenset[int]
    version: int = 0


def in_words(item: ActivityFacts) -> str:
    """One line for the trail and for whoever comes second."""
    return _line(item.title, item.kind, item.day, item.starts, item.ends, item.room, [one.name for one in item.people])


def _line(
    title: str, kind: ActivityKind, day: date, starts: time, ends: time, room: str, people: Collection[str]
) -> str:
    parts = [title, ACTIVITY_WORDS[kind], f"{day_in_words(day)}, {starts:%H:%M} to {ends:%H:%M}"]
    return "; ".join([*parts, *([room] if room else []), *([listed(sorted(people))] if people else [])])


def _names(visit: VisitFacts, today: date) -> tuple[dict[int, str], dict[int, str]]:
    """Names of those who come, and of the school's people."""
    there = queries.everybody(visit, today=today)
    return {item.id: item.name for item in there.visitors}, {item.id: item.name for item in there.hosts}


def _check(visit: VisitFacts, others: Iterable[ActivityFacts], slot: Slot, names: Mapping[int, str]) -> None:
    """Raises :class:`Unfit` with every reason why this cannot stand beside the others."""
    reasons = [*time_faults(slot, visit.starts_on, visit.ends_on)]
    if slot.ends > slot.starts:
        every = [slot, *(item.slot() for item in others)]
        reasons += [found.text for found in clashes(every, names) if slot.key in (found.first, found.second)]
    if reasons:
        raise Unfit(reasons)


@transaction.atomic
def save_activity(
    *, viewer: Viewer, uuid: UUID, activity: UUID | None, given: ActivityInput, at: datetime, today: date
) -> UUID:
    """Add something to the timetable (``activity`` is ``None``) or change it; its public number.

    Raises ``NotVisible``, ``Refused``, ``StaleWrite`` with what is stored, and :class:`Unfit`. Two saves on one
    timetable wait for each other, so two that would clash are never both saved.
    """
    visit = plannable(viewer, uuid)
    known = queries.activities_for(viewer, visit, today=today)
    before = next((item for item in known if item.uuid == activity), None)
    if activity is not None and before is None:
        raise NotVisible(f"activity {activity}")
    if before is not None and before.version != given.version:
        message = f"{before.saved_by} changed this activity while you were writing."
        raise StaleWrite(message, {"activity": in_words(before)}, before.version)
    if before is None and len(known) >= MOST:
        raise Unfit([f"A timetable holds {MOST} activities at most."])
    coming, here = _names(visit, today)
    if given.visitors - set(coming) or given.hosts - set(here):
        raise NotVisible("people of this visit")
    title = given.title.strip()[:120] or ACTIVITY_WORDS[given.kind]
    room = " ".join(given.room.split())[:80]
    slot = Slot("new", title, given.day, given.starts, given.ends, room, given.visitors | given.hosts)
    _check(visit, [item for item in known if item is not before], slot, coming | here)
    columns = {
        "kind": given.kind.value,
        "title": title,
        "day": given.day,
        "starts": given.starts,
        "ends": given.ends,
        "room": room,
        "saved_at": at,
    }
    if before is None:
        row = Activity.objects.create(visit_id=visit.id, saved_by_id=viewer.person_id, **columns)
        number, public = row.pk, row.uuid
    else:
        number, public = before.id, before.uuid
        Activity.objects.filter(pk=number).update(**columns, saved_by=viewer.person_id, version=F("version") + 1)
    _put_people(number, given.visitors, given.hosts)
    names = [(coming | here)[person] for person in given.visitors | given.hosts]
    after = _line(title, given.kind, given.day, given.starts, given.ends, room, names)
    _record(viewer, visit, "change timetable", at, (in_words(before) if before else "", after))
    return public


def _put_people(number: int, visitors: Collection[int], hosts: Collection[int]) -> None:
    ActivityPerson.objects.filter(activity_id=number).delete()
    ActivityPerson.objects.bulk_create(
        ActivityPerson(activity_id=number, person_id=person, visitor=person in visitors)
        for person in sorted({*visitors, *hosts})
    )


def _record(viewer: Viewer, visit: VisitFacts, action: str, at: datetime, changed: tuple[str, str]) -> None:
    record(
        actor_id=viewer.person_id,
        action=action,
        kind=KIND,
        object_id=visit.id,
        at=at,
        school_urn=acting_for(viewer, visit),
        changes={"timetable.activity": changed},
    )


@transaction.atomic
def suggest(*, viewer: Viewer, uuid: UUID, at: datetime, today: date) -> int:
    """Put the usual timetable of the visit's form on its days; how many activities. Nothing, where there are some.

    Raises ``NotVisible``, ``Refused``, and ``NotAllowedNow`` while the visit has no day.
    """
    visit = plannable(viewer, uuid)
    if queries.activities_for(viewer, visit, today=today):
        return 0
    if visit.starts_on is None or visit.ends_on is None:
        raise NotAllowedNow("The visit has no day yet. Set its dates first.")
    slots = suggested_slots(visit.form, visit.starts_on)
    if slots[0].day < visit.starts_on or slots[-1].day > visit.ends_on:
        raise NotAllowedNow(
            "The usual timetable of this form does not fit between the first and the last day. Change the dates or "
            "the form, or add activities one by one."
        )
    Activity.objects.bulk_create(
        Activity(
            visit_id=visit.id,
            kind=item.kind.value,
            title=item.title,
            day=slot.day,
            starts=slot.starts,
            ends=slot.ends,
            saved_at=at,
            saved_by_id=viewer.person_id,
        )
        for item, slot in zip(suggested(visit.form), slots, strict=True)
    )
    _record(viewer, visit, "suggest timetable", at, ("", f"{len(slots)} activities"))
    return len(slots)


@transaction.atomic
def take_off(*, viewer: Viewer, uuid: UUID, activity: UUID, version: int, at: datetime, today: date) -> None:
    """Take an activity off the timetable. Raises ``NotVisible``, ``Refused``, ``StaleWrite``."""
    visit = plannable(viewer, uuid)
    before = queries.activity(visit, activity, queries.everybody(visit, today=today))
    if before.version != version:
        message = f"{before.saved_by} changed this activity while you were looking."
        raise StaleWrite(message, {"activity": in_words(before)}, before.version)
    Activity.objects.filter(pk=before.id).update(taken_off_at=at, version=F("version") + 1)
    _record(viewer, visit, "take off timetable", at, (in_words(before), ""))


@transaction.atomic
def step_back(*, viewer: Viewer, uuid: UUID, at: datetime, today: date) -> int:
    """One of those who come cannot: all that they were in is open to the others; from how many they were taken.

    Raises ``NotVisible`` and ``Refused``.
    """
    visit = plannable(viewer, uuid)
    require(rules.may_take_over(comes=visit.comes))
    rows = ActivityPerson.objects.filter(
        activity__visit_id=visit.id, activity__taken_off_at__isnull=True, person_id=viewer.person_id, visitor=True
    )
    count, _ = rows.delete()
    if count:
        _record(viewer, visit, "step back", at, (f"{count} activities of {viewer.name}", ""))
    return count


@transaction.atomic
def take_over(*, viewer: Viewer, uuid: UUID, activity: UUID, at: datetime, today: date) -> None:
    """One of those who come takes an activity that is open. Raises ``NotVisible``, ``Refused`` and :class:`Unfit`."""
    visit = plannable(viewer, uuid)
    found = queries.activity(visit, activity, queries.everybody(visit, today=today))
    coming, here = _names(visit, today)
    require(rules.may_take_over(comes=viewer.person_id in coming))
    if viewer.person_id in {item.id for item in found.visitors}:
        return
    if not found.open:
        raise Unfit([f"{listed([item.name for item in found.visitors])} has taken “{found.title}” already."])
    every = queries.activities_for(viewer, visit, today=today)
    slot = found.slot()
    mine = Slot(slot.key, slot.title, slot.day, slot.starts, slot.ends, "", frozenset({viewer.person_id}))
    others = [item.slot(only={viewer.person_id}) for item in every if item.id != found.id]
    if reasons := [clash.text for clash in clashes([mine, *others], coming | here) if clash.person is not None]:
        raise Unfit(reasons)
    ActivityPerson.objects.update_or_create(
        activity_id=found.id, person_id=viewer.person_id, defaults={"visitor": True}
    )
    Activity.objects.filter(pk=found.id).update(version=F("version") + 1)
    _record(viewer, visit, "take over activity", at, ("", f"{found.title}: {viewer.name}"))


def clashes_now(activities: Iterable[ActivityFacts]) -> tuple[str, ...]:
    """Clashes that came about without anybody saving them, as sentences; none is usual."""
    names = {one.id: one.name for item in activities for one in item.people}
    return tuple(found.text for found in clashes([item.slot() for item in activities], names))
