"""Whose turn it is in a fact-check, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from plait.domain.fact_checks import (
    MOST_WORDS,
    OF_THE_TEAM,
    TURNS,
    WHY_NOT,
    CheckedFacts,
    CheckedPoint,
    FactCheckStanding,
    Turn,
    due_of,
    reply_by,
    said_in_counts,
    too_long,
    turn,
)
from plait.domain.programmes import StepKind, definition_faults
from tests.factchecks.checked import STEP, with_fact_check
from tests.world import peer_trio, small_framework

facts = st.fixed_dictionaries(
    {"offered": st.booleans(), "checked": st.booleans(), "open_points": st.integers(0, 3)}
    | {"team_signed": st.booleans(), "school_signed": st.booleans()}
)


def test_turns_follow_each_other() -> None:
    known = {"offered": False, "checked": False, "open_points": 0, "team_signed": False, "school_signed": False}
    seen = [turn(**known)]
    for change in ({"offered": True}, {"checked": True, "open_points": 2}, {"open_points": 0}, {"team_signed": True}):
        known |= change
        seen.append(turn(**known))
    assert seen == [Turn.OFFER, Turn.CHECK, Turn.REPLY, Turn.TEAM_SIGNS, Turn.SCHOOL_SIGNS]
    assert turn(**(known | {"school_signed": True})) is Turn.SETTLED


@given(facts)
def test_it_is_settled_only_when_every_point_has_its_reply_and_both_have_signed(known: dict) -> None:
    settled = turn(**known) is Turn.SETTLED
    whole = known["offered"] and known["checked"] and not known["open_points"]
    assert settled == (whole and known["team_signed"] and known["school_signed"])


def test_every_turn_has_its_words_and_only_a_settled_one_lets_a_report_go() -> None:
    assert set(TURNS) == set(WHY_NOT) == set(Turn)
    assert [item for item in Turn if not WHY_NOT[item]] == [Turn.SETTLED]
    assert Turn.CHECK not in OF_THE_TEAM


def test_days_belong_to_turns() -> None:
    first, second = date(2026, 9, 24), reply_by(date(2026, 9, 20))
    assert second == date(2026, 9, 30)
    days = {item: due_of(item, check_by=first, reply_by=second) for item in Turn}
    assert days[Turn.CHECK] == first
    assert days[Turn.REPLY] == days[Turn.TEAM_SIGNS] == second
    assert days[Turn.OFFER] is days[Turn.SCHOOL_SIGNS] is None
    assert FactCheckStanding(Turn.CHECK, first).late(date(2026, 9, 25))
    assert not FactCheckStanding(Turn.CHECK, first).late(first)


def test_words_are_counted_and_what_to_do_is_said() -> None:
    assert too_long("word " * MOST_WORDS) == ""
    assert too_long("word " * (MOST_WORDS + 3)).startswith("Shorten it to 60 words; it has 63.")


def test_counts_in_words() -> None:
    assert said_in_counts(0, 0) == "The school looked through the facts and found nothing to correct."
    assert said_in_counts(1, 1).endswith("to be corrected; it was changed.")
    assert said_in_counts(1, 0).endswith("it stayed as it was.")
    assert said_in_counts(3, 3).endswith("all were changed.")
    assert said_in_counts(3, 1).endswith("1 was changed and 2 stayed.")
    assert said_in_counts(3, 2).endswith("2 were changed and 1 stayed.")


def test_a_report_counts_what_it_does_not_tell() -> None:
    points = (CheckedPoint("Reading", "40", "It is 31.", changed=True, reply="31 pupils."),)
    told = CheckedFacts((*points, CheckedPoint("", "", "In May.", changed=False, reply="As told.")), False, None)
    assert told.changed == points
    assert told.words == "The school asked for two facts to be corrected; 1 was changed and 1 stayed."


def test_a_programme_needs_the_conversation_before_its_fact_check() -> None:
    whole = with_fact_check(peer_trio(small_framework()))
    assert definition_faults(whole) == []
    steps = tuple(step for step in whole.steps if step.kind is not StepKind.CHALLENGE)
    assert any("needs the challenge conversation" in fault for fault in definition_faults(replace(whole, steps=steps)))
    swapped = (STEP, *(step for step in whole.steps if step.kind is not StepKind.FACT_CHECK))
    assert any("come in this order" in fault for fault in definition_faults(replace(whole, steps=swapped)))
