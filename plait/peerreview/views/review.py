"""Where a review stands; taking a self-evaluation back before anybody has begun."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.partnerships.middleware import viewer_of
from plait.peerreview import actions
from plait.peerreview.pages.review import review_page
from plait.peerreview.pages.take_back import take_back_page
from plait.ui.access import Access, access


@access(Access.SCOPED, "A review is found through the viewer's own schools: the host's or a partner's.")
@require_GET
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    return render(request, "peerreview/review.html", {"page": review_page(viewer_of(request), review_id)})


@access(Access.SCOPED, "The evaluation must be of one of the viewer's own schools; a rule says who takes it back.")
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = take_back_page(viewer, evaluation_id)
    if request.method == "POST":
        actions.take_back(viewer=viewer, evaluation_id=evaluation_id, at=timezone.now())
        messages.success(request, "Taken back. Your partners cannot read it until you submit it again.")
        return redirect("selfevaluation:evaluation", evaluation_id)
    return render(request, "peerreview/take-back.html", {"page": page})
