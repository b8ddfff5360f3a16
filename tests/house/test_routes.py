"""Every route has decided who may use it, and its address reads like the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from inspection import PageClient

from plait.people.models import Person
from plait.ui.access import Access, access

PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?")
SPOKEN = re.compile(r"<(?:(\w+):)?\w+>")
OPEN_TO_ANYONE = {
    "/health", "/accessibility/", "/privacy/", "/how-long-we-keep/",
    "/your-mail/stop/<str:token>/", "/your-calendar/<str:token>.ics",
    "/sign-in/", "/sign-in/passkey/", "/sign-in/second-step/",
    "/sign-in/with/<slug:provider_id>/", "/sign-in/with/<slug:provider_id>/back/",
    "/forgotten-password/", "/forgotten-password/sent/", "/forgotten-password/done/",
    "/forgotten-password/<str:uidb36>/<str:key>/",
    "/observations/on-the-day/", "/observations/on-the-day/worker.js", "/observations/on-the-day/app.webmanifest",
    "/invitations/link/<str:token>/", "/invitations/answer/",
    "/open/<str:secret>/", "/open/<str:secret>/read/", "/open/<str:secret>/report.<suffix:suffix>",
}  # fmt: skip
"""Each addition here is a decision that somebody else should look at."""


@dataclass(frozen=True)
class Route:
    address: str
    view: Any


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[Route]:
    for pattern in (resolver or get_resolver("plait.config.urls")).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(address, pattern.callback)
        else:
            yield from routes(pattern, address)


def undecided(found: list[Route]) -> list[str]:
    """Routes that do not say who may use them and why, or whose sign-in rule contradicts what they say."""
    wrong = []
    for route in found:
        decision = getattr(route.view, "access", None)
        if not isinstance(decision, Access) or len(getattr(route.view, "access_reason", "")) < 10:
            wrong.append(f"{route.address}: state who may use it with @access(…, why)")
        elif getattr(route.view, "login_required", True) != (decision is not Access.ANYONE):
            wrong.append(f"{route.address}: says {decision} but the sign-in rule says otherwise")
        elif decision is Access.SCOPED and "<" not in route.address:
            wrong.append(f"{route.address}: scoped to what, without anything in its address?")
    return wrong


def unlike_the_others(found: list[Route]) -> list[str]:
    """Addresses that are not small words with hyphens, ending in a slash."""
    wrong = []
    for route in found:
        parts = [SPOKEN.sub("x", part) for part in route.address.strip("/").split("/")]
        if not all(PART.fullmatch(part) for part in parts if part) or "//" in route.address:
            wrong.append(f"{route.address}: small letters and hyphens")
        elif not route.address.endswith("/") and not re.search(r"(/health|\.\w+|>)$", route.address):
            wrong.append(f"{route.address}: ends without a slash")
    return wrong


def test_every_route_says_who_may_use_it() -> None:
    found = list(routes())
    assert len(found) > 10, "the routes were not found"
    assert undecided(found) == []


def test_every_address_reads_like_the_others() -> None:
    assert unlike_the_others(list(routes())) == []


def test_what_is_open_to_anyone_is_a_short_known_list() -> None:
    assert {route.address for route in routes() if route.view.access is Access.ANYONE} <= OPEN_TO_ANYONE


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_route_without_a_decision_is_seen() -> None:
    short = access(Access.SIGNED_IN, "because")(lambda request: plain(request))
    nowhere = access(Access.SCOPED, "Only what the viewer may see.")(lambda request: plain(request))
    contradicting = access(Access.SIGNED_IN, "Anybody who is signed in.")(lambda request: plain(request))
    contradicting.login_required = False
    sound = access(Access.SIGNED_IN, "Anybody who is signed in.")(lambda request: plain(request))
    views = [plain, short, nowhere, contradicting, sound]
    found = undecided([Route(f"/{number}/", view) for number, view in enumerate(views)])
    assert [line.split(":")[0] for line in found] == ["/0/", "/1/", "/2/", "/3/"]


def test_an_odd_address_is_seen() -> None:
    odd = ["/selfEvaluations/", "/self_evaluations/", "/schools", "/a//b/"]
    fine = ["/", "/self-evaluations/<int:pk>/areas/<slug:area>/", "/health", "/reports/<int:pk>.pdf"]
    assert len(unlike_the_others([Route(one, plain) for one in odd])) == 4
    assert unlike_the_others([Route(one, plain) for one in fine]) == []


def test_routes_inside_routes_are_found() -> None:
    inner = [path("b/", plain), path("c/<int:pk>/", plain)]
    outer = get_resolver("plait.config.urls").__class__(get_resolver().pattern, [path("a/", include(inner))])
    assert [route.address.lstrip("^/") for route in routes(outer)] == ["a/b/", "a/c/<int:pk>/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/schools/", "/sign-out/"])
def test_a_stranger_is_asked_to_sign_in(client: PageClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


@access(Access.ANYONE, "Tests only: it changes something on GET, which must be seen.")
def changing(request: HttpRequest) -> HttpResponse:
    Person.objects.create_user(f"{request.method}@ash-hill.example", name="Made by a visit")
    return HttpResponse("done", content_type="text/plain")


urlpatterns = [path("change/", changing)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_get_that_changes_something_is_seen(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="GET /change/ changes people_person, which only a POST may"):
        client.get("/change/")
    assert client.post("/change/").status_code == 200
