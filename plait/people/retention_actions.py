"""Forgetting where people were signed in, once the sign-in has ended."""

from __future__ import annotations

from collections.abc import Collection

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from plait.domain.retention import Due, Kept


def browsers_over(due: Due) -> list[str]:
    """Keys of sign-ins that ended long enough ago, or whose end is known only from their being gone. Two queries."""
    before = due.before(Kept.BROWSERS)
    ended = Session.objects.filter(expire_date__lt=before).values_list("session_key", flat=True)
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    gone = UserSession.objects.filter(~Exists(alive), last_seen_at__lt=before).values_list("session_key", flat=True)
    return sorted({*ended, *gone})


def forget_browsers(keys: Collection[str]) -> int:
    """How many there still were."""
    listed: int = UserSession.objects.filter(session_key__in=keys).delete()[0]
    return max(Session.objects.filter(session_key__in=keys).delete()[0], listed)
