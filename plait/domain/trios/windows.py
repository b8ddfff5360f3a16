"""Better groups, a window at a time: neighbouring groups are dissolved and chosen anew from all candidates.

A pass cuts the map into compact windows by halving, each time at another angle, so that no border stays. The
windows of a pass share no school, so they may be solved side by side. A window never gets worse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.random import Generator

from plait.domain.trios.bound import priced
from plait.domain.trios.ground import Floats, Ground, Ints
from plait.domain.trios.pricing import Columns, joined
from plait.domain.trios.programs import choose, programme

Slack: TypeAlias = Callable[[Columns], Floats]  # what a group costs beyond what its schools ought to

WINDOW = 30  # groups
ALONE = 50  # up to so many groups one window holds all
LOST = 5_000.0  # km charged for leaving a school over in a programme that may have to
GAP = 1e-3


def halved(points: Floats, which: Ints, most: int, angle: float) -> list[Ints]:
    """Compact parts of at most ``most`` points, by halving across the longer side of turned axes."""
    if len(which) <= most:
        return [which]
    turned = points[which] @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    axis = int(np.ptp(turned[:, 1]) > np.ptp(turned[:, 0]))
    order = np.argsort(turned[:, axis], kind="stable")
    middle = len(which) // 2
    return halved(points, which[order[:middle]], most, angle) + halved(points, which[order[middle:]], most, angle)


def polish(
    ground: Ground,
    wanted: int,
    ring: bool,
    pool: Sequence[Columns],
    worth: Slack,
    groups: list[tuple[int, ...]],
    left: list[int],
    chance: Generator,
    passes: int,
    nodes: int,
    stop: Callable[[], bool],
    seconds_left: Callable[[], float],
) -> tuple[list[tuple[int, ...]], list[int]]:
    """``groups`` and ``left`` after ``passes`` passes. ``nodes`` limits the work in a window, not the clock."""
    angle = float(chance.random()) * np.pi
    for number in range(passes):
        items = [*groups, *((v,) for v in left)]
        centres = np.array([ground.xy[list(item)].mean(axis=0) for item in items])
        if len(items) <= ALONE:
            windows = [np.arange(len(items))]
        else:
            windows = halved(centres, np.arange(len(items)), WINDOW, angle + number * 1.1)
        groups, left = _pass(ground, ring, pool, worth, items, windows, nodes, stop, seconds_left)
        if stop() or (len(windows) == 1):
            break
    return groups, left


def _pass(
    ground: Ground,
    ring: bool,
    pool: Sequence[Columns],
    worth: Slack,
    items: list[tuple[int, ...]],
    windows: list[Ints],
    nodes: int,
    stop: Callable[[], bool],
    seconds_left: Callable[[], float],
) -> tuple[list[tuple[int, ...]], list[int]]:
    home = np.full(len(ground), -1, np.int64)
    for number, window in enumerate(windows):
        for item in window:
            home[list(items[item])] = number
    inside: list[tuple[Columns, Ints]] = []
    for block in pool:
        first = home[block.members[:, 0]]
        block = block.take(np.flatnonzero((home[block.members] == first[:, None]).all(axis=1)))
        order = np.argsort(home[block.members[:, 0]], kind="stable")
        block = block.take(order)
        inside.append((block, np.searchsorted(home[block.members[:, 0]], np.arange(len(windows) + 1))))
    groups: list[tuple[int, ...]] = []
    left: list[int] = []
    for number, window in enumerate(windows):
        mine = [items[item] for item in window]
        if not stop():
            here = [block.take(np.arange(edges[number], edges[number + 1])) for block, edges in inside]
            mine = _again(ground, ring, here, worth, mine, nodes, seconds_left())
        groups += [item for item in mine if len(item) > 1]
        left += [item[0] for item in mine if len(item) == 1]
    return groups, left


def _again(
    ground: Ground,
    ring: bool,
    pool: list[Columns],
    worth: Slack,
    items: list[tuple[int, ...]],
    nodes: int,
    seconds: float,
) -> list[tuple[int, ...]]:
    """The same schools in the best groups of the same number of each size."""
    members = np.array(sorted(v for item in items for v in item), np.int64)
    sizes = {len(item) for item in items if len(item) > 1}
    lone = sum(len(item) == 1 for item in items)
    if not lone:
        pool = _worth_trying(ground, ring, pool, worth, items)
    blocks = []
    for size in sorted(sizes | {block.size for block in pool if lone}):
        now = [item for item in items if len(item) == size]
        parts = [block for block in pool if block.size == size]
        if now:
            parts.append(priced(ground, np.array(now), ring=ring))
        blocks.append(joined(parts, size))
    blocks = [block for block in blocks if len(block)]
    if not blocks:
        return items
    main = max(sizes, key=lambda size: sum(len(item) == size for item in items), default=blocks[0].size)
    weights = [float(block.size != main) for block in blocks]
    uneven = sum(len(item) != main for item in items if len(item) > 1)
    program = programme(
        len(members),
        [(np.searchsorted(members, block.members), block.costs) for block in blocks],
        np.full(len(members), LOST),
        extra=weights,
        extra_limit=uneven,
        left_limit=np.inf if lone else 0,
    )
    places = {}
    flat = [tuple(row) for block in blocks for row in block.members.tolist()]
    for place, row in enumerate(flat):
        places[tuple(sorted(row))] = place
    known = np.array([places[tuple(sorted(item))] for item in items if len(item) > 1], np.int64)
    answer = choose(program, known=known, gap=GAP, nodes=nodes, seconds=seconds)
    if answer is None:
        return items
    before = float(program.costs[known].sum()) + LOST * lone
    if answer.cost >= before - 1e-9:
        return items
    return [flat[g] for g in answer.groups] + [(int(members[v]),) for v in answer.left]


def _worth_trying(
    ground: Ground, ring: bool, pool: list[Columns], worth: Slack, items: list[tuple[int, ...]]
) -> list[Columns]:
    """Groups that could be in a cheaper answer: the slacks of an answer sum to its cost less all prices."""
    gap, sizes = 0.0, {len(item) for item in items}
    for size in sizes:
        now = priced(ground, np.array([item for item in items if len(item) == size]), ring=ring)
        gap += float(worth(now).sum())
    slacks = [worth(block) for block in pool]
    lowest = sum(min(0.0, float(slack.min())) for slack in slacks if len(slack))
    limit = gap - lowest * len(items) + 1e-9
    return [block.take(np.flatnonzero(slack <= limit)) for block, slack in zip(pool, slacks, strict=True)]
