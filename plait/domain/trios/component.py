"""Schools that might all meet, put in groups: a few by looking at every group there is, more by prices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from plait.domain.trios.by_prices import by_prices
from plait.domain.trios.choosing import program_of, solved_by
from plait.domain.trios.ground import DENSE
from plait.domain.trios.plan import ALLOWED, least_unevenness, plans, unevenness
from plait.domain.trios.programs import choose
from plait.domain.trios.side_by_side import Each
from plait.domain.trios.task import Effort, Solved, Task, every_group
from plait.domain.trios.whole_country import by_tiles

EVERY = 12  # up to so many schools every group there is goes into the programme


def solve(
    task: Task,
    chance: Generator,
    effort: Effort,
    stop: Callable[[], bool],
    seconds_left: Callable[[], float],
    each: Each = map,
) -> Solved:
    """Groups for one component, with a bound."""
    n = task.n
    if n < min(ALLOWED[task.wanted]):
        return Solved((), tuple(range(n)), 0.0, True)
    if n <= EVERY:
        return _by_every_group(task)
    if n <= DENSE:
        return by_prices(task, chance, effort, stop, seconds_left)
    return by_tiles(task, chance, effort, each, stop, seconds_left)


def _by_every_group(task: Task) -> Solved:
    """Small: all permitted groups in one programme; first the fewest left over, then the evenest, then the cheapest."""
    n, wanted = task.n, task.wanted
    columns = {size: every_group(task, np.arange(n), size) for size in ALLOWED[wanted] if size <= n}
    normal = {size for plan in plans(n, wanted) for size in plan}
    blocks = [columns[size] for size in sorted(normal)]
    if plans(n, wanted) and sum(len(block) for block in blocks):
        answer = choose(program_of(task, blocks, left=0, uneven=least_unevenness(n, wanted)))
        if answer is not None:
            return solved_by(blocks, answer)
    blocks = [block for block in columns.values() if len(block)]
    if not blocks:
        return Solved((), tuple(range(n)), 0.0, True)
    empty_costs = [np.zeros(len(block)) for block in blocks]
    fewest = choose(program_of(task, blocks, costs=empty_costs, charge=1.0))
    assert fewest is not None  # noqa: S101  leaving everybody over is always a choice
    left = len(fewest.left)
    weights = [np.full(len(block), float(unevenness(block.size, wanted))) for block in blocks]
    evenest = choose(program_of(task, blocks, costs=weights, left=left))
    uneven = round(evenest.cost) if evenest else None
    answer = choose(program_of(task, blocks, left=left, uneven=uneven))
    assert answer is not None  # noqa: S101  the choice before was one
    return solved_by(blocks, answer)
