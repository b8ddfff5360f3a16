"""A tighter bound, and groups close to it: cuts and groups are added until neither helps; the mixture is rounded.

For any prices, any worths of zero or more for the cuts and any price of unevenness the bound holds: a group's *slack*
is its cost less the prices of its members plus what it pays for cuts; lower each price by the least share of negative
slack, and no partition costs less than ``Σ price − Σ worth · limit + least price of unevenness · unevenness``. Since
cuts are only ever paid for, the exact enumeration without them misses no group with negative slack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from plait.domain.trios.cuts import Cut, broken, limits, penalty
from plait.domain.trios.ground import Floats
from plait.domain.trios.master import Answer, Edge, Master
from plait.domain.trios.plan import least_unevenness, plans, unevenness
from plait.domain.trios.pricing import BLOCK, Columns, joined, worth_having
from plait.domain.trios.programs import SolverFailed
from plait.domain.trios.task import Task

CLOSE = 2e-5  # share of the value within which bound and mixture agree
GAIN = 2e-5  # share of the value that a round of cuts has to bring
WHOLE = 0.97  # share from which a group is taken as whole
NEARLY = 0.8  # share from which several groups are chosen at a time
CUT_ROUNDS = 10  # with the same groups


@dataclass(frozen=True, slots=True)
class Tight:
    """Prices that prove ``value``: with these no group has negative slack."""

    price: Floats
    uneven: float
    cuts: tuple[Cut, ...]
    worth: Floats
    value: float

    def paying(self) -> list[Cut]:
        """The cuts that are worth something."""
        return [cut for cut, worth in zip(self.cuts, self.worth.tolist(), strict=True) if worth > 1e-9]

    def slack(self, task: Task, columns: Columns) -> Floats:
        """Cost less prices plus what the cuts and the unevenness cost."""
        return slack_of(task, columns, self.price, self.uneven, self.cuts, self.worth)

    def within(self, task: Task, reach: float, most: int = BLOCK) -> list[Columns] | None:
        """All groups of the sizes planned whose slack is at most ``reach``; ``None`` if more than ``most`` are seen."""
        found, seen = [], 0
        for size in sizes_of(task):
            parts = []
            spare = reach + self.uneven * unevenness(size, task.wanted)
            for block in worth_having(task.ground, size, self.price + (spare + 1e-9) / size, ring=task.ring):
                block = task.obeying(block)
                seen += len(block)
                if seen > most:
                    return None
                parts.append(block.take(np.flatnonzero(self.slack(task, block) <= reach)))
            found.append(joined(parts, size))
        return found


def slack_of(task: Task, columns: Columns, price: Floats, uneven: float, cuts: Sequence[Cut], worth: Floats) -> Floats:
    """Cost less prices plus what the cuts and the unevenness cost."""
    weight = uneven * unevenness(columns.size, task.wanted)
    return columns.slack(price) - weight + penalty(cuts, worth, columns.members, task.n, task.wanted)


def sizes_of(task: Task) -> list[int]:
    """Sizes that a plan may hold."""
    return sorted({size for plan in plans(task.n, task.wanted) for size in plan})


def tighten(
    task: Task,
    pool: Sequence[Columns],
    charge: Floats,
    *,
    rounds: int,
    stop: Callable[[], bool],
    edge: Edge | None = None,
    cuts: Sequence[Cut] = (),
) -> tuple[Tight | None, Master]:
    """The best bound of all rounds, and the programme as it stands at the end.

    ``cuts``: to begin with. With an ``edge`` the value is what can be changed of it, and groups that hold none but
    schools of the edge are not looked at.
    """
    total = least_unevenness(task.n, task.wanted) if edge is None else 0
    master = Master(task.n, task.wanted, total, charge, edge)
    for columns in pool:
        columns = task.obeying(columns)
        if len(columns) and (columns.size == task.wanted or total):
            master.add_groups(columns, unevenness(columns.size, task.wanted))
    master.add_cuts(cuts)
    return improved(task, master, rounds, stop), master


def improved(task: Task, master: Master, rounds: int, stop: Callable[[], bool]) -> Tight | None:
    """The best bound of ``rounds`` rounds of cuts and groups, which the programme then holds."""
    total = master.unevenness
    best: Tight | None = None
    for _ in range(rounds):
        try:
            answer = _with_cuts(task, master, stop)
        except SolverFailed:
            break
        tight, new = _priced_out(task, master, answer.price, answer.uneven, answer.worth, total)
        if tight is not None and (best is None or tight.value > best.value):
            best = tight
        lacking = np.flatnonzero((answer.missing > 1e-7) & master.free)
        if len(lacking):
            master.charge_more(lacking)
        elif tight is not None and answer.value - tight.value <= CLOSE * abs(answer.value):
            break
        added = sum(master.add_groups(block, unevenness(block.size, task.wanted)) for block in new)
        if not (added or len(lacking)) or stop():
            break
    return best


def rounded(master: Master) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """What is whole in the mixture; and that with more: the largest shares chosen, and the rest solved again."""
    groups = master.groups
    chosen: list[int] = []
    whole: list[int] = []
    free = np.ones(master.n, bool)
    while True:
        try:
            share = master.solve().share
        except SolverFailed:
            break
        if not chosen:
            whole = np.flatnonzero(share > WHOLE).tolist()
        new: list[int] = []
        for place in np.argsort(-share, kind="stable").tolist():
            if share[place] < 1e-6 or (new and share[place] <= NEARLY):
                break
            if free[list(groups[place])].all():
                new.append(place)
                free[list(groups[place])] = False
        if not new:
            break
        chosen += new
        master.fix(np.array(new, np.int64))
    return [groups[place] for place in whole], [groups[place] for place in chosen]


def _with_cuts(task: Task, master: Master, stop: Callable[[], bool]) -> Answer:
    """The mixture of the groups there are, after as many rounds of cuts as bring something."""
    answer = master.solve()
    for _ in range(CUT_ROUNDS):
        chosen = np.flatnonzero(answer.share > 1e-6)
        groups = master.groups
        mixture = [groups[place] for place in chosen]
        if stop() or not master.add_cuts(
            broken(mixture, answer.share[chosen], task.n, task.wanted, max(100, task.n // 2))
        ):
            break
        before, answer = answer.value, master.solve()
        if answer.value - before <= GAIN * abs(before):
            break
    return answer


def _priced_out(
    task: Task, master: Master, price: Floats, uneven: float, worth: Floats, total: int
) -> tuple[Tight | None, list[Columns]]:
    """A valid bound from these prices, and groups with negative slack."""
    n, cuts, free = task.n, tuple(master.cuts), master.free
    least, found = np.zeros(n), []
    for block in worth_having(task.ground, task.wanted, price, ring=task.ring):
        block = task.obeying(block)
        slack = slack_of(task, block, price, 0.0, cuts, worth)
        if (edge := master.edge) is not None:
            block, slack = _not_of(edge, task, block, slack)
        share = slack / np.maximum(free[block.members].sum(axis=1), 1)
        for column in range(task.wanted):
            np.minimum.at(least, block.members[:, column], share)
        found.append(_some(block, slack, n))
    lower = price + np.where(free, least, 0.0)
    rate, others = uneven, []
    if total:
        for size in sizes_of(task):
            if size == task.wanted:
                continue
            weight, seen, parts = unevenness(size, task.wanted), 0, []
            for block in worth_having(task.ground, size, price + uneven * weight / size, ring=task.ring):
                seen += len(block)
                if seen > BLOCK:
                    return None, [joined(found, task.wanted)]
                block = task.obeying(block)
                if not len(block):
                    continue
                rate = min(rate, float(slack_of(task, block, lower, 0.0, cuts, worth).min()) / weight)
                parts.append(_some(block, slack_of(task, block, price, uneven, cuts, worth), n))
            others.append(joined(parts, size))
    value = float(lower[free].sum() - (worth @ limits(cuts, task.wanted) if cuts else 0.0))
    value += rate * total if total else 0.0
    return Tight(lower, rate if total else 0.0, cuts, worth, value), [joined(found, task.wanted), *others]


def _not_of(edge: Edge, task: Task, block: Columns, slack: Floats) -> tuple[Columns, Floats]:
    """The groups that hold somebody beside the edge, and their slack with what they pay at it."""
    inside = np.flatnonzero(~edge.held[block.members].all(axis=1))
    block = block.take(inside)
    return block, slack[inside] + penalty(edge.cuts, edge.worth, block.members, task.n, task.wanted)


def _some(block: Columns, slack: Floats, n: int) -> Columns:
    """The groups with negative slack, the most negative of them if they are many."""
    below = np.flatnonzero(slack < -1e-7)
    if len(below) > 4 * n:
        below = np.sort(below[np.argsort(slack[below], kind="stable")[: 4 * n]])
    return block.take(below)
