"""Two people at once in a school's own work: one outcome, nothing half done, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from plait.actionplans import actions as actionplans
from plait.actionplans.models import Action
from plait.audit.models import AuditEntry
from plait.domain.verdicts import StaleWrite
from plait.journey.actions import RoundInput, open_round
from plait.partnerships.models import Round
from plait.peerreview.models import PeerReview
from plait.selfevaluation import actions
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation, StatementJudgement
from tests.races import at_once, kinds
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
ASH = 990001


@pytest.fixture
def world() -> World:
    return trio()


def saving(world: World, name: str, answer: str, version: int = 0, area: str = "area-1") -> Callable[[], Any]:
    """Everything in the area says the same level, so that a mixture of two saves would show."""
    viewer = world.viewer(name)
    statements = {f"{area}-statement-{number}": answer for number in (1, 2)}
    given = actions.AreaInput(answer, f"Level {answer}.", f"From {answer} on.", statements, version)
    return lambda: actions.save_area(
        viewer=viewer, evaluation_id=world.evaluations[ASH], area_id=area, given=given, at=AT
    )


def stored(world: World, area: str = "area-1") -> tuple[set[str], int]:
    """The levels found anywhere in the area, and its version."""
    row = AreaJudgement.objects.get(evaluation_id=world.evaluations[ASH], area=area)
    said = StatementJudgement.objects.filter(evaluation_id=world.evaluations[ASH], area=area)
    texts = {row.evidence.removeprefix("Level ").rstrip("."), row.actions.split()[1]} if row.version else set()
    return {row.answer, *texts, *said.values_list("answer", flat=True)}, row.version


@pytest.mark.parametrize("turn", range(3))
def test_two_save_one_area(world: World, turn: int) -> None:
    outcomes = at_once(saving(world, "ada", "2"), saving(world, "amy", "3"))
    assert kinds(outcomes) == ["StaleWrite", "done"]
    levels, version = stored(world)
    assert version == 1
    told = next(one for one in outcomes if isinstance(one, StaleWrite))
    assert {told.theirs["answer"]} == levels
    assert AuditEntry.objects.filter(action="save").count() == 1


def test_eight_areas_and_people_at_once_lose_nothing(world: World) -> None:
    acts = [saving(world, name, "2", area=f"area-{number}") for number in (1, 2, 3) for name in ("ada", "amy")]
    assert kinds(at_once(*acts)) == ["done"] * 6  # the same from two people is no conflict
    assert [stored(world, f"area-{number}") for number in (1, 2, 3)] == [({"2"}, 1)] * 3


@pytest.mark.parametrize("turn", range(3))
def test_a_save_never_follows_the_submission(world: World, turn: int) -> None:
    world.judge(ASH)
    head = world.viewer("ada")
    outcomes = at_once(
        lambda: actions.submit(viewer=head, evaluation_id=world.evaluations[ASH], at=AT),
        saving(world, "amy", "4", version=1),
    )
    assert kinds(outcomes) in (["done", "done"], ["Refused", "done"])
    assert SelfEvaluation.objects.get(pk=world.evaluations[ASH]).state == "submitted"
    assert AuditEntry.objects.filter(kind=actions.KIND).order_by("-pk")[0].action == "submit"
    assert (stored(world)[0] == {"4"}) == (kinds(outcomes) == ["done", "done"])


def test_submitted_twice_is_submitted_once(world: World) -> None:
    world.judge(ASH)
    head = world.viewer("ada")
    submit = lambda: actions.submit(viewer=head, evaluation_id=world.evaluations[ASH], at=AT)  # noqa: E731
    assert kinds(at_once(submit, submit, submit)) == ["Refused", "Refused", "done"]
    assert AuditEntry.objects.filter(action="submit").count() == 1


def test_the_next_round_opens_once(world: World) -> None:
    lead = world.viewer("lee")
    given = RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), after=1)
    opening = lambda: open_round(  # noqa: E731
        viewer=lead,
        partnership_id=world.partnership_id,
        programme_id=world.programme_id,
        given=given,
        at=AT,
        today=TODAY,
    )
    assert kinds(at_once(opening, opening)) == ["NotAllowedNow", "done"]
    assert list(Round.objects.order_by("number").values_list("number", "closed_on")) == [(1, TODAY), (2, None)]
    assert SelfEvaluation.objects.count() == PeerReview.objects.count() == 6


def test_a_draft_is_not_written_into_a_closed_round(world: World) -> None:
    lead = world.viewer("lee")
    given = RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), after=1)
    outcomes = at_once(
        lambda: open_round(
            viewer=lead,
            partnership_id=world.partnership_id,
            programme_id=world.programme_id,
            given=given,
            at=AT,
            today=TODAY,
        ),
        saving(world, "ada", "2"),
    )
    assert kinds(outcomes) in (["done", "done"], ["Refused", "done"])
    assert Round.objects.count() == 2
    assert stored(world)[1] == (kinds(outcomes) == ["done", "done"])


def test_actions_added_at_once_get_numbers_of_their_own(world: World) -> None:
    def adding(number: int) -> Callable[[], Any]:
        viewer = world.viewer("ada" if number % 2 else "amy")
        given = actionplans.ActionInput("area-1", f"Do {number}.", "Ann", TODAY, "")
        return lambda: actionplans.add(viewer=viewer, urn=ASH, round_id=world.round_id, given=given, at=AT)

    outcomes = at_once(*(adding(number) for number in range(6)))
    assert kinds(outcomes) == ["done"] * 6
    assert sorted(outcomes) == list(Action.objects.order_by("number").values_list("number", flat=True)) == [
        1, 2, 3, 4, 5, 6,
    ]  # fmt: skip


def test_two_change_one_action(world: World) -> None:
    viewer = world.viewer("ada")
    given = actionplans.ActionInput("area-1", "Do it.", "Ann", TODAY, "")
    actionplans.add(viewer=viewer, urn=ASH, round_id=world.round_id, given=given, at=AT)
    action = Action.objects.get()

    def changing(text: str) -> Callable[[], Any]:
        other = actionplans.ActionInput("area-2", text, text, TODAY, text)
        return lambda: actionplans.change(viewer=viewer, action_id=action.pk, given=other, version=1, at=AT)

    assert kinds(at_once(changing("One"), changing("Two"))) == ["StaleWrite", "done"]
    action.refresh_from_db()
    assert action.version == 2
    assert action.text == action.owner == action.success_measure


def test_two_move_one_action_on(world: World) -> None:
    viewer = world.viewer("ada")
    given = actionplans.ActionInput("area-1", "Do it.", "Ann", TODAY, "")
    actionplans.add(viewer=viewer, urn=ASH, round_id=world.round_id, given=given, at=AT)
    pk = Action.objects.get().pk
    finish, stop = (
        lambda step=step: actionplans.move_on(viewer=viewer, action_id=pk, step=step, at=AT)
        for step in ("finish", "stop")
    )
    assert kinds(at_once(finish, stop)) == ["NotAllowedNow", "done"]
    assert AuditEntry.objects.filter(kind="action", action__in=["finish", "stop"]).count() == 1
