"""The helpers of browser journeys find what they are there to find."""

from __future__ import annotations

import pytest
from browsing import axe, chromium, no_horizontal_scroll

SOUND = "<html lang=en><title>A</title><main><h1>A</h1><p>Text</p></main>"


def test_a_picture_without_words_is_found(browser_page) -> None:
    browser_page.set_content(SOUND)
    axe(browser_page)
    browser_page.set_content(SOUND.replace("<p>Text", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p>Text'))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(browser_page)


def test_pale_text_is_found(browser_page) -> None:
    browser_page.set_content(SOUND.replace("<p>", '<p style="color:#aaa;background:#fff">'))
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(browser_page)


def test_text_that_is_pale_only_in_the_dark_is_found(browser_page) -> None:
    pale = "<style>@media (prefers-color-scheme: dark) {p {color: #444; background: #222}}</style><title>A"
    browser_page.set_content(SOUND.replace("<title>A", pale))
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(browser_page)


def test_a_page_that_scrolls_sideways_is_found(browser_page) -> None:
    browser_page.set_content(SOUND)
    no_horizontal_scroll(browser_page)
    browser_page.set_content(SOUND.replace("<p>", '<p id="wide" style="width:3000px">'))
    with pytest.raises(AssertionError, match='id="wide"'):
        no_horizontal_scroll(browser_page)


def test_a_missing_browser_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAIT_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(RuntimeError, match="apt install chromium"):
        chromium()
