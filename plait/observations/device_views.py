"""What a device takes along for the day, and what it hands in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.adapters.evidence_files import NotEvidence, read_file
from plait.domain.observing import (
    EDITS_AT_ONCE,
    METHOD_WORDS,
    SEEN_WORDS,
    Method,
    NotAnEdit,
    Seen,
    edit_from,
)
from plait.domain.verdicts import Refused
from plait.observations import actions, offline, pages, queries, wipe_actions, wipe_queries
from plait.observations.forms import DeviceForm, PhotoForm
from plait.observations.views import OURS
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access

EMPTY = "Holds no word of anybody’s: the same for everybody, kept by devices that are without a network."


@access(Access.ANYONE, EMPTY)
@require_safe
def on_the_day(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "observations/on-the-day.html",
        {
            "kinds": [(kind.value, METHOD_WORDS[kind]) for kind in Method],
            "seen": [(seen.value, SEEN_WORDS[seen]) for seen in Seen],
        },
    )


@access(Access.ANYONE, EMPTY)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(offline.worker(reverse("observations:on-the-day")), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@access(Access.ANYONE, EMPTY)
@require_safe
def app_manifest(request: HttpRequest) -> HttpResponse:
    found = offline.manifest(reverse("observations:on-the-day"))
    return JsonResponse(found, content_type="application/manifest+json")


def _moment(text: str) -> datetime | None:
    """What a device says of the moment it began; ``None`` for anything that is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


@access(Access.SCOPED, OURS)
@require_safe
def pack(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    """What a device takes along, who is signed in, and whether it is to forget this review."""
    viewer = viewer_of(request)
    desk = pages.desk(viewer, review_id, urn)
    begun = _moment(request.GET.get("begun", ""))
    told: dict[str, Any] = {
        "pack": pages.pack(desk, today=timezone.localdate()),
        "person": viewer.person_id,
        "csrf": get_token(request),
        "now": timezone.now().isoformat(),
        "wipe": queries.wipe_asked(desk.team, viewer.person_id, begun),
        "school_wipe": wipe_queries.stands(review_id),
        "over": "" if desk.may_note else desk.may_note.reason,
        "done": desk.team.view.handed_in_at is not None or not desk.team.review.round_open,
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


@access(Access.SCOPED, OURS)
@require_POST
def sync(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    """Takes edits in the order in which they were sent; says of each what became of it."""
    viewer = viewer_of(request)
    found = queries.team(viewer, review_id, urn)
    try:
        edits = json.loads(request.POST.get("edits", ""))
    except (ValueError, RecursionError):
        return JsonResponse({"error": "What was sent cannot be read."}, status=422)
    if request.POST.get("person") not in (None, str(viewer.person_id)):
        return JsonResponse({"error": "Somebody else is signed in on this device now."}, status=409)
    if not isinstance(edits, list) or len(edits) > EDITS_AT_ONCE:
        return JsonResponse({"error": f"At most {EDITS_AT_ONCE} notes at once."}, status=422)
    answers = []
    for data in edits:
        try:
            edit = edit_from(data, found.tags)
        except NotAnEdit as fault:
            uid = data.get("uid") if isinstance(data, dict) else None
            number = data.get("number") if isinstance(data, dict) else None
            answers.append({"uid": uid, "number": number, "outcome": "refused", "version": 0, "reason": str(fault)})
            continue
        got = actions.receive(viewer=viewer, review_id=review_id, urn=urn, edit=edit, at=timezone.now())
        answers.append(
            {
                "uid": got.uid,
                "number": got.number,
                "outcome": got.outcome.value,
                "version": got.version,
                "reason": got.reason,
            }
        )
    return JsonResponse({"answers": answers, "now": timezone.now().isoformat()}, headers={"Cache-Control": "no-store"})


@access(Access.SCOPED, OURS)
@require_POST
def photo(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    """Takes one photo from a device, once however often it is sent."""
    viewer = viewer_of(request)
    queries.team(viewer, review_id, urn)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid() or not form.cleaned_data["uid"] or not form.cleaned_data["note"]:
        fault = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"error": fault or "A photo needs to say which note it belongs to."}, status=422)
    sent = form.cleaned_data["file"]
    try:
        actions.add_photo(
            viewer=viewer,
            review_id=review_id,
            urn=urn,
            note_uid=form.cleaned_data["note"],
            photo_uid=form.cleaned_data["uid"],
            file=read_file(sent.read(), sent.name or ""),
            at=timezone.now(),
        )
    except (NotEvidence, ValueError) as fault:
        return JsonResponse({"error": str(fault)}, status=422)
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({"kept": True}, headers={"Cache-Control": "no-store"})


@access(Access.SCOPED, "Whoever writes for the review, or did, learns that its school asked to wipe, and nothing else.")
@require_http_methods(["GET", "HEAD", "POST"])
def wiped(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    """Whether a device is to forget a review, also once its writer's access has ended; and that it has."""
    viewer = viewer_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    wipe_queries.order_for(viewer, review_id, urn, today=timezone.localdate())
    if sent.get("person") not in (None, str(viewer.person_id)):
        return JsonResponse({"error": "Somebody else is signed in on this device now."}, status=409)
    if request.method != "POST":
        told = {"wipe": True, "csrf": get_token(request)}
        return JsonResponse(told, headers={"Cache-Control": "no-store"})
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "A device says which one it is."}, status=422)
    try:
        device = form.cleaned_data["device"]
        wipe_actions.confirm_wiped(viewer=viewer, review_id=review_id, urn=urn, device=device, at=timezone.now())
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({"confirmed": True}, headers={"Cache-Control": "no-store"})
