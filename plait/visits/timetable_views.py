"""Building a timetable together, and taking it along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.domain.timetable import ACTIVITY_WORDS, ActivityKind
from plait.domain.verdicts import StaleWrite, require
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access
from plait.visits import timetable_actions as actions
from plait.visits import timetable_pages as pages
from plait.visits.forms import ActivityForm
from plait.visits.timetable_actions import ActivityInput, Unfit
from plait.visits.timetable_pages import ActivityPage

WHO = "Found by those whom the round's contract lets read when and how the visit goes."
BUILD = f"{WHO} A rule says that the school and those who come build the timetable."


@access(Access.SCOPED, WHO)
@require_safe
def timetable(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    page = pages.timetable_page(viewer_of(request), visit_uuid, today=timezone.localdate())
    return render(request, "visits/timetable.html", {"page": page, "words": ACTIVITY_WORDS})


@access(Access.SCOPED, WHO)
@require_safe
def calendar(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    mine = request.GET.get("mine") == "yes"
    body = pages.calendar_of(viewer_of(request), visit_uuid, today=timezone.localdate(), mine=mine)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@access(Access.SCOPED, BUILD)
@require_POST
def suggest(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    made = actions.suggest(viewer=viewer_of(request), uuid=visit_uuid, at=timezone.now(), today=timezone.localdate())
    if made:
        messages.success(request, f"{made} activities stand on the timetable. Change what does not fit your day.")
    else:
        messages.warning(request, "There are activities on the timetable already, so nothing was added.")
    return redirect("visits:timetable", visit_uuid)


@access(Access.SCOPED, BUILD)
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, visit_uuid: UUID, activity_uuid: UUID | None = None) -> HttpResponse:
    """Something new on the timetable (no ``activity_uuid``), or something changed or moved."""
    page = pages.activity_page(viewer_of(request), visit_uuid, activity_uuid, today=timezone.localdate())
    if request.method == "POST":
        require(page.may_plan)
    form = _form(page, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _save(request, page, form, visit_uuid, activity_uuid)
    return _show(request, page, form)


def _form(page: ActivityPage, data: Any) -> ActivityForm:
    item, visit = page.activity, page.around.visit
    initial: dict[str, Any] = {"day": visit.starts_on, "version": 0, "kind": ActivityKind.LESSON_VISIT.value}
    if item is not None:
        initial = {
            "kind": item.kind.value,
            "title": item.title,
            "day": item.day,
            "starts": f"{item.starts:%H:%M}",
            "ends": f"{item.ends:%H:%M}",
            "room": item.room,
            "visitors": [str(one.id) for one in item.visitors],
            "hosts": [str(one.id) for one in item.hosts],
            "version": item.version,
        }
    return ActivityForm(data, initial=initial, visitors=page.visitors, hosts=page.hosts)


def _save(
    request: HttpRequest, page: ActivityPage, form: ActivityForm, visit_uuid: UUID, activity_uuid: UUID | None
) -> HttpResponse:
    clean = form.cleaned_data
    given = ActivityInput(
        ActivityKind(clean["kind"]),
        clean["title"],
        clean["day"],
        clean["starts"],
        clean["ends"],
        clean["room"],
        frozenset(clean["visitors"]),
        frozenset(clean["hosts"]),
        clean["version"],
    )
    try:
        actions.save_activity(
            viewer=viewer_of(request),
            uuid=visit_uuid,
            activity=activity_uuid,
            given=given,
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except Unfit as unfit:
        for reason in unfit.reasons:
            form.add_error(None, reason)
        return _show(request, page, form)
    except StaleWrite as stale:
        data = request.POST.copy()
        data["version"] = str(stale.version)
        return _show(request, page, _form(page, data), conflict=str(stale), theirs=stale.theirs["activity"])
    messages.success(request, "The timetable is changed.")
    return redirect("visits:timetable", visit_uuid)


def _show(
    request: HttpRequest, page: ActivityPage, form: ActivityForm, conflict: str = "", theirs: str = ""
) -> HttpResponse:
    context = {"page": page, "form": form, "conflict": conflict, "theirs": theirs}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "visits/activity.html", context, status=status)


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1


@access(Access.SCOPED, BUILD)
@require_POST
def take_off(request: HttpRequest, visit_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    try:
        actions.take_off(
            viewer=viewer_of(request),
            uuid=visit_uuid,
            activity=activity_uuid,
            version=_version(request),
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except StaleWrite as stale:
        messages.warning(request, f"{stale} Nothing was taken off; look at it again.")
        return redirect("visits:activity", visit_uuid, activity_uuid)
    messages.success(request, "Taken off the timetable.")
    return redirect("visits:timetable", visit_uuid)


@access(Access.SCOPED, f"{BUILD} Only one's own activities become free.")
@require_POST
def step_back(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    count = actions.step_back(viewer=viewer_of(request), uuid=visit_uuid, at=timezone.now(), today=timezone.localdate())
    if count:
        messages.success(request, "You are in nothing any more. What nobody else was in is open to the others.")
    else:
        messages.warning(request, "You were in nothing on this timetable.")
    return redirect("visits:timetable", visit_uuid)


@access(Access.SCOPED, f"{BUILD} Only those who come take something over, for themselves.")
@require_POST
def take_over(request: HttpRequest, visit_uuid: UUID, activity_uuid: UUID) -> HttpResponse:
    try:
        actions.take_over(
            viewer=viewer_of(request),
            uuid=visit_uuid,
            activity=activity_uuid,
            at=timezone.now(),
            today=timezone.localdate(),
        )
    except Unfit as unfit:
        messages.warning(request, str(unfit))
    else:
        messages.success(request, "It is yours.")
    return redirect("visits:timetable", visit_uuid)
