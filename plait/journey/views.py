"""Where somebody's work begins: home, one school's way through a round, a partnership's page."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from plait.domain.programmes import StepKind
from plait.domain.roles import Permission
from plait.domain.rounds import PartnershipFacts, RoundFacts
from plait.domain.viewer import Viewer
from plait.journey import pages, queries, whole_round
from plait.journey.members import PER_PAGE, members_page
from plait.journey.partnership_pages import partnership_page
from plait.journey.rounds.numbers import counts_for
from plait.journey.rules import may_remind
from plait.journey.setting_up.pages import NOBODY_LEADS
from plait.partnerships import rules
from plait.partnerships.invitation_queries import invitations_to
from plait.partnerships.invitation_rules import Place, may_see_people
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import has_lead, partnerships_of_school
from plait.partnerships.set_up_queries import members_part
from plait.partnerships.team_queries import own_places
from plait.reports.releases import count_released_to
from plait.schools.queries import names as school_names
from plait.ui.access import Access, access
from plait.ui.paging import asked_page
from plait.visits.arranging import visits_around


@access(Access.SIGNED_IN, "Shows only the viewer's own schools and partnerships.")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The viewer's places. One school and nothing else: straight there; several, or reviews that they are asked for:
    they choose, every time."""
    found = queries.home(viewer_of(request))
    partnerships_led = viewer_of(request).roles and any(held.partnership_id for held in viewer_of(request).roles)
    reviews = pages.team_places(own_places(viewer_of(request)))
    if len(found.schools) == 1 and not partnerships_led and not reviews:
        return redirect("journey:school", found.schools[0].urn)
    page = pages.home_page(found, reviews, count_released_to(viewer_of(request)))
    invited = False
    if not (page.schools or page.partnerships):
        invited = bool(invitations_to(request.user.email, at=timezone.now()))  # type: ignore[union-attr]  # signed in
    context = {"page": page, "invited": invited, "may_found": bool(rules.may_found(viewer_of(request), parent_id=None))}
    return render(request, "journey/home.html", context)


def asked_round(request: HttpRequest) -> int | None:
    """The round that the address asks for; none for anything odd."""
    asked = request.GET.get("round", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else None


@access(Access.SCOPED, "The school must be one of the viewer's own.")
@require_GET
def school(request: HttpRequest, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.school_journey(viewer, urn, asked_round(request))
    page = pages.school_page(found, timezone.localdate())
    several = len(viewer.present_urns) > 1 or any(held.partnership_id for held in viewer.roles)
    partnerships = partnerships_of_school(viewer, urn) if page.round else ()
    return render(
        request,
        "journey/school.html",
        {
            "page": page,
            "role": pages.role_words(viewer, urn),
            "several": several,
            "partnerships": partnerships,
            "library": reverse("evidence:library", args=[urn]) if viewer.may_at(urn, Permission.EVALUATE) else "",
            "trail": viewer.may_at(urn, Permission.TRAIL),
            "holds": viewer.may_at(urn, Permission.RELEASE),
            "who_reviews": _who_reviews(viewer, found.rounds[0] if found.rounds else None, urn, partnerships),
            "visits": _visits(viewer, found.rounds[0] if found.rounds else None, urn, found.school_names),
        },
    )


def _who_reviews(viewer: Viewer, round_: RoundFacts | None, urn: int, member_of: tuple[PartnershipFacts, ...]) -> str:
    """Where a school sees who reviews it, and names people of the pool whom it would rather not have."""
    if round_ is None or not (round_.open and round_.definition.has(StepKind.PEER_VIEW)):
        return ""
    there = viewer.may_at(urn, Permission.EVALUATE) and round_.partnership_id in {item.id for item in member_of}
    return reverse("reviewers:who-reviews", args=[urn, round_.partnership_id]) if there else ""


def _visits(viewer: Viewer, round_: RoundFacts | None, urn: int, known: Mapping[int, str]) -> list[tuple[str, str]]:
    """Address and name of each visit of the round that somebody of this school may know of. ``known``: names that are
    at hand."""
    about = visits_around(viewer, round_, urn) if round_ else ()
    missing = set(about) - set(known)
    known = {**known, **(school_names(missing) if missing else {})}
    return [(reverse("visits:arrange", args=[round_.id, each]), known[each]) for each in about if round_]


@access(Access.SCOPED, "The partnership must be one that the viewer leads or whose schools are theirs.")
@require_GET
def partnership(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    found = whole_round.partnership_journey(viewer, partnership_id, asked_round(request))
    if not found.partnership.works:
        return _members(request, partnership_id)
    led = has_lead(partnership_id, today=today)
    members = found.members
    page = partnership_page(
        found,
        rules.may_open_round(viewer, partnership_id=partnership_id, members=members, has_lead=led),
        today,
        may_run=bool(
            rules.may_close_round(viewer, partnership_id=partnership_id, open_=True, members=members, has_lead=led)
        ),
        numbers=found.round is not None and counts_for(viewer, found.round),
        may_place=bool(rules.may_change_places(viewer, partnership_id=partnership_id, open_=True)),
        chosen=request.GET.get("show", "all"),
        typed=request.GET.get("q", "").strip()[:100],
        page=asked_page(request),
        order=request.GET.get("order", "name"),
    )
    leads = may_see_people(viewer, Place(partnership_id=partnership_id))
    reminds = bool(may_remind(viewer, partnership_id=partnership_id))
    context = {
        "page": page,
        "leads": leads,
        "reminds": reminds,
        "belongs": leads or not viewer.may_everywhere(Permission.FOUND),
        "nobody_leads": "" if led else NOBODY_LEADS,
    }
    return render(request, "journey/partnership.html", context)


def _members(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """A partnership without a programme, perhaps of hundreds of schools: what it is, and a page of its members."""
    viewer = viewer_of(request)
    page = asked_page(request)
    part = members_part(viewer, partnership_id, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    if page > 1 and not part.members:  # past the end, perhaps from an old address
        page = 1
        part = members_part(viewer, partnership_id, limit=PER_PAGE)
    return render(request, "journey/members.html", {"page": members_page(part, page)})
