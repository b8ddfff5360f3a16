"""Turns the ways in which queries and actions decline into pages that say what happened and what was kept."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused

LARGEST = 2**63 - 1


class PrivateMiddleware:
    """Nobody else's store keeps a page, and a browser asks again before it shows one from its own.

    Not ``no-store``: browsers then forget what was typed when somebody goes back to a form, and text would be lost.
    Signing out empties the browser's store instead (``people.views``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class RefusalMiddleware:
    """Not visible: 404. Refused: 403 with its reason. A move that is not open (any more): 409.

    A page that saves by itself is told with 401 that nobody is signed in any more: it would follow a redirect to the
    sign-in page and take that for its answer.
    """

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = render(request, "ui/not-this-way.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        by_itself = getattr(request, "htmx", False) and not request.user.is_authenticated
        if (
            by_itself
            and response.status_code == 302
            and response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))
        ):
            return HttpResponse("Sign in again.", status=401, content_type="text/plain")
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
