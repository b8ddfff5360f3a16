"""The pages of a timetable, and the calendar made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from plait.adapters.ical import CalendarHour, timetable
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import listed
from plait.visits import queries, rules
from plait.visits.facts import ActivityFacts
from plait.visits.pages import AroundVisit, around, by_day
from plait.visits.timetable_actions import clashes_now


@dataclass(frozen=True, slots=True)
class TimetablePage:
    """``days``: the timetable day by day. ``outside``: what stands on a day that is none of the visit any more.
    ``mine``: numbers of the activities that the viewer is in."""

    around: AroundVisit
    days: tuple[tuple[date, tuple[ActivityFacts, ...]], ...]
    outside: tuple[ActivityFacts, ...]
    clashes: tuple[str, ...]
    open: int
    mine: frozenset[int]
    may_plan: Verdict
    comes: bool

    @property
    def count(self) -> int:
        return sum(len(items) for _, items in self.days)


def timetable_page(viewer: Viewer, uuid: UUID, *, today: date) -> TimetablePage:
    """Raises ``NotVisible``. A fixed number of queries, however long the timetable is."""
    found = around(viewer, uuid)
    visit = found.visit
    items = queries.activities_for(viewer, visit, today=today)
    mine = {item.id for item in items if viewer.person_id in {one.id for one in (*item.visitors, *item.hosts)}}
    first, last = visit.starts_on, visit.ends_on
    inside = [item for item in items if first is not None and last is not None and first <= item.day <= last]
    return TimetablePage(
        found,
        by_day(items),
        tuple(item for item in items if item not in inside),
        clashes_now(items),
        sum(item.open for item in items),
        frozenset(mine),
        rules.may_plan(
            of_the_host=visit.of_the_host,
            comes=visit.comes,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        ),
        visit.comes,
    )


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """``activity`` is ``None`` for one that is new. ``visitors`` and ``hosts``: who can be ticked."""

    around: AroundVisit
    activity: ActivityFacts | None
    visitors: tuple[tuple[int, str], ...]
    hosts: tuple[tuple[int, str], ...]
    may_plan: Verdict
    gone: str
    """Who was in it and no longer comes."""


def activity_page(viewer: Viewer, uuid: UUID, activity: UUID | None, *, today: date) -> ActivityPage:
    """Raises ``NotVisible``."""
    found = around(viewer, uuid)
    visit = found.visit
    there = queries.everybody(visit, today=today)
    item = queries.activity(visit, activity, there) if activity else None
    return ActivityPage(
        found,
        item,
        tuple((one.id, f"{one.name}, {one.school}") for one in there.visitors),
        tuple((one.id, one.name) for one in there.hosts),
        rules.may_plan(
            of_the_host=visit.of_the_host,
            comes=visit.comes,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        ),
        listed([one.name for one in item.people if not one.present]) if item else "",
    )


def calendar_of(viewer: Viewer, uuid: UUID, *, today: date, mine: bool) -> bytes:
    """The timetable as iCalendar, whole or what the viewer is in. Raises ``NotVisible``."""
    page = timetable_page(viewer, uuid, today=today)
    zone, address = ZoneInfo(settings.TIME_ZONE), reverse("visits:timetable", args=[uuid])
    hours = [
        CalendarHour(
            key=f"activity-{item.uuid}",
            starts=datetime.combine(item.day, item.starts, zone),
            ends=datetime.combine(item.day, item.ends, zone),
            title=f"{item.title}, {page.around.host}",
            place=item.room,
            who=listed([one.name for one in (*item.visitors, *item.hosts)]),
            address=f"{settings.BASE_URL}{address}",
            version=item.version,
        )
        for _, items in page.days
        for item in items
        if not mine or item.id in page.mine
    ]
    host = settings.BASE_URL.partition("://")[2].partition("/")[0]
    return timetable(f"Visit to {page.around.host}", hours, host=host)
