"""Linear and whole-number programmes over groups, solved by HiGHS, which ``master`` and this module alone know.

Rows: each school is in exactly one chosen group, or left over at a charge. One thread and fixed seeds, so the
same programme gives the same answer on every run that no time limit cuts short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from plait.domain.trios.ground import Floats, Ints

WHOLE = 1e-6


class SolverFailed(Exception):
    """The solver gave no answer where one exists."""


@dataclass(frozen=True, slots=True)
class Row:
    """``Σ value`` over the chosen of the groups ``which`` is at most ``limit``."""

    which: Ints
    value: Floats
    limit: float


@dataclass(frozen=True, slots=True)
class Programme:
    """``groups``: (m,) arrays of members. ``costs``: (m,). ``charge``: (n,) for leaving a school over.

    ``extra``: a weight a group (its unevenness), whose sum over the chosen may not exceed ``extra_limit``.
    ``left_limit``: at most so many left over.
    """

    n: int
    start: Ints
    members: Ints
    costs: Floats
    charge: Floats
    extra: Floats | None = None
    extra_limit: float = np.inf
    left_limit: float = np.inf
    rows: tuple[Row, ...] = ()


def programme(
    n: int,
    blocks: list[tuple[Ints, Floats]],
    charge: Floats,
    *,
    extra: list[float] | None = None,
    extra_limit: float = np.inf,
    left_limit: float = np.inf,
    rows: Sequence[Row] = (),
) -> Programme:
    """Blocks of groups, each ((m, k) members, (m,) costs) with ``extra`` for each block, as one programme."""
    sizes = np.concatenate([np.full(len(costs), members.shape[1], np.int64) for members, costs in blocks])
    start = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=start[1:])
    weights = None
    if extra is not None:
        weights = np.concatenate([np.full(len(block[1]), w) for block, w in zip(blocks, extra, strict=True)])
    return Programme(
        n,
        start,
        np.concatenate([members.ravel() for members, _ in blocks]),
        np.concatenate([costs for _, costs in blocks]),
        charge,
        weights,
        extra_limit,
        left_limit,
        tuple(rows),
    )


def quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("log_to_console", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(name, value)
    return solver


def _model(this: Programme, *, whole: bool) -> highspy.HighsLp:
    m, n = len(this.costs), this.n
    start, index = this.start, this.members
    value = np.ones(len(index))
    rows = n
    lower, upper = [np.ones(n)], [np.ones(n)]
    limits = [(row.which, row.value, row.limit) for row in this.rows]
    if this.extra is not None and np.isfinite(this.extra_limit):
        limits.append((np.flatnonzero(this.extra), this.extra[this.extra != 0], this.extra_limit))
    if 0 < this.left_limit < np.inf:
        limits.append((m + np.arange(n), np.ones(n), this.left_limit))
    columns = np.concatenate([np.repeat(np.arange(m), np.diff(start)), m + np.arange(n)])
    index = np.concatenate([index, np.arange(n)])
    value = np.concatenate([value, np.ones(n)])
    for which, weight, limit in limits:
        columns = np.concatenate([columns, which])
        index = np.concatenate([index, np.full(len(which), rows)])
        value = np.concatenate([value, weight])
        lower.append(np.array([-highspy.kHighsInf]))
        upper.append(np.array([limit]))
        rows += 1
    order = np.lexsort((index, columns))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = m + n, rows
    model.col_cost_ = np.concatenate([this.costs, this.charge])
    model.col_lower_ = np.zeros(m + n)
    # the cover rows keep every choice at most 1; a bound of its own would take part of a school's price
    upper_bounds = np.full(m + n, 1.0 if whole else highspy.kHighsInf)
    if not this.left_limit:
        upper_bounds[m:] = 0.0
    model.col_upper_ = upper_bounds
    model.row_lower_, model.row_upper_ = np.concatenate(lower), np.concatenate(upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    counts = np.bincount(columns, minlength=m + n)
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    model.a_matrix_.index_ = index[order].astype(np.int32)
    model.a_matrix_.value_ = value[order]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * (m + n)
    return model


def prices(this: Programme, *, central: bool) -> tuple[Floats, Floats]:
    """The relaxed programme: a price for each school, and how much of each group is chosen.

    ``central``: interior point without crossover (prices in the middle of the optimal ones, fewer rounds);
    else the simplex method. Any prices give a valid bound, so an answer of low accuracy does no harm.
    """
    solver = quiet()
    solver.setOptionValue("solver", "ipm" if central else "simplex")
    solver.setOptionValue("run_crossover", "off")
    if central:
        solver.setOptionValue("ipm_optimality_tolerance", 1e-9)
    solver.passModel(_model(this, whole=False))
    solver.run()
    solution = solver.getSolution()
    dual = np.asarray(solution.row_dual, float)[: this.n]
    chosen = np.asarray(solution.col_value, float)[: len(this.costs)]
    if len(dual) != this.n or not np.isfinite(dual).all():
        raise SolverFailed("the linear programme gave no prices")
    return dual, chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """``groups``: places of the chosen groups. ``bound``: no choice among these groups costs less.

    ``proven``: the bound is reached to the gap asked for.
    """

    groups: Ints
    left: Ints
    cost: float
    bound: float
    proven: bool


def choose(
    this: Programme,
    *,
    known: Ints | None = None,
    gap: float = 0.0,
    seconds: float = np.inf,
    nodes: int | None = None,
) -> Choice | None:
    """The cheapest choice of groups. ``known``: a choice to start from. ``None`` if there is no choice at all
    (or none was found in time). ``nodes`` limits the work in a way that does not depend on the clock.
    """
    solver = quiet()
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 1e-7)
    if np.isfinite(seconds):
        solver.setOptionValue("time_limit", max(0.01, seconds))
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.passModel(_model(this, whole=True))
    m = len(this.costs)
    if known is not None:
        start = np.zeros(m + this.n)
        start[known] = 1.0
        covered = np.zeros(this.n, bool)
        for g in known:
            covered[this.members[this.start[g] : this.start[g + 1]]] = True
        start[m:][~covered] = 1.0
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    solver.run()
    info = solver.getInfo()
    status = solver.getModelStatus()
    if info.primal_solution_status != 2:
        return None
    value = np.asarray(solver.getSolution().col_value, float)
    return Choice(
        np.flatnonzero(value[:m] > 0.5),
        np.flatnonzero(value[m:] > 0.5),
        float(info.objective_function_value),
        float(info.mip_dual_bound),
        status == highspy.HighsModelStatus.kOptimal,
    )
