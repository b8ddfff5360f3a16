"""How long things are kept: the day on which they are deleted, from the day the round closed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from plait.domain.programmes import ProgrammeDefinition

NOTES_MONTHS = 3
"""Months that working notes are kept after a round closes, where the programme does not say."""


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months (0 or more) later; the last of that month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def notes_months(definition: ProgrammeDefinition) -> int:
    """For how many months after a round of this programme closes its working notes are kept."""
    return definition.retention.get("working-notes", NOTES_MONTHS)


def notes_deleted_on(definition: ProgrammeDefinition, closed_on: date | None) -> date | None:
    """The day on which the working notes of a round are deleted; ``None`` while it is open."""
    return None if closed_on is None else months_after(closed_on, notes_months(definition))
