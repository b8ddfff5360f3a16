"""The page on which a school asks that nothing about it stays on devices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plait.observations import wipe_actions
from plait.observations.wipe_pages import devices_page
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access


@access(Access.SCOPED, "The headteacher of the school that the notes are about asks; nobody else learns of it here.")
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = devices_page(viewer, review_id)
    if request.method != "POST":
        return render(request, "observations/devices.html", {"page": page})
    wipe_actions.ask_all_to_wipe(viewer=viewer, review_id=review_id, at=timezone.now())
    if page.asked is None:
        messages.success(request, "Every device hands in what it may and wipes its notes when it next reaches Plait.")
    return redirect("observations:devices", review_id)
