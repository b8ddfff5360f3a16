"""A person's own account: what it shows, what changes, what is written down, and what strangers learn (nothing)."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.mail.models import OutgoingMail
from plait.mail.sending import send_due
from plait.people.models import Person
from plait.people.second_step import SecondStepAdapter

PASSWORD = "three strands woven once"
NEW = "four strands woven twice"
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def own_cache(settings: Any, request: pytest.FixtureRequest) -> None:
    """Counting attempts in a cache of this test's own."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def sian() -> Person:
    return Person.objects.create_user("sian@ash-hill.example", PASSWORD, name="Siân Hughes")


def sign_in(client: Client, email: str = "sian@ash-hill.example", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def confirm(client: Client) -> None:
    assert client.post("/account/confirm/", {"password": PASSWORD}).status_code == 302


def words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html5lib").select_one("main").text.split())


def noted() -> list[str]:
    return [row.action for row in AuditEntry.objects.filter(kind="person").order_by("pk")]


def add_app(client: Client) -> str:
    confirm(client)
    client.get("/account/app/add/")
    key = client.session["mfa.totp.secret"]
    assert client.post("/account/app/add/", {"code": pyotp.TOTP(key).now()}).status_code == 302
    return str(key)


def test_the_page_takes_the_same_few_queries(client: PageClient, sian: Person, django_assert_num_queries: Any) -> None:
    sign_in(client)
    client.get("/account/")
    with django_assert_num_queries(5):
        client.get("/account/")
    for _ in range(3):
        sign_in(Client())
    Authenticator.objects.create(user=sian, type="totp", data={"secret": SecondStepAdapter().encrypt("A" * 32)})
    with django_assert_num_queries(5):
        assert words(client.get("/account/")).count(" Since ") == 4


def test_somebody_else_sees_and_ends_nothing_of_it(client: PageClient, sian: Person) -> None:
    sign_in(Client())
    other = Person.objects.create_user("other@ash-hill.example", PASSWORD, name="Other")
    sign_in(client, other.email)
    theirs = UserSession.objects.get(user=sian)
    assert client.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert Session.objects.filter(session_key=theirs.session_key).exists()
    confirm(client)
    key = Authenticator.objects.create(user=sian, type="webauthn", data={"name": "Hers"})
    for address in (f"/account/passkeys/{key.pk}/name/", f"/account/passkeys/{key.pk}/remove/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data == {"name": "Hers"}


def test_no_network_address_is_kept(client: PageClient, sian: Person) -> None:
    sign_in(client)
    confirm(client)
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert list(UserSession.objects.values_list("ip", flat=True)) == ["0.0.0.0"]  # noqa: S104


def test_a_name_is_changed_and_written_down(client: PageClient, sian: Person) -> None:
    sign_in(client)
    assert words(client.post("/account/name/", {"name": " "})).startswith("There is a problem Enter your name")
    client.post("/account/name/", {"name": "Siân  Hughes-Price"})
    sian.refresh_from_db()
    assert sian.name == "Siân Hughes-Price"
    assert AuditEntry.objects.latest("pk").changes == {"name": ["Siân Hughes", "Siân Hughes-Price"]}


def test_signing_out_everywhere_also_ends_sessions_that_no_list_knows(client: PageClient, sian: Person) -> None:
    unknown = Client()
    unknown.force_login(sian, backend="allauth.account.auth_backends.AuthenticationBackend")
    sign_in(client)
    assert unknown.get("/account/").status_code == 200
    assert client.post("/account/sessions/end/").status_code == 302
    assert unknown.get("/account/").status_code == 302
    assert "This browser" in words(client.get("/account/"))
    assert noted() == ["sign out everywhere"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong", NEW, "That is not your present password"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "password1234", "too common"),
        (PASSWORD, "sian@ash-hill.example", "too similar"),
        (PASSWORD, "948371620592", "entirely numeric"),
        (PASSWORD, "", "Enter a new password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(
    client: PageClient, sian: Person, old: str, new: str, said: str
) -> None:
    sign_in(client)
    answer = client.post("/account/password/", {"oldpassword": old, "password1": new})
    assert said in words(answer)
    sian.refresh_from_db()
    assert sian.check_password(PASSWORD)
    assert noted() == []


def test_a_new_password_signs_out_other_browsers_and_tells_by_mail(client: PageClient, sian: Person) -> None:
    other = Client()
    sign_in(other)
    sign_in(client)
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert UserSession.objects.count() == 1
    assert noted() == ["change password"]
    assert OutgoingMail.objects.get().subject == "Your password was changed"


@pytest.mark.parametrize("address", ["/account/app/add/", "/account/passkeys/add/", "/account/recovery-codes/new/"])
def test_changes_ask_again_who_it_is(client: PageClient, sian: Person, address: str) -> None:
    sign_in(client)
    for answer in (client.get(address), client.post(address, {"code": "123456"})):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/confirm/")
    assert not Authenticator.objects.exists()


def test_the_way_back_after_confirming_stays_here(client: PageClient, sian: Person) -> None:
    sign_in(client)
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x:y"])
def test_signing_in_leads_nowhere_else(client: PageClient, sian: Person, then: str) -> None:
    assert sign_in(client, next=then).headers["Location"] == "/"
    assert client.get(f"/sign-in/?next={then}").headers["Location"] == "/"


def test_signing_in_renews_the_session(client: PageClient, sian: Person) -> None:
    client.get("/sign-in/?next=/account/")
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_secrets_are_stored_encrypted_and_codes_are_shown_once(client: PageClient, sian: Person) -> None:
    sign_in(client)
    key = add_app(client)
    for row in Authenticator.objects.all():
        assert key not in str(row.data)
        assert (row.data.get("secret") or row.data["seed"]).startswith("gAAAA")
    page = client.get("/account/recovery-codes/")
    codes = re.findall(r"\b\d{4} \d{4}\b", words(page))
    assert len(codes) == 10
    text = client.get("/account/recovery-codes/download/")
    assert text.headers["Cache-Control"] == "no-store"
    assert codes[0].replace(" ", "") in text.content.decode()
    client.post("/account/recovery-codes/")
    assert client.get("/account/recovery-codes/download/").status_code == 404
    assert client.get("/account/recovery-codes/").headers["Location"] == "/account/recovery-codes/new/"
    for subject in OutgoingMail.objects.values_list("subject", flat=True):
        assert subject == "An authenticator app was set up for your account"
    assert "add authenticator app" in noted()


def test_after_a_change_of_the_secret_key_no_code_is_right(settings: Any) -> None:
    adapter = SecondStepAdapter()
    stored = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY = "another secret key that is long enough to be one"
    assert adapter.decrypt(stored) not in ("", "JBSWY3DPEHPK3PXP")
    assert adapter.decrypt(stored) != adapter.decrypt(stored)


def test_the_second_step_is_asked_for_and_its_guessing_slowed_down(client: PageClient, sian: Person) -> None:
    sign_in(client)
    key = add_app(client)
    code = pyotp.TOTP(key).now()
    other = PageClient()
    assert sign_in(other).headers["Location"] == "/sign-in/second-step/"
    assert other.get("/account/").status_code == 302, "half signed in is not signed in"
    for _ in range(5):
        assert "That did not work" in words(other.post("/sign-in/second-step/", {"code": "000001"}))
    assert "Wait ten minutes" in words(other.post("/sign-in/second-step/", {"code": code}))
    assert other.get("/account/").status_code == 302


def test_a_code_counts_once(client: PageClient, sian: Person) -> None:
    sign_in(client)
    key = add_app(client)
    code = pyotp.TOTP(key).now()
    first, second = PageClient(), PageClient()
    sign_in(first)
    sign_in(second)
    assert first.post("/sign-in/second-step/", {"code": code}).status_code == 302
    assert second.post("/sign-in/second-step/", {"code": code}).status_code == 200
    assert second.get("/account/").status_code == 302


def test_a_passkey_sent_without_being_asked_for_is_refused(client: PageClient, sian: Person) -> None:
    odd = ("", "{}", "[]", '"x"', "null", '{"response": null}', '{"id": 1}', "1" * 5000, "[" * 9000)
    for credential in (*odd, '{"response": {"userHandle": "AAAA"}}'):
        answer = client.post("/sign-in/passkey/", {"credential": credential})
        assert answer.status_code == 302, credential
        assert client.get("/account/").status_code == 302
    asked = client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    assert asked["request_options"]["publicKey"].get("allowCredentials", []) == [], "says nothing of who is known"


def reset_link(address: str = "sian@ash-hill.example") -> str:
    """As its reader finds it, once the worker has sent it."""
    assert send_due(timezone.now()) == 1
    letter = mail.outbox[-1]
    assert letter.to == [address]
    found = re.search(r"/forgotten-password/\S+/", letter.body)
    assert found
    return found[0]


def test_a_forgotten_password_is_set_again_by_a_link_that_works_once(client: PageClient, sian: Person) -> None:
    other = Client()
    sign_in(other)
    assert client.post("/forgotten-password/", {"email": "Sian@Ash-Hill.example"}).status_code == 302
    row = OutgoingMail.objects.get()
    assert (row.text, row.html) == ("", ""), "the link is made when the mail goes"
    link = reset_link()
    answer = client.get(link)
    assert answer.status_code == 302
    form = answer.headers["Location"]
    assert link.split("/")[-2] not in form, "the token leaves the address at once"
    assert "at least 12 characters" in words(client.post(form, {"password1": "short"}))
    assert client.post(form, {"password1": NEW}).status_code == 302
    sian.refresh_from_db()
    assert sian.check_password(NEW)
    assert other.get("/account/").status_code == 302, "every earlier session has ended"
    assert client.get("/account/").status_code == 302, "the link alone signs nobody in"
    assert "no longer works" in words(PageClient().get(link, follow=True))
    assert noted() == ["set password"]


def test_forgetting_says_the_same_to_everybody(client: PageClient, sian: Person) -> None:
    sian2 = Person.objects.create_user("closed@ash-hill.example", PASSWORD, name="Closed", is_active=False)
    answers = {
        email: client.post("/forgotten-password/", {"email": email}, follow=True)
        for email in (sian.email, "nobody@ash-hill.example", sian2.email)
    }
    assert len({words(answer) for answer in answers.values()}) == 1
    assert list(OutgoingMail.objects.values_list("person_id", flat=True)) == [sian.pk]


def test_asking_for_many_links_is_slowed_down(client: PageClient, sian: Person) -> None:
    said = [client.post("/forgotten-password/", {"email": sian.email}).status_code for _ in range(5)]
    assert said == [302, 302, 302, 429, 429]


def test_somebody_with_a_passkey_only_can_set_a_password_by_mail(client: PageClient) -> None:
    Person.objects.create_user("nia@ash-hill.example", None, name="Nia")
    client.post("/forgotten-password/", {"email": "nia@ash-hill.example"})
    form = client.get(reset_link("nia@ash-hill.example")).headers["Location"]
    client.post(form, {"password1": NEW})
    assert sign_in(client, "nia@ash-hill.example", NEW).status_code == 302
