"""Pages around a workshop: who leads it and takes part, and opening and closing it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import Refused, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words
from plait.frameworks.queries import framework, judged
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import earlier_rounds, round_facts
from plait.partnerships.school_people import people_of
from plait.peerreview import queries as peerreview
from plait.schools.queries import names
from plait.ui.access import Access, access
from plait.workshops import actions, pages, queries, rules
from plait.workshops.facts import WorkshopFacts
from plait.workshops.forms import SetUpForm

WHY = "Found through the school's own leaders, those who take part, and whoever leads it while they may."


@dataclass(frozen=True, slots=True)
class Around:
    """What every page of a workshop says above it."""

    school: str
    round: RoundFacts
    framework: Framework


def around(round_id: int, urn: int, found: WorkshopFacts | None = None) -> Around:
    """For callers that hold a visible workshop, or may set one up. Asks nothing where the workshop is given."""
    if found is not None:
        return Around(found.school, found.round, judged(found.published, found.round.definition))
    round_ = round_facts([round_id])[round_id]
    against = round_.definition.judged(framework(round_.framework_id, round_.framework_version))
    return Around(names([urn])[urn], round_, against)


@access(Access.SIGNED_IN, "Shows only workshops that the viewer sets up, leads or takes part in.")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "workshops/mine.html", {"found": queries.mine(viewer_of(request))})


@access(Access.SCOPED, WHY)
@require_GET
def workshop(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.find(viewer, round_id, urn)
    about = around(round_id, urn, found)
    page = pages.workshop_page(
        viewer=viewer,
        school=about.school,
        urn=urn,
        round_=about.round,
        framework=about.framework,
        workshop=found,
        not_leading=_not_leading(found),
        last_time=_last_time(viewer, about, urn),
    )
    return render(request, "workshops/workshop.html", {"page": page})


def _not_leading(found: WorkshopFacts | None) -> str:
    """Why whoever was to lead no longer may; empty while they may, and once it is over."""
    if found is None or found.closed:
        return ""
    known = queries.who_could_lead(found.round_id, found.urn, today=timezone.localdate()).get(found.leader_id)
    return known[1].reason if known else f"{found.leader} has no role here any more, so somebody else leads."


def _last_time(viewer: Viewer, about: Around, urn: int) -> pages.LastTime | None:
    """What came of the actions of the last round that had a workshop, for those who may read them."""
    for earlier in reversed(earlier_rounds(about.round.id, [urn])[-1:]):
        found = queries.check(viewer, earlier.id, urn)
        if found is not None and found[1]:
            against = earlier.definition.judged(framework(earlier.framework_id, earlier.framework_version))
            given = queries.answers(found[1])
            return pages.LastTime(earlier, pages.impact_rows(against, *found, given, timezone.localdate()))
    return None


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    found = queries.find(viewer, round_id, urn)
    require(rules.may_set_up(viewer, urn=urn, workshop=found))
    about = around(round_id, urn, found)
    known = [item for item in queries.who_could_lead(round_id, urn, today=today).values() if urn not in item[0].schools]
    people = people_of(viewer, urn, today=today)
    form = SetUpForm(
        request.POST or None,
        initial=_initial(viewer, found, about, urn),
        leaders=[(str(item.id), _called(item.name, item.facilitates)) for item, verdict in known if verdict],
        areas=[(area.id, area.title) for area in about.framework.areas],
        people=[(item.id, item.name) for item in people.values()],
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = actions.SetUpInput(
            int(clean["leader"]), clean["held_on"], clean["place"], tuple(clean["areas"]), form.participants()
        )
        try:
            actions.set_up(
                viewer=viewer,
                round_id=round_id,
                urn=urn,
                given=given,
                version=clean["version"] or 0,
                at=timezone.now(),
                today=today,
            )
        except StaleWrite as stale:
            form.add_error(None, f"{stale} Open the page again to see it; what you wrote is still here.")
        else:
            messages.success(request, "The workshop is set up.")
            return redirect("workshops:workshop", round_id, urn)
    context = {
        "form": form,
        "school": about.school,
        "round": about.round,
        "urn": urn,
        "refused": [(item.name, verdict.reason) for item, verdict in known if not verdict],
        "readers": pages.workshop_readers(about.school),
    }
    return render(request, "workshops/set-up.html", context, status=409 if form.non_field_errors() else 200)


def _called(name: str, facilitates: bool) -> str:
    return f"{name}, improvement facilitator" if facilitates else name


def _initial(viewer: Viewer, found: WorkshopFacts | None, about: Around, urn: int) -> dict[str, object]:
    if found is None:
        review = peerreview.of_host(viewer, urn, about.round.id)
        agreed = peerreview.challenges(viewer, review, about.framework) if review else {}
        return {"areas": list(agreed)[:3], "version": 0}
    kinds = {f"kind-{number}": kind.value for number, _, kind in found.participants}
    return {
        "leader": str(found.leader_id),
        "held_on": found.held_on,
        "place": found.place,
        "areas": list(found.areas),
        "version": found.version,
        **kinds,
    }


@access(Access.SCOPED, WHY)
@require_POST
def begin(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    now = timezone.now()
    actions.begin(viewer=viewer_of(request), round_id=round_id, urn=urn, at=now, today=timezone.localdate(now))
    return redirect("workshops:room", round_id, urn)


@access(Access.SCOPED, WHY)
@require_POST
def close(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    try:
        day = actions.close(viewer=viewer_of(request), round_id=round_id, urn=urn, at=timezone.now())
    except Refused as refused:
        if not queries.get(viewer_of(request), round_id, urn, reads=False).closed:
            raise
        messages.info(request, str(refused))  # sent twice
    else:
        messages.success(request, f"The workshop is closed. Plait asks what came of it on {day_in_words(day)}.")
    return redirect("workshops:workshop", round_id, urn)
