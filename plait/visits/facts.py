"""A visit and what belongs to it, as values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from plait.domain.frameworks import Published
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.rounds import RoundFacts
from plait.domain.timetable import NEEDS_NOBODY, ActivityKind, Slot, VisitForm, VisitSubject
from plait.domain.visibility import Artefact, Contract, Phase, Relation, Sight


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit as the viewer may know of it; ``relations``: what the viewer is to the host in this round."""

    id: int
    uuid: UUID
    round: RoundFacts
    host_urn: int
    host: str
    form: VisitForm
    subject: VisitSubject
    subject_name: str
    starts_on: date | None
    ends_on: date | None
    version: int
    focus_version: int
    focus_saved_by: str
    focus_shared_at: datetime | None
    focus_shared_by: str
    hypotheses_shared_at: datetime | None
    hypotheses_shared_by: str
    hypotheses_begun: bool
    round_open: bool
    signature_stands: bool
    contract: Contract
    definition: ProgrammeDefinition
    published: Published
    relations: frozenset[Relation]

    @property
    def round_id(self) -> int:
        return self.round.id

    def phase(self, artefact: Artefact) -> Phase:
        if artefact is Artefact.FOCUS:
            return Phase.SUBMITTED if self.focus_shared_at else Phase.DRAFT
        if artefact is Artefact.HYPOTHESIS:
            return Phase.REVEALED if self.hypotheses_shared_at else Phase.OPEN
        return Phase.PLANNED

    def reads(self, artefact: Artefact) -> bool:
        """Whether the contract opens this part of the visit to the viewer, as it stands."""
        return self.contract.sight(artefact, self.phase(artefact), self.relations) >= Sight.READ

    @property
    def comes(self) -> bool:
        """The viewer is one of those who come."""
        return Relation.REVIEWER in self.relations

    @property
    def of_the_host(self) -> bool:
        """The viewer prepares the visit for the school."""
        return bool(self.relations & {Relation.HEAD, Relation.LEADER})


@dataclass(frozen=True, slots=True)
class FocusFacts:
    """One focus. ``kind`` is ``area``, ``statement`` or ``question``; ``text`` is what it is called."""

    id: int
    number: int
    kind: str
    ref: str
    text: str
    dropped: bool

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True, slots=True)
class FocusWords:
    """What a school chose and wrote before a visit; ``items``: numbers of the items that it shares."""

    focuses: tuple[FocusFacts, ...]
    note: str
    items: tuple[int, ...]
    changes: tuple[tuple[datetime, str, str], ...]
    """When, who and what was changed after the visitors had begun."""

    @property
    def standing(self) -> tuple[FocusFacts, ...]:
        return tuple(item for item in self.focuses if not item.dropped)


@dataclass(frozen=True, slots=True)
class HypothesisFacts:
    """What the visitors think about one focus; ``version`` is 0 where nothing is written yet."""

    focus_id: int
    thinks: str = ""
    speaks_for: str = ""
    against: str = ""
    would_change: str = ""
    look_at: str = ""
    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, slots=True)
class SomebodyThere:
    """A person in an activity. ``present``: they still come, or still work at the school."""

    id: int
    name: str
    visitor: bool
    present: bool


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    id: int
    uuid: UUID
    kind: ActivityKind
    title: str
    day: date
    starts: time
    ends: time
    room: str
    version: int
    saved_by: str
    people: tuple[SomebodyThere, ...]

    @property
    def visitors(self) -> tuple[SomebodyThere, ...]:
        return tuple(item for item in self.people if item.visitor and item.present)

    @property
    def hosts(self) -> tuple[SomebodyThere, ...]:
        return tuple(item for item in self.people if not item.visitor and item.present)

    @property
    def open(self) -> bool:
        """Nobody of those who come is in it, and somebody should be."""
        return self.kind not in NEEDS_NOBODY and not self.visitors

    def slot(self, *, only: Collection[int] | None = None) -> Slot:
        """For looking for clashes; ``only``: people who count."""
        there = {item.id for item in self.people if item.present and (only is None or item.id in only)}
        return Slot(str(self.uuid), self.title, self.day, self.starts, self.ends, self.room, frozenset(there))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who comes, for one of the schools that look at the host."""

    id: int
    name: str
    urn: int
    school: str


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who comes, and the school's own people, by name."""

    visitors: tuple[Visitor, ...]
    hosts: tuple[Visitor, ...]
