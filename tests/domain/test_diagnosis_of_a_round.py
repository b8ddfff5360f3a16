"""Worked examples, by hand: what a round comes to, area by area and in its opening sentences."""

from __future__ import annotations

from datetime import date

import pytest
from made_up_rounds import framework, said

from plait.domain.comparable import CannotCompare
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import Basis, ChallengeRecord, PlannedAction, Relation
from plait.domain.judgements import NonLevel
from plait.domain.stages import ActionState


def test_one_area_a_level_lower_to_the_peer() -> None:
    ours = framework()
    result = diagnose(said(ours, 3, 3, 3), peers=[said(ours, 3, 2, 3, partner="Brackendale")])
    assert result.headlines.shape == "Brackendale sees Second a level lower"
    second = result.areas[1].peers[0]
    assert (second.steps, second.relation, second.words) == (
        -1,
        Relation.BELOW,
        "One level lower than your school’s own view.",
    )
    assert result.areas[0].peers[0].words == "In line with your school’s own view."
    assert (
        result.agreement[0].words == "2 of 3 areas the same, and none more than one level apart; too few to say more."
    )
    assert result.together is None


def test_several_peers_are_counted_and_not_averaged() -> None:
    ours = framework()
    result = diagnose(
        said(ours, 3, 3, 3),
        peers=[said(ours, 3, 1, 3, partner="Brackendale"), said(ours, 3, 3, 3, partner="Tidewell")],
    )
    assert result.headlines.shape == "One of two peers sees Second two levels lower"
    assert result.together is not None
    assert (result.together.comparisons, result.together.exact, result.together.within_one) == (6, 5, 5)
    assert result.together.words == "5 of 6 comparisons the same, 5 of 6 at most one level apart; too few to say more."


def test_twenty_comparisons_are_enough_to_leave_out_the_warning() -> None:
    ours = framework(areas=10)
    levels = [3] * 10
    result = diagnose(said(ours, *levels), peers=[said(ours, *levels, partner=name) for name in ("A", "B")])
    assert result.together is not None
    assert result.together.words == "All 20 comparisons the same."


def test_movement_since_the_last_round_is_counted_in_levels() -> None:
    ours = framework()
    result = diagnose(
        said(ours, 3, 1, 2, round_="Autumn 2026"),
        previous=[said(ours, 1, 1, 3, round_="Autumn 2024"), said(ours, 1, 1, 4, round_="Autumn 2025")],
    )
    assert [area.change.steps for area in result.areas if area.change] == [2, 0, -2]
    assert result.areas[0].change is not None
    assert result.areas[0].change.words == "Up two levels since Autumn 2025: from Emerging to Secure."
    assert result.headlines.moved == (
        "First is up two levels, from Emerging to Secure.",
        "Third is down two levels, from Sustainable to Expanding.",
        "Second stays as in Autumn 2025.",
    )
    assert [view.round for view in result.areas[2].earlier] == ["Autumn 2024", "Autumn 2025"]


def test_many_moves_are_told_in_few_sentences() -> None:
    ours = framework(areas=6)
    result = diagnose(said(ours, *[3] * 6, round_="Now"), previous=[said(ours, *[2] * 6, round_="Then")])
    assert result.headlines.moved == ("Up one level: First, Second, Third, Fourth, Fifth and Sixth.",)


def test_what_challenge_changed_stands_and_says_why() -> None:
    ours = framework()
    record = ChallengeRecord("second", ours.scale.at(2), "Nothing is written down yet.", "P. Wren", date(2026, 11, 27))
    kept = ChallengeRecord("first", ours.scale.at(3), "Seen twice.")
    result = diagnose(said(ours, 3, 3, 3), challenges=[record, kept])
    second = result.areas[1]
    assert second.settled == ours.scale.at(2)
    assert second.own == ours.scale.at(3)
    assert second.basis is Basis.AGREED
    assert second.challenged is not None
    assert second.challenged.words == "Changed after challenge from Secure to Expanding, one level lower."
    assert (second.challenged.reason, second.challenged.by, second.challenged.on) == (
        "Nothing is written down yet.",
        "P. Wren",
        date(2026, 11, 27),
    )
    assert result.areas[0].challenged is not None
    assert result.areas[0].challenged.words == "Kept at Secure after challenge."
    assert (
        result.headlines.challenge
        == "Two judgements were tested in the challenge conversation; Second changed because of it."
    )


def test_a_workbook_keeps_its_own_agreed_level() -> None:
    ours = framework()
    result = diagnose(said(ours, 3, 3, 3, agreed={"third": (1, "Less than we thought.")}))
    assert result.areas[2].settled == ours.scale.at(1)
    assert result.areas[2].challenged is not None
    assert not result.areas[2].challenged.kept


