"""A person's calendar at its secret address: their own dates, as long as they are theirs."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from inspection import PageClient

from plait.domain.roles import Role
from plait.journey.calendars import days_of
from plait.journey.reminders import tasks_of
from plait.mail.actions import renew_calendar
from plait.mail.secrets import calendar_token, stop_token
from plait.partnerships import actions as partnerships
from plait.partnerships.models import Appointment
from plait.people.models import Person
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


def address(world: World, name: str) -> str:
    pk = world.people[name].pk
    return f"/your-calendar/{calendar_token(pk, renew_calendar(person_id=pk, at=AT))}.ics"


def events(path: str) -> list[tuple[str, date]]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    found = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert len({str(item["UID"]) for item in found}) == len(found)
    return [(str(item["SUMMARY"]), item["DTSTART"].dt) for item in found]


def test_it_holds_what_its_owners_page_shows_and_nobodys_words(world: World) -> None:
    first, second, third = world.urns
    for urn in world.urns:
        world.judge(urn, evidence="SECRET-EVIDENCE")
        world.submit(urn)
    world.look(first, second, comment="SECRET-COMMENT")
    path = address(world, "ben")
    assert events(path) == [
        ("By today: Give your view of Cliff Top Primary School (Beck Lane Primary School)", date(2026, 12, 4)),
        ("By today: Hand in your view of Ash Bank Primary School (Beck Lane Primary School)", date(2026, 12, 4)),
    ]
    assert b"SECRET" not in Client().get(path).content
    world.hand_in(first, second)
    world.hand_in(third, second)
    assert events(path) == []
    assert events(address(world, "gil")) == [], "a governor has nothing to do"


def test_a_lead_has_the_dates_of_the_round(world: World) -> None:
    assert events(address(world, "lee")) == [
        ("Hillside trio, Autumn 2026: self-evaluations due", date(2026, 10, 16)),
        ("Hillside trio, Autumn 2026: partners’ views talked through", date(2026, 12, 4)),
    ]


def test_everything_in_it_is_on_the_page(world: World) -> None:
    for name in ("ada", "amy", "cat"):
        viewer = world.viewer(name)
        assert len(days_of(viewer, TODAY)) == len(tasks_of(viewer, TODAY)) == 1


def test_it_is_empty_when_the_role_ends_and_gone_when_the_account_does(world: World) -> None:
    path = address(world, "ada")
    assert len(events(path)) == 1
    for row in Appointment.objects.filter(person=world.people["ada"]):
        partnerships.end_appointment(appointment_id=row.pk, ends=row.starts, at=AT)
    assert events(path) == []
    Person.objects.filter(pk=world.people["ada"].pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_a_program_that_has_it_is_told_that_nothing_changed(world: World) -> None:
    path = address(world, "ada")
    first = Client().get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = Client().get(path, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    world.submit(world.urns[0])
    changed = Client().get(path, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert changed.status_code == 200
    assert "Set-Cookie" not in changed.headers
    assert Client().post(path).status_code == 405


def test_renewing_stops_the_old_address_and_forged_ones_are_not_found(world: World, client: PageClient) -> None:
    old = address(world, "ada")
    new = address(world, "ada")
    assert client.get(old).status_code == 404
    assert len(events(new)) == 1
    pk = world.people["ada"].pk
    for token in (calendar_token(pk, 99), calendar_token(world.people["ben"].pk, 1), stop_token(pk, "reminder"), "x"):
        assert client.get(f"/your-calendar/{token}.ics").status_code == 404


def test_the_page_makes_renews_and_stops_it(world: World, client: PageClient, settings: Any) -> None:
    client.force_login(world.people["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")

    def shown() -> str:
        found = client.get("/your-calendar/").content.decode().split('value="http')
        return urlsplit("http" + found[1].split('"')[0]).path if len(found) > 1 else ""

    assert shown() == ""
    client.post("/your-calendar/", {"step": "renew"})
    first = shown()
    assert len(events(first)) == 1
    client.post("/your-calendar/", {"step": "renew"})
    assert shown() not in ("", first)
    client.post("/your-calendar/", {"step": "close"})
    assert shown() == ""
    assert client.get(first).status_code == 404
    assert Client().get("/your-calendar/").status_code == 302


def test_another_school_costs_as_much_again_and_no_more(world: World) -> None:
    """As many queries for each of the owner's schools as their page takes, whatever the size of the round."""

    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            events(path)
        return len(queries)

    path = address(world, "ada")
    one = taken()
    assert one <= 20
    for urn in world.urns[1:]:
        partnerships.appoint(person_id=world.people["ada"].pk, role=Role.LEADER, urn=urn, starts=TODAY, at=AT)
    assert taken() <= 3 * one
