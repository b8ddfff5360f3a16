"""The linear programme that grows: groups and cuts are added, and it is solved again from where it stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_matrix, hstack

from plait.domain.trios.cuts import Cut, coefficients, limits, penalty
from plait.domain.trios.ground import Flags, Floats, Ints
from plait.domain.trios.pricing import Columns
from plait.domain.trios.programs import SolverFailed, quiet


@dataclass(frozen=True, slots=True)
class Answer:
    """``price``: for each school. ``uneven``: for each unit of unevenness. ``worth``: of each cut, zero or more.

    ``share``: how much of each group is chosen, in the order they came. ``missing``: of each school, how much is
    left over.
    """

    value: float
    price: Floats
    uneven: float
    worth: Floats
    share: Floats
    missing: Floats


@dataclass(frozen=True, slots=True)
class Edge:
    """What stands while the rest is priced anew. ``held``: schools that keep their ``price``. ``cuts``, ``worth``:
    what groups pay for cuts that are not up for change."""

    held: Flags
    price: Floats
    cuts: tuple[Cut, ...]
    worth: Floats


class Master:
    """Each school in groups that sum to one, or left over at ``charge``; unevenness as planned; all cuts.

    With an ``edge``, its schools may be in too many or too few groups, bought and sold at their price.
    """

    def __init__(self, n: int, wanted: int, unevenness: int, charge: Floats, edge: Edge | None = None) -> None:
        self.n, self.wanted, self.unevenness, self.edge = n, wanted, unevenness, edge
        self.free = np.ones(n, bool) if edge is None else ~edge.held
        self.charge = charge.copy()
        self.blocks: list[Columns] = []
        self.groups: list[tuple[int, ...]] = []  # of all blocks, in the order they came
        self.cuts: list[Cut] = []
        self._known: set[tuple[int, ...]] = set()
        self._have: set[Cut] = set()
        self._solver = quiet()
        self._solver.setOptionValue("solver", "simplex")
        rows = np.append(np.ones(n), float(unevenness))
        nothing = np.empty(0, np.int32)
        self._solver.addRows(n + 1, rows, rows, 0, np.zeros(n + 1, np.int32), nothing, np.empty(0))
        both = np.append(np.arange(n), [n, n]).astype(np.int32)
        costs = np.append(charge, np.full(2, float(charge.sum()) if unevenness else 0.0))
        lower, upper = np.zeros(n + 2), np.full(n + 2, highspy.kHighsInf)
        if edge is not None:
            costs[:n][edge.held], lower[:n][edge.held] = edge.price[edge.held], -highspy.kHighsInf
        value = np.append(np.ones(n + 1), -1.0)
        self._slots = n + 2
        self._solver.addCols(
            n + 2, costs, lower, upper, n + 2, np.arange(n + 2, dtype=np.int32), both, value,
        )  # fmt: skip

    def add_groups(self, columns: Columns, weight: float) -> int:
        """Groups that are not there yet, each with its unevenness; returns how many were new."""
        keys = [tuple(row) for row in np.sort(columns.members, axis=1).tolist()]
        new = np.array([place for place, key in enumerate(keys) if key not in self._known], np.int64)
        self._known.update(keys)
        if not len(new):
            return 0
        columns = columns.take(new)
        m, k = columns.members.shape
        parts = [csr_matrix((np.ones(m * k), columns.members.ravel(), np.arange(m + 1) * k), shape=(m, self.n))]
        parts.append(csr_matrix(np.full((m, 1), weight)))
        if self.cuts:
            parts.append(coefficients(self.cuts, columns.members, self.n, self.wanted))
        table = _beside(parts)
        costs = columns.costs
        if self.edge is not None:
            costs = costs + penalty(self.edge.cuts, self.edge.worth, columns.members, self.n, self.wanted)
        self._solver.addCols(
            m, costs, np.zeros(m), np.full(m, highspy.kHighsInf), table.nnz,
            table.indptr[:-1].astype(np.int32), table.indices.astype(np.int32), table.data.astype(float),
        )  # fmt: skip
        self.blocks.append(columns)
        self.groups += [tuple(row) for row in columns.members.tolist()]
        return int(m)

    def close(self, charge: Floats) -> None:
        """No edge any more: every school in groups that sum to one, or left over at ``charge``; true costs."""
        self.edge, self.free = None, np.ones(self.n, bool)
        self.charge[:] = charge
        index = np.arange(self.n, dtype=np.int32)
        self._solver.changeColsBounds(self.n, index, np.zeros(self.n), np.full(self.n, highspy.kHighsInf))
        self._solver.changeColsCost(self.n, index, self.charge)
        costs = np.concatenate([block.costs for block in self.blocks])
        self._solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32) + self._slots, costs)

    def add_cuts(self, cuts: Sequence[Cut]) -> int:
        """Cuts that are not there yet; returns how many were new."""
        new = [cut for cut in dict.fromkeys(cuts) if cut not in self._have]
        if not new:
            return 0
        self._have.update(new)
        by_block = [coefficients(new, block.members, self.n, self.wanted).T.tocsr() for block in self.blocks]
        table = _beside([csr_matrix((len(new), self._slots)), *by_block])
        self._solver.addRows(
            len(new), np.full(len(new), -highspy.kHighsInf), limits(new, self.wanted), table.nnz,
            table.indptr[:-1].astype(np.int32), table.indices.astype(np.int32), table.data.astype(float),
        )  # fmt: skip
        self.cuts += new
        return len(new)

    def charge_more(self, which: Ints, least: float = 0.0) -> None:
        """Leaving these schools over costs twice as much from now on, and ``least`` at least."""
        self.charge[which] = np.maximum(2 * self.charge[which], least)
        self._solver.changeColsCost(len(which), which.astype(np.int32), self.charge[which])

    def fix(self, which: Ints) -> None:
        """These groups are chosen from now on."""
        count = len(which)
        index = (which + self._slots).astype(np.int32)
        self._solver.changeColsBounds(count, index, np.ones(count), np.full(count, highspy.kHighsInf))

    def solve(self) -> Answer:
        """The cheapest mixture. Raises :class:`SolverFailed`."""
        self._solver.run()
        solution = self._solver.getSolution()
        dual = np.asarray(solution.row_dual, float)
        chosen = np.asarray(solution.col_value, float)
        if len(dual) != self.n + 1 + len(self.cuts) or not np.isfinite(dual).all():
            raise SolverFailed("the linear programme gave no prices")
        return Answer(
            float(self._solver.getInfo().objective_function_value),
            dual[: self.n],
            float(dual[self.n]),
            np.maximum(-dual[self.n + 1 :], 0.0),
            chosen[self._slots :],
            chosen[: self.n],
        )


def _beside(parts: list[csr_matrix]) -> csr_matrix:
    table = hstack(parts, format="csr")
    table.sort_indices()
    return table
