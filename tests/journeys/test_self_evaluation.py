"""A school evaluates itself in the browser: by keyboard, on a phone, without JavaScript, two people at once."""

from __future__ import annotations

import re

import pytest
from browsing import axe, no_horizontal_scroll, screenshot, sign_in
from playwright.sync_api import Page, expect

from plait.adapters import workbook
from plait.domain.judgements import AreaEntry, Submission
from plait.selfevaluation import queries
from tests.world import PASSWORD, SCALE, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    return trio()


@pytest.fixture
def arrive(live_server, world: World):
    """Sign somebody in and open a page of the first school's evaluation."""

    def go(page: Page, name: str = "ada", path: str = "") -> Page:
        sign_in(page, live_server.url, f"{name}@example.org", PASSWORD)
        page.goto(f"{live_server.url}/self-evaluations/{world.evaluations[990001]}/{path}")
        return page

    return go


def saved(page: Page):
    return page.locator("[data-saved]")


def stored(world: World, area_id: str = "area-1") -> queries.SavedArea:
    return queries.get(world.viewer("ada"), world.evaluations[990001]).area(area_id)


def test_by_keyboard_alone_from_the_first_area_to_submitting(arrive, browser_page: Page, world: World) -> None:
    page, keys = arrive(browser_page), browser_page.keyboard
    page.get_by_role("link", name="Go on with Area number 1").focus()
    keys.press("Enter")
    for number in (1, 2, 3):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Area number {number}")
        page.get_by_role("group", name="Statement 1").get_by_role("radio").first.focus()
        keys.press("3")
        page.get_by_role("group", name="Our judgement").get_by_role("radio").first.focus()
        keys.press("2")
        expect(page.get_by_role("group", name="Our judgement").get_by_role("radio", name="Expanding")).to_be_checked()
        page.get_by_label("Evidence: how we know").focus()
        keys.type(f"Seen in area {number}.")
        expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
        page.get_by_role("button", name="Save and continue").focus()
        keys.press("Enter")
    page.get_by_role("link", name="Check and submit").focus()
    keys.press("Enter")
    expect(page.get_by_text("Every area has a judgement.")).to_be_visible()
    page.get_by_role("button", name="Submit the self-evaluation").focus()
    keys.press("Enter")
    expect(page.get_by_text("submitted by Ada")).to_be_visible()
    found = queries.get(world.viewer("ada"), world.evaluations[990001])
    assert [item.entry.answer for item in found.areas] == [SCALE.at(2)] * 3
    assert found.statement("area-1-statement-1") == SCALE.at(3)
    assert found.area("area-3").entry.evidence == "Seen in area 3."


def test_it_saves_by_itself_and_says_what_the_rule_suggests(arrive, browser_page: Page, world: World) -> None:
    page = arrive(browser_page, path="areas/area-1/")
    page.get_by_role("group", name="Statement 1").get_by_role("radio", name="Sustainable").check()
    expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    expect(page.locator("#rule")).to_contain_text("What the statements suggest: Sustainable.")
    page.get_by_label("Key actions: what we will do").fill("Train mentors.")
    expect(saved(page)).to_have_text("Not saved yet")
    expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    page.get_by_role("group", name="Statement 1").get_by_role("radio", name="No answer yet").check()
    expect(page.locator("#rule")).not_to_contain_text("What the statements suggest")
    expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    page.reload()
    expect(page.get_by_label("Key actions: what we will do")).to_have_value("Train mentors.")
    assert stored(world).version == 3


