"""A visit: arranged, looked at, read by staff."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.domain.stages import NotAllowedNow
from plait.domain.timetable import VisitForm, VisitSubject
from plait.domain.verdicts import StaleWrite
from plait.partnerships import visiting
from plait.partnerships.middleware import viewer_of
from plait.schools.queries import names
from plait.ui.access import Access, access
from plait.visits import actions, arranging, pages, queries, rules
from plait.visits.actions import VisitInput
from plait.visits.forms import PlanForm

WHO = "Found by those whom the round's contract lets read when and how the visit goes."
LABELS = {
    "form": "How it will be",
    "subject": "What is looked at",
    "subject_name": "What it is called",
    "starts_on": "First day",
    "ends_on": "Last day",
}


def _input(form: PlanForm) -> VisitInput:
    clean = form.cleaned_data
    return VisitInput(
        VisitForm(clean["form"]),
        VisitSubject(clean["subject"]),
        clean["subject_name"],
        clean["starts_on"],
        clean["ends_on"],
        clean["version"],
    )


@access(Access.SCOPED, f"{WHO} A rule says who arranges it: the school, and those who come.")
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    """The visit to a school in a round; where there is none yet, the page to begin with."""
    viewer = viewer_of(request)
    found = queries.visit_of(viewer, round_id, urn)
    if found is not None:
        return redirect("visits:visit", found.uuid)
    place = arranging.place(viewer, round_id, urn)
    verdict = rules.may_arrange(
        of_the_host=place.of_the_host,
        comes=place.comes,
        looked_at=visiting.is_looked_at(round_id, urn),
        round_open=place.round_open,
        signature_stands=place.signature_stands,
    )
    initial = {"form": VisitForm.ONE_DAY.value, "subject": VisitSubject.SCHOOL.value, "version": 0}
    form = PlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            uuid = actions.arrange(viewer=viewer, round_id=round_id, urn=urn, given=_input(form), at=timezone.now())
        except NotAllowedNow as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, "The visit is there. Everything else is prepared on this page.")
            return redirect("visits:visit", uuid)
    context = {"form": form, "school": names([urn])[urn], "round": place.round, "verdict": verdict, "labels": ()}
    return render(request, "visits/arrange.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, WHO)
@require_safe
def visit(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    page = pages.visit_page(viewer_of(request), visit_uuid, today=timezone.localdate())
    return render(request, "visits/visit.html", {"page": page})


@access(Access.SCOPED, f"{WHO} A rule says who changes it: the school, and those who come.")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    """Other dates, another form or subject."""
    viewer = viewer_of(request)
    page = pages.visit_page(viewer, visit_uuid, today=timezone.localdate())
    this = page.around.visit
    initial = {
        "form": this.form.value,
        "subject": this.subject.value,
        "subject_name": this.subject_name,
        "starts_on": this.starts_on,
        "ends_on": this.ends_on,
        "version": this.version,
    }
    form, theirs, status = PlanForm(request.POST or None, initial=initial), {}, 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_plan(viewer=viewer, uuid=visit_uuid, given=_input(form), at=timezone.now())
        except NotAllowedNow as fault:
            form.add_error(None, str(fault))
        except StaleWrite as stale:
            theirs = {LABELS[name]: text for name, text in stale.theirs.items()}
            form, status = PlanForm({**request.POST.dict(), "version": stale.version}), 409
        else:
            messages.success(request, "The plan is changed.")
            return redirect("visits:visit", visit_uuid)
    context = {"page": page, "form": form, "theirs": theirs}
    return render(request, "visits/plan.html", context, status=422 if form.errors else status)


@access(Access.SCOPED, WHO)
@require_safe
def staff(request: HttpRequest, visit_uuid: UUID) -> HttpResponse:
    page = pages.staff_page(viewer_of(request), visit_uuid, today=timezone.localdate())
    return render(request, "visits/staff.html", {"page": page})
