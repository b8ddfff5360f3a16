"""What mail and calendars bring, in every state of a round: nothing that their reader may not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.journey.calendars import calendar_at
from plait.journey.reminders import make_reminders
from plait.mail.actions import renew_calendar
from plait.mail.secrets import calendar_token
from plait.mail.sending import send_due
from tests.postroom import PostRoom, post_room
from tests.sight.doors import Doors
from tests.sight.rows import MARK
from tests.sight.story import STATES, Story, story
from tests.world import AT, TODAY

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 16)
MORNINGS = (DUE - timedelta(days=7), DUE - timedelta(days=3), DUE + timedelta(days=3))
"""Before the date and after it, when the lead is told as well."""


@pytest.fixture
def told() -> Story:
    return story()


@pytest.fixture
def room(settings: Any) -> Iterator[PostRoom]:
    with post_room(settings) as running:
        yield running


def letters(facts: Doors, room: PostRoom) -> list[str]:
    """Who is told what they may not read, by every mail that is due on these mornings."""
    for day in MORNINGS:
        at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)
        make_reminders(at)
        send_due(at)
    return [
        f"{mail.to[0]} is told {facts.marks.get(text)} by “{mail.subject}”"
        for mail in room.received
        for text in sorted(marks_of(f"{mail.subject} {mail.text} {mail.html} {mail.message['From']}"))
        if not facts.reads(mail.to[0].partition("@")[0], text)
    ]


def calendars(told: Story, facts: Doors) -> tuple[list[str], int]:
    """The same for everybody's calendar; and how many entries there are."""
    wrong, entries = [], 0
    for name, person in told.world.people.items():
        number = renew_calendar(person_id=person.pk, at=AT)
        body = calendar_at(calendar_token(person.pk, number), TODAY).decode().replace("\r\n ", "")
        entries += body.count("BEGIN:VEVENT")
        wrong += [f"{name} is told {facts.marks.get(text)}" for text in marks_of(body) if not facts.reads(name, text)]
    return wrong, entries


def marks_of(text: str) -> set[str]:
    return {found.lower() for found in MARK.findall(text)}


TWICE = (STATES[2], STATES[-1])
"""States that are looked at on both engines; the others on the first one."""


@pytest.mark.parametrize(
    "state", [pytest.param(state, marks=() if state in TWICE else pytest.mark.one_engine) for state in STATES]
)
def test_nobody_is_told_more(told: Story, room: PostRoom, state: str) -> None:
    facts = told.tell(state)
    assert letters(facts, room) == []
    wrong, entries = calendars(told, facts)
    assert wrong == []
    assert len(room.received) > 3
    assert entries > 3


def everybody_runs_rounds(patch: pytest.MonkeyPatch, facts: Doors) -> None:
    plain, everywhere = Viewer.partnerships_with, frozenset(facts.facts.partnerships)
    patch.setattr(
        Viewer,
        "partnerships_with",
        lambda self, permission: everywhere if permission is Permission.RUN_ROUNDS else plain(self, permission),
    )


@pytest.mark.one_engine
def test_days_and_letters_of_other_rounds_are_seen(
    told: Story, room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = told.tell("draft")
    everybody_runs_rounds(monkeypatch, facts)
    assert calendars(told, facts)[0]
    assert letters(facts, room)
