"""A lead has groups worked out, changes them by keyboard and takes them over; a head sees whom the school is with."""

from __future__ import annotations

import pytest
from browsing import axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.journey.place_actions import end_place
from plait.partnerships import queries
from plait.schools.models import School
from tests.grouped import Cluster, cluster
from tests.world import AT, PASSWORD, TODAY

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def made(transactional_db: None) -> Cluster:
    found = cluster(12)
    for at, urn in enumerate(found.urns):
        School.objects.filter(urn=urn).update(town=("Ashford Mill", "Beckwith", "Cleeve")[at % 3])
    School.objects.filter(urn=found.urns[11]).update(easting=None, northing=None)
    return found


def looked_at(page: Page, name: str) -> None:
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, f"forming-{name}")


def test_groups_from_rules_to_partners(every_page: Page, live_server, made: Cluster) -> None:
    page = every_page
    page.expected_complaints = ["422"]  # a form sent with a distance that is no number
    sign_in(page, live_server.url, "lee@example.org", PASSWORD)
    page.goto(f"{live_server.url}/partnerships/{made.partnership_id}/set-up/")
    page.get_by_role("link", name="Form the groups of Riverside review").click()
    looked_at(page, "none")
    page.get_by_role("link", name="Choose the rules").click()
    page.get_by_label("The farthest that two schools").fill("near")
    page.get_by_role("button", name="Work the groups out").click()
    expect(page.get_by_text("Give the distance as a number of km").first).to_be_visible()
    looked_at(page, "rules")
    page.get_by_label("The farthest that two schools").fill("60")
    page.get_by_role("button", name="Work the groups out").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Groups for the next round")
    looked_at(page, "groups")
    page.get_by_role("link", name="L Road Primary School").click()
    looked_at(page, "alone")
    page.get_by_role("button", name="Put it with G Road Primary School").press("Enter")
    page.get_by_role("link", name="A Road Primary School").click()
    looked_at(page, "school")
    page.get_by_role("button", name="Swap with").first.press("Enter")
    expect(page.get_by_text("longer than worked out")).to_be_visible()
    page.get_by_role("button", name="Keep group 1 as it is").press("Enter")
    expect(page.get_by_text("Pinned", exact=True)).to_be_visible()
    looked_at(page, "by-hand")
    page.get_by_role("link", name="Take these groups over").click()
    looked_at(page, "take-over")
    page.get_by_label("These are the groups").press("Space")
    page.get_by_role("button", name="Take them over").press("Enter")
    expect(page.get_by_text("The next round has them as soon as it opens")).to_be_visible()
    round_id = made.open()
    pairs = queries.pairings(round_id)
    assert len(pairs) == 3 * 4 * 3
    partner = next(host for host, reviewer in pairs if reviewer == made.urns[0])
    for urn in made.urns[6:8]:
        end_place(
            viewer=made.viewer(),
            partnership_id=made.partnership_id,
            round_id=round_id,
            urn=urn,
            why="It closes",
            at=AT,
            today=TODAY,
        )
    page.goto(f"{live_server.url}/partnerships/{made.partnership_id}/?order=late")
    looked_at(page, "whole-round")
    page.get_by_role("link", name="Change who takes part").click()
    page.get_by_role("link", name="Open places").click()
    looked_at(page, "open-places")
    page.context.clear_cookies()
    sign_in(page, live_server.url, "ada@example.org", PASSWORD)
    page.goto(f"{live_server.url}/my-schools/{made.urns[0]}/")
    page.get_by_role("link", name="Whom you are with").click()
    expect(page.get_by_text(School.objects.get(urn=partner).name)).to_be_visible()
    looked_at(page, "partners")
