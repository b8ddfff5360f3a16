"""The fact-check of one review: its page, and each step that a side takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.domain.fact_checks import DAYS_TO_CHECK, Turn
from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.factchecks import actions, pages, queries, rules
from plait.factchecks.facts import FactCheckFacts, Side
from plait.factchecks.forms import OfferForm, PointForm, ReplyForm, SignForm
from plait.partnerships.middleware import viewer_of
from plait.partnerships.team_queries import looking_at
from plait.peerreview.queries import judged_against
from plait.ui.access import Access, access

WHY = "Found through the school's headteacher and senior leaders, and through those who looked at the school."


@dataclass(frozen=True, slots=True)
class Around:
    """What every page of a fact-check says above it."""

    school: str
    round: RoundFacts
    framework: Framework


def _around(found: FactCheckFacts) -> Around:
    return Around(found.review.host, found.review.round, judged_against(found.review))


def _page(request: HttpRequest, found: FactCheckFacts) -> pages.FactCheckPage:
    about = _around(found)
    return pages.check_page(
        viewer=viewer_of(request),
        found=found,
        school=about.school,
        looked=looking_at(found.round_id, found.urn),
        round_=about.round,
        framework=about.framework,
        today=timezone.localdate(),
    )


@access(Access.SCOPED, WHY)
@require_GET
def check(request: HttpRequest, review_id: int) -> HttpResponse:
    found = queries.get(viewer_of(request), review_id)
    return render(request, "factchecks/check.html", {"page": _page(request, found)})


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    found = queries.get(viewer, review_id)
    require(rules.may_offer(found))
    usual = found.check_by if found.turn is Turn.CHECK else today + timedelta(days=DAYS_TO_CHECK)
    form = OfferForm(request.POST or None, initial={"check_by": usual})
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer(
                viewer=viewer,
                review_id=review_id,
                check_by=form.cleaned_data["check_by"],
                at=timezone.now(),
                today=today,
            )
        except ValueError as error:
            form.add_error("check_by", str(error))
        else:
            messages.success(request, "Offered to the school. Its headteacher and senior leaders are told.")
            return redirect("factchecks:check", review_id)
    context = {"page": _page(request, found), "form": form}
    return render(request, "factchecks/offer.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, review_id)
    require(rules.may_add(found))
    about = _around(found)
    areas = [(area.id, area.title) for area in about.framework.areas]
    form = PointForm(request.POST or None, areas=areas, initial={"token": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = actions.PointInput(form.area_id, clean["quote"], clean["wish"], clean["token"])
        actions.add_point(viewer=viewer, review_id=review_id, framework=about.framework, given=given, at=timezone.now())
        messages.success(request, "Added. Nobody is told before your headteacher says that this is all.")
        return redirect("factchecks:check", review_id)
    context = {"page": _page(request, found), "form": form}
    return render(request, "factchecks/point.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, WHY)
@require_POST
def take_away(request: HttpRequest, point_id: int) -> HttpResponse:
    review_id = actions.take_away(viewer=viewer_of(request), point_id=point_id, at=timezone.now())
    messages.success(request, "Taken away. Nothing is left of it.")
    return redirect("factchecks:check", review_id)


@access(Access.SCOPED, WHY)
@require_POST
def finish(request: HttpRequest, review_id: int) -> HttpResponse:
    actions.finish(viewer=viewer_of(request), review_id=review_id, at=timezone.now())
    messages.success(request, "Sent. Those who looked at your school are told that it is their turn.")
    return redirect("factchecks:check", review_id)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, point_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, queries.review_of_point(viewer, point_id))
    if request.method != "POST" and not rules.may_reply(found):
        messages.info(request, rules.may_reply(found).reason)
        return redirect("factchecks:check", found.review_id)
    page = _page(request, found)
    row = next((item for item in page.rows if item.id == point_id), None)
    if row is None:
        raise NotVisible(f"point {point_id} of a fact-check")
    form = ReplyForm(request.POST or None)
    theirs, status = "", 200
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            actions.reply(
                viewer=viewer,
                point_id=point_id,
                changed=clean["became"] == "changed",
                text=clean["text"],
                at=timezone.now(),
            )
        except StaleWrite as stale:
            theirs, status = f"{stale} “{stale.theirs['text']}”", 409
        else:
            messages.success(request, f"Your reply to point {row.number} is saved. It stays as you gave it.")
            return redirect("factchecks:check", found.review_id)
    context = {"page": page, "row": row, "form": form, "theirs": theirs}
    return render(request, "factchecks/reply.html", context, status=422 if form.errors else status)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.get(viewer, review_id)
    require(rules.may_sign(viewer, found))
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.sign(viewer=viewer, review_id=review_id, tells=form.cleaned_data["tells"], at=timezone.now())
        both = found.side is Side.SCHOOL
        messages.success(request, "Signed off by both." if both else "Signed off for the team. Now the school signs.")
        return redirect("factchecks:check", review_id)
    return render(request, "factchecks/sign.html", {"page": _page(request, found), "form": form})
