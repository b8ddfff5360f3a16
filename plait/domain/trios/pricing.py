"""Which groups would be worth having at given prices? Exact enumeration, for bounds and for new columns.

A price per school is what its place in a group is worth. The *slack* of a group is its cost less the prices
of its members. A clique of k schools has slack ``Σ over its pairs of g``, ``g(i, j) = cost − (p_i + p_j)/(k−1)``.
If that sum is negative, some k−1 of the members have a negative sum too (each pair lies in k−2 of the k subsets), and
so on down to a pair: growing only sets with a negative sum misses nothing. A ring has slack ``Σ over its legs of h``,
``h = cost − (p_i + p_j)/2``; a closed walk with a negative sum can be entered where all its partial sums are
negative (the cycle lemma), so the same holds for paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from plait.domain.trios.ground import Floats, Ground, Ints

BLOCK = 2_000_000  # extensions looked at in one go


@dataclass(frozen=True, slots=True)
class Columns:
    """Groups of one size. ``members``: (m, k), sorted in each row for cliques, in the order of the ring for
    rings. ``costs``: (m,) what each costs.
    """

    members: Ints
    costs: Floats

    def __len__(self) -> int:
        return len(self.costs)

    @property
    def size(self) -> int:
        return int(self.members.shape[1])

    def take(self, which: Ints) -> Columns:
        return Columns(self.members[which], self.costs[which])

    def slack(self, price: Floats) -> Floats:
        """Cost less the prices of the members."""
        return np.asarray(self.costs - price[self.members].sum(axis=1))


def empty(size: int) -> Columns:
    return Columns(np.empty((0, size), np.int64), np.empty(0))


def joined(parts: list[Columns], size: int) -> Columns:
    """All of them, each set of members once (the cheapest order of a ring), in a fixed order."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return empty(size)
    members = np.concatenate([part.members for part in parts])
    costs = np.concatenate([part.costs for part in parts])
    sets = np.sort(members, axis=1)
    order = np.lexsort((costs, *sets.T[::-1]))
    sets = sets[order]
    first = np.ones(len(sets), bool)
    first[1:] = (sets[1:] != sets[:-1]).any(axis=1)
    return Columns(members[order][first], costs[order][first])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Pairs sorted by the first school, then by value: a compressed sparse row table."""

    start: Ints
    other: Ints
    value: Floats

    def count_below(self, row: Ints, limit: Floats) -> Ints:
        """How many entries of each row lie below its limit."""
        low, high = self.start[row].copy(), self.start[row + 1].copy()
        base = low.copy()
        while True:  # all binary searches at once
            open_ = low < high
            if not open_.any():
                return np.asarray(low - base)
            middle = (low + high) // 2
            less = np.zeros(len(row), bool)
            less[open_] = self.value[middle[open_]] < limit[open_]
            low = np.where(open_ & less, middle + 1, low)
            high = np.where(open_ & ~less, middle, high)


def _rows(ground: Ground, price: Floats, limit: Floats) -> _Rows:
    blocks = list(ground.below(price, limit))
    if not blocks:
        return _Rows(np.zeros(len(ground) + 1, np.int64), np.empty(0, np.int64), np.empty(0))
    i = np.concatenate([block[0] for block in blocks])
    j = np.concatenate([block[1] for block in blocks])
    value = np.concatenate([block[2] for block in blocks])
    order = np.lexsort((j, value, i))
    start = np.zeros(len(ground) + 1, np.int64)
    np.cumsum(np.bincount(i, minlength=len(ground)), out=start[1:])
    return _Rows(start, j[order], value[order])


def _ranges(counts: Ints) -> Iterator[slice]:
    """Slices of rows whose counts sum to at most about ``BLOCK``."""
    total = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        base = total[begin - 1] if begin else 0
        end = int(np.searchsorted(total, base + BLOCK, side="right"))
        end = max(end, begin + 1)
        yield slice(begin, end)
        begin = end


def places_of(start: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """For each row its running number, repeated, and the places ``start … start + count``."""
    which = np.repeat(np.arange(len(counts)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, start[which] + offset


def worth_having(ground: Ground, size: int, price: Floats, *, ring: bool = False) -> Iterator[Columns]:
    """Every permitted group of ``size`` with negative slack at ``price``, in blocks; a group may come twice.

    ``ring``: the cost is that of the cheapest ring through the members, else of all pairs. Two and three
    schools cost the same either way, but two are no ring.
    """
    if size <= 3 or not ring:
        yield from _cliques(ground, size, price)
    else:
        yield from _rings(ground, size, price)


def _negative(ground: Ground, share: Floats) -> tuple[Ints, Ints, Floats]:
    """Pairs (both directions) with a negative value."""
    blocks = list(ground.below(share, np.zeros(len(ground))))
    if not blocks:
        nothing = np.empty(0, np.int64)
        return nothing, nothing, np.empty(0)
    i, j, value = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return i, j, value


def _cliques(ground: Ground, size: int, price: Floats) -> Iterator[Columns]:
    share = price / (size - 1)
    i, j, value = _negative(ground, share)
    if size == 2:
        once = i < j
        i, j = i[once], j[once]
        yield Columns(np.stack([i, j], axis=1), ground.cost(i, j))
        return
    if not len(i):
        return
    # one further school x joins a set with sum s < 0 at m values g: the least of them is below −s / m
    depth = np.zeros(len(ground))
    np.maximum.at(depth, i, -value)
    sets, sums = np.stack([i, j], axis=1)[i < j], value[i < j]
    for level in range(3, size + 1):
        m = level - 1
        limit = np.zeros(len(ground))
        np.maximum.at(limit, sets.ravel(), np.repeat(-sums / m, m))
        rows = _rows(ground, share, limit + 1e-12)
        grown_sets: list[Ints] = []
        grown_sums: list[Floats] = []
        for column in range(m):
            head = sets[:, column]
            counts = rows.count_below(head, -sums / m + 1e-12)
            for part in _ranges(counts):
                which, places = places_of(rows.start[head[part]], counts[part])
                base = sets[part][which]
                third = rows.other[places]
                total = sums[part][which] + rows.value[places]
                good = np.ones(len(third), bool)
                for other in range(m):
                    if other == column:
                        continue
                    mate = base[:, other]
                    total = total + ground.cost(mate, third) - share[mate] - share[third]
                    good &= mate != third
                good &= total < 0
                base, third, total = base[good], third[good], total[good]
                good = np.ones(len(third), bool)
                for other in range(m):
                    if other != column:
                        good &= ground.permitted(base[:, other], third)
                found = np.sort(np.column_stack([base[good], third[good]]), axis=1)
                if level == size:
                    yield Columns(found, total[good] + price[found].sum(axis=1))
                else:
                    grown_sets.append(found)
                    grown_sums.append(total[good])
        if level == size:
            return
        if not grown_sets:
            return
        sets, index = np.unique(np.concatenate(grown_sets), axis=0, return_index=True)
        sums = np.concatenate(grown_sums)[index]
        if not len(sets):
            return


def _rings(ground: Ground, size: int, price: Floats) -> Iterator[Columns]:
    share = price / 2
    i, j, value = _negative(ground, share)
    if not len(i):
        return
    paths, sums = np.stack([i, j], axis=1), value
    for level in range(3, size + 1):
        limit = np.zeros(len(ground))
        np.maximum.at(limit, paths[:, -1], -sums)
        rows = _rows(ground, share, limit + 1e-12)
        grown: list[Ints] = []
        grown_sums: list[Floats] = []
        tail = paths[:, -1]
        counts = rows.count_below(tail, -sums)
        for part in _ranges(counts):
            which, places = places_of(rows.start[tail[part]], counts[part])
            base, third = paths[part][which], rows.other[places]
            total = sums[part][which] + rows.value[places]
            good = np.ones(len(third), bool)
            for other in range(base.shape[1] - 1):
                good &= ground.permitted(base[:, other], third)
            base, third, total = base[good], third[good], total[good]
            grown.append(np.column_stack([base, third]))
            grown_sums.append(total)
        if not grown:
            return
        paths, sums = np.concatenate(grown), np.concatenate(grown_sums)
        if level == size:
            first, last = paths[:, 0], paths[:, -1]
            total = sums + ground.cost(last, first) - share[last] - share[first]
            good = total < 0
            paths = paths[good]
            yield Columns(paths, total[good] + price[paths].sum(axis=1))
