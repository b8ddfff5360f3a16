"""What one component is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np

from plait.domain.trios.bound import priced
from plait.domain.trios.ground import Flags, Ground, Ints
from plait.domain.trios.pricing import Columns

Pins: TypeAlias = Sequence[frozenset[int]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work, told in steps and not in seconds, so that the answer depends on nothing else."""

    turns: int
    rounds: int
    passes: int
    nodes: int
    proof_nodes: int


@dataclass(frozen=True, slots=True)
class Solved:
    """``groups``: members by place. ``bound``: no way to place as many in groups as even costs less."""

    groups: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    bound: float
    proven: bool
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What to solve: the ground, and what a group is."""

    ground: Ground
    wanted: int
    ring: bool
    pins: Pins = ()

    @property
    def n(self) -> int:
        return len(self.ground)

    def keeps_pins(self, members: Ints) -> Flags:
        """Which groups hold all or none of each pinned set."""
        good = np.ones(len(members), bool)
        for pin in self.pins:
            held = np.isin(members, list(pin)).sum(axis=1)
            good &= (held == 0) | (held == len(pin))
        return good

    def obeying(self, columns: Columns) -> Columns:
        return columns.take(np.flatnonzero(self.keeps_pins(columns.members))) if self.pins else columns

    def cost(self, groups: Sequence[tuple[int, ...]]) -> float:
        return sum(float(priced(self.ground, np.array([g]), ring=self.ring).costs[0]) for g in groups)


def every_group(task: Task, members: Ints, size: int) -> Columns:
    """All permitted groups of ``size`` among a few schools."""
    sets = members[np.array(list(combinations(range(len(members)), size)), np.int64).reshape(-1, size)]
    good = task.keeps_pins(sets) & task.ground.all_permitted(sets)
    return priced(task.ground, sets[good], ring=task.ring)


def part_of(task: Task, members: Ints) -> Task:
    """The task for some schools, ascending, and the pins that lie among them."""
    inside = set(members.tolist())
    pins = [frozenset(np.searchsorted(members, sorted(pin)).tolist()) for pin in task.pins if pin <= inside]
    return Task(task.ground.part(members), task.wanted, task.ring, pins)
