"""A lead founds a partnership, adds schools, chooses a programme and opens its first round."""

from __future__ import annotations

import pytest
from browsing import axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.frameworks.actions import publish_built_in
from plait.schools.models import School
from tests.world import AT, PASSWORD, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    made = trio()
    publish_built_in(at=AT)
    for urn in (*made.urns, made.outside):
        row = School.objects.get(urn=urn)
        School.objects.filter(urn=urn).update(search_text=f" {row.name.casefold()} {urn}", status="open")
    return made


def looked_at(page: Page, name: str) -> None:
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, f"set-up-{name}")


@pytest.mark.parametrize("java_script", [True, False], ids=["with-script", "without-script"])
def test_from_founding_to_the_first_round(open_page, live_server, world: World, java_script: bool) -> None:
    page = (
        open_page(java_script_enabled=java_script)
        if java_script
        else open_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    )
    page.expected_complaints = ["422"]  # a form sent without a name
    look = looked_at if java_script else lambda page, name: None  # the accessibility engine needs scripts
    sign_in(page, live_server.url, "lee@example.org", PASSWORD)
    page.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    page.get_by_role("link", name="How it is set up").click()
    page.get_by_role("link", name="Found a partnership inside it").click()
    look(page, "found")
    page.get_by_role("button", name="Found the partnership").click()
    expect(page.get_by_text("Give the partnership a name").first).to_be_visible()
    page.get_by_label("What it is called").fill("Bank and Lane pair")
    page.get_by_role("radio", name="Cluster").check()
    page.get_by_role("button", name="Found the partnership").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bank and Lane pair")
    look(page, "hub")
    for school in ("Ash Bank", "Beck Lane"):
        page.get_by_role("link", name="Members: add schools").click()
        page.get_by_role("link", name="Add a school").click()
        page.get_by_role("searchbox").fill(school)
        page.get_by_role("button", name="Search").click()
        look(page, "find")
        page.get_by_role("link", name=school).click()
        look(page, "join")
        page.get_by_role("button", name="Add the school").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Members of Bank and Lane pair")
        page.get_by_role("link", name="How it is set up").first.click()
    page.get_by_role("link", name="Start a programme").click()
    look(page, "choose")
    page.get_by_role("link", name="Cluster cycle with a workshop").click()
    look(page, "programme")
    page.get_by_role("button", name="Start the programme").click()
    page.get_by_role("link", name="Open the next round of Cluster cycle").click()
    look(page, "open")
    expect(page.get_by_text("Each school looks at one and is looked at by another")).to_be_visible()
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("is open. Every school can begin.")).to_be_visible()
    expect(page.get_by_role("row", name="Ash Bank Primary School")).to_contain_text("Has not signed yet")
    look(page, "opened")
    page.get_by_role("link", name="Learn the method together").click()
    page.get_by_role("button", name="Note that it is done").click()
    expect(page.get_by_text("Learn the method together: done on")).to_be_visible()
