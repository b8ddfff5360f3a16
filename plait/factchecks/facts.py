"""What is known of a fact-check, as values for pages and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plait.domain.fact_checks import FactCheckStanding, Turn
from plait.peerreview.facts import ReviewFacts


class Side(StrEnum):
    """For whom somebody speaks in a fact-check. Nobody speaks for both."""

    SCHOOL = "school"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    changed: bool
    text: str
    replied_at: datetime
    replied_by: str


@dataclass(frozen=True, slots=True)
class PointFacts:
    id: int
    number: int
    area_id: str
    quote: str
    wish: str
    marked_at: datetime
    marked_by: str
    reply: ReplyFacts | None


@dataclass(frozen=True, slots=True)
class FactCheckFacts:
    """A fact-check as one viewer may read it. ``id`` is 0 before the report was first offered."""

    id: int
    review: ReviewFacts
    side: Side
    leads: bool
    """The viewer answers for the team: its lead reviewer, or a headteacher of a school that looked at this one."""
    standing: FactCheckStanding
    offers: int
    offered_at: datetime | None
    offered_by: str
    check_by: date | None
    checked_at: datetime | None
    checked_by: str
    team_signed_at: datetime | None
    team_signed_by: str
    team_tells: bool
    school_signed_at: datetime | None
    school_signed_by: str
    school_tells: bool
    points: tuple[PointFacts, ...]

    @property
    def review_id(self) -> int:
        return self.review.id

    @property
    def evaluation_id(self) -> int:
        return self.review.evaluation_id

    @property
    def urn(self) -> int:
        return self.review.host_urn

    @property
    def round_id(self) -> int:
        return self.review.round.id

    @property
    def round_open(self) -> bool:
        return self.review.round_open

    @property
    def turn(self) -> Turn:
        return self.standing.turn
