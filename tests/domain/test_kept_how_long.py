"""On which day things are deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plait.adapters.programme_files import built_in
from plait.domain.retention import Due, Kept, Period, Then, months_after, months_before
from plait.domain.retention_table import BY_KIND, TABLE, notes_deleted_on, with_choices


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


@given(
    some.dates(date(1990, 1, 1), date(2200, 1, 1)),
    some.builds(Period, some.integers(0, 40), some.integers(0, 300)),
)
def test_the_cutoff_is_the_last_day_that_is_over(today: date, period: Period) -> None:
    last = period.cutoff(today)
    assert period.after(last) <= today < period.after(date.fromordinal(last.toordinal() + 1))


def test_months_before_a_day() -> None:
    assert months_before(date(2027, 3, 31), 1) == date(2027, 2, 28)
    assert months_before(date(2027, 1, 15), 25) == date(2024, 12, 15)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(), "at once"), (Period(days=1), "1 day"), (Period(days=30), "30 days"), (Period(months=3), "3 months"),
        (Period(months=12), "1 year"), (Period(months=18), "18 months"), (Period(months=120), "10 years"),
    ],
)  # fmt: skip
def test_a_period_in_words(period: Period, words: str) -> None:
    assert period.words == words


def test_every_kind_is_in_the_table_once_with_sound_bounds() -> None:
    assert [row.kind for row in TABLE] == list(Kept)
    for row in TABLE:
        assert all((row.about, row.why, row.then_words)), row.kind
        assert (row.period is None) == (row.then is Then.KEPT), row.kind
        if row.least and row.most and row.period:
            assert row.least.length <= row.period.length <= row.most.length, row.kind


def test_an_installation_chooses_within_sense() -> None:
    table = with_choices(" complaints = 4 years, workbook-uploads=7 days,")
    assert (table[Kept.COMPLAINTS].period, table[Kept.UPLOADS].period) == (Period(months=48), Period(days=7))
    assert table[Kept.TRAIL] == BY_KIND[Kept.TRAIL]
    assert with_choices("") == BY_KIND


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("trail=1 year", "between 6 years and 20 years, not 1 year"),
        ("complaints=90 years", "between 1 year and 7 years"),
        ("people=3 years", "has no time that can be chosen"),
        ("everything=3 years", "those that have are working-notes, evaluation"),
        ("complaints", "is not understood"),
        ("complaints=4", "is not understood"),
        ("complaints=-4 years", "is not understood"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        with_choices(text)


def test_what_a_programme_says_goes_before_what_an_installation_chooses() -> None:
    trio = built_in()["peer-trio"]
    table = with_choices("working-notes=12 months, evaluation=1 year")
    assert notes_deleted_on(trio, date(2027, 1, 31), table) == date(2027, 4, 30)
    assert notes_deleted_on(replace(trio, retention={}), date(2027, 1, 31), table) == date(2028, 1, 31)


def test_held_rounds_and_open_ones_are_never_over() -> None:
    trio = built_in()["peer-trio"]
    rounds = [(1, date(2020, 1, 31), trio), (2, date(2020, 1, 31), trio), (3, None, trio), (4, date(2020, 2, 1), trio)]
    due = Due(date(2026, 1, 31), UTC, BY_KIND, held_rounds=frozenset({2}))
    assert due.rounds(Kept.EVALUATION, rounds) == (1,)
    with pytest.raises(ValueError, match="No clock ends people"):
        due.before(Kept.PEOPLE)
