"""A browser by the line in which it introduces itself, in words that its owner recognises."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""The first that fits: most browsers name others as well."""
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


def in_words(line: str) -> str:
    """``Firefox on Windows``; "A browser" where the line says nothing that we know."""
    browser = next((name for mark, name in BROWSERS if mark in line), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in line), "")
    return f"{browser} on {system}" if system else browser
