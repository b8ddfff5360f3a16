"""Groups that stand out: by hand, when nothing is said, and how often a signal comes by chance or is missed."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.signals import (
    DRAWS,
    EXACT,
    Groups,
    Moves,
    Pairs,
    Silent,
    _turned_round,
    _ways,
    cosiness,
    drift,
    drift_of_all,
    groups_of,
)

Trios = tuple[tuple[int, ...], ...]


def trios(many: int) -> Trios:
    return tuple(tuple(range(3 * at + 1, 3 * at + 4)) for at in range(many))


def alike(groups: Trios, same: dict[int, int], otherwise: int = 5, of: int = 10) -> dict[int, Pairs]:
    """``same``: of the schools of these groups (by place); every other school has ``otherwise``."""
    return {
        urn: Pairs(urn, same.get(at, otherwise), 0 if at in same else 2, of)
        for at, members in enumerate(groups)
        for urn in members
    }


def test_groups_are_who_looks_at_each_other_directly_or_through_others() -> None:
    assert groups_of([(1, 2), (2, 1), (5, 4), (4, 6), (2, 3)]) == ((1, 2, 3), (4, 5, 6))
    assert groups_of([(1, 2), (2, 3), (3, 4), (4, 1)]) == ((1, 2, 3, 4),)
    assert groups_of([]) == ()


def test_a_cosy_group_by_hand() -> None:
    """Twelve schools: one way of 220 to choose three gives 30, and 4 × 1/220 is below 1 in 20."""
    groups = trios(4)
    found = cosiness(groups, alike(groups, {1: 10}))
    assert (found.looked, found.things, found.silent) == (4, 120, None)
    (signal,) = found.signals
    assert (signal.group, signal.here.hits, signal.here.n, signal.below) == ((4, 5, 6), 30, 30, 0)
    assert (signal.others.hits, signal.others.n) == (45, 90)
    assert cosiness(groups, alike(groups, {})).signals == ()  # all alike: every choice gives as much
    assert cosiness(groups, alike(groups, {1: 6})).signals == ()  # clearly more, but not far more
    assert cosiness(groups, alike(groups, {1: 0})).signals == ()  # far less is no cosiness
    two = cosiness(groups, alike(groups, {1: 10, 2: 10}))
    assert two.signals == ()  # 84 + 1 + … ways give as much: half of the groups are no exception


def test_nothing_is_said_where_nothing_can_be() -> None:
    groups = trios(2)
    assert cosiness(groups, alike(groups, {1: 10})) == Groups(2, 60, (), Silent.GROUPS)
    pairs = ((1, 2), (3, 4), (5, 6))  # 15 ways to choose two of six: never below 1 in 60
    assert cosiness(pairs, alike(pairs, {1: 10})).silent is Silent.SCHOOLS
    groups = trios(4)
    thin = alike(groups, {1: 3}, otherwise=0, of=3)  # nine of nine, but nine are few
    assert cosiness(groups, thin) == Groups(0, 36, (), Silent.GROUPS)
    one = {4: Pairs(4, 10, 0, 10)} | {urn: item for urn, item in alike(groups, {}).items() if urn not in (4, 5, 6)}
    assert cosiness(groups, one).looked == 3  # a group in which one school alone was looked at is not looked at
    assert cosiness((), {}) == Groups(0, 0, (), Silent.GROUPS)


@given(st.lists(st.integers(0, 10), min_size=12, max_size=12), st.permutations(range(4)))
def test_the_order_of_groups_and_the_numbers_of_schools_say_nothing(same: list[int], order: list[int]) -> None:
    groups = trios(4)
    schools = {urn: Pairs(urn, same[urn - 1], 0, 10) for urn in range(1, 13)}
    found = {signal.group for signal in cosiness(groups, schools).signals}
    turned = tuple(tuple(urn + 100 for urn in groups[at]) for at in order)
    moved = {urn + 100: Pairs(urn + 100, item.same, 0, 10) for urn, item in schools.items()}
    assert {tuple(urn - 100 for urn in item.group) for item in cosiness(turned, moved).signals} == found
    shares = [sum(same[urn - 1] for urn in members) for members in groups]
    assert all(sum(same[urn - 1] for urn in members) * 2 > sum(shares) / 2 for members in found)


def test_many_ways_are_drawn_evenly() -> None:
    every = _ways(12, 3, 0)
    assert every.shape == (220, 3)
    drawn = _ways(150, 3, 0)
    assert drawn.shape == (DRAWS, 3)
    assert all(len(set(row)) == 3 for row in drawn[:500].tolist())
    counts = np.bincount(drawn.ravel(), minlength=150)
    assert counts.min() > 300  # 400 each on average, standard deviation 20
    assert counts.max() < 500
    assert EXACT > 59_640  # 24 trios are still counted in full


def rounds(
    groups: Trios, times: int, seed: int, *, cosy: float = 0.0, reviewers: float = 0.0, areas: int = 5
) -> tuple[float, float]:
    """Shares of made-up rounds with any signal, and with one for the first group. ``cosy``: its share, if it is;
    ``reviewers``: how much those who look differ, as a standard deviation."""
    chance = np.random.default_rng(seed)
    any_, first = 0, 0
    for _ in range(times):
        schools = {}
        lean = chance.normal(0, reviewers, 3 * len(groups) + 1)
        for at, members in enumerate(groups):
            for urn in members:
                rate = float(np.clip(chance.normal(0.55, 0.15), 0.05, 0.95))
                rates = [float(np.clip(rate + lean[by], 0.02, 0.98)) for by in members if by != urn]
                if cosy and at == 0:
                    rates = [cosy, cosy]
                schools[urn] = Pairs(urn, int(sum(chance.binomial(areas, each) for each in rates)), 0, 2 * areas)
        found = cosiness(groups, schools).signals
        any_ += bool(found)
        first += any(signal.group == groups[0] for signal in found)
    return any_ / times, first / times


@pytest.mark.parametrize(("many", "least"), [(3, 0.5), (6, 0.65), (12, 0.7)])
def test_false_alarms_are_as_rare_as_stated_and_a_cosy_group_is_mostly_found(many: int, least: float) -> None:
    groups = trios(many)
    assert rounds(groups, 400, many)[0] <= 0.05 + 2 * (0.05 * 0.95 / 400) ** 0.5
    assert rounds(groups, 200, many, cosy=0.95)[1] >= least


def test_reviewers_who_differ_of_themselves_make_it_come_somewhat_more_often() -> None:
    """The limit that the table tells of: six in a hundred rather than at most five."""
    assert rounds(trios(12), 400, 5, reviewers=0.15)[0] <= 0.09


def test_levels_that_rise_in_one_group_alone() -> None:
    groups = trios(4)
    still = {urn: Moves(urn, 4 if urn in (4, 5, 6) else 0, 0, 5) for members in groups for urn in members}
    (signal,) = drift(groups, still).signals
    assert (signal.group, signal.here.hits, signal.here.n, signal.others.hits) == ((4, 5, 6), 12, 15, 0)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=9), st.integers(-12, 12))
def test_turning_moves_round_is_counted_exactly(sizes: list[int], seen: int) -> None:
    total = sum(sizes)
    seen = max(-total, min(total, seen))
    ways = [
        sum(sign * size for sign, size in zip(signs, sizes, strict=True))
        for signs in product((-1, 1), repeat=len(sizes))
    ]
    assert _turned_round(sizes, seen) == pytest.approx(sum(way >= seen for way in ways) / len(ways))


def test_a_round_that_rises_as_a_whole() -> None:
    rising = drift_of_all([Moves(urn, 2, 0, 5) for urn in range(5)])
    assert (rising.stands, rising.enough, rising.up, rising.down, rising.of) == (True, True, 10, 0, 25)  # 1 in 32
    assert not drift_of_all([Moves(urn, 2, 0, 5) for urn in range(4)]).enough
    mixed = drift_of_all([Moves(urn, 1, 0, 5) for urn in range(6)] + [Moves(9, 0, 2, 5)])
    assert mixed.enough
    assert not mixed.stands
    assert not drift_of_all([Moves(urn, 1, 1, 5) for urn in range(30)]).enough  # as much up as down


def risen(times: int, seed: int, *, schools: int, up: float, down: float, areas: int = 5) -> float:
    """The share of made-up rounds that are said to rise. Schools differ in how much they move at all."""
    chance = np.random.default_rng(seed)
    found = 0
    for _ in range(times):
        moves = []
        for urn in range(schools):
            much = float(chance.uniform(0.5, 1.5))  # the same for every area of a school
            steps = chance.choice((1, -1, 0), areas, p=(up * much, down * much, 1 - (up + down) * much))
            moves.append(Moves(urn, int((steps == 1).sum()), int((steps == -1).sum()), areas))
        found += drift_of_all(moves).stands
    return found / times


@pytest.mark.parametrize(("schools", "least"), [(9, 0.28), (18, 0.62), (36, 0.9)])
def test_a_round_rises_by_chance_as_rarely_as_stated_and_is_found_when_it_does(schools: int, least: float) -> None:
    assert risen(1000, schools, schools=schools, up=0.15, down=0.15) <= 0.05 + 2 * (0.05 * 0.95 / 1000) ** 0.5
    assert risen(300, schools, schools=schools, up=0.25, down=0.1) >= least
