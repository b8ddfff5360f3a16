"""Which reminders are due: worked out from what is due and what has been said, so that a missed run loses none.

Seven and three days before a date and once on the day after, then never again; from then on the partnership's lead is
told how many schools are late, and talks to them. Whoever was not told in time (the worker was away, the round opened
late) is told once, of where things stand now, not once for each reminder that was missed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

TURNS = (-7, -3, 1)
"""Days from the date, for those whose it is."""
LEAD_TURNS = (2,)
"""For the lead, about those who are late."""
HORIZON = 7
"""A mail speaks of what is due within so many days, and of what is late."""
FORGIVEN = 28
"""Days after which nobody is reminded of a date any more, whatever was missed."""
WEEKLY_AHEAD = 6
"""Who gets one mail a week is told at the last of them before a turn."""


@dataclass(frozen=True, slots=True)
class DueThing:
    """Something that is due on a day. ``key`` names it and its reader: the same thing for two people has two keys."""

    key: str
    due: date


def turn(due: date, today: date, *, turns: Collection[int] = TURNS, ahead: int = 0) -> int | None:
    """The last turn that has come, in days from the date; ``None`` before the first, and when it is long past.

    ``ahead`` brings the turns before the date forward by so many days.
    """
    since = (today - due).days
    if since > FORGIVEN:
        return None
    return max((item for item in turns if item <= since + (ahead if item < 0 else 0)), default=None)


def mention(thing: DueThing, at_turn: int) -> str:
    """The key under which it is known that this was said. Another date is another matter."""
    return f"{thing.key}|{thing.due.isoformat()}|{at_turn:+d}"


def to_say(
    things: Collection[DueThing],
    today: date,
    said: Collection[str],
    *,
    turns: Collection[int] = TURNS,
    ahead: int = 0,
) -> tuple[str, ...]:
    """The keys (:func:`mention`) of what is to be said today and has not been. Empty: no mail."""
    found = []
    for thing in things:
        now = turn(thing.due, today, turns=turns, ahead=ahead)
        if now is None:
            continue
        later = [item for item in turns if item >= now]
        if not any(mention(thing, item) in said for item in later):
            found.append(mention(thing, now))
    return tuple(found)


def next_day(things: Collection[DueThing], today: date, said: Collection[str], *, ahead: int = 0) -> date | None:
    """The first day, from today on, on which something is to be said; ``None`` when all has been said."""
    days = {today}
    for thing in things:
        days.update(thing.due + timedelta(days=item - (ahead if item < 0 else 0)) for item in TURNS)
    return next((day for day in sorted(days) if day >= today and to_say(things, day, said, ahead=ahead)), None)


def near(due: date, today: date, *, ahead: int = 0) -> bool:
    """Whether a mail that goes anyway speaks of this."""
    return -FORGIVEN <= (due - today).days <= HORIZON + ahead
