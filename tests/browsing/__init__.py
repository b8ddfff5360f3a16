"""What browser journeys share: finding the browser, the accessibility engine, pictures, signing in."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """The system's browser. A missing one is an error that says what to install, never a silent skip."""
    found = os.environ.get("PLAIT_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    if not found or not Path(found).exists():
        raise RuntimeError(
            "No Chromium found. Install it (Debian and Ubuntu: apt install chromium; "
            "macOS: brew install chromium) or name the program in PLAIT_CHROMIUM."
        )
    return found


def axe(page: Page) -> None:
    """Fails with every finding of the accessibility engine, one a line, with the elements it is about."""
    page.wait_for_load_state()
    ran: dict[str, Any] = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_RULES}}).response
    assert ran["passes"], "the accessibility engine looked at nothing"
    lines = [
        f"{found['impact']}: {found['help']} ({found['id']}): "
        + "; ".join(node["html"][:160] for node in found["nodes"])
        for found in ran["violations"]
    ]
    assert not lines, f"{page.url}\n  " + "\n  ".join(lines)


def no_horizontal_scroll(page: Page) -> None:
    """The page fits its width; only boxes made for it scroll sideways. Names what sticks out."""
    page.wait_for_load_state()  # a click returns when the address has changed, which is before there is a page
    outside = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
          .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1
                         && !one.closest('.table-box, .chart__drawing'))
          .map(one => one.outerHTML.slice(0, 120))"""
    )
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert fits, f"{page.url} scrolls sideways because of:\n  " + "\n  ".join(outside[:8])


def screenshot(page: Page, name: str) -> None:
    """A picture of the whole page in the folder that PLAIT_SCREENSHOTS names; nothing when it names none."""
    folder = os.environ.get("PLAIT_SCREENSHOTS")
    if folder:
        path = Path(folder) / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


def sign_in(page: Page, server: str, email: str, password: str) -> None:
    """Through the form, as a person does."""
    page.goto(f"{server}/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def focused(page: Page) -> str:
    """What has focus, as ``tag#id`` or ``tag`` and its words."""
    return str(
        page.evaluate(
            """() => { const one = document.activeElement;
            return one.tagName.toLowerCase() + (one.id ? '#' + one.id : ' ' + one.textContent.trim()); }"""
        )
    )
