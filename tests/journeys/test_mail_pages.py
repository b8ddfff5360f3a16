"""Choosing one's mail, one's calendar, and the lead's page of reminders, in a real browser at both widths."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from browsing import DESKTOP, PHONE, axe, no_horizontal_scroll, screenshot, sign_in
from django.utils import timezone
from playwright.sync_api import Page, expect

from plait.domain.letters import Digest
from plait.journey.reminders import compose
from plait.mail.kinds import About
from plait.mail.letters import lay_out
from plait.mail.queries import wishes_of
from plait.partnerships.models import Round
from tests.world import PASSWORD, World, trio

WIDTHS = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture(autouse=True)
def own_cache(settings, request) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }


@pytest.fixture
def world(transactional_db: None) -> World:
    """A round with dates around today, because pages ask the clock."""
    found = trio()
    today = timezone.localdate()
    Round.objects.update(evaluation_due=today + timedelta(days=5), review_due=today + timedelta(days=40))
    found.submit(found.urns[2])
    return found


def look(page: Page, name: str) -> None:
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, name)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_head_chooses_mail_and_calendar(live_server, open_page, world: World, width: str) -> None:
    page = open_page(viewport=WIDTHS[width])
    sign_in(page, live_server.url, "ada@example.org", PASSWORD)
    page.get_by_role("link", name="Your mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your mail")
    look(page, f"your-mail-{width}")
    page.get_by_label("Once a week").check()
    page.get_by_label("No mail from").select_option("08:00")
    page.get_by_label("Until", exact=True).select_option("07:00")
    page.get_by_role("button", name="Keep these choices").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Leave at least 2 hours")
    look(page, f"your-mail-fault-{width}")
    page.get_by_label("No mail from").select_option("17:00")
    page.get_by_role("button", name="Keep these choices").click()
    expect(page.get_by_role("status")).to_contain_text("Your choices are kept")
    assert wishes_of([world.people["ada"].pk])[world.people["ada"].pk].digest is Digest.WEEKLY

    page.get_by_role("link", name="Your calendar").click()
    page.get_by_role("button", name="Make an address").click()
    address = re.compile(r"^http://localhost:8000/your-calendar/\S+\.ics$")
    expect(page.get_by_label("Your calendar’s address")).to_have_value(address)
    look(page, f"your-calendar-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lead_looks_who_is_reminded_and_reminds(live_server, open_page, world: World, width: str) -> None:
    page = open_page(viewport=WIDTHS[width])
    sign_in(page, live_server.url, "lee@example.org", PASSWORD)
    page.goto(f"{live_server.url}/partnerships/{world.partnership_id}/")
    page.get_by_role("link", name="Who gets a reminder, and when").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who gets a reminder")
    look(page, f"reminders-{width}")
    page.get_by_role("button", name="Remind them all now").click()
    expect(page.get_by_role("status")).to_contain_text("Three people get a reminder.")
    look(page, f"reminders-sent-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reminder_in_a_mail_program(open_page, world: World, width: str) -> None:
    letter = compose(world.people["ada"].pk, About("digest", ""), timezone.now())
    assert letter is not None
    page = open_page(viewport=WIDTHS[width])
    page.set_content(lay_out(letter, settings_address="https://plait.example/your-mail/").html)
    axe(page)
    no_horizontal_scroll(page)
    screenshot(page, f"reminder-mail-{width}")
