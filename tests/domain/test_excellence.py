"""Areas of excellence: how far one is, for how long it is listed, what is missing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from plait.domain.excellence import CRITERIA, STATE_WORDS, ExcellenceState, missing, state, valid_until

DAY = date(2026, 9, 14)


def test_states_follow_from_facts() -> None:
    later, before = date(2027, 1, 1), date(2026, 9, 13)
    assert state(validated=None, consented=False, valid_until=None, today=DAY) is ExcellenceState.PROPOSED
    assert state(validated=False, consented=False, valid_until=None, today=DAY) is ExcellenceState.NOT_YET
    assert state(validated=True, consented=False, valid_until=later, today=DAY) is ExcellenceState.VALIDATED
    assert state(validated=True, consented=True, valid_until=later, today=DAY) is ExcellenceState.LISTED
    assert state(validated=True, consented=True, valid_until=DAY, today=DAY) is ExcellenceState.LISTED
    assert state(validated=True, consented=True, valid_until=before, today=DAY) is ExcellenceState.RUN_OUT
    assert set(STATE_WORDS) == set(ExcellenceState)


@given(st.sampled_from([None, True, False]), st.booleans(), st.dates(), st.dates())
def test_nothing_is_listed_without_validation_and_consent(
    validated: bool | None, consented: bool, until: date, today: date
) -> None:
    listed = state(validated=validated, consented=consented, valid_until=until, today=today) is ExcellenceState.LISTED
    assert listed == (validated is True and consented and until >= today)


def test_two_years_also_from_a_leap_day() -> None:
    assert valid_until(DAY) == date(2028, 9, 14)
    assert valid_until(date(2028, 2, 29)) == date(2030, 2, 28)


def test_what_is_missing_is_said() -> None:
    keys = [item.key for item in CRITERIA]
    assert missing(keys) == ""
    assert CRITERIA[0].words in missing(keys[1:])
    assert CRITERIA[1].words not in missing(keys[1:])
