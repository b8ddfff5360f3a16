"""Secrets in addresses that work without signing in: they name a person and what may be done, and nothing else.

They follow from the installation's secret key, so the database holds none that could be stolen.
"""

from __future__ import annotations

from typing import Any

from django.core import signing

_STOP, _CALENDAR = "plait.mail.stop", "plait.mail.calendar"


def stop_token(person_id: int, kind: str) -> str:
    """Lets its holder stop one kind of mail to one person."""
    return signing.Signer(salt=_STOP).sign_object([person_id, kind])


def read_stop_token(token: str) -> tuple[int, str] | None:
    """Person and kind of mail; ``None`` for what we have not made."""
    found = _read(token, _STOP)
    return (found[0], found[1]) if found else None


def calendar_token(person_id: int, number: int) -> str:
    """Lets its holder read one person's calendar, as long as ``number`` is the present one."""
    return signing.Signer(salt=_CALENDAR).sign_object([person_id, number])


def read_calendar_token(token: str) -> tuple[int, int] | None:
    """Person and number; ``None`` for what we have not made."""
    found = _read(token, _CALENDAR)
    return (found[0], found[1]) if found else None


def _read(token: str, salt: str) -> Any:
    try:
        return signing.Signer(salt=salt).unsign_object(token)
    except signing.BadSignature:
        return None
