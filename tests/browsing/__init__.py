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
    """Fails with every finding of the accessibility engine, one a line, with the elements it is about.

    All rules in light colours, and the rules about colours again in dark ones.
    """
    page.wait_for_load_state()
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    ran: dict[str, Any] = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_RULES}}).response
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    again: dict[str, Any] = page.evaluate(
        "axe.run({runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}})"
    )
    page.emulate_media(color_scheme=scheme)
    assert ran["passes"], "the accessibility engine looked at nothing"
    assert again["passes"], "the accessibility engine looked at no colours"
    lines = [
        f"{found['impact']}: {found['help']} ({found['id']}): "
        + "; ".join(node["html"][:160] for node in found["nodes"])
        for found in ran["violations"] + again["violations"]
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
    """Pictures of the whole page, light and dark, in the folder that PLAIT_SCREENSHOTS names, if it names one."""
    folder = os.environ.get("PLAIT_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            path = Path(folder) / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}-{scheme}.png"
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
