"""The lead’s page about signals of a round."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plait.partnerships.middleware import viewer_of
from plait.reviewers.signal_pages import signals_page
from plait.reviewers.signal_queries import round_signs
from plait.ui.access import Access, access


@access(
    Access.SCOPED,
    "The round is found through the partnerships that the viewer leads; its contract decides what counts.",
)
@require_GET
def signals(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    found = round_signs(viewer_of(request), partnership_id, round_id)
    return render(request, "reviewers/signals.html", {"page": signals_page(found)})
