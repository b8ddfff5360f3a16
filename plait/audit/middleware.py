"""Writes down what a request lets people read, before the answer goes out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from plait.audit.actions import collecting, write_disclosures
from plait.domain.disclosures import How

SHOWS_NOTHING = frozenset({204, 301, 302, 303, 304, 307, 308, 403, 404, 405})
"""Answers that hold nothing of what was read on the way to them."""


class DisclosureMiddleware:
    """An answer that holds words of a school goes out only once the school's disclosure log has the row.

    When the row cannot be written, the error is the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with collecting() as noted:
            response = self.get_response(request)
        if noted and response.status_code < 500 and response.status_code not in SHOWS_NOTHING:
            file = response.headers.get("Content-Disposition", "").startswith("attachment")
            write_disclosures(noted, how=How.FILE if file else How.PAGE, at=timezone.now())
        return response
