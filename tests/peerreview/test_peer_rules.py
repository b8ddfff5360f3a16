"""Who may write, hand in, record and agree when, and when a record needs its reason."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from plait.domain.judgements import Answer, NonLevel
from plait.domain.roles import Role
from plait.domain.rounds import ReviewStage
from plait.domain.viewer import HeldRole, Viewer
from plait.peerreview import rules
from tests.world import SCALE

ASH, BECK, CLIFF = 990001, 990002, 990003
WRITERS = {Role.HEAD, Role.LEADER, Role.REVIEWER}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("stage", list(ReviewStage))
def test_who_writes_and_hands_in(role: Role, stage: ReviewStage) -> None:
    viewer = Viewer(1, "Somebody", (HeldRole(role, BECK),))
    for handed_in, round_open, host_signed, own_signed in product((False, True), repeat=4):
        writing = stage in (ReviewStage.REVIEWING, ReviewStage.CHALLENGE)
        now = writing and not handed_in and round_open and host_signed and own_signed
        state = {"urn": BECK, "handed_in": handed_in, "stage": stage, "round_open": round_open}
        state |= {"host_signed": host_signed, "own_signed": own_signed}
        writes = rules.may_write_view(viewer, **state)
        hands_in = rules.may_hand_in(viewer, **state)
        assert bool(writes) == (now and role in WRITERS)
        assert bool(hands_in) == (now and role is Role.HEAD)
        assert all(verdict or verdict.reason for verdict in (writes, hands_in))
        elsewhere = state | {"urn": CLIFF}
        assert not rules.may_write_view(viewer, **elsewhere)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("stage", list(ReviewStage))
def test_who_records(role: Role, stage: ReviewStage) -> None:
    viewer = Viewer(1, "Somebody", (HeldRole(role, ASH),))
    for round_open in (False, True):
        verdict = rules.may_challenge(viewer, host_urn=ASH, stage=stage, round_open=round_open)
        assert bool(verdict) == (role is Role.HEAD and stage is ReviewStage.CHALLENGE and round_open)
        assert verdict or verdict.reason


answers = st.sampled_from([*SCALE, *NonLevel])


@for_all(before=answers, agreed=answers, seen=st.lists(answers, min_size=1, max_size=3))
def test_a_change_and_a_difference_want_a_reason(before: Answer, agreed: Answer, seen: list[Answer]) -> None:
    wanted = rules.reason_wanted(before, agreed, seen)
    if agreed != before:
        assert "changed" in wanted
    elif any(answer not in (before, NonLevel.NOT_SURE) for answer in seen):
        assert "kept" in wanted
    else:
        assert wanted == ""
    if rules.unquestioned(before, seen):
        assert rules.reason_wanted(before, before, seen) == ""


def test_what_nobody_questions() -> None:
    low, high = SCALE.levels[0], SCALE.levels[3]
    assert rules.unquestioned(low, [low, low])
    assert rules.unquestioned(NonLevel.NOT_APPLICABLE, [NonLevel.NOT_APPLICABLE])
    assert not rules.unquestioned(low, [low, high])
    assert not rules.unquestioned(low, [low, NonLevel.NOT_SURE])
    assert not rules.unquestioned(NonLevel.NOT_SURE, [NonLevel.NOT_SURE])
    assert not rules.unquestioned(low, [])
    assert not rules.unquestioned(None, [None])