def test_a_lost_connection_is_said_and_what_was_written_is_sent_later(arrive, browser_page: Page, world: World) -> None:
    page = arrive(browser_page, path="areas/area-1/")
    page.expected_complaints.append("ERR_INTERNET_DISCONNECTED")
    page.expected_complaints.append("htmx")
    page.context.set_offline(True)
    page.get_by_label("Evidence: how we know").fill("Written on the train.")
    expect(saved(page)).to_contain_text("Could not save: no connection.")
    page.context.set_offline(False)
    page.get_by_label("Evidence: how we know").press_sequentially(" More.")
    expect(saved(page)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    assert stored(world).entry.evidence == "Written on the train. More."


def test_two_people_in_one_area_lose_nothing(arrive, open_page, world: World) -> None:
    ada, amy = arrive(open_page(), "ada", "areas/area-1/"), arrive(open_page(), "amy", "areas/area-1/")
    ada.expected_complaints += ["409", "htmx", "Response Status Error"]
    amy.get_by_label("Evidence: how we know").fill("Amy saw this.")
    expect(saved(amy)).to_have_text(re.compile(r"Saved \d\d:\d\d$"))
    ada.get_by_label("Evidence: how we know").fill("Ada saw that.")
    notice = ada.locator("#notice")
    expect(notice).to_contain_text("Amy saved this area at")
    expect(notice).to_contain_text("Amy saw this.")
    expect(notice).to_contain_text("Ada saw that.")
    expect(ada.get_by_label("Evidence: how we know")).to_have_value("Ada saw that.")
    expect(saved(ada)).to_contain_text("Could not save")
    screenshot(ada, "self-evaluation-conflict")
    axe(ada)
    # writing on does not overwrite by itself; only the button does, after both texts were read
    ada.get_by_label("Evidence: how we know").fill("Amy saw this. Ada saw that.")
    expect(notice).to_contain_text("Amy saw this. Ada saw that.")
    assert stored(world).entry.evidence == "Amy saw this."
    ada.get_by_role("button", name="Save what is in the boxes").click()
    expect(ada.get_by_text(re.compile(r"Saved \d\d:\d\d\."))).to_be_visible()
    assert stored(world).entry.evidence == "Amy saw this. Ada saw that."


def test_submitted_while_a_page_was_open(arrive, browser_page: Page, world: World) -> None:
    world.judge(990001)
    page = arrive(browser_page, "amy", "areas/area-1/")
    page.expected_complaints += ["409", "htmx", "Response Status Error"]
    world.submit(990001)
    page.get_by_label("Evidence: how we know").fill("Written too late.")
    expect(page.locator("#notice")).to_contain_text("has been submitted")
    expect(page.get_by_label("Evidence: how we know")).to_have_value("Written too late.")
    assert stored(world).entry.evidence == "What we have seen."


def test_without_javascript(arrive, open_page, world: World) -> None:
    page = arrive(open_page(java_script_enabled=False), path="areas/area-1/")
    page.get_by_role("group", name="Our judgement").get_by_role("radio", name="Secure").check()
    page.get_by_label("Evidence: how we know").fill("Seen in May.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d\."))).to_be_visible()
    expect(page.get_by_label("Evidence: how we know")).to_have_value("Seen in May.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Area number 2")
    assert stored(world).entry.answer == SCALE.at(3)


def test_a_workbook_is_uploaded_with_a_preview(arrive, browser_page: Page, world: World, tmp_path) -> None:
    file = tmp_path / "filled.xlsx"
    entries = (AreaEntry("area-2", SCALE.at(3), evidence="From the workbook."),)
    file.write_bytes(
        workbook.new(
            world.framework,
            submission=Submission(world.framework, "Ash Bank", 990001, "Autumn 2026", areas=entries),
        )
    )
    page = arrive(browser_page)
    page.get_by_role("link", name="Upload a filled workbook").click()
    page.get_by_label("Filled workbook").set_input_files(file)
    page.get_by_role("button", name="Read the workbook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the workbook would change")
    axe(page)
    screenshot(page, "self-evaluation-upload-preview")
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_text("filled.xlsx was applied: one area changed.")).to_be_visible()
    assert stored(world, "area-2").entry.evidence == "From the workbook."


@pytest.mark.parametrize("path", ["", "areas/area-1/", "submit/", "upload/"])
def test_every_page_can_be_used_by_anyone(arrive, every_page: Page, world: World, path: str, request) -> None:
    world.judge(990001, evidence="Aveverylongwordthatnobodywouldwriteinaschoolbutsomebodypastes" * 3)
    page = arrive(every_page, path=path)
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, f"self-evaluation-{request.node.callspec.id}")


@pytest.mark.parametrize("path", ["", "areas/area-1/"])
def test_what_was_submitted_can_be_read_by_anyone(arrive, every_page: Page, world: World, path: str, request) -> None:
    world.submit(990001)
    page = arrive(every_page, "ben", path)
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, f"self-evaluation-read-{request.node.callspec.id}")
