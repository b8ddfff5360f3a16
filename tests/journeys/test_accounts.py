"""Coming in by invitation, and every way of signing in, as people do it in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from plait.partnerships import invitation_actions as actions
from plait.partnerships.invitation_letters import token_of
from plait.partnerships.invitation_rules import Place
from plait.partnerships.models import Appointment, Invitation
from plait.people.models import Person
from tests.world import PASSWORD, World, trio

NIA = "nia@ash-bank.example"


@pytest.fixture(autouse=True)
def own_cache(settings: Any, request: pytest.FixtureRequest) -> None:
    """Counting attempts in a cache of this test's own."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return trio()


class Pictures:
    """Each page of a journey: fit for anyone at both widths, and a picture of it."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, page: Page, name: str) -> None:
        self.number += 1
        for width, size in (("desktop", DESKTOP), ("phone", PHONE)):
            page.set_viewport_size(size)
            axe(page)
            no_horizontal_scroll(page)
            screenshot(page, f"account-{name}-{width}")
        page.set_viewport_size(DESKTOP)


@pytest.fixture
def looks() -> Pictures:
    return Pictures()


@pytest.fixture
def device(browser_page: Page) -> Iterator[Any]:
    """A page in a browser whose device can make passkeys, and agrees at once."""
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield browser_page
    session.detach()


def link_in_mail(server: str, email: str) -> str:
    row = Invitation.objects.filter(email=email).latest("pk")
    return server + reverse("invitations:link", args=[token_of(row.pk, row.invited_at)])


def invite(page: Page, server: str, urn: int, looks: Pictures) -> None:
    """Ada, the head, invites Nia as a senior leader."""
    page.expected_complaints.append("422 (Unprocessable")
    sign_in(page, server, "ada@example.org", PASSWORD)
    page.goto(f"{server}/my-schools/{urn}/")
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Invite somebody").click()
    looks(page, "invite")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter their e-mail address")
    looks(page, "invite-faults")
    page.get_by_label("Their name").fill("Nia Price")
    page.get_by_label("Their e-mail address").fill(NIA)
    page.get_by_label("Senior leader").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text("Nia Price is invited")
    looks(page, "people")


def test_an_invitation_is_accepted_with_a_passkey_which_then_signs_in(
    live_server: Any, device: Page, open_page: Any, world: World, looks: Pictures
) -> None:
    server, urn = live_server.url, world.urns[0]
    head = open_page()
    invite(head, server, urn, looks)

    page = device
    page.expected_complaints.append("422 (Unprocessable")
    page.goto(link_in_mail(server, NIA))
    expect(page).to_have_url(f"{server}/invitations/answer/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are invited")
    looks(page, "answer")
    page.get_by_role("button", name="Accept and make the account").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose how you will sign in")
    looks(page, "answer-faults")
    page.get_by_label("A passkey").check()
    page.get_by_role("button", name="Accept and make the account").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey")
    looks(page, "passkey-add")
    page.get_by_label("Name").fill("Nia’s laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    looks(page, "recovery-codes")
    code = page.locator(".codes code").first.inner_text().replace(" ", "")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as text").click()
    assert code in open(download.value.path()).read()  # noqa: SIM115
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    expect(page.locator("main")).to_contain_text("Nia’s laptop")
    expect(page.locator("main")).to_contain_text("10 codes left")
    looks(page, "account")
    page.goto(f"{server}/account/recovery-codes/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Your recovery codes")

    page.goto(f"{server}/my-schools/{urn}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ash Bank Primary School")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.goto(f"{server}/sign-in/?next=/my-schools/{urn}/people/")
    looks(page, "sign-in")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People at Ash Bank Primary School")
    expect(page.locator("main")).not_to_contain_text("Invited")  # that is for those who invite

    page.goto(f"{server}/account/")
    page.get_by_role("link", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm with a code")
    looks(page, "confirm-code")
    page.get_by_role("link", name="Use a passkey").click()
    looks(page, "confirm-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rename a passkey")
    looks(page, "passkey-rename")
    page.get_by_label("Name").fill("The old laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("The old laptop")
    page.get_by_role("link", name="Remove").click()
    looks(page, "passkey-remove")
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.locator("main")).to_contain_text("The passkey is removed")

    # the link of the mail was for one time
    page.expected_complaints += ["410 (Gone)"]
    page.goto(link_in_mail(server, NIA))
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation has been used")
    looks(page, "used")


def test_an_authenticator_app_and_a_recovery_code(
    live_server: Any, browser_page: Page, open_page: Any, world: World, looks: Pictures
) -> None:
    server, page = live_server.url, browser_page
    sign_in(page, server, "amy@example.org", PASSWORD)
    page.goto(f"{server}/account/")
    page.get_by_role("link", name="Set up an authenticator app").click()
    looks(page, "confirm")
    page.get_by_label("Your password", exact=True).fill("wrong")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("not your password")
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an authenticator app")
    looks(page, "app-add")
    page.get_by_label("The six digits").fill("000000")
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("That did not work")
    key = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("The six digits").fill(pyotp.TOTP(key).now())
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    codes = [one.replace(" ", "") for one in page.locator(".codes code").all_inner_texts()]
    assert len(set(codes)) == 10
    page.get_by_role("button", name="I have kept them").click()

    # another browser, without JavaScript: the password, then one of the codes
    other = open_page(java_script_enabled=False)
    sign_in(other, server, "amy@example.org", PASSWORD)
    expect(other.get_by_role("heading", level=1)).to_have_text("One more step")
    other.get_by_label("Code").fill("123456")
    other.get_by_role("button", name="Go on").click()
    expect(other.locator(".govuk-error-summary")).to_contain_text("That did not work")
    other.get_by_label("Code").fill(codes[3])
    other.get_by_role("button", name="Go on").click()
    expect(other.get_by_role("navigation", name="Main")).to_contain_text("Amy")
    other.goto(f"{server}/account/")
    expect(other.locator("main")).to_contain_text("9 codes left")

    # the code is used up
    third = open_page()
    sign_in(third, server, "amy@example.org", PASSWORD)
    looks(third, "second-step")
    third.get_by_label("Code").fill(codes[3])
    third.get_by_role("button", name="Go on").click()
    expect(third.locator(".govuk-error-summary")).to_contain_text("That did not work")

    page.get_by_role("link", name="Make new recovery codes").click()
    looks(page, "recovery-codes-new")
    page.goto(f"{server}/account/")
    page.get_by_role("link", name="Remove the authenticator app").click()
    looks(page, "app-remove")
    page.get_by_role("button", name="Remove the app").click()
    expect(page.locator("main")).to_contain_text("Your authenticator app is removed")
    expect(page.get_by_role("heading", name="Recovery codes")).to_have_count(0)


def test_signing_out_everywhere(live_server: Any, browser_page: Page, open_page: Any, world: World) -> None:
    server, page = live_server.url, browser_page
    others = [open_page(user_agent=agent) for agent in ("Mozilla/5.0 (iPhone) Safari/1", "x" * 400)]
    for other in [*others, page]:
        sign_in(other, server, "amy@example.org", PASSWORD)
    page.goto(f"{server}/account/")
    expect(page.locator("main")).to_contain_text("Safari on iPhone")
    expect(page.locator(".govuk-tag", has_text="This browser")).to_have_count(1)
    page.get_by_role("button", name="Sign out Safari on iPhone").click()
    expect(page.locator("main")).not_to_contain_text("Safari on iPhone")
    others[0].reload()
    expect(others[0].get_by_role("heading", level=1)).to_have_text("Sign in")
    others[1].reload()
    expect(others[1].get_by_role("heading", level=1)).not_to_have_text("Sign in")
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.locator("main")).to_contain_text("signed out everywhere but here")
    others[1].reload()
    expect(others[1].get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="Sign out everywhere, here too").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_role_that_ends_while_a_page_is_open(
    live_server: Any, browser_page: Page, open_page: Any, world: World, looks: Pictures
) -> None:
    server, urn, page = live_server.url, world.urns[0], browser_page
    page.expected_complaints.append("422 (Unprocessable")
    amy = open_page()
    sign_in(amy, server, "amy@example.org", PASSWORD)
    amy.goto(f"{server}/self-evaluations/{world.evaluations[urn]}/areas/area-1/")
    amy.locator("textarea").first.fill("Half a sentence")
    sign_in(page, server, "ada@example.org", PASSWORD)
    page.goto(f"{server}/my-schools/{urn}/people/")
    page.get_by_role("link", name="End the role of Amy").click()
    looks(page, "end-role")
    page.get_by_role("button", name="End the role").click()
    expect(page.locator("main")).to_contain_text("has ended")
    amy.expected_complaints += ["404 (Not Found)"]
    amy.on("dialog", lambda dialog: dialog.accept())
    amy.get_by_role("button", name="Save", exact=False).first.click()
    expect(amy.get_by_role("heading", level=1)).to_have_text("Page not found")

    page.get_by_role("link", name="Give up the role of Ada").click()
    looks(page, "end-role-last-head")
    page.get_by_role("button", name="Give up the role").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose who follows")
    page.get_by_label("Gil, governor").check()
    page.get_by_role("button", name="Give up the role").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you work")
    assert Appointment.objects.filter(school_id=urn, role="head", ends=None).get().person == world.people["gil"]


@pytest.mark.parametrize("state", ["unknown", "expired", "withdrawn", "somebody-else", "sign-in-first", "mine"])
def test_every_state_of_an_invitation_says_what_to_do(
    live_server: Any, browser_page: Page, world: World, looks: Pictures, state: str
) -> None:
    server, page, now = live_server.url, browser_page, timezone.now()
    page.expected_complaints += ["404 (Not Found)", "410 (Gone)", "403 (Forbidden)"]
    email = "sam@example.org" if state in ("sign-in-first", "mine") else NIA
    given = actions.InvitationInput(email, "Nia Price", "leader")
    at = now - actions.LIFE if state == "expired" else now
    number = actions.invite(
        viewer=world.viewer("ada"), place=Place(urn=world.urns[0]), given=given, at=at, today=at.date()
    )
    if state == "withdrawn":
        actions.withdraw(viewer=world.viewer("ada"), invitation_id=number, at=now)
    if state in ("somebody-else", "mine"):
        sign_in(page, server, "sam@example.org", PASSWORD)
    address = link_in_mail(server, email)
    page.goto(f"{server}/invitations/link/no-such-thing/" if state == "unknown" else address)
    if state == "mine":
        expect(page.get_by_role("button", name="Accept")).to_have_count(1)
        looks(page, "accept")
        page.goto(f"{server}/invitations/")
    looks(page, state)
    told = {
        "unknown": "ask whoever invited you",
        "expired": "Ask Ada to send it again",
        "withdrawn": "ask Ada",
        "somebody-else": "You are signed in as Sam",
        "sign-in-first": "You have an account under this address",
        "mine": "Senior leader, Ash Bank Primary School",
    }
    expect(page.locator("main")).to_contain_text(told[state])
    if state == "sign-in-first":
        page.get_by_role("link", name="Sign in to accept").click()
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ash Bank Primary School")
    if state == "somebody-else":
        assert not Person.objects.filter(email=NIA).exists()
