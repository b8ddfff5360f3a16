"""Who leads a workshop, how mixed it is, and when somebody looks again."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plait.domain.workshops import Candidate, Outcome, StaffKind, first_check, may_lead, next_check, thin_mix

ASH, BECK, CLIFF, DELL = 990001, 990002, 990003, 990004
DAY = date(2026, 12, 1)
URNS = st.frozensets(st.sampled_from((ASH, BECK, CLIFF, DELL)))


def asked(candidate: Candidate) -> str:
    """The reason against it; empty where they may. Beck looks at Ash; all four take part."""
    return may_lead(candidate, host=ASH, reviewers={BECK}, others={BECK, CLIFF, DELL}).reason


def test_a_facilitator_and_somebody_of_another_school_may() -> None:
    assert asked(Candidate(1, "Fay", facilitates=True)) == ""
    assert asked(Candidate(2, "Tea", schools=frozenset({CLIFF}), reviews_for=frozenset({CLIFF}))) == ""
    assert asked(Candidate(3, "Tim", schools=frozenset({BECK}))) == "", (
        "teaches at the school that reviewed, not on its team"
    )


def test_the_reason_names_what_is_in_the_way() -> None:
    assert "on the team" in asked(Candidate(1, "Ben", schools=frozenset({BECK}), reviews_for=frozenset({BECK})))
    assert "on the team" in asked(Candidate(2, "Fay", facilitates=True, wrote=True))
    assert "own school" in asked(Candidate(3, "Ada", facilitates=True, schools=frozenset({ASH})))
    assert "neither" in asked(Candidate(4, "Sam", schools=frozenset({990009})))


@given(st.booleans(), URNS, URNS, st.booleans())
def test_nobody_of_the_team_ever_leads(
    facilitates: bool, schools: frozenset[int], reviews: frozenset[int], wrote: bool
) -> None:
    candidate = Candidate(1, "Fay", facilitates, schools, reviews, wrote)
    verdict = may_lead(candidate, host=ASH, reviewers={BECK}, others={BECK, CLIFF, DELL})
    if wrote or BECK in reviews or ASH in schools:
        assert not verdict
    assert bool(verdict) != bool(verdict.reason)


def test_a_thin_mix_is_asked_about_gently() -> None:
    every = [StaffKind.TEACHER, StaffKind.SUPPORT, StaffKind.LEADER, StaffKind.GOVERNOR]
    assert thin_mix(every) == ""
    assert "support staff" in thin_mix([StaffKind.TEACHER, StaffKind.TEACHER, StaffKind.LEADER])
    assert "a few more voices" in thin_mix(every[:3]).lower()


def test_the_first_check_is_the_programmes_or_twelve_weeks_on() -> None:
    assert first_check(DAY, None) == DAY + timedelta(weeks=12)
    assert first_check(DAY, date(2027, 3, 31)) == date(2027, 3, 31)
    assert first_check(DAY, DAY) == DAY + timedelta(weeks=12), "not on the very day, or before"


def test_what_is_not_done_comes_back_on_its_day() -> None:
    later = date(2027, 5, 1)
    assert next_check(None, [1], {}) is None
    assert next_check(DAY, [], {}) is None
    assert next_check(DAY, [1, 2], {}) == DAY
    assert next_check(DAY, [1, 2], {1: (Outcome.DONE, None)}) == DAY
    assert next_check(DAY, [1, 2], {1: (Outcome.DONE, None), 2: (Outcome.NOT_YET, later)}) == later
    assert next_check(DAY, [1, 2], {1: (Outcome.STOPPED, None), 2: (Outcome.DONE, None)}) is None


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=5))
def test_it_ends_only_when_all_is_done_or_stopped(outcomes: list[Outcome]) -> None:
    latest = {number: (outcome, DAY) for number, outcome in enumerate(outcomes)}
    over = set(outcomes) <= {Outcome.DONE, Outcome.STOPPED}
    assert (next_check(DAY, list(latest), latest) is None) == over
