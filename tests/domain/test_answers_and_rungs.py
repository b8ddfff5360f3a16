"""Ladders that climb by lights, points with thresholds and gates: a published truth table, examples, invariants."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapes import by_answers, framework_of, frameworks, submissions

from plait.adapters.documents.content import report_of
from plait.adapters.documents.record import record
from plait.domain.comparison import diagnose
from plait.domain.framework_diff import Change, compare
from plait.domain.framework_migration import migrate
from plait.domain.framework_texts import in_language, texts
from plait.domain.frameworks import BY_LEVELS, NEXT, PEOPLE, Area, Framework
from plait.domain.judgements import Answer, AreaEntry, NonLevel, RungText, StatementEntry, Submission, answer_key
from plait.domain.scoring import derive_area, derive_from
from plait.domain.words_only import in_words

TRUST = b"""\
id: in-depth
version: "1"
title: In-depth review
licence: MIT
source: A truth table worked through, in words of our own.
summary: Lights on statements, rung by rung.
scale:
  - {value: urgent, label: Urgent improvement, meaning: m, rank: 1}
  - {value: attention, label: Needs attention, meaning: m, rank: 2}
  - {value: expected, label: Expected, meaning: m, rank: 3}
  - {value: strong, label: Strong, meaning: m, rank: 4}
  - {value: exceptional, label: Exceptional, meaning: m, rank: 5}
answer_sets:
  lights:
    - {value: red, label: Red, meaning: m, rank: 1, tone: red}
    - {value: amber, label: Amber, meaning: m, rank: 2, tone: amber}
    - {value: green, label: Green, meaning: m, rank: 3, tone: green}
answers: lights
rule:
  kind: ladder
  by_people: [urgent]
  rungs:
    exceptional: {red: strong, amber: exceptional, green: exceptional}
    expected: {red: attention, amber: expected, green: next}
    strong: {red: expected, amber: strong, green: next}
areas:
  - id: inclusion
    title: Inclusion
    statements:
      - {id: e1, text: First, rung: expected}
      - {id: e2, text: Second, rung: expected}
      - {id: s1, text: Third, rung: strong}
      - {id: s2, text: Fourth, rung: strong}
      - {id: x1, text: Fifth, rung: exceptional}
  - id: safeguarding
    title: Safeguarding
    scale:
      - {value: not-met, label: Not met, meaning: m, rank: 1}
      - {value: met, label: Met, meaning: m, rank: 2}
    rule: {kind: ladder, at_once: true, rungs: {met: {red: not-met, amber: met, green: met}}}
    statements:
      - {id: g1, text: One, rung: met}
      - {id: g2, text: Two, rung: met}
