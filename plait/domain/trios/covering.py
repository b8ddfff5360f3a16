"""The cheapest exact cover of a few schools, by dynamic programming over sets of schools as bit masks.

Always covers the lowest school that is not covered yet, so each partition is met once; drops every partial cover
whose slacks already sum to more than a cheaper answer could have. All covers of one step are handled at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from plait.domain.trios.ground import Floats
from plait.domain.trios.pricing import Columns

MOST = 30  # schools; beyond, partial covers grow too many
COVERS = 150_000  # partial covers kept at once


class TooMany(Exception):
    """More partial covers than can be held."""


def cheapest_cover(
    n: int, blocks: Sequence[Columns], price: Floats, uneven: Sequence[int], uneven_limit: int, below: float
) -> list[tuple[int, ...]] | None:
    """The groups of the cheapest partition that costs less than ``below``; ``None`` if there is none.

    ``uneven``: what a group of each block counts; they sum to ``uneven_limit`` at most. Raises
    :class:`TooMany`.
    """
    masks = np.concatenate([(np.int64(1) << block.members).sum(axis=1) for block in blocks])
    slack = np.concatenate([block.slack(price) for block in blocks])
    weight = np.concatenate([np.full(len(b), u, np.int64) for b, u in zip(blocks, uneven, strict=True)])
    budget = below - float(price.sum()) - 1e-9
    steepest = max(0.0, -float(slack.min(initial=0.0))) * n  # fours may have prices to spare where trios are short
    by_lowest = [np.flatnonzero((masks & (2 << v) - 1) == (1 << v)) for v in range(n)]
    full = (1 << n) - 1
    covers = np.zeros(1, np.int64)
    used, spent = np.zeros(1, np.int64), np.zeros(1)
    identity = np.zeros(1, np.int64)
    history_parent, history_group = [np.array([-1])], [np.array([-1])]
    total = 1
    for v in range(n):
        waiting = (covers >> v & 1) == 0
        columns = by_lowest[v]
        base = np.flatnonzero(waiting)
        kept = ~waiting
        if not len(base):
            continue
        step = max(1, 4_000_000 // max(1, len(columns)))
        parts = [(covers[kept], used[kept], spent[kept], identity[kept])]
        for begin in range(0, len(base), step):
            rows = base[begin : begin + step]
            able = (covers[rows][:, None] & masks[columns][None, :]) == 0
            sums = spent[rows][:, None] + slack[columns][None, :]
            able &= sums <= budget + steepest
            able &= used[rows][:, None] + weight[columns][None, :] <= uneven_limit
            row, col = np.nonzero(able)
            number = total + np.arange(len(row))
            total = total + len(row)
            history_parent.append(identity[rows[row]])
            history_group.append(columns[col])
            parts.append(
                (
                    covers[rows[row]] | masks[columns[col]],
                    used[rows[row]] + weight[columns[col]],
                    sums[row, col],
                    number,
                )
            )
            if total > 20 * COVERS:
                raise TooMany
        covers, used, spent, identity = (np.concatenate(item) for item in zip(*parts, strict=True))
        order = np.lexsort((spent, used, covers))
        covers, used, spent, identity = covers[order], used[order], spent[order], identity[order]
        first = np.ones(len(covers), bool)
        first[1:] = (covers[1:] != covers[:-1]) | (used[1:] != used[:-1])
        covers, used, spent, identity = covers[first], used[first], spent[first], identity[first]
        if len(covers) > COVERS:
            raise TooMany
    done = np.flatnonzero((covers == full) & (spent < budget))
    if not len(done):
        return None
    here = int(identity[done[spent[done].argmin()]])
    up, group = np.concatenate(history_parent), np.concatenate(history_group)
    flat = [tuple(map(int, row)) for block in blocks for row in block.members]
    found: list[tuple[int, ...]] = []
    while here > 0:
        found.append(flat[int(group[here])])
        here = int(up[here])
    return found
