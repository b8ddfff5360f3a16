"""Cuts and the tighter bound: no whole answer breaks a cut, a half one does, and no bound is above the best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.domain.trios import GroupRules, Mode, form
from plait.domain.trios.bound import relax
from plait.domain.trios.cuts import Cut, broken, coefficients, limits
from plait.domain.trios.fixed_first import uneven_groups
from plait.domain.trios.forming import ground_of
from plait.domain.trios.plan import ALLOWED, least_unevenness, plans
from plait.domain.trios.task import Task, every_group
from plait.domain.trios.tighten import rounded, tighten
from tests.domain.test_trios import scattered
from tests.forming.by_hand import best


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_no_partition_breaks_a_cut(data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from([2, 3, 4]))
    sizes = data.draw(st.lists(st.sampled_from(ALLOWED[wanted]), min_size=2, max_size=6))
    order = data.draw(st.permutations(range(sum(sizes))))
    cut = Cut(
        tuple(sorted(data.draw(st.sets(st.sampled_from(order), min_size=3, max_size=len(order))))),
        data.draw(st.booleans()),
    )
    total, begin = 0.0, 0
    for size in sizes:
        group = np.array([sorted(order[begin : begin + size])], np.int64)
        total += float(coefficients([cut], group, len(order), wanted).sum())
        begin += size
    assert total <= limits([cut], wanted)[0]


def test_half_groups_are_found_out() -> None:
    odd = broken([(0, 1, 3), (0, 2, 4), (1, 2, 5)], np.full(3, 0.5), 6, 3, 10)
    assert Cut((0, 1, 2), False) in odd
    third = 1 / 3
    four = [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)]  # four schools that go round among themselves
    assert Cut((0, 1, 2, 3), True) in broken(four, np.full(4, third), 4, 3, 10)
    assert broken([(0, 1, 2), (3, 4, 5)], np.ones(2), 6, 3, 10) == []


@pytest.mark.parametrize("n", [12, 13, 14])
@pytest.mark.parametrize(
    "rules",
    [GroupRules(contrast="band"), GroupRules(mode=Mode.RING), GroupRules(size=4, mode=Mode.RING), GroupRules(size=2)],
    ids=["trios", "rings", "rings of four", "pairs"],
)
def test_the_tighter_bound_lies_between_the_first_and_the_best(n: int, rules: GroupRules) -> None:
    schools = scattered(n, n, bands="xyxyxyxyxyxyxy")
    task = Task(ground_of(schools, rules), rules.size, rules.mode is Mode.RING)
    relaxed = relax(task.ground, task.wanted, 200.0, ring=task.ring)
    first = relaxed.value + uneven_groups(task, relaxed)[1]
    pool = [every_group(task, np.arange(n), size) for size in {size for plan in plans(n, rules.size) for size in plan}]
    tight, master = tighten(task, pool, np.full(n, 200.0), rounds=10, stop=lambda: False)
    left, uneven, cost = best(schools, rules)
    assert (left, uneven) == (0, least_unevenness(n, rules.size))
    assert tight is not None
    assert first - 1e-3 <= tight.value <= cost + 1e-6
    whole, more = rounded(master)
    assert {v for group in whole for v in group} <= {v for group in more for v in group}
    assert sum(map(len, more)) <= n
    for columns in pool:
        assert (tight.slack(task, columns) >= -1e-6).all()


def test_sixty_schools_are_proved() -> None:
    forming = form(scattered(61, 4, trusts="AABBCCDD" * 7 + "     "), GroupRules(different=("trust",)))
    assert forming.proven
    assert forming.gap_percent < 1e-4
