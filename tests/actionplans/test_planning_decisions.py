"""Adding, changing and moving on actions: the change, its audit row, and neither when one fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plait.actionplans import actions, queries
from plait.actionplans.models import Action
from plait.audit.models import AuditEntry
from plait.domain.stages import ActionState, NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from tests.world import AT, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
GIVEN = actions.ActionInput("area-1", "Meet every half-term.", "Deputy head", date(2027, 1, 15), "Minutes show it.")


@pytest.fixture
def world() -> World:
    return trio()


def add(world: World, name: str = "ada", urn: int | None = None) -> queries.ActionFacts:
    urn = urn or world.urns[0]
    number = actions.add(viewer=world.viewer(name), urn=urn, round_id=world.round_id, given=GIVEN, at=AT)
    return next(item for item in queries.of_school(world.viewer(name), urn, world.round_id) if item.number == number)


def trail(action_id: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(kind="action", object_id=str(action_id)).order_by("id"))


def test_adding_leaves_a_row_and_its_trail(world: World) -> None:
    found = add(world, "amy")
    assert (found.number, found.text, found.state) == (1, GIVEN.text, ActionState.TO_DO)
    (entry,) = trail(found.id)
    assert entry.changes["owner"] == ["", "Deputy head"]
    assert entry.actor == world.people["amy"]


def test_numbers_count_up_and_are_never_given_again(world: World) -> None:
    first, second = add(world), add(world)
    actions.move_on(viewer=world.viewer("ada"), action_id=first.id, step="stop", at=AT)
    third = add(world)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert add(world, "ben", world.urns[1]).number == 1


def test_a_governor_reads_and_does_not_write(world: World) -> None:
    found = add(world)
    assert queries.of_school(world.viewer("gil"), world.urns[0], world.round_id) == (found,)
    with pytest.raises(Refused, match="headteacher and senior leaders"):
        add(world, "gil")
    with pytest.raises(Refused):
        actions.move_on(viewer=world.viewer("gil"), action_id=found.id, step="start", at=AT)


@pytest.mark.parametrize("name", ["ben", "lee", "sam"])
def test_partners_lead_and_strangers_find_no_action(world: World, name: str) -> None:
    found = add(world)
    with pytest.raises(NotVisible):
        queries.get(world.viewer(name), found.id)
    assert queries.of_school(world.viewer("ada"), world.urns[0], world.round_id)
    assert queries.of_school(world.viewer(name), world.urns[0], world.round_id) == ()
    with pytest.raises(NotVisible):
        actions.change(viewer=world.viewer(name), action_id=found.id, given=GIVEN, version=1, at=AT)
    with pytest.raises(NotVisible):
        add(world, name, world.urns[0])


def test_an_action_needs_a_round_of_the_school(world: World) -> None:
    with pytest.raises(NotVisible):
        actions.add(viewer=world.viewer("sam"), urn=world.outside, round_id=world.round_id, given=GIVEN, at=AT)
    assert not Action.objects.exists()


def test_the_second_of_two_editors_sees_what_was_saved(world: World) -> None:
    found = add(world)
    first = replace(GIVEN, owner="Head of maths")
    actions.change(viewer=world.viewer("ada"), action_id=found.id, given=first, version=1, at=AT)
    with pytest.raises(StaleWrite) as stale:
        actions.change(viewer=world.viewer("amy"), action_id=found.id, given=GIVEN, version=1, at=AT)
    assert stale.value.theirs["owner"] == "Head of maths"
    assert stale.value.version == 2
    assert queries.get(world.viewer("ada"), found.id).owner == "Head of maths"
    assert [entry.changes for entry in trail(found.id)][1:] == [{"owner": ["Deputy head", "Head of maths"]}]


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        (["start", "finish"], "start"),
        (["finish"], "stop"),
        (["stop"], "finish"),
        (["finish", "resume", "stop"], "stop"),
    ],
)
def test_moves_follow_the_table(world: World, steps: list[str], refused: str) -> None:
    found = add(world)
    for step in steps:
        actions.move_on(viewer=world.viewer("ada"), action_id=found.id, step=step, at=AT)
    with pytest.raises(NotAllowedNow):
        actions.move_on(viewer=world.viewer("ada"), action_id=found.id, step=refused, at=AT)
    assert [entry.action for entry in trail(found.id)] == ["add", *steps]


@pytest.mark.parametrize("doing", ["add", "change", "move_on"])
def test_nothing_changes_when_the_trail_cannot_be_written(
    world: World, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = add(world)

    def broken(**fields: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr("plait.actionplans.actions.record", broken)
    viewer = world.viewer("ada")
    given = replace(GIVEN, text="Something else")
    attempts = {
        "add": lambda: add(world),
        "change": lambda: actions.change(viewer=viewer, action_id=found.id, given=given, version=1, at=AT),
        "move_on": lambda: actions.move_on(viewer=viewer, action_id=found.id, step="start", at=AT),
    }
    with pytest.raises(RuntimeError):
        attempts[doing]()
    assert queries.of_school(world.viewer("ada"), world.urns[0], world.round_id) == (found,)
