"""What is known of a workshop, as values for pages and decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plait.domain.frameworks import Published
from plait.domain.rounds import RoundFacts
from plait.domain.workshops import Outcome, Side, StaffKind, WorkshopState


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """A workshop as one viewer may know it. ``leads``: the viewer leads it, and still may."""

    id: int
    urn: int
    school: str
    round: RoundFacts
    published: Published
    leader_id: int
    leader: str
    held_on: date
    place: str
    areas: tuple[str, ...]
    state: WorkshopState
    version: int
    closed_on: date | None
    check_on: date | None
    participants: tuple[tuple[int, str, StaffKind], ...] = field(repr=False)
    """Number, name and what they do, by name."""
    leads: bool = False

    @property
    def round_id(self) -> int:
        return self.round.id

    @property
    def open(self) -> bool:
        return self.state is WorkshopState.OPEN

    @property
    def closed(self) -> bool:
        return self.state is WorkshopState.CLOSED


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card without its author. ``mine``: the viewer has voted for it; ``own``: the viewer wrote it."""

    id: int
    area_id: str
    side: Side
    text: str
    votes: int
    mine: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The latest answer about an action. ``turn`` counts them."""

    turn: int
    outcome: Outcome
    different: str
    whom: str
    know: str
    again_on: date | None
    answered_on: date
    answered_by: str
