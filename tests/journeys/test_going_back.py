"""The browser's back button: after signing out it shows nothing, after a refusal it still holds what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browsing import FLAGS, chromium, sign_in
from playwright.sync_api import Browser, Page, expect

from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]
TYPED = "Minutes of 12 May, and what parents told us."


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    world = trio()
    world.judge(990001, evidence=TYPED)
    return world


@pytest.fixture
def area(live_server, world: World) -> str:
    return f"{live_server.url}/self-evaluations/{world.evaluations[990001]}/areas/area-1/"


def evidence(page: Page):
    return page.get_by_label("Evidence: how we know")


@pytest.fixture
def keeping(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps whole pages for going back, as people's do; the driver switches that off otherwise."""
    running = browser.browser_type.launch(
        executable_path=chromium(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield running
    running.close()


def test_nothing_comes_back_after_signing_out(live_server, keeping: Browser, area: str) -> None:
    page = keeping.new_context().new_page()
    sign_in(page, live_server.url, "ada@example.org", PASSWORD)
    page.goto(area)
    expect(evidence(page)).to_have_value(TYPED)
    page.evaluate("window.kept = true")
    page.goto(live_server.url)
    page.go_back(wait_until="commit")
    assert page.evaluate("window.kept"), "this browser keeps no pages, so there is nothing to be seen"
    page.go_forward(wait_until="commit")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/"))
    for _ in range(3):
        page.go_back(wait_until="commit")
        page.wait_for_timeout(500)  # a kept page gives no sign of having loaded
        assert TYPED not in page.content()
        assert "Ash Bank" not in page.content()


def test_what_was_typed_is_there_after_a_refused_form(live_server, open_page, area: str) -> None:
    page = open_page(java_script_enabled=False)
    page.expected_complaints = ["403"]
    sign_in(page, live_server.url, "ada@example.org", PASSWORD)
    page.goto(area)
    evidence(page).fill(f"{TYPED} And more.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please send that again")
    page.go_back()
    expect(evidence(page)).to_have_value(f"{TYPED} And more.")


def test_signed_out_elsewhere_while_typing(live_server, open_page, area: str) -> None:
    page = open_page()
    page.expected_complaints = ["401", "Response Status Error Code 401"]
    sign_in(page, live_server.url, "ada@example.org", PASSWORD)
    page.goto(area)
    page.context.clear_cookies(name="sessionid")
    evidence(page).press_sequentially(" And more.")
    expect(page.locator("[data-saved]")).to_contain_text("you may have been signed out")
    expect(evidence(page)).to_have_value(re.compile("And more"))
    expect(page.get_by_label("Password")).to_have_count(0)
