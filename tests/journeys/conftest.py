"""Fixtures of browser journeys. A journey fails when the browser's console complains, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsing import DESKTOP, FLAGS, PHONE, chromium
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

OpenPage = Callable[..., Page]
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of journeys, ended with it: later tests of this process find the thread as it was."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as driver:
        # the driver keeps an event loop in this thread, while the tests use the database in the plain way
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages in browsers of their own: ``open_page(viewport=PHONE, color_scheme="dark")``.

    Options are those of Playwright's ``new_context``, for example ``java_script_enabled=False``.
    ``page.expected_complaints`` may hold parts of console messages that the journey provokes.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**({"viewport": DESKTOP, "reduced_motion": "reduce"} | options))
        context.set_default_timeout(30_000)  # a busy machine is no fault of the page
        contexts.append(context)
        page = context.new_page()
        page.expected_complaints = []

        def note(message: ConsoleMessage) -> None:
            expected = any(part in message.text for part in page.expected_complaints)
            if message.type in {"error", "warning"} and not expected:
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained:\n  " + "\n  ".join(complaints)


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """One page at desktop width."""
    return open_page()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def every_page(open_page: OpenPage, request: pytest.FixtureRequest) -> Page:
    """A page at desktop width and at 320 pixels: two tests from one. ``axe`` looks at both in light and in dark."""
    return open_page(viewport=request.param)
