"""Sending a kept file so that nothing in it can do anything: to keep, or a picture to look at."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.text import slugify

from plait.domain.verdicts import NotVisible
from plait.evidence.queries import KeptFile

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def as_download(file: KeptFile) -> HttpResponse:
    """The file to keep, whatever kind it is; no browser opens it under our address."""
    stem, _, suffix = file.name.rpartition(".")
    name = f"{slugify(stem) or 'evidence'}.{slugify(suffix) or 'file'}"
    return _guarded(file, f'attachment; filename="{name}"')


def as_picture(file: KeptFile) -> HttpResponse:
    """A picture to show inside a page. Only what was drawn anew is one; raises ``NotVisible`` for anything else."""
    if not file.picture:
        raise NotVisible(f"picture of {file.name}")
    return _guarded(file, "inline")


def _guarded(file: KeptFile, disposition: str) -> HttpResponse:
    return HttpResponse(
        file.data,
        content_type=file.media_type,
        headers={
            "Content-Disposition": disposition,
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex, nofollow",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
