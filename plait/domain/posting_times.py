"""When a mail may go: not in the quiet hours, not on days off, and nothing formal on the eve of days off.

All hours are those of a clock on the wall in ``zone``, so that a change to summer time moves no working morning.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FURTHEST = 120
"""Days to look ahead. Where days off go on for longer, as no school's do, only the hours still count."""
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)
NEVER_OFF: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class PostingRules:
    """Quiet from one hour to another, over midnight when ``quiet_from`` is the later one; never when they are equal.

    ``days_off`` are bank holidays and school holidays; weekends are off besides.
    """

    zone: tzinfo
    quiet_from: time = time(18, 30)
    quiet_until: time = time(7, 30)
    days_off: Container[date] = field(default=NEVER_OFF)

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.days_off

    def takes(self, day: date, *, formal: bool) -> bool:
        """Whether mail may go on this day at all. Formal mail needs a working day after it, to ask and to answer."""
        return self.works(day) and (not formal or self.works(day + ONE_DAY))

    def quiet(self, hour: time) -> bool:
        """Whether a clock that shows ``hour`` is within the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def openings(self) -> tuple[time, ...]:
        """The hours at which a day stops being quiet, earliest first."""
        if self.quiet_from < self.quiet_until and self.quiet_from > time(0):
            return (time(0), self.quiet_until)
        if self.quiet_from == self.quiet_until:
            return (time(0),)
        return (self.quiet_until,)

    def may_go(self, moment: datetime, *, formal: bool) -> bool:
        """Whether a mail that is not urgent may go at this very moment."""
        local = moment.astimezone(self.zone)
        return self.takes(local.date(), formal=formal) and not self.quiet(local.time())


def open_hours(quiet_from: time, quiet_until: time) -> float:
    """How many hours of a working day are not quiet."""
    begin, end = (hour.hour + hour.minute / 60 for hour in (quiet_from, quiet_until))
    return 24 - (end - begin) % 24


def when_it_may_go(moment: datetime, rules: PostingRules, *, formal: bool = False, urgent: bool = False) -> datetime:
    """The first moment, from this one on, at which a mail may go. In UTC. Urgent mail goes at once."""
    if urgent or rules.may_go(moment, formal=formal):
        return moment.astimezone(UTC)
    today = moment.astimezone(rules.zone).date()
    fallback: datetime | None = None
    for ahead in range(FURTHEST):
        day = today + ahead * ONE_DAY
        for begin in _openings_of(day, rules):
            if begin < moment:
                continue
            fallback = fallback or begin
            if rules.takes(day, formal=formal):
                return begin
    assert fallback is not None  # noqa: S101  every day stops being quiet once
    return fallback


def _openings_of(day: date, rules: PostingRules) -> Iterator[datetime]:
    """The moments, in UTC, at which this day stops being quiet; both where a clock shows the hour twice."""
    for hour in rules.openings():
        local = datetime.combine(day, hour, rules.zone)
        first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
        if first <= second:
            yield from dict.fromkeys((first, second))
        else:  # clocks jump over this hour: the day stops being quiet as they do
            begin = second
            while begin.astimezone(rules.zone).time() < hour:
                begin += ONE_MINUTE
            yield begin


def days_between(text: str) -> frozenset[date]:
    """``2026-12-21..2027-01-04, 2027-05-31`` → every one of these days.

    Raises ``ValueError`` in words for what is no day, a span that ends before it begins, or one of over a year.
    """
    days: set[date] = set()
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first, _, last = part.partition("..")
        try:
            begin = date.fromisoformat(first.strip())
            end = date.fromisoformat(last.strip()) if last else begin
        except ValueError:
            raise ValueError(f"“{part}” is no day and no span of days like 2026-12-21..2027-01-04.") from None
        length = (end - begin).days
        if not 0 <= length <= 366:
            raise ValueError(f"“{part}” must end after it begins, within a year.")
        days.update(begin + number * ONE_DAY for number in range(length + 1))
    return frozenset(days)
