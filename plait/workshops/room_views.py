"""The workshop itself: what stands on the wall, and what each person adds from their own device."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.actionplans import queries as actionplans
from plait.actionplans.actions import ActionInput
from plait.actionplans.forms import ActionForm
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import require
from plait.domain.workshops import Side
from plait.partnerships.middleware import viewer_of
from plait.peerreview import queries as peerreview
from plait.ui.access import Access, access
from plait.workshops import actions, pages, queries, rules
from plait.workshops.forms import TOKEN, CardForm
from plait.workshops.views import WHY, around


def _page(request: HttpRequest, round_id: int, urn: int, asked: str) -> pages.RoomPage:
    viewer = viewer_of(request)
    workshop = queries.get(viewer, round_id, urn)
    about = around(round_id, urn, workshop)
    review = peerreview.of_host(viewer, urn, round_id)
    return pages.room_page(
        viewer=viewer,
        school=about.school,
        round_=about.round,
        framework=about.framework,
        workshop=workshop,
        asked=asked,
        records=peerreview.challenges(viewer, review, about.framework) if review and asked != pages.ACTIONS else {},
        cards=queries.cards(viewer, workshop),
        actions=actionplans.of_school(viewer, urn, round_id) if asked == pages.ACTIONS else (),
    )


@access(Access.SCOPED, WHY)
@require_GET
def room(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    page = _page(request, round_id, urn, request.GET.get("at", ""))
    return _room(request, page, CardForm(initial={"token": uuid4().hex}))


def _room(request: HttpRequest, page: pages.RoomPage, form: CardForm, status: int = 200) -> HttpResponse:
    return render(request, "workshops/room.html", {"page": page, "form": form, "on_screen": False}, status=status)


@access(Access.SCOPED, WHY)
@require_GET
def screen(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    """The same for a projector: large, and nothing to fill in."""
    page = _page(request, round_id, urn, request.GET.get("at", ""))
    return render(request, "workshops/screen.html", {"page": page, "on_screen": True})


@access(Access.SCOPED, WHY)
@require_GET
def live(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    """What stands on the wall, for a page that asks every few seconds; nothing while nothing has changed."""
    now = queries.version(viewer_of(request), round_id, urn)
    if request.GET.get("version") == str(now):
        return HttpResponse(status=204)
    page = _page(request, round_id, urn, request.GET.get("at", ""))
    answer = render(request, "workshops/wall.html", {"page": page, "on_screen": "screen" in request.GET})
    answer.headers["ETag"] = f'"{page.workshop.version}-{page.at}"'
    return answer


def _back(round_id: int, urn: int, at: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('workshops:room', args=[round_id, urn])}?at={at}")


@access(Access.SCOPED, WHY)
@require_POST
def add_card(request: HttpRequest, round_id: int, urn: int, area_id: str) -> HttpResponse:
    form = CardForm(request.POST)
    if not form.is_valid():
        page = _page(request, round_id, urn, area_id)
        require(page.may_write)
        return _room(request, page, form, status=422)
    clean = form.cleaned_data
    given = actions.CardInput(area_id, Side(clean["side"]), clean["text"], clean["token"])
    actions.add_card(viewer=viewer_of(request), round_id=round_id, urn=urn, given=given, at=timezone.now())
    return _back(round_id, urn, area_id)


@access(Access.SCOPED, WHY)
@require_POST
def vote(request: HttpRequest, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    round_id, urn, area_id = queries.place_of(viewer, card_id)
    wanted = request.POST.get("wanted", "yes") != "no"
    try:
        actions.vote(viewer=viewer, round_id=round_id, urn=urn, card_id=card_id, wanted=wanted, at=timezone.now())
    except NotAllowedNow as full:
        messages.info(request, str(full))
    return _back(round_id, urn, area_id)


@access(Access.SCOPED, WHY)
@require_POST
def take_away(request: HttpRequest, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    round_id, urn, area_id = queries.place_of(viewer, card_id)
    actions.take_away(viewer=viewer, round_id=round_id, urn=urn, card_id=card_id, at=timezone.now())
    return _back(round_id, urn, area_id)


@access(Access.SCOPED, WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, round_id: int, urn: int) -> HttpResponse:
    """Write an action down, with owner, day, and how you will know."""
    viewer = viewer_of(request)
    workshop = queries.get(viewer, round_id, urn, reads=False)
    require(rules.may_plan(viewer, workshop))
    about = around(round_id, urn, workshop)
    form = ActionForm(
        request.POST or None,
        areas=[(area.id, area.title) for area in about.framework.areas if area.id in workshop.areas],
        initial={"area": request.GET.get("area", "")},
    )
    form.fields["success_measure"].required = True
    form.fields["success_measure"].error_messages["required"] = "Say how you will know that it worked."
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        given = ActionInput(clean["area"], clean["text"], clean["owner"], clean["due"], clean["success_measure"])
        token = request.POST.get("token", "")[:TOKEN] or uuid4().hex
        actions.plan(viewer=viewer, round_id=round_id, urn=urn, given=given, token=token, at=timezone.now())
        return _back(round_id, urn, pages.ACTIONS)
    context = {
        "form": form,
        "school": about.school,
        "round": about.round,
        "urn": urn,
        "token": request.POST.get("token", "")[:TOKEN] or uuid4().hex,
    }
    return render(request, "workshops/plan.html", context)
