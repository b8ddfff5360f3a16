"""Somebody's calendar: its secret address, and the calendar there."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from plait.journey.calendars import calendar_at
from plait.mail.actions import close_calendar, renew_calendar
from plait.mail.queries import calendar_number
from plait.mail.secrets import calendar_token
from plait.ui.access import Access, access


@access(Access.SIGNED_IN, "Shows and changes only the address of the person's own calendar.")
@require_http_methods(["GET", "POST"])
def your_calendar(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    if request.method == "POST":
        if request.POST.get("step") == "close":
            close_calendar(person_id=person.pk, at=timezone.now())
            messages.success(request, "Your calendar is at no address any more.")
        else:
            number = renew_calendar(person_id=person.pk, at=timezone.now())
            stopped = " The earlier one has stopped." if number > 1 else ""
            messages.success(request, f"Here is your calendar’s address.{stopped}")
        return redirect("journey:your-calendar")
    present = calendar_number(person.pk)
    address = ""
    if present is not None:
        address = settings.BASE_URL + reverse("journey:calendar", args=[calendar_token(person.pk, present)])
    return render(request, "journey/your-calendar.html", {"address": address, "person": str(person)})


@access(Access.ANYONE, "The address is secret, can be renewed, and gives its owner's own dates alone.")
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program, which cannot sign in."""
    body = calendar_at(token, timezone.localdate())
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="plait.ics"'
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    kept = get_conditional_response(request, etag=etag, response=answer)
    return kept if isinstance(kept, HttpResponse) else answer
