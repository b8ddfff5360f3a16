"""Correcting a framework's mapping: keys stay, nothing is lost that a page does not show, translations follow."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.adapters.framework_files import as_mapping, built_in, correcting, editing
from plait.adapters.framework_files.correcting import Body
from plait.domain.frameworks import Framework

FRAMEWORKS = pytest.mark.parametrize("framework", built_in(), ids=lambda item: item.name)


@FRAMEWORKS
def test_a_body_is_the_framework_that_it_came_from(framework: Framework) -> None:
    body = correcting.keyed(as_mapping(framework))
    found = correcting.checked(body)
    assert found.framework == framework
    keys = [item["key"] for area in body["areas"] for item in (area, *area["statements"])]
    assert len(keys) == len(set(keys))
    assert correcting.as_file(body) == as_mapping(framework)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_moving_there_and_back_changes_nothing_and_no_change_touches_what_was(data: st.DataObject) -> None:
    framework = data.draw(st.sampled_from(built_in()))
    body = correcting.keyed(as_mapping(framework))
    before = copy.deepcopy(body)
    key = data.draw(st.sampled_from([item["key"] for area in body["areas"] for item in (area, *area["statements"])]))
    up = data.draw(st.booleans())
    moved = editing.moved(body, key, up=up)
    assert body == before
    if moved != body:
        assert editing.moved(moved, key, up=not up) == body
    gone = editing.without(body, key)
    assert body == before
    assert correcting.item_of(gone, key) is None
    assert len(list(correcting.statements(gone))) < len(list(correcting.statements(body))) or key.startswith("a")


def translated() -> Body:
    return correcting.keyed(
        {
            "id": "two",
            "version": "1",
            "title": "Two",
            "rule": {"kind": "ladder", "rungs": {"1": {"1": "people"}}},
            "scale": [{"value": 1, "label": "Low", "rank": 1}, {"value": 2, "label": "High", "rank": 2}],
            "areas": [
                {
                    "id": "one",
                    "title": "One",
                    "statements": [{"id": "first", "text": "First", "levels": {"1": "Low."}, "rung": "1"}],
                }
            ],
            "translations": {
                "cy": {
                    "areas.one.title": "Un",
                    "scale.1.label": "Isel",
                    "statements.first.text": "Cyntaf",
                    "statements.first.levels.1": "Isel.",
                }
            },
        }
    )


def statement(id_: str, levels: dict[str, str]) -> editing.StatementInput:
    return editing.StatementInput(id_, "First", levels, (), (), None, False)


def test_translations_follow_ids_and_levels_and_go_with_their_texts() -> None:
    body, _ = editing.with_statement(translated(), "s2", "a1", statement("renamed", {"1": "Low."}))
    assert body["translations"]["cy"]["statements.renamed.text"] == "Cyntaf"
    assert body["areas"][0]["statements"][0]["rung"] == "1", "what a page does not show stays"
    levels = [editing.LevelInput("1", "low", "Low", "", 1), editing.LevelInput("2", "2", "High", "", 2)]
    body = editing.with_levels(body, None, levels)
    assert body["translations"]["cy"]["scale.low.label"] == "Isel"
    assert body["translations"]["cy"]["statements.renamed.levels.low"] == "Isel."
    assert body["areas"][0]["statements"][0]["levels"] == {"low": "Low."}
    area = editing.AreaInput("other", "One", "", "", (), (), (), editing.RuleInput(""))
    body, _ = editing.with_area(body, "a1", area)
    assert body["translations"]["cy"]["areas.other.title"] == "Un"
    body, _ = editing.with_statement(body, "s2", "a1", statement("renamed", {}))
    assert "statements.renamed.levels.low" not in body["translations"]["cy"]
    assert set(editing.without(body, "s2")["translations"]["cy"]) == {"areas.other.title", "scale.low.label"}


def test_a_rule_keeps_what_a_page_does_not_show() -> None:
    about = editing.AboutInput("two", "2", "Two", "en", "", "", "", editing.RuleInput("ladder"), False, "")
    assert editing.with_about(translated(), about)["rule"] == {"kind": "ladder", "rungs": {"1": {"1": "people"}}}
