"""Cases judged alone and once; what somebody said is theirs alone, and a pool is told of together from five on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.adapters.vignette_files import all_sets
from plait.audit.models import AuditEntry
from plait.domain.retention import Kept
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.reviewers import actions as pool
from plait.reviewers import calibration_actions as actions
from plait.reviewers import calibration_queries as queries
from plait.reviewers.models import CalibrationTurn
from plait.reviewers.rights_queries import held
from plait.rights.retention_actions import delete_what_is_over
from tests.reviewers.test_pool import join, sign_in
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SET = next(item for item in all_sets() if item.id == "whole-school-a")
PANEL = {item.key: item.level for item in SET.vignettes}
HIGH = dict.fromkeys(PANEL, "exceptional")
ADDRESS = "/reviewing-cases/whole-school-a/"


@pytest.fixture
def world() -> World:
    made = trio()
    join(made, "amy")
    return made


def judge(world: World, name: str, answers: dict[str, str] = PANEL) -> None:
    actions.judge(viewer=world.viewer(name), set_id=SET.id, answers=answers, at=AT)


def test_once_and_only_whole(world: World) -> None:
    with pytest.raises(ValueError, match="no level"):
        judge(world, "amy", PANEL | {"quiet-corner": ""})
    with pytest.raises(NotVisible):
        judge(world, "ben")  # in no pool
    with pytest.raises(NotVisible):
        actions.judge(viewer=world.viewer("amy"), set_id="nothing", answers=PANEL, at=AT)
    assert not CalibrationTurn.objects.exists()
    judge(world, "amy", HIGH)
    with pytest.raises(NotAllowedNow, match="already"):
        judge(world, "amy")
    assert CalibrationTurn.objects.get().answers == HIGH
    entry = AuditEntry.objects.get(kind="calibration")
    assert (entry.action, entry.changes) == ("judge cases", {})  # which levels is not in the trail
    assert "Exceptional" in repr(held(world.people["amy"].pk))


def test_the_lead_sees_who_has_done_it_and_the_pool_together_from_five_on(client: PageClient, world: World) -> None:
    where = f"/partnerships/{world.partnership_id}/reviewers/"
    sign_in(client, world, "lee")
    assert "cases judged" not in client.get(where).content.decode()
    judge(world, "amy", HIGH)
    for name in ("pia", "quin", "rob", "sue"):
        assert {item.people for item in queries.together(world.viewer("lee"), world.partnership_id, today=TODAY)} == {
            None
        }
        world.people[name] = person(name, role=Role.LEADER, urn=world.urns[1])
        join(world, name)
        judge(world, name)
    page = client.get(where).content.decode()
    assert page.count("cases judged") == 5
    assert "Exceptional" not in page
    page = client.get(f"{where}together/").content.decode()
    assert "Five people are counted together." in page
    assert "There are no cases for “Small framework”." in page
    assert "Krippendorff’s alpha" in page
    assert "Fewer than five people have judged these" in page  # the other set
    assert "Amy" not in page
    for name in ("amy", "ben", "sam"):
        assert sign_in(client, world, name).get(f"{where}together/").status_code == 404


def test_judging_on_a_page_and_then_the_panel(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    assert "To do" in client.get("/reviewing-cases/").content.decode()
    page = client.get(ADDRESS).content.decode()
    assert "The panel" not in page
    assert SET.vignettes[0].why[:40] not in page
    few = client.post(ADDRESS, {"reading-in-year-3": "exceptional"})
    assert few.status_code == 422
    assert "Choose a level for case 2." in few.content.decode()
    assert client.post(ADDRESS, HIGH | {"quiet-corner": "forged"}).status_code == 422
    assert client.post(ADDRESS, HIGH).status_code == 302
    page = client.get(ADDRESS).content.decode()
    assert SET.vignettes[0].why[:40] in page
    assert "above the panel" in page
    assert client.post(ADDRESS, PANEL).status_code == 409  # a tab left open
    assert client.get("/reviewing-cases/nothing/").status_code == 404
    for name in ("ben", "lee", "sam"):
        sign_in(client, world, name)
        assert client.get("/reviewing-cases/").status_code == 404
        assert client.get(ADDRESS).status_code == 404


def test_as_many_queries_for_one_person_as_for_more(client: PageClient, world: World) -> None:
    address = f"/partnerships/{world.partnership_id}/reviewers/together/"

    def many() -> int:
        sign_in(client, world, "lee").get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    judge(world, "amy")
    first = many()
    for name in ("ben", "cat"):
        join(world, name)
        judge(world, name)
    assert many() == first <= 12


def test_leaving_the_pool_is_no_second_try_and_the_clock_ends_it(world: World) -> None:
    judge(world, "amy", HIGH)
    where = {"viewer": world.viewer("amy"), "partnership_id": world.partnership_id}
    pool.leave_pool(at=AT, **where)
    with pytest.raises(NotVisible):
        queries.sets(world.viewer("amy"))
    join(world, "amy")
    with pytest.raises(NotAllowedNow, match="already"):
        judge(world, "amy")
    assert delete_what_is_over(AT + timedelta(days=729))[Kept.CASES] == 0
    assert delete_what_is_over(AT + timedelta(days=731))[Kept.CASES] == 1
    assert not CalibrationTurn.objects.exists()
    assert "Exceptional" not in repr(held(world.people["amy"].pk))


def test_one_more_person_changes_nothing_before_the_next_five(world: World) -> None:
    names = ["amy"]
    judge(world, "amy", HIGH)
    for name in ("pia", "quin", "rob", "sue", "tess"):
        world.people[name] = person(name, role=Role.LEADER, urn=world.urns[1])
        join(world, name)
        names.append(name)
    for name in names[1:5]:
        judge(world, name)

    def told() -> tuple[queries.Together, ...]:
        return queries.together(world.viewer("lee"), world.partnership_id, today=TODAY)

    five = told()
    judge(world, "tess", HIGH)
    assert told() == five
    assert {item.people for item in five} == {None, 5}
