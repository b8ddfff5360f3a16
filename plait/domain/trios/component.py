"""Schools that might all meet, put in groups: the steps from prices to groups, and the proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.random import Generator

from plait.domain.trios.anneal import re_deal
from plait.domain.trios.bound import SAFE, Relaxed, priced, relax, star
from plait.domain.trios.covering import MOST, TooMany, cheapest_cover
from plait.domain.trios.fixed_first import pinned_groups, uneven_groups
from plait.domain.trios.ground import Flags, Floats, Ground, Ints
from plait.domain.trios.plan import ALLOWED, along_curve, least_unevenness, plans, unevenness
from plait.domain.trios.pricing import Columns, joined, worth_having
from plait.domain.trios.programs import Choice, Programme, choose, programme
from plait.domain.trios.task import Effort, Solved, Task
from plait.domain.trios.windows import polish

EVERY = 12  # up to so many schools every group there is goes into the programme
PROOF = 40_000  # columns of a programme that may be given the time to prove its answer
LOST = 5_000.0  # km charged for leaving a school over in a programme that may have to


def solve(
    task: Task, chance: Generator, effort: Effort, stop: Callable[[], bool], seconds_left: Callable[[], float]
) -> Solved:
    """Groups for one component, with a bound."""
    n = task.n
    if n < min(ALLOWED[task.wanted]):
        return Solved((), tuple(range(n)), 0.0, True)
    if n <= EVERY:
        return _by_every_group(task)
    return _by_prices(task, chance, effort, stop, seconds_left)


def _by_every_group(task: Task) -> Solved:
    """Small: all permitted groups in one programme; first the fewest left over, then the evenest, then the cheapest."""
    n, wanted = task.n, task.wanted
    columns = {size: _every(task, size) for size in ALLOWED[wanted] if size <= n}
    normal = {size for plan in plans(n, wanted) for size in plan}
    blocks = [columns[size] for size in sorted(normal)]
    if plans(n, wanted) and sum(len(block) for block in blocks):
        answer = choose(_program(task, blocks, left=0, uneven=least_unevenness(n, wanted)))
        if answer is not None:
            return _solved(blocks, answer, n)
    blocks = [block for block in columns.values() if len(block)]
    if not blocks:
        return Solved((), tuple(range(n)), 0.0, True)
    empty_costs = [np.zeros(len(block)) for block in blocks]
    fewest = choose(_program(task, blocks, costs=empty_costs, charge=1.0))
    assert fewest is not None  # noqa: S101  leaving everybody over is always a choice
    left = len(fewest.left)
    weights = [np.full(len(block), float(unevenness(block.size, wanted))) for block in blocks]
    evenest = choose(_program(task, blocks, costs=weights, left=left))
    uneven = round(evenest.cost) if evenest else None
    answer = choose(_program(task, blocks, left=left, uneven=uneven))
    assert answer is not None  # noqa: S101  the choice before was one
    return _solved(blocks, answer, n)


def _every(task: Task, size: int) -> Columns:
    sets = np.array(list(combinations(range(task.n), size)), np.int64).reshape(-1, size)
    good = task.keeps_pins(sets)
    for a, b in combinations(range(size), 2):
        good &= task.ground.permitted(sets[:, a], sets[:, b])
    return priced(task.ground, sets[good], ring=task.ring)


def _program(
    task: Task,
    blocks: Sequence[Columns],
    *,
    costs: Sequence[Floats] | None = None,
    charge: float = 0.0,
    left: int | None = None,
    uneven: int | None = None,
) -> Programme:
    weights = [float(unevenness(block.size, task.wanted)) for block in blocks]
    return programme(
        task.n,
        [(block.members, block.costs if costs is None else costs[place]) for place, block in enumerate(blocks)],
        np.full(task.n, charge),
        extra=weights if uneven is not None else None,
        extra_limit=np.inf if uneven is None else uneven,
        left_limit=np.inf if left is None else left,
    )


def _solved(blocks: Sequence[Columns], answer: Choice, n: int) -> Solved:
    groups: list[tuple[int, ...]] = []
    begin = 0
    for block in blocks:
        chosen = answer.groups[(answer.groups >= begin) & (answer.groups < begin + len(block))] - begin
        groups += [tuple(map(int, row)) for row in block.members[chosen]]
        begin += len(block)
    left = tuple(map(int, answer.left))
    return Solved(tuple(groups), left, answer.bound * (1 - SAFE), answer.proven)


def _by_prices(
    task: Task, chance: Generator, effort: Effort, stop: Callable[[], bool], seconds_left: Callable[[], float]
) -> Solved:
    ground, n, wanted, ring = task.ground, task.n, task.wanted, task.ring
    first = _curve_groups(task, np.arange(n))
    charge = _dearest(task, first)
    relaxed = relax(ground, wanted, charge, ring=ring, stop=stop)
    odd, odd_bound, odd_pool = uneven_groups(task, relaxed)
    base = relaxed.value + odd_bound
    placed = pinned_groups(task, relaxed, odd)
    fixed = {member for group in placed for member in group}
    rest = np.array([v for v in range(n) if v not in fixed], np.int64)
    rest = rest[np.argsort(along_curve(ground.xy[rest]), kind="stable")]
    rest, spare = rest[: len(rest) // wanted * wanted], rest[len(rest) // wanted * wanted :]
    groups = rest.reshape(-1, wanted)
    part = ground.part(rest)
    dealt, cut = re_deal(
        part,
        np.arange(len(rest)).reshape(-1, wanted),
        relaxed.price[rest],
        chance,
        effort.turns,
        ring=ring,
        stop=stop,
    )
    groups = rest[dealt] if len(dealt) else groups
    good = _all_permitted(ground, groups)
    whole: list[tuple[int, ...]] = [tuple(map(int, row)) for row in groups[good]] + placed
    left = [int(v) for v in groups[~good].ravel()] + [int(v) for v in spare]
    if not left and n <= 2 * MOST:
        start = Solved(tuple(whole), (), min(base * (1 - SAFE), task.cost(whole)), False, cut)
        proved = _proof(task, relaxed, base, odd_bound, odd_pool, start, effort, seconds_left)
        if proved.proven:
            return proved
    rich = _pool(task, relaxed, odd_pool)
    whole, left = polish(
        task.ground,
        wanted,
        ring,
        rich,
        relaxed.price,
        whole,
        left,
        chance,
        effort.passes,
        effort.nodes,
        stop,
        seconds_left,
    )
    if left:
        whole, left = _place_the_rest(task, rich, whole, left, effort, seconds_left)
    bound = base - _dearest_places(relaxed.price, len(left))
    result = Solved(tuple(whole), tuple(left), min(bound * (1 - SAFE), task.cost(whole)), False, cut or stop())
    if left:
        return result
    return _proof(task, relaxed, base, odd_bound, odd_pool, result, effort, seconds_left)


def _dearest_places(price: Floats, count: int) -> float:
    """The most that leaving ``count`` schools out could save."""
    return float(np.sort(np.maximum(price, 0))[::-1][:count].sum()) if count else 0.0


def _curve_groups(task: Task, members: Ints) -> Ints:
    order = members[np.argsort(along_curve(task.ground.xy[members]), kind="stable")]
    return order[: len(order) // task.wanted * task.wanted].reshape(-1, task.wanted)


def _dearest(task: Task, groups: Ints) -> float:
    """More than a place in a group ought to be worth; keeps one island from making every pair a candidate."""
    costs = priced(task.ground, groups, ring=task.ring).costs
    return float(max(np.quantile(costs, 0.999), costs.mean() * 4, 1.0))


def _all_permitted(ground: Ground, groups: Ints) -> Flags:
    good = np.ones(len(groups), bool)
    for a, b in combinations(range(groups.shape[1]), 2):
        good &= ground.permitted(groups[:, a], groups[:, b])
    return good


def _pool(task: Task, relaxed: Relaxed, odd: list[Columns]) -> list[Columns]:
    """Candidates for programmes: near ones, and those whose slack is small."""
    near = {2: 16, 3: 10, 4: 7}[task.wanted]
    level = float(np.median(relaxed.price)) * 0.5
    found = [relaxed.pool, star(task.ground, task.wanted, near, ring=task.ring)]
    found += list(worth_having(task.ground, task.wanted, relaxed.price + level / task.wanted, ring=task.ring))
    main = task.obeying(joined(found, task.wanted))
    return [main, *odd]


def _place_the_rest(
    task: Task,
    pool: Sequence[Columns],
    whole: list[tuple[int, ...]],
    left: list[int],
    effort: Effort,
    seconds_left: Callable[[], float],
) -> tuple[list[tuple[int, ...]], list[int]]:
    """Schools without a group: widen the choice around them (other sizes too) and solve again."""
    ground = task.ground
    near = np.unique(np.concatenate([np.argsort(ground.km(v, np.arange(task.n)), kind="stable")[:60] for v in left]))
    inside = set(near.tolist())
    picked = [group for group in whole if set(group) & inside][:80]
    members = np.array(sorted({v for group in picked for v in group} | set(left)), np.int64)
    part = Task(
        ground.part(members),
        task.wanted,
        task.ring,
        [
            frozenset(np.searchsorted(members, sorted(pin)).tolist())
            for pin in task.pins
            if pin <= set(members.tolist())
        ],
    )
    blocks = []
    for size in ALLOWED[task.wanted]:
        blocks.append(part.obeying(star(part.ground, size, {2: 20, 3: 14, 4: 8, 5: 6}[size], ring=task.ring)))
    place = {int(v): i for i, v in enumerate(members)}
    for size in ALLOWED[task.wanted]:
        now = [[place[v] for v in group] for group in picked if len(group) == size]
        if now:
            at = ALLOWED[task.wanted].index(size)
            blocks[at] = joined([blocks[at], priced(part.ground, np.array(now), ring=task.ring)], size)
    blocks = [block for block in blocks if len(block)]
    weight = float(np.median([task.cost([group]) for group in whole])) if whole else 1.0
    costs = [block.costs + unevenness(block.size, task.wanted) * 4 * weight for block in blocks]
    answer = choose(
        _program(part, blocks, costs=costs, charge=LOST), gap=1e-4, nodes=effort.proof_nodes, seconds=seconds_left()
    )
    if answer is None or len(answer.left) >= len(left):
        return whole, left
    solved = _solved(blocks, answer, part.n)
    kept = [group for group in whole if group not in set(picked)]
    moved = [tuple(int(members[v]) for v in group) for group in solved.groups]
    return kept + moved, [int(members[v]) for v in solved.left]


def _proof(
    task: Task,
    relaxed: Relaxed,
    base: float,
    odd_bound: float,
    odd: Sequence[Columns],
    result: Solved,
    effort: Effort,
    seconds_left: Callable[[], float],
) -> Solved:
    """Solve over all groups that a cheaper answer could hold: slack no more than answer less bound."""
    cost = task.cost(result.groups)
    uneven = sum(unevenness(len(group), task.wanted) for group in result.groups)
    if uneven != least_unevenness(task.n, task.wanted) or not effort.proof_nodes:
        return result
    sizes = sorted({size for plan in plans(task.n, task.wanted) for size in plan})
    reach = (cost - base) * 1.0001 + 1e-6
    blocks = []
    for size in sizes:
        wide = reach if size == task.wanted else reach + max(odd_bound, 0.0) + reach
        count, parts = 0, []
        for block in worth_having(task.ground, size, relaxed.price + wide / size, ring=task.ring):
            parts.append(block)
            count += len(block)
            if count > 6 * PROOF:
                return result
        blocks.append(task.obeying(joined(parts, size)))
    if sum(map(len, blocks)) > PROOF:
        return result
    if task.n <= MOST:
        try:
            weights = [unevenness(size, task.wanted) for size in sizes]
            better = cheapest_cover(task.n, blocks, relaxed.price, weights, uneven, cost - 1e-9)
            groups = tuple(better) if better else result.groups
            return Solved(groups, (), task.cost(groups) * (1 - SAFE), True)
        except TooMany:
            pass
    known = _known(blocks, result.groups)
    answer = choose(
        _program(task, blocks, left=0, uneven=uneven),
        known=known,
        gap=1e-6,
        nodes=effort.proof_nodes,
        seconds=seconds_left(),
    )
    if answer is None:
        return result
    solved = _solved(blocks, answer, task.n)
    groups = solved.groups if task.cost(solved.groups) < cost - 1e-9 else result.groups
    bound = max(result.bound, min(answer.bound, base + reach) * (1 - SAFE))
    return Solved(groups, (), min(bound, task.cost(groups)), answer.proven, result.cut_short)


def _known(blocks: Sequence[Columns], groups: Sequence[tuple[int, ...]]) -> Ints | None:
    """Where the groups stand in the blocks; ``None`` unless all do."""
    places: dict[tuple[int, ...], int] = {}
    begin = 0
    for block in blocks:
        for row, members in enumerate(np.sort(block.members, axis=1).tolist()):
            places[tuple(members)] = begin + row
        begin += len(block)
    found = [places.get(tuple(sorted(group)), -1) for group in groups]
    return np.array(found, np.int64) if min(found, default=-1) >= 0 else None
