"""The pages about actions, through the client that inspects them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import actions, queries
from tests.world import AT, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SENT = {
    "text": "Share what works in reading.",
    "area": "area-2",
    "owner": "Reading lead",
    "due-day": "12",
    "due-month": "3",
    "due-year": "2027",
    "success_measure": "Teachers visit each other twice a term.",
}


@pytest.fixture
def world() -> World:
    return trio()


def plan(world: World, urn: int | None = None) -> str:
    return f"/action-plans/{world.round_id}/{urn or world.urns[0]}/"


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_action_is_added_and_shown(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    assert "No actions yet" in client.get(plan(world)).content.decode()
    answer = client.post(plan(world) + "add/", SENT)
    assert answer.headers["Location"] == plan(world)
    shown = client.get(plan(world)).content.decode()
    assert "Action 1: Area number 2" in shown
    assert "12 March 2027" in shown


def test_what_was_written_in_the_evaluation_can_be_taken_up(client: PageClient, world: World) -> None:
    world.judge(world.urns[0])
    sign_in(client, world, "ada")
    assert "Take up Area number 1" in client.get(plan(world)).content.decode()
    form = client.get(plan(world) + "add/?area=area-1").content.decode()
    assert "What we shall do." in form


def test_faults_keep_what_was_typed(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    answer = client.post(plan(world) + "add/", {**SENT, "due-month": "13", "owner": ""})
    shown = answer.content.decode()
    assert "Enter a real date" in shown
    assert "Name the person who sees to it." in shown
    assert "Share what works in reading." in shown
    assert "<title>Error: " in shown
    assert queries.of_school(world.viewer("ada"), world.urns[0], world.round_id) == ()


def test_the_second_editor_keeps_their_text(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(plan(world) + "add/", SENT)
    (found,) = queries.of_school(world.viewer("ada"), world.urns[0], world.round_id)
    address = f"/action-plans/actions/{found.id}/"
    client.post(address, {**SENT, "owner": "Somebody first", "version": "1"})
    answer = client.post(address, {**SENT, "owner": "Somebody second", "version": "1"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Somebody first" in shown
    assert 'value="Somebody second"' in shown
    assert client.post(address, {**SENT, "owner": "Somebody second", "version": "2"}).status_code == 302


def test_a_stale_button_says_that_things_moved_on(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(plan(world) + "add/", SENT)
    (found,) = queries.of_school(world.viewer("ada"), world.urns[0], world.round_id)
    assert client.post(f"/action-plans/actions/{found.id}/finish/").status_code == 302
    assert client.post(f"/action-plans/actions/{found.id}/finish/").status_code == 409
    assert client.get(f"/action-plans/actions/{found.id}/finish/").status_code == 405


@pytest.mark.parametrize("name", ["ben", "lee", "sam"])
def test_others_get_not_found_whatever_they_ask(client: PageClient, world: World, name: str) -> None:
    number = actions.add(
        viewer=world.viewer("ada"),
        urn=world.urns[0],
        round_id=world.round_id,
        given=actions.ActionInput("area-1", "SECRET-PLAN", "SECRET-OWNER", date(2027, 1, 1), ""),
        at=AT,
    )
    (found,) = queries.of_school(world.viewer("ada"), world.urns[0], world.round_id)
    sign_in(client, world, name)
    for answer in (
        client.get(plan(world)),
        client.get(plan(world) + "add/"),
        client.post(plan(world) + "add/", SENT),
        client.get(f"/action-plans/actions/{found.id}/"),
        client.post(f"/action-plans/actions/{found.id}/", SENT),
        client.post(f"/action-plans/actions/{found.id}/start/"),
    ):
        assert answer.status_code == 404
        assert "SECRET" not in answer.content.decode()
    assert number == 1


def test_a_governor_reads_without_buttons(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(plan(world) + "add/", SENT)
    sign_in(client, world, "gil")
    shown = client.get(plan(world)).content.decode()
    assert "Share what works in reading." in shown
    assert "Change action" not in shown
    assert client.get(plan(world) + "add/").status_code == 403


def test_the_plan_takes_as_many_queries_for_three_as_for_one(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(plan(world) + "add/", SENT)
    client.get(plan(world))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(plan(world))
    for _ in range(2):
        client.post(plan(world) + "add/", SENT)
    client.get(plan(world))  # takes the message away
    with CaptureQueriesContext(connection) as three:
        client.get(plan(world))
    assert len(one) == len(three) <= 12
