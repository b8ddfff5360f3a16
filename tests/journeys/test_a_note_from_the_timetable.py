"""A reviewer begins notes from an activity of today's timetable, by keyboard and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, Route, expect

from plait.observations.models import Observation
from tests.world import PASSWORD, trio

pytestmark = [pytest.mark.django_db(transaction=True)]
ASH, BECK = 990001, 990002
PIN = "walk7hall"
WORDS = ("Every child could say what they were learning.", "Books are marked, and the next piece shows it.")


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


def test_a_note_begins_from_todays_timetable(
    live_server, transactional_db: None, open_page: Callable[..., Page]
) -> None:
    world = trio()
    rows = [
        {"day": "2026-11-27", "when": "09:00 to 10:00", "kind": "lesson-visit", "title": "Reading", "room": "R2"},
        {"day": "2026-11-27", "when": "10:00 to 10:20", "kind": "break", "title": "Tea", "room": ""},
        {"day": "2026-11-28", "when": "09:00 to 10:00", "kind": "interview", "title": "Tomorrow", "room": ""},
    ]

    def with_timetable(route: Route) -> None:
        answer = route.fetch()
        said = answer.json()
        route.fulfill(response=answer, json=said | {"pack": said["pack"] | {"timetable": rows}})

    page = open_page(viewport=PHONE, service_workers="block")
    page.expected_complaints += ["Service Worker", "ERR_INTERNET_DISCONNECTED"]
    page.clock.set_fixed_time("2026-11-27T09:30:00")
    page.route("**/pack/**", with_timetable)
    sign_in(page, live_server.url, "ben@example.org", PASSWORD)
    page.goto(f"{live_server.url}/observations/on-the-day/#{world.reviews[ASH]}-{BECK}")
    page.get_by_label("PIN", exact=True).fill(PIN)
    page.get_by_label("The same PIN again").fill(PIN)
    page.get_by_role("button", name="Use this PIN").click()
    expect(page.get_by_text("09:00 to 10:00: Reading, R2")).to_be_visible()
    assert page.get_by_role("button", name="Note on this").count() == 1  # not on the break, and not on another day
    page.context.set_offline(True)
    for words in WORDS:
        page.get_by_label("What did you see or hear?").fill(words)  # begun before it was chosen: it stays
        page.get_by_role("button", name=re.compile("Note on this.*Reading, 09:00")).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="A new note")).to_be_focused()
        expect(page.get_by_label("Lesson visit")).to_be_checked()
        expect(page.get_by_label("Where was it?")).to_have_value("Reading")
        expect(page.get_by_label("What did you see or hear?")).to_have_value(words)
        axe(page)
        no_horizontal_scroll(page)
        screenshot(page, "note-from-the-timetable-320")
        page.get_by_role("button", name="Keep the note").click()
        expect(page.get_by_text(words)).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("Everything is handed in")).to_be_visible()
    page.goto(f"{live_server.url}/observations/{world.reviews[ASH]}/{BECK}/")
    assert set(Observation.objects.values_list("kind", "place")) == {("lesson-visit", "Reading")}
