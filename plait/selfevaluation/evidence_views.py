"""Attaching items of the library to an area, taking them off, keeping what is written as an item."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plait.domain.evidence import Strength, target_of
from plait.domain.verdicts import require
from plait.domain.wording import counted, opening
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation import evidence_actions as actions
from plait.selfevaluation import queries
from plait.selfevaluation.forms import KeepForm
from plait.selfevaluation.pages.evidence import library_choice, speaks_to_page
from plait.ui.access import Access, access

WHO = "Found by those who write the evaluation and keep the school's library; a rule says until when."


def _area(evaluation_id: int, area_id: str) -> str:
    return reverse("selfevaluation:area", args=[evaluation_id, area_id]) + "#attached"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


@access(Access.SCOPED, WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    page = library_choice(
        viewer,
        evaluation_id,
        area_id,
        text=request.GET.get("q", "")[:200],
        new=_number(request.GET.get("new", "")),
        today=timezone.localdate(),
    )
    if request.method != "POST":
        require(actions.may_attach(viewer, queries.facts(viewer, evaluation_id)))
        return render(request, "selfevaluation/library.html", {"page": page, "missing": False})
    chosen = [_number(text) for text in request.POST.getlist("item")]
    if not chosen:
        require(actions.may_attach(viewer, queries.facts(viewer, evaluation_id)))
        return render(request, "selfevaluation/library.html", {"page": page, "missing": True}, status=422)
    new = actions.attach(
        viewer=viewer,
        evaluation_id=evaluation_id,
        area_id=area_id,
        item_ids=chosen,
        statement_id=request.POST.get("statement", ""),
        at=timezone.now(),
    )
    messages.success(request, f"{opening(counted(new, 'item'))} attached." if new else "They were attached already.")
    return redirect(_area(evaluation_id, area_id))


@access(Access.SCOPED, WHO)
@require_POST
def take_off(request: HttpRequest, evaluation_id: int, area_id: str, use_id: int) -> HttpResponse:
    actions.detach(
        viewer=viewer_of(request), evaluation_id=evaluation_id, area_id=area_id, use_id=use_id, at=timezone.now()
    )
    messages.success(request, "Taken off this area. It is still in your library.")
    return redirect(_area(evaluation_id, area_id))


@access(Access.SCOPED, WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def speaks_to(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    """Statements that the written evidence may speak to; it becomes a note with those that are ticked."""
    viewer = viewer_of(request)
    page = speaks_to_page(viewer, evaluation_id, area_id)
    require(actions.may_attach(viewer, queries.facts(viewer, evaluation_id)))
    form = KeepForm(request.POST or None, initial={"title": page.title}, choices=page.suggested)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_as_note(
                viewer=viewer,
                evaluation_id=evaluation_id,
                area_id=area_id,
                title=form.cleaned_data["title"],
                strength=Strength(form.cleaned_data["strength"]),
                speaks_to=[target_of(key) for key in form.cleaned_data.get("speaks_to", ())],
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except ValueError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, "Kept in your library, and attached here.")
            return redirect(_area(evaluation_id, area_id))
    status = 422 if form.errors else 200
    return render(request, "selfevaluation/speaks-to.html", {"page": page, "form": form}, status=status)
