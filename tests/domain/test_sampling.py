"""Drawing a sample: its size, that it comes again, and that it looks like the group better than a blind draw."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.domain.sampling import CannotSample, draw

COLUMNS = st.integers(1, 40).flatmap(
    lambda count: st.fixed_dictionaries(
        {
            "phase": st.lists(st.sampled_from(["Primary", "Secondary", ""]), min_size=count, max_size=count),
            "pupils": st.lists(st.one_of(st.just(""), st.integers(20, 2000).map(str)), min_size=count, max_size=count),
        }
    )
)


@given(COLUMNS, st.data())
@settings(max_examples=60, deadline=None)
def test_as_many_as_asked_for_and_the_same_again(columns: dict[str, list[str]], data: st.DataObject) -> None:
    count = len(columns["phase"])
    size = data.draw(st.integers(1, count))
    found = draw(columns, size, seed=3)
    assert len(set(found.chosen)) == size
    assert all(0 <= place < count for place in found.chosen)
    assert list(found.chosen) == sorted(found.chosen)
    assert draw(columns, size, seed=3) == found


@given(COLUMNS)
@settings(max_examples=40, deadline=None)
def test_everybody_is_like_everybody(columns: dict[str, list[str]]) -> None:
    found = draw(columns, len(columns["phase"]))
    assert all(balance.difference == pytest.approx(0) for balance in found.balance)


@given(COLUMNS, st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_the_balance_is_what_counting_gives(columns: dict[str, list[str]], size: int) -> None:
    size = min(size, len(columns["phase"]))
    found = draw(columns, size)
    phase = next(balance for balance in found.balance if balance.column == "phase")
    for share in phase.shares:
        value = "" if share.value == "(blank)" else share.value
        assert share.group == pytest.approx(columns["phase"].count(value) / len(columns["phase"]))
        inside = [columns["phase"][place] for place in found.chosen]
        assert share.sample == pytest.approx(inside.count(value) / size)


def made_up(count: int) -> dict[str, list[str]]:
    chance = random.Random(7)
    return {
        "phase": chance.choices(["Primary", "Secondary", "Special"], [80, 15, 5], k=count),
        "kind": chance.choices(["Academy", "Maintained", "Voluntary aided"], [50, 30, 20], k=count),
        "pupils": [str(int(chance.lognormvariate(5.5, 0.6))) for _ in range(count)],
    }


def test_nearer_to_the_group_than_blind_draws() -> None:
    columns = made_up(120)
    count = len(columns["phase"])
    mean = sum(map(int, columns["pupils"])) / count

    def off(places: list[int]) -> float:
        shares = [
            abs(
                columns[name].count(value) / count
                - [columns[name][place] for place in places].count(value) / len(places)
            )
            for name in ("phase", "kind")
            for value in set(columns[name])
        ]
        pupils = sum(int(columns["pupils"][place]) for place in places) / len(places)
        return max(*shares, abs(pupils - mean) / mean)

    ours = off(list(draw(columns, 40, seed=1).chosen))
    blind = sorted(off(random.Random(seed).sample(range(count), 40)) for seed in range(200))
    assert ours < blind[1], "no better than the best of two hundred draws"
    assert ours < 0.03


def test_other_seeds_choose_others() -> None:
    columns = made_up(60)
    assert len({draw(columns, 30, seed=seed).chosen for seed in range(5)}) > 1


@pytest.mark.parametrize("size", [0, 4])
def test_more_than_there_are_or_none(size: int) -> None:
    with pytest.raises(CannotSample, match=f"{size} of 3"):
        draw({"phase": ["a", "b", "c"]}, size)
