"""A head lets the report go, governors open it by their address, and the head reads who has read it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.reports.models import Release
from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    made = trio()
    made.judge(made.urns[0], evidence="Two classes share one interactive board; we have asked for a second.")
    made.agree(made.urns[0], answer="3")
    return made


def looked_at(page: Page, heading: str) -> None:
    """The page has arrived, fits both widths, and is sound for the accessibility engine."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"release-{heading}-{viewport['width']}")
        axe(page)


def test_a_report_is_released_read_and_the_log_shows_it(
    live_server, open_page: Callable[..., Page], world: World, settings
) -> None:
    settings.BASE_URL = live_server.url
    urn, evaluation_id = world.urns[0], world.evaluations[world.urns[0]]
    head = open_page()
    sign_in(head, live_server.url, "ada@example.org", PASSWORD)
    head.get_by_role("link", name=re.compile("decide who gets it")).click()
    looked_at(head, "Who gets your report")
    head.get_by_role("link", name="Release version 1").click()
    looked_at(head, "Release version 1")
    head.get_by_label(re.compile("The schools that review you")).check()
    head.get_by_role("button", name="Look at exactly who that is").click()
    looked_at(head, "Check who will read version 1")
    head.get_by_label(re.compile("wants the schools that review you")).check()
    head.get_by_role("button", name="Release version 1").click()
    looked_at(head, "Who gets your report")

    head.get_by_role("link", name=re.compile("Make an address for version 1")).click()
    head.get_by_label("Who is it for?").fill("Governors, spring meeting")
    looked_at(head, "Make an address for version 1")
    head.get_by_role("button", name="Make the address").click()
    looked_at(head, "The address is ready")
    address = head.get_by_label(re.compile("Address for")).input_value()

    governor = open_page(java_script_enabled=False)
    governor.expected_complaints = ["404"]
    governor.goto(address)
    expect(governor.get_by_role("heading", level=1)).to_have_text("Report of Ash Bank Primary School")
    screenshot(governor, "release-opened-by-address-1280")
    governor.get_by_role("link", name="Read the report").click()
    expect(governor.get_by_role("heading", level=1)).to_have_text("Ash Bank Primary School")
    expect(governor.get_by_text("Two classes share one interactive board").first).to_be_visible()
    screenshot(governor, "release-read-by-address-1280")
    governor.goto(address.rstrip("/") + "x/")
    expect(governor.get_by_role("heading", level=1)).to_have_text("This address opens nothing")
    screenshot(governor, "release-opens-nothing-1280")

    partner = open_page()
    partner.expected_complaints = ["404"]
    sign_in(partner, live_server.url, "ben@example.org", PASSWORD)
    partner.goto(f"{live_server.url}/self-evaluations/{evaluation_id}/")
    partner.goto(f"{live_server.url}/reports/released/")
    looked_at(partner, "Reports released to you")
    partner.get_by_role("link", name=re.compile("^Ash Bank Primary School, Autumn 2026")).click()
    looked_at(partner, "Report of Ash Bank Primary School, version 1")
    partner.get_by_role("link", name="Read the report").click()
    expect(partner.get_by_role("heading", level=1)).to_have_text("Ash Bank Primary School")

    head.goto(f"{live_server.url}/my-schools/{urn}/who-has-read/")
    looked_at(head, "Who has read our work")
    expect(head.get_by_text("“Governors, spring meeting”")).to_be_visible()
    expect(head.get_by_text("Headteacher, Beck Lane Primary School").first).to_be_visible()
    head.goto(f"{live_server.url}/my-schools/{urn}/who-changed-what/")
    looked_at(head, "Who changed what")
    head.goto(f"{live_server.url}/reports/{evaluation_id}/who-gets-it/")
    head.get_by_role("button", name=re.compile("^Take back")).click()
    expect(head.get_by_text(re.compile("Ended by Ada"))).to_be_visible()
    partner.goto(f"{live_server.url}/reports/released/{Release.objects.get().pk}/")
    expect(partner.get_by_role("heading", level=1)).to_have_text("Page not found")
