"""Better groups, a window at a time: neighbouring groups are dissolved and chosen anew from all candidates.

A pass cuts the map into compact windows by halving, each time at another angle, so that no border stays. The
windows of a pass share no school, so they may be solved side by side. A window never gets worse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from plait.domain.trios.bound import priced
from plait.domain.trios.choosing import rows_of
from plait.domain.trios.cuts import Cut
from plait.domain.trios.ground import Floats, Ints
from plait.domain.trios.pricing import Columns, joined
from plait.domain.trios.programs import Choice, Programme, choose, programme
from plait.domain.trios.side_by_side import Each, in_turn
from plait.domain.trios.task import Effort, Task
from plait.domain.trios.tighten import Tight

WINDOW = 30  # groups
ALONE = 50  # up to so many groups one window holds all
LOST = 5_000.0  # km charged for leaving a school over in a programme that may have to
GAP = 1e-3


def halved(points: Floats, which: Ints, most: int, angle: float, step: int = 1, *, full: bool = False) -> list[Ints]:
    """Compact parts of at most ``most`` points, by halving across the longer side of turned axes.

    All but one part have a multiple of ``step`` points. ``full``: as few parts as that allows, of like size.
    """
    if len(which) <= most:
        return [which]
    turned = points[which] @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    axis = int(np.ptp(turned[:, 1]) > np.ptp(turned[:, 0]))
    order = np.argsort(turned[:, axis], kind="stable")
    parts = -(-len(which) // (most + 1 - step)) if full else 2
    middle = len(which) * (parts // 2) // parts // step * step
    return [
        part
        for half in (order[:middle], order[middle:])
        for part in halved(points, which[half], most, angle, step, full=full)
    ]


@dataclass(frozen=True, slots=True)
class Window:
    """A window's programme, the groups it chooses from, and those that stand (places among them)."""

    program: Programme
    groups: list[tuple[int, ...]]
    members: Ints
    known: Ints
    before: float
    nodes: int
    seconds: float


def polish(
    task: Task,
    pool: Sequence[Columns],
    proof: Tight,
    groups: list[tuple[int, ...]],
    left: list[int],
    chance: Generator,
    effort: Effort,
    stop: Callable[[], bool],
    seconds_left: Callable[[], float],
    each: Each = map,
    window: int = WINDOW,
) -> tuple[list[tuple[int, ...]], list[int]]:
    """``groups`` and ``left`` after the passes of ``effort``. Nodes limit the work in a window, not the clock."""
    angle = float(chance.random()) * np.pi
    slacks = [proof.slack(task, block) for block in pool]
    for number in range(effort.passes):
        if stop():
            break
        items = [*groups, *((v,) for v in left)]
        centres = np.array([task.ground.xy[list(item)].mean(axis=0) for item in items])
        if len(items) <= ALONE:
            windows = [np.arange(len(items))]
        else:
            windows = halved(centres, np.arange(len(items)), window, angle + number * 1.1)
        groups, left = _pass(task, pool, slacks, proof, items, windows, effort.nodes, stop, seconds_left, each)
        if len(windows) == 1:
            break
    return groups, left


def _pass(
    task: Task,
    pool: Sequence[Columns],
    slacks: Sequence[Floats],
    proof: Tight,
    items: list[tuple[int, ...]],
    windows: list[Ints],
    nodes: int,
    stop: Callable[[], bool],
    seconds_left: Callable[[], float],
    each: Each,
) -> tuple[list[tuple[int, ...]], list[int]]:
    home = np.full(task.n, -1, np.int64)
    for number, window in enumerate(windows):
        for item in window:
            home[list(items[item])] = number
    inside: list[tuple[Columns, Floats, Ints]] = []
    for block, slack in zip(pool, slacks, strict=True):
        first = home[block.members[:, 0]]
        within = np.flatnonzero((home[block.members] == first[:, None]).all(axis=1))
        within = within[np.argsort(first[within], kind="stable")]
        edges = np.searchsorted(first[within], np.arange(len(windows) + 1))
        inside.append((block.take(within), slack[within], edges))
    cuts: list[list[Cut]] = [[] for _ in windows]
    for cut in proof.paying():
        where = set(home[list(cut.members)].tolist())
        if len(where) == 1 and min(where) >= 0:
            cuts[where.pop()].append(cut)
    own = _slack_of_items(task, proof, items)
    jobs: list[Window] = []
    kept: list[tuple[int, ...]] = []
    for number, window in enumerate(windows):
        here = [
            (block.take(np.arange(edges[number], edges[number + 1])), slack[edges[number] : edges[number + 1]])
            for block, slack, edges in inside
        ]
        mine = [items[item] for item in window]
        job = _window(task, here, mine, float(own[window].sum()), cuts[number], nodes, seconds_left())
        if job is None:
            kept += mine
        else:
            jobs.append(job)
    answers = in_turn(each, _again, jobs, stop)
    for job, answer in zip(jobs, answers, strict=False):
        if answer is not None and answer.cost < job.before - 1e-9:
            kept += [job.groups[g] for g in answer.groups] + [(int(job.members[v]),) for v in answer.left]
        else:
            kept += _standing(job)
    for job in jobs[len(answers) :]:
        kept += _standing(job)
    return [item for item in kept if len(item) > 1], [item[0] for item in kept if len(item) == 1]


