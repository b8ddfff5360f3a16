"""The workshop from setting it up to what came of it, through the client that inspects pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import queries as action_queries
from plait.audit.models import AuditEntry, Disclosure
from plait.domain.roles import Role
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships import actions as partnerships
from plait.workshops.actions import NAMED
from plait.workshops.letters import named
from plait.workshops.models import Card, ImpactAnswer, Participant, PlannedAction, Vote, Workshop
from tests.workshops.held import base, fill, led_by_fay, sign_in
from tests.world import AT, World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return led_by_fay()


def test_the_head_sets_it_up_and_is_asked_about_a_thin_mix(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    assert "Nothing is set up yet" in client.get(base(world)).content.decode()
    form = client.get(base(world) + "set-up/").content.decode()
    assert "Fay, improvement facilitator" in form
    assert "Ben is on the team that looked at your school" in form
    answer = client.post(base(world) + "set-up/", fill(world))
    assert answer.headers["Location"] == base(world)
    shown = client.get(base(world)).content.decode()
    assert "Who else sees this every day?" in shown
    assert "27 November 2026" in shown
    assert AuditEntry.objects.filter(kind="workshop", action="set up", school_urn=world.urns[0]).count() == 1


def test_those_who_are_named_are_told_once_for_each_day(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(base(world) + "set-up/", fill(world))
    client.post(base(world) + "set-up/", {**fill(world), "version": "1", "place": "The library"})
    waiting = OutgoingMail.objects.filter(kind=NAMED)
    assert set(waiting.values_list("person_id", flat=True)) == {world.people[name].pk for name in ("fay", "amy", "gil")}
    assert waiting.count() == 3
    about = About("workshop", str(Workshop.objects.get().pk), world.urns[0])
    leads, takes_part = named(world.people["fay"].pk, about, AT), named(world.people["gil"].pk, about, AT)
    assert leads
    assert takes_part
    assert "lead the improvement workshop of Ash Bank Primary School, on 27 November 2026" in str(leads)
    assert "Fay leads it" in str(takes_part)
    assert "Agreed" not in str(leads)
    assert named(world.people["ben"].pk, about, AT) is None, "a reviewer is neither"
    client.post(base(world) + "set-up/", {**fill(world), "version": "2", "held_on-day": "30"})
    assert waiting.count() == 6, "a new day is told anew"
    Participant.objects.all().delete()
    assert named(world.people["gil"].pk, about, AT) is None


def test_the_big_screen_shows_the_wall_and_nothing_to_fill_in(client: PageClient, world: World) -> None:
    opened(client, world)
    sign_in(client, world, "gil")
    client.post(base(world) + "room/area-1/add/", card("We plan together."))
    sign_in(client, world, "fay")
    screen = client.get(base(world) + "screen/?at=area-1").content.decode()
    assert "We plan together." in screen
    assert "<form" not in screen
    assert "Gil" not in screen
    part = client.get(base(world) + "live/?at=area-1&version=0&screen=yes").content.decode()
    assert "We plan together." in part
    assert "<form" not in part
    sign_in(client, world, "gov")
    assert client.get(base(world) + "screen/").status_code == 404


def test_somebody_of_the_team_is_refused(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    answer = client.post(base(world) + "set-up/", fill(world, leader="ben"))
    assert "Choose somebody from the list to lead the workshop." in answer.content.decode()
    assert not Workshop.objects.exists()


def test_a_leader_who_joins_the_team_loses_the_workshop(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(base(world) + "set-up/", fill(world))
    sign_in(client, world, "fay")
    assert client.get(base(world)).status_code == 200
    where = {"urn": world.urns[1], "starts": date(2026, 1, 1), "ends": date(2099, 1, 1), "at": AT}
    partnerships.appoint(person_id=world.people["fay"].pk, role=Role.REVIEWER, **where)
    assert client.get(base(world)).status_code == 404
    sign_in(client, world, "ada")
    assert "Somebody else must lead" in client.get(base(world)).content.decode()
    assert client.post(base(world) + "begin/").status_code == 403
    assert Workshop.objects.get().state == "planned"


def opened(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(base(world) + "set-up/", fill(world))
    sign_in(client, world, "fay")
    assert client.post(base(world) + "begin/").headers["Location"] == base(world) + "room/"


def card(text: str, sent: str = "t1", side: str = "helps") -> dict[str, str]:
    return {"text": text, "side": side, "token": sent}


def test_cards_and_votes_from_several_devices(client: PageClient, world: World) -> None:
    opened(client, world)
    sign_in(client, world, "gil")
    add = base(world) + "room/area-1/add/"
    for _ in range(2):
        assert client.post(add, card("We plan together.")).status_code == 302
    client.post(add, card("No time to visit each other.", "t2", "hinders"))
    for number in range(2):
        client.post(add, card(f"More {number}.", f"m{number}"))
    assert Card.objects.count() == 4, "the same sent twice is one"
    for number in Card.objects.values_list("pk", flat=True):
        client.post(f"/workshops/cards/{number}/vote/")
    assert Vote.objects.count() == 3, "each has three"
    wall = client.get(base(world) + "room/?at=area-1").content.decode()
    assert "We plan together." in wall
    assert "Take away" in wall
    sign_in(client, world, "fay")
    wall = client.get(base(world) + "room/?at=area-1").content.decode()
    assert "We plan together." in wall
    assert "Gil" not in wall, "nobody's name is on the wall"
    assert "1 vote" in wall
    first = Card.objects.order_by("pk").first()
    assert first is not None
    assert client.post(f"/workshops/cards/{first.pk}/vote/").status_code == 403
    assert "1 vote" in client.get(base(world) + "room/?at=first").content.decode()


def test_a_device_is_told_only_when_something_changed(client: PageClient, world: World) -> None:
    opened(client, world)
    version = Workshop.objects.get().version
    read = Disclosure.objects.count()
    quiet = client.get(f"{base(world)}live/?at=area-1&version={version}")
    assert quiet.status_code == 204
    assert Disclosure.objects.count() == read, "asking again reads nothing"
    sign_in(client, world, "gil")
    client.post(base(world) + "room/area-1/add/", card("We plan together."))
    part = client.get(f"{base(world)}live/?at=area-1&version={version}")
    assert part.status_code == 200
    assert "We plan together." in part.content.decode()


def test_faults_and_other_peoples_addresses(client: PageClient, world: World) -> None:
    opened(client, world)
    sign_in(client, world, "gil")
    answer = client.post(base(world) + "room/area-1/add/", card("x" * 121))
    assert answer.status_code == 422
    assert "read from the back of the room" in answer.content.decode()
    assert client.post(base(world) + "room/area-3/add/", card("Elsewhere.")).status_code == 404
    assert client.post(base(world) + "close/").status_code == 403
    for name in ("ben", "lee", "sam", "gov"):
        sign_in(client, world, name)
        for page in ("", "set-up/", "room/", "live/", "plan/", "impact/"):
            assert client.get(base(world) + page).status_code == 404, (name, page)
        assert client.post(base(world) + "room/area-1/add/", card("Forged.")).status_code == 404
    assert not Card.objects.exists()


ACTION = {
    "text": "Visit each other twice a term.", "area": "area-1", "owner": "Reading lead", "due-day": "12",
    "due-month": "3", "due-year": "2027", "success_measure": "Teachers say what they took from a visit.",
    "token": "a1",
}  # fmt: skip
SAID = {"outcome": "not-yet", "different": "Nothing yet.", "whom": "", "know": "We asked.", "turn": "0"}
AGAIN = {"again_on-day": "1", "again_on-month": "6", "again_on-year": "2099"}


def test_actions_closing_and_what_came_of_it(client: PageClient, world: World) -> None:
    opened(client, world)
    sign_in(client, world, "amy")
    assert "how you will know" in client.post(base(world) + "plan/", {**ACTION, "success_measure": ""}).content.decode()
    for _ in range(2):
        assert client.post(base(world) + "plan/", ACTION).headers["Location"] == base(world) + "room/?at=actions"
    (made,) = action_queries.of_school(world.viewer("amy"), world.urns[0], world.round_id)
    assert PlannedAction.objects.get().action_id == made.id
    assert "Reading lead, by 12 March 2027" in client.get(base(world) + "room/?at=actions").content.decode()
    assert client.get(base(world) + "impact/").status_code == 404, "not before it is closed"
    sign_in(client, world, "fay")
    assert client.post(base(world) + "close/").status_code == 302
    assert client.post(base(world) + "close/").status_code == 302, "twice says that it is closed"
    sign_in(client, world, "gil")
    assert client.post(base(world) + "room/area-1/add/", card("Too late.")).status_code == 403
    assert not Card.objects.exists()
    sign_in(client, world, "ada")
    address = f"/workshops/actions/{made.id}/"
    assert "Give the day on which you look again." in client.post(address, SAID).content.decode()
    assert client.post(address, {**SAID, **AGAIN}).status_code == 302
    stale = client.post(address, {**SAID, **AGAIN, "different": "Written at the same time."})
    assert stale.status_code == 409
    assert "Written at the same time." in stale.content.decode()
    assert "Nothing yet." in stale.content.decode()
    shown = client.get(base(world) + "impact/").content.decode()
    assert "1 June 2099" in shown
    assert client.post(address, {**SAID, "outcome": "done", "turn": "1"}).status_code == 302
    assert [row.turn for row in ImpactAnswer.objects.all()] == [1, 2]
    sign_in(client, world, "amy")
    assert client.post(address, {**SAID, "outcome": "done", "turn": "2"}).status_code == 403
    assert ImpactAnswer.objects.count() == 2


def test_who_from_outside_read_it_is_in_the_log(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(base(world) + "set-up/", fill(world))
    client.get(base(world))
    assert not Disclosure.objects.filter(kind="workshop").exists()
    sign_in(client, world, "fay")
    client.get(base(world))
    (row,) = Disclosure.objects.filter(kind="workshop")
    assert (row.person_id, row.relation, row.school_urn) == (world.people["fay"].pk, "facilitator", world.urns[0])


def test_the_wall_costs_the_same_however_full_it_is(client: PageClient, world: World) -> None:
    opened(client, world)
    sign_in(client, world, "gil")
    counts = []
    for number in (1, 2, 3):
        client.post(base(world) + "room/area-1/add/", card(f"Card {number}.", f"t{number}"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(base(world) + "room/?at=area-1")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_everybody_finds_their_own_and_nobody_elses(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    assert "Not set up yet" in client.get("/workshops/").content.decode()
    client.post(base(world) + "set-up/", fill(world))
    for name in ("ada", "fay", "gil"):
        sign_in(client, world, name)
        assert base(world) in client.get("/workshops/").content.decode(), name
    for name in ("ben", "lee", "sam", "gov"):
        sign_in(client, world, name)
        assert base(world) not in client.get("/workshops/").content.decode(), name
