"""Many people on one wall in the same moment: nothing twice, nothing lost, no vote too many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from plait.audit.models import AuditEntry
from plait.domain.workshops import VOTES, Side, StaffKind
from plait.workshops import actions
from plait.workshops.models import Card, Vote, Workshop
from tests.races import at_once, kinds
from tests.workshops.held import led_by_fay
from tests.world import AT, TODAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def world() -> World:
    """Open for cards and votes; Amy and Gil take part."""
    made = led_by_fay()
    people = made.people
    given = actions.SetUpInput(
        people["fay"].pk, date(2026, 11, 27), "The hall", ("area-1",),
        {people["amy"].pk: StaffKind.LEADER, people["gil"].pk: StaffKind.GOVERNOR},
    )  # fmt: skip
    actions.set_up(viewer=made.viewer("ada"), given=given, version=0, at=AT, today=TODAY, **where(made))
    actions.begin(viewer=made.viewer("fay"), at=AT, today=TODAY, **where(made))
    return made


def where(world: World) -> dict[str, Any]:
    return {"round_id": world.round_id, "urn": world.urns[0]}


def card(world: World, name: str, token: str) -> Callable[[], Any]:
    viewer, given = world.viewer(name), actions.CardInput("area-1", Side.HELPS, f"Card {token}", token)
    return lambda: actions.add_card(viewer=viewer, given=given, at=AT, **where(world))


def vote(world: World, name: str, card_id: int, *, wanted: bool = True) -> Callable[[], Any]:
    viewer = world.viewer(name)
    return lambda: actions.vote(viewer=viewer, card_id=card_id, wanted=wanted, at=AT, **where(world))


def version() -> int:
    return Workshop.objects.get().version


def test_cards_of_many_devices_all_stand_and_a_double_click_is_one(world: World) -> None:
    before = version()
    sent = [card(world, "amy", "a"), card(world, "amy", "a"), card(world, "gil", "b"), card(world, "fay", "c")]
    assert kinds(at_once(*sent)) == ["done"] * 4
    assert sorted(Card.objects.values_list("token", flat=True)) == ["a", "b", "c"]
    assert version() == before + 3
    assert AuditEntry.objects.filter(kind=actions.CARD, action="add").count() == 3


def test_nobody_gives_a_vote_too_many_from_several_devices(world: World) -> None:
    for token in "abcde":
        card(world, "gil", token)()
    numbers = list(Card.objects.order_by("pk").values_list("pk", flat=True))
    outcomes = at_once(*(vote(world, "amy", number) for number in numbers))
    assert kinds(outcomes) == ["NotAllowedNow"] * (len(numbers) - VOTES) + ["done"] * VOTES
    assert Vote.objects.filter(person=world.people["amy"]).count() == VOTES
    assert AuditEntry.objects.filter(kind=actions.CARD, action="vote").count() == VOTES


def test_two_people_and_a_double_click_on_one_card_count_two(world: World) -> None:
    card(world, "gil", "a")()
    number = Card.objects.get().pk
    outcomes = at_once(vote(world, "amy", number), vote(world, "amy", number), vote(world, "gil", number))
    assert kinds(outcomes) == ["done"] * 3
    assert Vote.objects.filter(card_id=number).count() == 2
    assert kinds(at_once(*[vote(world, "amy", number, wanted=False)] * 2)) == ["done"] * 2
    assert list(Vote.objects.values_list("person_id", flat=True)) == [world.people["gil"].pk]
