"""Signing in and out with the keyboard alone, and without JavaScript."""

from __future__ import annotations

import pytest
from browsing import axe, focused, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.people.models import Person

PASSWORD = "three strands woven once"
pytestmark = pytest.mark.urls("gallery.urls")


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    """Counting attempts in a cache of this test's own."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def head(transactional_db: None) -> Person:
    return Person.objects.create_user("sian@ash-hill.example", PASSWORD, name="Siân Hughes")


def test_with_the_keyboard_alone(live_server, browser_page: Page, head: Person) -> None:
    page, keys = browser_page, browser_page.keyboard
    page.goto(f"{live_server.url}/sign-in/?next=/gallery/")

    # the skip link comes first and works
    keys.press("Tab")
    assert focused(page) == "a Skip to main content"
    keys.press("Enter")
    assert focused(page) == "main#main-content"

    keys.press("Tab")
    assert focused(page) == "input#id_login"
    keys.type(head.email)
    keys.press("Tab")
    keys.type("two strands")
    keys.press("Enter")

    # the mistake is met first, and leads back to the field
    expect(page).to_have_title("Error: Sign in – Plait")
    assert "govuk-error-summary" in page.evaluate("document.activeElement.className")
    expect(page.locator(".govuk-error-summary")).to_contain_text("do not belong together")
    assert page.get_by_label("E-mail address").input_value() == head.email

    page.get_by_label("Password", exact=True).focus()
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/gallery/")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Siân Hughes")

    page.get_by_role("button", name="Sign out").focus()
    with page.expect_response(lambda answer: answer.url.endswith("/gallery/") and answer.ok):
        keys.press("Enter")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)


def test_without_javascript(live_server, open_page, head: Person) -> None:
    page = open_page(java_script_enabled=False)
    sign_in(page, live_server.url, head.email, "two strands")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.goto(f"{live_server.url}/sign-in/?next=/gallery/")
    page.get_by_label("E-mail address").fill(head.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_server.url}/gallery/")


@pytest.mark.parametrize("address", ["/sign-in/", "/accessibility/", "/privacy/", "/no-such-page/"])
def test_pages_for_strangers_can_be_used_by_anyone(live_server, every_page: Page, address: str, request) -> None:
    every_page.expected_complaints.append("404 (Not Found)")
    every_page.goto(live_server.url + address)
    axe(every_page)
    no_horizontal_scroll(every_page)
    screenshot(every_page, request.node.callspec.id)


def test_the_page_with_a_mistake_can_be_used_by_anyone(live_server, every_page: Page, head: Person) -> None:
    sign_in(every_page, live_server.url, head.email, "two strands")
    expect(every_page.locator(".govuk-error-summary")).to_be_visible()
    axe(every_page)
    no_horizontal_scroll(every_page)
