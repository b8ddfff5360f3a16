"""From candidate groups to a whole-number programme, and from its answer back to groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from plait.domain.trios.bound import SAFE
from plait.domain.trios.cuts import Cut, coefficients, limits
from plait.domain.trios.ground import Floats, Ints
from plait.domain.trios.plan import unevenness
from plait.domain.trios.pricing import Columns
from plait.domain.trios.programs import Choice, Programme, Row, programme
from plait.domain.trios.task import Solved, Task


def program_of(
    task: Task,
    blocks: Sequence[Columns],
    *,
    costs: Sequence[Floats] | None = None,
    charge: float = 0.0,
    left: int | None = None,
    uneven: int | None = None,
    cuts: Sequence[Cut] = (),
) -> Programme:
    """Every school in one of the groups of ``blocks``, or left over at ``charge``; ``cuts`` guide the solver."""
    weights = [float(unevenness(block.size, task.wanted)) for block in blocks]
    return programme(
        task.n,
        [(block.members, block.costs if costs is None else costs[place]) for place, block in enumerate(blocks)],
        np.full(task.n, charge),
        extra=weights if uneven is not None else None,
        extra_limit=np.inf if uneven is None else uneven,
        left_limit=np.inf if left is None else left,
        rows=rows_of(task.n, task.wanted, blocks, cuts),
    )


def rows_of(n: int, wanted: int, blocks: Sequence[Columns], cuts: Sequence[Cut]) -> list[Row]:
    """The cuts as rows of a programme over the groups of ``blocks``."""
    if not cuts:
        return []
    limit = limits(cuts, wanted)
    which: list[list[Ints]] = [[] for _ in cuts]
    value: list[list[Floats]] = [[] for _ in cuts]
    begin = 0
    for block in blocks:
        table = coefficients(cuts, block.members, n, wanted).T.tocsr()
        for row in range(len(cuts)):
            here = slice(table.indptr[row], table.indptr[row + 1])
            which[row].append(table.indices[here].astype(np.int64) + begin)
            value[row].append(table.data[here].astype(float))
        begin += len(block)
    return [Row(np.concatenate(which[c]), np.concatenate(value[c]), float(limit[c])) for c in range(len(cuts))]


def solved_by(blocks: Sequence[Columns], answer: Choice) -> Solved:
    """The groups that were chosen from ``blocks``."""
    groups: list[tuple[int, ...]] = []
    begin = 0
    for block in blocks:
        chosen = answer.groups[(answer.groups >= begin) & (answer.groups < begin + len(block))] - begin
        groups += [tuple(map(int, row)) for row in block.members[chosen]]
        begin += len(block)
    left = tuple(map(int, answer.left))
    return Solved(tuple(groups), left, answer.bound * (1 - SAFE), answer.proven)


def known_in(blocks: Sequence[Columns], groups: Sequence[tuple[int, ...]]) -> Ints | None:
    """Where the groups stand in the blocks; ``None`` unless all do."""
    places: dict[tuple[int, ...], int] = {}
    begin = 0
    for block in blocks:
        for row, members in enumerate(np.sort(block.members, axis=1).tolist()):
            places[tuple(members)] = begin + row
        begin += len(block)
    found = [places.get(tuple(sorted(group)), -1) for group in groups]
    return np.array(found, np.int64) if min(found, default=-1) >= 0 else None
