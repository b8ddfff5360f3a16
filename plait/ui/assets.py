"""Finds the present file name of a stylesheet, script, font or picture.

``assets/build.mjs`` writes the files and ``manifest.json``; each name carries a version or a hash.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).resolve().parent / "static" / "ui"


@cache
def names() -> dict[str, str]:
    """Plain name → file name: ``plait.css`` → ``plait-2f0c….css``."""
    manifest: dict[str, str] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def asset(name: str) -> str:
    """The address of an asset. Raises ``KeyError`` for one that the build does not write."""
    return static(f"ui/{names()[name]}")
