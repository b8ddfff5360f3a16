"""Reminders: worked examples, and a diary kept day by day by runs that are missed at random."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.reminders import FORGIVEN, LEAD_TURNS, TURNS, DueThing, mention, near, next_day, to_say, turn

DUE = date(2026, 10, 16)
THING = DueThing("evaluate", DUE)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "expected"), [(-8, None), (-7, -7), (-4, -7), (-3, -3), (0, -3), (1, 1), (28, 1), (29, None)]
)
def test_the_turn_of_a_day(days: int, expected: int | None) -> None:
    assert turn(DUE, DUE + days * DAY) == expected


def test_each_turn_is_said_once() -> None:
    said: set[str] = set()
    mails = []
    for days in range(-20, 60):
        new = to_say([THING], DUE + days * DAY, said)
        mails += [days] * bool(new)
        said |= set(new)
    assert mails == [-7, -3, 1]


def test_missed_runs_give_one_reminder_of_where_things_stand() -> None:
    assert to_say([THING], DUE - 2 * DAY, set()) == (mention(THING, -3),)
    assert to_say([THING], DUE + 9 * DAY, set()) == (mention(THING, 1),)
    assert to_say([THING], DUE + 40 * DAY, set()) == ()


def test_another_date_is_another_matter() -> None:
    said = set(to_say([THING], DUE + DAY, set()))
    extended = DueThing("evaluate", DUE + 14 * DAY)
    assert to_say([extended], DUE + DAY, said) == ()
    assert to_say([extended], DUE + 7 * DAY, said) == (mention(extended, -7),)


def test_who_gets_one_mail_a_week_is_told_before_the_turn() -> None:
    assert to_say([THING], DUE - 13 * DAY, set(), ahead=6) == (mention(THING, -7),)
    assert to_say([THING], DUE - 14 * DAY, set(), ahead=6) == ()
    assert to_say([THING], DUE - DAY, set(), ahead=6) == (mention(THING, -3),), "the last one stays after the day"


def test_a_later_turn_said_ahead_silences_an_earlier_one() -> None:
    said = {mention(THING, -3)}
    assert to_say([THING], DUE - 7 * DAY, said) == ()


def test_the_lead_is_told_after_the_last_reminder() -> None:
    assert min(LEAD_TURNS) > max(TURNS)
    assert to_say([THING], DUE + DAY, set(), turns=LEAD_TURNS) == ()
    assert to_say([THING], DUE + 2 * DAY, set(), turns=LEAD_TURNS) == (mention(THING, 2),)


def test_the_day_of_the_next_reminder() -> None:
    assert next_day([THING], DUE - 20 * DAY, set()) == DUE - 7 * DAY
    assert next_day([THING], DUE - 20 * DAY, set(), ahead=6) == DUE - 13 * DAY
    assert next_day([THING], DUE - 5 * DAY, set()) == DUE - 5 * DAY
    assert next_day([THING], DUE - 5 * DAY, {mention(THING, -7)}) == DUE - 3 * DAY
    assert next_day([THING], DUE + 3 * DAY, {mention(THING, 1)}) is None
    other = DueThing("view", DUE + 30 * DAY)
    assert next_day([THING, other], DUE + 3 * DAY, {mention(THING, 1)}) == DUE + 23 * DAY


def test_a_mail_speaks_of_what_is_near() -> None:
    assert near(DUE, DUE - 7 * DAY)
    assert not near(DUE, DUE - 8 * DAY)
    assert near(DUE, DUE - 13 * DAY, ahead=6)
    assert not near(DUE, DUE + 29 * DAY)


@given(st.sets(st.integers(-30, 60)), st.lists(st.integers(0, 20), min_size=1, max_size=5), st.sampled_from([0, 6]))
def test_whatever_runs_are_missed(days_run: set[int], dues: list[int], ahead: int) -> None:
    things = [DueThing(f"thing {number}", DUE + due * DAY) for number, due in enumerate(dues)]
    said: set[str] = set()
    told: dict[str, list[date]] = {}
    for days in sorted(days_run):
        today = DUE + days * DAY
        for key in to_say(things, today, said, ahead=ahead):
            assert key not in said, "said twice"
            said.add(key)
            told.setdefault(key.split("|")[0], []).append(today)
    for thing in things:
        days_told = told.get(thing.key, [])
        assert len(days_told) <= len(TURNS)
        assert all(day >= thing.due - (7 + ahead) * DAY for day in days_told)
        run_in_time = [
            DUE + days * DAY
            for days in days_run
            if thing.due - (7 + ahead) * DAY <= DUE + days * DAY <= thing.due + FORGIVEN * DAY
        ]
        assert bool(days_told) == bool(run_in_time), "one run in time is enough, and nothing is said without one"
        last = [day for day in run_in_time if day >= thing.due + DAY]
        assert not last or any(day >= thing.due + DAY for day in days_told), "the last one is not lost"
