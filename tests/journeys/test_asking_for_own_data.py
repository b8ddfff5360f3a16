"""Somebody takes away what Plait holds about them; somebody complains."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from browsing import axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect
from world import PASSWORD, World, trio


@pytest.fixture
def world(transactional_db: None) -> World:
    world = trio()
    world.judge(world.urns[0], evidence="Seen in lessons, with Ben.")
    return world


def test_from_the_account_to_the_file(live_server, every_page: Page, world: World, tmp_path: Path, request) -> None:
    page = every_page
    sign_in(page, live_server.url, world.people["ada"].email, PASSWORD)
    page.goto(f"{live_server.url}/account/")
    page.get_by_role("link", name="See and download what Plait holds about you").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Plait holds about you")
    no_horizontal_scroll(page)
    axe(page)
    screenshot(page, f"your-data-{request.node.callspec.id}")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download everything").click()
    file = tmp_path / "mine.zip"
    started.value.save_as(file)
    read = tmp_path / "read"
    ZipFile(file).extractall(read)
    assert "Seen in lessons" in (read / "what-plait-holds.html").read_text("utf-8")


def test_a_complaint_is_handed_in(live_server, every_page: Page, world: World, request) -> None:
    page, kind = every_page, request.node.callspec.id

    def looked_at(name: str) -> None:
        no_horizontal_scroll(page)
        axe(page)
        screenshot(page, f"{name}-{kind}")

    sign_in(page, live_server.url, world.people["ada"].email, PASSWORD)
    page.goto(f"{live_server.url}/complaints/")
    looked_at("complaints")
    page.get_by_role("link", name="Complain to Hillside trio").click()
    page.get_by_label("How data about people is handled").check()
    page.get_by_label("What happened").fill("A letter with my address lay open in the hall.")
    looked_at("complain")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Complaint")
    expect(page.get_by_text("To be acknowledged by")).to_be_visible()
    page.get_by_label("Write to all who can see this").fill("It was there for two days.")
    page.get_by_role("button", name="Write beside it").click()
    expect(page.get_by_text("It was there for two days.")).to_be_visible()
    looked_at("complaint")


def test_a_request_about_a_school_and_a_round_that_is_held(
    live_server, every_page: Page, world: World, tmp_path: Path, request
) -> None:
    page, kind = every_page, request.node.callspec.id

    def looked_at(name: str) -> None:
        no_horizontal_scroll(page)
        axe(page)
        screenshot(page, f"{name}-{kind}")

    sign_in(page, live_server.url, world.people["lee"].email, PASSWORD)
    page.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    page.expected_complaints.append("422")
    page.get_by_role("link", name="Stop deletion for this round").click()
    page.get_by_role("button", name="Stop deletion").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why must it be kept?").fill("A request about this round has not been answered yet.")
    looked_at("hold")
    page.get_by_role("button", name="Stop deletion").click()
    expect(page.get_by_role("button", name="Let deletion go on")).to_be_visible()
    looked_at("held")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, live_server.url, world.people["ada"].email, PASSWORD)
    page.goto(f"{live_server.url}/my-schools/{world.urns[0]}/")
    page.get_by_role("link", name="How long we keep what").click()
    expect(page.get_by_text("A request about this round")).to_be_visible()
    looked_at("how-long")
    page.goto(f"{live_server.url}/my-schools/{world.urns[0]}/")
    page.get_by_role("link", name="What Plait holds about our school").click()
    looked_at("school-data")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the copy").click()
    started.value.save_as(tmp_path / "school.zip")
    ZipFile(tmp_path / "school.zip").extractall(tmp_path / "read")
    page.goto((tmp_path / "read" / "what-is-held.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("What is held about Ash Bank Primary School")
    screenshot(page, f"school-copy-{kind}")
