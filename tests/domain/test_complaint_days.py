"""The 30 days of a complaint, and the ways it can go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.complaints import COMPLAINT_MOVES, ComplaintState, acknowledge_by, is_late
from plait.domain.stages import NotAllowedNow, move


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2027, 2, 1), date(2027, 3, 2)),
        (date(2028, 2, 1), date(2028, 3, 1)),  # a leap year
        (date(2026, 12, 15), date(2027, 1, 13)),
    ],
)
def test_the_thirtieth_day_is_the_last(received: date, last: date) -> None:
    assert acknowledge_by(received) == last


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 90))
def test_it_is_late_from_the_thirty_first_day_on_and_only_while_nobody_has_acknowledged(day: date, after: int) -> None:
    today = day + timedelta(days=after)
    assert is_late(ComplaintState.RECEIVED, day, today) == (after >= 30)
    assert not any(is_late(state, day, today) for state in ComplaintState if state is not ComplaintState.RECEIVED)


def test_what_is_closed_stays_closed() -> None:
    for step in COMPLAINT_MOVES:
        with pytest.raises(NotAllowedNow):
            move(COMPLAINT_MOVES, step, ComplaintState.CLOSED)
    with pytest.raises(NotAllowedNow):
        move(COMPLAINT_MOVES, "close", ComplaintState.RECEIVED)
