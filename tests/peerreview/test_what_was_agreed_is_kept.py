"""Agreeing notes beside each area what stands, and the next round starts from that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plait.audit.models import AuditEntry
from plait.journey import actions as journey
from plait.peerreview import actions as peerreview
from plait.selfevaluation import queries as selfevaluation
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def entries(world: World) -> list[tuple[str, str]]:
    whole = selfevaluation.get(world.viewer("ada"), world.evaluations[world.urns[0]])
    return [(entry.answer.label, entry.agreed.label if entry.agreed else "") for entry in whole.entries]  # type: ignore[union-attr]


def test_what_the_school_said_stays_beside_what_was_agreed() -> None:
    world = trio()
    world.reveal(world.urns[0], answer="3")
    assert entries(world) == [("Expanding", "")] * 3
    world.agree_after(world.urns[0], {"area-1": "3"})
    assert entries(world) == [("Expanding", "Secure"), ("Expanding", "Expanding"), ("Expanding", "Expanding")]
    entry = AuditEntry.objects.get(action="settle")
    assert entry.changes["area-1.agreed"] == ["", "3"]


def test_last_time_is_what_was_agreed() -> None:
    world = trio()
    world.agree(world.urns[0], answer="4")
    journey.open_round(
        viewer=world.viewer("lee"),
        partnership_id=world.partnership_id,
        programme_id=world.programme_id,
        given=journey.RoundInput("Spring 2027", date(2027, 2, 12), date(2027, 3, 26), 1),
        at=AT + timedelta(days=120),
        today=TODAY + timedelta(days=120),
    )
    last = selfevaluation.last_time(
        world.viewer("ada"), world.urns[0], {world.round_id: "Autumn 2026"}, world.framework
    )
    assert last
    assert {entry.agreed.label for entry in last.areas if entry.agreed} == {"Sustainable"}  # type: ignore[union-attr]


def test_nothing_is_agreed_when_the_note_beside_the_areas_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    world = trio()
    world.reveal(world.urns[0])
    peerreview.keep_unquestioned(viewer=world.viewer("ada"), review_id=world.reviews[world.urns[0]], at=AT)

    def broken(**fields: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr("plait.selfevaluation.actions.record", broken)
    with pytest.raises(RuntimeError):
        peerreview.agree(viewer=world.viewer("ada"), review_id=world.reviews[world.urns[0]], at=AT)
    assert entries(world) == [("Expanding", "")] * 3
