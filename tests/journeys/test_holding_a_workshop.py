"""A workshop in one room: the projector, somebody's phone, the headteacher's laptop; then what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from tests.workshops.held import base, led_by_fay
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return led_by_fay()


def looked_at(page: Page, heading: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    no_horizontal_scroll(page)
    screenshot(page, f"workshop-{name}")
    axe(page)


def test_from_the_wall_to_what_came_of_it(live_server, open_page: Callable[..., Page], world: World) -> None:
    here = f"{live_server.url}{base(world)}"
    ada, fay, gil = open_page(), open_page(), open_page()
    for page, name, size in ((ada, "ada", DESKTOP), (fay, "fay", DESKTOP), (gil, "gil", PHONE)):
        page.set_viewport_size(size)
        sign_in(page, live_server.url, f"{name}@example.org", PASSWORD)

    ada.goto(f"{live_server.url}/workshops/")
    ada.get_by_role("link", name=re.compile("Ash Bank")).click()
    ada.get_by_role("link", name="Set up the workshop").click()
    ada.get_by_label("Fay, improvement facilitator").check()
    for part, number in (("Day", "27"), ("Month", "11"), ("Year", "2026")):
        ada.get_by_label(part, exact=True).fill(number)
    ada.get_by_label("Where?").fill("The hall")
    ada.get_by_label("Area number 3").uncheck()
    ada.get_by_label("Amy").select_option("Headteacher or senior leader")
    ada.get_by_label("Gil").select_option("Governor")
    ada.get_by_text("Who cannot lead it, and why").click()
    looked_at(ada, "Set up the workshop", "set-up")
    ada.get_by_role("button", name="Save").click()
    looked_at(ada, "Improvement workshop", "planned")

    fay.goto(f"{live_server.url}/workshops/")
    looked_at(fay, "Improvement workshops", "mine")
    fay.get_by_role("link", name=re.compile("Ash Bank")).click()
    fay.get_by_role("button", name="Begin the workshop").click()

    gil.goto(f"{here}room/")
    looked_at(gil, "Area number 1", "phone-empty")
    for text, side in (("We plan lessons in pairs", "It helps"), ("No time to visit each other", "It hinders")):
        gil.get_by_label("In a few words").fill(text)
        gil.get_by_label(side).check()
        gil.get_by_role("button", name="Add the card").click()
        expect(gil.locator("#wall")).to_contain_text(text)
    gil.get_by_role("button", name=re.compile("Vote for it.*No time")).click()
    expect(gil.locator("#wall")).to_contain_text("1 vote")
    looked_at(gil, "Area number 1", "phone")

    expect(fay.locator("#wall")).to_contain_text("No time to visit each other")  # nobody reloaded
    expect(fay.locator("#wall")).to_contain_text("1 vote")
    fay.get_by_role("link", name="Show this on a big screen").click()
    gil.get_by_label("In a few words").fill("Our new library is open at lunch")
    gil.get_by_label("It helps").check()
    gil.get_by_role("button", name="Add the card").click()
    expect(fay.locator("#wall")).to_contain_text("Our new library")  # nobody reloaded
    expect(fay.get_by_role("button")).to_have_count(0)
    looked_at(fay, "Area number 1", "screen-area")
    fay.get_by_role("link", name="What comes first").click()
    looked_at(fay, "What comes first", "screen-first")
    fay.get_by_role("link", name="Leave the big screen").click()
    expect(fay.get_by_text("Show this on a big screen")).to_be_visible()

    ada.goto(f"{here}room/?at=actions")
    ada.get_by_role("link", name="Write an action down").click()
    ada.get_by_label("What will be done").fill("Visit each other twice a term.")
    ada.get_by_label("Area", exact=True).select_option("Area number 1")
    ada.get_by_label("Who sees to it").fill("Reading lead")
    for part, number in (("Day", "12"), ("Month", "3"), ("Year", "2027")):
        ada.get_by_label(part, exact=True).fill(number)
    ada.get_by_label("How you will know that it worked").fill("Teachers say what they took from a visit.")
    looked_at(ada, "Write an action down", "plan")
    ada.get_by_role("button", name="Save the action").click()
    looked_at(ada, "What we will do", "actions")

    fay.goto(here)
    fay.get_by_role("button", name="Close the workshop").click()
    looked_at(fay, "Improvement workshop", "closed")

    ada.goto(f"{live_server.url}/my-schools/{world.urns[0]}/")
    expect(ada.get_by_role("link", name="Look at what came of your actions")).to_be_visible()
    screenshot(ada, "workshop-task")
    ada.get_by_role("link", name="Look at what came of your actions").click()
    ada.get_by_role("link", name=re.compile("Say what came of it")).click()
    ada.get_by_label("Not yet").check()
    ada.get_by_label("What is different now?").fill("Two visits were made; the others are in the summer term.")
    looked_at(ada, "What came of action 1", "answer")
    ada.get_by_role("button", name="Save").click()
    expect(ada.get_by_role("link", name="Give the day on which you look again.")).to_be_visible()
    for part, number in (("Day", "1"), ("Month", "6"), ("Year", "2027")):
        ada.get_by_label(part, exact=True).fill(number)
    ada.get_by_role("button", name="Save").click()
    looked_at(ada, "What came of it", "impact")
    ada.set_viewport_size(PHONE)
    looked_at(ada, "What came of it", "impact-phone")
