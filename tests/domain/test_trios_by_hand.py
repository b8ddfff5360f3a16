"""Groups touched by hand: explanations, swaps, pins, and repair when a school drops out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plait.domain.trios import Candidate, CannotForm, GroupRules, Mode, form
from plait.domain.trios.by_hand import explain, pin_price, repair, swap_prices
from plait.domain.trios.checking import violations
from tests.forming.by_hand import best, group_cost

PLACES = [(0, 0), (1, 0), (0, 1), (10, 10), (11, 10), (10, 11), (30, 0), (31, 0), (30, 1)]
SCHOOLS = [
    Candidate(
        990001 + i, f"School {i}", "Primary", 400_000 + 1000 * x, 300_000 + 1000 * y, {"trust": "A" * (i in (0, 1))}
    )
    for i, (x, y) in enumerate(PLACES)
]
RULES = GroupRules()


def test_each_group_is_explained_with_its_legs_and_what_rules_cost() -> None:
    forming = form(SCHOOLS, GroupRules(different=("trust",)))
    explained = {item.group.members: item for item in explain(SCHOOLS, GroupRules(different=("trust",)), forming)}
    assert len(explained) == len(forming.groups)
    for item in explained.values():
        assert sum(leg.km for leg in item.legs) == pytest.approx(item.group.km)
    assert any(
        (a, b) == (990001, 990002) and "both have A" in why for item in explained.values() for a, b, why in item.nearer
    )


@pytest.mark.parametrize("mode", Mode)
def test_the_price_of_a_swap_is_what_the_whole_costs_more(mode: Mode) -> None:
    rules = GroupRules(mode=mode)
    forming = form(SCHOOLS, rules)
    known = {school.urn: school for school in SCHOOLS}
    swaps = swap_prices(SCHOOLS, rules, forming, 990001)
    assert len(swaps) == 6
    assert [swap.price_km for swap in swaps] == sorted(swap.price_km for swap in swaps)
    assert swaps[0].price_km > 0
    for swap in swaps:
        other = {swap.a: swap.b, swap.b: swap.a}
        after = [[known[other.get(urn, urn)] for urn in group.members] for group in forming.groups]
        assert sum(group_cost(group, rules) for group in after) == pytest.approx(forming.total_km + swap.price_km)


def test_a_swap_that_breaks_a_rule_is_not_offered() -> None:
    rules = GroupRules(forbidden=frozenset({(990002, 990004)}))
    forming = form(SCHOOLS, rules)
    assert 990004 not in {swap.b for swap in swap_prices(SCHOOLS, rules, forming, 990001)}
    with pytest.raises(CannotForm, match="in no group"):
        swap_prices(SCHOOLS, rules, forming, 999)


def test_a_pin_has_a_price_and_is_kept() -> None:
    forming = form(SCHOOLS, RULES)
    again, price = pin_price(SCHOOLS, RULES, forming, (990001, 990004))
    assert price > 0
    assert any({990001, 990004} <= set(group.members) for group in again.groups)
    assert again.cost_km == pytest.approx(best(SCHOOLS, replace(RULES, together=(frozenset({990001, 990004}),)))[2])


def test_a_dropout_leaves_nobody_without_a_group() -> None:
    forming = form(SCHOOLS, RULES)
    repaired = repair(SCHOOLS, RULES, forming, frozenset({990001}))
    assert not repaired.left_over
    assert {urn for group in repaired.groups for urn in group.members} == {s.urn for s in SCHOOLS} - {990001}
    left = [school for school in SCHOOLS if school.urn != 990001]
    kept = replace(forming, groups=repaired.groups, left_over=repaired.left_over)
    assert violations(left, RULES, kept) == []


def test_a_four_goes_on_as_a_trio() -> None:
    schools = SCHOOLS[:4]
    repaired = repair(schools, RULES, form(schools, RULES), frozenset({990004}))
    assert [group.members for group in repaired.groups] == [(990001, 990002, 990003)]
