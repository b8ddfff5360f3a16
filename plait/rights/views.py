"""What Plait holds about you: a summary, and everything in one file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from plait.adapters.personal_copy import as_zip
from plait.partnerships.middleware import viewer_of
from plait.rights import actions, queries
from plait.rights.pages import your_data_page
from plait.ui.access import Access, access


@access(Access.SIGNED_IN, "Shows only what is held about the person who asks.")
@require_GET
def your_data(request: HttpRequest) -> HttpResponse:
    copy = queries.own_copy(viewer_of(request), made_at=timezone.now())
    return render(request, "rights/your-data.html", {"page": your_data_page(copy)})


@access(Access.SIGNED_IN, "As the page. By POST, because the trail notes it.")
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    copy = actions.take_own(viewer=viewer_of(request), at=timezone.now())
    return HttpResponse(
        as_zip(copy),
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="what-plait-holds-about-you.zip"',
            "Cache-Control": "private, no-store",
        },
    )
