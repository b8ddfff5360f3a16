"""A head adds a file and a note, says what they speak to, attaches them; a partner reads what was submitted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from PIL import Image
from playwright.sync_api import Page, expect

from plait.adapters.framework_files import built_in
from plait.domain.evidence import ItemKind
from tests.evidence.kept import keep, pdf
from tests.world import PASSWORD, World, trio

pytestmark = [pytest.mark.django_db(transaction=True)]
FRAMEWORK = next(framework for framework in built_in() if framework.id == "teaching-school")


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    made = trio(FRAMEWORK)
    keep(
        made,
        title="What trainees said in June",
        shows="Twenty-one of twenty-four trainees say that their mentor had time for them every week.",
        kind=ItemKind.SURVEY,
    )
    return made


def looked_at(page: Page, heading: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        no_horizontal_scroll(page)
        screenshot(page, f"evidence-{name}-{viewport['width']}")
        axe(page)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 500), "#7d93a8").save(out, "PNG")
    return out.getvalue()


def add(page: Page, kind: str, title: str, shows: str, file: tuple[str, str, bytes] | None = None) -> None:
    """From the page that asks what it is, to the page that asks what it speaks to."""
    page.get_by_role("link", name=kind, exact=True).click()
    page.get_by_label("Title", exact=True).fill(title)
    if file:
        page.get_by_label("File", exact=True).set_input_files({"name": file[0], "mimeType": file[1], "buffer": file[2]})
    page.get_by_label(re.compile("What it shows|The note")).fill(shows)
    page.get_by_label("Improved", exact=True).check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"What “{title}” speaks to")


def test_from_the_library_to_a_partner(live_server, open_page: Callable[..., Page], world: World) -> None:
    ash, beck, _ = world.urns
    ada = open_page()
    ada.expected_complaints.append("422")  # the same file a second time
    sign_in(ada, live_server.url, "ada@example.org", PASSWORD)
    ada.get_by_role("link", name="Evidence library").click()
    looked_at(ada, "Evidence library", "library")

    ada.get_by_role("link", name="Add to the library").click()
    looked_at(ada, "Add to the library", "choose")
    minutes = pdf("Mentors met every week. Trainees chose the topics, and each mentor watched one lesson.")
    add(ada, "File", "Mentor meetings", "Mentors meet their trainees weekly.", ("m.pdf", "application/pdf", minutes))
    looked_at(ada, "What “Mentor meetings” speaks to", "speaks-to")
    assert ada.get_by_role("checkbox", checked=True).count() == 0, "nothing is ticked for anybody"
    likely = ada.get_by_role("checkbox", name=re.compile("Mentoring")).first
    likely.focus()
    ada.keyboard.press("Space")
    ada.keyboard.press("Tab")
    ada.get_by_role("button", name="Save").focus()
    ada.keyboard.press("Enter")
    looked_at(ada, "Mentor meetings", "item")
    expect(ada.get_by_text("each mentor watched one lesson")).to_be_visible()

    # the same file again, then a picture, from the area that it is for
    ada.goto(f"{live_server.url}/evidence/schools/{ash}/add/file/")
    ada.get_by_label("Title", exact=True).fill("Meetings once more")
    ada.get_by_label("File", exact=True).set_input_files(
        {"name": "copy.pdf", "mimeType": "application/pdf", "buffer": minutes}
    )
    ada.get_by_label("Improved", exact=True).check()
    ada.get_by_role("button", name="Add it").click()
    expect(ada.get_by_text("Nothing was added twice.")).to_be_visible()
    looked_at(ada, "Add a file", "you-have-this")

    area = f"{live_server.url}/self-evaluations/{world.evaluations[ash]}/areas/itt/"
    ada.goto(area)
    ada.get_by_role("link", name="Add something new").click()
    add(ada, "File", "Display in the staffroom", "Who mentors whom, for all to see.", ("d.png", "image/png", picture()))
    ada.get_by_role("button", name="Save").click()
    looked_at(ada, "Use from our library: Initial teacher training", "use")
    expect(ada.get_by_label("Display in the staffroom")).to_be_checked()
    ada.get_by_label("Mentor meetings").check()
    ada.get_by_role("button", name="Attach").click()
    expect(ada.get_by_text("Two items attached.")).to_be_visible()
    looked_at(ada, "Initial teacher training", "area")

    # what is written becomes a note
    ada.get_by_label("Evidence: how we know").fill("Every trainee names a mentor, and says when they last met.")
    expect(ada.get_by_text(re.compile("Saved"))).to_be_visible()
    ada.goto(f"{area}speaks-to/")
    looked_at(ada, "What your evidence speaks to: Initial teacher training", "written")
    ada.get_by_label(re.compile("Impact:")).check()
    ada.get_by_role("button", name="Keep it in the library").click()
    expect(ada.get_by_text("Kept in your library, and attached here.")).to_be_visible()

    world.submit(ash)
    ben = open_page()
    ben.expected_complaints.append("404")  # the library that is not his
    sign_in(ben, live_server.url, "ben@example.org", PASSWORD)
    ben.goto(f"{live_server.url}/peer-reviews/{world.reviews[ash]}/views/{beck}/areas/itt/")
    looked_at(ben, "Initial teacher training", "partner-area")
    ben.get_by_role("link", name="Display in the staffroom").click()
    looked_at(ben, "Display in the staffroom", "partner-item")
    shown = ben.get_by_role("img", name="Display in the staffroom")
    assert shown.evaluate("image => image.naturalWidth") == 900
    expect(ben.get_by_text("This item in your library")).to_have_count(0)
    ben.goto(f"{live_server.url}/evidence/schools/{ash}/")
    expect(ben.get_by_role("heading", level=1)).to_have_text("Page not found")

    ada.goto(f"{live_server.url}/evidence/schools/{ash}/?q=mentor")
    looked_at(ada, "Evidence library", "found")
    ada.get_by_role("link", name="Mentor meetings").click()
    ada.get_by_role("link", name="Put it away").click()
    looked_at(ada, "Archive “Mentor meetings”?", "put-away")


def test_without_scripts_and_with_nothing_yet(live_server, open_page: Callable[..., Page], world: World) -> None:
    _, beck, _ = world.urns
    ben = open_page(java_script_enabled=False)
    sign_in(ben, live_server.url, "ben@example.org", PASSWORD)
    ben.goto(f"{live_server.url}/evidence/schools/{beck}/")
    expect(ben.get_by_text("Nothing in the library yet")).to_be_visible()
    ben.goto(f"{live_server.url}/evidence/schools/{beck}/add/note/")
    ben.get_by_label("Title", exact=True).fill("A note")
    ben.get_by_label("The note").fill("Seen on Tuesday.")
    ben.get_by_label("Initiated", exact=True).check()
    ben.get_by_role("button", name="Add it").click()
    ben.get_by_role("button", name="Save").click()
    expect(ben.get_by_role("heading", level=1)).to_have_text("A note")
