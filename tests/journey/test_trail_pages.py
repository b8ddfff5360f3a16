"""The pages of the trail: as few queries for three as for one, days in words, and workbooks among the changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import actions as actionplans
from plait.domain.lineage import LinkKind
from plait.domain.roles import Role
from plait.domain.visibility import Relation
from plait.journey import changes
from plait.partnerships import actions as partnerships
from plait.partnerships.audiences import crowds
from plait.schools.models import School, SchoolLink
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import upload_actions as uploads
from tests.sight.crawl import BACKEND
from tests.world import AT, TODAY, World, person, school, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


def plan(world: World, text: str) -> None:
    actionplans.add(
        viewer=world.viewer("ada"),
        round_id=world.round_id,
        urn=world.urns[0],
        given=actionplans.ActionInput("area-1", text, "Gil", date(2026, 12, 3), "It is done."),
        at=AT,
    )


def test_trail_pages_ask_equally_often_for_one_and_three(client: PageClient, world: World) -> None:
    ash, beck, cliff = world.urns
    client.force_login(world.people["ada"], backend=BACKEND)

    def many(page: str) -> int:
        address = f"/my-schools/{ash}/{page}/"
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    def read(name: str) -> None:
        client.force_login(world.people[name], backend=BACKEND)
        client.get(f"/self-evaluations/{world.evaluations[ash]}/")
        client.force_login(world.people["ada"], backend=BACKEND)

    world.submit(ash)
    world.submit(beck)
    world.look(beck, ash)
    plan(world, "One thing.")
    read("ben")
    first = many("who-changed-what"), many("who-has-read")
    world.submit(cliff)
    world.look(cliff, ash)
    for text in ("Another.", "A third."):
        plan(world, text)
    world.people["bev"] = person("bev", role=Role.LEADER, urn=beck)
    for name in ("bev", "cat"):
        read(name)
    assert (many("who-changed-what"), many("who-has-read")) == first
    assert max(first) <= 20


def test_days_and_workbooks_in_words(client: PageClient, world: World) -> None:
    ash = world.urns[0]
    plan(world, "One thing.")
    evaluation_id = world.evaluations[ash]
    viewer = world.viewer("amy")
    number = uploads.keep_upload(
        viewer=viewer,
        subject="self-evaluation",
        subject_id=evaluation_id,
        filename="autumn.xlsx",
        sha256="0" * 64,
        entries={"area-1": {"evidence": "Seen in lessons.", "answer": "3"}},
        statements={},
        versions={"area-1": 0},
        at=AT,
    )
    selfevaluation.apply_upload(viewer=viewer, evaluation_id=evaluation_id, upload_id=number, at=AT)
    client.force_login(world.people["ada"], backend=BACKEND)
    page = " ".join(client.get(f"/my-schools/{ash}/who-changed-what/").content.decode().split())
    assert "3 December 2026" in page
    assert "2026-12-03" not in page
    assert "Amy took over from a workbook" in page
    assert "autumn.xlsx" in page


def test_those_who_carry_on_a_closed_school_are_counted(world: World) -> None:
    """Beck Lane converts: its reviewers' roles are held at the school that carries it on."""
    ash, beck, _ = world.urns
    new = school(990020, "Beck Lane Academy")
    School.objects.filter(urn=beck).update(status="closed")
    SchoolLink.objects.create(urn=beck, other_urn=new, kind=LinkKind.SUCCESSOR.value)
    before = crowds(world.round_id, ash, [Relation.REVIEWER], today=TODAY)[Relation.REVIEWER].people
    nia = person("nia")
    partnerships.appoint(person_id=nia.pk, role=Role.HEAD, urn=new, starts=date(2026, 1, 1), at=AT)
    found = crowds(world.round_id, ash, [Relation.REVIEWER, Relation.HEAD, Relation.MEMBER], today=TODAY)
    assert found[Relation.REVIEWER].people == before | {nia.pk}
    assert nia.pk in found[Relation.MEMBER].people
    assert found[Relation.HEAD].people == {world.people["ada"].pk}
    own = crowds(world.round_id, beck, [Relation.HEAD], today=TODAY)[Relation.HEAD]
    assert own.people == {world.people["ben"].pk, nia.pk}


def test_words_of_what_is_not_open_stay_out_of_the_trail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No contract hides a school's work from its own head, so here nothing is known to be open."""
    plan(world, "Zebra crossing.")
    viewer, ash = world.viewer("ada"), world.urns[0]
    assert "Zebra crossing." in repr(changes.changes_page(viewer, ash).rows)
    monkeypatch.setattr(changes, "_known", lambda *args: ({}, "Ash Bank"))
    rows = changes.changes_page(viewer, ash).rows
    assert [row.hidden for row in rows if row.what == "Action"] == [True] * 5
    assert "Zebra" not in repr(rows)
