"""How many groups of which size: as few uneven ones as arithmetic allows."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

ALLOWED = {2: (2, 3), 3: (3, 4, 5), 4: (3, 4, 5)}
"""Sizes that groups may have when this size is asked for. Never a pair unless pairs are asked for."""


def unevenness(size: int, wanted: int) -> int:
    """What a group of ``size`` counts where ``wanted`` was asked for: two fours are better than one five."""
    return (size - wanted) ** 2


@cache
def plans(n: int, wanted: int) -> tuple[dict[int, int], ...]:
    """Every way to cut ``n`` schools into groups with the least unevenness: size → how many. Empty if none.

    >>> plans(10, 3)
    ({3: 2, 4: 1},)
    """
    others = [size for size in ALLOWED[wanted] if size != wanted]
    found: list[tuple[int, dict[int, int]]] = []
    for counts in product(range(4), repeat=len(others)):
        rest = n - sum(size * count for size, count in zip(others, counts, strict=True))
        if rest < 0 or rest % wanted:
            continue
        uneven = sum(unevenness(size, wanted) * count for size, count in zip(others, counts, strict=True))
        plan = {wanted: rest // wanted} | dict(zip(others, counts, strict=True))
        found.append((uneven, {size: count for size, count in sorted(plan.items()) if count}))
    least = min((uneven for uneven, _ in found), default=0)
    return tuple(plan for uneven, plan in found if uneven == least)


def least_unevenness(n: int, wanted: int) -> int:
    """The unevenness of the plans for ``n``; 0 if there is none."""
    return min(
        (sum(unevenness(size, wanted) * count for size, count in plan.items()) for plan in plans(n, wanted)),
        default=0,
    )


def along_curve(xy: np.ndarray[tuple[int, ...], np.dtype[np.float64]], bits: int = 14) -> np.ndarray:
    """Places along a Hilbert curve through the bounding square; neighbours on it are near on the map."""
    low = xy.min(axis=0)
    span = max(float((xy - low).max()), 1e-9)
    x, y = np.floor((xy - low) / span * (2**bits - 1)).astype(np.int64).T
    along = np.zeros(len(xy), np.int64)
    side = 2 ** (bits - 1)
    while side:
        right, upper = (x & side) > 0, (y & side) > 0
        along += side * side * ((3 * right.astype(np.int64)) ^ upper.astype(np.int64))
        turn = ~upper
        flip = turn & right
        x, y = x & (side - 1), y & (side - 1)
        x, y = np.where(flip, side - 1 - x, x), np.where(flip, side - 1 - y, y)
        x, y = np.where(turn, y, x), np.where(turn, x, y)
        side //= 2
    return along
