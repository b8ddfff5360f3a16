"""Where several people's judgements differ: worked by hand, and what always holds."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.differences import Given, Spread, by_talk, dispersion, in_words, moves_in_words, spread
from plait.domain.judgements import Answer, NonLevel
from tests.world import SCALE

LOW, EXPANDING, SECURE, TOP = SCALE
NA, UNSURE = NonLevel.NOT_APPLICABLE, NonLevel.NOT_SURE
ANSWERS: tuple[Answer, ...] = (*SCALE, NA, UNSURE, None)
people = st.lists(
    st.builds(Given, considered=st.sampled_from(ANSWERS), instinct=st.sampled_from(ANSWERS)), min_size=0, max_size=9
)


def of(*answers: Answer) -> Spread:
    return spread(SCALE, [Given(item) for item in answers])


@pytest.mark.parametrize(
    ("counts", "worth"),
    [
        ((5, 0, 0, 0), Fraction(0)),
        ((3, 0, 0, 3), Fraction(1)),  # half at each end
        ((1, 1, 1, 1), Fraction(2, 3)),  # 2 (¼ + ½ + ¼) / 3
        ((1, 4, 0, 0), Fraction(2, 15)),  # one of five a step away: 2 (⅕) / 3
        ((0, 2, 3, 0), Fraction(4, 15)),
        ((1,), Fraction(0)),
        ((), Fraction(0)),
    ],
)
def test_dispersion_by_hand(counts: tuple[int, ...], worth: Fraction) -> None:
    assert dispersion(counts) == worth


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6))
def test_dispersion_always(counts: list[int]) -> None:
    worth = dispersion(counts)
    filled = [index for index, many in enumerate(counts) if many]
    assert 0 <= worth <= 1
    assert worth == dispersion(counts[::-1]), "a scale read from the other end is the same scale"
    assert worth == dispersion([many * 3 for many in counts]), "shares count, not numbers"
    assert (worth == 0) == (len(filled) <= 1)
    ends = filled == [0, len(counts) - 1] and counts[0] == counts[-1]
    assert (worth == 1) == ends


@given(people, st.randoms())
def test_a_spread_counts_everybody_once_in_any_order(said: list[Given], chance: object) -> None:
    item = spread(SCALE, said)
    assert item.people + item.silent == len(said)
    assert item.up + item.down + item.other + item.kept == sum(
        each.considered is not None and each.instinct is not None for each in said
    )
    turned = list(said)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert spread(SCALE, turned) == item
    assert 0 <= item.to_talk_about <= 1
    if item.people > 1 and len({each.considered for each in said}) == 1 and said[0].considered is not UNSURE:
        assert item.alike
    assert in_words(item)


@given(st.lists(people, max_size=6))
def test_what_there_is_most_to_talk_about_comes_first_and_nothing_is_lost(areas: list[list[Given]]) -> None:
    items = [(number, spread(SCALE, said)) for number, said in enumerate(areas)]
    found = by_talk(items)
    assert sorted(number for number, _ in found) == list(range(len(areas)))
    worths = [item.to_talk_about for _, item in found]
    assert worths == sorted(worths, reverse=True)
    for (first, one), (second, other) in itertools.pairwise(found):
        if one == other:
            assert first < second, "what is alike keeps its order"


def test_one_reason_to_talk_is_enough() -> None:
    apart, unsure, whether = of(LOW, TOP), of(SECURE, UNSURE, UNSURE), of(NA, SECURE)
    near, alike = of(SECURE, SECURE, SECURE, SECURE, TOP), of(SECURE, SECURE)
    order = by_talk([("alike", alike), ("near", near), ("unsure", unsure), ("whether", whether), ("apart", apart)])
    assert [name for name, _ in order] == ["apart", "whether", "unsure", "near", "alike"]


def test_in_words() -> None:
    assert in_words(of(LOW, SECURE, UNSURE)) == "From Emerging to Secure, two levels apart. One not sure."
    assert in_words(of(SECURE, SECURE)) == "All at Secure."
    assert in_words(of(SECURE, NA)) == "One at Secure. One not applicable."
    assert in_words(of()) == "Nobody has said anything here."
    moved = spread(SCALE, [Given(TOP, SECURE), Given(LOW, SECURE), Given(NA, LOW), Given(LOW, LOW)])
    assert moves_in_words(moved) == (
        "One moved up, one moved down, one changed otherwise, one stayed after reading the descriptors."
    )
    assert moves_in_words(spread(SCALE, [Given(LOW, LOW)])) == "Everybody stayed with their first instinct."
    assert moves_in_words(of(LOW)) == ""
    with pytest.raises(ValueError, match="not in"):
        spread(SCALE.__class__((LOW, TOP)), [Given(SECURE)])
