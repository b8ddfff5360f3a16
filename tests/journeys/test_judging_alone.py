"""Three people judge alone, by keyboard; the head sees nothing before all are in, and writes down what they agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from django.utils import timezone
from playwright.sync_api import Page, expect

from plait.adapters.framework_files import find
from plait.adapters.programme_files import built_in
from plait.domain.frameworks import Framework
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.programme_actions import start_programme
from tests.world import AT, PASSWORD, TODAY, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


def two_areas() -> Framework:
    """Two areas of a real framework, so that pages look as they will."""
    whole = find("teaching-school@1")
    assert whole is not None
    return replace(whole, id="two-areas", areas=whole.areas[:2])


@pytest.fixture
def world(transactional_db: None) -> World:
    """Ash Bank works on its own; its head, a senior leader and a governor have accounts."""
    made = trio(two_areas())
    definition = replace(built_in()["own-school"], frameworks=(("two-areas", "1"),))
    programme = start_programme(partnership_id=made.partnership_id, definition=definition, title="On our own", at=AT)
    made.round_id = set_up_round(
        programme_id=programme,
        members=made.urns[:1],
        given=RoundInput("Spring 2027", date(2099, 10, 16), date(2099, 12, 4), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    made.find()
    return made


def looked_at(page: Page, heading: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"alone-{name}-{viewport['width']}")
        axe(page)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """By keyboard: the focus goes there, Enter does it, and the next page has come."""
    button = page.get_by_role("button", name=name)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, name: str) -> None:
    """By keyboard."""
    page.get_by_role("radio", name=name).first.focus()
    page.keyboard.press("Space")


def test_judging_alone_and_agreeing(live_server, open_page: Callable[..., Page], world: World) -> None:
    number = world.evaluations[world.urns[0]]
    base = f"{live_server.url}/self-evaluations/{number}/"
    ada = open_page()
    ada.expected_complaints += ["404 (Not Found)", "422 (Unprocessable"]
    sign_in(ada, live_server.url, "ada@example.org", PASSWORD)
    ada.goto(base)
    ada.get_by_role("link", name="Several people first").click()
    looked_at(ada, "Several people first", "asking")
    last = timezone.localdate() + timedelta(days=9)
    for box, value in (("Day", last.day), ("Month", last.month), ("Year", last.year)):
        ada.get_by_label(box, exact=True).fill(str(value))
    press(ada, "Ask these people")
    expect(ada.get_by_text("0 of 3 are in").first).to_be_visible()

    people: dict[str, Page] = {"ada": ada}
    said = {"amy": ("Expanding", "Emerging"), "gil": ("Sustainable", "Secure"), "ada": ("Secure", "Secure")}
    for name, levels in said.items():
        page = people.get(name) or open_page()
        page.expected_complaints += ["422 (Unprocessable"]
        if name not in people:
            sign_in(page, live_server.url, f"{name}@example.org", PASSWORD)
        page.goto(f"{base}own-view/")
        if name == "amy":
            looked_at(page, "Your own view", "own-view")
        for place, level in enumerate(levels):
            if place == 0:
                page.get_by_role("link", name=re.compile("Begin with")).click()
            if name == "amy" and place == 0:
                looked_at(page, world.framework.areas[0].title, "instinct")
                press(page, "Keep it and read the descriptors")
                expect(page.get_by_role("link", name=re.compile("comes to mind first"))).to_be_visible()
            choose(page, "Secure")
            press(page, "Keep it and read the descriptors")
            choose(page, level)
            page.get_by_label("Because").fill(f"{name.capitalize()} has looked at the plans and talked with two teams.")
            if name == "amy" and place == 0:
                looked_at(page, world.framework.areas[0].title, "considered")
            press(page, re.compile("^Save"))
        if name == "ada":  # two are in; the head still reads nothing
            assert page.goto(f"{base}differences/").status == 404
            page.goto(f"{base}raters/")
            expect(page.get_by_text("2 of 3 are in").first).to_be_visible()
            looked_at(page, "Several people first", "two-are-in")
            page.goto(f"{base}own-view/")
        page.get_by_role("link", name="Check and hand in").click()
        if name == "amy":
            looked_at(page, "Check and hand in", "hand-in")
        press(page, "Hand in your view")
        expect(page.get_by_text("Handed in. Thank you.")).to_be_visible()

    ada.get_by_role("link", name="See where you differ").click()
    looked_at(ada, "Where you differ", "differences")
    expect(ada.get_by_role("heading", level=2).first).to_have_text(world.framework.areas[0].title)
    ada.get_by_role("link", name=world.framework.areas[0].title).click()
    choose(ada, "Secure")
    press(ada, "Save what you agree")
    expect(ada.get_by_role("link", name=re.compile("Say why"))).to_be_visible()
    ada.get_by_label("Because", exact=True).fill("Two of three teams plan this way; the third begins after Easter.")
    looked_at(ada, world.framework.areas[0].title, "agreeing")
    press(ada, "Save what you agree")
    expect(ada.get_by_text("Agreed from three views: Secure")).to_be_visible()
    ada.goto(f"{base}areas/{world.framework.areas[0].id}/")
    expect(ada.get_by_text("the third begins after Easter")).to_be_visible()
