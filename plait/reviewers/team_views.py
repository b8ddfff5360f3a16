"""Pages about the teams that review schools."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import round_facts
from plait.partnerships.team_queries import led_place, own_place
from plait.reviewers import rules, team_actions, team_pages, team_queries
from plait.reviewers.school_conflict_queries import people_away
from plait.selfevaluation.review_queries import readable_of
from plait.ui.access import Access, access


@access(Access.SCOPED, "The round is found through the partnerships that the viewer leads.")
@require_GET
def teams(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    page = team_pages.teams_page(team_queries.teams(viewer_of(request), partnership_id, round_id))
    return render(request, "reviewers/teams.html", {"page": page})


@access(Access.SCOPED, "The round is found through the partnerships that the viewer leads.")
@require_GET
def team(request: HttpRequest, partnership_id: int, round_id: int, urn: int) -> HttpResponse:
    found = team_queries.teams(viewer_of(request), partnership_id, round_id)
    host = team_queries.host_of(found, urn)
    suggested = team_queries.suggestions(found, urn, today=timezone.localdate()) if found.round.open else ()
    page = team_pages.team_page(found, urn, host.school, suggested, people_away(partnership_id, urn))
    return render(request, "reviewers/team.html", {"page": page})


@access(Access.SCOPED, "As for the team; the action asks the rule.")
@require_POST
def ask(request: HttpRequest, partnership_id: int, round_id: int, urn: int, reviewer_id: int) -> HttpResponse:
    team_actions.ask(
        viewer=viewer_of(request),
        partnership_id=partnership_id,
        round_id=round_id,
        urn=urn,
        reviewer_id=reviewer_id,
        leads=request.POST.get("leads") == "yes",
        at=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, "Asked. They get a mail, and nothing opens to them before they have signed the protocol.")
    return redirect("reviewers:team", partnership_id, round_id, urn)


@access(Access.SCOPED, "The place is found through the rounds that the viewer leads.")
@require_POST
def take_off(request: HttpRequest, place_id: int) -> HttpResponse:
    place = led_place(viewer_of(request), place_id)
    team_actions.take_off(viewer=viewer_of(request), place_id=place_id, at=timezone.now())
    messages.success(request, f"{place.name} is off the team. What was open to them by it is closed.")
    return redirect("reviewers:team", place.partnership_id, place.round_id, place.host_urn)


@access(Access.SCOPED, "One’s own place on a team.")
@require_GET
def place(request: HttpRequest, place_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    mine = own_place(viewer, place_id)
    why_not = ""
    if not mine.over and mine.signed_at is None:
        found = team_queries.candidates(
            mine.partnership_id, mine.round_id, mine.host_urn, today=today, person_ids=(viewer.person_id,)
        )
        candidate = next((one for _, one in found.values()), None)
        why_not = rules.may_sign_protocol(candidate, today=today).reason
    number = readable_of(viewer, mine.host_urn, mine.round_id) if mine.signed_at and not mine.over else None
    page = team_pages.place_page(
        mine,
        why_not=why_not,
        evaluation=reverse("selfevaluation:evaluation", args=[number]) if number else "",
        due=round_facts([mine.round_id])[mine.round_id].review_due,
    )
    return render(request, "reviewers/place.html", {"page": page})


@access(Access.SCOPED, "One’s own place on a team; the action asks the rule.")
@require_POST
def sign(request: HttpRequest, place_id: int) -> HttpResponse:
    team_actions.sign(
        viewer=viewer_of(request),
        place_id=place_id,
        protocol=request.POST.get("protocol", ""),
        at=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, "Signed. What the school shows to reviewers is open to you from now on.")
    return redirect("reviewers:place", place_id)


@access(Access.SCOPED, "One’s own place on a team.")
@require_POST
def step_down(request: HttpRequest, place_id: int) -> HttpResponse:
    team_actions.step_down(viewer=viewer_of(request), place_id=place_id, at=timezone.now())
    messages.success(
        request, "You have stepped down. Your partnership’s lead is told at once, and nobody asks you why."
    )
    return redirect("reviewers:place", place_id)
