"""Founding a partnership, who belongs to it, where it lies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from plait.domain.partnership_kinds import Governance, MemberRole
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible, require
from plait.journey import place_actions
from plait.journey.setting_up import pages
from plait.journey.setting_up.forms import FoundForm, InsideForm, JoinForm, LeaveForm, PartnerForm
from plait.partnerships import actions, rules, set_up_queries
from plait.partnerships.middleware import viewer_of
from plait.partnerships.queries import kinds, members, partnership
from plait.schools import queries as schools
from plait.ui.access import Access, access
from plait.ui.paging import asked_page

FOUND = 20  # schools shown for a search


@access(Access.SIGNED_IN, "A rule says who founds partnerships; the page shows nothing of anybody's.")
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    require(rules.may_found(viewer_of(request), parent_id=None))
    return _found(request, None)


@access(Access.SCOPED, "The outer partnership must be one that the viewer may know of; a rule says who founds.")
@require_http_methods(["GET", "HEAD", "POST"])
def found_inside(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    partnership(viewer, partnership_id)
    require(rules.may_found(viewer, parent_id=partnership_id))
    return _found(request, partnership_id)


def _found(request: HttpRequest, parent_id: int | None) -> HttpResponse:
    viewer = viewer_of(request)
    form = FoundForm(request.POST or None, kinds=kinds())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = actions.found(
            viewer=viewer,
            name=given["name"],
            kind=given["kind"],
            governance=Governance(given["governance"]) if given["governance"] else kinds()[given["kind"]].governance,
            parent_id=parent_id,
            at=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, f"{given['name']} is founded.")
        return redirect("journey:set-up", made)
    outer = partnership(viewer, parent_id) if parent_id is not None else None
    leads = parent_id in viewer.partnerships_with(Permission.RUN_ROUNDS)
    context = {"form": form, "outer": outer, "leads": leads}
    return render(request, "journey/found.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The partnership must be one that the viewer may know of.")
@require_GET
def set_up(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    item = set_up_queries.set_up(viewer, partnership_id, today=timezone.localdate())
    may_start = rules.may_start_programme(
        viewer, partnership_id=partnership_id, members=members(partnership_id), has_lead=item.has_lead
    )
    page = pages.set_up_page(
        item,
        set_up_queries.programmes_of(viewer, partnership_id),
        may_start=bool(may_start),
        may_found=bool(rules.may_found(viewer, parent_id=partnership_id)),
    )
    return render(request, "journey/set-up.html", {"page": page})


@access(Access.SCOPED, "The partnership must be one that the viewer may know of; rules say who changes its members.")
@require_GET
def member_list(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    item = set_up_queries.set_up(viewer, partnership_id, today=timezone.localdate())
    typed, page = request.GET.get("q", "").strip()[: schools.LONGEST], asked_page(request)
    offset = (page - 1) * pages.PER_PAGE
    rows = set_up_queries.member_rows(viewer, partnership_id, words=typed, limit=pages.PER_PAGE, offset=offset)
    if page > 1 and not rows.rows:  # past the end, perhaps from an old address
        page = 1
        rows = set_up_queries.member_rows(viewer, partnership_id, words=typed, limit=pages.PER_PAGE)
    own = viewer.urns_with(Permission.SUBMIT)
    return render(request, "journey/member-list.html", {"page": pages.members_page(item, rows, own, typed, page)})


def _changing(request: HttpRequest, partnership_id: int) -> Any:
    """A partnership whose members the viewer may change."""
    viewer = viewer_of(request)
    item = set_up_queries.set_up(viewer, partnership_id, today=timezone.localdate())
    require(rules.may_change_members(viewer, partnership_id=partnership_id, published=item.published))
    return item


@access(Access.SCOPED, "As for the members; the rule is asked before anything is shown.")
@require_GET
def find_school(request: HttpRequest, partnership_id: int) -> HttpResponse:
    """The same search as in the register, for a school that is to join."""
    item = _changing(request, partnership_id)
    typed = request.GET.get("q", "")[: schools.LONGEST]
    found_ones = schools.search(viewer_of(request), typed, limit=FOUND)
    already = set_up_queries.member_urns(partnership_id, [school.urn for school in found_ones.schools])
    context = {
        "partnership": item.facts,
        "typed": typed,
        "found": found_ones,
        "most": FOUND,
        "lines": pages.candidates(partnership_id, found_ones, already),
    }
    return render(request, "journey/find-member.html", context)


@access(Access.SCOPED, "As for the members; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def add_school(request: HttpRequest, partnership_id: int, urn: int) -> HttpResponse:
    item = _changing(request, partnership_id)
    name = schools.names([urn]).get(urn)
    if name is None:
        raise NotVisible(f"school {urn}")
    form = JoinForm(request.POST or None, initial={"role": MemberRole.CORE.value, "joined": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.join(
            viewer=viewer_of(request),
            partnership_id=partnership_id,
            urn=urn,
            role=MemberRole(given["role"]),
            joined=given["joined"],
            left=given["left"],
            at=timezone.now(),
        )
        messages.success(request, f"{name} has joined {item.facts.name}.")
        return redirect("journey:members", partnership_id)
    context = {"form": form, "partnership": item.facts, "school": name, "urn": urn}
    return render(request, "journey/add-school.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "As for the members; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def add_partner(request: HttpRequest, partnership_id: int) -> HttpResponse:
    item = _changing(request, partnership_id)
    form = PartnerForm(request.POST or None, initial={"joined": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.join(
            viewer=viewer_of(request),
            partnership_id=partnership_id,
            name=given["name"],
            role=MemberRole.STRATEGIC,
            joined=given["joined"],
            at=timezone.now(),
        )
        messages.success(request, f"{given['name']} is a strategic partner of {item.facts.name}.")
        return redirect("journey:members", partnership_id)
    context = {"form": form, "partnership": item.facts}
    return render(request, "journey/add-partner.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "The membership is looked up in a partnership that the viewer may know of; the rule is asked.")
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: HttpRequest, partnership_id: int, membership_id: int) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    item = set_up_queries.set_up(viewer, partnership_id, today=today)
    member = set_up_queries.member(viewer, partnership_id, membership_id)
    require(
        rules.may_leave(viewer, partnership_id=partnership_id, urn=member.urn, published=item.published),
    )
    form = LeaveForm(request.POST or None, initial={"left": today})
    if request.method == "POST" and form.is_valid():
        place_actions.leave(
            viewer=viewer,
            partnership_id=partnership_id,
            urn=member.urn,
            name="" if member.urn else member.name,
            left=form.cleaned_data["left"],
            at=timezone.now(),
            today=today,
        )
        messages.success(request, f"The membership of {member.name} has its last day.")
        # whoever took out their own school may no longer know of the partnership
        return redirect("journey:members", partnership_id) if item.leads else redirect("journey:home")
    context = {"form": form, "partnership": item.facts, "member": member}
    return render(request, "journey/end-membership.html", context, status=422 if form.errors else 200)


@access(Access.SCOPED, "Both partnerships must be ones that the viewer may know of; the action asks the rule.")
@require_http_methods(["GET", "HEAD", "POST"])
def inside(request: HttpRequest, partnership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    item = set_up_queries.set_up(viewer, partnership_id, today=timezone.localdate())
    require(rules.may_nest(viewer, partnership_id=partnership_id, parent_id=None))
    others = [(other.id, other.name) for other in set_up_queries.led(viewer) if other.id != partnership_id]
    now = str(item.parent.id) if item.parent else "none"
    form = InsideForm(request.POST or None, parents=others, initial={"parent": now})
    if request.method == "POST" and form.is_valid():
        actions.nest(viewer=viewer, partnership_id=partnership_id, parent_id=form.parent_id(), at=timezone.now())
        messages.success(request, "Saved. It lets nobody see more than before.")
        return redirect("journey:set-up", partnership_id)
    context = {"form": form, "partnership": item.facts, "others": bool(others)}
    return render(request, "journey/inside.html", context, status=422 if form.errors else 200)
