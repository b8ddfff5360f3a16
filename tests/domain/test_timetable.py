"""Timetables of visits: every clash is found and none invented, and what is suggested has none."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.domain.timetable import (
    ACTIVITY_MEANS,
    ACTIVITY_WORDS,
    DAYS,
    FORM_WORDS,
    ActivityKind,
    Slot,
    VisitForm,
    clashes,
    overlap,
    same_room,
    school_days,
    suggested,
    suggested_slots,
    time_faults,
)

DAY = date(2026, 11, 11)
NAMES = {1: "Ben", 2: "Amy"}


def slot(key: str, starts: str, ends: str, room: str = "", *people: int, day: date = DAY) -> Slot:
    return Slot(key, key, day, time.fromisoformat(starts), time.fromisoformat(ends), room, frozenset(people))


class TestClashes:
    def test_everything_is_said_in_words_and_in_the_order_of_the_day(self) -> None:
        found = clashes(
            [slot("Lunch", "12:00", "13:00", "hall", 2), slot("Walk", "09:00", "12:30", "Hall  ", 1, 2)], NAMES
        )
        assert [item.text for item in found] == [
            f"{what}: “Walk” from 09:00 to 12:30 and “Lunch” from 12:00 to 13:00, both on 11 November 2026."
            for what in ("Amy is in two places", "hall is used twice")
        ]

    def test_one_after_the_other_is_no_clash(self) -> None:
        assert clashes([slot("a", "09:00", "10:00", "Hall", 1), slot("b", "10:00", "11:00", "Hall", 1)], NAMES) == ()

    def test_the_same_hour_on_another_day_is_no_clash(self) -> None:
        later = slot("b", "09:00", "10:00", "Hall", 1, day=DAY + timedelta(days=1))
        assert clashes([slot("a", "09:00", "10:00", "Hall", 1), later], NAMES) == ()

    def test_without_a_room_only_people_clash(self) -> None:
        assert clashes([slot("a", "09:00", "10:00"), slot("b", "09:00", "10:00")], NAMES) == ()

    def test_a_long_one_clashes_with_all_that_lie_in_it(self) -> None:
        inside = [slot(f"at {hour}", f"{hour:02}:00", f"{hour:02}:30", "", 1) for hour in range(9, 14)]
        found = clashes([slot("all day", "08:00", "16:00", "", 1), *inside], NAMES)
        assert [item.second for item in found] == [item.key for item in inside]


MINUTES = st.integers(0, 12).map(lambda step: time(8 + step // 4, step % 4 * 15))


@st.composite
def slots(draw: st.DrawFn) -> list[Slot]:
    found = []
    for number in range(draw(st.integers(0, 9))):
        starts, ends = sorted(draw(st.lists(MINUTES, min_size=2, max_size=2, unique=True)))
        day = DAY + timedelta(days=draw(st.integers(0, 1)))
        room = draw(st.sampled_from(("", "Hall", " hall", "Library")))
        people = draw(st.frozensets(st.integers(1, 4), max_size=3))
        found.append(Slot(str(number), f"Activity {number}", day, starts, ends, room, people))
    return found


def plain(every: list[Slot]) -> set[tuple[frozenset[str], object]]:
    """The definition: each pair, with each person and room that both have."""
    found: set[tuple[frozenset[str], object]] = set()
    for one, other in combinations(every, 2):
        if one.day == other.day and max(one.starts, other.starts) < min(one.ends, other.ends):
            pair = frozenset({one.key, other.key})
            found |= {(pair, person) for person in one.people & other.people}
            if same_room(one.room) and same_room(one.room) == same_room(other.room):
                found.add((pair, None))
    return found


@given(slots())
@settings(max_examples=200)
def test_exactly_the_clashes_that_there_are_each_once(every: list[Slot]) -> None:
    found = clashes(every, NAMES)
    assert {(frozenset({item.first, item.second}), item.person) for item in found} == plain(every)
    assert len(found) == len(plain(every))


@given(slots(), st.randoms())
@settings(max_examples=60)
def test_the_order_in_which_things_are_given_changes_nothing(every: list[Slot], chance: object) -> None:
    turned = list(every)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert clashes(turned, NAMES) == clashes(every, NAMES)


@given(slots())
@settings(max_examples=60)
def test_overlapping_goes_both_ways_and_nothing_ends_by_it(every: list[Slot]) -> None:
    for one, other in combinations(every, 2):
        assert overlap(one, other) == overlap(other, one)


class TestTimes:
    @pytest.mark.parametrize(("starts", "ends"), [("10:00", "10:00"), ("10:00", "09:59")])
    def test_it_ends_after_it_begins(self, starts: str, ends: str) -> None:
        (fault,) = time_faults(slot("a", starts, ends), DAY, DAY)
        assert f"{starts}" in fault

    def test_on_a_day_of_the_visit(self) -> None:
        assert time_faults(slot("a", "09:00", "10:00"), DAY, DAY) == ()
        (fault,) = time_faults(slot("a", "09:00", "10:00", day=DAY + timedelta(days=2)), DAY, DAY + timedelta(days=1))
        assert fault == "13 November 2026 is no day of the visit, which is on 11 November 2026 to 12 November 2026."
        assert time_faults(slot("a", "09:00", "10:00"), None, None) == (
            "The visit has no day yet. Set its dates first.",
        )


@pytest.mark.parametrize("form", VisitForm)
class TestSuggested:
    def test_nothing_overlaps_and_every_day_is_used(self, form: VisitForm) -> None:
        made = suggested_slots(form, DAY)
        assert not any(overlap(one, other) for one, other in combinations(made, 2))
        assert len({item.day for item in made}) == DAYS[form]
        assert all(time_faults(item, made[0].day, made[-1].day) == () for item in made)

    def test_it_begins_with_a_welcome_ends_with_feedback_and_has_breaks(self, form: VisitForm) -> None:
        kinds = [item.kind for item in suggested(form)]
        assert (kinds[0], kinds[-1]) == (ActivityKind.MEETING, ActivityKind.FEEDBACK)
        assert ActivityKind.BREAK in kinds

    def test_never_at_a_weekend(self, form: VisitForm) -> None:
        friday = date(2026, 11, 13)
        assert all(item.day.weekday() < 5 for item in suggested_slots(form, friday))
        assert suggested_slots(form, date(2026, 11, 14))[0].day == date(2026, 11, 16)


def test_school_days_go_over_a_weekend() -> None:
    assert school_days(date(2026, 11, 12), 3) == [date(2026, 11, 12), date(2026, 11, 13), date(2026, 11, 16)]


def test_every_kind_and_form_has_words_that_sound_like_no_inspection() -> None:
    assert set(ACTIVITY_WORDS) == set(ACTIVITY_MEANS) == set(ActivityKind)
    assert set(FORM_WORDS) == set(VisitForm)
    words = " ".join([*ACTIVITY_WORDS.values(), *ACTIVITY_MEANS.values()]).lower()
    assert not any(word in words for word in ("inspect", "observe", "scrutin", "judge"))
