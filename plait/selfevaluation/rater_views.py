"""Several people judging first: asking them, one's own view, where views differ, agreeing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.domain.stages import NotAllowedNow
from plait.domain.uploads import same_lines
from plait.domain.verdicts import Incomplete, Refused, StaleWrite
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation import rater_actions as asking
from plait.selfevaluation import rating_actions as rating
from plait.selfevaluation.pages.differences import differences_area_page, differences_page
from plait.selfevaluation.pages.raters import RatersPage, raters_page
from plait.selfevaluation.pages.rating import own_area_page, own_page
from plait.selfevaluation.rater_forms import AskForm, JudgeForm
from plait.ui.access import Access, access
from plait.ui.words import at_time

RUN = "Found by those whom the contract lets know that raters' views exist; a rule says that the headteacher asks."
OWN = "Found by those who were asked and hold a role at the school, each their own."
OPEN = "Found once views are open, by those whom the round's contract lets read them."


@access(Access.SCOPED, RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def raters(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    page = raters_page(viewer, evaluation_id, today=today)
    if request.method != "POST":
        first = {"people": page.ticked, "closes_on": page.suggested}
        return _ask_page(request, page, AskForm(initial=first, people=page.choices))
    form = AskForm(request.POST, people=page.choices)
    if not page.may_change:
        raise Refused(page.may_change)
    if not form.is_valid():
        return _ask_page(request, page, form)
    try:
        new = asking.ask(
            viewer=viewer,
            evaluation_id=evaluation_id,
            people=form.chosen,
            closes_on=form.cleaned_data["closes_on"],
            at=timezone.now(),
            today=today,
        )
    except NotAllowedNow as error:
        box = "closes_on" if "day" in str(error) else "people"
        form.add_error(box if box in form.fields else None, str(error))
        return _ask_page(request, page, form)
    messages.success(request, "They are told by mail." if new else "Saved.")
    return redirect("selfevaluation:raters", evaluation_id)


def _ask_page(request: HttpRequest, page: RatersPage, form: AskForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "selfevaluation/raters.html", {"page": page, "form": form}, status=status)


@access(Access.SCOPED, RUN)
@require_POST
def take_off(request: HttpRequest, evaluation_id: int, rater_id: int) -> HttpResponse:
    asking.take_off(
        viewer=viewer_of(request),
        evaluation_id=evaluation_id,
        rater_id=rater_id,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, "Nobody waits for them any more. What had been handed in stays.")
    return redirect("selfevaluation:raters", evaluation_id)


@access(Access.SCOPED, RUN)
@require_POST
def open_views(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    asking.open_views(
        viewer=viewer_of(request), evaluation_id=evaluation_id, at=timezone.now(), today=timezone.localdate()
    )
    messages.success(request, "The views that are in are open now.")
    return redirect("selfevaluation:raters", evaluation_id)


@access(Access.SCOPED, OWN)
@require_safe
def rate(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    page = own_page(viewer_of(request), evaluation_id, today=timezone.localdate())
    return render(request, "selfevaluation/rate.html", {"page": page})


@access(Access.SCOPED, f"{OWN} A rule says until when.")
@require_http_methods(["GET", "HEAD", "POST"])
def rate_area(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    if request.method != "POST":
        page = own_area_page(viewer, evaluation_id, area_id, today=today)
        return render(request, "selfevaluation/rate-area.html", {"page": page})
    form = JudgeForm(request.POST)
    page = own_area_page(viewer, evaluation_id, area_id, today=today)
    if not page.may_rate:
        return _not_taken(request, page.may_rate.reason, evaluation_id)
    instinct = request.POST.get("stage") == "instinct"
    if not form.is_valid():
        return _again(request, evaluation_id, area_id, [str(text) for texts in form.errors.values() for text in texts])
    clean = form.cleaned_data
    given = rating.Judged(clean["answer"], clean["version"], clean["statements"], clean["reason"], form.words)
    begin = request.POST.get("then") == "descriptors"
    where: dict[str, Any] = {"viewer": viewer, "evaluation_id": evaluation_id, "area_id": area_id}
    try:
        if instinct:
            rating.save_instinct(given=given, begin=begin, at=timezone.now(), today=today, **where)
        else:
            rating.save_considered(given=given, at=timezone.now(), today=today, **where)
    except StaleWrite:
        return _again(request, evaluation_id, area_id, [], stale=True)
    except Refused as refused:
        return _not_taken(request, str(refused), evaluation_id)
    except (NotAllowedNow, ValueError) as error:
        return _again(request, evaluation_id, area_id, [str(error)])
    if instinct and begin:
        return redirect("selfevaluation:rate-area", evaluation_id, area_id)
    messages.success(request, f"Saved {at_time(timezone.now())}.")
    if page.after is not None and request.POST.get("then") == "next":
        return redirect("selfevaluation:rate-area", evaluation_id, page.after.id)
    return redirect("selfevaluation:rate", evaluation_id)


def _sent(data: Mapping[str, str]) -> dict[str, str]:
    return {name: same_lines(text) for name, text in data.items()}


def _again(
    request: HttpRequest, evaluation_id: int, area_id: str, faults: list[str], *, stale: bool = False
) -> HttpResponse:
    """The same page with everything that was written in it, and why it was not saved."""
    today = timezone.localdate()
    sent = _sent(request.POST)
    page = own_area_page(viewer_of(request), evaluation_id, area_id, today=today, sent=sent, stale=stale)
    first = "strengths" if page.in_words else "reason" if not page.choices else page.choices[0].name
    page = replace(page, faults=tuple({"text": text, "href": f"#{first}"} for text in faults))
    return render(request, "selfevaluation/rate-area.html", {"page": page}, status=409 if stale else 422)


def _not_taken(request: HttpRequest, reason: str, evaluation_id: int) -> HttpResponse:
    """Taken off, too late or handed in while the page was open: the reason, and what they wrote."""
    sent = _sent(request.POST)
    written = [
        (title, sent.get(name, ""))
        for name, title in (
            ("strengths", "Strengths"),
            ("consider", "Areas to consider"),
            ("reason", "Because"),
        )
    ]
    context = {"reason": reason, "written": written, "evaluation_id": evaluation_id}
    return render(request, "selfevaluation/rate-not-saved.html", context, status=403)


@access(Access.SCOPED, f"{OWN} A rule says until when.")
@require_http_methods(["GET", "HEAD", "POST"])
def rate_hand_in(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    page = own_page(viewer, evaluation_id, today=today)
    if page.handed_in_at is not None:  # sent twice, or an old page
        return redirect("selfevaluation:rate", evaluation_id)
    if request.method != "POST":
        return render(request, "selfevaluation/rate-hand-in.html", {"page": page, "tried": False})
    try:
        rating.hand_in(viewer=viewer, evaluation_id=evaluation_id, at=timezone.now(), today=today)
    except Incomplete:
        return render(request, "selfevaluation/rate-hand-in.html", {"page": page, "tried": True}, status=422)
    messages.success(request, "Handed in. Thank you.")
    return redirect("selfevaluation:rate", evaluation_id)


@access(Access.SCOPED, OPEN)
@require_safe
def differences(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    page = differences_page(viewer_of(request), evaluation_id, today=timezone.localdate())
    return render(request, "selfevaluation/differences.html", {"page": page})


@access(Access.SCOPED, f"{OPEN} A rule says that those who write the self-evaluation write down what is agreed.")
@require_http_methods(["GET", "HEAD", "POST"])
def differences_area(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    page = differences_area_page(viewer, evaluation_id, area_id, today=today)
    if request.method != "POST":
        return render(request, "selfevaluation/differences-area.html", {"page": page})
    form = JudgeForm(request.POST)

    def again(status: int, *texts: str) -> HttpResponse:
        shown = differences_area_page(viewer, evaluation_id, area_id, today=today, sent=_sent(request.POST))
        box = "strengths" if shown.in_words else "answer" if shown.area.scale else "reason"
        box = box if shown.reason else "reason"
        shown = replace(shown, faults=tuple({"text": text, "href": f"#{box}"} for text in texts))
        return render(request, "selfevaluation/differences-area.html", {"page": shown}, status=status)

    if not form.is_valid():
        return again(422, *(str(text) for texts in form.errors.values() for text in texts))
    clean = form.cleaned_data
    try:
        asking.agree(
            viewer=viewer,
            evaluation_id=evaluation_id,
            area_id=area_id,
            answer=clean["answer"],
            reason=clean["reason"],
            words=form.words,
            version=clean["version"],
            at=timezone.now(),
            today=today,
        )
    except StaleWrite as stale:
        return again(409, f"{stale} What the self-evaluation says now stands below; what you chose is still here.")
    except (NotAllowedNow, ValueError) as error:
        return again(422, str(error))
    messages.success(request, f"Saved {at_time(timezone.now())}, in your self-evaluation.")
    return redirect("selfevaluation:differences", evaluation_id)
