"""A school and those who come prepare a visit on a phone, by keyboard; staff read what will happen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from tests.visits.planned import triad
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return triad()


def looked_at(page: Page, heading: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"visit-{name}-{viewport['width']}")
        axe(page)


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    """By keyboard: focused, then Enter."""
    page.get_by_role(role, name=name).focus()  # type: ignore[arg-type]
    page.keyboard.press("Enter")


def tick(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_label(name).focus()
    page.keyboard.press("Space")


def test_prepared_together(live_server, open_page: Callable[..., Page], world: World) -> None:
    ada = open_page(viewport=PHONE)
    sign_in(ada, live_server.url, "ada@example.org", PASSWORD)
    press(ada, "link", "Visit to your school")
    for part, value in zip(("day", "month", "year"), ("11", "11", "2026"), strict=True):
        ada.locator(f"#id_starts_on-{part}").fill(value)
    looked_at(ada, "Plan the visit to Ash Bank Primary School", "plan")
    press(ada, "button", "Begin to plan")
    looked_at(ada, "Visit to Ash Bank Primary School", "overview")
    press(ada, "link", "Focus and questions")
    tick(ada, "Area number 1")
    ada.get_by_label(re.compile("First question")).fill("Do our pupils choose to read when nobody asks them to?")
    ada.get_by_label(re.compile("What else those who come")).fill("Come by the side door; there is coffee.")
    press(ada, "button", "Save")
    looked_at(ada, "Focus and questions for the visit to Ash Bank Primary School", "focus")
    press(ada, "button", "Share with those who come")
    expect(ada.get_by_text(re.compile("Shared. It can now be read by"))).to_be_visible()

    ben = open_page(viewport=PHONE)
    ben.expected_complaints.append("422")  # a clash is told with this status
    sign_in(ben, live_server.url, "ben@example.org", PASSWORD)
    press(ben, "link", "Visit to Ash Bank Primary School")
    press(ben, "link", "What we expect to find")
    press(ben, "link", re.compile("Write what we expect: Area number 1"))
    ben.get_by_label(re.compile("What we think")).fill("Reading corners are there, but seldom used.")
    ben.get_by_label(re.compile("What would change our mind")).fill("Well-thumbed books, and pupils who can say which.")
    looked_at(ben, "What we expect", "hypothesis")
    press(ben, "button", "Save")
    looked_at(ben, "What we expect to find at Ash Bank Primary School", "hypotheses")
    press(ben, "link", "Visit to Ash Bank Primary School")
    press(ben, "link", "Timetable")
    press(ben, "button", "Begin with a usual timetable")
    press(ben, "link", re.compile("Change or move Lessons that show the focus"))
    ben.get_by_label(re.compile("Room")).fill("Year 2")
    tick(ben, re.compile("Ben, Beck Lane"))
    tick(ben, re.compile("Amy"))
    looked_at(ben, "Change or move an activity", "activity")
    press(ben, "button", "Save")
    press(ben, "link", re.compile("Change or move Walk through"))
    tick(ben, re.compile("Ben, Beck Lane"))
    ben.locator("#id_ends").fill("10:00")
    press(ben, "button", "Save")
    expect(ben.get_by_text("Ben is in two places").first).to_be_visible()
    looked_at(ben, "Change or move an activity", "clash")
    press(ben, "link", "Timetable")
    looked_at(ben, "Timetable of the visit to Ash Bank Primary School", "timetable")
    ben.emulate_media(media="print")
    screenshot(ben, "visit-timetable-print")

    sue = open_page(viewport=PHONE)
    sign_in(sue, live_server.url, "sue@example.org", PASSWORD)
    press(sue, "link", "Visit to your school")
    press(sue, "link", "For staff")
    looked_at(sue, "For staff: the visit to Ash Bank Primary School", "staff")
