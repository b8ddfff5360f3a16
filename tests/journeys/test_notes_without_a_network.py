"""A reviewer takes notes on a phone without a network, restarts the browser, and hands in: each note once."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from browsing import FLAGS, PHONE, axe, chromium, no_horizontal_scroll, screenshot, sign_in
from django.db import connection
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from plait.observations.models import Observation, ObservationPhoto, WipeConfirmation
from plait.observations.wipe_actions import ask_all_to_wipe
from plait.partnerships.models import Appointment
from tests.world import AT, PASSWORD, TODAY, trio

pytestmark = [pytest.mark.django_db(transaction=True)]
ASH, BECK = 990001, 990002
PIN = "walk7hall"
WORDS = ("Every child could say what they were learning.", "Books are marked, and the next piece shows it.", "Calm.")


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (2400, 1800), "#c9a36a").save(made, "JPEG", exif=Image.Exif())
    return made.getvalue()


def unlock(page: Page) -> None:
    page.get_by_label("The PIN of this device").fill(PIN)
    page.get_by_role("button", name="Open").click()


def note(page: Page, text: str, kind: str, *, picture: bytes = b"", stays: bool = True) -> None:
    page.get_by_label(kind).check()
    page.get_by_label("Where was it?").fill("Year 4")
    page.get_by_label("What did you see or hear?").fill(text)
    page.locator("summary").get_by_text("Area number 1", exact=True).click()
    page.get_by_label("Statement 1 of area 1").check()
    if picture:
        page.get_by_label("Photo of work").set_input_files(
            {"name": "book.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
    page.get_by_role("button", name="Keep the note").click()
    if stays:
        expect(page.get_by_text(text)).to_be_visible()


def stored_in_the_clear(folder: Path, words: str) -> list[str]:
    """Files of the browser's own storage in which these words can be read."""
    forms = (words.encode(), words.encode("utf-16-le"))
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_two_days_without_a_network(live_server, transactional_db: None, tmp_path: Path, monkeypatch) -> None:
    world = trio()
    address = f"{live_server.url}/observations/{world.reviews[ASH]}/{BECK}/"
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    complaints: list[str] = []

    with sync_playwright() as driver:

        def start() -> tuple[BrowserContext, Page]:
            context = driver.chromium.launch_persistent_context(
                str(tmp_path), executable_path=chromium(), args=FLAGS, viewport=PHONE, reduced_motion="reduce"
            )
            context.set_default_timeout(60_000)
            page = context.pages[0]
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return context, page

        context, page = start()
        sign_in(page, live_server.url, "ben@example.org", PASSWORD)
        page.goto(address)
        axe(page)
        no_horizontal_scroll(page)
        page.get_by_role("link", name="Take notes without a network").click()
        page.get_by_label("PIN", exact=True).fill("12345")
        page.get_by_role("button", name="Use this PIN").click()
        expect(page.get_by_text("at least 6 characters")).to_be_visible()
        page.get_by_label("PIN", exact=True).fill(PIN)
        page.get_by_label("The same PIN again").fill(PIN)
        axe(page)
        page.get_by_role("button", name="Use this PIN").click()
        expect(page.get_by_role("heading", name="Notes about Ash Bank Primary School")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("navigator.serviceWorker.controller !== null")

        context.set_offline(True)
        note(page, WORDS[0], "Learning walk", picture=photo())
        expect(page.get_by_text("Only on this device so far: 1 note and 1 photo.")).to_be_visible()
        expect(page.get_by_role("button", name="Delete this note")).to_be_hidden()
        page.reload()
        page.get_by_label("The PIN of this device").fill("wrong-pin")
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_text("That is not the PIN of this device.")).to_be_visible()
        unlock(page)
        expect(page.get_by_text(WORDS[0])).to_be_visible()
        note(page, WORDS[1], "Looking at pupils’ work")
        axe(page)
        no_horizontal_scroll(page)
        screenshot(page, "on-the-day-320")
        context.close()
        assert Observation.objects.count() == 0
        assert stored_in_the_clear(tmp_path, WORDS[0]) == []

        context, page = start()  # the next day, still without a network
        context.set_offline(True)
        page.goto(f"{live_server.url}/observations/on-the-day/")
        unlock(page)
        expect(page.get_by_text(WORDS[1])).to_be_visible()
        context.set_offline(False)
        page.get_by_role("button", name="Hand in now").click()
        # the browser forgot the sign-in with its session: nothing is lost
        if page.get_by_role("link", name="Sign in and go on").is_visible():
            sign_in(page, live_server.url, "ben@example.org", PASSWORD)
            page.goto(f"{live_server.url}/observations/on-the-day/")
            unlock(page)
        expect(page.get_by_text("Everything is handed in")).to_be_visible()
        page.get_by_role("button", name="Hand in now").click()
        expect(page.get_by_text("Everything is handed in")).to_be_visible()
        page.goto(address)
        expect(page.get_by_text("Two notes by one person in two activities").first).to_be_visible()
        axe(page)
        no_horizontal_scroll(page)
        screenshot(page, "what-you-noted-320")
        page.set_viewport_size({"width": 1280, "height": 900})
        screenshot(page, "what-you-noted-1280")
        context.close()
    connection.close()
    assert sorted(Observation.objects.values_list("text", flat=True)) == sorted(WORDS[:2])
    kept = Image.open(io.BytesIO(bytes(ObservationPhoto.objects.get().data)))
    assert max(kept.size) == 1600
    assert complaints == []


