"""Serving a frozen file exactly as it was made, so that nothing in it can do anything."""

from __future__ import annotations

import base64
import hashlib
import re

from django.http import HttpResponse
from django.utils.text import slugify

from plait.reports.releases import FrozenFile

STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def _name(found: FrozenFile) -> str:
    release = found.release
    return slugify(f"{release.school} {release.round} version {release.number}") or "report"


def as_download(found: FrozenFile) -> HttpResponse:
    """The file to keep."""
    return HttpResponse(
        found.data,
        content_type=found.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{_name(found)}.{found.suffix}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "sandbox",
        },
    )


def as_page(found: FrozenFile) -> HttpResponse:
    """The web page to read: its own style sheet by its hash, no script, no form, no other file, in a sandbox."""
    styles = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}'" for style in STYLE.findall(found.data)
    )
    policy = (
        f"default-src 'none'; style-src {styles or chr(39) + 'none' + chr(39)}; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; sandbox"
    )
    return HttpResponse(
        found.data,
        content_type=found.content_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": policy,
            "X-Robots-Tag": "noindex, nofollow",
            "Referrer-Policy": "no-referrer",
        },
    )
