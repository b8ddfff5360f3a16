"""The demonstration's days and times, counted from the day on which it is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """``today`` is the day that days are counted from, ``at`` the moment that nothing is later than."""

    today: date
    at: datetime

    def day(self, offset: int) -> date:
        """The school day so many days from today; a Friday where that is a weekend."""
        day = self.today + timedelta(days=offset)
        return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))

    def moment(self, offset: int, hour: int, minute: int) -> datetime:
        """That day at that time in the time zone of the settings."""
        wanted = datetime.combine(self.day(offset), time(hour, minute), get_current_timezone())
        return min(wanted, self.at)

    def writing(self, offset: int, index: int, who: int) -> datetime:
        """When somebody wrote the ``index``-th area: two in an afternoon, on school days from that day on.

        ``who`` is any number that shifts the minutes, so that no two schools write by the same clock.
        """
        day = self.day(offset)
        for _ in range(index // 2):
            day += timedelta(days=1 if day.weekday() < SATURDAY - 1 else 7 - day.weekday())
        minute = (17 * index + 13 * who + 11) % 60
        wanted = datetime.combine(day, time(15 + index % 2, minute), get_current_timezone())
        return min(wanted, self.at)
