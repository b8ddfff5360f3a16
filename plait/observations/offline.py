"""What a browser keeps so that the page for the day opens without a network: the worker's script and the app's card."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from plait.ui.assets import FOLDER, asset, names

FILES = (
    "plait.css",
    "plait.js",
    "govuk-frontend.min.js",
    "htmx.min.js",
    "day.js",
    "day-queue.js",
    "day-vault.js",
    "idb.js",
    "favicon.svg",
    "strip-light.svg",
    "strip-dark.svg",
    "source-sans-3-latin.woff2",
    "source-sans-3-latin-ext.woff2",
    "source-sans-3-latin-italic.woff2",
)
"""All that the page is made of."""
TEMPLATES = Path(__file__).resolve().parent / "templates" / "observations"
PAGES = (TEMPLATES / "on-the-day.html", FOLDER.parents[1] / "templates" / "ui" / "base.html")


@cache
def worker(page: str) -> str:
    """The worker's script for the page at this address. Another version whenever the page or its files change."""
    files = [asset(name) for name in FILES]
    source = (FOLDER / names()["day-worker.js"]).read_text(encoding="utf-8")
    made_of = [source, *files, *(path.read_text(encoding="utf-8") for path in PAGES)]
    version = hashlib.sha256("\0".join(made_of).encode()).hexdigest()[:12]
    return f"const PLAIT = {json.dumps({'version': version, 'page': page, 'files': files})};\n{source}"


def manifest(page: str) -> dict[str, object]:
    """What a phone shows of the page once it is put on its home screen."""
    return {
        "name": "Plait on the day",
        "short_name": "Plait",
        "description": "Notes on the day of a visit, with or without a network.",
        "lang": "en-GB",
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#17293b",
        "icons": [{"src": asset("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
