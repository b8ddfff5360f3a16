"""Crosswalks: how two steps make one, what may be carried across, and when a line may be drawn."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes import FOUR, framework_of

from plait.adapters.framework_files import find
from plait.adapters.framework_files.crosswalk_files import built_in_crosswalks, check_crosswalk, crosswalk_between
from plait.domain.crosswalk import Crosswalk, Link, Relation, carry, compose, composed, coverage, trend
from plait.domain.frameworks import Framework

EXACT, BROADER, NARROWER, RELATED = Relation


def garden(name: str) -> Framework:
    return replace(framework_of(FOUR), id=name)


def walk(source: str, target: str, *links: tuple[str, str, Relation], levels: bool = True) -> Crosswalk:
    same = {str(number): str(number) for number in range(1, 5)} if levels else {}
    made = tuple(Link(one, two, relation, f"{one} and {two}") for one, two, relation in links)
    return Crosswalk(f"{source}-{target}", "1", "T", f"{source}@1", f"{target}@1", links=made, levels=same)


BEDS = ("beds-care", "beds-plan", "beds-yield")
ALL_BEDS = [(key, key, EXACT) for key in BEDS]


@pytest.mark.parametrize(
    ("one", "two", "together"),
    [
        (EXACT, EXACT, EXACT),
        (EXACT, BROADER, BROADER),
        (NARROWER, EXACT, NARROWER),
        (BROADER, BROADER, BROADER),
        (NARROWER, NARROWER, NARROWER),
        (EXACT, RELATED, RELATED),
        (BROADER, NARROWER, None),
        (NARROWER, BROADER, None),
        (RELATED, RELATED, None),
        (RELATED, BROADER, None),
    ],
)
def test_two_steps_as_one(one: Relation, two: Relation, together: Relation | None) -> None:
    assert composed(one, two) is together


sets = st.frozensets(st.integers(0, 5), min_size=1)


@given(sets, sets, sets)
def test_two_steps_never_claim_more_than_sets_allow(
    one: frozenset[int], two: frozenset[int], three: frozenset[int]
) -> None:
    def relation(source: frozenset[int], target: frozenset[int]) -> Relation:
        if source == target:
            return EXACT
        return BROADER if source < target else NARROWER if source > target else RELATED

    together = composed(relation(one, two), relation(two, three))
    if together in (EXACT, BROADER, NARROWER):
        assert together is relation(one, three)


def test_composition_keeps_the_closest_way_and_the_levels() -> None:
    first = walk("a", "b", ("beds-care", "beds-care", EXACT), ("beds-care", "beds-plan", RELATED))
    second = walk("b", "c", ("beds-care", "beds-yield", EXACT), ("beds-plan", "beds-yield", EXACT))
    both = compose(first, second)
    assert [(link.source, link.target, link.relation) for link in both.links] == [("beds-care", "beds-yield", EXACT)]
    assert both.levels == first.levels
    assert compose(first, replace(second, levels={})).levels == {}
    with pytest.raises(ValueError, match="begins at"):
        compose(second, first)


def test_turning_round_twice_gives_the_same_links() -> None:
    crosswalk = walk("a", "b", ("beds-care", "beds-plan", BROADER), ("beds-plan", "beds-care", EXACT))
    assert crosswalk.inverse().links[0].relation is NARROWER
    assert crosswalk.inverse().inverse().links == crosswalk.links
    merged = replace(crosswalk, levels={"1": "1", "2": "1"})
    assert merged.inverse().levels == {}


def test_levels_cross_only_where_statement_and_level_are_the_same() -> None:
    links = [*ALL_BEDS[:1], ("beds-plan", "beds-plan", BROADER), ("people-staff", "people-staff", EXACT)]
    crosswalk = replace(walk("a", "b", *links), levels={"1": "1", "2": "2"})
    levels = {"beds-care": "2", "beds-plan": "2", "people-staff": "4"}
    carried = {found.statement.id: found for found in carry(crosswalk, garden("a"), garden("b"), levels)}
    assert carried["beds-care"].level == "2"
    assert (carried["beds-plan"].level, carried["beds-plan"].beside[0].source) == (None, "beds-plan")
    assert "scales do not match" in carried["people-staff"].why
    assert carried["beds-yield"].beside == ()
    with pytest.raises(ValueError, match="leads from"):
        carry(crosswalk, garden("b"), garden("a"), levels)


def test_two_exact_sources_that_disagree_give_no_level() -> None:
    crosswalk = walk("a", "b", ("beds-care", "beds-care", EXACT), ("beds-plan", "beds-care", EXACT))
    found = carry(crosswalk, garden("a"), garden("b"), {"beds-care": "1", "beds-plan": "2"})[0]
    assert (found.level, "differ" in found.why) == (None, True)


@pytest.mark.parametrize(
    ("crosswalk", "allowed", "why"),
    [
        (walk("a", "b", *ALL_BEDS), True, "exact counterpart"),
        (walk("a", "b", *ALL_BEDS[:2]), False, "2 of 3 statements"),
        (walk("a", "b", *ALL_BEDS[:2], ("beds-yield", "beds-yield", BROADER)), False, "2 of 3 statements"),
        (walk("a", "b", *ALL_BEDS[:2], ("people-staff", "beds-yield", EXACT)), False, "several areas"),
        (walk("a", "b", *ALL_BEDS, levels=False), False, "which earlier level"),
        (None, False, "no crosswalk"),
    ],
)
def test_no_line_is_drawn_across_a_gap(crosswalk: Crosswalk | None, allowed: bool, why: str) -> None:
    verdict = trend(crosswalk, garden("a"), garden("b"), garden("b").areas[0])
    assert (verdict.allowed, why in verdict.why) == (allowed, True), verdict.why


def test_one_version_needs_no_crosswalk() -> None:
    assert trend(None, garden("a"), garden("a"), garden("a").areas[0]).allowed


def test_coverage_counts_statements_once() -> None:
    found = coverage(
        walk("a", "b", ("beds-care", "beds-care", EXACT), ("beds-plan", "beds-care", RELATED)), garden("a"), garden("b")
    )
    assert [(area.linked, area.exact) for area in found.target] == [(1, 1), (0, 0), (0, 0)]
    assert [(area.linked, area.exact) for area in found.source] == [(2, 1), (0, 0), (0, 0)]
    assert "reaches 1 of 6 statements, 1 of them exactly" in found.words()


@pytest.mark.parametrize("crosswalk", built_in_crosswalks(), ids=lambda crosswalk: crosswalk.id)
def test_built_in_crosswalks_are_sound_and_allow_no_line(crosswalk: Crosswalk) -> None:
    path = files("plait.framework_files") / "crosswalks" / f"{crosswalk.id}-{crosswalk.version}.yaml"
    checked = check_crosswalk(path.read_bytes(), find)
    assert (checked.crosswalk, checked.errors, checked.warnings) == (crosswalk, (), ())
    source, target = find(crosswalk.source), find(crosswalk.target)
    assert source is not None
    assert target is not None
    assert not any(trend(crosswalk, source, target, area).allowed for area in target.areas)
    back = crosswalk_between(crosswalk.target, crosswalk.source)
    assert back is not None
    assert (back.source, back.target) == (crosswalk.target, crosswalk.source)


GOOD = b"""\
id: a-b
version: "1"
title: T
from: teaching-school@1
to: whole-school@1
levels: {1: urgent-improvement}
links:
  - {from: leadership-vision, to: leadership-ambition, relation: exact}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (b"leadership-vision", b"leadership-visoin", 8, "Did you mean “leadership-vision”?"),
        (b"relation: exact", b"relation: same", 8, "is not known; use exact, broader, narrower or related"),
        (b"to: whole-school@1", b"to: teaching-school@1", 5, "leads to another framework"),
        (b"{1: urgent", b"{9: urgent", 6, "no level of teaching-school@1"),
        (
            b"links:\n",
            b"links:\n  - {from: leadership-vision, to: leadership-ambition, relation: exact}\n",
            9,
            "already",
        ),
        (b"title: T\n", b"", None, "missing"),
        (b"title: T\n", b"title: &a T\n", 3, "Anchors"),
        (GOOD, b"- a\n", 1, "A crosswalk is a mapping"),
        (GOOD, b"a: [", None, ""),
    ],
)
def test_faults_of_a_crosswalk_file(old: bytes, new: bytes, line: int | None, words: str) -> None:
    found = check_crosswalk(GOOD.replace(old, new), find)
    assert found.crosswalk is None
    assert any(words in error.message and (line is None or error.line == line) for error in found.errors), found.errors


def test_link_without_a_note_and_unknown_framework_are_warnings() -> None:
    text = GOOD.replace(b"relation: exact", b"relation: related").replace(b"to: whole-school@1", b"to: elsewhere@1")
    found = check_crosswalk(text.replace(b"levels: {1: urgent-improvement}\n", b""), find)
    assert found.crosswalk is not None
    assert [warning.line for warning in found.warnings] == [5, 7]
