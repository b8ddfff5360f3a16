"""When a mail may go: worked examples, and a slow model that looks at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plait.adapters.bank_holidays import NATIONS, DaysOff
from plait.domain.posting_times import PostingRules, days_between, when_it_may_go

LONDON = ZoneInfo("Europe/London")
CHRISTMAS = days_between("2026-12-21..2027-01-01")
ENGLAND = PostingRules(LONDON, days_off=DaysOff("england", CHRISTMAS))
MINUTE = timedelta(minutes=1)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("asked", "ordinary", "formal"),
    [
        ("2026-09-15T12:00", "2026-09-15T12:00", "2026-09-15T12:00"),  # a Tuesday
        ("2026-09-15T07:29", "2026-09-15T07:30", "2026-09-15T07:30"),
        ("2026-09-15T18:30", "2026-09-16T07:30", "2026-09-16T07:30"),
        ("2026-09-18T09:00", "2026-09-18T09:00", "2026-09-21T07:30"),  # a Friday
        ("2026-09-19T12:00", "2026-09-21T07:30", "2026-09-21T07:30"),
        ("2026-12-18T12:00", "2026-12-18T12:00", "2027-01-04T07:30"),  # the last day of term
        ("2026-12-22T12:00", "2027-01-04T07:30", "2027-01-04T07:30"),
        ("2027-03-25T12:00", "2027-03-25T12:00", "2027-03-30T07:30"),  # Maundy Thursday
        ("2027-03-26T12:00", "2027-03-30T07:30", "2027-03-30T07:30"),  # Good Friday
        ("2027-04-30T12:00", "2027-04-30T12:00", "2027-05-04T07:30"),  # before the May bank holiday
        ("2026-10-23T19:00", "2026-10-26T07:30", "2026-10-26T07:30"),  # clocks go back on the 25th
        ("2027-03-26T19:00", "2027-03-30T07:30", "2027-03-30T07:30"),  # and forward on the 28th
    ],
)
def test_examples_of_a_school_year(asked: str, ordinary: str, formal: str) -> None:
    moment = london(asked)
    assert when_it_may_go(moment, ENGLAND) == london(ordinary)
    assert when_it_may_go(moment, ENGLAND, formal=True) == london(formal)
    assert when_it_may_go(moment, ENGLAND, formal=True, urgent=True) == moment


def test_the_morning_is_that_of_the_clock_on_the_wall() -> None:
    assert when_it_may_go(london("2026-10-23T19:00"), ENGLAND) == datetime(2026, 10, 26, 7, 30, tzinfo=UTC)
    assert when_it_may_go(london("2026-09-18T19:00"), ENGLAND) == datetime(2026, 9, 21, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nation", "off", "on"),
    [
        ("england", "2026-04-06", "2026-01-02"),  # Easter Monday; 2 January is off in Scotland only
        ("wales", "2026-04-06", "2026-11-30"),
        ("scotland", "2026-11-30", "2026-04-06"),  # St Andrew's Day
        ("northern-ireland", "2026-07-13", "2026-11-30"),  # the Twelfth fell on a Sunday
    ],
)
def test_each_nation_has_its_own_bank_holidays(nation: str, off: str, on: str) -> None:
    days = DaysOff(nation)
    assert date.fromisoformat(off) in days
    assert date.fromisoformat(on) not in days


def test_only_the_four_nations_are_known() -> None:
    assert sorted(NATIONS) == ["england", "northern-ireland", "scotland", "wales"]
    with pytest.raises(KeyError):
        DaysOff("atlantis")


def test_days_off_without_end_hold_back_nothing_for_ever() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    rules = PostingRules(LONDON, days_off=Always())
    assert when_it_may_go(london("2026-09-15T12:00"), rules) == london("2026-09-16T07:30")


@pytest.mark.parametrize("text", ["2026-13-01", "2027-01-04..2026-12-21", "Christmas", "2026-01-01..2028-01-01"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        days_between(text)


def test_days_in_words() -> None:
    assert days_between(" 2026-12-30..2027-01-01 , 2027-05-31,") == {
        date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 5, 31)
    }  # fmt: skip
    assert days_between("") == frozenset()


hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
around_the_changes = st.sampled_from(
    ["2026-03-26", "2026-03-28", "2026-10-22", "2026-10-24", "2026-12-23", "2026-06-10"]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[datetime, PostingRules]:
    begin = datetime.fromisoformat(draw(around_the_changes)).replace(tzinfo=UTC)
    moment = begin + draw(st.integers(0, 3 * 24 * 60)) * MINUTE
    days = draw(st.frozensets(st.integers(0, 9), max_size=6))
    off = frozenset(begin.date() + timedelta(days=number) for number in days)
    zone = draw(st.sampled_from([LONDON, ZoneInfo("UTC"), ZoneInfo("Australia/Lord_Howe")]))
    return moment, PostingRules(zone, draw(hours), draw(hours), off)


def slow_model(moment: datetime, rules: PostingRules, formal: bool) -> datetime:
    """Minute by minute, told again from the prose."""
    while True:
        clock = moment.astimezone(rules.zone)
        day, hour = clock.date(), clock.time()
        off = [day.weekday() >= 5 or day in rules.days_off]
        tomorrow = day + timedelta(days=1)
        if formal:
            off.append(tomorrow.weekday() >= 5 or tomorrow in rules.days_off)
        if rules.quiet_from > rules.quiet_until:
            off.append(not rules.quiet_until <= hour < rules.quiet_from)
        else:
            off.append(rules.quiet_from <= hour and hour < rules.quiet_until)
        if not any(off):
            return moment
        moment += MINUTE


@settings(max_examples=400, deadline=None)
@given(cases(), st.booleans())
def test_the_slow_model_says_the_same(case: tuple[datetime, PostingRules], formal: bool) -> None:
    moment, rules = case
    assert when_it_may_go(moment, rules, formal=formal) == slow_model(moment, rules, formal)


@settings(max_examples=400, deadline=None)
@given(cases(), cases(), st.booleans())
def test_never_before_never_in_vain_and_in_order(
    case: tuple[datetime, PostingRules], other: tuple[datetime, PostingRules], formal: bool
) -> None:
    moment, rules = case
    when = when_it_may_go(moment, rules, formal=formal)
    assert when >= moment
    assert rules.may_go(when, formal=formal)
    assert when_it_may_go(when, rules, formal=formal) == when, "what may go is not put off again"
    later = other[0]
    assume(later >= moment)
    assert when_it_may_go(later, rules, formal=formal) >= when, "nothing overtakes"
    assert when_it_may_go(moment, rules, formal=True) >= when_it_may_go(moment, rules)
