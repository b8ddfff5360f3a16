"""Last time's answers beside a framework that has changed, and taking over what stands ready."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import StaleWrite
from plait.domain.wording import counted, opening
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation import moved_actions
from plait.selfevaluation.pages.moved import moved_page
from plait.ui.access import Access, access


@access(Access.SCOPED, "People of the school itself, where the framework changed since their last round.")
@require_safe
def last_time(request: HttpRequest, evaluation_id: int) -> HttpResponse:
    return render(request, "selfevaluation/last-time.html", {"page": moved_page(viewer_of(request), evaluation_id)})


@access(Access.SCOPED, "As for the page; a rule says who writes and until when.")
@require_POST
def take_over(request: HttpRequest, evaluation_id: int, area_id: str) -> HttpResponse:
    given = request.POST.get("version", "")
    try:
        done = moved_actions.take_over(
            viewer=viewer_of(request),
            evaluation_id=evaluation_id,
            area_id=area_id,
            statements=request.POST.getlist("statements"),
            judgement=request.POST.get("judgement") == "yes",
            version=int(given) if given.isascii() and given.isdigit() else 0,
            at=timezone.now(),
        )
    except StaleWrite as stale:
        messages.warning(request, f"{stale} Nothing was taken over. Look at what stands there now.")
    except NotAllowedNow as nothing:
        messages.warning(request, str(nothing))
    else:
        messages.success(request, f"{opening(counted(done, 'answer'))} taken over. You can still change what you took.")
    return redirect(f"{reverse('selfevaluation:last-time', args=[evaluation_id])}#{area_id}")
