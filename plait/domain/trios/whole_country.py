"""More schools than can be looked at pair by pair: neighbours dealt again, then windows chosen anew, over one bound."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from plait.domain.trios.bound import SAFE, relax
from plait.domain.trios.by_prices import (
    annealed,
    candidates,
    curve_groups,
    dearest,
    dearest_places,
)
from plait.domain.trios.fixed_first import uneven_groups
from plait.domain.trios.mending import place_the_rest
from plait.domain.trios.task import Effort, Solved, Task
from plait.domain.trios.windows import polish


def by_windows(
    task: Task, chance: Generator, effort: Effort, stop: Callable[[], bool], seconds_left: Callable[[], float]
) -> Solved:
    """Groups for one component of thousands of schools, with a bound."""
    charge = dearest(task, curve_groups(task, np.arange(task.n)))
    relaxed = relax(task.ground, task.wanted, charge, ring=task.ring, stop=stop)
    odd, odd_bound, odd_pool = uneven_groups(task, relaxed)
    whole, left, cut = annealed(task, relaxed, odd, chance, effort, stop)
    pool = candidates(task, relaxed, odd_pool)
    whole, left = polish(
        task.ground, task.wanted, task.ring, pool, lambda columns: columns.slack(relaxed.price), whole, left, chance,
        effort.passes, effort.nodes, stop, seconds_left,
    )  # fmt: skip
    if left:
        whole, left = place_the_rest(task, whole, left, effort, seconds_left)
    bound = relaxed.value + odd_bound - dearest_places(relaxed.price, len(left))
    return Solved(tuple(whole), tuple(left), min(bound * (1 - SAFE), task.cost(whole)), False, cut or stop())
