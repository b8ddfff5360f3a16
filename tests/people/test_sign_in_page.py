"""Signing in and out as pages: what they say, what they keep, how they slow down guessing."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from inspection import PageClient

from plait.people.models import Person

PASSWORD = "three strands woven once"
pytestmark = [pytest.mark.django_db, pytest.mark.urls("gallery.urls")]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    """Counting attempts in a cache of this test's own."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def head() -> Person:
    return Person.objects.create_user("sian@ash-hill.example", PASSWORD, name="Siân Hughes")


def test_signing_in_opens_the_page_that_was_asked_for(client: PageClient, head: Person) -> None:
    form = client.get("/sign-in/?next=/gallery/")
    sent = {one["name"]: one.get("value", "") for one in BeautifulSoup(form.content, "html5lib").select("input")}
    answer = client.post("/sign-in/", {**sent, "login": " Sian@Ash-Hill.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/gallery/"
    assert "Siân Hughes" in client.get("/gallery/").content.decode()


def test_signing_in_never_leads_to_another_site(client: PageClient, head: Person) -> None:
    details = {"login": head.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", details).headers["Location"] == "/"


@pytest.mark.parametrize("login", ["sian@ash-hill.example", "nobody@ash-hill.example"])
def test_a_wrong_pair_says_the_same_whether_or_not_the_person_exists(
    client: PageClient, head: Person, login: str
) -> None:
    answer = client.post("/sign-in/", {"login": login, "password": "two strands"})
    page = BeautifulSoup(answer.content, "html5lib")
    assert page.title.text.startswith("Error: Sign in")
    assert page.select_one(".govuk-error-summary li").text.strip() == (
        "The e-mail address and the password do not belong together. Check both."
    )
    assert page.select_one("#id_login")["value"] == login
    assert "two strands" not in answer.content.decode()


def test_what_is_missing_is_named(client: PageClient) -> None:
    page = BeautifulSoup(client.post("/sign-in/", {}).content, "html5lib")
    links = {one.text: one["href"] for one in page.select(".govuk-error-summary a")}
    assert links == {"Enter your e-mail address": "#id_login", "Enter your password": "#id_password"}


def test_guessing_is_slowed_down_and_the_page_says_how_long(client: PageClient, head: Person) -> None:
    for _ in range(5):
        client.post("/sign-in/", {"login": head.email, "password": "wrong"})
    answer = client.post("/sign-in/", {"login": head.email, "password": PASSWORD})
    assert "Wait ten minutes" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_somebody_whose_account_is_closed_learns_it_only_with_the_right_password(
    client: PageClient, head: Person
) -> None:
    head.is_active = False
    head.save()
    wrong = client.post("/sign-in/", {"login": head.email, "password": "wrong"})
    assert "closed" not in wrong.content.decode()
    right = client.post("/sign-in/", {"login": head.email, "password": PASSWORD})
    assert right.status_code == 403
    assert "Your account is closed" in right.content.decode()
    assert "_auth_user_id" not in client.session


def test_signing_out_takes_a_button_not_a_link(client: PageClient, head: Person) -> None:
    client.force_login(head)
    assert client.get("/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_stranger_is_sent_to_sign_in(client: PageClient) -> None:
    assert client.get("/sign-out/").headers["Location"] == "/sign-in/?next=/sign-out/"
