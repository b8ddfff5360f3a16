"""One's own leaning beside a panel, shares with their intervals, and when the agreement of a pool is told."""

from __future__ import annotations

from hashlib import sha256
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.adapters.framework_files import find
from plait.adapters.vignette_files import all_sets
from plait.domain.calibration import (
    Vignette,
    VignetteSet,
    leaning,
    leaning_in_words,
    pool_agreement,
    share,
    steps,
)

LEVELS = ("1", "2", "3", "4")
SET = VignetteSet(
    "made-up", "Made up", "small", "1", LEVELS, tuple(Vignette(f"v{at}", "area-1", "…", "2", "…") for at in range(6))
)


def test_wilson_s_interval_as_published() -> None:
    """Newcombe (1998, *Statistics in Medicine* 17, table I, method 3): 81/263, 15/148, 0/20, 1/29."""
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)):
        found = share(hits, n)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert share(1, 29).low == pytest.approx(0.0061, abs=5e-5)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_mirrors(pair: tuple[int, int]) -> None:
    hits, n = pair
    found, other = share(hits, n), share(n - hits, n)
    assert 0 <= found.low <= hits / n <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - other.high, 1 - other.low))


@pytest.mark.parametrize("n", [6, 12])
def test_wilson_s_interval_covers_about_as_often_as_it_says(n: int) -> None:
    """Exactly, by the binomial: on average over rates it covers 95 per cent, within a point or two."""
    rates = [at / 100 for at in range(1, 100)]
    held = [
        sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if share(k, n).low <= p <= share(k, n).high)
        for p in rates
    ]
    assert 0.93 <= sum(held) / len(held) <= 0.98


def test_a_leaning_by_hand() -> None:
    found = leaning((1, 1, 0, 2, 1, 1))
    # mean 1, standard deviation sqrt(2/5), t with 5 degrees of freedom 2.5706
    assert (found.mean, found.low, found.high) == pytest.approx((1.0, 0.3363, 1.6637), abs=5e-4)
    assert (found.exact.hits, found.within_one.hits, found.clear) == (1, 5, True)
    words = leaning_in_words(found)
    assert words.startswith("On the whole you lie about one level above the panel. The 95% interval goes from 0.3")
    assert "One of six levels is the panel’s" in words
    assert "about 1.8 levels below" in leaning_in_words(leaning((-2, -1, 0, -3, -2, -3)))
    unsure = leaning((1, -1, 0, 1, 0, 0))
    assert not unsure.clear
    assert "which may be chance" in leaning_in_words(unsure)
    level = leaning_in_words(leaning((0,) * 6))
    assert level.startswith(
        "On the whole you lie where the panel does. The 95% interval goes from 0.3 below to 0.3 above. Six"
    )
    same = leaning((1,) * 6)  # six alike are no more certain than whole steps can be
    assert (same.low, same.high) == pytest.approx((0.697, 1.303), abs=5e-4)
    one = leaning((2,))
    assert (one.low, one.clear) == (None, False)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=12))
def test_turning_every_answer_round_turns_the_leaning_round(differences: list[int]) -> None:
    found, other = leaning(differences), leaning([-step for step in differences])
    assert found.mean == -other.mean
    assert found.exact == other.exact
    assert found.clear == other.clear


def test_every_case_needs_a_level_of_the_scale() -> None:
    answers = dict.fromkeys((f"v{at}" for at in range(6)), "3")
    assert steps(SET, answers) == (1,) * 6
    for wrong in ({"v0": ""}, {"v0": "5"}):
        with pytest.raises(ValueError, match="no level for “v0”"):
            steps(SET, answers | wrong)


def test_agreement_of_a_pool_is_told_from_five_people_on() -> None:
    turns = {person: {f"v{at}": LEVELS[(at + (person == 3)) % 4] for at in range(6)} for person in range(5)}
    assert pool_agreement(SET, {key: turns[key] for key in range(4)}) is None
    found = pool_agreement(SET, turns)
    assert found is not None
    assert (found.raters, found.units) == (5, 6)
    assert found.exact.value == pytest.approx(0.6)  # the four who agree make 6 of 10 pairs
    assert found.alpha.value is not None
    assert found.alpha.low is not None


def test_the_sets_that_come_with_plait() -> None:
    assert [item.id for item in all_sets()] == ["teaching-school-a", "whole-school-a"]
    for item in all_sets():
        framework = find(f"{item.framework_id}@{item.framework_version}")
        assert framework is not None
        assert len(item.vignettes) == 6
        assert len({one.level for one in item.vignettes}) > 2  # not all at one place of the scale
        assert all(framework.area(one.area) and len(one.text) > 150 and len(one.why) > 60 for one in item.vignettes)


def test_a_set_that_people_have_judged_never_changes() -> None:
    """What they said would stand beside other cases. A changed set gets an id of its own, and its line here."""
    known = {"teaching-school-a": "0ec725acc70bd862", "whole-school-a": "93d7be1b391e060b"}
    for item in all_sets():
        cases = [(one.key, one.area, one.text, one.level, one.why) for one in item.vignettes]
        assert sha256(repr((item.levels, cases)).encode()).hexdigest()[:16] == known[item.id]
