"""Who has read a school's work, and who changed what in it: for its head and senior leaders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from plait.journey.changes import changes_page
from plait.journey.readers import readers_file, readers_page
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access

WHY = "The school must be one at which the viewer's role lets them see its trail."


def _number(request: HttpRequest, name: str) -> int | None:
    """A number that was asked for; ``None`` for none, or for what is no number that anything has."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None


@access(Access.SCOPED, WHY)
@require_safe
def readers(request: HttpRequest, urn: int) -> HttpResponse:
    page = readers_page(
        viewer_of(request),
        urn,
        round_id=_number(request, "round"),
        person_id=_number(request, "person"),
        before=_number(request, "before"),
    )
    return render(request, "journey/readers.html", {"page": page})


@access(Access.SCOPED, WHY)
@require_safe
def readers_csv(request: HttpRequest, urn: int) -> HttpResponse:
    school, data = readers_file(viewer_of(request), urn)
    name = slugify(f"who has read the work of {school}")
    return HttpResponse(
        data,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"},
    )


@access(Access.SCOPED, WHY)
@require_safe
def changes(request: HttpRequest, urn: int) -> HttpResponse:
    page = changes_page(
        viewer_of(request),
        urn,
        round_id=_number(request, "round"),
        area_id=request.GET.get("area", "")[:80],
        person_id=_number(request, "person"),
        before=_number(request, "before"),
    )
    return render(request, "journey/changes.html", {"page": page})