@pytest.mark.parametrize("ended", [False, True])
def test_the_school_asks_that_devices_forget_it(live_server, transactional_db: None, monkeypatch, ended: bool) -> None:
    world = trio()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        sign_in(page, live_server.url, "ben@example.org", PASSWORD)
        day = f"{live_server.url}/observations/on-the-day/"
        page.goto(f"{day}#{world.reviews[ASH]}-{BECK}")
        page.get_by_label("PIN", exact=True).fill(PIN)
        page.get_by_label("The same PIN again").fill(PIN)
        page.get_by_role("button", name="Use this PIN").click()
        page.evaluate("navigator.serviceWorker.ready")
        note(page, WORDS[0], "Learning walk")
        expect(page.get_by_text("Everything is handed in")).to_be_visible()
        context.set_offline(True)
        note(page, WORDS[1], "Learning walk")
        expect(page.get_by_text("Only on this device so far: 1 note and 0 photos.")).to_be_visible()
        ask_all_to_wipe(viewer=world.viewer("ada"), review_id=world.reviews[ASH], at=AT)
        if ended:
            gone = TODAY - timedelta(days=1)
            Appointment.objects.filter(person=world.people["ben"]).update(starts=gone, ends=gone)
        page.get_by_label("What did you see or hear?").fill("" if ended else WORDS[2])
        context.set_offline(False)
        if not ended:  # in the middle of a note: it waits for it
            expect(page.get_by_text("Keep the note that you are writing")).to_be_visible()
            note(page, WORDS[2], "Learning walk", stays=False)
        said = (
            "1 note was handed in; 1 note could not be handed in any more and is gone."
            if ended
            else "3 notes were handed in; nothing is gone."
        )
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.get_by_text(WORDS[0])).to_have_count(0)
        expect(page.get_by_text("cannot be reached")).to_be_hidden()
        axe(page)
        no_horizontal_scroll(page)
        screenshot(page, f"wiped-for-a-school-{'ended' if ended else 'open'}-320")
        page.reload()
        unlock(page)
        expect(page.get_by_text(said)).to_be_visible()  # until it has been read
        page.get_by_role("button", name="I have read this").click()
        expect(page.get_by_text(said)).to_have_count(0)
        if not ended:
            page.goto(f"{day}#{world.reviews[ASH]}-{BECK}")
            page.reload()
            unlock(page)
            expect(page.get_by_text("asked that no device takes notes about it along")).to_be_visible()
            page.context.clear_cookies()
            sign_in(page, live_server.url, "ada@example.org", PASSWORD)
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(f"{live_server.url}/observations/{world.reviews[ASH]}/devices/")
            expect(page.get_by_text("One device has confirmed since")).to_be_visible()
            axe(page)
            screenshot(page, "devices-asked-1280")
        browser.close()
    connection.close()
    kept = sorted(Observation.objects.values_list("text", flat=True))
    assert kept == ([WORDS[0]] if ended else sorted(WORDS))
    assert WipeConfirmation.objects.count() == 1
    assert complaints == []
