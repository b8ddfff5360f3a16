"""Groups that are chosen before all others: those of another size that a remainder asks for, and pinned ones."""

from __future__ import annotations

import numpy as np

from plait.domain.trios.bound import Relaxed, least_slack, star
from plait.domain.trios.ground import Floats
from plait.domain.trios.plan import plans
from plait.domain.trios.pricing import Columns
from plait.domain.trios.task import Task


def uneven_groups(task: Task, relaxed: Relaxed) -> tuple[list[tuple[int, ...]], float, list[Columns]]:
    """The groups of another size that the remainder asks for, what they add to the bound, and candidates."""
    best: tuple[float, list[tuple[int, ...]], list[Columns]] | None = None
    bound = np.inf
    found: dict[int, tuple[float, Columns]] = {}
    for plan in plans(task.n, task.wanted):
        total, chosen, pools = 0.0, [], []
        least = 0.0
        taken: set[int] = set()
        for size, count in plan.items():
            if size == task.wanted:
                continue
            if size not in found:
                found[size] = least_slack(task.ground, size, relaxed.price, ring=task.ring, enough=40 * count)
            slack, columns = found[size]
            columns = task.obeying(columns)
            least += count * slack
            pools.append(columns)
            for row, worth in zip(columns.members.tolist(), columns.slack(relaxed.price).tolist(), strict=True):
                if count and not taken & set(row):
                    taken |= set(row)
                    chosen.append(tuple(row))
                    total += worth
                    count -= 1
            total += count * 1e6
        bound = min(bound, least)
        if best is None or total < best[0]:
            best = (total, chosen, pools)
    if best is None:
        return [], 0.0, []
    return best[1], max(bound, -relaxed.value), best[2]


def near_uneven_groups(task: Task, worth: Floats) -> list[tuple[int, ...]]:
    """The groups of another size that the remainder asks for, among near schools, where places are worth ``worth``."""
    best: tuple[float, list[tuple[int, ...]]] | None = None
    for plan in plans(task.n, task.wanted):
        total, chosen = 0.0, list[tuple[int, ...]]()
        for size, count in plan.items():
            if size == task.wanted:
                continue
            columns = task.obeying(star(task.ground, size, size + 1, ring=task.ring))
            slack = columns.slack(worth)
            for place in np.argsort(slack, kind="stable").tolist():
                row = tuple(columns.members[place].tolist())
                if not count:
                    break
                if all(set(row).isdisjoint(group) for group in chosen):
                    chosen.append(row)
                    total += float(slack[place])
                    count -= 1
            total += count * 1e6
        if best is None or total < best[0]:
            best = (total, chosen)
    return best[1] if best else []


def pinned_groups(task: Task, worth: Floats, odd: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The uneven groups, and a group around each pinned set, the cheapest that is free."""
    placed = list(odd)
    pinned = {member for pin in task.pins for member in pin}
    for pin in task.pins:
        taken = {member for group in placed for member in group}
        if pin <= taken:
            continue
        free = np.array([v for v in range(task.n) if v not in taken and v not in pinned], np.int64)
        group = tuple(sorted(pin))
        while len(group) < task.wanted:
            able = np.ones(len(free), bool)
            price = -worth[free]
            for member in group:
                able &= task.ground.permitted(np.full(len(free), member), free)
                price = price + task.ground.cost(np.full(len(free), member), free)
            if not able.any():
                break
            one = int(free[np.where(able, price, np.inf).argmin()])
            group = (*group, one)
            free = free[free != one]
        if len(group) == task.wanted:
            placed.append(group)
    return placed
