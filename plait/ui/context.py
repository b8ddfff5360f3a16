"""What the frame of every page needs: as little as possible."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest


def every_page(request: HttpRequest) -> dict[str, Any]:
    """``signed_in_as`` (empty for a stranger), ``messages`` to show once, ``here`` (the path)."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    # a part of a page has no place for messages: they wait for the next whole page
    whole_page = not getattr(request, "htmx", False)
    return {
        "signed_in_as": str(person) if signed_in else "",
        "messages": list(get_messages(request)) if whole_page and hasattr(request, "_messages") else [],
        "here": request.path,
    }


NO_REQUEST: dict[str, Any] = {
    "signed_in_as": "",
    "messages": [],
    "here": "",
    "csrf_token": "",
    "csrf_input": "",
}
"""The frame's context where nothing may be asked: pages shown when the service is broken, or asked in no sound way."""
