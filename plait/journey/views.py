"""Where somebody's work begins: home, one school's way through a round, a partnership's page."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.domain.roles import Permission
from plait.domain.rounds import term, unique_title
from plait.domain.verdicts import NotVisible, require
from plait.journey import actions, pages, queries
from plait.journey.forms import RoundForm
from plait.journey.members import PER_PAGE, members_page
from plait.journey.rules import may_remind
from plait.partnerships.invitation_queries import invitations_to
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import has_lead, members_part
from plait.partnerships.rules import may_open_round
from plait.ui.access import Access, access

EVALUATION_WEEKS, REVIEW_WEEKS = 5, 11
"""Suggested dates of a new round, counted from the day it opens; the person changes them."""


@access(Access.SIGNED_IN, "Shows only the viewer's own schools and partnerships.")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The viewer's places. One school and nothing else: straight there; several: they choose, every time."""
    found = queries.home(viewer_of(request))
    partnerships_led = viewer_of(request).roles and any(held.partnership_id for held in viewer_of(request).roles)
    if len(found.schools) == 1 and not partnerships_led:
        return redirect("journey:school", found.schools[0].urn)
    page = pages.home_page(found)
    invited = False
    if not (page.schools or page.partnerships):
        invited = bool(invitations_to(request.user.email, at=timezone.now()))  # type: ignore[union-attr]  # signed in
    return render(request, "journey/home.html", {"page": page, "invited": invited})


@access(Access.SCOPED, "The school must be one of the viewer's own.")
@require_GET
def school(request: HttpRequest, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = pages.school_page(queries.school_journey(viewer, urn), timezone.localdate())
    several = len(viewer.present_urns) > 1 or any(held.partnership_id for held in viewer.roles)
    home = queries.home(viewer) if page.round else None
    return render(
        request,
        "journey/school.html",
        {
            "page": page,
            "role": pages.role_words(viewer, urn),
            "several": several,
            "home": home,
            "trail": viewer.may_at(urn, Permission.TRAIL),
        },
    )


@access(Access.SCOPED, "The partnership must be one that the viewer leads or whose schools are theirs.")
@require_GET
def partnership(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.partnership_journey(viewer, partnership_id)
    if not found.partnership.works:
        return _members(request, partnership_id)
    verdict = may_open_round(
        viewer,
        partnership_id=partnership_id,
        members=found.members,
        has_lead=has_lead(partnership_id, today=timezone.localdate()),
    )
    page = pages.partnership_page(found, verdict)
    leads = any(held.partnership_id == partnership_id for held in viewer.roles)
    reminds = bool(may_remind(viewer, partnership_id=partnership_id))
    context = {"page": page, "partnership_id": partnership_id, "leads": leads, "reminds": reminds}
    return render(request, "journey/partnership.html", context)


def _members(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """A partnership without a programme, perhaps of hundreds of schools: what it is, and a page of its members."""
    viewer = viewer_of(request)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 6 else 1
    page = max(page, 1)
    part = members_part(viewer, partnership_id, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    if page > 1 and not part.members:  # past the end, perhaps from an old address
        page = 1
        part = members_part(viewer, partnership_id, limit=PER_PAGE)
    return render(request, "journey/members.html", {"page": members_page(part, page)})


@access(Access.SCOPED, "As the partnership's page; the action asks the rule.")
@require_http_methods(["GET", "POST"])
def open_round(request: HttpRequest, partnership_id: int, programme_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    today = timezone.localdate()
    found = queries.partnership_journey(viewer, partnership_id)
    programme = next((title for pk, title, _, _ in found.programmes if pk == programme_id), None)
    if programme is None:
        raise NotVisible(f"programme {programme_id}")
    require(
        may_open_round(
            viewer,
            partnership_id=partnership_id,
            members=found.members,
            has_lead=has_lead(partnership_id, today=today),
        )
    )
    rounds = [item for item in found.rounds if item.programme_id == programme_id]
    form = RoundForm(
        request.POST or None,
        initial={
            "title": unique_title(term(today), [item.title for item in rounds]),
            "evaluation_due": today + timedelta(weeks=EVALUATION_WEEKS),
            "review_due": today + timedelta(weeks=REVIEW_WEEKS),
            "after": rounds[0].number if rounds else 0,
        },
    )
    if request.method == "POST" and form.is_valid():
        actions.open_round(
            viewer=viewer,
            partnership_id=partnership_id,
            programme_id=programme_id,
            given=actions.RoundInput(**form.cleaned_data),
            at=timezone.now(),
            today=today,
        )
        messages.success(request, f"{form.cleaned_data['title']} is open. Every school can begin.")
        return redirect("journey:partnership", partnership_id)
    unfinished = [item for item in found.schools if item.stage != "agreed"] if rounds and rounds[0].open else []
    context = {
        "form": form,
        "partnership": found.partnership,
        "programme": programme,
        "programme_id": programme_id,
        "last": rounds[0] if rounds and rounds[0].open else None,
        "unfinished": [item.name for item in unfinished],
        "members": sorted(found.members.values()),
    }
    return render(request, "journey/open-round.html", context)
