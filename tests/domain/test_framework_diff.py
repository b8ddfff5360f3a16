"""From one version to the next: what became of each statement, how sure that is, and what an old answer is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import FOUR, framework_of, frameworks

from plait.adapters.framework_files import built_in, find
from plait.domain.framework_diff import Change, FrameworkDiff, Ground, compare, same_level
from plait.domain.framework_migration import Fate, becomes, migrate
from plait.domain.frameworks import Framework, Level, Scale, Statement

OTHERS = frozenset({"not-applicable", "not-sure"})


def teaching() -> Framework:
    found = find("teaching-school@1")
    assert found is not None
    return found


def changed(framework: Framework, **changes: Statement | None) -> Framework:
    """A second version in which statements (by id, underscores for hyphens) are replaced or taken out."""
    by_id = {key.replace("_", "-"): value for key, value in changes.items()}
    areas = []
    for area in framework.areas:
        items = [by_id.get(item.id, item) for item in area.statements]
        areas.append(replace(area, statements=tuple(item for item in items if item is not None)))
    return replace(framework, version="2", areas=tuple(areas), supersedes=framework.name)


def item(framework: Framework, key: str) -> Statement:
    return next(found for found in framework.statements if found.id == key)


def kinds(diff: FrameworkDiff) -> dict[str, int]:
    return {change.value: len(diff.of(change)) for change in Change if diff.of(change)}


def all_ids(pairs: Iterable[tuple[str, ...]]) -> list[str]:
    return sorted(key for pair in pairs for key in pair)


def test_same_version_is_unchanged() -> None:
    for framework in built_in():
        diff = compare(framework, framework)
        assert kinds(diff) == {"unchanged": len(framework.statements)}
        assert {area.change for area in diff.areas} == {Change.UNCHANGED}


def test_different_frameworks_are_never_paired_by_chance() -> None:
    for one in built_in():
        for other in built_in():
            if one.id != other.id:
                assert set(kinds(compare(one, other))) == {"new", "retired"}


def test_ids_that_changed_are_found_by_their_words() -> None:
    old = teaching()
    areas = tuple(
        replace(area, statements=tuple(replace(part, id=f"x-{part.id}") for part in area.statements))
        for area in old.areas
    )
    diff = compare(old, replace(old, version="2", areas=areas))
    assert kinds(diff) == {"unchanged": 48}
    assert all(pair.sure and pair.new == (f"x-{pair.old[0]}",) for pair in diff.pairs)


def test_each_kind_of_change() -> None:
    old = teaching()
    vision = item(old, "leadership-vision")
    words = tuple((key, text.replace("vision", "purpose")) for key, text in vision.descriptors)
    new = changed(old, leadership_vision=replace(vision, descriptors=words), cpd_quality=None)
    cpd, leadership = new.areas[3], new.areas[0]
    moved = leadership.statements[1]
    fresh = Statement("cpd-digital", "Machines that help teachers", (("1", "Nobody has tried one so far."),))
    new = replace(
        new,
        areas=(
            replace(leadership, statements=leadership.statements[:1] + leadership.statements[2:]),
            *new.areas[1:3],
            replace(cpd, statements=(*cpd.statements, moved, fresh)),
            new.areas[4],
        ),
    )
    diff = compare(old, new)
    assert kinds(diff) == {"unchanged": 45, "reworded": 1, "moved": 1, "new": 1, "retired": 1}
    assert diff.of(Change.REWORDED)[0].old == ("leadership-vision",)
    assert diff.of(Change.MOVED)[0].new == ("leadership-commitment",)
    assert diff.of(Change.MOVED)[0].reworded is False
    assert becomes(diff, "cpd-quality") is Fate.RETIRED
    with pytest.raises(KeyError):
        diff.from_old("cpd-digital")


def split_of(old: Framework) -> Framework:
    """The budget statement in two halves under new ids."""
    budget = item(old, "infrastructure-budget")
    halves = [
        Statement(
            f"budget-{name}",
            f"{name} of money",
            tuple((key, " ".join(text.split()[part])) for key, text in budget.descriptors),
        )
        for name, part in (("tracking", slice(None, 14)), ("planning", slice(14, None)))
    ]
    areas = tuple(
        replace(
            area,
            statements=tuple(
                part for known in area.statements for part in (halves if known.id == budget.id else [known])
            ),
        )
        for area in old.areas
    )
    return replace(old, version="2", areas=areas)


def test_split_and_merger_are_found_but_never_sure() -> None:
    old = teaching()
    diff = compare(old, split_of(old))
    (pair,) = diff.of(Change.SPLIT)
    assert pair.old == ("infrastructure-budget",)
    assert pair.new == ("budget-tracking", "budget-planning")
    assert not pair.sure
    back = compare(split_of(old), old)
    (pair,) = back.of(Change.MERGED)
    assert (pair.new, pair.sure) == (("infrastructure-budget",), False)


def test_what_the_author_states_comes_first() -> None:
    old = teaching()
    new = replace(
        split_of(old),
        supersedes=old.name,
        statement_map={"infrastructure-budget": ("budget-tracking", "budget-planning"), "cpd-model": ()},
    )
    new = changed(new, cpd_model=None)
    new = replace(new, supersedes=old.name)
    diff = compare(old, new)
    (pair,) = diff.of(Change.SPLIT)
    assert (pair.ground, pair.sure) == (Ground.STATED, True)
    assert diff.from_old("cpd-model").ground is Ground.STATED
    unrelated = compare(old, replace(new, supersedes="teaching-school@0"))
    assert unrelated.of(Change.SPLIT)[0].ground is Ground.WORDS


def test_an_id_that_stayed_with_other_words_is_not_sure() -> None:
    old = teaching()
    strange = Statement("leadership-vision", "Bicycle sheds", (("1", "Rain gets in everywhere."),))
    pair = compare(old, changed(old, leadership_vision=strange)).from_old("leadership-vision")
    assert (pair.change, pair.sure) == (Change.REWORDED, False)
    assert "little in common" in pair.why


def test_two_that_come_equally_close_are_not_sure() -> None:
    old = framework_of(FOUR)
    base = item(old, "beds-care")
    text = (("1", "Beds are tended now and then by whoever has time for it."),)
    one = changed(old, beds_care=replace(base, text="Tending the beds", descriptors=text))
    twin = replace(base, id="y", text="Tending of beds", descriptors=text)
    other = replace(base, id="z", text="Tending our beds", descriptors=text)
    area = one.areas[0]
    rest = tuple(part for part in area.statements if part.id != "beds-care")
    new = replace(one, version="3", areas=(replace(area, statements=(twin, other, *rest)), *one.areas[1:]))
    pair = compare(one, new).from_old("beds-care")
    assert not pair.sure
    assert pair.others
    assert "comes as close" in pair.why


@settings(max_examples=40, deadline=None)
@given(frameworks(), frameworks(), st.booleans())
def test_every_statement_stands_in_exactly_one_pair(old: Framework, new: Framework, same: bool) -> None:
    diff = compare(old, replace(new, id=old.id, version="2") if same else new)
    assert all_ids(pair.old for pair in diff.pairs) == sorted(part.id for part in old.statements)
    assert all_ids(pair.new for pair in diff.pairs) == sorted(part.id for part in new.statements)
    offers = migrate(diff, {}, OTHERS)
    assert [offer.new.id for offer in offers if offer.new] == [part.id for part in new.statements]
    assert {area.old for area in diff.areas if area.old} == {area.id for area in old.areas}


def test_old_answers_are_offered_and_nothing_uncertain_is_carried() -> None:
    old = teaching()
    answers: dict[str, str | None] = {part.id: "3" for part in old.statements}
    answers["leadership-governors"] = "not-sure"
    vision = item(old, "leadership-vision")
    other = replace(vision, text="Vision, mission and purpose")
    new = replace(changed(split_of(old), leadership_vision=other, cpd_model=None), version="2")
    offers = migrate(compare(old, new), answers, OTHERS)
    by_id = {offer.new.id: offer for offer in offers if offer.new}
    assert by_id["leadership-planning"].level == "3"
    assert by_id["leadership-governors"].level == "not-sure"
    reworded = by_id["leadership-vision"]
    assert (reworded.fate, reworded.level) == (Fate.REWORDED, None)
    assert reworded.old[0].statement.text == "Vision and mission"
    part = by_id["budget-tracking"]
    assert (part.fate, part.level, part.old[0].level, part.sure) == (Fate.SPLIT, None, "3", False)
    assert "not certain" in part.words
    gone = [offer for offer in offers if offer.fate is Fate.RETIRED]
    assert [offer.old[0].statement.id for offer in gone] == ["cpd-model"]
    assert gone[0].old[0].level == "3"
    assert all(offer.level is None for offer in offers if not offer.sure)


def test_levels_cross_only_between_scales_that_are_the_same() -> None:
    old = teaching()
    renamed = Scale(tuple(replace(level, value=f"l{level.rank}") for level in old.scale))
    assert same_level(old.scale, renamed, "3") == "l3"
    words = Scale(tuple(replace(level, label=f"Step {level.rank}") for level in old.scale))
    longer = Scale((*old.scale.levels, Level(5, "Beyond", "", 5)))
    assert same_level(old.scale, words, "3") is None
    assert same_level(old.scale, longer, "3") is None
    areas = tuple(replace(area, scale=longer) for area in old.areas)
    diff = compare(old, replace(old, version="2", scale=longer, areas=areas))
    assert diff.scale_changed
    offers = migrate(diff, {part.id: "3" for part in old.statements}, OTHERS)
    assert {offer.level for offer in offers} == {None}
    assert all("levels have" in offer.words for offer in offers)


def test_an_area_that_lost_a_statement_is_not_said_to_have_other_answers() -> None:
    old = teaching()
    gone = old.areas[0].statements[0].id
    why = {area.old: area.why for area in compare(old, changed(old, **{gone.replace("-", "_"): None})).areas}
    assert why[old.areas[0].id] == "statements came or went"
    assert why[old.areas[1].id] == ""
