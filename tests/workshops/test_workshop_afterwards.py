"""What is left of a workshop: its task, its trail, who is told what is held, and its end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from inspection import PageClient

from plait.actionplans.actions import ActionInput
from plait.actionplans.models import Action
from plait.domain.retention import Kept
from plait.domain.stages import NotAllowedNow
from plait.domain.tasks import TaskKind, TaskState
from plait.domain.verdicts import Refused, StaleWrite
from plait.domain.workshops import Outcome, Side, StaffKind
from plait.journey.actions import RoundInput, set_up_round
from plait.journey.changes import changes_page
from plait.journey.queries import school_journey
from plait.journey.reminders import compose, make_reminders
from plait.journey.standings import round_standing
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships.programme_actions import close_made_up_round
from plait.partnerships.queries import round_facts
from plait.rights.queries import copy_of
from plait.rights.retention_actions import delete_what_is_over
from plait.rights.school_queries import copy_of_school as school_copy_of
from plait.workshops import actions
from plait.workshops.models import Card, ImpactAnswer, Workshop
from tests.workshops.held import base, led_by_fay, sign_in
from tests.world import AT, TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
OVER = datetime(2032, 12, 18, 4, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return led_by_fay()


def where(world: World, name: str) -> dict[str, object]:
    return {"viewer": world.viewer(name), "round_id": world.round_id, "urn": world.urns[0]}


def given(world: World, leader: str = "fay") -> actions.SetUpInput:
    people = {world.people["gil"].pk: StaffKind.GOVERNOR}
    return actions.SetUpInput(world.people[leader].pk, TODAY, "The hall", ("area-1",), people)


def hold(world: World) -> int:
    """From setting up to closing; the number of the action that was written down."""
    actions.set_up(given=given(world), version=0, at=AT, today=TODAY, **where(world, "ada"))
    actions.begin(at=AT, today=TODAY, **where(world, "fay"))
    card = actions.CardInput("area-1", Side.HELPS, "GIL-CARD", "t1")
    actions.add_card(given=card, at=AT, **where(world, "gil"))
    planned = ActionInput("area-1", "Visit each other.", "Gil", date(2026, 11, 2), "We say what we took from it.")
    actions.plan(given=planned, token="a1", at=AT, **where(world, "ada"))
    actions.close(at=AT, **where(world, "fay"))
    return Action.objects.get().pk


def said(outcome: Outcome, again_on: date | None = None, turn: int = 0) -> actions.ImpactInput:
    return actions.ImpactInput(outcome, "ADA-SAID", "For year 4.", "We asked them.", again_on, turn)


def test_the_rule_holds_below_the_form(world: World) -> None:
    for name, reason in (("ben", "on the team"), ("amy", "your own school"), ("sam", "from the list")):
        with pytest.raises(Refused, match=reason):
            actions.set_up(given=given(world, name), version=0, at=AT, today=TODAY, **where(world, "ada"))
    with pytest.raises(Refused, match="headteacher"):
        actions.set_up(given=given(world), version=0, at=AT, today=TODAY, **where(world, "amy"))
    assert not Workshop.objects.exists()
    actions.set_up(given=given(world), version=0, at=AT, today=TODAY, **where(world, "ada"))
    with pytest.raises(StaleWrite):
        actions.set_up(given=given(world), version=0, at=AT, today=TODAY, **where(world, "ada"))
    with pytest.raises(NotAllowedNow):
        actions.close(at=AT, **where(world, "fay"))


def test_the_check_is_a_task_until_all_is_said(world: World) -> None:
    action_id = hold(world)
    assert Workshop.objects.get().check_on == date(2026, 12, 7), "twelve weeks on"

    def task(name: str) -> tuple[TaskState, date | None]:
        journey = school_journey(world.viewer(name), world.urns[0])
        (step,) = [step for step in journey.steps if step.kind is TaskKind.IMPACT]
        whole = round_standing(round_facts([world.round_id])[world.round_id]).steps(world.viewer(name), world.urns[0])
        assert [each.due for each in whole if each.kind is TaskKind.IMPACT] == [step.due], "mails say what pages show"
        return step.state, step.due

    assert task("ada") == (TaskState.YOURS, date(2026, 12, 7))
    assert task("gil") == (TaskState.THEIRS, date(2026, 12, 7))
    to = {"action_id": action_id, "at": AT, **where(world, "ada")}
    with pytest.raises(ValueError, match="Give the day"):
        actions.answer(given=said(Outcome.NOT_YET), **to)
    actions.answer(given=said(Outcome.NOT_YET, date(2027, 3, 1)), **to)
    assert task("ada") == (TaskState.YOURS, date(2027, 3, 1))
    with pytest.raises(StaleWrite):
        actions.answer(given=said(Outcome.DONE), **to)
    actions.answer(given=said(Outcome.DONE, turn=1), **to)
    assert task("ada") == (TaskState.DONE, None)
    assert ImpactAnswer.objects.count() == 2


def test_the_trail_says_what_was_done_and_not_who_wrote_a_card(world: World) -> None:
    action_id = hold(world)
    actions.answer(action_id=action_id, given=said(Outcome.DONE), at=AT, **where(world, "ada"))
    rows = [row for row in changes_page(world.viewer("ada"), world.urns[0]).rows if row.what == "Improvement workshop"]
    assert {row.did for row in rows} == {"set up", "opened", "wrote an action down", "closed", "answered"}
    assert not any(row.hidden for row in rows)
    assert {row.who for row in rows} == {"Ada", "Fay"}
    assert "GIL-CARD" not in repr(rows)


def test_everybody_gets_their_own_words_and_the_school_what_came_of_it(world: World) -> None:
    action_id = hold(world)
    actions.answer(action_id=action_id, given=said(Outcome.DONE), at=AT, **where(world, "ada"))
    mine = repr(copy_of(world.people["gil"].pk, made_at=AT))
    assert "GIL-CARD" in mine
    assert "ADA-SAID" not in mine
    assert "ADA-SAID" in repr(copy_of(world.people["ada"].pk, made_at=AT))
    assert "You lead" in repr(copy_of(world.people["fay"].pk, made_at=AT))
    school = repr(school_copy_of(world.urns[0], made_at=AT))
    assert "ADA-SAID" in school
    assert "GIL-CARD" not in school


def test_it_goes_on_its_day(world: World) -> None:
    action_id = hold(world)
    actions.answer(action_id=action_id, given=said(Outcome.DONE), at=AT, **where(world, "ada"))
    close_made_up_round(round_id=world.round_id, at=AT, today=date(2026, 12, 18))
    gone = delete_what_is_over(OVER)
    assert (gone[Kept.WORKSHOPS], gone[Kept.ACTIONS]) == (1, 1)
    assert not Workshop.objects.exists()
    assert not Card.objects.exists()


def test_last_times_actions_stand_beside_the_next_workshop(client: PageClient, world: World) -> None:
    action_id = hold(world)
    actions.answer(action_id=action_id, given=said(Outcome.DONE), at=AT, **where(world, "ada"))
    first = world.round_id
    world.round_id = set_up_round(
        programme_id=world.programme_id, members=world.urns, at=AT, today=TODAY, actor_id=None,
        given=RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), 1),
    )  # fmt: skip
    assert world.round_id != first
    sign_in(client, world, "ada")
    shown = client.get(base(world)).content.decode()
    assert "What came of last time’s actions" in shown
    assert "ADA-SAID" in shown
    address = f"/my-schools/{world.urns[0]}/"
    assert "Also under way" not in client.get(address).content.decode(), "all is said"


def test_the_check_outlives_its_round(client: PageClient, world: World) -> None:
    hold(world)
    close_made_up_round(round_id=world.round_id, at=AT, today=date(2026, 11, 2))
    before = OutgoingMail.objects.count()
    make_reminders(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    made = OutgoingMail.objects.filter(person=world.people["ada"], kind="reminder")
    assert OutgoingMail.objects.count() - before == made.count() == 1, "hers alone, a week before the seventh"
    written = compose(world.people["ada"].pk, About("digest", ""), datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert written is not None
    assert "Look at what came of your actions" in repr(written)
    assert f"{base(world)}impact/" in repr(written)
