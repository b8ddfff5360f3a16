"""A council's schools in groups: prices and cuts give the bound; the mixture is rounded, improved and proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from plait.domain.trios.anneal import re_deal
from plait.domain.trios.bound import SAFE, Relaxed, priced, relax, star
from plait.domain.trios.choosing import known_in, program_of, solved_by
from plait.domain.trios.fixed_first import pinned_groups, uneven_groups
from plait.domain.trios.ground import Ints
from plait.domain.trios.mending import LEAST, place_the_rest, taken_in
from plait.domain.trios.plan import ALLOWED, along_curve, least_unevenness, unevenness
from plait.domain.trios.pricing import Columns, joined, worth_having
from plait.domain.trios.programs import choose
from plait.domain.trios.task import Effort, Solved, Task, every_group, part_of
from plait.domain.trios.tighten import Tight, rounded, tighten
from plait.domain.trios.windows import LOST, polish

PROOF = 40_000  # groups of a programme that may be given the time to prove its answer
NEAR_ENOUGH = (0.002, 0.004, 0.008, 0.016)  # shares of the bound up to which slack is looked for
SEEN = 300_000  # groups looked at for candidates; more, and the prices are not worth it
MANY = 70  # candidates for each school
SMOOTHING = 600  # turns in which neighbours are dealt again
REST = 0.45  # share of the time that is for groups, after the bound
ROUNDING = 0.002  # share of the bound up to which slack is allowed when the mixture is rounded


def by_prices(
    task: Task, chance: Generator, effort: Effort, stop: Callable[[], bool], seconds_left: Callable[[], float]
) -> Solved:
    """Groups for one component of more schools than can be tried out, with a bound."""
    given = seconds_left()
    charge = dearest(task, curve_groups(task, np.arange(task.n)))
    relaxed = relax(task.ground, task.wanted, charge, ring=task.ring, stop=stop)
    odd, odd_bound, odd_pool = uneven_groups(task, relaxed)
    base = relaxed.value + odd_bound
    tight, near, whole, more = _bounded(task, relaxed, odd_pool, charge, effort, lambda: seconds_left() < REST * given)
    cut = seconds_left() < REST * given
    if tight is None:
        whole, left, early = annealed(task, relaxed, odd, chance, effort, stop)
        pool, cut = candidates(task, relaxed, odd_pool), cut or early
    else:
        base = max(base, tight.value)
        wider = _near_enough(task, tight, effort.passes - 1, stop) if effort.passes > 2 or not near else near
        pool = wider or candidates(task, relaxed, odd_pool)
        whole, left = _completed(task, tight, near, whole, more, chance, effort, seconds_left)
    proof = tight or Tight(relaxed.price, 0.0, (), np.empty(0), relaxed.value)
    for last in (False, True):
        whole, left = polish(task, pool, proof, whole, left, chance, effort, stop, seconds_left)
        if not left or last:
            break
        whole, left = place_the_rest(task, whole, left, effort, seconds_left)
    if left:
        whole, left = taken_in(task, whole, left)
    bound = base - dearest_places(relaxed.price, len(left))
    result = Solved(tuple(whole), tuple(left), min(bound * (1 - SAFE), task.cost(whole)), False, cut or stop())
    if left or tight is None:
        return result
    return _proof(task, tight, result, effort, seconds_left)


def _bounded(
    task: Task,
    relaxed: Relaxed,
    odd: Sequence[Columns],
    charge: float,
    effort: Effort,
    stop: Callable[[], bool],
) -> tuple[Tight | None, list[Columns], list[tuple[int, ...]], list[tuple[int, ...]]]:
    """The tighter bound, the groups of little slack, those that are whole in its mixture, and these with more."""
    level = float(np.median(relaxed.price))
    most = np.minimum(2 * np.maximum(relaxed.price, 0) + 2 * level, 4 * charge)
    few = [least(task, columns, relaxed, 4) for columns in odd]
    main = near_columns(task, relaxed)
    tight, master = tighten(task, [main, *few], most, rounds=effort.rounds, stop=stop)
    if tight is None:
        return None, [], [], []
    near = _near_enough(task, tight, 1, stop) or []
    for block in near:
        master.add_groups(block, unevenness(block.size, task.wanted))
    master.charge_more(np.arange(task.n), 30 * float(tight.price.max()))
    return tight, near, *rounded(master)


def _completed(
    task: Task,
    tight: Tight,
    near: Sequence[Columns],
    whole: list[tuple[int, ...]],
    found: list[tuple[int, ...]],
    chance: Generator,
    effort: Effort,
    seconds_left: Callable[[], float],
) -> tuple[list[tuple[int, ...]], list[int]]:
    """The rounded groups, first made to hold everybody; then those that are not whole, and the dear ones, again."""
    begins = [found]
    if effort.passes > 1:
        begins.append(around(task, tight, near, whole, whole, effort, seconds_left() / 3)[0])
    answers = []
    for begun in begins:
        placed = {v for group in begun for v in group}
        groups, left = any_groups(task, begun, [v for v in range(task.n) if v not in placed])
        answers.append((smoothed(task, tight, groups, chance, min(effort.turns, SMOOTHING)), left))
    found, left = min(answers, key=lambda answer: (len(answer[1]), task.cost(answer[0])))
    kept = [group for group in whole if group in set(found)]
    return around(task, tight, near, kept, found, effort, seconds_left() / 4)


def smoothed(
    task: Task,
    tight: Tight,
    found: list[tuple[int, ...]],
    chance: Generator,
    turns: int,
    stop: Callable[[], bool] = lambda: False,
) -> list[tuple[int, ...]]:
    """The groups after neighbours were dealt again while cold: a far group comes home step by step."""
    pinned = {v for pin in task.pins for v in pin}
    others = [group for group in found if len(group) != task.wanted or pinned & set(group)]
    held = np.array([group for group in found if len(group) == task.wanted and not pinned & set(group)], np.int64)
    if not len(held):
        return found
    rest = np.sort(held.ravel())
    dealt, _ = re_deal(
        task.ground.part(rest), np.searchsorted(rest, held), tight.price[rest], chance, turns, ring=task.ring, hot=0.03,
        stop=stop,
    )  # fmt: skip
    after = rest[dealt]
    if not task.ground.all_permitted(after).all():
        return found
    again = [*others, *(tuple(row) for row in after.tolist())]
    return again if task.cost(again) < task.cost(found) else found


def any_groups(task: Task, found: list[tuple[int, ...]], left: list[int]) -> tuple[list[tuple[int, ...]], list[int]]:
    """The schools left over in groups of their own, however far; better ones are looked for afterwards."""
    uneven = least_unevenness(task.n, task.wanted) - sum(unevenness(len(group), task.wanted) for group in found)
    if not left:
        return found, left
    rest = _in_turn(task, np.array(left, np.int64))
    step = 6 * task.wanted
    edges = [*range(0, max(1, len(rest) // step) * step, step), len(rest)]
    lone: list[int] = []
    for begin, end in pairwise(edges):
        here = np.sort(rest[begin:end])
        part, spare = part_of(task, here), uneven if end == len(rest) else 0
        blocks = [every_group(part, np.arange(part.n), size) for size in ALLOWED[task.wanted] if size <= part.n]
        blocks = [block for block in blocks if len(block) and unevenness(block.size, task.wanted) <= spare]
        answer = None
        if blocks:
            program = program_of(part, blocks, charge=LOST, uneven=max(spare, 0))
            answer = choose(program, gap=0.05, nodes=20, seconds=LEAST)
        if answer is None:
            lone += here.tolist()
            continue
        solved = solved_by(blocks, answer)
        groups = [tuple(int(here[v]) for v in group) for group in solved.groups]
        parted = [group for group in groups if not task.keeps_pins(np.array([group])).all()]  # a pin across two parts
        found = found + [group for group in groups if group not in parted]
        lone += [int(here[v]) for v in solved.left] + [v for group in parted for v in group]
    return found, lone


def around(
    task: Task,
    tight: Tight,
    near: Sequence[Columns],
    kept: list[tuple[int, ...]],
    known: list[tuple[int, ...]],
    effort: Effort,
    seconds: float,
) -> tuple[list[tuple[int, ...]], list[int]]:
    """What is kept, and the others in groups of ``near``, whose slack is little; ``known`` to begin."""
    free = np.ones(task.n, bool)
    for group in kept:
        free[list(group)] = False
    blocks = []
    for block in _narrowed(task, tight, near) or few(task, tight, ROUNDING):
        size = block.size
        fixed = np.array([group for group in {*kept, *known} if len(group) == size], np.int64).reshape(-1, size)
        here = block.take(np.flatnonzero(free[block.members].all(axis=1)))
        blocks.append(joined([here, priced(task.ground, fixed, ring=task.ring)], size))
    blocks = [block for block in blocks if len(block)]
    placed = {v for group in known for v in group}
    left = [v for v in range(task.n) if v not in placed]
    if not blocks or (not left and known == kept):
        return known, left
    answer = choose(
        program_of(
            task,
            blocks,
            charge=4 * float(tight.price.max()) + 1,
            uneven=least_unevenness(task.n, task.wanted),
            cuts=tight.paying(),
        ),
        known=known_in(blocks, known),
        gap=ROUNDING / 2,
        nodes=effort.nodes,
        seconds=seconds,
    )
    if answer is None:
        return known, left
    solved = solved_by(blocks, answer)
    return list(solved.groups), list(solved.left)


def _narrowed(task: Task, tight: Tight, near: Sequence[Columns]) -> list[Columns]:
    """Those of ``near`` whose slack is small enough for rounding."""
    reach = ROUNDING * tight.value
    return [block.take(np.flatnonzero(tight.slack(task, block) <= reach)) for block in near]


def few(task: Task, tight: Tight, share: float) -> list[Columns]:
    """The groups whose slack is at most this share of the bound; of a smaller share where these are too many."""
    for _ in range(4):
        found = tight.within(task, share * tight.value, most=SEEN)
        if found is not None and sum(map(len, found)) <= MANY * task.n:
            return found
        share /= 2
    return []


def _near_enough(task: Task, tight: Tight, passes: int, stop: Callable[[], bool]) -> list[Columns] | None:
    """Candidates for windows: all groups whose slack is small against the bound, as many as are not too many."""
    best: list[Columns] | None = None
    for share in NEAR_ENOUGH[: 1 + passes]:
        found = tight.within(task, share * tight.value, most=SEEN)
        if found is None or sum(map(len, found)) > MANY * task.n:
            break
        best = [block for block in found if len(block)]
        if stop():
            break
    return best


def near_columns(task: Task, relaxed: Relaxed) -> Columns:
    """Groups of the main size to begin with: those with the least slack."""
    level = float(np.median(relaxed.price))
    near = [relaxed.pool, *worth_having(task.ground, task.wanted, relaxed.price + level / task.wanted, ring=task.ring)]
    return least(task, joined(near, task.wanted), relaxed, 12)


def least(task: Task, columns: Columns, relaxed: Relaxed, share: int) -> Columns:
    """The groups with least slack, ``share`` for each school."""
    order = np.argsort(columns.slack(relaxed.price), kind="stable")[: share * task.n]
    return columns.take(np.sort(order))


def annealed(
    task: Task,
    relaxed: Relaxed,
    odd: list[tuple[int, ...]],
    chance: Generator,
    effort: Effort,
    stop: Callable[[], bool],
) -> tuple[list[tuple[int, ...]], list[int], bool]:
    """Groups without a mixture to round: along the curve, and neighbours dealt again."""
    placed = pinned_groups(task, relaxed.price, odd)
    fixed = {member for group in placed for member in group}
    rest = _in_turn(task, np.array([v for v in range(task.n) if v not in fixed], np.int64))
    whole = len(rest) // task.wanted * task.wanted
    rest, spare = rest[:whole], rest[whole:]
    dealt, cut = re_deal(
        task.ground.part(rest), np.arange(len(rest)).reshape(-1, task.wanted), relaxed.price[rest], chance,
        effort.turns, ring=task.ring, stop=stop,
    )  # fmt: skip
    groups = rest[dealt] if len(dealt) else rest.reshape(-1, task.wanted)
    good = task.ground.all_permitted(groups)
    found = [tuple(map(int, row)) for row in groups[good]] + placed
    return found, [int(v) for v in groups[~good].ravel()] + [int(v) for v in spare], cut


def dearest_places(price: np.ndarray[tuple[int, ...], np.dtype[np.float64]], count: int) -> float:
    """The most that leaving ``count`` schools out could save."""
    return float(np.sort(np.maximum(price, 0))[::-1][:count].sum()) if count else 0.0


def curve_groups(task: Task, members: Ints) -> Ints:
    """Neighbours on the curve as groups."""
    order = _in_turn(task, members)
    return order[: len(order) // task.wanted * task.wanted].reshape(-1, task.wanted)


def _in_turn(task: Task, members: Ints) -> Ints:
    """Schools in the order in which the curve meets them."""
    return members[np.argsort(along_curve(task.ground.xy[members]), kind="stable")]


def dearest(task: Task, groups: Ints) -> float:
    """More than a place in a group ought to be worth; keeps one island from making every pair a candidate."""
    costs = priced(task.ground, groups, ring=task.ring).costs
    return float(max(np.quantile(costs, 0.999), costs.mean() * 4, 1.0))


def candidates(task: Task, relaxed: Relaxed, odd: list[Columns]) -> list[Columns]:
    """Candidates for programmes: near ones, and those whose slack is small."""
    near = {2: 16, 3: 10, 4: 7}[task.wanted]
    level = float(np.median(relaxed.price)) * 0.5
    blocks = [relaxed.pool, star(task.ground, task.wanted, near, ring=task.ring)]
    blocks += list(worth_having(task.ground, task.wanted, relaxed.price + level / task.wanted, ring=task.ring))
    return [task.obeying(joined(blocks, task.wanted)), *odd]


def _proof(task: Task, tight: Tight, result: Solved, effort: Effort, seconds_left: Callable[[], float]) -> Solved:
    """Solve over all groups that a cheaper answer could hold: slack no more than answer less bound."""
    cost = task.cost(result.groups)
    uneven = sum(unevenness(len(group), task.wanted) for group in result.groups)
    if uneven != least_unevenness(task.n, task.wanted) or not effort.proof_nodes:
        return result
    reach = cost - tight.value * (1 - SAFE) + 1e-6
    blocks = tight.within(task, reach, most=SEEN)
    if blocks is None or sum(map(len, blocks)) > PROOF:
        return result
    answer = choose(
        program_of(task, blocks, left=0, uneven=uneven, cuts=tight.paying()),
        known=known_in(blocks, result.groups),
        gap=1e-6,
        nodes=effort.proof_nodes,
        seconds=seconds_left(),
    )
    if answer is None:
        return result
    solved = solved_by(blocks, answer)
    groups = solved.groups if task.cost(solved.groups) < cost - 1e-9 else result.groups
    bound = max(result.bound, min(answer.bound, tight.value + reach) * (1 - SAFE))
    return Solved(groups, (), min(bound, task.cost(groups)), answer.proven, result.cut_short)
