"""What is written into a workbook comes back out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapes import ENQUIRY, FOUR, by_answers, framework_of, frameworks, submissions

from plait.adapters.framework_files import find
from plait.adapters.workbook import CannotWrite, new, read
from plait.domain.frameworks import Framework
from plait.domain.judgements import AreaEntry, NonLevel, StatementEntry, Submission


def unknown(_id: str, _version: str) -> Framework | None:
    return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_hand_in_of_any_framework_comes_back(data: st.DataObject) -> None:
    framework = data.draw(frameworks())
    if data.draw(st.booleans()):
        framework = data.draw(by_answers(framework))
    submission = data.draw(submissions(framework))
    reading = read(new(framework, submission=submission), "filled.xlsx", unknown)
    assert reading.errors == ()
    on_paper = {item.id for area in framework.areas if area.scale for item in area.statements}
    said = tuple(entry for entry in submission.statements if entry.statement_id in on_paper)
    assert reading.submission == replace(submission, statements=said)


def test_story_of_a_filled_workbook() -> None:
    framework = framework_of(FOUR)
    secure = framework.scale.at(3)
    submission = Submission(
        framework,
        "Ysgol Dŵr",
        123456,
        "Autumn 2026",
        "A. Head",
        "Oak School",
        date(2026, 11, 3),
        (AreaEntry("beds", secure, "=HYPERLINK(1)", "+ more", "-", framework.scale.at(2), "@peers asked"),),
        (StatementEntry("beds-care", secure), StatementEntry("beds-plan", NonLevel.NOT_SURE)),
    )
    reading = read(new(framework, submission=submission, challenged_by="Ash School"), "x.xlsx", lambda i, v: framework)
    assert reading.errors == ()
    assert reading.submission == submission
    assert reading.challenged_by == "Ash School"
    assert reading.notes == ()


@pytest.mark.parametrize("word", ["DATE", "School:", "Round", "A partner school names itself here."])
def test_a_name_that_spells_a_label_or_a_hint_is_still_a_name(word: str) -> None:
    hint = "Leave empty for a self-evaluation. A partner school names itself here."
    submission = Submission(
        framework_of(FOUR), word, 123456, word, word, word, date(2026, 11, 3), (AreaEntry("beds", evidence="seen"),)
    )
    submission = replace(submission, partner=hint if word.startswith("A partner") else word)
    reading = read(new(submission.framework, submission=submission), "x.xlsx", unknown)
    assert reading.errors == ()
    assert reading.submission == submission


def test_framework_without_levels_comes_back() -> None:
    framework = framework_of(ENQUIRY)
    submission = Submission(
        framework, "", areas=(AreaEntry("talk", None, "Much laughter", "Listen more", "", None, ""),)
    )
    reading = read(new(framework, submission=submission), "x.xlsx", unknown)
    assert reading.submission == submission


def test_areas_for_other_schools_are_left_out_unless_they_were_answered() -> None:
    framework = framework_of(FOUR)
    reading = read(new(framework, provision=frozenset({"primary"})), "x.xlsx", unknown)
    assert reading.errors == ()
    assert reading.submission is not None
    answered = Submission(framework, "", statements=(StatementEntry("greenhouse-heat", framework.scale.at(4)),))
    data = new(framework, provision=frozenset({"primary"}), submission=answered)
    assert read(data, "x.xlsx", unknown).submission == answered


def test_arguments_win_over_the_submission() -> None:
    framework = framework_of(FOUR)
    said = Submission(framework, "Old name", 111111, "Autumn 2025")
    found = read(new(framework, school="New name", urn=222222, round="Autumn 2026", submission=said), "x.xlsx", unknown)
    assert found.submission is not None
    assert (found.submission.school, found.submission.urn, found.submission.round) == (
        "New name",
        222222,
        "Autumn 2026",
    )


def test_text_longer_than_a_cell_is_refused_by_name() -> None:
    framework = framework_of(FOUR)
    fits = Submission(framework, "", areas=(AreaEntry("beds", None, "x" * 32_767),))
    assert read(new(framework, submission=fits), "x.xlsx", unknown).submission == fits
    for text in ("x" * 32_768, "😀" * 16_384):
        long = Submission(framework, "", areas=(AreaEntry("beds", None, text),))
        with pytest.raises(CannotWrite, match=r"Evidence.*Beds and soil.*32,767"):
            new(framework, submission=long)


def test_changed_built_in_framework_is_read_from_the_workbook_and_said() -> None:
    framework = framework_of(FOUR)
    changed = framework_of(FOUR.replace(b"Beds and soil", b"Beds"))
    reading = read(new(changed), "x.xlsx", lambda i, v: framework)
    assert reading.submission is not None
    assert reading.submission.framework == changed
    assert any("own copy of garden@1 differs" in note for note in reading.notes)


def test_built_in_frameworks_fit() -> None:
    for name in ("teaching-school", "partnership-maturity", "whole-school"):
        framework = find(name)
        assert framework is not None
        reading = read(new(framework, school="Made-up School"), "x.xlsx", lambda i, v: find(f"{i}@{v}"))
        assert reading.errors == ()
        assert reading.notes == ()
        assert reading.submission is not None
        assert reading.submission.framework is framework