def _standing(job: Window) -> list[tuple[int, ...]]:
    groups = [job.groups[place] for place in job.known]
    placed = {v for group in groups for v in group}
    return groups + [(v,) for v in job.members.tolist() if v not in placed]


def _again(job: Window) -> Choice | None:
    """The same schools in the best groups of the same number of each size."""
    return choose(job.program, known=job.known, gap=GAP, nodes=job.nodes, seconds=job.seconds)


def _slack_of_items(task: Task, proof: Tight, items: list[tuple[int, ...]]) -> Floats:
    """Slack of each group; zero for a school without one."""
    found = np.zeros(len(items))
    for size in {len(item) for item in items} - {1}:
        which = [place for place, item in enumerate(items) if len(item) == size]
        block = priced(task.ground, np.array([sorted(items[place]) for place in which]), ring=task.ring)
        found[which] = proof.slack(task, block)
    return found


def _window(
    task: Task,
    pool: list[tuple[Columns, Floats]],
    items: list[tuple[int, ...]],
    gap: float,
    cuts: list[Cut],
    nodes: int,
    seconds: float,
) -> Window | None:
    members = np.array(sorted(v for item in items for v in item), np.int64)
    sizes = {len(item) for item in items if len(item) > 1}
    lone = sum(len(item) == 1 for item in items)
    parts = [block for block, _ in pool]
    if not lone:  # a group of a cheaper answer has no more slack than all that stand, but for negative ones
        lowest = sum(min(0.0, float(slack.min())) for _, slack in pool if len(slack))
        limit = gap - lowest * len(items) + 1e-9
        parts = [block.take(np.flatnonzero(slack <= limit)) for block, slack in pool]
    blocks = []
    for size in sorted(sizes | {block.size for block in parts if lone}):
        now = [item for item in items if len(item) == size]
        candidates = [block for block in parts if block.size == size]
        if now:
            candidates.append(priced(task.ground, np.array(now), ring=task.ring))
        blocks.append(joined(candidates, size))
    blocks = [block for block in blocks if len(block)]
    if not blocks:
        return None
    main = max(sizes, key=lambda size: sum(len(item) == size for item in items), default=blocks[0].size)
    local = [Columns(np.searchsorted(members, block.members), block.costs) for block in blocks]
    near = [Cut(tuple(np.searchsorted(members, cut.members).tolist()), cut.cluster) for cut in cuts]
    program = programme(
        len(members),
        [(block.members, block.costs) for block in local],
        np.full(len(members), LOST),
        extra=[float(block.size != main) for block in blocks],
        extra_limit=sum(len(item) != main for item in items if len(item) > 1),
        left_limit=np.inf if lone else 0,
        rows=rows_of(len(members), task.wanted, local, near),
    )
    flat = [tuple(row) for block in blocks for row in block.members.tolist()]
    places = {tuple(sorted(row)): place for place, row in enumerate(flat)}
    known = np.array([places[tuple(sorted(item))] for item in items if len(item) > 1], np.int64)
    if len(known) == len(flat) and not lone:
        return None
    before = float(program.costs[known].sum()) + LOST * lone
    return Window(program, flat, members, known, before, nodes, seconds)
