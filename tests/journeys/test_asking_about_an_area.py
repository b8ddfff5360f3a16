"""A partner asks about an area, the host answers and marks it as answered, and the partner reads that."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.domain.roles import Role
from plait.partnerships import actions as partnerships
from tests.world import AT, PASSWORD, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    made = trio()
    made.submit(made.urns[0])
    return made


def looked_at(page: Page, heading: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"comments-{name}-{viewport['width']}")
        axe(page)


def test_a_partner_asks_and_the_host_answers(live_server, open_page: Callable[..., Page], world: World) -> None:
    ash, beck, _ = world.urns
    ben = open_page()
    sign_in(ben, live_server.url, "ben@example.org", PASSWORD)
    ben.goto(f"{live_server.url}/peer-reviews/{world.reviews[ash]}/views/{beck}/areas/area-1/")
    ben.get_by_role("link", name="Ask Ash Bank Primary School about this area").click()
    looked_at(ben, "Comments on Area number 1", "nothing-yet")
    ben.get_by_label("Your comment").fill("You say that two classes share a board. Which two?")
    ben.get_by_role("button", name="Send comment").click()
    expect(ben.get_by_text("Which two?")).to_be_visible()

    ada = open_page()
    sign_in(ada, live_server.url, "ada@example.org", PASSWORD)
    ada.goto(f"{live_server.url}/self-evaluations/{world.evaluations[ash]}/")
    expect(ada.get_by_text("One comment, one thread open.")).to_be_visible()
    ada.get_by_role("link", name="Area number 1").click()
    ada.get_by_role("link", name="Comments on this area").click()
    ada.get_by_label(re.compile("Your answer")).fill("Year 2 and Year 3. We have asked for a second board.")
    ada.get_by_role("button", name="Send answer").click()
    ada.get_by_role("button", name="Mark as answered").click()
    looked_at(ada, "Comments on Area number 1", "answered")

    ben.reload()
    expect(ben.get_by_text("Year 2 and Year 3.")).to_be_visible()
    looked_at(ben, "Comments on Area number 1", "partner")


def test_people_of_a_programme_and_administrators(
    live_server, open_page: Callable[..., Page], world: World, settings
) -> None:
    """Invited on the web; whoever is invited reads what the agreement says before they decide."""
    settings.BASE_URL = live_server.url
    person("adm", role=Role.ADMINISTRATOR)
    nia = person("nia")
    ona = person("ona")
    partnerships.appoint(person_id=ona.pk, role=Role.FACILITATOR, programme_id=world.programme_id, starts=TODAY, at=AT)
    lee = open_page()
    sign_in(lee, live_server.url, "lee@example.org", PASSWORD)
    lee.goto(f"{live_server.url}/partnerships/{world.partnership_id}/people/")
    lee.get_by_role("link", name="Hillside peer review").click()
    looked_at(lee, "People who work for Hillside peer review", "people-of-a-programme")
    lee.get_by_role("link", name="Invite somebody").click()
    lee.get_by_label("Their name").fill("Nia Price")
    lee.get_by_label("Their e-mail address").fill(nia.email)
    lee.get_by_label(re.compile("Improvement facilitator")).check()
    lee.get_by_role("button", name="Send the invitation").click()

    invited = open_page()
    sign_in(invited, live_server.url, nia.email, PASSWORD)
    invited.goto(f"{live_server.url}/invitations/")
    looked_at(invited, "Invitations for you", "who-sees-what")
    invited.get_by_role("button", name=re.compile("Accept")).click()

    adm = open_page()
    sign_in(adm, live_server.url, "adm@example.org", PASSWORD)
    looked_at(adm, "Where you work", "administrators-home")
    adm.get_by_role("link", name=re.compile("Who else administers")).click()
    looked_at(adm, "Administrators", "administrators")
