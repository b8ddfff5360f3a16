"""Pages on which reviewers judge short cases alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.partnerships.middleware import viewer_of
from plait.partnerships.pool_queries import own_partnership
from plait.reviewers import calibration_actions as actions
from plait.reviewers import calibration_pages as pages
from plait.reviewers import calibration_queries as queries
from plait.reviewers.calibration_forms import CalibrationForm
from plait.ui.access import Access, access


@access(Access.SIGNED_IN, "Cases are made up and the same for everybody; people in no pool find no page.")
@require_GET
def sets(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    page = pages.sets_page(queries.sets(viewer), queries.own_without_cases(viewer))
    return render(request, "reviewers/cases.html", {"page": page})


@access(Access.SCOPED, "The cases are for people in a pool; what somebody said of them is shown to that person alone.")
@require_http_methods(["GET", "HEAD", "POST"])
def one_set(request: HttpRequest, set_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    found, framework, turn = queries.one_set(viewer, set_id)
    form = CalibrationForm(request.POST if request.method == "POST" else None, of=found, framework=framework)
    if request.method == "POST" and (form.is_valid() or turn is not None):
        answers = {key: str(value) for key, value in form.cleaned_data.items()} if turn is None else turn.answers
        actions.judge(viewer=viewer, set_id=set_id, answers=answers, at=timezone.now())
        messages.success(request, "Kept. Now see what the panel said, and why.")
        return redirect("reviewers:cases-of", set_id)
    context = {"page": pages.set_page(found, framework, turn), "form": form}
    return render(request, "reviewers/cases-of.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The pool is found through the partnerships that the viewer leads.")
@require_GET
def together(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.together(viewer, partnership_id, today=timezone.localdate())
    context = {
        "partnership_id": partnership_id,
        "partnership": own_partnership(viewer, partnership_id).name,
        "lines": pages.together_lines(found),
        "without": pages.without_in_words(queries.without_cases([partnership_id])),
    }
    return render(request, "reviewers/together.html", context)
