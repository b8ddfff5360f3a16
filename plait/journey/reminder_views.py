"""The lead's page about reminders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from plait.domain.wording import counted, opening, plural
from plait.journey.reminder_pages import reminders_page
from plait.journey.reminding import previews, remind_now
from plait.partnerships.middleware import viewer_of
from plait.ui.access import Access, access


@access(Access.SCOPED, "The partnership must be visible; the rule lets its lead alone see who would be reminded.")
@require_GET
def reminders(request: HttpRequest, partnership_id: int) -> HttpResponse:
    page = reminders_page(*previews(viewer_of(request), partnership_id, timezone.now()))
    return render(request, "journey/reminders.html", {"page": page})


@access(Access.SCOPED, "As the page; the action asks the same rule.")
@require_POST
def remind(request: HttpRequest, partnership_id: int, round_id: int) -> HttpResponse:
    """Pressed twice, it reminds once."""
    reminded = remind_now(
        viewer=viewer_of(request), partnership_id=partnership_id, round_id=round_id, at=timezone.now()
    )
    if reminded:
        text = f"{opening(counted(reminded, 'person', 'people'))} {plural(reminded, 'gets', 'get')} a reminder."
        messages.success(request, text)
    else:
        messages.info(request, "Everybody here who has something open has a reminder of today already.")
    return redirect("journey:reminders", partnership_id)
