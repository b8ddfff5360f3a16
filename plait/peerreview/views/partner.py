"""A partner school writes its view of the host and hands it in."""

from __future__ import annotations

import json
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plait.domain.judgements import Words
from plait.domain.roles import Permission
from plait.domain.verdicts import Incomplete, Refused, StaleWrite
from plait.domain.viewer import Viewer
from plait.partnerships.middleware import viewer_of
from plait.peerreview import actions
from plait.peerreview.forms import PeerAreaForm
from plait.peerreview.pages.entry import Entry, conflict_of
from plait.peerreview.pages.view import (
    ViewAreaPage,
    desk,
    hand_in_page,
    view_area_page,
    view_page,
)
from plait.ui.access import Access, access
from plait.ui.saving import held_back
from plait.ui.words import at_time


@access(Access.SCOPED, "A view is found through the viewer's own school, which must be the one that writes it.")
@require_safe
def view(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    return render(request, "peerreview/view.html", {"page": view_page(viewer_of(request), review_id, urn)})


@access(Access.SCOPED, "As for the view it belongs to; a rule says who writes and until when.")
@require_http_methods(["GET", "HEAD", "POST"])
def view_area(request: HttpRequest, review_id: int, urn: int, area_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method == "POST":
        return _save(request, viewer, review_id, urn, area_id)
    found = desk(viewer, review_id, urn)
    if found.evaluation is None:  # not submitted, or taken back: the list of areas says so
        return redirect("peerreview:view", review_id, urn)
    page = view_area_page(viewer, found, area_id)
    return _area(request, page, Entry(page.answer, page.saved.comment, page.saved.version, words=page.saved.words))


def _area(request: HttpRequest, page: ViewAreaPage, entry: Entry, status: int = 200) -> HttpResponse:
    """The whole page; only what is to be said about the save where the page saved by itself."""
    context = {"page": page, "entry": entry}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "peerreview/view-area.html", context, status=status)
    return held_back(render(request, "peerreview/view-area-notice.html", context, status=status))


def _save(request: HttpRequest, viewer: Viewer, review_id: int, urn: int, area_id: str) -> HttpResponse:
    form = PeerAreaForm(request.POST)
    stale = None
    if form.is_valid():
        clean = form.cleaned_data
        given = actions.PeerInput(clean["answer"], clean["comment"], clean["version"], form.words)
        try:
            saved = actions.save_area(
                viewer=viewer, review_id=review_id, urn=urn, area_id=area_id, given=given, at=timezone.now()
            )
        except StaleWrite as error:
            stale = error
        except ValueError as error:
            form.add_error("answer", str(error))
        except Refused as refused:
            return _not_saved(request, refused, review_id, urn)
        else:
            if request.htmx:  # type: ignore[attr-defined]
                told = {"plait:saved": {"at": at_time(saved.at), "version": saved.version}}
                return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
            return _onward(request, review_id, urn, clean["then"])
    page = view_area_page(viewer, desk(viewer, review_id, urn), area_id)
    version = page.saved.version if "version" in form.errors else form.cleaned_data["version"]
    words = Words(*(request.POST.get(name, "") for name in ("strengths", "consider", "beside")))
    sent = Entry(request.POST.get("answer", ""), request.POST.get("comment", ""), version, words=words)
    if stale is None:
        sent = replace(
            sent,
            answer_error="" if page.desk.in_words else form.fault("answer"),
            text_error=form.fault("comment"),
            words_errors=(form.fault("answer") or form.fault("strengths"), form.fault("consider"))
            if page.desk.in_words
            else ("", ""),
        )
        return _area(request, page, sent, status=422)
    conflict = conflict_of(
        stale,
        page.area,
        sent,
        fields=("answer", "comment"),
        text="What makes you say so?",
        labels=page.desk.framework.labels,
        who=page.saved.saved_by,
        at=page.saved.saved_at,
    )
    return _area(request, page, replace(sent, conflict=conflict), status=409)


def _not_saved(request: HttpRequest, refused: Refused, review_id: int, urn: int) -> HttpResponse:
    """A step was taken while the page was open: says which, and shows what was written."""
    context = {
        "reason": str(refused),
        "text": all_texts(request, "comment"),
        "onward": reverse("peerreview:view", args=[review_id, urn]),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "peerreview/not-saved.html", context, status=403)
    return held_back(render(request, "peerreview/not-saved-part.html", context, status=409), str(refused))


def all_texts(request: HttpRequest, last: str) -> str:
    """Every text that was sent, to copy to where it belongs now."""
    return "\n\n".join(text for name in ("strengths", "consider", last) if (text := request.POST.get(name, "")))


def _onward(request: HttpRequest, review_id: int, urn: int, then: str) -> HttpResponse:
    """To where the button said: another area, or the list."""
    messages.success(request, "Saved.")
    if then:
        return redirect("peerreview:view-area", review_id, urn, then)
    return redirect("peerreview:view", review_id, urn)


@access(Access.SCOPED, "As for the view it belongs to; a rule says that its headteacher hands in.")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, review_id: int, urn: int) -> HttpResponse:
    viewer = viewer_of(request)
    page = hand_in_page(viewer, review_id, urn)
    if page.desk.facts.handed_in_at is not None and viewer.may_at(urn, Permission.SUBMIT):
        return redirect("peerreview:review", review_id)  # done already: sent twice, or an old page
    if request.method != "POST":
        return render(request, "peerreview/hand-in.html", {"page": page, "tried": False})
    try:
        actions.hand_in(viewer=viewer, review_id=review_id, urn=urn, at=timezone.now())
    except Incomplete:
        return render(request, "peerreview/hand-in.html", {"page": page, "tried": True}, status=422)
    messages.success(request, f"Handed in: how {page.desk.school} sees {page.desk.around.host}.")
    return redirect("peerreview:review", review_id)
