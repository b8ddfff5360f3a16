"""What the frame of every page needs: as little as possible."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest


def every_page(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    return {
        "signed_in_as": str(person) if signed_in else "",
        "messages": list(get_messages(request)) if hasattr(request, "_messages") else [],
        "here": request.path,
    }
