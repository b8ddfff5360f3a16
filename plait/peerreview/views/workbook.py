"""A partner's view as an Excel workbook: downloaded, filled in, uploaded with a preview."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.domain.uploads import PEER_VIEW
from plait.domain.verdicts import StaleWrite, require
from plait.partnerships.middleware import viewer_of
from plait.peerreview import actions
from plait.peerreview.pages.view import desk
from plait.peerreview.pages.workbook import expected, place, saved_areas, workbook_of
from plait.selfevaluation import uploads
from plait.selfevaluation.forms import WorkbookForm
from plait.selfevaluation.upload_queries import upload as kept_upload
from plait.ui.access import Access, access


@access(Access.SCOPED, "Holds the viewer's own school's view and nothing of anybody else's.")
@require_safe
def workbook(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    name, data = workbook_of(desk(viewer_of(request), review_id, urn))
    return uploads.as_download(name, data)


@access(Access.SCOPED, "As for the view it belongs to; a rule says who writes and until when.")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = desk(viewer, review_id, urn)
    require(found.may_write)
    here = place(found)
    if request.method != "POST":
        return render(request, "selfevaluation/upload.html", {"page": uploads.UploadPage(here)})
    received = uploads.receive(WorkbookForm(request.POST, request.FILES), here, expected(found))
    if isinstance(received, uploads.UploadPage):
        return render(request, "selfevaluation/upload.html", {"page": received}, status=422)
    upload_id = uploads.keep(
        received,
        viewer=viewer,
        subject=actions.VIEW,
        subject_id=found.facts.id,
        areas=saved_areas(found),
        at=timezone.now(),
    )
    for caution in received.cautions:
        messages.warning(request, caution)
    return redirect("peerreview:upload-preview", review_id, urn, upload_id)


@access(Access.SCOPED, "The viewer's own upload, to a view that the viewer's own school writes.")
@require_http_methods(["GET", "HEAD", "POST"])
def upload_preview(request: HttpRequest, review_id: int, urn: int, upload_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = desk(viewer, review_id, urn)
    kept = kept_upload(viewer, upload_id, subject=actions.VIEW, subject_id=found.facts.id)
    require(found.may_write)
    if request.method == "POST":
        try:
            changed = actions.apply_upload(
                viewer=viewer, review_id=review_id, urn=urn, upload_id=upload_id, at=timezone.now()
            )
        except StaleWrite as stale:
            fresh = uploads.keep_again(kept, viewer=viewer, areas=saved_areas(found), at=timezone.now())
            messages.warning(request, uploads.made_afresh(stale))
            return redirect("peerreview:upload-preview", review_id, urn, fresh)
        messages.success(request, uploads.applied(kept, changed))
        return redirect("peerreview:view", review_id, urn)
    page = uploads.preview(
        kept,
        place=place(found),
        action=request.path,
        framework=found.framework,
        areas=saved_areas(found),
        statements=(),
        taking=PEER_VIEW,
    )
    return render(request, "selfevaluation/upload-preview.html", {"page": page})