def test_a_gentle_note_where_judged_and_derived_differ() -> None:
    ours = framework()
    result = diagnose(said(ours, 3, 2, None, statements={"first": (2, 2, 2), "third": (4, 4, 4)}))
    assert "You judged this area Secure" in result.areas[0].note
    assert "point to Expanding" in result.areas[0].note
    assert result.areas[1].note == ""
    third = result.areas[2]
    assert (third.basis, third.settled) == (Basis.STATEMENTS, ours.scale.at(4))
    assert "No level was chosen" in third.note


def test_next_descriptors_are_those_of_statements_that_are_not_there_yet() -> None:
    ours = framework()
    result = diagnose(said(ours, 2, 2, 4, statements={"first": (2, 3, None)}))
    first = result.areas[0]
    assert first.next_level == ours.scale.at(3)
    assert [(row.statement, row.now) for row in first.next_descriptors] == [
        ("First one", "Expanding"),
        ("First three", "Not yet judged"),
    ]
    assert first.next_descriptors[0].descriptor == "First one at Secure"
    assert result.areas[2].next_level is None


def test_strengths_and_areas_to_consider_state_their_rule() -> None:
    ours = framework()
    result = diagnose(said(ours, 4, 1, 2), peers=[said(ours, 4, 1, 1, partner="Brackendale")])
    lines = result.headlines
    assert [point.text for point in lines.strengths] == ["First sits at Sustainable, and your peer sees it so too."]
    assert lines.strengths_note == "Strengths are the areas that sit highest this round, here at Sustainable."
    assert [point.text for point in lines.consider] == [
        "Second sits at Emerging, the lowest this round.",
        "Third looks lower to your peer.",
    ]


def test_a_difference_that_was_talked_through_is_not_raised_again() -> None:
    ours = framework()
    result = diagnose(
        said(ours, 3, 3, 3, agreed={"third": (3, "Kept.")}),
        peers=[said(ours, 3, 3, 2, partner="Brackendale")],
    )
    assert result.headlines.consider == ()


def test_nothing_is_called_a_strength_at_the_foot_of_the_scale() -> None:
    ours = framework()
    lines = diagnose(said(ours, 1, 1, 1)).headlines
    assert lines.strengths == ()
    assert "where the scale begins" in lines.strengths_note


def test_next_steps_come_from_open_actions_of_the_areas_to_consider_first() -> None:
    ours = framework()
    actions = [
        PlannedAction("first", "Polish"),
        PlannedAction("second", "Begin", "Ms Rook", date(2027, 3, 3), "It is done"),
        PlannedAction("second", "Long done", state=ActionState.DONE),
    ]
    lines = diagnose(said(ours, 4, 1, 3), actions=actions).headlines
    assert [(step.area_id, step.text, step.planned) for step in lines.next_steps][:2] == [
        ("second", "Begin", True),
        ("first", "Polish", True),
    ]
    assert all("Long done" not in step.text for step in lines.next_steps)


def test_next_steps_without_actions_come_from_the_next_level() -> None:
    ours = framework()
    lines = diagnose(said(ours, 4, 1, 3)).headlines
    assert lines.next_steps[0].text == "Towards Expanding in “Second one”: Second one at Expanding"
    assert not lines.next_steps[0].planned
    assert "No action is written" in lines.next_note


def test_actions_on_paper_are_one_a_line_and_do_not_repeat_a_record() -> None:
    ours = framework()
    own = said(ours, 2, 2, 2, actions={"first": "- Write it down\n\n• Tell everyone"})
    result = diagnose(own, actions=[PlannedAction("first", "Tell everyone", "Mr Finch"), PlannedAction("", "Rest")])
    assert [(action.text, action.owner) for action in result.areas[0].actions] == [
        ("Tell everyone", "Mr Finch"),
        ("Write it down", ""),
    ]
    assert [action.text for action in result.whole_actions] == ["Rest"]


def test_overall_only_where_the_framework_allows_it() -> None:
    allowed, forbidden = framework(overall=True), framework(overall=False)
    with_one = diagnose(said(allowed, 3, 3, 1, round_="Now"), previous=[said(allowed, 2, 2, 1, round_="Then")]).overall
    assert with_one.level == allowed.scale.at(3)
    assert with_one.previous == allowed.scale.at(2)
    assert with_one.change is not None
    assert with_one.change.steps == 1
    without = diagnose(said(forbidden, 3, 3, 3)).overall
    assert (without.allowed, without.level, without.derived) == (False, None, None)
    assert without.note == "Areas stand side by side."


def test_an_area_with_its_own_scale_is_named_when_it_is_not_met() -> None:
    ours = framework(own_scale=True)
    result = diagnose(said(ours, 3, 3, "not-met"))
    assert result.headlines.consider[0].text == "Third sits at Not met."
    assert result.overall.level is None or result.overall.level in ours.scale.levels


