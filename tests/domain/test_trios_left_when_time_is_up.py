"""Whoever is still without a group when the search ends joins one that may grow; and nobody does who may not."""

from __future__ import annotations

import random
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.trios import Candidate, GroupRules, Mode, Stopwatch, form, forming, pair
from plait.domain.trios.checking import violations
from plait.domain.trios.mending import taken_in
from plait.domain.trios.task import Task


def schools(n: int, seed: int = 1) -> list[Candidate]:
    chance = random.Random(seed)
    at = [(400_000.0 + chance.randrange(50_000), 300_000.0 + chance.randrange(50_000)) for _ in range(n)]
    return [Candidate(990001 + number, "", "Primary", x, y) for number, (x, y) in enumerate(at)]


@given(seed=st.integers(0, 10_000), over=st.integers(1, 4), mode=st.sampled_from(Mode))
def test_everybody_is_taken_in_where_the_rules_allow_it(seed: int, over: int, mode: Mode) -> None:
    many = schools(9 + over, seed)
    apart = frozenset(pair(many[9].urn, many[at].urn) for at in range(0, 6, 3))
    task = Task(forming.ground_of(many, GroupRules(mode=mode, forbidden=apart)), 3, mode is Mode.RING)
    begun = [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
    whole, left = taken_in(task, begun, list(range(9, 9 + over)))
    assert left == []
    assert sorted(v for group in whole for v in group) == list(range(9 + over))
    assert max(map(len, whole)) <= (4 if over <= 3 else 5)
    for group in whole:
        assert task.ground.all_permitted(np.array([group])).all()


def test_nobody_joins_whom_they_may_not_meet_or_breaks_into_a_pinned_set() -> None:
    many = schools(10)
    apart = frozenset(pair(many[9].urn, many[at].urn) for at in (0, 3))
    where = forming.ground_of(many, GroupRules(forbidden=apart))
    begun = [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
    assert taken_in(Task(where, 3, False, (frozenset({8, 0}),)), begun, [9]) == (begun, [9])
    assert taken_in(Task(where, 3, False), begun, [9]) == ([(0, 1, 2), (3, 4, 5), (6, 7, 8, 9)], [])


@pytest.mark.parametrize("ticks", [0, 3, 30])
def test_a_search_that_is_cut_at_any_moment_leaves_nobody_out_without_need(ticks: int) -> None:
    many = schools(91, 7)
    clock = count()
    found = form(many, GroupRules(), seconds=float(ticks), watch=Stopwatch(lambda: float(next(clock)), float(ticks)))
    assert found.left_over == ()
    assert violations(many, GroupRules(), found) == []
