"""Prices for thousands of schools, a tile of the map at a time, and the proof that they hold for the whole country.

A first sweep solves every tile for itself: prices, cuts and groups. Groups across a border know nothing of it, so
their schools' prices are too high; :func:`made_true` lowers them until no group of the whole map has negative slack.
Each further sweep lays the tiles another way and lets the schools within a tile find their best prices while those at
its border keep theirs: the bound only rises. The tiles of a sweep are solved side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import PCG64, Generator

from plait.domain.trios.bound import priced, relax
from plait.domain.trios.by_prices import (
    any_groups,
    curve_groups,
    dearest,
    few,
    least,
    near_columns,
    smoothed,
)
from plait.domain.trios.cuts import Cut, limits
from plait.domain.trios.fixed_first import uneven_groups
from plait.domain.trios.ground import Flags, Floats, Ints
from plait.domain.trios.master import Edge, Master
from plait.domain.trios.pricing import joined, worth_having
from plait.domain.trios.side_by_side import Each
from plait.domain.trios.task import Effort, Task, part_of
from plait.domain.trios.tighten import Tight, improved, rounded, tighten
from plait.domain.trios.windows import halved, polish

FIRST, LATER = 380, 780  # schools in a tile: of the first sweep, of any other
AT_THE_BORDER = 6  # a school with one of so many nearest partners in another tile keeps its price
KEPT = 14  # groups for each school that a tile begins with
ROOM = 0.15  # share of a price up to which slack is looked for to begin with
NEAR = 0.0007  # share of the bound of a tile up to which slack is allowed when its mixture is rounded
OPEN = 70  # groups that are not whole in the mixture and are chosen again together
TURNS = 300  # to bring home those whom rounding leaves over
WINDOWS = Effort(0, 0, 2, 20, 0)  # to choose again around them
CLOSED = 4  # rounds after the edge is closed


def never() -> bool:
    """No end but that of the work."""
    return False


@dataclass(frozen=True, slots=True)
class Tile:
    """``members``: ascending places in the whole. ``edge``, ``cuts`` and the ``groups`` that stand: in places of
    ``task``; none at first."""

    members: Ints
    task: Task
    rounds: int
    edge: Edge | None = None
    cuts: tuple[Cut, ...] = ()
    worth: Floats = field(default_factory=lambda: np.empty(0))
    groups: tuple[tuple[int, ...], ...] = ()
    stop: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class Priced:
    """Prices of a tile's schools, what its cuts are worth, and its groups: in a first sweep perhaps not of all."""

    price: Floats
    cuts: tuple[Cut, ...]
    worth: Floats
    groups: tuple[tuple[int, ...], ...] = ()


def first_sweep(
    task: Task, each: Each, rounds: int, angle: float, stop: Callable[[], bool]
) -> tuple[Tight, list[tuple[int, ...]]]:
    """Prices that hold for all groups of the main size, and groups of most schools."""
    parts = [np.sort(part) for part in halved(task.ground.xy, np.arange(task.n), FIRST, angle, task.wanted, full=True)]
    tiles = [Tile(part, part_of(task, part), rounds, stop=stop) for part in parts]
    answers = list(each(solved, tiles))
    begun = _together(Tight(np.zeros(task.n), 0.0, (), np.empty(0), 0.0), tiles, answers)
    highest = dearest(task, curve_groups(task, np.arange(task.n)))
    return made_true(task, replace(begun, price=np.minimum(begun.price, highest))), _groups_of(tiles, answers)


