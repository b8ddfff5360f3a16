"""On which day things are deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plait.adapters.programme_files import built_in
from plait.domain.retention import months_after, notes_deleted_on


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 12, 4), 3, date(2027, 3, 4)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 7, 1), 0, date(2026, 7, 1)),
    ],
)
def test_months_after_a_day(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@given(some.dates(date(1990, 1, 1), date(2200, 1, 1)), some.integers(0, 240))
def test_so_many_months_on_and_never_past_that_month(day: date, months: int) -> None:
    then = months_after(day, months)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == day.day or (then.day < day.day <= 31 and months_after(then, 1).day in range(28, 32))


def test_notes_are_kept_as_long_as_the_programme_says_and_else_three_months() -> None:
    triad, trio = built_in()["focus-triad"], built_in()["peer-trio"]
    assert notes_deleted_on(triad, date(2027, 1, 31)) == date(2027, 2, 28)
    assert notes_deleted_on(replace(trio, retention={}), date(2027, 1, 31)) == date(2027, 4, 30)
    assert notes_deleted_on(trio, None) is None
