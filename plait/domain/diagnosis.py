"""One round of one school in one value: what every report, page and download is made from.

``plait.domain.comparison.diagnose`` builds it; nothing else does. Levels here are compared by their
position on one scale and never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plait.domain.fact_checks import CheckedFacts
from plait.domain.frameworks import Area, Framework, Level, Scale, Statement
from plait.domain.judgements import NO_WORDS, Answer, Words, level_of
from plait.domain.scored import Derived
from plait.domain.stages import ActionState


@dataclass(frozen=True, slots=True)
class ChallengeRecord:
    """What the challenge conversation decided on one area: the agreed answer, why, who recorded it, and
    when."""

    area_id: str
    agreed: Answer
    reason: str = ""
    by: str = ""
    on: date | None = None
    words: Words = NO_WORDS
    """What was agreed where the round is judged in words."""


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """Something the school will do. ``area_id`` is empty for the school as a whole; ``measure`` is how it
    will know."""

    area_id: str
    text: str
    owner: str = ""
    due: date | None = None
    measure: str = ""
    state: ActionState | None = None

    @property
    def open(self) -> bool:
        """Whether it still lies ahead."""
        return self.state not in (ActionState.DONE, ActionState.STOPPED)


class Relation(StrEnum):
    """A peer's view beside the school's own."""

    ABOVE = "above"
    IN_LINE = "in-line"
    BELOW = "below"

    @classmethod
    def of(cls, steps: int) -> Relation:
        return cls.ABOVE if steps > 0 else cls.BELOW if steps < 0 else cls.IN_LINE


class Basis(StrEnum):
    """Where the answer that stands for an area comes from."""

    AGREED = "agreed"
    JUDGED = "judged"
    STATEMENTS = "statements"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PeerView:
    """What one partner said of one area.

    ``steps``: positions above (+) or below (−) the school's own view; ``None`` where the two cannot be
    compared. ``derived``: the level follows from the partner's statements because no level was given for the
    area.
    """

    peer: str
    answer: Answer
    steps: int | None
    words: str
    comment: str = ""
    evidence: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    derived: bool = False
    strengths: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()

    @property
    def relation(self) -> Relation | None:
        return None if self.steps is None else Relation.of(self.steps)


@dataclass(frozen=True, slots=True)
class EarlierView:
    """What stood for an area in an earlier round. ``answer`` is ``None`` where it cannot be set beside this
    round; ``note`` then says why."""

    round: str
    answer: Answer
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The move from the round before. ``steps``: positions, + for up; ``None`` where the two cannot be
    compared."""

    since: str
    steps: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """How the conversation left an area: kept as the school judged it, or changed."""

    agreed: Answer
    kept: bool
    words: str
    reason: str = ""
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement: the school's answer, each partner's in the order of :attr:`Diagnosis.peers`, last
    round's."""

    statement: Statement
    own: Answer
    peers: tuple[Answer, ...] = ()
    previous: Answer = None


@dataclass(frozen=True, slots=True)
class NextDescriptor:
    """What a statement that is not there yet looks like one level up. ``now`` is its present answer in
    words."""

    statement: str
    now: str
    descriptor: str


@dataclass(frozen=True, slots=True)
class AreaDiagnosis:
    """Everything a report says about one area. ``settled`` is the answer that stands; ``own`` what the
    school said. In a round judged in words ``strengths`` and ``consider`` are what stands, ``own_words`` what the
    school said."""

    number: int
    area: Area
    judged: Answer
    derived: Derived
    own: Answer
    settled: Answer
    basis: Basis
    rule_words: str
    note: str
    peers: tuple[PeerView, ...]
    challenged: Challenged | None
    earlier: tuple[EarlierView, ...]
    change: Change | None
    evidence: tuple[str, ...]
    comments: str
    actions: tuple[PlannedAction, ...]
    statements: tuple[StatementView, ...]
    next_level: Level | None
    next_descriptors: tuple[NextDescriptor, ...]
    strengths: tuple[str, ...] = ()
    consider: tuple[str, ...] = ()
    own_words: Words = NO_WORDS

    @property
    def scale(self) -> Scale:
        return self.area.scale

    @property
    def level(self) -> Level | None:
        """The level that stands, ``None`` where there is none."""
        return level_of(self.settled)

    @property
    def previous(self) -> EarlierView | None:
        """The round before this one, ``None`` in a first round."""
        return self.earlier[-1] if self.earlier else None

    def position(self, answer: Answer) -> int | None:
        """Steps from the bottom of this area's scale; ``None`` for anything but one of its levels."""
        level = level_of(answer)
        return None if level not in self.scale.levels or level is None else self.scale.position(level)


@dataclass(frozen=True, slots=True)
class OverallDiagnosis:
    """The level for the whole, where the framework allows one; otherwise only ``note`` says why there is
    none."""

    allowed: bool
    note: str
    derived: Derived | None = None
    own: Level | None = None
    peers: tuple[Level | None, ...] = ()
    previous: Level | None = None
    change: Change | None = None

    @property
    def level(self) -> Level | None:
        return self.derived.level if self.derived else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two views gave one area the same level. ``within_one`` counts the same and one step apart."""

    who: str
    comparisons: int
    exact: int
    within_one: int
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """A strength, or an area to consider: which area, and the sentence."""

    area_ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do next. ``planned`` when the school wrote it; otherwise drawn from the next level's
    descriptor."""

    area_id: str
    title: str
    text: str
    planned: bool
    owner: str = ""
    due: date | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Headlines:
    """What a governor reads in two minutes. Each list may be empty; its ``…_note`` then says why, or states
    its rule."""

    shape: str
    moved: tuple[str, ...]
    challenge: str
    strengths: tuple[Point, ...]
    strengths_note: str
    consider: tuple[Point, ...]
    consider_note: str
    next_steps: tuple[NextStep, ...]
    next_note: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One school, one round, one framework version. ``peers`` and ``rounds`` name the views compared,
    oldest round first. ``notes`` are things a reader must know about the comparison, in sentences."""

    framework: Framework
    school: str
    urn: int | None
    round: str
    completed_by: str
    dated: date | None
    prepared: date | None
    visible_to: str
    peers: tuple[str, ...]
    rounds: tuple[str, ...]
    areas: tuple[AreaDiagnosis, ...]
    left_out: tuple[str, ...]
    overall: OverallDiagnosis
    agreement: tuple[Agreement, ...]
    together: Agreement | None
    headlines: Headlines
    actions: tuple[PlannedAction, ...]
    notes: tuple[str, ...]
    checked: CheckedFacts | None = None
    """The fact-check, once school and reviewers have signed it off."""
    version: str = ""
    """Of a released report: ``report version 2``; empty for one that was not released."""
    subject: str = ""
    """``Department: Mathematics``, where partners looked at something else than the whole school; empty otherwise."""

    @property
    def has_levels(self) -> bool:
        """Whether any area is judged on a scale; enquiry frameworks have none."""
        return any(area.scale for area in self.areas)

    def area(self, area_id: str) -> AreaDiagnosis | None:
        return next((area for area in self.areas if area.area.id == area_id), None)

    @property
    def whole_actions(self) -> tuple[PlannedAction, ...]:
        """Actions that belong to no area shown here."""
        shown = {area.area.id for area in self.areas}
        return tuple(action for action in self.actions if action.area_id not in shown)
