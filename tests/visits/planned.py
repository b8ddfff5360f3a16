"""A triad whose programme has visits, and everything of one visit, through the decisions that pages take."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from plait.domain.roles import Role
from plait.domain.timetable import ActivityKind, VisitForm, VisitSubject
from plait.visits import actions, focus_actions, hypothesis_actions, queries, timetable_actions
from plait.visits.actions import VisitInput
from plait.visits.facts import VisitFacts
from plait.visits.focus_actions import FocusInput
from plait.visits.hypothesis_actions import HypothesisInput
from plait.visits.timetable_actions import ActivityInput
from tests.world import AT, TODAY, World, person, trio

ASH, BECK, CLIFF = 990001, 990002, 990003
DAY = date(2026, 11, 11)
"""A Wednesday."""


def triad() -> World:
    """The trio by a programme with visits; ``sue`` is a member of staff of the first school, ``rob`` reviews for a time
    for the second."""
    world = trio(programme="focus-triad")
    world.people["sue"] = person("sue", role=Role.STAFF, urn=ASH)
    world.people["liz"] = person("liz", role=Role.LEADER, urn=CLIFF)
    return world


def arrange(world: World, name: str = "ada", urn: int = ASH, **changed: Any) -> UUID:
    given = {"form": VisitForm.ONE_DAY, "subject": VisitSubject.SCHOOL, "subject_name": "", "starts_on": DAY}
    given |= {"ends_on": DAY} | changed
    return actions.arrange(
        viewer=world.viewer(name), round_id=world.round_id, urn=urn, given=VisitInput(**given), at=AT
    )


def of(world: World, name: str, uuid: UUID) -> VisitFacts:
    return queries.get(world.viewer(name), uuid)


def choose(world: World, uuid: UUID, name: str = "ada", **changed: Any) -> None:
    """Save the focus against the version that stands."""
    given: dict[str, Any] = {
        "chosen": ("area:area-1", "statement:area-2-statement-1"),
        "questions": ("Do they like to read?",),
        "note": "Come by the side door.",
        "items": (),
        "version": of(world, name, uuid).focus_version,
    }
    given |= changed
    focus_actions.save_focus(viewer=world.viewer(name), uuid=uuid, given=FocusInput(**given), at=AT)


def shared(world: World, **changed: Any) -> UUID:
    """A visit whose focus those who come can read."""
    uuid = arrange(world)
    choose(world, uuid, **changed)
    focus_actions.share_focus(viewer=world.viewer("ada"), uuid=uuid, at=AT)
    return uuid


def think(world: World, uuid: UUID, name: str = "ben", number: int = 1, version: int = 0, **words: str) -> None:
    given = HypothesisInput(**({"thinks": "Books are few.", "would_change": "A full shelf."} | words))
    hypothesis_actions.save_hypothesis(
        viewer=world.viewer(name), uuid=uuid, number=number, given=given, version=version, at=AT
    )


def add(world: World, uuid: UUID, name: str = "ada", activity: UUID | None = None, **changed: Any) -> UUID:
    """Something on the timetable. ``visitors`` and ``hosts`` by short names."""
    given: dict[str, Any] = {
        "kind": ActivityKind.LESSON_VISIT,
        "title": "Reading in Year 2",
        "day": DAY,
        "starts": time(9),
        "ends": time(10),
        "room": "",
        "visitors": (),
        "hosts": (),
        "version": 0,
    }
    given |= changed
    for side in ("visitors", "hosts"):
        given[side] = frozenset(world.people[each].pk for each in given[side])
    return timetable_actions.save_activity(
        viewer=world.viewer(name), uuid=uuid, activity=activity, given=ActivityInput(**given), at=AT, today=TODAY
    )
