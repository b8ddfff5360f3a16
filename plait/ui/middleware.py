"""Turns the ways in which queries and actions decline into pages that say what happened and what was kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused

LARGEST = 2**63 - 1


class RefusalMiddleware:
    """Not visible: 404. Refused: 403 with its reason. A move that is not open (any more): 409."""

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """A number in an address that no column can hold is the address of nothing."""
        if any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            return render(request, "ui/not-found.html", status=404)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotVisible):
            return render(request, "ui/not-found.html", status=404)
        if isinstance(exception, Refused):
            return render(request, "ui/refused.html", {"reason": str(exception)}, status=403)
        if isinstance(exception, NotAllowedNow):
            return render(request, "ui/moved-on.html", {"reason": str(exception)}, status=409)
        return None
