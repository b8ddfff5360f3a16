"""Two at once: the same link, the same invitation, two heads who end each other's role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.mail.models import OutgoingMail
from plait.partnerships import invitation_actions as actions
from plait.partnerships import invitation_queries as queries
from plait.partnerships.invitation_rules import Place
from plait.partnerships.models import Appointment, Invitation
from plait.people.models import Person
from tests.partnerships.test_invitations import NEW, invite, token_of
from tests.races import at_once
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def world(transactional_db: None) -> World:
    return trio()


def outcome(change: Callable[[], Any]) -> Callable[[], str]:
    def run() -> str:
        try:
            change()
        except (NotAllowedNow, NotVisible, Refused):
            return "told"
        return "done"

    return run


def test_one_link_makes_one_account(world: World) -> None:
    invite(world, "ada", "leader", Place(urn=world.urns[0]))
    token = token_of()

    def answer() -> None:
        actions.accept_as_new(token=token, name="Nia", password=None, at=AT, today=TODAY)

    assert sorted(at_once(outcome(answer), outcome(answer))) == ["done", "told"]
    assert Person.objects.filter(email=NEW).count() == 1
    assert Appointment.objects.filter(person__email=NEW).count() == 1


def test_two_presses_send_one_mail(world: World) -> None:
    def ask() -> None:
        invite(world, "ada", "leader", Place(urn=world.urns[0]))

    assert sorted(at_once(outcome(ask), outcome(ask))) == ["done", "told"]
    assert Invitation.objects.count() == OutgoingMail.objects.count() == 1


def test_a_school_is_not_left_without_a_head(world: World) -> None:
    urn = world.urns[0]
    world.people["hal"] = person("hal", role=Role.HEAD, urn=urn)
    roles = {name: Appointment.objects.get(person=world.people[name]).pk for name in ("ada", "hal")}

    def ends(by: str, whose: str) -> Callable[[], str]:
        viewer = world.viewer(by)
        return outcome(lambda: actions.end_role(viewer=viewer, appointment_id=roles[whose], at=AT, today=TODAY))

    at_once(ends("ada", "hal"), ends("hal", "ada"))
    assert len(queries.heads(urn, today=TODAY)) == 1
