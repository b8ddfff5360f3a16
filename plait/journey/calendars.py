"""Somebody's dates as a calendar: what is theirs to do now, and the dates of the rounds that they run."""

from __future__ import annotations

import hashlib
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from plait.adapters.ical import CalendarDay, calendar
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.journey.reminders import tasks_of, thing
from plait.mail.queries import calendar_number
from plait.mail.secrets import read_calendar_token
from plait.partnerships import round_queries

CALENDAR_NAME = "Plait: yours to do"


def days_of(viewer: Viewer, today: date) -> tuple[CalendarDay, ...]:
    """What the viewer's pages show as theirs with a date, and the dates of the open rounds that they run."""
    own = [
        CalendarDay(
            _key(thing(task.round, viewer, task.urn, task.step).key),
            task.due,
            f"By today: {task.title} ({task.school})",
            settings.BASE_URL + (task.address or reverse("journey:school", args=[task.urn])),
            task.round.opened_on,
        )
        for task in tasks_of(viewer, today)
    ]
    led = [
        CalendarDay(
            _key(f"round:{round_.id}:{what}"),
            day,
            f"{round_.partnership}, {round_.title}: {what}",
            settings.BASE_URL + reverse("journey:partnership", args=[partnership_id]),
            round_.opened_on,
        )
        for partnership_id in sorted(viewer.partnerships_with(Permission.RUN_ROUNDS))
        for round_ in round_queries.open_rounds(partnership_id)
        for what, day in (
            ("self-evaluations due", round_.evaluation_due),
            ("partners’ views talked through", round_.review_due),
        )
    ]
    return (*own, *led)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def calendar_at(token: str, today: date) -> bytes:
    """The calendar at a secret address. Raises ``NotVisible`` for an address that is not (or no longer) anybody's.

    Empty once its owner holds no role any more.
    """
    found = read_calendar_token(token)
    if found is None or calendar_number(found[0]) != found[1]:
        raise NotVisible("a calendar")
    viewer = round_queries.person_as_viewer(found[0], today)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return calendar(CALENDAR_NAME, days_of(viewer, today) if viewer else (), host=host)
