"""Areas of excellence of a review, and the directory of those that schools let be listed."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import require
from plait.excellence import actions, pages, queries, rules
from plait.excellence.forms import DecideForm, FindForm, ProposalForm
from plait.partnerships.middleware import viewer_of
from plait.partnerships.team_queries import looking_at
from plait.peerreview.facts import ReviewFacts
from plait.peerreview.queries import judged_against
from plait.ui.access import Access, access

WHY = "Found through an agreed review in which the viewer takes part, for the school or as somebody who looked."


def _around(found: ReviewFacts) -> tuple[RoundFacts, Framework]:
    return found.round, judged_against(found)


def _page(request: HttpRequest, found: ReviewFacts) -> pages.ExcellencePage:
    viewer = viewer_of(request)
    round_, judged = _around(found)
    return pages.excellence_page(
        viewer=viewer,
        review_id=found.id,
        school=found.host,
        looked=looking_at(found.round_id, found.host_urn),
        round_=round_,
        framework=judged,
        for_school=found.speaks_for_school(viewer),
        items=queries.of_review(viewer, found, today=timezone.localdate()),
    )


@access(Access.SCOPED, WHY)
@require_GET
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    page = _page(request, queries.review(viewer_of(request), review_id))
    return render(request, "excellence/review.html", {"page": page})


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.review(viewer, review_id)
    page = _page(request, found)
    require(page.may_propose)
    judged = _around(found)[1]
    areas = [(area.id, area.title) for area in judged.areas]
    form = ProposalForm(request.POST or None, areas=areas, initial={"token": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = actions.ProposalInput(
            clean["area"], clean["title"], clean["learn"], clean["evidence"], clean["contact"], clean["token"]
        )
        actions.propose(viewer=viewer, review_id=review_id, framework=judged, given=given, at=timezone.now())
        messages.success(request, "Put forward. The team says whether it is validated.")
        return redirect("excellence:review", review_id)
    context = {"page": page, "form": form}
    return render(request, "excellence/propose.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, excellence_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    item = queries.get(viewer, excellence_id, today=timezone.localdate())
    require(rules.may_decide(item))
    page = _page(request, queries.review(viewer, item.review_id))
    row = next(each for each in page.rows if each.id == excellence_id)
    form = DecideForm(request.POST or None, initial={"met": item.met, "why": item.why})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        validated = clean["decision"] == "yes"
        actions.decide(
            viewer=viewer,
            excellence_id=excellence_id,
            validated=validated,
            met=clean["met"],
            why=clean["why"],
            at=timezone.now(),
        )
        told = "Validated. The school decides whether it is listed." if validated else "Saved: not yet, and why."
        messages.success(request, told)
        return redirect("excellence:review", item.review_id)
    context = {"page": page, "row": row, "form": form}
    return render(request, "excellence/decide.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, WHY)
@require_POST
def consent(request: HttpRequest, excellence_id: int) -> HttpResponse:
    viewer, wanted = viewer_of(request), request.POST.get("wanted") == "yes"
    item = queries.get(viewer, excellence_id, today=timezone.localdate())
    actions.consent(viewer=viewer, excellence_id=excellence_id, wanted=wanted, at=timezone.now())
    told = "Listed. You can take it out on any day." if wanted else "Taken out. It is gone from the directory."
    messages.success(request, told)
    return redirect("excellence:review", item.review_id)


@access(Access.SIGNED_IN, "Lists only what schools have opened to the viewer, as a released report would be.")
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    items = queries.directory(viewer_of(request), today=timezone.localdate())
    areas = sorted({item.area for item in items})
    phases = sorted({item.phase for item in items if item.phase})
    form = FindForm(request.GET, areas=areas, phases=phases)
    wanted = form.cleaned_data if form.is_valid() else {"q": "", "area": "", "phase": ""}
    found = pages.matching(items, words=wanted["q"], area=wanted["area"], phase=wanted["phase"])
    page = pages.DirectoryPage(found, len(items))
    return render(request, "excellence/directory.html", {"page": page, "form": form})
