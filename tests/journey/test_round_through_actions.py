"""A whole round through the actions alone: what each step changes, its audit row, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plait.audit.models import AuditEntry
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.journey import actions as journey
from plait.partnerships import queries as partnerships
from plait.selfevaluation import queries as selfevaluation
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def next_round(world: World, name: str, after: int = 1) -> int:
    given = journey.RoundInput("Spring 2027", date(2027, 2, 12), date(2027, 3, 26), after)
    return journey.open_round(
        viewer=world.viewer(name),
        partnership_id=world.partnership_id,
        programme_id=world.programme_id,
        given=given,
        at=AT + timedelta(days=120),
        today=TODAY + timedelta(days=120),
    )


def test_the_lead_opens_the_next_round_and_the_last_one_closes() -> None:
    world = trio()
    world.agree(world.urns[0])
    round_id = next_round(world, "lee")
    rounds = partnerships.rounds_of_partnership(world.partnership_id)
    assert [(item.title, item.open) for item in rounds] == [("Spring 2027", True), ("Autumn 2026", False)]
    world.round_id = round_id
    assert selfevaluation.progress(world.viewer("lee"), round_id) == {}  # nobody has signed yet
    world.sign()
    assert set(selfevaluation.progress(world.viewer("lee"), round_id)) == set(world.urns)
    assert AuditEntry.objects.filter(kind="round", action="open", object_id=str(round_id)).count() == 1


def test_evidence_comes_along_and_judgements_do_not() -> None:
    world = trio()
    world.judge(world.urns[0], answer="3", evidence="Minutes of the spring term.")
    world.submit(world.urns[0])
    world.judge(world.urns[1], evidence="A draft that was never submitted.")
    world.round_id = next_round(world, "lee")
    world.find()
    first = selfevaluation.get(world.viewer("ada"), world.evaluations[world.urns[0]])
    assert {saved.entry.evidence for saved in first.areas} == {"Minutes of the spring term."}
    assert all(saved.carried_over and saved.entry.answer is None for saved in first.areas)
    second = selfevaluation.get(world.viewer("ben"), world.evaluations[world.urns[1]])
    assert {saved.entry.evidence for saved in second.areas} == {""}


def test_two_people_who_open_a_round_at_once_open_one() -> None:
    world = trio()
    next_round(world, "lee", after=1)
    with pytest.raises(NotAllowedNow):
        next_round(world, "lee", after=1)
    assert len(partnerships.rounds_of_partnership(world.partnership_id)) == 2


@pytest.mark.parametrize("name", ["ada", "amy", "gil"])
def test_nobody_else_opens_a_round_while_there_is_a_lead(name: str) -> None:
    world = trio()
    with pytest.raises(Refused, match="lead"):
        next_round(world, name)
    assert len(partnerships.rounds_of_partnership(world.partnership_id)) == 1


def test_a_stranger_finds_no_partnership() -> None:
    world = trio()
    with pytest.raises(NotVisible):
        next_round(world, "sam")


def test_nothing_is_opened_when_the_trail_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    world = trio()
    kept = AuditEntry.objects.count()

    def broken(**fields: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr("plait.peerreview.place_actions.record_each", broken)
    with pytest.raises(RuntimeError):
        next_round(world, "lee")
    rounds = partnerships.rounds_of_partnership(world.partnership_id)
    assert [(item.title, item.open) for item in rounds] == [("Autumn 2026", True)]
    assert AuditEntry.objects.count() == kept
