"""A trio whose programme has a fact-check, in which everything is agreed at the first school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from inspection import PageClient

from plait.domain.programmes import ProgrammeDefinition, StepDefinition, StepKind
from plait.factchecks import actions
from plait.factchecks.models import FactPoint
from tests.world import AT, TODAY, World, peer_trio, small_framework, trio

BY = TODAY + timedelta(days=10)
STEP = StepDefinition("facts", StepKind.FACT_CHECK, "Check the facts of your report", minutes=30)


def with_fact_check(definition: ProgrammeDefinition) -> ProgrammeDefinition:
    """The same programme with a fact-check right after the challenge conversation."""
    at = next(index for index, step in enumerate(definition.steps) if step.kind is StepKind.CHALLENGE) + 1
    return replace(definition, steps=(*definition.steps[:at], STEP, *definition.steps[at:]))


def checked_world(*, agreed: bool = True) -> World:
    framework = small_framework()
    world = trio(framework, with_fact_check(peer_trio(framework)))
    if agreed:
        world.agree(world.urns[0])
    return world


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def offer(world: World, name: str = "ben", check_by: date = BY) -> None:
    actions.offer(viewer=world.viewer(name), review_id=review(world), check_by=check_by, at=AT, today=TODAY)


def mark(world: World, wish: str, *, name: str = "ada", area: str = "area-1", quote: str = "", token: str = "") -> int:
    """Say that a fact is wrong; the point's number in the database."""
    given = actions.PointInput(area, quote, wish, token or wish[:40])
    actions.add_point(viewer=world.viewer(name), review_id=review(world), framework=world.framework, given=given, at=AT)
    return FactPoint.objects.order_by("-number").values_list("pk", flat=True)[0]


def finish(world: World, name: str = "ada") -> None:
    actions.finish(viewer=world.viewer(name), review_id=review(world), at=AT)


def reply(world: World, point_id: int, text: str, *, name: str = "ben", changed: bool = True) -> None:
    actions.reply(viewer=world.viewer(name), point_id=point_id, changed=changed, text=text, at=AT)


def sign(world: World, name: str, *, tells: bool = False, at: datetime = AT) -> None:
    actions.sign(viewer=world.viewer(name), review_id=review(world), tells=tells, at=at)


def settle(world: World, *, tells: bool = False) -> None:
    """All the way: one point is changed, one is kept, both sign."""
    offer(world)
    first = mark(world, "It is 31 pupils, by the October count.", quote="about 40 pupils")
    second = mark(world, "The club began in May.", area="")
    finish(world)
    reply(world, first, "31 pupils take part.")
    reply(world, second, "We were told of September by two teachers.", name="cat", changed=False)
    sign(world, "ben", tells=tells)
    sign(world, "ada", tells=tells)


def review(world: World) -> int:
    return world.reviews[world.urns[0]]
