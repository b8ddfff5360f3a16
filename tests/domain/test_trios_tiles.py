"""Thousands of schools, on a small scale: tiles of a few dozen against the search that looks at every pair."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np
import pytest

from plait.domain.trios import (
    Candidate,
    Forming,
    GroupRules,
    Mode,
    Stopwatch,
    component,
    form,
    forming,
    ground,
    pair,
    tiles,
)
from plait.domain.trios.bound import star
from plait.domain.trios.checking import violations
from plait.domain.trios.cuts import Cut
from plait.domain.trios.fixed_first import pinned_groups
from plait.domain.trios.pricing import worth_having
from plait.domain.trios.task import Effort, Task
from plait.domain.trios.tighten import Tight
from plait.domain.trios.windows import halved, polish


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty schools are many, and a tile holds a dozen or two."""
    for module in (component, forming, ground):
        monkeypatch.setattr(module, "DENSE", 60)
    monkeypatch.setattr(tiles, "FIRST", 24)
    monkeypatch.setattr(tiles, "LATER", 60)


def scattered(n: int, seed: int) -> list[Candidate]:
    """Schools of which every second shares its site with another, as infants and juniors do."""
    chance = random.Random(seed)
    places = [(chance.randrange(60_000), chance.randrange(60_000)) for _ in range(n)]
    places[1::2] = [places[at - 1] if at % 4 == 1 else places[at] for at in range(1, n, 2)]
    return [
        Candidate(
            990001 + at, "", "Primary", 400_000.0 + x, 300_000.0 + y, {"trust": chance.choice(["A", "B", "", ""])}
        )
        for at, (x, y) in enumerate(places)
    ]


def near_pairs(schools: list[Candidate]) -> frozenset[tuple[int, int]]:
    """Each tenth school and the one that follows it on the map from west to east."""
    turned = sorted(schools, key=lambda school: (school.easting, school.urn))
    return frozenset(pair(a.urn, b.urn) for a, b in zip(turned[::10], turned[1::10], strict=False))


def exact(schools: list[Candidate], rules: GroupRules) -> Forming:
    return form(schools, rules, seconds=5)


CASES = [
    (96, GroupRules()),
    (96, GroupRules(different=("trust",))),
    (95, GroupRules(mode=Mode.RING)),
    (96, GroupRules(together=(frozenset({990001, 990050}), frozenset({990003, 990070, 990090})))),
]


@pytest.mark.parametrize(("n", "rules"), CASES, ids=["trios", "trust", "rings", "pins"])
def test_tiles_place_everybody_within_a_true_bound(n: int, rules: GroupRules, request: pytest.FixtureRequest) -> None:
    schools = scattered(n, n)
    known = exact(schools, rules)
    request.getfixturevalue("small_tiles")
    found = form(schools, rules)
    assert violations(schools, rules, found) == []
    assert len(found.left_over) == len(known.left_over)
    assert found.cost_bound_km <= known.cost_km + 1e-6
    assert known.cost_bound_km <= found.cost_km + 1e-6
    assert found.cost_km <= 1.08 * known.cost_km


@pytest.mark.usefixtures("small_tiles")
def test_forbidden_pairs_and_last_time_hold_and_the_seed_is_all_the_chance_there_is() -> None:
    schools = scattered(96, 1)
    before = form(schools, GroupRules(forbidden=near_pairs(schools)))
    met = frozenset(pair(a, b) for g in before.groups for a in g.members for b in g.members if a != b)
    rules = GroupRules(forbidden=near_pairs(schools), previous=met)
    found = form(schools, rules)
    assert violations(schools, rules, found) == []
    assert not found.left_over
    with ThreadPoolExecutor(2) as threads:
        assert form(list(reversed(schools)), rules, each=threads.map) == found


@pytest.mark.usefixtures("small_tiles")
def test_a_search_that_is_ended_at_once_or_in_a_tile_places_everybody_within_a_true_bound() -> None:
    schools = scattered(96, 1)
    known = form(schools, GroupRules())
    assert not known.cut_short
    for looks in (0, 12, 40):
        left = count(looks, -1)
        found = form(schools, GroupRules(), watch=Stopwatch(lambda left=left: 0.0 if next(left) > 0 else 1.0, 0.5))
        assert found.cut_short
        assert violations(schools, GroupRules(), found) == []
        assert not found.left_over
        assert 0 <= found.cost_bound_km <= known.cost_km


def test_groups_chosen_again_know_nothing_of_cuts_elsewhere() -> None:
    task = Task(forming.ground_of(scattered(60, 4), GroupRules()), 3, False)
    groups = [(at, at + 1, at + 2) for at in range(0, 60, 3)]
    proof = Tight(np.full(60, 5.0), 0.0, (Cut((50, 53, 56), False),), np.array([0.5]), 0.0)
    near = [star(task.ground, 3, 8, ring=False)]
    chance = np.random.default_rng(0)
    again, left = polish(
        task, near, proof, groups[:10], [], chance, Effort(0, 0, 1, 20, 0), lambda: False, lambda: np.inf
    )
    assert not left
    assert sorted(v for group in again for v in group) == list(range(30))
    assert task.cost(again) < task.cost(groups[:10])


def test_a_group_round_one_pinned_set_takes_nobody_of_another() -> None:
    where = forming.ground_of(
        [Candidate(990001 + at, "", "Primary", 1_000.0 * at, 0.0) for at in range(9)], GroupRules()
    )
    task = Task(where, 3, False, (frozenset({0, 1}), frozenset({2, 8})))
    placed = pinned_groups(task, np.full(9, 3.0), [])
    assert placed[0] == (0, 1, 3)
    assert {2, 8} < set(placed[1])
    assert not {*placed[0]} & {*placed[1]}


def test_full_parts_are_few_and_alike() -> None:
    points = np.random.default_rng(0).uniform(0, 9, (700, 2))
    sizes = [len(part) for part in halved(points, np.arange(700), 100, 0.3, 3, full=True)]
    assert sum(sizes) == 700
    assert len(sizes) == 8
    assert 80 <= min(sizes) <= max(sizes) <= 100


def test_prices_of_any_kind_are_made_true() -> None:
    schools = scattered(60, 4)
    where = forming.ground_of(schools, GroupRules())
    task = Task(where, 3, False)
    chance = np.random.default_rng(0)
    for highest in (5.0, 60.0):
        wild = Tight(chance.uniform(0, highest, 60), 0.0, (Cut((0, 1, 2), False),), np.array([0.5]), 0.0)
        proof = tiles.made_true(task, wild)
        found = worth_having(where, 3, proof.price + 1.0)
        assert min(float(proof.slack(task, block).min()) for block in found if len(block)) > -1e-9
        assert proof.value <= form(schools, GroupRules(), seconds=5).cost_km
