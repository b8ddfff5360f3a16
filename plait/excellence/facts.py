"""What is known of an area of excellence, as values for pages and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from plait.domain.excellence import ExcellenceState


@dataclass(frozen=True, slots=True)
class ExcellenceFacts:
    """As those who take part in the review may read it. ``for_school``: the viewer speaks for the school, else for the
    team."""

    id: int
    review_id: int
    urn: int
    round_id: int
    round_open: bool
    for_school: bool
    area_id: str
    title: str
    learn: str
    evidence: str
    contact: str
    by_school: bool
    proposed_at: datetime
    proposed_by: str
    validated: bool | None
    met: tuple[str, ...]
    why: str
    decided_at: datetime | None
    decided_by: str
    valid_until: date | None
    consented_at: datetime | None
    state: ExcellenceState


@dataclass(frozen=True, slots=True)
class Listing:
    """What the directory says of one."""

    id: int
    urn: int
    school: str
    phase: str
    area: str
    title: str
    learn: str
    contact: str
    valid_until: date
    where: str