@pytest.mark.parametrize("answer", [NonLevel.NOT_SURE, NonLevel.NOT_APPLICABLE, None])
def test_answers_that_are_no_level_are_never_compared(answer: NonLevel | None) -> None:
    ours = framework()
    result = diagnose(
        said(ours, 3, 3, answer, round_="Now"),
        peers=[said(ours, 3, 3, 2, partner="Brackendale")],
        previous=[said(ours, 3, 3, 2, round_="Then")],
    )
    third = result.areas[2]
    assert third.peers[0].steps is None
    assert third.change is not None
    assert third.change.steps is None
    assert result.agreement[0].comparisons == 2
    assert "Third" not in result.headlines.shape


def test_areas_that_do_not_apply_are_left_out_and_named() -> None:
    ours = framework(applies={"third": "post-16"})
    result = diagnose(said(ours, 3, 3, None), provision=frozenset({"primary"}))
    assert [area.area.id for area in result.areas] == ["first", "second"]
    assert result.left_out == ("Third",)
    assert len(diagnose(said(ours, 3, 3, None)).areas) == 3


def test_an_enquiry_has_words_and_no_levels() -> None:
    ours = framework(levels=())
    result = diagnose(said(ours, None, None, None, actions={"first": "Ask again"}))
    assert not result.has_levels
    assert result.headlines.shape == "Three areas, in your school’s own words"
    assert (result.headlines.strengths, result.headlines.consider, result.headlines.moved) == ((), (), ())
    assert result.headlines.next_steps[0].text == "Ask again"


def test_another_version_is_matched_by_area_only_on_the_same_scale() -> None:
    now = framework(version="2")
    then = framework(version="1", own_scale=True)
    result = diagnose(said(now, 3, 3, 3, round_="Now"), previous=[said(then, 2, 2, "met", round_="Then")])
    assert [area.change.steps for area in result.areas if area.change] == [1, 1, None]
    assert "No change is worked out for Third." in result.notes[0]
    assert result.overall.previous is None


class TestRefusals:
    def test_another_framework_as_an_earlier_round(self) -> None:
        other = framework(id_="other")
        with pytest.raises(CannotCompare, match=r"other.*own-made.*no fair way") as refused:
            diagnose(said(framework(), 3, 3, 3, round_="Now"), previous=[said(other, 2, 2, 2, round_="Then")])
        assert (refused.value.role, refused.value.index) == ("previous", 0)

    def test_a_peer_on_another_version(self) -> None:
        with pytest.raises(CannotCompare, match=r"own-made@2.*own-made@1"):
            diagnose(said(framework(), 3, 3, 3), peers=[said(framework(version="2"), 3, 3, 3, partner="B")])

    def test_a_peer_of_another_school_names_both(self) -> None:
        ours = framework()
        peers = [
            said(ours, 3, 3, 3, partner="A"),
            said(ours, 3, 3, 3, partner="B", school="Elsewhere", urn=900002),
        ]
        with pytest.raises(CannotCompare, match=r"Elsewhere \(URN 900002\).*Fernhill \(URN 900001\)") as refused:
            diagnose(said(ours, 3, 3, 3), peers=peers)
        assert (refused.value.role, refused.value.index) == ("peer", 1)

    def test_a_stale_peer_view(self) -> None:
        ours = framework()
        with pytest.raises(CannotCompare, match="Autumn 2025"):
            diagnose(
                said(ours, 3, 3, 3, round_="Autumn 2026"),
                peers=[said(ours, 3, 3, 3, partner="B", round_="Autumn 2025")],
            )

    def test_the_same_round_twice(self) -> None:
        ours = framework()
        now, then = said(ours, 3, 3, 3, round_="Autumn 2026"), said(ours, 2, 2, 2, round_="Autumn  2026")
        with pytest.raises(CannotCompare, match="same as the evaluation itself"):
            diagnose(now, previous=[then])
        older = said(ours, 2, 2, 2, round_="Autumn 2025")
        with pytest.raises(CannotCompare, match="same as another earlier round"):
            diagnose(now, previous=[older, older])

    def test_a_peer_view_twice_or_in_place_of_the_schools_own(self) -> None:
        ours = framework()
        view = said(ours, 3, 3, 3, partner="Brackendale")
        with pytest.raises(CannotCompare, match="given twice"):
            diagnose(said(ours, 3, 3, 3), peers=[view, view])
        with pytest.raises(CannotCompare, match="own evaluation itself"):
            diagnose(said(ours, 3, 3, 3), peers=[said(ours, 3, 3, 3)])
        with pytest.raises(CannotCompare, match="view that Brackendale holds"):
            diagnose(view)
        with pytest.raises(CannotCompare, match="school's own evaluation"):
            diagnose(said(ours, 3, 3, 3), previous=[view])
