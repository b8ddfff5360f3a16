"""Recovery codes are shown once: right after they were made, until their owner has them or ten minutes are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

KEY = "recovery-codes-shown-until"
SHOWN_FOR = timedelta(minutes=10)


def show_once(request: HttpRequest) -> None:
    request.session[KEY] = (timezone.now() + SHOWN_FOR).isoformat()


def are_fresh(request: HttpRequest) -> bool:
    until = request.session.get(KEY)
    return until is not None and timezone.now() < datetime.fromisoformat(until)


def keep(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
