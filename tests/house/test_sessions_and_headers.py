"""What stands around every answer: headers, cookies, sessions, and the way in and out."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from inspection import PageClient

from plait.journey import queries as journey
from tests.sight.crawl import signed_in
from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK = 990001, 990002
HOME = f"/my-schools/{ASH}/"


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def ada(world: World) -> Client:
    client = signed_in(world.people["ada"])
    client.raise_request_exception = False
    return client


def answers(world: World, client: Client, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One answer of each sort that there is."""
    evaluation = f"/self-evaluations/{world.evaluations[ASH]}/"
    found = {
        "page": client.get(HOME),
        "somebody else's": client.get(f"/my-schools/{BECK}/"),
        "nothing there": client.get("/nothing/"),
        "no slash": client.get("/schools"),
        "a file": client.get(f"{evaluation}workbook/"),
        "a report": client.get(f"/reports/{world.evaluations[ASH]}/report.pdf"),
        "a report to pass on": client.get(f"/reports/{world.evaluations[ASH]}/report.html"),
        "only by button": client.post(f"/reports/{world.evaluations[ASH]}/"),
        "refused": signed_in(world.people["gil"]).post(f"{evaluation}submit/"),
        "not right": client.post(f"{evaluation}areas/area-1/", {"version": "x"}),
        "too much": client.post(f"{evaluation}areas/area-1/", {"evidence": "x" * 3_000_000}),
        "too many": client.post(f"{evaluation}areas/area-1/", {f"field-{n}": "1" for n in range(1500)}),
        "no token": signed_in(world.people["ada"], enforce_csrf_checks=True).post(f"{evaluation}submit/"),
        "health": client.get("/health"),
        "sign in": Client().get("/sign-in/"),
        "sent to sign in": Client().get(HOME),
    }
    patch.setattr(journey, "school_journey", lambda *args: 1 // 0)
    found["broken"] = client.get(HOME)
    return found


def test_every_answer_is_guarded(world: World, ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answers(world, ada, monkeypatch)
    assert {name: answer.status_code for name, answer in found.items()} == {
        "page": 200, "somebody else's": 404, "nothing there": 404, "no slash": 301, "a file": 200, "a report": 200,
        "a report to pass on": 200, "only by button": 405, "refused": 403, "not right": 422, "too much": 400,
        "too many": 400, "no token": 403, "health": 200, "sign in": 200, "sent to sign in": 302, "broken": 500,
    }  # fmt: skip
    for name, answer in found.items():
        told = answer.headers
        policy = told["Content-Security-Policy"]
        assert policy == "sandbox" or "default-src 'none'" in policy, name
        assert policy == "sandbox" or "frame-ancestors 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert told["X-Content-Type-Options"] == "nosniff", name
        assert told["Referrer-Policy"] == "same-origin", name
        assert "private" in told["Cache-Control"] or "no-store" in told["Cache-Control"], name
        assert "public" not in told["Cache-Control"], name
        assert told.get("X-Frame-Options", "DENY") == "DENY", name
        assert answer.content or answer.status_code in (301, 302), f"{name}: a blank page"


def test_what_cannot_be_read_is_said_in_words(world: World, client: PageClient) -> None:
    client.force_login(world.people["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    where = f"/self-evaluations/{world.evaluations[ASH]}/areas/area-1/"
    assert "2 MB" in client.post(where, {"evidence": "x" * 3_000_000}).content.decode()
    elsewhere = client.get(HOME, headers={"host": "elsewhere.example"})
    assert elsewhere.status_code == 400
    assert "elsewhere.example" not in elsewhere.content.decode()
    assert "takes no visits" in client.get(f"/peer-reviews/{world.reviews[ASH]}/keep/").content.decode()


def test_a_shown_report_can_run_nothing(world: World, ada: Client) -> None:
    """The file that people pass on is never a page of this site."""
    answer = ada.get(f"/reports/{world.evaluations[ASH]}/report.html")
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def sign_in(client: Client, login: str = "ada@example.org", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def test_cookies_are_for_this_site_alone(world: World) -> None:
    client = Client()
    client.get("/sign-in/")
    sign_in(client)
    client.get("/", follow=True)
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["max-age"] == "", "kept after the browser is closed"


def test_the_session_gets_a_new_key_at_sign_in_and_ends_with_sign_out(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client)
    inside = client.cookies["sessionid"].value
    assert inside != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(HOME).status_code == 302
    thief.cookies["sessionid"] = inside
    assert thief.get(HOME).status_code == 200
    out = client.post("/sign-out/")
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert thief.get(HOME).status_code == 302, "a copy of the cookie still works"


def test_who_is_no_longer_active_is_out_at_once(world: World, ada: Client) -> None:
    assert ada.get(HOME).status_code == 200
    person = world.people["ada"]
    person.is_active = False
    person.save()
    assert ada.get(HOME).status_code == 302


def test_a_new_password_ends_other_sessions(world: World, ada: Client) -> None:
    person = world.people["ada"]
    person.set_password("another three strands")
    person.save()
    assert ada.get(HOME).status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "\x00//e",
    ],
)
def test_no_way_in_or_out_leads_to_another_site(world: World, elsewhere: str) -> None:
    client = Client()
    assert sign_in(client, next=elsewhere).headers["Location"] == "/"
    assert client.post("/sign-out/", {"next": elsewhere}).headers["Location"] == "/"


def test_a_page_that_saves_by_itself_learns_that_nobody_is_signed_in(world: World) -> None:
    """A redirect would be followed, and the sign-in page taken for the answer to the save."""
    where = f"/self-evaluations/{world.evaluations[ASH]}/areas/area-1/"
    stranger = Client()
    assert stranger.post(where, {"version": "0"}, headers={"HX-Request": "true"}).status_code == 401
    assert stranger.post(where, {"version": "0"}).status_code == 302


def test_behind_a_proxy_people_are_told_apart_by_what_the_proxy_says(settings: Any) -> None:
    """And a visitor cannot pretend to be many by sending that header himself where no proxy stands."""
    from allauth.core.internal.httpkit import get_client_ip  # noqa: PLC0415  settings are ready only now

    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"}
    assert get_client_ip(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert get_client_ip(request) == "203.0.113.7"
