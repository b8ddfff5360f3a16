"""What a lead is told who reads nothing: rounded, of whole groups, by what heads signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.rater_agreement import Metric, Rating, agreement
from plait.domain.signals_told import Way, tenths, told_roughly, way, whole_groups
from plait.domain.visibility import Artefact, Contract, Phase, Relation, Sight

OWN = (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED)
PEERS = (Artefact.PEER_VIEW, Phase.REVEALED)
TALK = (Artefact.CHALLENGE, Phase.RECORDED)
SIGNAL = (Artefact.SIGNAL, Phase.REVEALED)


def lead(*reads: tuple[Artefact, Phase], signals: bool = True) -> Contract:
    told = {(*SIGNAL, Relation.LEAD): Sight.ROLLUP} if signals else {}
    return Contract({**told, **{(*line, Relation.LEAD): Sight.READ for line in reads}})


@pytest.mark.parametrize(
    ("contracts", "all_in", "found"),
    [
        ([lead()], True, Way.TOLD),
        ([lead()], False, Way.WAITS),
        ([lead(signals=False)], True, Way.UNSEEN),
        ([lead(OWN, PEERS, signals=False)], False, Way.READ),
        ([lead(OWN, PEERS)], False, Way.READ),
        ([lead(OWN)], True, Way.UNSEEN),
        ([lead(PEERS)], True, Way.UNSEEN),
        ([lead(TALK)], True, Way.UNSEEN),  # a record holds the school's own level
        ([lead(), lead(signals=False)], True, Way.UNSEEN),
        ([lead(), lead(OWN, PEERS)], True, Way.UNSEEN),  # one round is read: the other would follow
        ([lead(), lead()], True, Way.TOLD),
    ],
)
def test_how_a_part_comes_to_its_lead(contracts: list[Contract], all_in: bool, found: Way) -> None:
    assert way(contracts, [OWN, PEERS], tells=[TALK], all_in=all_in) is found


@given(
    st.lists(st.lists(st.integers(1, 40), unique=True, min_size=1, max_size=5), max_size=8),
    st.sets(st.integers(1, 40)),
    st.integers(1, 40),
)
def test_no_school_goes_in_or_out_by_itself(drawn: list[list[int]], counted: set[int], urn: int) -> None:
    groups, taken = [], set[int]()
    for members in drawn:
        fresh = tuple(sorted(set(members) - taken))
        taken |= set(fresh)
        groups.append(fresh)
    before = {item for members in whole_groups(groups, counted) for item in members}
    after = {item for members in whole_groups(groups, counted - {urn}) for item in members}
    assert before <= counted
    assert len(before - after) in (0, *range(3, 6))


def test_tenths_tell_no_more_than_that() -> None:
    assert [tenths(at / 100) for at in (0, 4, 5, 50, 54, 55, 94, 95, 99, 100)] == [
        "hardly any",
        "hardly any",
        "about one in ten",
        "about five in ten",
        "about five in ten",
        "about six in ten",
        "about nine in ten",
        "nearly all",
        "nearly all",
        "nearly all",
    ]


def test_agreement_in_tenths_has_no_count_and_no_percentage() -> None:
    ratings = [
        Rating(f"{unit}", rater, f"{1 + (unit % 3 == 0 and rater == 'b')}") for unit in range(30) for rater in "ab"
    ]
    said = told_roughly(agreement(ratings, Metric.ORDINAL))
    assert said[0] == "Two partners who judged the same area gave it the same level in about seven in ten cases."
    assert said[1] == "Their levels are at most one apart in nearly all cases."
    assert said[2].startswith("With so many schools the first could as well lie anywhere between about five in ten and")
    assert not any(sign in " ".join(said) for sign in "%0123456789")
