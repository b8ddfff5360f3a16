"""Who suits a review: refused, ranked and said; the same whatever order people come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from plait.domain.review_teams import (
    PROTOCOL,
    Candidate,
    TeamRules,
    Window,
    may_join,
    ranked,
    said,
    suggestion,
)
from plait.domain.reviewers import ConflictKind, Span, Training

TODAY = date(2026, 11, 2)
WINDOW = Window(date(2026, 11, 9), date(2026, 11, 20))  # two weeks, Monday to Friday
TRAINED = Training("Two days", date(2025, 3, 1), None, confirmed=True)
AMY = Candidate(1, "Amy", TRAINED, 3, (), (), 12.3, 30, 1, 2)
MADE = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=6)
"""Trained, in a conflict, away, on how many reviews."""


def test_what_speaks_for_and_against_is_said() -> None:
    found = suggestion(AMY, WINDOW, TODAY)
    assert said(found) == "Free on every school day; 12 km away; on one review this year, takes on 2."
    assert found.verdict
    assert found.may_lead
    far = replace(AMY, km=44.0, away=(Span(date(2026, 11, 9), date(2026, 11, 17)),), most=0)
    text = said(suggestion(far, WINDOW, TODAY))
    assert text.startswith("Free on 3 of 10 school days; 44 km away, further than they travel (30 km)")
    soon = replace(AMY, training=replace(TRAINED, expires=date(2026, 11, 10)))
    assert said(suggestion(soon, WINDOW, TODAY)).endswith("training runs out before the review is due.")


def test_a_conflict_or_a_training_that_ran_out_keeps_somebody_off() -> None:
    out = replace(AMY, training=replace(TRAINED, expires=date(2026, 11, 1)))
    assert may_join(out, TODAY).reason == "Amy: training has run out."
    assert may_join(replace(out, training=replace(TRAINED, expires=TODAY)), TODAY)
    tied = replace(AMY, conflicts=(ConflictKind.WORKED, ConflictKind.DECLARED))
    assert may_join(tied, TODAY).reason == "Amy has worked at the school and would rather not review it."
    assert may_join(replace(tied, training=out.training), TODAY, TeamRules(training=False, conflicts=False))


def test_free_and_little_asked_people_come_first_and_those_who_may_not_last() -> None:
    ben = replace(AMY, person_id=2, name="Ben", load=0)
    cat = replace(AMY, person_id=3, name="Cat", load=0, km=2.0)
    dan = replace(AMY, person_id=4, name="Dan", load=2)
    eve = replace(AMY, person_id=5, name="Eve", away=(Span(date(2026, 11, 1), date(2026, 11, 30)),), load=0)
    fay = replace(AMY, person_id=6, name="Fay", conflicts=(ConflictKind.WORKS,), load=0, km=0.0)
    order = [item.candidate.name for item in ranked([fay, eve, dan, AMY, ben, cat], WINDOW, TODAY)]
    assert order == ["Cat", "Ben", "Amy", "Dan", "Eve", "Fay"]


@given(MADE)
def test_the_order_does_not_hang_on_who_came_first(made: list[tuple[bool, bool, bool, int]]) -> None:
    people = [
        replace(
            AMY,
            person_id=number,
            training=replace(TRAINED, confirmed=trained),
            conflicts=(ConflictKind.WORKED,) if tied else (),
            away=(Span(WINDOW.first, WINDOW.last),) if away else (),
            load=load,
        )
        for number, (trained, tied, away, load) in enumerate(made)
    ]
    found = ranked(people, WINDOW, TODAY)
    assert found == ranked(people[::-1], WINDOW, TODAY)
    assert sorted(item.candidate.person_id for item in found) == list(range(len(people)))
    verdicts = [bool(item.verdict) for item in found]
    assert verdicts == sorted(verdicts, reverse=True)
    for item in found:
        assert bool(item.verdict) == (item.candidate.training.confirmed and not item.candidate.conflicts)


def test_the_protocol_is_in_the_first_person() -> None:
    assert all(" I " in f" {point}" for point in PROTOCOL.points)
