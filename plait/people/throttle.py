"""Slowing down whoever tries too often: counted in the shared cache, so across all processes."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse


def too_often(request: HttpRequest, action: str, *, on_get: bool = False) -> HttpResponse | None:
    """The page that asks for patience, when ``action`` of ``ACCOUNT_RATE_LIMITS`` is used up; else ``None``."""
    found: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action=action, limit_get=on_get
    )
    return found
