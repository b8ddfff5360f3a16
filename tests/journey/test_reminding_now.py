"""The lead's page: who would be reminded and when; and reminding everybody now, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused
from plait.journey.reminder_pages import reminders_page
from plait.journey.reminders import make_reminders
from plait.journey.reminding import previews, remind_now
from plait.mail.actions import stop
from plait.mail.models import OutgoingMail
from plait.mail.sending import send_due
from plait.partnerships import actions as partnerships
from plait.partnerships.models import Round
from tests.postroom import PostRoom, post_room
from tests.races import at_once
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DUE = date(2026, 10, 16)
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def room(settings: Any) -> Iterator[PostRoom]:
    with post_room(settings) as running:
        yield running


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def rows(world: World, day: date) -> list[tuple[str, ...]]:
    page = reminders_page(*previews(world.viewer("lee"), world.partnership_id, morning(day)))
    return [row for part in page.rounds for row in part.rows]


def now(world: World, day: date, name: str = "lee") -> int:
    return remind_now(
        viewer=world.viewer(name), partnership_id=world.partnership_id, round_id=world.round_id, at=morning(day)
    )


def test_what_the_page_foretells_is_what_goes(world: World, room: PostRoom) -> None:
    """Day after day: everybody for whom it named this day, and nobody else, gets a mail on it."""
    world.submit(world.urns[2])
    day = TODAY
    gone = 0
    while day < DUE + 10 * DAY:
        foretold = {row[0] for row in rows(world, day) if row[3] == f"{day.day} {day:%B %Y}"}
        make_reminders(morning(day))
        before = len(room.received)
        send_due(morning(day))
        came = {mail.to[0].split("@")[0].capitalize() for mail in room.received[before:]} - {"Lee"}
        if day.weekday() < 5:
            assert came == foretold, day
        gone += len(came)
        day += DAY
    assert gone == 3 * 3
    assert {row[3] for row in rows(world, day)} == {"27 November 2026"}, "the views"
    assert {row[4] for row in rows(world, day)} == {"19 October 2026"}


def test_it_says_how_much_and_never_what(world: World) -> None:
    first, second, third = world.urns
    world.judge(first, evidence="SECRET-EVIDENCE")
    for urn in world.urns:
        world.submit(urn)
    world.look(first, second, comment="SECRET-COMMENT")
    world.hand_in(first, third)
    found = rows(world, DUE)
    assert [(row[0], row[2]) for row in found] == [
        ("Ada", "2 things, the first by 4 December 2026"),
        ("Amy", "2 things, the first by 4 December 2026"),
        ("Ben", "2 things, the first by 4 December 2026"),
        ("Cat", "1 thing, by 4 December 2026"),
    ]
    told = str(found)
    assert "view" not in told
    assert "SECRET" not in told


def test_pressing_twice_reminds_once_and_another_day_again(world: World, room: PostRoom) -> None:
    assert now(world, DUE - 21 * DAY) == 4
    assert now(world, DUE - 21 * DAY) == 0
    assert send_due(morning(DUE - 21 * DAY)) == 4
    assert now(world, DUE - 21 * DAY) == 0
    assert AuditEntry.objects.filter(action="remind", object_id=str(world.round_id)).count() == 1
    (mail,) = [mail for mail in room.received if mail.to == ("ben@example.org",)]
    assert "Evaluate your school" in mail.text, "though it is not near"
    assert {row[4] for row in rows(world, DUE - 21 * DAY)} == {"25 September 2026"}
    assert now(world, DUE - 18 * DAY) == 4


def test_who_was_reminded_by_hand_is_not_reminded_again_by_itself(world: World, room: PostRoom) -> None:
    assert now(world, DUE - 7 * DAY) == 4
    assert make_reminders(morning(DUE - 7 * DAY)) == 0
    send_due(morning(DUE - 7 * DAY))
    assert len(room.received) == 4
    assert make_reminders(morning(DUE - 3 * DAY)) == 4


def test_only_what_is_open_when_it_goes(world: World, room: PostRoom) -> None:
    now(world, DUE - 21 * DAY)
    world.submit(world.urns[1])
    send_due(morning(DUE - 21 * DAY))
    assert sorted(mail.to[0] for mail in room.received) == ["ada@example.org", "amy@example.org", "cat@example.org"]


def test_who_wants_none_gets_none_and_is_not_named(world: World, client: PageClient) -> None:
    stop(person_id=world.people["ben"].pk, kind="reminder", at=AT)
    assert "Ben" not in str(rows(world, DUE))
    (preview,) = previews(world.viewer("lee"), world.partnership_id, morning(DUE))[1]
    assert (preview.silent, len(preview.people)) == (1, 3)
    assert now(world, DUE) == 3
    assert not OutgoingMail.objects.filter(person=world.people["ben"]).exists()


def test_a_mail_that_came_back_is_said(world: World, room: PostRoom) -> None:
    room.refuse["ben@example.org"] = "550 No such mailbox"
    now(world, DUE - 5 * DAY)
    send_due(morning(DUE - 5 * DAY) + DAY)
    told = {row[0]: row[4] for row in rows(world, DUE)}
    assert told["Ben"] == "none yet; a mail could not be delivered"
    assert told["Ada"] == "12 October 2026"


@pytest.mark.parametrize("name", ["ada", "gil"])
def test_others_of_the_partnership_are_refused(world: World, name: str) -> None:
    with pytest.raises(Refused, match="lead sees to reminders"):
        previews(world.viewer(name), world.partnership_id, morning(DUE))
    with pytest.raises(Refused):
        now(world, DUE, name)
    assert not OutgoingMail.objects.exists()


def test_strangers_and_forged_numbers_find_nothing(world: World) -> None:
    with pytest.raises(NotVisible):
        now(world, DUE, "sam")
    other = partnerships.found_partnership(name="Elsewhere", kind="trio", urns=[world.outside], joined=TODAY, at=AT)
    partnerships.appoint(
        person_id=world.people["sam"].pk, role=Role.PARTNERSHIP_LEAD, partnership_id=other, starts=TODAY, at=AT
    )
    with pytest.raises(NotVisible):
        remind_now(viewer=world.viewer("sam"), partnership_id=other, round_id=world.round_id, at=morning(DUE))
    Round.objects.update(closed_on=DUE)
    with pytest.raises(NotVisible):
        now(world, DUE)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_in_one_moment_remind_once() -> None:
    world = trio()
    came = at_once(*[lambda: now(world, DUE)] * 4)
    assert sorted(came) == [0, 0, 0, 4]
    assert OutgoingMail.objects.count() == 4


def test_the_page_and_its_button(world: World, client: PageClient) -> None:
    client.force_login(world.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/partnerships/{world.partnership_id}/reminders/"
    assert address in client.get(f"/partnerships/{world.partnership_id}/").content.decode()
    page = BeautifulSoup(client.get(address).content, "html5lib")
    assert {cell.get_text(strip=True) for cell in page.select("tbody th")} == {"Ada", "Amy", "Ben", "Cat"}
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= 22
    form = page.select_one("main form")
    assert form is not None
    answer = client.post(str(form["action"]), follow=True).content.decode()
    assert "Four people get a reminder." in answer
    assert "has a reminder of today already" in client.post(str(form["action"]), follow=True).content.decode()
    client.force_login(world.people["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 403
    assert address not in client.get(f"/partnerships/{world.partnership_id}/").content.decode()


def test_one_school_or_three_take_as_many_queries(world: World, client: PageClient) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert rows(world, DUE)
        return len(queries)

    three = taken()
    for urn in world.urns[1:]:
        world.submit(urn)
    assert taken() == three
    Round.objects.update(closed_on=DUE)
    assert reminders_page(*previews(world.viewer("lee"), world.partnership_id, morning(DUE))).rounds == ()
