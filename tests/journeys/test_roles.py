"""The page about roles, as somebody with several of them meets it."""

from __future__ import annotations

from datetime import date

import pytest
from browsing import axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect
from world import AT, PASSWORD, person, school

from plait.domain.roles import Role
from plait.partnerships import actions as partnerships


@pytest.fixture
def address(transactional_db: None) -> str:
    urns = (school(990001, "Ash Bank School"), school(990002, "Beck Lane School"))
    cluster = partnerships.found_partnership(
        name="Bracken Cluster", kind="cluster", urns=urns, joined=date(2026, 1, 1), at=AT
    )
    ada = person("ada", role=Role.HEAD, urn=990001)
    partnerships.appoint(
        person_id=ada.pk, role=Role.PARTNERSHIP_LEAD, partnership_id=cluster, starts=date(2026, 1, 1), at=AT
    )
    return ada.email


def test_from_the_foot_of_any_page_to_what_is_mine(live_server, every_page: Page, address: str, request) -> None:
    page = every_page
    sign_in(page, live_server.url, address, PASSWORD)
    page.get_by_role("link", name="Who may do what").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may do what")
    expect(page.get_by_text("You are headteacher at Ash Bank School and partnership lead of Bracken")).to_be_visible()
    expect(page.locator("#head").get_by_text("Yours", exact=True)).to_be_visible()
    expect(page.locator("#leader").get_by_text("Yours", exact=True)).to_have_count(0)
    no_horizontal_scroll(page)
    axe(page)
    screenshot(page, f"roles-{request.node.callspec.id}")
