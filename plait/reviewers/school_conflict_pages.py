"""What the page “Who reviews you” shows a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plait.domain.rounds import PartnershipFacts
from plait.domain.wording import listed
from plait.reviewers.school_conflict_queries import Choice, SchoolConflictFacts


@dataclass(frozen=True, slots=True)
class NamedLine:
    """``why``: for headteachers alone."""

    id: int
    name: str
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class LookingLine:
    """Who looks at the school in a round: partner schools, and people of its team, each as a list in a sentence."""

    round: str
    schools: str
    people: str
    several: bool
    """More than one partner school."""


@dataclass(frozen=True, slots=True)
class WhoReviewsPage:
    """``looking``: who looks at the school, round by round; ``named``: whom the school would rather not have."""

    urn: int
    school: str
    partnership_id: int
    partnership: str
    looking: tuple[LookingLine, ...]
    named: tuple[NamedLine, ...]
    reads_why: bool
    anybody: bool
    """Whether there is anybody to name."""


def who_reviews_page(
    urn: int,
    school: str,
    partnership: PartnershipFacts,
    looking: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...],
    named: tuple[SchoolConflictFacts, ...],
    *,
    reads_why: bool,
    anybody: bool,
) -> WhoReviewsPage:
    lines = tuple(NamedLine(item.id, item.name, item.reason, item.declared_at.date()) for item in named)
    who = tuple(
        LookingLine(title, listed(schools), listed(people), len(schools) > 1) for title, schools, people in looking
    )
    return WhoReviewsPage(urn, school, partnership.id, partnership.name, who, lines, reads_why, anybody)


def choices(found: tuple[Choice, ...]) -> dict[int, str]:
    """What the list of people says of each: name and school."""
    return {item.reviewer_id: ", ".join((item.name, *item.schools)) for item in found}
