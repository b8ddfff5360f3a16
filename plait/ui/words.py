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
    return Markup("\n").join(
        Markup('<p class="govuk-body plait-written">{}</p>').format(
            Markup("<br>").join(escape(line) for line in block.split("\n"))
        )
        for block in blocks
    )
