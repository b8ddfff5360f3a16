"""Lights on statements in the browser: by keyboard, on a phone, and where words are asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect
from shapes import framework_of

from plait.selfevaluation import queries
from tests.world import PASSWORD, trio

pytestmark = [pytest.mark.django_db(transaction=True)]
EXAMPLE = framework_of((Path(__file__).parents[2] / "docs/examples/outdoor-learning-1.yaml").read_bytes())


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


def test_lights_lead_to_the_rung_on_which_words_are_asked_for(
    live_server, transactional_db: None, browser_page: Page
) -> None:
    world, page, keys = trio(EXAMPLE), browser_page, browser_page.keyboard
    sign_in(page, live_server.url, "ada@example.org", PASSWORD)
    address = f"{live_server.url}/self-evaluations/{world.evaluations[990001]}/areas/learning/"
    page.goto(address)
    for name, key in (("planned times", "3"), ("a purpose", "2"), ("Every pupil", "3")):
        page.get_by_role("group", name=name).get_by_role("radio").first.focus()
        keys.press(key)
    expect(page.get_by_text("which makes it Dependable.")).to_be_visible()
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    page.get_by_role("link", name="Write about Dependable").focus()
    keys.press("Enter")
    box = page.get_by_label("Evidence: how we know it is Dependable")
    expect(box).to_be_visible()  # the link opened what was folded
    box.fill("Two classes go out each week.")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()
    expect(page.get_by_text("This is where you are.")).to_be_visible()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        axe(page)
        no_horizontal_scroll(page)
        screenshot(page, f"lights-{width}")
    saved = queries.get(world.viewer("ada"), world.evaluations[990001]).area("learning")
    assert [text.evidence for text in saved.entry.rungs] == ["Two classes go out each week."]
    page.goto(address.replace("learning", "habit"))
    screenshot(page, "points-320")
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    screenshot(page, "lights-dark")
    axe(page)
