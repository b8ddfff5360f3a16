"""How long things are kept, for anybody; and stopping deletion for a round, for its lead."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import known_round
from plait.rights import retention_actions, retention_queries
from plait.rights.forms import HoldForm
from plait.rights.retention_pages import hold_page, keeping_page
from plait.ui.access import Access, access


@access(Access.ANYONE, "Says how long things are kept; whoever is signed in also reads which of their rounds are held.")
@require_safe
def how_long(request: HttpRequest) -> HttpResponse:
    holds = retention_queries.holds_known_to(viewer_of(request)) if request.user.is_authenticated else ()
    return render(request, "rights/how-long.html", {"page": keeping_page(settings.RETENTION, holds)})


@access(Access.SCOPED, "The round must be one of a partnership that the viewer leads.")
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, round_id: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found = retention_queries.hold_on(viewer, round_id)
    ending = "end" in request.POST
    form = HoldForm(request.POST if request.method == "POST" and not ending else None)
    if request.method == "POST":
        if ending:
            retention_actions.end_hold(viewer=viewer, round_id=round_id, at=now)
            messages.success(request, "Deletion goes on as it would.")
            return redirect("rights:hold", round_id)
        if form.is_valid():
            retention_actions.set_hold(viewer=viewer, round_id=round_id, why=form.cleaned_data["why"], at=now)
            messages.success(request, "Nothing of this round is deleted until you end it here.")
            return redirect("rights:hold", round_id)
    page = hold_page(known_round(viewer, round_id), found)
    return render(request, "rights/hold.html", {"page": page, "form": form}, status=422 if form.errors else 200)
