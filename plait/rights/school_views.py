"""What is held about one's school, for a request: a summary, and the copy in one file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plait.adapters.school_copy import as_zip
from plait.partnerships.middleware import viewer_of
from plait.rights import school_actions, school_queries
from plait.rights.school_pages import school_data_page
from plait.ui.access import Access, access


@access(Access.SCOPED, "The school must be one whose report the viewer may release: its headteacher.")
@require_safe
def school_data(request: HttpRequest, urn: int) -> HttpResponse:
    copy = school_queries.own_school(viewer_of(request), urn, made_at=timezone.now())
    return render(request, "rights/school-data.html", {"page": school_data_page(copy)})


@access(Access.SCOPED, "As the page. By POST, because the trail notes it.")
@require_POST
def download(request: HttpRequest, urn: int) -> HttpResponse:
    copy = school_actions.take_school(viewer=viewer_of(request), urn=urn, at=timezone.now())
    return HttpResponse(
        as_zip(copy),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="what-is-held-{urn}.zip"',
            "Cache-Control": "private, no-store",
        },
    )
