"""How dates, times, counts and long text read on pages."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils import timezone
from markupsafe import Markup, escape


def in_words(day: date | datetime | None) -> str:
    """``3 March 2027``; empty for no date."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{day.day} {day:%B %Y}"


def deadline(day: date | str | None) -> str:
    """``By 4 December 2026``, or ``Was due on 4 December 2026`` once the day has passed."""
    if isinstance(day, date):
        return f"{'Was due on' if day < timezone.localdate() else 'By'} {in_words(day)}"
    return f"By {day}" if day else ""


def is_due(day: date) -> str:
    """``is due on 4 December 2026``, or ``was due on 4 December 2026`` once the day has passed."""
    return f"{'was' if day < timezone.localdate() else 'is'} due on {in_words(day)}"


def at_time(moment_: datetime | None) -> str:
    """``14:02``, in local time."""
    return "" if moment_ is None else f"{timezone.localtime(moment_):%H:%M}"


def moment(when: datetime | None) -> str:
    """``3 March 2027 at 14:02``."""
    return "" if when is None else f"{in_words(when)} at {at_time(when)}"


def count(number: int, singular: str, plural: str = "") -> str:
    """``1 area``, ``5 areas``, ``no areas``."""
    shown = "no" if number == 0 else f"{number:,}"
    return f"{shown} {singular if number == 1 else plural or singular + 's'}"


def paragraphs(text: str) -> Markup:
    """Somebody's plain text as paragraphs; a single line break stays one. Everything is escaped."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    escaped = (str(escape(block)).replace("\n", "<br>") for block in blocks)
    return Markup("\n".join(f'<p class="govuk-body plait-written">{block}</p>' for block in escaped))  # noqa: S704  escaped
