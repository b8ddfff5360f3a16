"""A made-up school whose people judge alone first, and the steps that they take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from plait.adapters.programme_files import built_in
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.roles import Role
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.programme_actions import start_programme
from plait.selfevaluation import rater_actions as asking
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation import rating_actions as rating
from tests.world import AT, TODAY, World, person, small_framework, trio

ASH = 990001
UNTIL = TODAY + timedelta(days=10)
LATER = UNTIL + timedelta(days=1)
THREE = ("ada", "amy", "gil")


def world_of(programme: str = "own-school", **terms: object) -> World:
    """A school that works by this programme, its raters' terms changed; with a senior leader, governor and teacher."""
    made = trio(small_framework(areas=2, statements=2))
    made.people["tia"] = person("tia", role=Role.STAFF, urn=ASH)
    made.people["bo"] = person("bo", role=Role.LEADER, urn=ASH)
    definition: ProgrammeDefinition = built_in()[programme]
    steps = tuple(
        replace(step, raters=replace(step.raters, **terms)) if step.raters else step for step in definition.steps
    )
    changed = replace(definition, steps=steps, frameworks=(("small", "1"),))
    programme_id = start_programme(partnership_id=made.partnership_id, definition=changed, title="Alone", at=AT)
    made.round_id = set_up_round(
        programme_id=programme_id,
        members=made.urns,
        given=RoundInput("Spring 2027", date(2026, 10, 16), date(2026, 12, 4), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    if changed.contract.needs_signature:
        made.sign()
    made.find()
    return made


def number(world: World) -> int:
    return world.evaluations[ASH]


def ask(world: World, *names: str, until: date = UNTIL, today: date = TODAY, by: str = "ada") -> int:
    people = [world.people[name].pk for name in names or THREE]
    return asking.ask(
        viewer=world.viewer(by), evaluation_id=number(world), people=people, closes_on=until, at=AT, today=today
    )


def first(world: World, name: str, area: int = 1, answer: str = "3", *, begin: bool = True, version: int = 0) -> None:
    rating.save_instinct(
        viewer=world.viewer(name),
        evaluation_id=number(world),
        area_id=f"area-{area}",
        given=rating.Judged(answer, version, {}),
        begin=begin,
        at=AT,
        today=TODAY,
    )


def think(
    world: World, name: str, area: int = 1, answer: str = "2", reason: str = "Seen in books.", **more: int
) -> None:
    rating.save_considered(
        viewer=world.viewer(name),
        evaluation_id=number(world),
        area_id=f"area-{area}",
        given=rating.Judged(answer, more.get("version", 1), {}, reason),
        at=AT,
        today=TODAY,
    )


def judge(world: World, name: str, *answers: str) -> None:
    """Both areas by instinct and after reading, and handed in."""
    for area, answer in enumerate(answers or ("2", "3"), start=1):
        first(world, name, area)
        think(world, name, area, answer, f"{name} says why {area}")
    rating.hand_in(viewer=world.viewer(name), evaluation_id=number(world), at=AT, today=TODAY)


def of(world: World, name: str, today: date = TODAY) -> raters.AskingFacts:
    return raters.asking(world.viewer(name, today), number(world), today=today)


def read(world: World, name: str, today: date = TODAY) -> list[str]:
    viewer = world.viewer(name, today)
    found = of(world, name, today)
    views = raters.all_words(viewer, found, world.framework)
    return [view.areas["area-1"].reason for view in views]
