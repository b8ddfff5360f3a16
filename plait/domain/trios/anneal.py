"""Good groups quickly: re-deal the members of a few neighbouring groups, all over the map at once.

One turn picks disjoint blocks of neighbouring groups (four pairs, three trios or two fours), prices every way to deal a
block's members (105, 280 or 35) and draws one by its Boltzmann weight; as the temperature falls the draw becomes
the cheapest way. The temperature is relative to what places cost in the block, so that town and moor cool alike.
Pure numpy: a turn handles hundreds of blocks in a few array operations. The same generator gives the same groups.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations

import numpy as np
from numpy.random import Generator

from plait.domain.trios.ground import Floats, Ground, Ints

BROKEN = 1_000.0  # km charged for a pair that may not meet; nothing legal is so far
BLOCK = {2: 4, 3: 3, 4: 2}
HOT, COLD = 0.30, 0.01
NEAR = 10


@cache
def _deals(size: int) -> tuple[Ints, Ints, Ints]:
    """For a block: its pairs (p, 2), its possible groups as members, and all ways to deal as group numbers."""
    total = size * BLOCK[size]
    groups = list(combinations(range(total), size))
    number = {group: place for place, group in enumerate(groups)}

    def ways(rest: tuple[int, ...]) -> list[list[int]]:
        if not rest:
            return [[]]
        found = []
        for others in combinations(rest[1:], size - 1):
            left = tuple(item for item in rest[1:] if item not in others)
            found += [[number[(rest[0], *others)], *tail] for tail in ways(left)]
        return found

    pairs = np.array(list(combinations(range(total), 2)), np.int64)
    return pairs, np.array(groups, np.int64), np.array(ways(tuple(range(total))), np.int64)


@cache
def _pairs_of(size: int) -> tuple[Ints, tuple[Ints, ...]]:
    """Which pairs of a block each possible group holds (g, pairs); and, for rings of four, the three rings."""
    pairs, groups, _ = _deals(size)
    total = size * BLOCK[size]
    number = np.zeros((total, total), np.int64)
    number[pairs[:, 0], pairs[:, 1]] = number[pairs[:, 1], pairs[:, 0]] = np.arange(len(pairs))
    inside = np.stack([number[groups[:, a], groups[:, b]] for a, b in combinations(range(size), 2)], axis=1)
    rings: tuple[Ints, ...] = ()
    if size == 4:
        orders = ((0, 1, 2, 3), (0, 1, 3, 2), (0, 2, 1, 3))
        rings = tuple(
            np.stack([number[groups[:, o[s]], groups[:, o[(s + 1) % 4]]] for s in range(4)], axis=1) for o in orders
        )
    return inside, rings


def _group_costs(costs: Floats, broken: Floats, size: int, *, ring: bool) -> Floats:
    """Cost of every possible group of each block: (blocks, groups)."""
    inside, rings = _pairs_of(size)
    if ring and size == 4:
        total = np.min([costs[:, which].sum(axis=2) for which in rings], axis=0)
    else:
        total = costs[:, inside].sum(axis=2)
    return np.asarray(total + broken[:, inside].sum(axis=2))


def re_deal(
    ground: Ground,
    groups: Ints,
    price: Floats,
    chance: Generator,
    turns: int,
    *,
    ring: bool = False,
    hot: float = HOT,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Ints, bool]:
    """``groups`` (m, k) after ``turns`` turns, the best seen at the end of the cold; and whether ``stop`` cut it.

    ``price``: what a place costs about, per school; sets the temperature. The groups stay within their pools
    when they start so and neighbours are of one pool.
    """
    size = groups.shape[1]
    count = BLOCK[size]
    if len(groups) < count:
        return groups, False
    groups = groups.copy()
    n = len(ground)
    first, second = ground.nearest(NEAR)
    degree = np.bincount(first, minlength=n)
    start = np.cumsum(degree) - degree
    pairs, members_of, ways = _deals(size)
    scale = np.maximum(price, 0.05)
    home = np.full(n, -1, np.int64)
    every = np.arange(len(groups))
    home[groups] = every[:, None]
    for turn in range(turns):
        if turn % 64 == 0 and stop():
            return groups, True
        temperature = hot * (COLD / hot) ** (turn / max(1, turns - 1))
        blocks = _blocks(groups, home, second, start, degree, chance, count)
        if not len(blocks):
            continue
        dealt = groups[blocks].reshape(len(blocks), -1)
        a, b = dealt[:, pairs[:, 0]], dealt[:, pairs[:, 1]]
        broken = np.where(ground.permitted(a, b), 0.0, BROKEN)
        price_of = _group_costs(ground.cost(a, b), broken, size, ring=ring)[:, ways].sum(axis=2)
        warmth = temperature * scale[dealt].mean(axis=1)
        draw = price_of - warmth[:, None] * chance.gumbel(size=price_of.shape)
        chosen = ways[draw.argmin(axis=1)]
        new = np.take_along_axis(dealt[:, None, :], members_of[chosen].reshape(len(blocks), 1, -1), axis=2)
        groups[blocks] = new.reshape(len(blocks), count, size)
        home[groups[blocks]] = blocks[:, :, None]
    return groups, False


def _blocks(groups: Ints, home: Ints, near: Ints, start: Ints, degree: Ints, chance: Generator, count: int) -> Ints:
    """Disjoint blocks of ``count`` neighbouring groups, drawn by chance: (blocks, count)."""
    m = len(groups)
    blocks = np.empty((m, count), np.int64)
    blocks[:, 0] = np.arange(m)
    good = np.ones(m, bool)
    for place in range(1, count):
        centre = groups[np.arange(m), chance.integers(0, groups.shape[1], m)]
        lonely = degree[centre] == 0
        step = (chance.random(m) ** 1.5 * degree[centre]).astype(np.int64)
        other = home[near[np.where(lonely, 0, start[centre] + step)]]
        good &= ~lonely & (other >= 0)
        for earlier in range(place):
            good &= blocks[:, earlier] != other
        blocks[:, place] = other
    blocks = blocks[good]
    rank = chance.permutation(len(blocks))
    first = np.full(m, len(blocks), np.int64)
    np.minimum.at(first, blocks.ravel(), np.repeat(rank, count))
    return np.asarray(blocks[(first[blocks] == rank[:, None]).all(axis=1)])