"""
REVIEW = framework_of(TRUST)
INCLUSION, SAFEGUARDING = REVIEW.areas
LIGHTS = ("red", "amber", "green", None)
EXAMPLE = framework_of((Path(__file__).parents[2] / "docs/examples/outdoor-learning-1.yaml").read_bytes())


def said(area: Area, *keys: str | None) -> dict[str, Answer]:
    return {
        item.id: NonLevel(key) if key in ("not-applicable", "not-sure") else area.asked(item).at(key) if key else None
        for item, key in zip(area.statements, keys, strict=True)
    }


def concluded(area: Area, *keys: str | None) -> str:
    return answer_key(derive_from(area, said(area, *keys)).level)


def told(lights: tuple[str | None, ...]) -> str:
    """The published table told a second time, as a person would work through it."""
    for lights_here, red, amber in (
        (lights[:2], "attention", "expected"),
        (lights[2:4], "expected", "strong"),
        (lights[4:], "strong", "exceptional"),
    ):
        if None in lights_here:
            return ""
        if "red" in lights_here:
            return red
        if "amber" in lights_here:
            return amber
    return "exceptional"


def test_every_row_of_the_truth_table() -> None:
    for lights in product(LIGHTS, repeat=5):
        assert concluded(INCLUSION, *lights) == told(lights), lights


@pytest.mark.parametrize(
    ("lights", "level"),
    [
        (("red", None), "not-met"),  # any red is enough, whatever is still open
        (("red", "green"), "not-met"),
        (("amber", "green"), "met"),
        (("green", "green"), "met"),
        (("green", None), ""),
        ((None, None), ""),
        (("green", "not-sure"), ""),
        (("green", "not-applicable"), "met"),
        (("not-applicable", "not-applicable"), ""),
    ],
)
def test_met_or_not_met(lights: tuple[str | None, str | None], level: str) -> None:
    assert concluded(SAFEGUARDING, *lights) == level


def test_where_it_lands_and_what_is_said() -> None:
    landed = derive_from(INCLUSION, said(INCLUSION, "green", "green", "red", "amber", None))
    assert landed.level == landed.rung == INCLUSION.scale.at("expected")
    assert landed.words == "At Strong, “Third” is answered “Red”, which makes it Expected."
    below = derive_from(INCLUSION, said(INCLUSION, "red", "amber", None, None, None))
    assert below.level == INCLUSION.scale.at("attention")
    # that level has no statements of its own, so it lands where it was decided
    assert below.rung == INCLUSION.scale.at("expected")
    waits = derive_from(INCLUSION, said(INCLUSION, "green", "green", "green", None, None))
    assert (waits.level, waits.rung) == (None, INCLUSION.scale.at("strong"))
    assert waits.words == (
        "Everything at Expected is in place. "
        "One statement at Strong still needs an answer before this can be concluded."
    )
    skipped = derive_from(INCLUSION, said(INCLUSION, "green", "green", "green", "green", "not-applicable"))
    assert skipped.level == INCLUSION.scale.at("strong")
    assert skipped.words == "Everything at Strong is in place, and nothing beyond it applies."


def test_what_only_people_conclude() -> None:
    plain = replace(INCLUSION, rule=replace(INCLUSION.rule, rungs=()))
    statements = tuple(replace(item, answers=BY_LEVELS, rung="") for item in INCLUSION.statements)
    by_levels = replace(plain, statements=statements)
    low = {item.id: by_levels.scale.at("urgent") for item in by_levels.statements}
    derived = derive_from(by_levels, low)
    assert derived.level is None
    assert derived.words.endswith("Urgent improvement is never concluded from statements; that is for people to judge.")
    with pytest.raises(ValueError, match="counts levels"):
        derive_from(plain, said(INCLUSION, "red", None, None, None, None))


def test_points_thresholds_and_the_gate() -> None:
    habit = EXAMPLE.areas[2]
    derived = derive_from(habit, said(habit, "weekly", "weekly", "not-applicable", "green"))
    assert derived.level == habit.scale.at("natural")
    assert derived.words == (
        "The statements come to 10 of 10 points, 100 in 100; Regular begins at 40 and Second nature begins at 80. "
        "Left out: one that does not apply. No essential statement holds it back."
    )
    shut = derive_from(habit, said(habit, "weekly", "weekly", "weekly", "red"))
    assert shut.level == habit.scale.at("regular")
    assert shut.words.endswith(
        "But There are clothes and shelter for bad weather is essential and holds it at Regular."
    )
    assert derive_from(habit, said(habit, "weekly", "weekly", "weekly", None)).level is None
    assert concluded(habit, "monthly", "seldom", "seldom", "amber") == "rare"  # 2.5 of 13
    assert concluded(habit, "weekly", None, None, "amber") == "natural"  # 6.5 of 7


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_more_is_never_less(data: st.DataObject) -> None:
    """A better light never leads to a lower level, and nothing falls over whatever the framework."""
    framework = data.draw(by_answers(data.draw(frameworks())))
    submission = data.draw(submissions(framework))
    for area in framework.areas:
        derived = derive_area(area, submission)
        assert derived.level is None or derived.level in area.scale.levels
        assert derived.level is None or derived.level.key not in area.rule.by_people
        assert derived.rated + derived.unsure + derived.not_applicable + derived.unanswered == len(area.statements)
    lights = data.draw(st.lists(st.sampled_from(LIGHTS[:3]), min_size=5, max_size=5))
    at = data.draw(st.integers(0, 4))
    better = [*lights[:at], "green", *lights[at + 1 :]]
    ranks = [INCLUSION.scale.at(concluded(INCLUSION, *each)).rank for each in (lights, better)]
    assert ranks[0] <= ranks[1]


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_report_can_be_made_whatever_statements_are_answered_with(data: st.DataObject) -> None:
    framework = data.draw(by_answers(data.draw(frameworks())))
    submission = data.draw(submissions(framework))
    diagnosis = diagnose(replace(submission, partner=""))
    levels = [derive_area(area, submission).level for area in framework.areas]
    assert [area.derived.level for area in diagnosis.areas] == levels
    assert len(report_of(diagnosis).areas) == len(record(diagnosis)["areas"])


def test_words_only_rounds_have_no_answers_and_no_rungs() -> None:
    plain = in_words(EXAMPLE)
    assert not plain.answer_sets
    assert not plain.answers
    for area in plain.areas:
        assert not area.answers
        assert not area.rungs
        assert all(not item.answers and not item.rung and not area.asked(item) for item in area.statements)


def test_answers_in_another_language() -> None:
    assert texts(EXAMPLE)["answers.lights.red.label"] == "Not yet"
    welsh = in_language(replace(EXAMPLE, translations={"cy": {"answers.lights.red.label": "Ddim eto"}}), "cy")
    item = welsh.areas[0].statements[0]
    assert welsh.areas[0].asked(item).at("red").label == "Ddim eto"
    assert item.answers == welsh.answers


def changed_set() -> Framework:
    text = TRUST.replace(b'version: "1"', b'version: "2"').replace(b"label: Amber,", b"label: Yellow,")
    return framework_of(text)


def test_a_changed_answer_set_is_a_change() -> None:
    found = compare(REVIEW, changed_set())
    assert all(pair.change is not Change.UNCHANGED for pair in found.pairs)
    offers = migrate(found, {"e1": "amber", "e2": "not-applicable"}, frozenset(item.value for item in NonLevel))
    assert offers[0].level is None
    assert NEXT not in {offer.level for offer in offers}
    assert PEOPLE not in {offer.level for offer in offers}


def test_a_report_says_what_is_missing_for_the_next_rung() -> None:
    learning = EXAMPLE.areas[1]
    keys = ("green", "amber", "green", "green", "not-applicable", None)
    submission = Submission(
        EXAMPLE,
        "Ash Bank",
        areas=(AreaEntry("learning", rungs=(RungText(learning.scale.at("dependable"), "One.\nTwo.", "Do it."),)),),
        statements=tuple(StatementEntry(key, answer) for key, answer in said(learning, *keys).items()),
    )
    area = diagnose(submission).areas[1]
    assert area.own == learning.scale.at("dependable")
    assert area.rule_words == "Rung by rung: the answers on one rung decide whether the next is looked at."
    assert area.evidence == ("Dependable: One.", "Dependable: Two.")
    assert [action.text for action in area.actions] == ["Do it."]
    missing = [(row.statement, row.now, row.descriptor) for row in area.next_descriptors]
    assert missing == [
        (
            "Each time outdoors has a purpose that pupils can name",
            "In part",
            "In place. It is there and you could show it.",
        )
    ]
