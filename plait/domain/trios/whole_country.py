"""More schools than can be looked at pair by pair: tiles priced and put in groups, then windows chosen anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from plait.domain.trios.bound import SAFE
from plait.domain.trios.by_prices import any_groups, dearest_places, smoothed
from plait.domain.trios.fixed_first import near_uneven_groups, pinned_groups
from plait.domain.trios.mending import place_the_rest, taken_in
from plait.domain.trios.plan import plans
from plait.domain.trios.side_by_side import Each, Ending
from plait.domain.trios.task import Effort, Solved, Task
from plait.domain.trios.tighten import Tight
from plait.domain.trios.tiles import first_sweep, next_sweep

NODES, GAP = 40, 0.02  # of a programme that places whom the search left over
SMOOTHING = 150  # turns in which neighbours are dealt again before the second sweep
WORTH = 5e-4  # share of the bound by which a sweep has to bring groups and bound together, or it is the last
AFTER = 4e-4  # seconds for each school between the end of a sweep cut short and the answer


def by_tiles(
    task: Task,
    chance: Generator,
    effort: Effort,
    each: Each,
    stop: Callable[[], bool],
    seconds_left: Callable[[], float],
) -> Solved:
    """Groups for one component of thousands of schools, with a bound."""
    angle = float(chance.random()) * np.pi
    ending = Ending(seconds_left, AFTER * task.n)
    proof, groups = first_sweep(task, each, effort.rounds, angle, ending)
    placed = pinned_groups(task, proof.price, near_uneven_groups(task, proof.price))
    taken = {v for group in placed for v in group}
    found = placed + [group for group in groups if len(group) == task.wanted and not taken & set(group)]
    held = {v for group in found for v in group}
    whole, left = any_groups(task, found, [v for v in range(task.n) if v not in held])
    whole = smoothed(task, proof, whole, chance, min(effort.turns, SMOOTHING), ending)
    mending = replace(effort, proof_nodes=NODES)
    if left:
        whole, left = place_the_rest(task, whole, left, mending, seconds_left, GAP)
    for sweep in range(effort.passes):
        if ending():
            break
        before = task.cost(whole) - proof.value
        proof, whole = next_sweep(task, proof, whole, each, effort.rounds, angle + 1.1 * (sweep + 1), ending)
        if before - task.cost(whole) + proof.value < WORTH * proof.value:
            break
    if left:
        whole, left = place_the_rest(task, whole, left, replace(effort, proof_nodes=10 * NODES), seconds_left, GAP)
        whole, left = taken_in(task, whole, left)
    base = max(0.0, proof.value + _uneven_bound(task, proof))
    bound = base - dearest_places(proof.price, len(left))
    return Solved(tuple(whole), tuple(left), min(bound * (1 - SAFE), task.cost(whole)), False, ending() or stop())


def _uneven_bound(task: Task, proof: Tight) -> float:
    """What the groups of another size that the remainder asks for may save at most: zero or less.

    All pairs of a larger group cost no less than those of any of its members in a group of the main size, which cost
    their prices and pay no more for cuts; so only the prices of those beyond are lost. Else all of its prices are.
    """
    highest, best = float(max(proof.price.max(), 0.0)), np.inf
    for plan in plans(task.n, task.wanted):
        lost = 0
        for size, count in plan.items():
            if size != task.wanted:
                more = size - task.wanted if size > task.wanted and not (task.ring or task.pins) else size
                lost += count * more
        best = min(best, -lost * highest)
    return best if np.isfinite(best) else 0.0
