"""Finding a school in the register, and reading what it says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from plait.domain.viewer import Viewer
from plait.schools import pages, queries
from plait.ui.access import Access, access
from plait.ui.paging import asked_page

MOST_PAGES = 10_000


@access(Access.SIGNED_IN, "The register is public; it says nothing that anybody wrote here.")
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """The search box and its results; only the results for the small requests made as one types."""
    typed = request.GET.get("q", "")[: queries.LONGEST]
    page = min(asked_page(request), MOST_PAGES)
    viewer = _viewer(request)
    found = queries.search(viewer, typed, limit=pages.PER_PAGE, offset=(page - 1) * pages.PER_PAGE)
    if page > 1 and not found.schools:  # past the end, perhaps from an old address
        page = 1
        found = queries.search(viewer, typed, limit=pages.PER_PAGE)
    empty = not found.total and queries.last_import() is None
    shown = pages.find_page(typed, found, page, register_is_empty=empty)
    part = request.headers.get("HX-Target") == "results"
    response = render(request, "schools/results.html" if part else "schools/find.html", {"page": shown})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@access(Access.SIGNED_IN, "The register is public; it says nothing that anybody wrote here.")
@require_GET
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """What the register says about one school."""
    page = pages.school_page(queries.get(_viewer(request), urn), queries.last_import(), queries.line_with_names(urn))
    return render(request, "schools/school.html", {"page": page})


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer
