"""The report of one school's round, as a page and as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from plait.adapters.documents import FORMATS
from plait.partnerships.middleware import viewer_of
from plait.reports import queries
from plait.reports.pages import report_page
from plait.ui.access import Access, access


@access(Access.SCOPED, "A report is found through the viewer's own schools.")
@require_GET
def report(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.report(viewer, evaluation_id, prepared=timezone.localdate())
    return render(request, "reports/report.html", {"page": report_page(found, own=found.urn in viewer.urns)})


@access(Access.SCOPED, "As the page.")
@require_GET
def download(request: HttpRequest, evaluation_id: int, suffix: str) -> HttpResponse:
    """The same report as a file. Made while the person waits: it takes a few hundredths of a second."""
    found = queries.report(viewer_of(request), evaluation_id, prepared=timezone.localdate())
    name = slugify(f"{found.school} {found.round.title} {found.diagnosis.framework.title}") or "report"
    return HttpResponse(
        FORMATS[suffix].write(found.diagnosis),
        content_type=FORMATS[suffix].content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "sandbox",
        },
    )
