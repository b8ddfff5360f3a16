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
class WhoReviewsPage:
    """``teams``: round, and who of its team reads the school's work; ``named``: whom the school would rather not
    have."""

    urn: int
    school: str
    partnership_id: int
    partnership: str
    teams: tuple[tuple[str, str], ...]
    named: tuple[NamedLine, ...]
    reads_why: bool
    anybody: bool
    """Whether there is anybody to name."""


def who_reviews_page(
    urn: int,
    school: str,
    partnership: PartnershipFacts,
    teams: tuple[tuple[str, tuple[str, ...]], ...],
    named: tuple[SchoolConflictFacts, ...],
    *,
    reads_why: bool,
    anybody: bool,
) -> WhoReviewsPage:
    lines = tuple(NamedLine(item.id, item.name, item.reason, item.declared_at.date()) for item in named)
    who = tuple((title, listed(names)) for title, names in teams)
    return WhoReviewsPage(urn, school, partnership.id, partnership.name, who, lines, reads_why, anybody)


def choices(found: tuple[Choice, ...]) -> dict[int, str]:
    """What the list of people says of each: name and school."""
    return {item.reviewer_id: ", ".join((item.name, *item.schools)) for item in found}
