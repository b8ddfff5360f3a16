"""The page about roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plait.domain.viewer import Viewer
from plait.partnerships import pages, role_queries
from plait.ui.access import Access, access


@access(Access.SIGNED_IN, "What roles there are is for everybody; of people, it names the viewer's own roles alone.")
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Every role in words, and which of them the viewer holds."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    page = pages.roles_page(role_queries.role_places(viewer))
    return render(request, "partnerships/roles.html", {"page": page})
