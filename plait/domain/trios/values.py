"""Forming groups of schools that review each other: what is asked, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """How a group reviews. ``MUTUAL``: everybody reviews everybody, cost is all pairs. ``RING``: each reviews the
    next, cost is the legs from reviewer to host."""

    MUTUAL = "mutual"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school to be put in a group. Coordinates in metres on the national grid; ``traits``: columns by name."""

    urn: int
    name: str
    phase: str
    easting: float
    northing: float
    traits: Mapping[str, str] = field(default_factory=dict)


Pair = tuple[int, int]
"""Two URNs, the lower first."""


def pair(a: int, b: int) -> Pair:
    """Two URNs in their order."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class GroupRules:
    """What a group must be. All rules hold for every two schools of a group, in either mode.

    ``forbidden``, ``previous``: pairs that may not meet. ``same``, ``different``: columns in which two schools
    must agree, or may not; a blank agrees with blanks alone under ``same`` and breaks no ``different``.
    ``contrast``: a column in which two alike schools cost ``contrast_km`` more; blanks are never alike.
    ``need``, ``strength``: columns, ``;`` between several words; two schools of which neither is strong in what the
    other needs cost ``meet_km`` more. ``across_phases``: phases may mix. ``together``: schools pinned to one group.
    """

    size: int = 3
    mode: Mode = Mode.MUTUAL
    forbidden: frozenset[Pair] = frozenset()
    previous: frozenset[Pair] = frozenset()
    max_km: float | None = None
    same: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    contrast: str = ""
    contrast_km: float = 2.0
    need: str = ""
    strength: str = ""
    meet_km: float = 2.0
    across_phases: bool = False
    together: tuple[frozenset[int], ...] = ()


SIZES = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class FormedGroup:
    """``members``: URNs; in a ring each reviews the one after, the last the first. ``km`` as the mode counts."""

    members: tuple[int, ...]
    km: float
    surcharge_km: float


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A school that could not be placed: the rule in the way, and what would help."""

    urn: int
    reason: str
    relax: str


@dataclass(frozen=True, slots=True)
class Forming:
    """All groups, and how good they are.

    ``total_km``: what they travel. ``cost_km``: that and the surcharges for alike schools, which is what was
    made small. ``cost_bound_km``: no permitted way to place as many schools, in groups as even, costs less.
    ``lower_bound_km``: the same for ``total_km``. ``cut_short``: a time limit ended the search, so another run may
    differ.
    """

    groups: tuple[FormedGroup, ...]
    left_over: tuple[LeftOver, ...]
    total_km: float
    cost_km: float
    lower_bound_km: float
    cost_bound_km: float
    proven: bool
    cut_short: bool

    @property
    def gap_percent(self) -> float:
        """How far the cost may be above the least one, in per cent of the bound."""
        if self.cost_km <= self.cost_bound_km + 1e-9:
            return 0.0
        if self.cost_bound_km <= 0:
            return 100.0
        return 100.0 * (self.cost_km / self.cost_bound_km - 1)


class CannotForm(Exception):
    """What was asked contradicts itself. ``urns``: whom it concerns."""

    def __init__(self, reason: str, urns: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.urns = urns


class CannotKeepTogether(CannotForm):
    """Schools that are pinned together and may not be in one group."""
