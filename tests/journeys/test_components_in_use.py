"""The components in a real browser: seen by anyone, chosen with one key, saved by themselves, never lost."""

from __future__ import annotations

import pytest
from browsing import axe, no_horizontal_scroll, screenshot
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.urls("gallery.urls"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.mark.parametrize("state", ["", "?message=1", "?faults=1"])
def test_every_component_can_be_used_by_anyone(live_server, every_page: Page, state: str, request) -> None:
    every_page.goto(f"{live_server.url}/gallery/{state}")
    axe(every_page)
    no_horizontal_scroll(every_page)
    screenshot(every_page, f"components-{request.node.callspec.id}")


def test_nothing_is_cut_off_at_four_times_the_size(live_server, open_page) -> None:
    page = open_page(viewport={"width": 320, "height": 256})  # 1280 × 1024 at 400 %
    page.goto(f"{live_server.url}/gallery/")
    no_horizontal_scroll(page)


def test_folded_parts_can_be_used_by_anyone(live_server, every_page: Page) -> None:
    every_page.goto(f"{live_server.url}/gallery/")
    for fold in every_page.locator("details summary").all():
        fold.click()
    axe(every_page)
    no_horizontal_scroll(every_page)


def status(page: Page):
    return page.locator("#area [data-saved]")


def test_one_key_chooses_a_level_and_it_is_saved(live_server, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_role("radio", name="Secure").first.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.keyboard.press("1")
    expect(page.locator("input[name=teams][value='1']")).to_be_checked()
    assert "teams=1" in (sent.value.request.post_data or "")
    assert sent.value.request.headers["x-csrftoken"]
    expect(status(page)).to_have_text("Saved 14:05")
    assert page.locator("#area input[name=version]").input_value() == "2"


def test_number_keys_do_nothing_where_people_write(live_server, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_label("What makes you say so?", exact=True).focus()
    page.keyboard.type("1 of 4")
    expect(page.locator("input[name=teams][value='3']")).to_be_checked()
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("2")
    expect(page.locator("input[name=teams][value='3']")).to_be_checked()


def test_arrow_keys_choose_as_in_every_browser(live_server, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_role("radio", name="Secure").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=teams][value='4']")).to_be_checked()


def test_while_writing_it_says_what_is_not_saved_and_then_when_it_was(live_server, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_server.url}/gallery/")
    box = page.get_by_label("What makes you say so?", exact=True)
    box.press_sequentially("More")
    expect(status(page)).to_have_text("Not saved yet")
    expect(status(page)).to_have_text("Saved 14:05")
    posts = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    box.blur()  # a change event, but nothing new to send
    page.wait_for_timeout(300)
    assert posts == []


def test_what_cannot_be_saved_is_said_and_kept(live_server, browser_page: Page) -> None:
    page = browser_page
    page.expected_complaints += ["Failed to load resource", "htmx", "Response Status Error Code"]
    page.goto(f"{live_server.url}/gallery/")
    page.route("**/gallery/", lambda route: refuse(route, "abort"))
    box = page.get_by_label("What makes you say so?", exact=True)
    box.fill("Written in a tunnel")
    expect(status(page)).to_have_text("Could not save: no connection. Your text is still here.")
    assert box.input_value() == "Written in a tunnel"

    page.unroute_all()
    page.route("**/gallery/", lambda route: refuse(route, "409"))
    box.fill("Written beside somebody")
    expect(status(page)).to_contain_text("someone else saved first")

    page.unroute_all()
    box.fill("Written in the open")
    expect(status(page)).to_have_text("Saved 14:05")


def refuse(route: Route, how: str) -> None:
    if route.request.method != "POST":
        route.continue_()
    elif how == "abort":
        route.abort()
    else:
        route.fulfill(status=int(how), body="")


def test_leaving_with_unsaved_words_asks_first(live_server, browser_page: Page) -> None:
    page = browser_page
    page.expected_complaints += ["Failed to load resource", "htmx", "Response Status Error Code"]
    page.goto(f"{live_server.url}/gallery/")
    page.route("**/gallery/", lambda route: refuse(route, "500"))
    page.get_by_label("What makes you say so?", exact=True).press_sequentially("Not yet sent")
    expect(status(page)).to_contain_text("Could not save")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/privacy/")
    assert asked == ["beforeunload"]


def test_leaving_with_everything_saved_asks_nothing(live_server, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_role("radio", name="Secure").first.focus()
    page.keyboard.press("2")
    expect(status(page)).to_have_text("Saved 14:05")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{live_server.url}/privacy/")
    assert asked == []


def test_descriptors_stand_side_by_side_or_in_a_column(live_server, open_page) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/gallery/")
    boxes = [one.bounding_box() for one in page.locator("#area .choice__option").all()]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert len({round(box["width"]) for box in boxes}) == 1
    page.set_viewport_size({"width": 320, "height": 640})
    boxes = [one.bounding_box() for one in page.locator("#area .choice__option").all()]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)


def test_every_control_is_large_enough_to_hit(live_server, open_page) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(f"{live_server.url}/gallery/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main a.govuk-button, main button, main select, main textarea')]
        .map(one => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([text]) => text)"""
    )
    assert small == []


def test_words_that_only_the_browser_kept_count_as_unsaved(live_server, browser_page: Page) -> None:
    page = browser_page
    page.goto(f"{live_server.url}/gallery/")
    # as after a restart of the browser: the field differs from what the server delivered before the script looks
    page.route("**/plait-*.js", lambda route: route.abort())
    page.expected_complaints += ["Failed to load resource"]
    page.goto(f"{live_server.url}/gallery/")
    page.get_by_label("What makes you say so?", exact=True).evaluate("one => { one.value = 'Kept by the browser' }")
    page.unroute_all()
    script = page.locator("script[src*='/plait-']").get_attribute("src")
    page.add_script_tag(url=f"{script}?again", type="module")
    expect(status(page)).to_have_text("Not saved yet")
