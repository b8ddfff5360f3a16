"""A lead loads a doubtful framework, corrects it in place, settles every doubt and publishes it: by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Locator, Page, expect

from plait.frameworks.models import FrameworkVersion
from tests.loading import DOUBTFUL
from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return trio()


def looked_at(page: Page, heading: str) -> None:
    """The page has arrived, fits both widths, and is sound for the accessibility engine."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"framework-{heading.replace('/', '-')}-{viewport['width']}")
        axe(page)


def reach(page: Page, wanted: Locator) -> None:
    """Go on with the tabulator until this has the focus, as somebody without a mouse does."""
    expect(wanted).to_have_count(1)
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by keyboard")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    reach(page, wanted)
    page.keyboard.press(key)


def test_a_doubtful_file_becomes_a_framework_by_keyboard(
    live_server, open_page: Callable[..., Page], world: World, settings, tmp_path: Path
) -> None:
    settings.BASE_URL = live_server.url
    file = tmp_path / "review.md"
    file.write_text(DOUBTFUL, encoding="utf-8")
    page = open_page()
    page.expected_complaints = ["422"]
    sign_in(page, live_server.url, "lee@example.org", PASSWORD)
    page.goto(f"{live_server.url}/frameworks/")
    looked_at(page, "Frameworks")
    press(page, page.get_by_role("link", name="Load a framework"))
    looked_at(page, "Load a framework")
    press(page, page.get_by_role("button", name="Read the file"))
    expect(page.get_by_role("alert")).to_contain_text("Choose the file that your framework is in")
    page.get_by_label("Framework file").set_input_files(file)
    press(page, page.get_by_role("button", name="Read the file"))
    looked_at(page, "Working together well, draft")
    press(page, page.get_by_role("link", name="Doubt 3: Direction: Vision"))
    looked_at(page, "Direction")
    press(page, page.get_by_role("link", name=re.compile("Change.*Vision")))
    looked_at(page, "Statement: Vision")
    press(page, page.get_by_role("checkbox", name=re.compile("run into a prompt")), "Space")
    reach(page, page.get_by_label("Secure", exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type("People know it.")
    reach(page, page.get_by_label("Prompts", exact=True))
    page.keyboard.type("To what extent do leaders share it?")
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Settled: corrected")).to_be_visible()
    page.goto(page.url.split("areas/")[0])
    press(page, page.get_by_role("link", name="Change the levels and their order"))
    looked_at(page, "Levels")
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Working together well, draft")
    boxes = page.get_by_role("group", name="Doubts that are right as they stand").get_by_role("checkbox")
    for number in range(boxes.count()):
        press(page, boxes.nth(number), "Space")
    press(page, page.get_by_role("button", name="The ticked ones are right as they stand"))
    expect(page.get_by_text("Nothing is open.")).to_be_visible()
    press(page, page.get_by_role("link", name="Publish", exact=True))
    looked_at(page, "Publish Working together well")
    press(page, page.get_by_role("button", name="Publish it"))
    looked_at(page, "Working together well, version 1")
    assert FrameworkVersion.objects.get(framework_id="working-together-well").partnership_id == world.partnership_id
    press(page, page.get_by_role("link", name="Make the next version"))
    looked_at(page, "Make the next version")
