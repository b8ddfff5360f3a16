"""Schools that the search left without a group: the groups around them are chosen again, other sizes allowed; and
whoever is left when it ends joins a group that may grow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from plait.domain.trios.bound import priced, star
from plait.domain.trios.choosing import program_of, solved_by
from plait.domain.trios.plan import ALLOWED, unevenness
from plait.domain.trios.pricing import joined
from plait.domain.trios.programs import choose
from plait.domain.trios.task import Effort, Task, part_of
from plait.domain.trios.windows import LOST

LEAST = 2.0  # seconds that a school without a group is always worth


def place_the_rest(
    task: Task,
    whole: list[tuple[int, ...]],
    left: list[int],
    effort: Effort,
    seconds_left: Callable[[], float],
    gap: float = 1e-4,
) -> tuple[list[tuple[int, ...]], list[int]]:
    """Groups and left-overs, with fewer left over where that can be.

    ``gap``: a share of the cost that is not worth looking for.
    """
    ground = task.ground
    near = np.unique(np.concatenate([np.argsort(ground.km(v, np.arange(task.n)), kind="stable")[:60] for v in left]))
    inside = set(near.tolist())
    picked = [group for group in whole if set(group) & inside][:80]
    members = np.array(sorted({v for group in picked for v in group} | set(left)), np.int64)
    part = part_of(task, members)
    place = {int(v): i for i, v in enumerate(members)}
    blocks = []
    for size in ALLOWED[task.wanted]:
        block = part.obeying(star(part.ground, size, {2: 20, 3: 14, 4: 8, 5: 6}[size], ring=task.ring))
        now = [[place[v] for v in group] for group in picked if len(group) == size]
        if now:
            block = joined([block, priced(part.ground, np.array(now), ring=task.ring)], size)
        if len(block):
            blocks.append(block)
    weight = float(np.median([task.cost([group]) for group in whole])) if whole else 1.0
    costs = [block.costs + unevenness(block.size, task.wanted) * 4 * weight for block in blocks]
    answer = choose(
        program_of(part, blocks, costs=costs, charge=LOST),
        gap=gap,
        nodes=effort.proof_nodes,
        seconds=max(LEAST, seconds_left()),
    )
    if answer is None or len(answer.left) >= len(left):
        return whole, left
    solved = solved_by(blocks, answer)
    kept = [group for group in whole if group not in set(picked)]
    moved = [tuple(int(members[v]) for v in group) for group in solved.groups]
    return kept + moved, [int(members[v]) for v in solved.left]


def taken_in(task: Task, whole: list[tuple[int, ...]], left: list[int]) -> tuple[list[tuple[int, ...]], list[int]]:
    """Whoever is still left when the search ends joins the group that it makes dearer by least, where one may grow.

    A larger group than need be is better than a school without one.
    """
    whole, alone = list(whole), []
    for v in left:
        best: tuple[float, int, tuple[int, ...]] | None = None
        for size in ALLOWED[task.wanted]:
            at = [place for place, group in enumerate(whole) if len(group) == size - 1]
            if not at:
                continue
            before = np.array([whole[place] for place in at], np.int64)
            grown = np.column_stack([before, np.full(len(at), v)])
            able = np.flatnonzero(task.ground.all_permitted(grown) & task.keeps_pins(grown))
            if len(able):
                now = priced(task.ground, grown[able], ring=task.ring)
                then = priced(task.ground, before[able], ring=task.ring)
                uneven = unevenness(size, task.wanted) - unevenness(size - 1, task.wanted)
                dearer = now.costs - then.costs + LOST * uneven
                one = int(dearer.argmin())
                if best is None or dearer[one] < best[0]:
                    best = (float(dearer[one]), at[int(able[one])], tuple(now.members[one].tolist()))
        if best is None:
            alone.append(v)
        else:
            whole[best[1]] = best[2]
    return whole, alone
