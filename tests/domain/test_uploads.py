"""A filled workbook beside what is stored: refused when it belongs elsewhere, and what it would change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.frameworks import Area, Framework, Level, Overall, Rule, RuleKind, Scale, Statement
from plait.domain.judgements import AreaEntry, NonLevel, StatementEntry, Submission
from plait.domain.uploads import (
    PEER_VIEW,
    SELF_EVALUATION,
    Expected,
    Filled,
    alike,
    cautions,
    compare,
    filled,
    problems,
    same_lines,
)

SCALE = Scale((Level(1, "Begun", "", 1), Level(2, "Under way", "", 2), Level(3, "Secure", "", 3)))
YES_NO = Scale((Level("not-met", "Not met", "", 1), Level("met", "Met", "", 2)))


def area(name: str, scale: Scale = SCALE) -> Area:
    return Area(
        name,
        name.capitalize(),
        name,
        "",
        scale,
        Rule(RuleKind.BEST_FIT),
        (Statement(f"{name}-one", f"{name} row"),),
    )


def a_framework(*areas: Area, identifier: str = "small", version: str = "1") -> Framework:
    return Framework(
        identifier,
        version,
        "Small framework",
        "en",
        "MIT",
        "",
        "",
        SCALE,
        Rule(RuleKind.BEST_FIT),
        Overall(False),
        areas or (area("care"), area("safety", YES_NO)),
    )


FRAMEWORK = a_framework()
LEVEL = {level.key: level for level in (*SCALE, *YES_NO)}
EXPECTED = Expected(FRAMEWORK, "Ash Bank Primary School", 990001, "Autumn 2026")
RIGHT = Submission(FRAMEWORK, "Ash Bank Primary School", 990001, "Autumn 2026")
STORED = (AreaEntry("care", LEVEL["2"], evidence="Seen in May."), AreaEntry("safety"))


def changes(given_: Filled, taking=SELF_EVALUATION, stored=STORED, statements=()):
    compared = compare(FRAMEWORK, stored, statements, given_, taking)
    return {(item.area.id, one.what): (one.before, one.after) for item in compared.changed for one in item.differences}


def test_right_workbook_is_let_through() -> None:
    assert problems(RIGHT, EXPECTED) == ()
    assert problems(replace(RIGHT, round="autumn  2026"), EXPECTED) == ()
    assert problems(replace(RIGHT, urn=None, school="Ash Bank Primary"), EXPECTED) == ()


@pytest.mark.parametrize(
    ("submission", "words"),
    [
        (replace(RIGHT, framework=a_framework(identifier="other")), "this round uses “Small framework”"),
        (
            replace(RIGHT, framework=a_framework(version="2")),
            "version 2 of “Small framework”; this round uses version 1",
        ),
        (replace(RIGHT, framework=a_framework(area("care"))), "made from another “Small framework”"),
        (replace(RIGHT, urn=990002), "URN 990002); this is Ash Bank Primary School (URN 990001)"),
        (replace(RIGHT, urn=None, school="Beck Lane Primary School"), "about Beck Lane Primary School"),
        (replace(RIGHT, round="Summer 2026"), "This workbook is for Summer 2026; this is Autumn 2026."),
        (replace(RIGHT, partner="Beck Lane"), "holds the view of a partner, Beck Lane"),
    ],
)
def test_wrong_workbook_says_what_it_is_and_what_this_is(submission: Submission, words: str) -> None:
    (said,) = problems(submission, EXPECTED)
    assert words in said


def test_every_problem_is_said_at_once() -> None:
    wrong = replace(RIGHT, urn=990002, round="Summer 2026", framework=a_framework(version="2"))
    assert len(problems(wrong, EXPECTED)) == 3


def test_partners_view_must_say_whose_it_is() -> None:
    of_beck = replace(EXPECTED, partner="Beck Lane Primary School")
    assert problems(replace(RIGHT, partner="Beck Lane Primary"), of_beck) == ()
    assert "does not say which partner" in problems(RIGHT, of_beck)[0]
    assert "view of Cliff Top" in problems(replace(RIGHT, partner="Cliff Top"), of_beck)[0]


def test_silent_cover_is_let_through_and_said() -> None:
    silent = replace(RIGHT, urn=None, school="", round=" ")
    assert problems(silent, EXPECTED) == ()
    assert len(cautions(silent, EXPECTED)) == 2
    assert cautions(RIGHT, EXPECTED) == ()


def test_names_that_mean_the_same_school() -> None:
    assert alike("Ysgol Môr", "YSGOL MOR")
    assert alike("St Mary's", "St. Mary’s C of E Primary School")
    assert alike("Ash Bank Primry School", "Ash Bank Primary School")
    assert not alike("Ash Bank Primary School", "Beck Lane Primary School")


def test_only_what_differs_is_a_change() -> None:
    given_ = Filled(
        {
            "care": {"answer": "3", "evidence": "Seen in May.", "actions": "Train mentors."},
            "safety": {"answer": "met"},
        },
        {},
    )
    assert changes(given_) == {
        ("care", "Judgement"): ("Under way", "Secure"),
        ("care", "Key actions"): ("", "Train mentors."),
        ("safety", "Judgement"): ("", "Met"),
    }


def test_blank_cells_change_nothing() -> None:
    compared = compare(FRAMEWORK, STORED, (), Filled({"care": {"answer": "2"}}, {}), SELF_EVALUATION)
    assert compared.changed == ()
    assert [item.id for item in compared.unchanged] == ["care"]
    assert [item.id for item in compared.blank] == ["safety"]


def test_answers_without_a_level_and_statements_are_compared_in_words() -> None:
    given_ = Filled({"care": {"answer": "not-sure"}}, {"care-one": "3", "safety-one": "not-met"})
    answered = (StatementEntry("care-one", LEVEL["2"]), StatementEntry("safety-one", LEVEL["not-met"]))
    assert changes(given_, statements=answered) == {
        ("care", "Judgement"): ("Under way", "Not sure"),
        ("care", "care row"): ("Under way", "Secure"),
    }


def test_area_that_the_school_does_not_look_at_is_named() -> None:
    given_ = Filled({"safety": {"answer": "met"}}, {})
    compared = compare(FRAMEWORK, STORED[:1], (), given_, SELF_EVALUATION)
    assert compared.changed == ()
    assert [item.id for item in compared.not_here] == ["safety"]


def test_cells_that_are_not_taken_are_named() -> None:
    given_ = Filled({"care": {"answer": "3", "agreed": "2", "reason": "We talked."}}, {"care-one": "3"})
    compared = compare(FRAMEWORK, STORED, (), given_, SELF_EVALUATION)
    assert compared.left_out == ("Not taken from the workbook: agreed judgement (one cell) and reason (one cell).",)
    peer = compare(FRAMEWORK, STORED, (), given_, PEER_VIEW)
    assert "levels of single statements (one cell)" in peer.left_out[0]


def test_partners_comment_may_stand_in_the_evidence_column() -> None:
    stored = (AreaEntry("care", comments="Old."),)
    assert changes(Filled({"care": {"evidence": "Seen by us."}}, {}), PEER_VIEW, stored) == {
        ("care", "Comments"): ("Old.", "Seen by us.")
    }
    both = Filled({"care": {"evidence": "Seen by us.", "comments": "Said by us."}}, {})
    assert changes(both, PEER_VIEW, stored) == {("care", "Comments"): ("Old.", "Said by us.")}
    assert "evidence" in compare(FRAMEWORK, stored, (), both, PEER_VIEW).left_out[0]


def test_line_endings_of_excel_and_browsers_are_the_same_text() -> None:
    stored = (AreaEntry("care", evidence="One\r\nTwo\r\n"),)
    assert changes(Filled({"care": {"evidence": "One\nTwo"}}, {}), stored=stored) == {}


TEXT = st.text(max_size=12)
ANSWER = st.sampled_from([None, *SCALE, *NonLevel])
ENTRY = st.builds(AreaEntry, st.just("care"), ANSWER, TEXT, TEXT, TEXT)


@given(ENTRY, ANSWER)
def test_what_was_stored_changes_nothing_when_it_comes_back(entry: AreaEntry, answer: object) -> None:
    statements = (StatementEntry("care-one", answer),)
    back = filled(replace(RIGHT, areas=(entry,), statements=statements))
    assert compare(FRAMEWORK, (entry,), statements, back, SELF_EVALUATION).changed == ()


@given(ENTRY, ENTRY)
def test_no_change_empties_a_field(before: AreaEntry, after: AreaEntry) -> None:
    given_ = filled(replace(RIGHT, areas=(after,)))
    for taking in (SELF_EVALUATION, PEER_VIEW):
        compared = compare(FRAMEWORK, (before,), (), given_, taking)
        assert all(one.after and one.after != one.before for item in compared.changed for one in item.differences)


@given(TEXT)
def test_same_lines_settles(text: str) -> None:
    assert same_lines(same_lines(text)) == same_lines(text)
    assert "\r" not in same_lines(text)
