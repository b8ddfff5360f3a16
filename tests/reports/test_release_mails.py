"""Those to whom a report is released are told that there is one and where, never a word of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.domain.roles import Role
from plait.domain.visibility import Relation
from plait.mail.actions import stop
from plait.mail.models import OutgoingMail
from plait.mail.sending import send_due
from plait.partnerships.models import Appointment
from plait.reports import actions, release_mail
from plait.reports.models import Release
from tests.postroom import PostRoom, post_room
from tests.reports.test_releases import release
from tests.world import AT, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WRITTEN = "Two classes share one interactive board."


@pytest.fixture
def world() -> World:
    made = trio()
    made.judge(made.urns[0], evidence=WRITTEN)
    made.agree(made.urns[0])
    return made


@pytest.fixture
def room(settings: Any) -> Iterator[PostRoom]:
    with post_room(settings) as running:
        yield running


def waiting(world: World) -> set[str]:
    names = {row.pk: name for name, row in world.people.items()}
    return {names[row.person_id] for row in OutgoingMail.objects.filter(kind=release_mail.KIND)}


def test_the_audience_is_told_once_and_whoever_released_is_not(world: World) -> None:
    world.people["liz"] = person("liz", role=Role.LEADER, urn=world.urns[2])
    world.people["gus"] = person("gus", role=Role.GOVERNOR, urn=world.urns[1])
    release(world, Relation.REVIEWER, Relation.LEAD)
    assert waiting(world) == {"ben", "cat", "liz", "lee"}
    release(world, Relation.LEAD, after=1)
    assert OutgoingMail.objects.filter(kind=release_mail.KIND, person=world.people["lee"]).count() == 2
    assert OutgoingMail.objects.filter(kind=release_mail.KIND, person=world.people["ben"]).count() == 1


def test_it_says_where_and_nothing_of_what(world: World, room: PostRoom) -> None:
    made = release(world, Relation.LEAD)
    send_due(AT + timedelta(hours=1))
    (mail,) = room.received
    assert mail.to == ("lee@example.org",)
    assert mail.subject == "A report to read: Ash Bank Primary School"
    for text in (mail.text, mail.html):
        assert f"/reports/released/{made}/" in text
        assert WRITTEN not in text
        assert "Expanding" not in text


@pytest.mark.parametrize("change", ["role", "audience", "wish"])
def test_nobody_is_told_who_cannot_open_it_any_more_or_does_without(world: World, room: PostRoom, change: str) -> None:
    made = release(world, Relation.LEAD)
    lee = world.people["lee"]
    if change == "role":
        Appointment.objects.filter(person=lee).delete()
    elif change == "audience":
        actions.end_audience(viewer=world.viewer("ada"), release_id=made, relation=Relation.LEAD, at=AT)
    else:
        stop(person_id=lee.pk, kind=release_mail.KIND, at=AT)
    send_due(AT + timedelta(hours=1))
    assert room.received == []
    assert OutgoingMail.objects.get(kind=release_mail.KIND).state == "dropped"


def test_no_release_without_its_mails_and_none_without_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr(actions, "tell_audiences", broken)
    with pytest.raises(RuntimeError):
        release(world, Relation.LEAD)
    assert not Release.objects.exists()
    assert waiting(world) == set()


def test_telling_many_takes_as_many_queries_as_telling_few(world: World) -> None:
    made = release(world, Relation.REVIEWER)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            release_mail.tell_audiences(
                release_id=made,
                round_id=world.round_id,
                urn=world.urns[0],
                audiences=[Relation.REVIEWER],
                but=world.people["ada"].pk,
                at=AT,
                today=AT.date(),
            )
        return len(found)

    few = asked()
    for name in ("liz", "lot", "lil"):
        world.people[name] = person(name, role=Role.LEADER, urn=world.urns[2])
    assert asked() == few
    assert waiting(world) == {"ben", "cat", "liz", "lot", "lil"}
