"""When a visit is set for a day, both sides are told: once each time, and only who may still know of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.timetable import VisitForm, VisitSubject
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships.actions import appoint
from plait.partnerships.models import Pairing, TeamPlace
from plait.visits import actions
from plait.visits.models import Visit
from plait.visits.telling import compose
from tests.visits.planned import ASH, BECK, CLIFF, DAY, arrange, of, shared, triad
from tests.world import AT, World, person

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BOTH = ["amy", "ben", "cat", "liz", "rob"]
"""A senior leader of the school; heads and others who come for the two that look at it. Not Ada, who set the day."""


@pytest.fixture
def world() -> World:
    made = triad()
    made.people["rob"] = reviewer("rob", BECK)
    return made


def reviewer(name: str, urn: int) -> Any:
    held = person(name)
    given = {"role": Role.REVIEWER, "urn": urn, "starts": AT.date(), "ends": DAY + timedelta(days=30)}
    appoint(person_id=held.pk, at=AT, **given)
    return held


def told(world: World, **which: Any) -> list[str]:
    names = {held.pk: name for name, held in world.people.items()}
    rows = OutgoingMail.objects.filter(kind="visit", **which).values_list("person_id", flat=True)
    return sorted(names[number] for number in rows)


def move(world: World, uuid: Any, name: str = "ada", **changed: Any) -> None:
    given = {"form": VisitForm.ONE_DAY, "subject": VisitSubject.SCHOOL, "subject_name": "", "starts_on": DAY}
    given |= {"ends_on": DAY, "version": of(world, name, uuid).version} | changed
    actions.change_plan(viewer=world.viewer(name), uuid=uuid, given=actions.VisitInput(**given), at=AT)


def test_both_sides_are_told_each_time_a_day_is_set(world: World) -> None:
    uuid = arrange(world)
    assert told(world) == BOTH
    assert arrange(world) == uuid
    move(world, uuid, form=VisitForm.HALF_DAY)
    assert told(world) == BOTH, "the day is the same"
    later = DAY + timedelta(days=7)
    move(world, uuid, "ben", starts_on=later, ends_on=later)
    second = sorted({*BOTH, "ada"} - {"ben"})
    assert told(world) == sorted(BOTH + second)
    move(world, uuid)
    assert told(world) == sorted(BOTH + second + BOTH), "back to the first day, which they think is over"


def test_without_a_day_or_for_one_that_is_over_nobody_is_told(world: World) -> None:
    uuid = arrange(world, starts_on=None, ends_on=None)
    gone = AT.date() - timedelta(days=1)
    move(world, uuid, starts_on=gone, ends_on=gone)
    assert told(world) == []


def test_people_of_the_team_are_told_once_they_have_signed(world: World) -> None:
    for name, signed in (("tia", {"signed_at": AT, "protocol": 1}), ("una", {})):
        world.people[name] = reviewer(name, CLIFF)
        place = {"round_id": world.round_id, "host_id": ASH, "asked_at": AT, "asked_by": world.people["lee"]}
        TeamPlace.objects.create(person=world.people[name], **place, **signed)
    Pairing.objects.filter(host_id=ASH, reviewer_id=CLIFF).delete()
    arrange(world)
    assert "tia" in told(world)
    assert "una" not in told(world)


def test_the_letter_says_the_day_and_nothing_that_is_looked_at(world: World) -> None:
    uuid = shared(world, questions=("Do they like to read?",))
    about = About("visit", str(uuid), ASH)
    letter = compose(world.people["ben"].pk, about, AT)
    assert letter is not None
    said = repr(letter)
    assert letter.subject.startswith("Visit to ")
    assert "11 November 2026" in said
    assert "One day in school" in said
    assert "like to read" not in said
    assert f"/visits/{uuid}/" in said
    for name in ("sam", "lee"):
        letter = compose(world.people[name].pk, about, AT)
        assert letter is None, f"{name} may not know of the visit"
    assert compose(world.people["ben"].pk, about, AT + timedelta(days=400)) is None
    Visit.objects.update(starts_on=None, ends_on=None)
    assert compose(world.people["ben"].pk, about, AT) is None


def test_neither_visit_nor_trail_when_the_mail_cannot_be_queued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr(actions, "tell", broken)
    with pytest.raises(RuntimeError):
        arrange(world)
    assert not Visit.objects.exists()
    assert not AuditEntry.objects.filter(kind="visit").exists()
