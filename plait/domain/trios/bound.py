"""A true lower bound by column generation on the relaxed partition, and the prices that prove it.

Any prices give a bound: let ``m_v`` be the least (slack ÷ size) over the groups that hold v, or 0. Then no group
costs less than the sum of ``price + m`` over its members, so neither does any partition. Pricing is exact, so the
bound holds whatever the accuracy of the linear programme.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from plait.domain.trios.ground import Floats, Ground, Ints
from plait.domain.trios.pricing import BLOCK, Columns, empty, joined, places_of, worth_having
from plait.domain.trios.programs import SolverFailed, prices, programme

ROUNDS = 30
CENTRAL = 2_500  # schools from which the interior point method is quicker than the simplex
STAR = {2: 12, 3: 7, 4: 6}
CLOSE = 1e-4  # stop when bound and programme agree to this share
SAFE = 1e-9  # share taken off every bound for rounding in the last place


@dataclass(frozen=True, slots=True)
class Relaxed:
    """``price``: for these no group of the main size has negative slack. ``value``: their sum.

    ``pool``: groups met on the way. ``settled``: the programme was solved to the end.
    """

    price: Floats
    value: float
    pool: Columns
    settled: bool


def ring_order(ground: Ground, members: Ints) -> tuple[Ints, Floats]:
    """The cheapest ring through each row of members, and its cost. Rows of up to five."""
    k = members.shape[1]
    if k == 2:
        return members, ground.cost(members[:, 0], members[:, 1])
    orders: list[tuple[int, ...]] = [(0, 1, 2)]
    if k == 4:
        orders = [(0, 1, 2, 3), (0, 1, 3, 2), (0, 2, 1, 3)]
    elif k == 5:
        orders = [(0, *order) for order in _arrangements()]
    best, cost = members[:, list(orders[0])], np.full(len(members), np.inf)
    for order in orders:
        turned = members[:, list(order)]
        this = ground.cost(turned, np.roll(turned, -1, axis=1)).sum(axis=1)
        better = this < cost - 1e-12
        best, cost = np.where(better[:, None], turned, best), np.where(better, this, cost)
    return best, cost


def _arrangements() -> list[tuple[int, ...]]:
    return [order for order in permutations((1, 2, 3, 4)) if order[0] < order[-1]]


def priced(ground: Ground, members: Ints, *, ring: bool) -> Columns:
    """Groups with their costs; rings in their cheapest order."""
    members = np.sort(members, axis=1)
    k = members.shape[1]
    if ring and k > 3:
        return Columns(*ring_order(ground, members))
    cost = np.zeros(len(members))
    for a in range(k):
        for b in range(a + 1, k):
            cost += ground.cost(members[:, a], members[:, b])
    return Columns(members, cost)


def star(ground: Ground, size: int, near: int, *, ring: bool) -> Columns:
    """Every permitted group of a school with ``size − 1`` of its ``near`` cheapest partners."""
    i, j = ground.nearest(near)
    degree = np.bincount(i, minlength=len(ground))
    end = np.cumsum(degree)
    sets, last = np.stack([i, j], axis=1), np.arange(len(i))
    for _ in range(size - 2):
        which, places = places_of(last + 1, end[i[last]] - last - 1)
        base, further = sets[which], j[places]
        good = np.ones(len(further), bool)
        for column in range(1, base.shape[1]):
            good &= ground.permitted(base[:, column], further)
        sets, last = np.column_stack([base[good], further[good]]), places[good]
    return joined([priced(ground, sets, ring=ring)], size) if len(sets) else empty(size)


def relax(
    ground: Ground,
    size: int,
    charge: float,
    *,
    ring: bool = False,
    extra: Columns | None = None,
    rounds: int = ROUNDS,
    stop: Callable[[], bool] = lambda: False,
) -> Relaxed:
    """Prices and bound for partitions into groups of ``size``. ``charge``: no place is worth more than this.

    The best bound of all rounds is returned, valid even when ``stop`` ends the rounds early.
    """
    n = len(ground)
    parts = [star(ground, size, STAR[size], ring=ring)]
    pool = joined([*parts, extra] if extra is not None else parts, size)
    best = Relaxed(np.zeros(n), 0.0, pool, False)
    for turn in range(rounds):
        try:
            price, _ = prices(programme(n, [(pool.members, pool.costs)], np.full(n, charge)), central=n > CENTRAL)
        except SolverFailed:
            break
        price = np.minimum(price, charge)
        least, found = np.zeros(n), []
        for block in worth_having(ground, size, price, ring=ring):
            slack = block.slack(price)
            for column in range(size):
                np.minimum.at(least, block.members[:, column], slack / size)
            found.append(block.take(np.flatnonzero(slack < -1e-7)))
        value = float((price + least).sum())
        if value > best.value or turn == 0:
            best = Relaxed(price + least, value, pool, False)
        new = joined(found, size)
        if not len(new) or value >= float(price.sum()) * (1 - CLOSE):
            return Relaxed(best.price, best.value, joined([pool, new], size), True)
        if len(new) > 8 * n:
            new = new.take(np.sort(np.argsort(new.slack(price), kind="stable")[: 8 * n]))
        pool = joined([pool, new], size)
        if stop():
            break
    return Relaxed(best.price, best.value, pool, False)


def least_slack(
    ground: Ground, size: int, price: Floats, *, ring: bool, enough: int = 1, most: int = BLOCK
) -> tuple[float, Columns]:
    """The least slack of any group of ``size``, or something below it, and the groups with least slack.

    Widens the search until ``enough`` groups are found; the bound stays true when it has to give up.
    """
    reach, seen = 0.0, -np.inf
    step = max(0.25, float(np.median(price)))
    found = empty(size)
    for _ in range(12):
        count, parts = 0, []
        for block in worth_having(ground, size, price + reach / size, ring=ring):
            parts.append(block)
            count += len(block)
            if count > most:
                return (float(found.slack(price).min()) if len(found) else seen), found
        found = joined(parts, size)
        seen = reach
        if len(found) >= enough:
            break
        reach += step
        step *= 2
    if not len(found):
        return seen, found
    slack = found.slack(price)
    return float(slack.min()), found.take(np.argsort(slack, kind="stable"))
