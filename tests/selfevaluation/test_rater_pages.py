"""Pages on which several people judge first: for whom each opens, and in how many queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.retention import Kept
from plait.rights.retention_actions import KEEPERS
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import retention_actions as retention
from plait.selfevaluation.models import Asking, RaterJudgement
from plait.selfevaluation.rights_queries import held_by_school
from tests.rated_school import THREE, ask, judge, number, world_of
from tests.world import AT, World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world() -> World:
    return world_of()


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask the clock: it stands at the day of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def base(world: World) -> str:
    return f"/self-evaluations/{number(world)}/"


def test_on_pages(client: PageClient, world: World, today: None) -> None:
    sign_in(client, world, "ada")
    page = client.get(f"{base(world)}raters/").content.decode()
    assert "Ask these people" in page
    date_sent = {"closes_on-day": "24", "closes_on-month": "9", "closes_on-year": "2026"}
    people = [str(world.people[name].pk) for name in THREE]
    assert client.post(f"{base(world)}raters/", {"people": people}).status_code == 422
    forged = {"people": [*people, str(world.people["ben"].pk)], **date_sent}
    assert client.post(f"{base(world)}raters/", forged).status_code == 422
    assert client.post(f"{base(world)}raters/", {"people": people, **date_sent}).status_code == 302
    assert "0 of 3 are in" in client.get(f"{base(world)}raters/").content.decode()
    for name in THREE:
        sign_in(client, world, name)
        assert "First instinct" not in client.get(f"{base(world)}own-view/").content.decode()
        for area in (1, 2):
            where = f"{base(world)}own-view/areas/area-{area}/"
            shown = client.get(where).content.decode()
            assert "as it looks at" not in shown
            sent = {"stage": "instinct", "version": "0", "then": "descriptors"}
            assert client.post(where, sent).status_code == 422
            assert client.post(where, sent | {"answer": "3"}).status_code == 302
            shown = client.get(where).content.decode()
            assert "as it looks at" in shown
            assert "Your first instinct: Secure" in shown
            sent = {"stage": "considered", "version": "1", "answer": "2", "reason": f"{name}’s reason"}
            assert client.post(where, sent).status_code == 302
            answer = client.post(where, sent | {"reason": "Another window"})
            assert answer.status_code == 409
            assert "Another window" in answer.content.decode()
        assert client.get(f"{base(world)}differences/").status_code == 404
        assert client.get(f"{base(world)}own-view/hand-in/").status_code == 200
        assert client.post(f"{base(world)}own-view/hand-in/").status_code == 302
        assert client.post(f"{base(world)}own-view/hand-in/").status_code == 302
        assert client.post(where, sent).status_code == 403
    sign_in(client, world, "gil")
    assert "gil’s reason" in client.get(f"{base(world)}differences/area-1/").content.decode()
    sent = {"answer": "2", "reason": "Agreed.", "version": "0"}
    assert client.post(f"{base(world)}differences/area-1/", sent).status_code == 403
    sign_in(client, world, "ada")
    assert client.post(f"{base(world)}differences/area-1/", sent | {"reason": ""}).status_code == 422
    assert client.post(f"{base(world)}differences/area-1/", sent).status_code == 302
    assert client.post(f"{base(world)}differences/area-1/", sent | {"answer": "3"}).status_code == 409
    assert "Agreed from three views: Expanding" in client.get(f"{base(world)}differences/").content.decode()
    for name in ("tia", "ben", "lee"):
        sign_in(client, world, name)
        for page in ("raters/", "own-view/", "own-view/areas/area-1/", "own-view/hand-in/", "differences/"):
            assert client.get(base(world) + page).status_code == 404


@pytest.mark.parametrize("many", [3, 5])
def test_as_many_queries_for_three_as_for_five(client: PageClient, today: None, many: int) -> None:
    world = world_of(statements=True)
    five = ("ada", "amy", "gil", "bo", "tia")[:many]
    ask(world, *five)

    def queries(page: str) -> int:
        client.get(base(world) + page)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(base(world) + page).status_code == 200
        return len(caught)

    sign_in(client, world, "ada")
    before = {page: queries(page) for page in ("raters/", "own-view/", "own-view/areas/area-1/")}
    for name in five:
        judge(world, name)
    after = {page: queries(page) for page in ("differences/", "differences/area-1/", "")}
    assert before | after == MANY


MANY = {
    "raters/": 9,
    "own-view/": 10,
    "own-view/areas/area-1/": 10,
    "differences/": 9,
    "differences/area-1/": 10,
    "": 8,
}


def test_answers_that_are_no_level_are_counted_on_the_evaluation(client: PageClient, world: World, today: None) -> None:
    for area, answer in (("area-1", "not-sure"), ("area-2", "not-applicable")):
        given = selfevaluation.AreaInput(answer, "", "", {}, 0)
        where = {"evaluation_id": number(world), "area_id": area, "at": AT}
        selfevaluation.save_area(viewer=world.viewer("ada"), given=given, **where)
    page = sign_in(client, world, "ada").get(base(world)).content.decode()
    assert "One area not sure and one area not applicable." in page


def test_when_its_time_is_over_nothing_of_it_is_left(world: World) -> None:
    ask(world)
    for name in THREE:
        judge(world, name)
    askings, raters = retention.askings_of([number(world)])
    assert (len(askings), len(raters)) == (1, 3)
    keepers = KEEPERS[Kept.EVALUATION]
    keepers.go([number(world)], AT)
    assert not Asking.objects.exists()
    assert not RaterJudgement.objects.exists()
    trail = AuditEntry.objects.filter(kind__in=("asking", "rater-view"))
    assert "says why" not in str(list(trail.values_list("changes", flat=True)))
    assert trail.count() > 10


def test_a_copy_for_the_school_says_that_people_were_asked_and_no_more(world: World) -> None:
    ask(world)
    judge(world, "amy")
    told = str(held_by_school(990001))
    assert "Several people were asked for their own view" in told
    assert "says why" not in told
    assert "Amy" not in told
