"""Invitations as pages: what they say to whom, what leaks nowhere, what a second press does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from inspection import PageClient

from plait.mail.models import OutgoingMail
from plait.partnerships.invitation_letters import token_of
from plait.partnerships.models import Appointment, Invitation
from plait.people.models import Person
from tests.sight.crawl import BACKEND
from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NIA = "nia@ash-bank.example"
PEOPLE, INVITE, ANSWER = "/my-schools/990001/people/", "/my-schools/990001/people/invite/", "/invitations/answer/"
FORM = {"name": "Nia Price", "email": NIA, "role": "leader"}


@pytest.fixture(autouse=True)
def own_cache(settings: Any, request: pytest.FixtureRequest) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world() -> World:
    return trio()


def as_(world: World, name: str) -> PageClient:
    client = PageClient()
    client.force_login(world.people[name], backend=BACKEND)
    return client


def words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html5lib").select_one("main").text.split())


def link() -> str:
    row = Invitation.objects.latest("pk")
    return reverse("invitations:link", args=[token_of(row.pk, row.invited_at)])


def invited(world: World, **more: str) -> str:
    """Ada invites; the link in the mail."""
    assert as_(world, "ada").post(INVITE, FORM | more).status_code == 302
    return link()


def test_the_token_stands_in_no_address_that_is_shown(world: World, client: PageClient) -> None:
    address = invited(world)
    token = address.split("/")[-2]
    answer = client.get(address)
    assert answer.headers["Location"] == ANSWER
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    page = client.get(ANSWER)
    assert token not in page.content.decode()
    assert "Ada invites you to Ash Bank Primary School" in words(page)
    assert "Until you submit, only your headteacher, senior leaders and governors can read what you write" in words(
        page
    )
    for name in ("amy", "ada"):
        assert token not in as_(world, name).get(PEOPLE).content.decode()


def test_nothing_is_half_saved_and_every_mistake_is_named(world: World, client: PageClient) -> None:
    client.get(invited(world))
    for form, said in (
        ({"name": " ", "way": "password", "new_password": "short"}, "Enter your name"),
        ({"name": "Nia", "way": "password", "new_password": "short"}, "at least 12 characters"),
        ({"name": "Nia", "way": "password", "new_password": ""}, "Enter a password"),
        ({"name": "Nia", "way": "password", "new_password": "nia@ash-bank.example"}, "too similar"),
        ({"name": "Nia", "way": "letter"}, "Select a valid choice"),
        ({"name": "N" * 121, "way": "passkey"}, "at most 120"),
    ):
        answer = client.post(ANSWER, form)
        assert answer.status_code == 422
        assert said in words(answer)
        assert form.get("new_password", "short") in ("", "short") or form["new_password"] not in str(
            BeautifulSoup(answer.content, "html5lib").find("input", {"name": "new_password"})
        )
    assert not Person.objects.filter(email=NIA).exists()


def test_pressing_twice_makes_one_account(world: World, client: PageClient) -> None:
    address = invited(world)
    other = PageClient()
    for each in (client, other):
        each.get(address)
    form = {"name": "Nia", "way": "password", "new_password": PASSWORD}
    before = client.session.session_key
    assert client.post(ANSWER, form).headers["Location"] == "/my-schools/990001/"
    assert client.session.session_key != before, "another session than before signing in"
    assert not Session.objects.filter(session_key=before).exists()
    assert client.get("/my-schools/990001/").status_code == 200
    again = other.post(ANSWER, form)
    assert again.status_code == 410
    assert "has been used" in words(again)
    assert Person.objects.filter(email=NIA).count() == 1
    assert "_auth_user_id" not in other.session


def test_without_a_link_or_with_a_made_up_one_everybody_reads_the_same(world: World, client: PageClient) -> None:
    real = invited(world)
    without = client.get(ANSWER)
    client.get("/invitations/link/made-up/")
    made_up = client.get(ANSWER)
    client.get(real[:-2] + "/")
    cut = client.get(ANSWER)
    assert {without.status_code, made_up.status_code, cut.status_code} == {404}
    assert words(without) == words(made_up) == words(cut)


def test_an_invitation_for_somebody_else_is_not_taken_by_whoever_is_signed_in(world: World) -> None:
    address = invited(world)
    ben = as_(world, "ben")
    ben.get(address)
    for answer in (ben.get(ANSWER), ben.post(ANSWER, {"name": "Nia", "way": "passkey"})):
        assert answer.status_code == 403
        assert "You are signed in as Ben" in words(answer)
    number = Invitation.objects.get().pk
    assert ben.post(f"/invitations/{number}/accept/").status_code == 404
    assert not Appointment.objects.filter(person=world.people["ben"], school_id=990001).exists()


def test_a_mail_program_that_opens_the_link_uses_nothing_up(world: World, client: PageClient) -> None:
    address = invited(world)
    for _ in range(3):
        Client().get(address, follow=True)
        Client().head(address)
    client.get(address)
    assert client.get(ANSWER).status_code == 200


def test_forms_of_others_are_refused(world: World) -> None:
    invited(world)
    number = Invitation.objects.get().pk
    amys = Appointment.objects.get(person=world.people["amy"]).pk
    for name, status in (("amy", 403), ("gil", 403), ("ben", 404), ("lee", 404), ("sam", 404)):
        client = as_(world, name)
        assert client.get(INVITE).status_code == status, name
        assert client.post(INVITE, FORM | {"email": "other@example.org"}).status_code == status, name
        assert client.post(f"/invitations/{number}/withdraw/").status_code == 404, name
        assert client.post(f"/invitations/{number}/send-again/").status_code == 404, name
    assert as_(world, "gil").post(f"/roles/{amys}/end/").status_code == 403
    assert as_(world, "sam").post(f"/roles/{amys}/end/").status_code == 404
    assert OutgoingMail.objects.count() == 1


def test_forged_choices_in_ones_own_form_are_refused(world: World) -> None:
    ada = as_(world, "ada")
    for role in ("partnership-lead", "administrator", "head:990002", "king", ""):
        assert ada.post(INVITE, FORM | {"role": role}).status_code == 422, role
    lee = as_(world, "lee")
    address = f"/partnerships/{world.partnership_id}/people/invite/"
    for role in ("head:990001", "head:990009", "head:x", "leader", "head"):
        assert lee.post(address, FORM | {"role": role}).status_code == 422, role
    adas = Appointment.objects.get(person=world.people["ada"]).pk
    for successor in (world.people["ben"].pk, world.people["ada"].pk, "x", ""):
        assert ada.post(f"/roles/{adas}/end/", {"successor": successor}).status_code == 422
    assert not Invitation.objects.exists()
    assert Appointment.objects.get(pk=adas).ends is None


def test_who_is_invited_is_seen_by_those_who_invite(world: World) -> None:
    invited(world)
    assert NIA in as_(world, "ada").get(PEOPLE).content.decode()
    for name in ("amy", "gil"):
        page = as_(world, name).get(PEOPLE)
        assert NIA not in page.content.decode()
        assert "Amy" in words(page)


def test_one_head_of_two_schools_sees_each_apart(world: World) -> None:
    ada = as_(world, "ada")
    ada.post(INVITE, FORM | {"role": "head", "email": "sam@example.org"})
    sam = as_(world, "sam")
    page = words(sam.get("/invitations/"))
    assert "Headteacher, Ash Bank Primary School" in page
    assert sam.post(f"/invitations/{Invitation.objects.get().pk}/accept/").status_code == 302
    assert "Amy" not in words(sam.get("/my-schools/990009/people/"))
    assert "Amy" in words(sam.get(PEOPLE))
    assert "Amy" not in words(sam.get("/my-schools/990009/people/"))


def test_a_lead_invites_a_head_and_sees_the_invitation(world: World) -> None:
    Appointment.objects.filter(person=world.people["cat"]).delete()
    lee = as_(world, "lee")
    address = f"/partnerships/{world.partnership_id}/people/"
    assert "Headteacher of Cliff Top Primary School" in words(lee.get(f"{address}invite/"))
    form = {"name": "Dan", "email": "dan@cliff.example", "role": "head:990003"}
    assert lee.post(f"{address}invite/", form).headers["Location"] == address
    assert "Headteacher of Cliff Top Primary School" in words(lee.get(address))
    number = Invitation.objects.get().pk
    assert lee.post(f"/invitations/{number}/send-again/").headers["Location"] == address
    assert lee.post(f"/invitations/{number}/withdraw/").headers["Location"] == address
    lee.get(address)  # says once what was done
    assert "dan@cliff.example" not in words(lee.get(address))
    assert words(PageClient().get(link(), follow=True)).startswith("This invitation was withdrawn")


def test_an_expired_one_says_whom_to_ask_and_is_sent_again(world: World, client: PageClient) -> None:
    address = invited(world)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.get(address, follow=True)
    assert answer.status_code == 410
    assert "Ask Ada to send it again" in words(answer)
    ada = as_(world, "ada")
    assert "Run out" in words(ada.get(PEOPLE))
    ada.post(f"/invitations/{Invitation.objects.get().pk}/send-again/")
    assert client.get(link(), follow=True).status_code == 200


def test_pages_take_the_same_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    ada = as_(world, "ada")
    invited(world)
    ada.get(PEOPLE)
    with django_assert_max_num_queries(8):
        ada.get(PEOPLE)
    for number in range(3):
        invited(world, email=f"n{number}@ash-bank.example", role="governor")
    with django_assert_max_num_queries(8):
        ada.get(PEOPLE)
    sam = as_(world, "sam")
    with django_assert_max_num_queries(8):
        sam.get("/invitations/")


def test_many_invitations_are_slowed_down(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"send_invitation": "2/h/user"}
    ada = as_(world, "ada")
    said = [ada.post(INVITE, FORM | {"email": f"n{n}@ash-bank.example"}).status_code for n in range(3)]
    assert said == [302, 302, 429]
    assert OutgoingMail.objects.count() == 2


def test_somebody_without_a_role_finds_their_invitation_at_home(world: World) -> None:
    world.people["nia"] = Person.objects.create_user(NIA, PASSWORD, name="Nia")
    nia = as_(world, "nia")
    assert "You do not have a role yet" in words(nia.get("/"))
    invited(world)
    assert "You are invited" in words(nia.get("/"))
    assert "Senior leader, Ash Bank Primary School" in words(nia.get("/invitations/"))
