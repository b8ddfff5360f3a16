"""The conversation: everyone reads it, the host's headteacher records what was decided."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plait.domain.judgements import Words
from plait.domain.roles import Permission
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import Incomplete, Refused, StaleWrite
from plait.domain.wording import counted
from plait.partnerships.middleware import viewer_of
from plait.peerreview import actions, queries
from plait.peerreview.forms import ChallengeForm
from plait.peerreview.pages.agree import agree_page
from plait.peerreview.pages.challenge import challenge_page
from plait.peerreview.pages.challenge_area import ChallengeAreaPage, challenge_area_page
from plait.peerreview.pages.entry import Entry, conflict_of
from plait.peerreview.views.partner import all_texts
from plait.ui.access import Access, access


@access(
    Access.SCOPED,
    "A review is found through the viewer's own schools; nothing opens before every view is in.",
)
@require_safe
def challenge(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review = queries.get(viewer, review_id)
    if not review.revealed:
        return redirect("peerreview:review", review_id)  # it says how many are in
    page = challenge_page(viewer, review, request.GET.get("order", ""))
    return render(request, "peerreview/challenge.html", {"page": page})


@access(Access.SCOPED, "As for the conversation; a rule says that the host's headteacher records.")
@require_POST
def keep(request: HttpRequest, review_id: int) -> HttpResponse:
    """Record as kept whatever everyone saw the same."""
    kept = actions.keep_unquestioned(viewer=viewer_of(request), review_id=review_id, at=timezone.now())
    if kept:
        messages.success(request, f"Recorded as kept: {counted(kept, 'area')}.")
    return redirect("peerreview:challenge", review_id)


@access(Access.SCOPED, "As for the conversation; a rule says that the host's headteacher records.")
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_area(request: HttpRequest, review_id: int, area_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method == "POST":
        return _record(request, review_id, area_id)
    review = queries.get(viewer, review_id)
    if not review.revealed:
        return redirect("peerreview:review", review_id)
    page = challenge_area_page(viewer, review, area_id)
    record = page.record
    reason = record.reason if record else ""
    return _area(request, page, Entry(page.agreed_key, reason, page.version, words=page.agreed_words))


def _area(request: HttpRequest, page: ChallengeAreaPage, entry: Entry, status: int = 200) -> HttpResponse:
    context = {"page": page, "entry": entry}
    return render(request, "peerreview/challenge-area.html", context, status=status)


def _record(request: HttpRequest, review_id: int, area_id: str) -> HttpResponse:
    viewer, form = viewer_of(request), ChallengeForm(request.POST)
    stale = None
    if form.is_valid():
        clean = form.cleaned_data
        given = actions.ChallengeInput(form.chosen, clean["reason"], clean["version"], form.words)
        try:
            actions.record_challenge(
                viewer=viewer, review_id=review_id, area_id=area_id, given=given, at=timezone.now()
            )
        except StaleWrite as error:
            stale = error
        except actions.ReasonNeeded as error:
            form.add_error("reason", str(error))
        except ValueError as error:
            in_words = queries.get(viewer, review_id).definition.in_words
            form.add_error("strengths" if in_words else "agreed", str(error))
        except Refused as refused:
            context = {
                "reason": str(refused),
                "text": all_texts(request, "reason"),
                "onward": reverse("peerreview:review", args=[review_id]),
            }
            return render(request, "peerreview/not-saved.html", context, status=403)
        else:
            return _recorded(request, review_id, area_id)
    page = challenge_area_page(viewer, queries.get(viewer, review_id), area_id)
    version = page.version if "version" in form.errors else form.cleaned_data["version"]
    chosen = request.POST.get("keep") or request.POST.get("agreed", "")
    words = Words(request.POST.get("strengths", ""), request.POST.get("consider", ""))
    sent = Entry(chosen, request.POST.get("reason", ""), version, words=words)
    if stale is None:
        sent = replace(
            sent,
            answer_error=form.fault("agreed"),
            text_error=form.fault("reason"),
            words_errors=(form.fault("strengths"), form.fault("consider")),
        )
        return _area(request, page, sent, status=422)
    record = page.record
    conflict = conflict_of(
        stale,
        page.area,
        sent,
        fields=("agreed", "reason"),
        text="Why",
        labels=page.table.labels,
        who=record.recorded_by if record else "",
        at=record.recorded_at if record else None,
    )
    return _area(request, page, replace(sent, conflict=conflict), status=409)


def _recorded(request: HttpRequest, review_id: int, area_id: str) -> HttpResponse:
    """Back to the overview, where this area stands."""
    messages.success(request, "Recorded.")
    return redirect(f"{reverse('peerreview:challenge', args=[review_id])}#{area_id}")


@access(Access.SCOPED, "As for the conversation; a rule says that the host's headteacher agrees.")
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review = queries.get(viewer, review_id)
    heads = viewer.may_at(review.host_urn, Permission.CHALLENGE)
    if heads and review.stage is ReviewStage.AGREED:
        return redirect("peerreview:challenge", review_id)  # done already: sent twice, or an old page
    if request.method == "POST":
        try:
            actions.agree(viewer=viewer, review_id=review_id, at=timezone.now())
        except Incomplete:
            page = agree_page(viewer, review)
            return render(request, "peerreview/agree.html", {"page": page, "tried": True}, status=422)
        messages.success(request, "Agreed. The judgements stand and can no longer be changed in this round.")
        return redirect("peerreview:challenge", review_id)
    return render(request, "peerreview/agree.html", {"page": agree_page(viewer, review), "tried": False})
