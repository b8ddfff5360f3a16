"""Complaints: one's own and those to answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.domain.complaints import COMPLAINT_MOVES, Subject
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import partnerships_of
from plait.rights import complaint_actions, complaint_queries, rules
from plait.rights.complaint_pages import complaint_line, complaint_page
from plait.rights.forms import ComplaintForm
from plait.ui.access import Access, access


@access(Access.SIGNED_IN, "Shows the viewer's own complaints and those that they must answer.")
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    lines = [
        complaint_line(item, reverse("rights:complaint", args=[item.id]), timezone.localdate())
        for item in complaint_queries.complaints(viewer)
    ]
    return render(
        request, "rights/complaints.html", {"lines": lines, "places": partnerships_of(viewer), "who": viewer.name}
    )


@access(Access.SCOPED, "The partnership must be one that the viewer knows of.")
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, partnership_id: int) -> HttpResponse:
    return _complain(request, partnership_id)


@access(Access.SIGNED_IN, "Anybody may complain to whoever runs this installation.")
@require_http_methods(["GET", "POST"])
def complain_here(request: HttpRequest) -> HttpResponse:
    return _complain(request, None)


def _complain(request: HttpRequest, partnership_id: int | None) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    desk = complaint_queries.complaint_desk(viewer, partnership_id, today=today)
    others = desk.others(viewer.person_id)
    form = ComplaintForm(request.POST or None, leads=others)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        named = int(given["named"]) if given["named"] else None
        number = complaint_actions.complain(
            viewer=viewer,
            partnership_id=partnership_id,
            given=complaint_actions.ComplaintInput(Subject(given["what"]), given["words"], named),
            at=timezone.now(),
            today=today,
        )
        messages.success(request, "Your complaint is in. Those who answer have been told.")
        return redirect("rights:complaint", number)
    page = {
        "form": form,
        "whose": desk.name,
        "answered_by": desk.answered_by(viewer.person_id),
        "verdict": rules.may_complain(others),
    }
    return render(request, "rights/complain.html", page, status=422 if form.errors else 200)


@access(Access.SCOPED, "Found among the viewer's own complaints and those that they must answer.")
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = complaint_queries.complaint(viewer, complaint_id)
    error, text = "", request.POST.get("words", "")[:8000]
    if request.method == "POST":
        try:
            complaint_actions.note(
                viewer=viewer,
                complaint_id=complaint_id,
                step=request.POST.get("step", ""),
                text=text,
                at=timezone.now(),
            )
        except ValueError as reason:
            error = str(reason)
        else:
            messages.success(request, "That is noted.")
            return redirect("rights:complaint", complaint_id)
    open_now = tuple(
        step for step, way in COMPLAINT_MOVES.items() if found.state in way.sources and rules.may_move(found, step)
    )
    page = complaint_page(found, complaint_queries.notes(viewer, complaint_id), open_now, timezone.localdate())
    context = {"page": page, "error": error, "text": text if error else ""}
    return render(request, "rights/complaint.html", context, status=422 if error else 200)
