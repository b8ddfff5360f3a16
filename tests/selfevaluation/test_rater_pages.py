"""Pages on which several people judge first: for whom each opens, and in how many queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

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
    "own-view/": 11,
    "own-view/areas/area-1/": 11,
    "differences/": 10,
    "differences/area-1/": 11,
    "": 10,
}
