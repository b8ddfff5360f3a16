"""Puts the viewer on the request: looked up once, when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from plait.domain.viewer import Viewer
from plait.partnerships.queries import viewer_for


def viewer_of(request: HttpRequest) -> Viewer:
    """Who is asking, for views: the first argument of every query."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # put there below
    return viewer


class ViewerMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: viewer_for(request.user, today=timezone.localdate())
        )
        return self.get_response(request)
