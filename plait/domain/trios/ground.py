"""The schools of one forming as arrays: where they are, who may meet, what a pair costs.

Everything here is vectorised and knows schools by their place in the list. Distances are straight lines on
the national grid, in kilometres.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]

DENSE = 1_500  # up to here every pair is looked at; beyond, only what a tree finds near
BLANK = -1


@dataclass(frozen=True, slots=True)
class Ground:
    """Schools that might meet. Any rule concerns a pair, so a group is permitted when all its pairs are.

    ``xy``: (n, 2) km. ``pools``: (n,) equal numbers may meet. ``different``: codes of which a pair may share
    none, ``BLANK`` never counts. ``apart``: sorted keys ``i * n + j`` with i < j. ``contrast``: one code a
    school; a pair with the same code costs ``weight`` km more. ``needs``, ``strengths``: a bit for each word; a pair in
    which neither is strong in what the other needs costs ``meet`` km more.
    """

    xy: Floats
    pools: Ints
    different: tuple[Ints, ...] = ()
    apart: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    max_km: float = np.inf
    contrast: Ints | None = None
    weight: float = 0.0
    needs: Ints | None = None
    strengths: Ints | None = None
    meet: float = 0.0

    def __len__(self) -> int:
        return len(self.xy)

    def km(self, i: Any, j: Any) -> Floats:
        """Distance of each pair."""
        gap = self.xy[i] - self.xy[j]
        return np.asarray(np.sqrt((gap * gap).sum(axis=-1)))

    def surcharge(self, i: Any, j: Any) -> Floats:
        """What each pair costs beyond its distance: the price of being alike, or of no help to each other."""
        more = np.zeros(np.broadcast(i, j).shape)
        if self.contrast is not None and self.weight:
            alike = (self.contrast[i] == self.contrast[j]) & (self.contrast[i] != BLANK)
            more += np.where(alike, self.weight, 0.0)
        if self.needs is not None and self.strengths is not None and self.meet:
            met = (self.needs[i] & self.strengths[j]) | (self.needs[j] & self.strengths[i])
            more += np.where(met == 0, self.meet, 0.0)
        return more

    @property
    def surcharged(self) -> bool:
        """Whether a pair may cost more than its distance."""
        return bool(self.weight or self.meet)

    def plain(self) -> Ground:
        """The same where distance is all that counts."""
        return replace(self, weight=0.0, meet=0.0)

    def cost(self, i: Any, j: Any) -> Floats:
        """Distance and surcharge of each pair."""
        return self.km(i, j) + self.surcharge(i, j)

    def permitted(self, i: Any, j: Any) -> Flags:
        """Whether each pair may be in one group."""
        i, j = np.broadcast_arrays(np.asarray(i), np.asarray(j))
        good = (i != j) & (self.pools[i] == self.pools[j])
        for codes in self.different:
            good &= (codes[i] != codes[j]) | (codes[i] == BLANK)
        if np.isfinite(self.max_km):
            good &= self.km(i, j) <= self.max_km
        if len(self.apart):
            keys = np.minimum(i, j) * len(self) + np.maximum(i, j)
            place = np.minimum(np.searchsorted(self.apart, keys), len(self.apart) - 1)
            good &= self.apart[place] != keys
        return np.asarray(good)

    def all_permitted(self, groups: Ints) -> Flags:
        """Which groups (rows of schools) keep every rule for pairs."""
        good = np.ones(len(groups), bool)
        for a, b in combinations(range(groups.shape[1]), 2):
            good &= self.permitted(groups[:, a], groups[:, b])
        return good

    def part(self, members: Ints) -> Ground:
        """The ground of some schools only, in the order of ``members``."""
        n = len(self)
        place = np.full(n, BLANK, np.int64)
        place[members] = np.arange(len(members))
        low, high = place[self.apart // n], place[self.apart % n]
        inside = (low != BLANK) & (high != BLANK)
        low, high = low[inside], high[inside]
        keys = np.sort(np.minimum(low, high) * len(members) + np.maximum(low, high))
        return Ground(
            self.xy[members],
            self.pools[members],
            tuple(codes[members] for codes in self.different),
            keys,
            self.max_km,
            None if self.contrast is None else self.contrast[members],
            self.weight,
            None if self.needs is None else self.needs[members],
            None if self.strengths is None else self.strengths[members],
            self.meet,
        )

    def nearest(self, count: int) -> tuple[Ints, Ints]:
        """The ``count`` cheapest permitted partners of each school, as pairs (i, j), i ascending."""
        n = len(self)
        if n <= DENSE:
            costs = self._table()
            found = np.argsort(costs, axis=1, kind="stable")[:, : min(count, n - 1)]
            i = np.repeat(np.arange(n), found.shape[1])
            j = found.ravel()
            good = np.isfinite(costs[i, j])
            return i[good], j[good]
        width = min(n, 4 * count + 9)
        _, found = cKDTree(self.xy).query(self.xy, width)
        i = np.repeat(np.arange(n), width)
        j = np.asarray(found, np.int64).ravel()
        good = self.permitted(i, j)
        costs = np.where(good, self.cost(i, j), np.inf).reshape(n, width)
        order = np.argsort(costs, axis=1, kind="stable")[:, :count]
        i = np.repeat(np.arange(n), order.shape[1])
        j = np.take_along_axis(found, order, axis=1).ravel()
        good = np.isfinite(np.take_along_axis(costs, order, axis=1).ravel())
        return i[good], np.asarray(j[good], np.int64)

    def _table(self) -> Floats:
        every = np.arange(len(self))
        i, j = every[:, None], every[None, :]
        return np.where(self.permitted(i, j), self.cost(i, j), np.inf)

    def below(self, price: Floats, limit: Floats) -> Iterator[tuple[Ints, Ints, Floats]]:
        """Every permitted pair with ``cost − price_i − price_j < limit_i``, with that value, in blocks of i.

        Exact: no pair is missed. Blocks keep memory flat.
        """
        n = len(self)
        if n <= DENSE:
            every = np.arange(n)
            i, j = every[:, None], every[None, :]
            value = self.cost(i, j) - price[:, None] - price[None, :]
            first, second = np.nonzero((value < limit[:, None]) & self.permitted(i, j))
            yield first, second, value[first, second]
            return
        classes = np.floor(np.log2(np.maximum(price, 0.25))).astype(np.int64)
        trees = []
        for number in np.unique(classes):
            members = np.flatnonzero(classes == number)
            trees.append((members, cKDTree(self.xy[members]), float(price[members].max())))
        for start in range(0, n, 2_000):
            rows = np.arange(start, min(n, start + 2_000))
            firsts, seconds = [], []
            for members, tree, highest in trees:
                radius = np.minimum(limit[rows] + price[rows] + highest, self.max_km)
                reach = np.flatnonzero(radius > 0)
                if not len(reach):
                    continue
                lists = tree.query_ball_point(self.xy[rows[reach]], radius[reach] + 1e-9, return_sorted=False)
                counts = np.fromiter((len(item) for item in lists), np.int64, len(lists))
                if counts.sum():
                    firsts.append(np.repeat(rows[reach], counts))
                    seconds.append(members[np.concatenate([np.asarray(item, np.int64) for item in lists])])
            if not firsts:
                continue
            i, j = np.concatenate(firsts), np.concatenate(seconds)
            value = self.cost(i, j) - price[i] - price[j]
            good = value < limit[i]
            i, j, value = i[good], j[good], value[good]
            good = self.permitted(i, j)
            i, j, value = i[good], j[good], value[good]
            order = np.lexsort((value, i))
            yield i[order], j[order], value[order]
