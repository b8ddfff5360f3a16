"""Groups against trying everything: all modes and rules, the bound, the same answer every time."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.domain.trios import Candidate, CannotForm, Forming, GroupRules, Mode, form, pair
from plait.domain.trios.checking import violations
from tests.forming.by_hand import best


def made_up(points: list[tuple[int, int]], *, trusts: str = "", bands: str = "", phases: str = "") -> list[Candidate]:
    return [
        Candidate(
            990001 + place,
            f"School {place}",
            phases[place : place + 1] or "Primary",
            400_000 + 1000 * x,
            300_000 + 1000 * y,
            {"trust": trusts[place : place + 1].strip(), "band": bands[place : place + 1].strip()},
        )
        for place, (x, y) in enumerate(points)
    ]


def scattered(n: int, seed: int, **columns: str) -> list[Candidate]:
    chance = random.Random(seed)
    return made_up([(chance.randrange(40), chance.randrange(40)) for _ in range(n)], **columns)


def unevenness(forming: Forming, size: int) -> int:
    return sum((len(group.members) - size) ** 2 for group in forming.groups)


def compare(schools: list[Candidate], rules: GroupRules) -> None:
    forming = form(schools, rules)
    assert violations(schools, rules, forming) == []
    left, uneven, cost = best(schools, rules)
    assert len(forming.left_over) == left
    assert unevenness(forming, rules.size) == uneven
    assert forming.cost_km == pytest.approx(cost, abs=1e-6)
    assert forming.cost_bound_km <= cost + 1e-6
    assert forming.lower_bound_km <= forming.total_km + 1e-9


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Candidate], GroupRules]:
    n = draw(st.integers(2, 10))
    place = st.tuples(st.integers(0, 25), st.integers(0, 25))
    schools = made_up(
        draw(st.lists(place, min_size=n, max_size=n)),
        trusts=draw(st.text("AB ", min_size=n, max_size=n)),
        bands=draw(st.text("xy ", min_size=n, max_size=n)),
        phases=draw(st.sampled_from(["P" * n, "P" * (n - 1) + "S", "PS" * n])),
    )
    urns = st.sampled_from([school.urn for school in schools])
    some = st.frozensets(
        st.tuples(urns, urns).filter(lambda two: two[0] != two[1]).map(lambda two: pair(*two)), max_size=4
    )
    mode = draw(st.sampled_from(Mode))
    rules = GroupRules(
        size=draw(st.sampled_from((3, 4) if mode is Mode.RING else (2, 3, 4))),
        mode=mode,
        forbidden=draw(some),
        previous=draw(some),
        max_km=draw(st.sampled_from([None, None, 12.0])),
        same=draw(st.sampled_from([(), (), ("band",)])),
        different=draw(st.sampled_from([(), ("trust",)])),
        contrast=draw(st.sampled_from(["", "band"])),
        contrast_km=draw(st.sampled_from([0.5, 5.0])),
        across_phases=draw(st.booleans()),
    )
    return schools, rules


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cases())
def test_small_formings_are_the_best_there_are(case: tuple[list[Candidate], GroupRules]) -> None:
    compare(*case)


@pytest.mark.parametrize("n", [13, 14])
@pytest.mark.parametrize(
    "rules", [GroupRules(), GroupRules(size=4, mode=Mode.RING), GroupRules(size=2)], ids=["trios", "rings", "pairs"]
)
def test_proof_by_prices_agrees_with_trying_everything(n: int, rules: GroupRules) -> None:
    schools = scattered(n, n)
    forming = form(schools, rules)
    left, uneven, cost = best(schools, rules)
    assert (len(forming.left_over), unevenness(forming, rules.size)) == (left, uneven)
    assert forming.cost_bound_km <= cost + 1e-6 <= forming.cost_km + 2e-6
    if forming.proven:
        assert forming.cost_km == pytest.approx(cost, abs=1e-6)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("meet_km", [0.0, 3.0, 500.0])
def test_schools_that_can_help_each_other_meet(mode: Mode, meet_km: float) -> None:
    chance = random.Random(12)
    subjects = ("reading", "sums", "music", "play")
    schools = [
        replace(school, traits={"need": need, "strong": ";".join(word for word in chance.sample(subjects, 2))})
        for school in scattered(9, 12)
        for need in (chance.choice(subjects),)
    ]
    rules = GroupRules(mode=mode, need="need", strength="strong", meet_km=meet_km)
    compare(schools, rules)
    apart = form(schools, GroupRules(mode=mode))
    found = form(schools, rules)
    assert found.total_km >= apart.total_km - 1e-9
    if meet_km == 500.0:
        assert found.cost_km - found.total_km < sum(
            500.0
            for group in apart.groups
            for a, b in combinations((s for s in schools if s.urn in group.members), 2)
            if a.traits["need"] not in b.traits["strong"] and b.traits["need"] not in a.traits["strong"]
        )


@pytest.mark.parametrize("mode", Mode)
def test_bound_holds_with_forbidden_pairs_contrast_and_remainders(mode: Mode) -> None:
    schools = scattered(14, 3, trusts="AABBCC        ", bands="xyxyxyxyxyxyxy")
    rules = GroupRules(
        mode=mode,
        different=("trust",),
        contrast="band",
        forbidden=frozenset({(990001, 990009), (990002, 990010)}),
    )
    forming = form(schools, rules)
    _, _, cost = best(schools, rules)
    assert forming.cost_bound_km <= cost + 1e-6
    assert forming.cost_km >= cost - 1e-6
    plain = GroupRules(mode=mode, different=rules.different, forbidden=rules.forbidden)
    assert forming.lower_bound_km <= best(schools, plain)[2] + 1e-6


def test_the_order_of_rows_changes_nothing_and_the_seed_is_all_the_chance_there_is() -> None:
    schools = scattered(31, 5)
    first = form(schools, GroupRules(), seconds=2)
    assert form(list(reversed(schools)), GroupRules(), seconds=2) == first
    assert first.lower_bound_km <= first.total_km


def test_moving_the_map_changes_no_group() -> None:
    schools = scattered(12, 8)
    moved = [Candidate(s.urn, s.name, s.phase, s.easting + 5000, s.northing - 7000, s.traits) for s in schools]
    assert [g.members for g in form(moved, GroupRules()).groups] == [
        g.members for g in form(schools, GroupRules()).groups
    ]


def test_a_rule_more_never_makes_it_cheaper() -> None:
    schools = scattered(12, 9, trusts="AAABBBCCCDDD")
    free = form(schools, GroupRules())
    assert form(schools, GroupRules(different=("trust",))).total_km >= free.total_km - 1e-9


def test_identical_places_cost_nothing() -> None:
    forming = form(made_up([(3, 3)] * 7), GroupRules())
    assert (forming.total_km, forming.lower_bound_km, forming.gap_percent) == (0, 0, 0)
    assert sorted(len(group.members) for group in forming.groups) == [3, 4]


@pytest.mark.parametrize(
    ("n", "sizes"), [(3, [3]), (4, [4]), (5, [5]), (6, [3, 3]), (7, [3, 4]), (8, [4, 4]), (10, [3, 3, 4])]
)
def test_remainders_make_a_few_groups_larger(n: int, sizes: list[int]) -> None:
    assert sorted(len(group.members) for group in form(scattered(n, n), GroupRules()).groups) == sizes


def test_two_schools_are_no_trio_and_are_told_what_would_help() -> None:
    forming = form(made_up([(0, 0), (1, 1)]), GroupRules())
    assert not forming.groups
    assert [item.urn for item in forming.left_over] == [990001, 990002]
    assert "only one other school" in forming.left_over[0].reason
    assert "--size 2" in forming.left_over[0].relax


def test_a_phase_with_one_school_leaves_it_over_and_the_others_in_groups() -> None:
    forming = form(made_up([(0, 0), (1, 0), (0, 1), (5, 5)], phases="PPPS"), GroupRules())
    assert [item.urn for item in forming.left_over] == [990004]
    assert "across phases" in forming.left_over[0].relax
    assert len(forming.groups) == 1


def test_everybody_in_one_trust_is_told_which_rule_to_relax() -> None:
    forming = form(scattered(6, 1, trusts="AAAAAA"), GroupRules(different=("trust",)))
    assert len(forming.left_over) == 6
    assert "--different trust keeps 5 away" in forming.left_over[0].reason
    assert forming.left_over[0].relax.startswith("--different trust")


def test_pins_are_kept_and_contradictions_are_told() -> None:
    schools = scattered(9, 2)
    far = frozenset({990001, 990005})
    rules = GroupRules(together=(far,))
    forming = form(schools, rules)
    assert any(far <= set(group.members) for group in forming.groups)
    assert forming.cost_km == pytest.approx(best(schools, rules)[2])
    many = scattered(40, 6)
    pins = (frozenset({990001, 990020}), frozenset({990002, 990030, 990011}), frozenset({990005, 990040}))
    rules = GroupRules(together=pins)
    assert violations(many, rules, form(many, rules)) == []
    assert len(violations(many, rules, form(many, GroupRules()))) == 3
    with pytest.raises(CannotForm, match="keeps them apart"):
        form(schools, GroupRules(together=(far,), forbidden=frozenset({(990001, 990005)})))
    with pytest.raises(CannotForm, match="more than a group may hold"):
        form(schools, GroupRules(together=(frozenset(range(990001, 990007)),)))
    with pytest.raises(CannotForm, match="twice"):
        form([*schools, schools[0]], GroupRules())
    with pytest.raises(CannotForm, match="straight swap"):
        form(schools, GroupRules(size=2, mode=Mode.RING))
