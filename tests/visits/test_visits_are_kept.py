"""How long what is prepared for a visit is kept, and whose copy has it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from plait.domain.retention import Kept
from plait.domain.school_copy import Treatment
from plait.partnerships.programme_actions import close_made_up_round
from plait.rights.queries import copy_of
from plait.rights.retention_actions import delete_what_is_over, set_hold
from plait.rights.school_queries import copy_of_school
from plait.visits.models import Activity, Focus, Hypothesis, Visit
from tests.rights.test_retention import whole_database
from tests.visits.planned import ASH, add, arrange, choose, shared, think, triad
from tests.world import AT, World

MARKER = "Heron-lantern-5208"
CLOSED = date(2026, 12, 18)
AFTER_A_MONTH = datetime(2027, 1, 18, 4, 0, tzinfo=UTC)
AFTER_FOUR_YEARS = datetime(2030, 12, 18, 4, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    made = triad()
    uuid = shared(made, questions=(MARKER,), note=MARKER)
    think(made, uuid, thinks=f"{MARKER} expected")
    add(made, uuid, title=MARKER, room=MARKER, visitors=("ben",))
    return made


def close(world: World) -> None:
    close_made_up_round(round_id=world.round_id, at=AT, today=CLOSED)


def test_what_was_expected_goes_with_the_working_notes(world: World) -> None:
    assert delete_what_is_over(AFTER_A_MONTH)[Kept.WORKING_NOTES] == 0  # the round is open
    close(world)
    assert delete_what_is_over(datetime(2027, 1, 17, 4, 0, tzinfo=UTC))[Kept.WORKING_NOTES] == 0
    assert delete_what_is_over(AFTER_A_MONTH)[Kept.WORKING_NOTES] == 1
    assert f"{MARKER} expected" not in whole_database()
    assert (Hypothesis.objects.count(), Visit.objects.count()) == (0, 1)
    assert delete_what_is_over(AFTER_A_MONTH)[Kept.WORKING_NOTES] == 0


def test_a_visit_goes_with_the_evaluation_in_the_trail_too(world: World) -> None:
    close(world)
    delete_what_is_over(AFTER_FOUR_YEARS)
    assert not any(model.objects.exists() for model in (Visit, Focus, Activity))
    assert MARKER not in whole_database()


def test_a_hold_keeps_both(world: World) -> None:
    close(world)
    set_hold(viewer=world.viewer("lee"), round_id=world.round_id, why="Somebody has complained.", at=AT)
    delete_what_is_over(AFTER_FOUR_YEARS)
    assert (Hypothesis.objects.count(), Activity.objects.count()) == (1, 1)


def test_each_has_their_own_words_and_nobody_elses(world: World) -> None:
    def texts(name: str) -> str:
        copy = copy_of(world.people[name].pk, made_at=AT)
        return repr([part for part in copy.parts if part.key.startswith("visit-")])

    assert f"{MARKER} expected" in texts("ben")
    assert f"{MARKER} expected" not in texts("ada")
    assert MARKER in texts("ada")
    assert "You are in it" in texts("ben")
    assert MARKER not in texts("cat")


def test_the_school_gives_what_it_shared_and_lists_the_rest(world: World) -> None:
    parts = {part.key: part for part in copy_of_school(ASH, made_at=AT).parts}
    assert parts["visit"].treatment is Treatment.GIVEN
    assert MARKER in repr(parts["visit"].entries)
    assert parts["visit-draft"].entries == ()
    assert f"{MARKER} expected" not in repr(parts)
    uuid = arrange(world, "ben", 990002)
    choose(world, uuid, "ben", questions=("Not yet shared?",))
    told = {part.key: part for part in copy_of_school(990002, made_at=AT).parts}
    assert len(told["visit-draft"].entries) == 1
    assert "Not yet shared?" not in repr([told["visit"], told["visit-draft"]])
