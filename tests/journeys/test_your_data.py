"""Somebody takes away what Plait holds about them."""

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