def next_sweep(
    task: Task,
    proof: Tight,
    groups: list[tuple[int, ...]],
    each: Each,
    rounds: int,
    angle: float,
    stop: Callable[[], bool],
) -> tuple[Tight, list[tuple[int, ...]]]:
    """Better prices and better groups. Groups of another size, and pinned ones, stand, and so do their prices.

    ``stop`` goes with each tile, which ends early with what it has.
    """
    pinned = {v for pin in task.pins for v in pin}
    moving = [group for group in groups if len(group) == task.wanted and not pinned & set(group)]
    centres = np.array([task.ground.xy[list(group)].mean(axis=0) for group in moving])
    parts = halved(centres, np.arange(len(moving)), LATER // task.wanted, angle, full=True)
    dealt = [[moving[place] for place in part] for part in parts]
    tiles = _edged(task, proof, dealt, rounds, stop)
    answers = list(each(solved, tiles))
    now = made_true(task, _together(proof, tiles, answers))
    still = set(moving)
    same = [group for group in groups if group not in still]
    return now if now.value > proof.value else proof, same + _groups_of(tiles, answers)


def _groups_of(tiles: Sequence[Tile], answers: Sequence[Priced]) -> list[tuple[int, ...]]:
    return [
        tuple(int(tile.members[v]) for v in group)
        for tile, answer in zip(tiles, answers, strict=True)
        for group in answer.groups
    ]


def made_true(task: Task, proof: Tight) -> Tight:
    """The prices lowered until no group of the main size has negative slack, and so a bound; then each, those that
    were lowered most first, as high as it may be, up to a share ``ROOM`` more."""
    price = np.maximum(proof.price, 0.0) * (1 + ROOM)  # groups that this leaves out stay without negative slack
    found = task.obeying(joined(list(worth_having(task.ground, task.wanted, price, ring=task.ring)), task.wanted))
    slack = proof.slack(task, found)
    less = np.zeros(task.n)
    order = np.argsort(slack, kind="stable")[: int((slack < 0).sum())]
    for members, short in zip(found.members[order], slack[order].tolist(), strict=True):
        short += float(less[members].sum())
        if short < 0:
            less[members] -= short / task.wanted
    slack += less[found.members].sum(axis=1)
    holding = np.argsort(found.members.ravel(), kind="stable") // task.wanted
    edges = np.searchsorted(np.sort(found.members.ravel()), np.arange(task.n + 1))
    more = np.maximum(proof.price - less, 0.0) * ROOM
    for v in np.argsort(-less, kind="stable").tolist():
        mine = holding[edges[v] : edges[v + 1]]
        if len(mine):
            more[v] = max(min(float(slack[mine].min()), more[v]), 0.0)
            slack[mine] -= more[v]
    return _valued(replace(proof, price=proof.price - less + more), task.wanted)


def _valued(proof: Tight, wanted: int) -> Tight:
    paid = float(proof.worth @ limits(proof.cuts, wanted)) if proof.cuts else 0.0
    return replace(proof, value=float(proof.price.sum()) - paid)


def solved(tile: Tile) -> Priced:
    """A tile's best prices, and its groups."""
    task, edge = tile.task, tile.edge
    if edge is None:
        return _solved_first(tile)
    before = Priced(edge.price, tile.cuts, tile.worth, tile.groups)
    if tile.stop():
        return before
    free = ~edge.held
    worth = float(edge.price[free].sum()) - (float(tile.worth @ limits(tile.cuts, task.wanted)) if tile.cuts else 0.0)
    now = Tight(edge.price, 0.0, (*edge.cuts, *tile.cuts), np.append(edge.worth, tile.worth), 0.0)
    level = float(np.median(edge.price))
    near = joined(list(worth_having(task.ground, task.wanted, edge.price * (1 + ROOM), ring=task.ring)), task.wanted)
    near = task.obeying(near)
    near = near.take(np.sort(np.argsort(now.slack(task, near), kind="stable")[: KEPT * task.n]))
    near = joined([near, priced(task.ground, np.array(tile.groups), ring=task.ring)], task.wanted)
    charge = 2 * np.maximum(edge.price, 0) + 2 * level
    tight, master = tighten(task, [near], charge, rounds=tile.rounds, stop=tile.stop, edge=edge, cuts=tile.cuts)
    better = before if tight is None or tight.value <= worth else replace(_paying(tight), groups=tile.groups)
    if tile.stop():
        return better
    master.close(charge)
    inner = improved(task, master, CLOSED, tile.stop)
    master.charge_more(np.arange(task.n), 30 * float(max(edge.price.max(), level, 1.0)))
    groups = _all_placed(task, master, inner, tile.stop) if inner is not None and not tile.stop() else []
    if len(groups) < len(tile.groups) or task.cost(groups) >= task.cost(tile.groups):
        return better
    return replace(better, groups=tuple(groups))


def _all_placed(task: Task, master: Master, inner: Tight, stop: Callable[[], bool]) -> list[tuple[int, ...]]:
    """The mixture rounded; whom that leaves over in a far group, brought home by dealing again and by windows."""
    whole, groups = rounded(master)
    placed = {v for group in groups for v in group}
    left = [v for v in range(task.n) if v not in placed]
    if not left:
        return groups
    chance = Generator(PCG64(left))
    groups, left = any_groups(task, groups, left)
    groups = smoothed(task, inner, groups, chance, TURNS)
    near = few(task, inner, NEAR)
    stand = set(whole) & set(groups)
    loose = [group for group in groups if group not in stand]
    again, _ = polish(task, near, inner, loose, left, chance, WINDOWS, stop, _without_end, window=OPEN)
    return [group for group in groups if group in stand] + again


def _solved_first(tile: Tile) -> Priced:
    task = tile.task
    if tile.stop():
        return Priced(np.zeros(task.n), (), np.empty(0))
    charge = dearest(task, curve_groups(task, np.arange(task.n)))
    relaxed = relax(task.ground, task.wanted, charge, ring=task.ring)
    level = float(np.median(relaxed.price))
    most = np.minimum(2 * np.maximum(relaxed.price, 0) + 2 * level, 4 * charge)
    _, _, odd = uneven_groups(task, relaxed)
    pool = [near_columns(task, relaxed), *(least(task, columns, relaxed, 4) for columns in odd)]
    tight, master = tighten(task, pool, most, rounds=tile.rounds, stop=tile.stop)
    if tight is None:
        return Priced(relaxed.price, (), np.empty(0))
    master.charge_more(np.arange(task.n), 30 * float(tight.price.max()))
    _, groups = rounded(master)
    return replace(_paying(tight), groups=tuple(groups))


def _without_end() -> float:
    return np.inf


def _paying(tight: Tight) -> Priced:
    which = np.flatnonzero(tight.worth > 1e-9)
    return Priced(tight.price, tuple(tight.cuts[c] for c in which.tolist()), tight.worth[which])


def _edged(
    task: Task, proof: Tight, dealt: Sequence[Sequence[tuple[int, ...]]], rounds: int, stop: Callable[[], bool]
) -> list[Tile]:
    """Tiles whose inner schools may find new prices: cuts among these are up for change, others stand."""
    parts = [np.array(sorted(v for group in groups for v in group), np.int64) for groups in dealt]
    home, place, held = _laid(task, parts)
    free_cuts: list[list[int]] = [[] for _ in parts]
    standing: list[list[tuple[Cut, float]]] = [[] for _ in parts]
    for number, (cut, worth) in enumerate(zip(proof.cuts, proof.worth.tolist(), strict=True)):
        inside: dict[int, list[int]] = {}
        for v in cut.members:
            inside.setdefault(int(home[v]), []).append(v)
        if len(inside) == 1 and not held[list(cut.members)].any():
            free_cuts[next(iter(inside))].append(number)
            continue
        for tile, members in inside.items():
            if len(members) > 1 and tile >= 0:
                standing[tile].append((_renumbered(cut, members, place), worth))
    tiles = []
    for number, part in enumerate(parts):
        stands = tuple(cut for cut, _ in standing[number])
        edge = Edge(held[part], proof.price[part], stands, np.array([worth for _, worth in standing[number]], float))
        cuts = tuple(_renumbered(proof.cuts[c], proof.cuts[c].members, place) for c in free_cuts[number])
        groups = tuple(tuple(place[list(group)].tolist()) for group in dealt[number])
        worth_of = proof.worth[free_cuts[number]] if cuts else np.empty(0)
        tiles.append(Tile(part, part_of(task, part), rounds, edge, cuts, worth_of, groups, stop))
    return tiles


def _laid(task: Task, parts: Sequence[Ints]) -> tuple[Ints, Ints, Flags]:
    """For each school: its tile (−1 for none), its place in it, and whether it lies at the border."""
    home, place = np.full(task.n, -1, np.int64), np.zeros(task.n, np.int64)
    for number, part in enumerate(parts):
        home[part], place[part] = number, np.arange(len(part))
    held = home < 0
    one, other = task.ground.nearest(AT_THE_BORDER)
    held[one[home[one] != home[other]]] = True
    return home, place, held


def _renumbered(cut: Cut, members: Sequence[int], place: Ints) -> Cut:
    return Cut(tuple(place[list(members)].tolist()), cut.cluster)


def _together(proof: Tight, tiles: Sequence[Tile], answers: Sequence[Priced]) -> Tight:
    """The prices of all tiles that were solved, with the cuts that stood."""
    price = proof.price.copy()
    solved = np.zeros(len(price), bool)
    cuts: list[Cut] = []
    worth: list[Floats] = []
    for tile, answer in zip(tiles, answers, strict=True):
        free = np.ones(len(tile.members), bool) if tile.edge is None else ~tile.edge.held
        price[tile.members[free]] = answer.price[free]
        solved[tile.members[free]] = True
        cuts += [Cut(tuple(tile.members[list(cut.members)].tolist()), cut.cluster) for cut in answer.cuts]
        worth.append(answer.worth)
    home = np.full(len(price), -1, np.int64)
    for number, tile in enumerate(tiles):
        home[tile.members] = number
    stood = [
        number
        for number, cut in enumerate(proof.cuts)
        if len(set(home[list(cut.members)].tolist())) > 1 or not solved[list(cut.members)].all()
    ]
    cuts += [proof.cuts[number] for number in stood]
    return replace(proof, price=price, cuts=tuple(cuts), worth=np.concatenate([*worth, proof.worth[stood]]))
