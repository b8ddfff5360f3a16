"""The same self-evaluation as an Excel workbook: downloaded, filled in, uploaded with a preview."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.domain.uploads import SELF_EVALUATION
from plait.domain.verdicts import StaleWrite, require
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation import actions, uploads
from plait.selfevaluation.forms import WorkbookForm
from plait.selfevaluation.pages.setting import load
from plait.selfevaluation.pages.upload import expected, place, workbook_of
from plait.selfevaluation.upload_queries import upload as kept_upload
from plait.ui.access import Access, access


@access(Access.SCOPED, "Whoever may read the evaluation may read it as a workbook.")
@require_safe
def workbook(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    name, data = workbook_of(load(viewer_of(request), evaluation_id))
    return uploads.as_download(name, data)


@access(Access.SCOPED, "As for the evaluation it belongs to; a rule says who writes and until when.")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    loaded = load(viewer, evaluation_id)
    require(loaded.setting.may_write)
    here = place(loaded)
    if request.method != "POST":
        return render(request, "selfevaluation/upload.html", {"page": uploads.UploadPage(here)})
    received = uploads.receive(WorkbookForm(request.POST, request.FILES), here, expected(loaded))
    if isinstance(received, uploads.UploadPage):
        return render(request, "selfevaluation/upload.html", {"page": received}, status=422)
    upload_id = uploads.keep(
        received,
        viewer=viewer,
        subject=actions.KIND,
        subject_id=evaluation_id,
        areas=loaded.evaluation.areas,
        at=timezone.now(),
    )
    for caution in received.cautions:
        messages.warning(request, caution)
    return redirect("selfevaluation:upload-preview", evaluation_id, upload_id)


@access(Access.SCOPED, "The viewer's own upload, to an evaluation of their own school.")
@require_http_methods(["GET", "HEAD", "POST"])
def upload_preview(request: HttpRequest, evaluation_id: int, upload_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    loaded = load(viewer, evaluation_id)
    kept = kept_upload(viewer, upload_id, subject=actions.KIND, subject_id=evaluation_id)
    require(loaded.setting.may_write)
    if request.method == "POST":
        try:
            changed = actions.apply_upload(
                viewer=viewer, evaluation_id=evaluation_id, upload_id=upload_id, at=timezone.now()
            )
        except StaleWrite as stale:
            fresh = uploads.keep_again(kept, viewer=viewer, areas=loaded.evaluation.areas, at=timezone.now())
            messages.warning(request, uploads.made_afresh(stale))
            return redirect("selfevaluation:upload-preview", evaluation_id, fresh)
        messages.success(request, uploads.applied(kept, changed))
        return redirect("selfevaluation:evaluation", evaluation_id)
    page = uploads.preview(
        kept,
        place=place(loaded),
        action=request.path,
        framework=loaded.evaluation.framework,
        areas=loaded.evaluation.areas,
        statements=loaded.evaluation.statements,
        taking=SELF_EVALUATION,
    )
    return render(request, "selfevaluation/upload-preview.html", {"page": page})
