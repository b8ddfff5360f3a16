"""Reviewers of a partnership's pool: training and when it ends, days away, who may lead, and conflicts of interest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plait.domain.verdicts import YES, Verdict, no
from plait.domain.wording import counted, days_in_words, listed

PHASES = {
    "early-years": "early years",
    "primary": "primary",
    "secondary": "secondary",
    "post-16": "post-16",
    "special": "special schools",
    "alternative": "alternative provision",
}
"""Where somebody can review, by key."""


class TrainingState(StrEnum):
    """Where a reviewer is with their training on one day."""

    NONE = "none"
    UNCONFIRMED = "unconfirmed"
    VALID = "valid"
    EXPIRED = "expired"


TRAINING_WORDS = {
    TrainingState.NONE: "No training yet",
    TrainingState.UNCONFIRMED: "Waits to be confirmed",
    TrainingState.VALID: "Trained",
    TrainingState.EXPIRED: "Training has run out",
}


@dataclass(frozen=True, slots=True)
class Training:
    """What somebody was trained in, when, until when it holds (``None``: for good), and whether the lead confirmed."""

    what: str
    on: date | None
    expires: date | None
    confirmed: bool

    def state(self, day: date) -> TrainingState:
        """Where it stands on ``day``. The last day of a training still counts; a day before it was held does not."""
        if not self.what or self.on is None or self.on > day:
            return TrainingState.NONE
        if self.expires is not None and self.expires < day:
            return TrainingState.EXPIRED
        return TrainingState.VALID if self.confirmed else TrainingState.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class LeadRule:
    """Who may lead a review: ``trained`` on its day, and part of at least so many ``reviews`` before."""

    trained: bool = True
    reviews: int = 2

    @property
    def words(self) -> str:
        """The rule as a sentence."""
        parts = ["holds a confirmed training"] if self.trained else []
        parts += [f"has taken part in {counted(self.reviews, 'review')} or more"] if self.reviews else []
        return f"Whoever {' and '.join(parts)} may lead a review." if parts else "Anybody may lead a review."


LEADING = LeadRule()
"""The rule where nobody says otherwise."""


def may_lead(training: Training, reviews: int, day: date, rule: LeadRule = LEADING) -> Verdict:
    """Whether somebody may lead a review on ``day``. ``reviews``: those that they were part of before."""
    if rule.trained and (state := training.state(day)) is not TrainingState.VALID:
        return no(f"{TRAINING_WORDS[state]}. {rule.words}")
    if reviews < rule.reviews:
        return no(f"Has taken part in {counted(reviews, 'review')} so far. {rule.words}")
    return YES


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("The last day lies before the first.")

    @classmethod
    def of(cls, first: str, last: str) -> Span:
        """From two days as they are stored (ISO)."""
        return cls(date.fromisoformat(first), date.fromisoformat(last))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def words(self) -> str:
        return days_in_words(self.first, self.last)


MOST_SPANS = 60
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_DAY = r"(\d{1,2})[ ./-]+(\d{1,2}|[a-z]{3,9})[ ./-]+(\d{4})"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:to|until|–|-)\s*{_DAY})?", re.IGNORECASE | re.ASCII)


def spans_of(text: str) -> tuple[Span, ...]:
    """Days away, one a line: ``3 March 2027`` or ``3 3 2027 to 7 3 2027``; sorted, each once.

    Raises ``ValueError`` that names the first line which is not understood.
    """
    found = set()
    for line in (" ".join(line.split()) for line in text.splitlines()):
        if not line:
            continue
        shown = line if len(line) <= 40 else f"{line[:40]}…"
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(
                f"“{shown}” is not understood. Write one day, or first to last, like 3 3 2027 to 7 3 2027."
            )
        try:
            first = _date(*match.groups()[:3])
            last = _date(*match.groups()[3:]) if match[4] else first
            found.add(Span(first, last))
        except ValueError as wrong:
            raise ValueError(f"“{shown}”: {wrong}") from None
    if len(found) > MOST_SPANS:
        raise ValueError(f"Give {MOST_SPANS} lines at most. Longer times can stand in one line, from first to last.")
    return tuple(sorted(found, key=lambda span: (span.first, span.last)))


def _date(day: str, month: str, year: str) -> date:
    number = int(month) if month.isdecimal() else next(
        (at for at, name in enumerate(_MONTHS, 1) if name.startswith(month.lower())), 0
    )  # fmt: skip
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise ValueError("There is no such day.") from None


def away_in_words(spans: Iterable[Span]) -> str:
    """The days away as text that :func:`spans_of` reads back."""
    return "\n".join(span.words for span in spans)


class ConflictKind(StrEnum):
    """Why somebody should not review a school."""

    WORKS = "works"
    WORKED = "worked"
    TRUST = "trust"
    RELATED = "related"
    LAST_TIME = "last-time"
    DECLARED = "declared"
    SCHOOL = "declared-by-school"


CONFLICT_WORDS = {
    ConflictKind.WORKS: "works at the school",
    ConflictKind.WORKED: "has worked at the school",
    ConflictKind.TRUST: "works in the same trust or published group",
    ConflictKind.RELATED: "works at a school that the register links to it",
    ConflictKind.LAST_TIME: "reviewed it last time",
    ConflictKind.DECLARED: "would rather not review it",
    ConflictKind.SCHOOL: "had better not review it, as the school sees it",
}
"""Each kind as the end of a sentence about the reviewer. Why somebody or a school would rather not stands on no
list."""


@dataclass(frozen=True, slots=True)
class ReviewerTies:
    """What ties a person to schools, all by URN. ``groups``: numbers of published groups that their schools are in."""

    works_at: frozenset[int] = frozenset()
    worked_at: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    reviewed_last: frozenset[int] = frozenset()
    declared: frozenset[int] = frozenset()
    declared_by: frozenset[int] = frozenset()
    """Schools that would rather have somebody else."""


@dataclass(frozen=True, slots=True)
class HostTies:
    """What ties a school to others. ``line``: schools before and after it, and others that the register links to it,
    with itself. ``groups``: published groups that it is in."""

    urn: int
    line: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()


def conflicts(person: ReviewerTies, host: HostTies) -> tuple[ConflictKind, ...]:
    """Why this person should not review this school; empty where nothing speaks against it. Each reason once, the
    weightiest first. A school that closed and the one that carries it on count as related, not as the same."""
    near = host.line - {host.urn}
    tests = {
        ConflictKind.WORKS: host.urn in person.works_at,
        ConflictKind.WORKED: host.urn in person.worked_at and host.urn not in person.works_at,
        ConflictKind.TRUST: bool(person.groups & host.groups),
        ConflictKind.RELATED: bool(near & (person.works_at | person.worked_at)),
        ConflictKind.LAST_TIME: host.urn in person.reviewed_last,
        ConflictKind.DECLARED: host.urn in person.declared,
        ConflictKind.SCHOOL: host.urn in person.declared_by,
    }
    return tuple(kind for kind, holds in tests.items() if holds)


def conflicts_in_words(found: Iterable[ConflictKind]) -> str:
    """``works at the school and reviewed it last time``; empty for none."""
    return listed([CONFLICT_WORDS[kind] for kind in found])
