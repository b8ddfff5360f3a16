"""Pages that belong to no stage: statements, and what is shown when something is not to be had."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path
from gallery import urls as gallery
from inspection import Page, PageClient, faults

from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import Refused, no
from plait.ui import views
from plait.ui.access import Access, access


@access(Access.ANYONE, "Tests only.")
def failing(request: HttpRequest, how: str) -> HttpResponse:
    raise {
        "refused": Refused(no("Only the head teacher may hand it in.")),
        "moved": NotAllowedNow("Birch Grove has handed in already."),
        "missing": Http404(),
        "broken": RuntimeError("a secret of the database"),
    }[how]


urlpatterns = [*gallery.urlpatterns, path("fail/<str:how>/", failing)]
handler404 = gallery.handler404
handler403 = gallery.handler403
handler500 = gallery.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/"])
def test_statements_are_open_to_anyone_and_ask_nothing_of_the_database(client: PageClient, address: str) -> None:
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("how", "status", "says"),
    [
        ("refused", 403, "Only the head teacher may hand it in."),
        ("moved", 409, "Birch Grove has handed in already."),
        ("missing", 404, "Either nothing has this address, or it is something you cannot see."),
        ("broken", 500, "The fault is ours, not yours."),
    ],
)
def test_each_failure_has_a_page(client: PageClient, how: str, status: int, says: str) -> None:
    client.raise_request_exception = False
    answer = client.get(f"/fail/{how}/")
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_the_page_for_a_broken_service_asks_nobody_who_you_are() -> None:
    request = RequestFactory().get("/")  # no session, no person, no messages: touching one would fail
    page = views.broken(request)
    assert page.status_code == 500
    found = faults(Page(page.content.decode()))
    assert all("header" in one or "content security" in one or "framed" in one for one in found)


def test_a_form_without_its_token_says_what_to_do(settings) -> None:
    client = PageClient(enforce_csrf_checks=True)
    answer = client.post("/gallery/")
    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()
