"""How long things are kept: periods, kinds, and the day on which something's time is over. (The table is beside it.)

A programme says its own months for some kinds; they were pinned with the round when heads signed, so they go before
what an installation chooses.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from plait.domain.programmes import ProgrammeDefinition


class Kept(StrEnum):
    """A kind of thing that is kept for a time."""

    WORKING_NOTES = "working-notes"
    EVALUATION = "evaluation"
    REPORT = "report"
    ACTIONS = "actions"
    FACT_CHECKS = "fact-checks"
    EXCELLENCE = "excellence"
    WORKSHOPS = "workshops"
    EVIDENCE = "evidence-library"
    UPLOADS = "workbook-uploads"
    FRAMEWORK_DRAFTS = "framework-drafts"
    REVIEWERS = "reviewer-profiles"
    CASES = "judged-cases"
    SCHOOL_CONFLICTS = "schools-conflicts"
    GROUPS = "groups"
    INVITATIONS = "invitations"
    MAIL_WORDS = "mail-words"
    MAILS = "mails"
    BROWSERS = "browsers"
    COMPLAINTS = "complaints"
    HOLDS = "holds"
    DISCLOSURES = "disclosure-log"
    TRAIL = "trail"
    PEOPLE = "people"
    TOGETHER = "partnerships"


class Then(StrEnum):
    """What happens when the time is over."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    KEPT = "kept"


THEN_WORDS = {Then.DELETED: "Deleted", Then.EMPTIED: "Emptied", Then.KEPT: "Kept as a record"}


class Unit(StrEnum):
    DAYS = "day"
    MONTHS = "month"
    YEARS = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A length of time, 0 or more. Compared as if each month had 31 days, which is fine for bounds."""

    days: int = 0
    months: int = 0

    @property
    def words(self) -> str:
        """``1 day``, ``18 months``, ``6 years``; ``at once`` for none."""
        if self.months and self.months % 12 == 0:
            number, unit = self.months // 12, Unit.YEARS
        elif self.months:
            number, unit = self.months, Unit.MONTHS
        elif self.days:
            number, unit = self.days, Unit.DAYS
        else:
            return "at once"
        return f"{number} {unit}{'' if number == 1 else 's'}"

    @property
    def length(self) -> int:
        return self.days + 31 * self.months

    def after(self, day: date) -> date:
        """The day on which something from ``day`` is over."""
        return months_after(day, self.months) + timedelta(days=self.days)

    def cutoff(self, today: date) -> date:
        """The last day of which everything is over today: ``after(cutoff) <= today``, and of the day after it not."""
        found = months_before(today - timedelta(days=self.days), self.months)
        while self.after(found + timedelta(days=1)) <= today:  # at the end of a month, at most three times
            found += timedelta(days=1)
        return found


def months(number: int) -> Period:
    return Period(months=number)


def days(number: int) -> Period:
    return Period(days=number)


@dataclass(frozen=True, slots=True)
class Keeping:
    """One row of the table. ``period`` is ``None`` for what no clock ends. ``least`` and ``most``: what an installation
    may choose between; without them the period is as it is. ``key``: the programme's own months go first, by this
    key of its ``retention``."""

    kind: Kept
    title: str
    about: str
    """What is in it, and whose."""
    starts: str
    """From when it counts, as the end of a sentence that begins with the period."""
    why: str
    period: Period | None
    then: Then
    then_words: str
    least: Period | None = None
    most: Period | None = None
    key: str = ""

    def period_for(self, definition: ProgrammeDefinition) -> Period | None:
        """How long it is in a round of this programme."""
        chosen = definition.retention.get(self.key) if self.key else None
        return self.period if chosen is None else months(chosen)


@dataclass(frozen=True, slots=True)
class Due:
    """What one run of deletion goes by. ``held_rounds`` and ``held_partnerships`` are left as they are."""

    today: date
    zone: tzinfo
    table: Mapping[Kept, Keeping]
    held_rounds: frozenset[int] = frozenset()
    held_partnerships: frozenset[int] = frozenset()

    def before(self, kind: Kept) -> datetime:
        """Of this kind, whatever happened before this moment is over. ``ValueError`` for a kind that no clock ends."""
        period = self.table[kind].period
        if period is None:
            raise ValueError(f"No clock ends {kind}.")
        return datetime.combine(period.cutoff(self.today) + timedelta(days=1), time.min, self.zone)

    def rounds(self, kind: Kept, closed: Iterable[tuple[int, date | None, ProgrammeDefinition]]) -> tuple[int, ...]:
        """Of these rounds (number, day of closing, definition), those whose things of this kind are over."""
        return tuple(
            number
            for number, closed_on, definition in closed
            if number not in self.held_rounds
            and (day := over_on(self.table[kind], definition, closed_on)) is not None
            and day <= self.today
        )


def over_on(row: Keeping, definition: ProgrammeDefinition, closed_on: date | None) -> date | None:
    """The day on which things of a round are over; ``None`` while it is open, or where no clock ends them."""
    period = row.period_for(definition)
    return None if closed_on is None or period is None else period.after(closed_on)


def months_after(day: date, number: int) -> date:
    """The same day of the month so many months (0 or more) later; the last of that month where it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def months_before(day: date, number: int) -> date:
    """The same, so many months earlier."""
    years, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def in_chunks(numbers: Collection[int], size: int = 200) -> Iterable[list[int]]:
    """The numbers in parts, so that each part can be deleted in a transaction of its own."""
    ordered = list(numbers)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))
