"""Training on a day, who may lead, days away as text, and what speaks against somebody reviewing a school."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.reviewers import (
    ConflictKind,
    HostTies,
    LeadRule,
    ReviewerTies,
    Span,
    Training,
    TrainingState,
    away_in_words,
    conflicts,
    conflicts_in_words,
    may_lead,
    spans_of,
)

DAY = date(2026, 11, 26)
TRAINED = Training("Two days of peer review", date(2025, 3, 1), date(2027, 2, 28), confirmed=True)
NUMBERS = st.frozensets(st.integers(1, 6), max_size=4)
TIES = st.builds(ReviewerTies, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
HOSTS = st.builds(HostTies, st.integers(1, 6), NUMBERS, NUMBERS)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_a_training_holds_to_its_last_day_and_not_a_day_longer() -> None:
    assert TRAINED.state(date(2027, 2, 28)) is TrainingState.VALID
    assert TRAINED.state(date(2027, 3, 1)) is TrainingState.EXPIRED
    assert TRAINED.state(date(2025, 2, 28)) is TrainingState.NONE
    assert Training("Two days", date(2025, 3, 1), None, confirmed=True).state(date(2099, 1, 1)) is TrainingState.VALID
    assert Training("Two days", date(2025, 3, 1), None, confirmed=False).state(DAY) is TrainingState.UNCONFIRMED
    assert Training("", date(2025, 3, 1), None, confirmed=True).state(DAY) is TrainingState.NONE


def test_who_may_lead_and_why_not() -> None:
    assert may_lead(TRAINED, 2, DAY)
    few = may_lead(TRAINED, 1, DAY)
    assert not few
    assert few.reason.startswith("Has taken part in one review so far. Whoever holds a confirmed training and has")
    assert may_lead(TRAINED, 9, date(2027, 3, 1)).reason.startswith("Training has run out.")
    assert may_lead(Training("", None, None, confirmed=False), 0, DAY, LeadRule(trained=False, reviews=0))
    assert LeadRule(trained=False, reviews=0).words == "Anybody may lead a review."


def test_days_away_as_people_write_them() -> None:
    text = "3 3 2027 to 7 3 2027\n\n 24 December 2026 \n1/4/2027 - 2/4/2027\n24 Dec 2026"
    assert spans_of(text) == (
        Span(date(2026, 12, 24), date(2026, 12, 24)),
        Span(date(2027, 3, 3), date(2027, 3, 7)),
        Span(date(2027, 4, 1), date(2027, 4, 2)),
    )
    assert date(2027, 3, 7) in spans_of(text)[1]
    assert date(2027, 3, 8) not in spans_of(text)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 3 2027\nMondays", "“Mondays” is not understood"),
        ("31 2 2027", "“31 2 2027”: There is no such day."),
        ("3 xyz 2027", "There is no such day."),
        ("7 3 2027 to 3 3 2027", "The last day lies before the first."),
        ("x" * 500, "…” is not understood"),
    ],
)
def test_days_away_that_are_not_understood_are_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        spans_of(text)


def test_too_many_lines_of_days_away() -> None:
    with pytest.raises(ValueError, match="60 lines at most"):
        spans_of("\n".join((date(2027, 1, 1) + timedelta(days=2 * at)).strftime("%d %m %Y") for at in range(61)))


@given(st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=8))
def test_days_away_come_back_as_they_went(pairs: list[tuple[date, int]]) -> None:
    spans = {Span(first, first + timedelta(days=more)) for first, more in pairs}
    assert set(spans_of(away_in_words(spans))) == spans


def test_each_reason_not_to_review_a_school() -> None:
    host = HostTies(1, frozenset({1, 8}), frozenset({40}))
    assert conflicts(ReviewerTies(works_at=frozenset({2}), groups=frozenset({41})), host) == ()
    cases = {
        ConflictKind.WORKS: ReviewerTies(works_at=frozenset({1, 2})),
        ConflictKind.WORKED: ReviewerTies(works_at=frozenset({2}), worked_at=frozenset({1})),
        ConflictKind.TRUST: ReviewerTies(works_at=frozenset({2}), groups=frozenset({40, 41})),
        ConflictKind.RELATED: ReviewerTies(worked_at=frozenset({8})),
        ConflictKind.LAST_TIME: ReviewerTies(reviewed_last=frozenset({1})),
        ConflictKind.DECLARED: ReviewerTies(declared=frozenset({1})),
        ConflictKind.SCHOOL: ReviewerTies(declared_by=frozenset({1})),
    }
    assert {kind: conflicts(ties, host) for kind, ties in cases.items()} == {kind: (kind,) for kind in ConflictKind}
    both = ReviewerTies(works_at=frozenset({1}), reviewed_last=frozenset({1}))
    assert conflicts_in_words(conflicts(both, host)) == "works at the school and reviewed it last time"


@given(TIES, TIES, HOSTS)
def test_more_ties_never_take_a_conflict_away(some: ReviewerTies, more: ReviewerTies, host: HostTies) -> None:
    names = ReviewerTies.__dataclass_fields__
    joined = ReviewerTies(**{name: getattr(some, name) | getattr(more, name) for name in names})
    # working there says more than having worked there, and takes its place
    before = set(conflicts(some, host)) - {ConflictKind.WORKED}
    assert before <= set(conflicts(joined, host))
    assert bool(conflicts(some, host)) <= bool(conflicts(joined, host))


@given(TIES, HOSTS)
def test_only_ties_to_this_very_school_count(ties: ReviewerTies, host: HostTies) -> None:
    apart = HostTies(99, frozenset({99}), frozenset({100}))
    assert conflicts(ties, apart) == ()
    found = conflicts(ties, host)
    assert len(found) == len(set(found))
    said = (ties.works_at | ties.worked_at | ties.reviewed_last | ties.declared | ties.declared_by) & {host.urn}
    assert bool(found) == bool(said or ties.groups & host.groups or (host.line & (ties.works_at | ties.worked_at)))
