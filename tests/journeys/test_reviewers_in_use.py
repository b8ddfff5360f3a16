"""Somebody joins the pool on a phone; the lead confirms their training at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

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


def looked_at(page: Page, heading: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    before = page.viewport_size
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"reviewers-{name}-{viewport['width']}")
        axe(page)
    if before:
        page.set_viewport_size(before)


def test_a_reviewer_on_a_phone_and_the_lead_at_a_desk(
    live_server, open_page: Callable[..., Page], world: World
) -> None:
    amy = open_page()
    amy.expected_complaints.append("422")
    amy.set_viewport_size(PHONE)
    sign_in(amy, live_server.url, "amy@example.org", PASSWORD)
    amy.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    amy.get_by_role("link", name="Be a reviewer in this partnership").click()
    amy.get_by_label("What you were trained in").fill("Peer review, two days, with Hillside Alliance")
    day = amy.get_by_role("group", name=re.compile("When that was"))
    for label, text in (("Day", "1"), ("Month", "3"), ("Year", "2026")):
        day.get_by_label(label).fill(text)
    amy.get_by_label(re.compile("How many reviews you have")).fill("3")
    amy.get_by_label("Primary").check()
    amy.get_by_label(re.compile("Languages, subjects")).fill("I sign BSL; early reading; small rural schools")
    amy.get_by_label(re.compile("Days on which")).fill("Mondays")
    amy.get_by_label(re.compile("How far you travel")).fill("30")
    amy.get_by_role("button", name="Join the pool").click()
    expect(amy.get_by_role("alert")).to_contain_text("“Mondays” is not understood")
    looked_at(amy, "You as a reviewer", "fault")
    amy.get_by_label(re.compile("Days on which")).fill("3 3 2027 to 7 3 2027\n24 December 2026")
    amy.get_by_role("button", name="Join the pool").click()
    amy.get_by_role("link", name="Name a school").click()
    amy.get_by_label("School", exact=True).select_option("Cliff Top Primary School")
    amy.get_by_label("Why").fill("My sister teaches there.")
    looked_at(amy, "A school that you had better not review", "conflict")
    amy.get_by_role("button", name="Save").click()
    looked_at(amy, "You as a reviewer", "own")

    lee = open_page()
    sign_in(lee, live_server.url, "lee@example.org", PASSWORD)
    lee.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    lee.get_by_role("link", name="Reviewers who can be asked").click()
    looked_at(lee, "Reviewers of Hillside trio", "pool")
    lee.get_by_role("link", name="Amy").click()
    lee.get_by_role("button", name="Confirm the training").click()
    expect(lee.get_by_text("Confirmed by Lee")).to_be_visible()
    looked_at(lee, "Amy", "one")

    lee.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    lee.get_by_role("link", name="Review teams of Autumn 2026").click()
    looked_at(lee, "Review teams of Autumn 2026", "teams")
    lee.get_by_role("link", name="Beck Lane Primary School").click()
    lee.get_by_role("button", name="Ask Amy to lead").click()
    expect(lee.get_by_role("heading", name="Amy, lead reviewer")).to_be_visible()
    looked_at(lee, "Review team for Beck Lane Primary School", "team")

    amy.goto(f"{live_server.url}/partnerships/{world.partnership_id}/reviewers/you/")
    amy.get_by_role("link", name="Beck Lane Primary School, Autumn 2026").click()
    looked_at(amy, "Your review of Beck Lane Primary School", "protocol")
    amy.get_by_role("button", name="I have read this and sign it").click()
    expect(amy.get_by_text("You signed on")).to_be_visible()
    looked_at(amy, "Your review of Beck Lane Primary School", "signed")

    amy.goto(f"{live_server.url}/partnerships/{world.partnership_id}/reviewers/you/")
    amy.get_by_role("link", name="Judge the same short cases").click()
    looked_at(amy, "Cases to judge alone", "cases")
    amy.get_by_role("link", name="Six moments in primary schools").focus()
    amy.keyboard.press("Enter")
    amy.get_by_role("button", name="Keep my levels").click()
    expect(amy.get_by_role("alert")).to_contain_text("Choose a level for case 1")
    looked_at(amy, "Six moments in primary schools", "cases-to-judge")
    for number in range(1, 7):
        amy.get_by_role("group", name=f"Your level for case {number}").get_by_role("radio").first.focus()
        amy.keyboard.press("Space")
    amy.get_by_role("button", name="Keep my levels").press("Enter")
    expect(amy.get_by_text("below the panel").first).to_be_visible()
    looked_at(amy, "Six moments in primary schools", "cases-judged")

    lee.goto(f"{live_server.url}/partnerships/{world.partnership_id}/reviewers/")
    expect(lee.get_by_text("cases judged")).to_be_visible()
    lee.get_by_role("link", name="How the pool judges the same cases").click()
    looked_at(lee, "How the pool judges together", "together")
    lee.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    lee.get_by_role("link", name="What may be worth a conversation").click()
    looked_at(lee, "What may be worth a conversation", "signals")
