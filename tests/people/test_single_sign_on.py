"""Signing in with an OpenID Connect provider: a real one, from a package, that answers over the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from inspection import PageClient
from inspection.client import is_page
from inspection.page import Page, faults
from oidc_provider_mock import User, run_server_in_thread

from plait.config.single_sign_on import single_sign_on
from plait.partnerships import invitation_actions as invitations
from plait.partnerships.invitation_rules import Place
from plait.partnerships.models import Invitation
from plait.people.models import Person
from plait.people.second_step import SecondStepAdapter
from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
PEOPLE = {
    "amy": {"email": "Amy@Example.org", "email_verified": True, "name": "Amy Elsewhere"},
    "nia": {"email": "nia@ash-bank.example", "email_verified": True, "name": "Nia Price"},
    "forger": {"email": "ada@example.org", "email_verified": False, "name": "Forger"},
    "string": {"email": "ada@example.org", "email_verified": "false", "name": "Forger"},
    "silent": {"email": "ada@example.org", "name": "Forger"},
    "nobody": {"name": "No Address"},
    "stranger": {"email": "stranger@elsewhere.example", "email_verified": True, "name": "A Stranger"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    users = [User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def set_up(settings: Any, provider: str, request: pytest.FixtureRequest) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(
        server=provider, client="plait", secret="known to both", name="Ash County account"
    )
    settings.SINGLE_SIGN_ON = "Ash County account"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world() -> World:
    return trio()


def begin(client: Client, then: str = "") -> str:
    """The provider's page that the button leads to."""
    answer = client.get("/sign-in/with/sso/", {"next": then} if then else {})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def agree(address: str, who: str, **more: str) -> str:
    """The address to which the provider sends the browser back, once somebody has signed in there."""
    answer = requests.post(address, data={"sub": who} | more, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def come_back(client: Client, address: str) -> Any:
    """A GET that changes something, because it is the provider’s redirect; ``state`` keeps forged ones out."""
    parts = urlsplit(address)
    if not isinstance(client, PageClient):
        return client.get(f"{parts.path}?{parts.query}")
    client.inspecting = False
    answer = client.get(f"{parts.path}?{parts.query}")
    client.inspecting = True
    if is_page(answer):
        assert faults(Page(answer.content.decode(), answer.headers)) == []
    return answer


def sign_on(client: Client, who: str, then: str = "") -> Any:
    return come_back(client, agree(begin(client, then), who))


def words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html5lib").select_one("main").text.split())


def test_the_sign_in_page_offers_it(client: PageClient) -> None:
    page = BeautifulSoup(client.get("/sign-in/?next=/account/").content, "html5lib")
    link = page.find("a", string="Sign in with Ash County account")
    assert link["href"] == "/sign-in/with/sso/?next=/account/"


def test_somebody_with_an_account_comes_in_by_their_verified_address(client: PageClient, world: World) -> None:
    address = begin(client, "/account/")
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert "state" in asked
    answer = come_back(client, agree(address, "amy"))
    assert answer.headers["Location"] == "/account/"
    assert "amy@example.org" in words(client.get("/account/"))
    amy = Person.objects.get(email="amy@example.org")
    assert amy.name == "Amy", "what the provider says of somebody known changes nothing"
    assert amy.check_password(PASSWORD)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("who", ["forger", "string", "silent", "nobody"])
def test_an_address_that_was_not_checked_lets_nobody_in(client: PageClient, world: World, who: str) -> None:
    answer = sign_on(client, who)
    assert answer.status_code == 403
    assert "has not checked your e-mail address" in words(answer)
    assert client.get("/account/").status_code == 302


def test_nobody_registers_themselves(client: PageClient, world: World) -> None:
    before = Person.objects.count()
    answer = sign_on(client, "stranger")
    assert answer.status_code == 403
    assert "no open invitation for that address" in words(answer)
    assert Person.objects.count() == before
    assert client.get("/account/").status_code == 302


def invite(world: World, email: str) -> int:
    now = timezone.now()
    given = invitations.InvitationInput(email, "Nia", "leader")
    place = Place(urn=world.urns[0])
    return invitations.invite(viewer=world.viewer("ada"), place=place, given=given, at=now, today=now.date())


def test_somebody_invited_gets_an_account_and_then_decides(client: PageClient, world: World) -> None:
    invite(world, "nia@ash-bank.example")
    answer = sign_on(client, "nia")
    assert answer.headers["Location"] == "/invitations/"
    page = words(client.get("/invitations/"))
    assert "Senior leader, Ash Bank Primary School" in page
    nia = Person.objects.get(email="nia@ash-bank.example")
    assert nia.name == "Nia Price"
    assert not nia.has_usable_password()
    world.people["nia"] = nia
    assert world.viewer("nia").roles == (), "an account is no role"
    number = Invitation.objects.get().pk
    assert client.post(f"/invitations/{number}/accept/").headers["Location"] == "/my-schools/990001/"
    assert world.viewer("nia", timezone.localdate()).urns == {990001}


def test_an_invitation_that_ran_out_lets_nobody_in(client: PageClient, world: World) -> None:
    number = invite(world, "nia@ash-bank.example")
    Invitation.objects.filter(pk=number).update(expires_at=timezone.now())
    assert sign_on(client, "nia").status_code == 403
    assert not Person.objects.filter(email="nia@ash-bank.example").exists()


def test_a_closed_account_stays_closed(client: PageClient, world: World) -> None:
    Person.objects.filter(email="amy@example.org").update(is_active=False)
    answer = sign_on(client, "amy")
    assert answer.status_code == 403
    assert "Your account is closed" in words(answer)
    assert client.get("/account/").status_code == 302


def test_the_second_step_is_asked_for_all_the_same(client: PageClient, world: World) -> None:
    key = pyotp.random_base32()
    amy = Person.objects.get(email="amy@example.org")
    Authenticator.objects.create(user=amy, type="totp", data={"secret": SecondStepAdapter().encrypt(key)})
    assert sign_on(client, "amy").headers["Location"] == "/sign-in/second-step/"
    assert client.get("/account/").status_code == 302
    client.post("/sign-in/second-step/", {"code": pyotp.TOTP(key).now()})
    assert client.get("/account/").status_code == 200


def test_somebody_else_who_is_signed_in_is_signed_out_first(client: PageClient, world: World) -> None:
    client.force_login(world.people["ben"], backend="allauth.account.auth_backends.AuthenticationBackend")
    sign_on(client, "amy")
    assert "amy@example.org" in words(client.get("/account/"))


def test_stopping_at_the_provider_is_no_fault(client: PageClient, world: World) -> None:
    address = begin(client)
    back = agree(address, "amy", action="deny")
    assert "error=access_denied" in back
    if "state=" not in back:  # which a provider must give back, and this one forgets
        back += f"&state={parse_qs(urlsplit(address).query)['state'][0]}"
    answer = come_back(client, back)
    assert answer.status_code == 403
    assert "Nothing has changed" in words(answer)


def test_an_answer_that_was_not_asked_for_is_refused(client: PageClient, world: World) -> None:
    """Somebody else's way back (a forged request), the same twice, and one made up."""
    theirs = agree(begin(Client()), "amy")
    assert come_back(client, theirs).status_code == 403
    mine = agree(begin(client), "amy")
    assert come_back(client, mine).status_code == 302
    client.post("/sign-out/")
    assert come_back(client, mine).status_code == 403
    assert client.get("/sign-in/with/sso/back/?code=x&state=y").status_code == 403
    assert client.get("/sign-in/with/other/").status_code == 404
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_it_leads_nowhere_else(client: PageClient, world: World, then: str) -> None:
    assert sign_on(client, "amy", then).headers["Location"] == "/"


def test_a_provider_that_does_not_answer_is_said_in_words(client: PageClient, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(
        server="http://localhost:9", client="plait", secret="x", name="Gone"
    )
    answer = client.get("/sign-in/with/sso/")
    assert answer.status_code == 403
    assert "did not answer as it should" in words(answer)


def test_half_a_setting_is_refused() -> None:
    assert single_sign_on(server="", client="", secret="", name="x") == {}
    with pytest.raises(ImproperlyConfigured, match="PLAIT_OIDC_CLIENT_SECRET"):
        single_sign_on(server="https://id.example", client="plait", secret="", name="")
    with pytest.raises(ImproperlyConfigured, match="https://"):
        single_sign_on(server="http://id.example", client="plait", secret="x", name="")
