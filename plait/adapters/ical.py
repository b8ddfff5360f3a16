"""Days in a calendar, as the iCalendar format (RFC 5545) that every calendar program reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Something on one whole day. ``key`` names it for ever, so that a program knows it again when its day moves."""

    key: str
    day: date
    title: str
    address: str
    noted: date
    """When it came to be; the same each time, so that an unchanged calendar is the same to the byte."""


def calendar(name: str, days: Sequence[CalendarDay], *, host: str) -> bytes:
    """A whole calendar. Its days take up no time, and are marked as private."""
    whole = Calendar()
    whole.add("prodid", "-//Plait//Dates//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for item in days:
        event = Event()
        event.add("uid", f"{item.key}@{host}")
        event.add("dtstamp", datetime.combine(item.noted, time(0), UTC))
        event.add("dtstart", item.day)
        event.add("summary", item.title)
        event.add("url", item.address)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        whole.add_component(event)
    return bytes(whole.to_ical())
