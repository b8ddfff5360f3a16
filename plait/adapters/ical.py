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


@dataclass(frozen=True, slots=True)
class CalendarHour:
    """Something from one moment to another. ``version`` counts its changes, so that a program takes the newest."""

    key: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    who: str
    address: str
    version: int


def timetable(name: str, hours: Sequence[CalendarHour], *, host: str) -> bytes:
    """A whole timetable. Times are written in UTC, so that no program has to know the school's clock."""
    whole = Calendar()
    whole.add("prodid", "-//Plait//Visit//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    for item in hours:
        event = Event()
        event.add("uid", f"{item.key}@{host}")
        event.add("dtstamp", item.starts.astimezone(UTC))
        event.add("sequence", item.version)
        event.add("dtstart", item.starts.astimezone(UTC))
        event.add("dtend", item.ends.astimezone(UTC))
        event.add("summary", item.title)
        if item.place:
            event.add("location", item.place)
        if item.who:
            event.add("description", item.who)
        event.add("url", item.address)
        event.add("class", "PRIVATE")
        whole.add_component(event)
    return bytes(whole.to_ical())
