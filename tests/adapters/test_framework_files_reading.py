"""Sound framework files become frameworks, and frameworks become mappings again."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from shapes import ENQUIRY, FOUR, framework_of, frameworks

from plait.adapters.framework_files import (
    as_mapping,
    as_text,
    built_in,
    check,
    find,
    fingerprint,
    from_mapping,
    read_mapping,
    schema,
)
from plait.adapters.framework_files.mapping import SHORT_LIMIT, short_title
from plait.domain.frameworks import Framework, RuleKind
from plait.domain.schools import Provision


def test_every_part_of_a_file_arrives() -> None:
    framework = framework_of(FOUR)
    assert framework.name == "garden@1"
    assert [level.label for level in framework.scale] == ["Emerging", "Expanding", "Secure", "Sustainable"]
    beds, people, greenhouse = framework.areas
    assert (beds.short, people.short) == ("Beds", "People")
    assert beds.prompts == ("What grows best?",)
    assert beds.statements[1].prompts == ("Who plans?",)
    assert beds.statements[0].descriptor(framework.scale.at(3)) == "c"
    assert greenhouse.applies_to == {"secondary"}
    assert framework.overall.rule is not None
    assert framework.overall.rule.kind is RuleKind.BEST_FIT


def test_framework_without_levels() -> None:
    framework = framework_of(ENQUIRY)
    assert not framework.scale
    assert framework.version == "2026.1"
    assert not framework.overall.allowed
    assert framework.areas[1].statements == ()


def test_scale_is_ordered_by_rank_whatever_the_values() -> None:
    text = b"""
id: reversed
version: 3
title: Reversed
scale:
  - {value: 1, label: Yes, rank: 3}
  - {value: 3, label: No, rank: 1}
  - {value: 2, label: 2030, rank: 2}
areas: [{id: a, title: A, statements: [{id: s, text: 1, levels: {3: x, 1: y, 2: z}}]}]
"""
    framework = framework_of(text)
    assert framework.version == "3"
    assert [(level.value, level.label) for level in framework.scale] == [(3, "No"), (2, "2030"), (1, "Yes")]
    assert framework.areas[0].statements[0].text == "1"
    assert framework.areas[0].statements[0].descriptors == (("3", "x"), ("2", "z"), ("1", "y"))


def test_area_may_have_no_levels_among_areas_that_do() -> None:
    framework = framework_of(
        FOUR.replace(b"title: People", b"title: People\n    scale: []")
        .replace(b"Pupils, levels: {1: a, 2: b, 3: c, 4: d}", b"Pupils")
        .replace(b"Staff, levels: {1: a, 2: b, 3: c, 4: d}", b"Staff")
    )
    assert not framework.areas[1].scale
    assert framework.areas[0].scale == framework.scale


def test_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert framework_of(b"\xef\xbb\xbf" + FOUR.replace(b"\n", b"\r\n")) == framework_of(FOUR)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
def test_mapping_gives_the_same_framework_back(framework: Framework) -> None:
    stored = json.loads(json.dumps(as_mapping(framework)))
    assert from_mapping(stored) == framework
    assert read_mapping(stored) == framework
    shuffled = json.loads(json.dumps(stored, sort_keys=True))
    assert fingerprint(from_mapping(shuffled)) == fingerprint(framework)
    assert json.loads(as_text(framework)) == stored


def test_fingerprint_tells_versions_apart() -> None:
    assert fingerprint(framework_of(FOUR)) != fingerprint(framework_of(FOUR.replace(b"What grows.", b"What thrives.")))


def test_what_is_built_in_is_sound_in_every_way() -> None:
    names = [framework.name for framework in built_in()]
    assert len(set(names)) == len(names)
    assert {"teaching-school", "partnership-maturity", "whole-school"} <= {framework.id for framework in built_in()}
    for framework in built_in():
        assert read_mapping(as_mapping(framework)) == framework


@pytest.mark.parametrize("name", ["teaching-school", "partnership-maturity", "whole-school"])
def test_built_in_files_have_neither_errors_nor_warnings(name: str) -> None:
    for item in files("plait.framework_files").iterdir():
        if item.name.startswith(name) and item.name.endswith(".yaml"):
            found = check(item.read_bytes())
            assert found.errors == ()
            assert found.warnings == ()
            assert found.framework is not None
            assert item.name == f"{found.framework.id}-{found.framework.version}.yaml"


def test_find_takes_the_newest_version_or_the_one_named() -> None:
    newest = find("teaching-school")
    assert newest is not None
    assert find(newest.name) == newest
    assert find("teaching-school@0") is None
    assert find("nothing") is None


def test_schema_is_a_schema_and_knows_what_the_domain_knows() -> None:
    Draft202012Validator.check_schema(schema())
    parts = schema()["$defs"]
    assert set(parts["area"]["properties"]["applies_to"]["items"]["enum"]) == set(Provision)
    assert set(parts["ruleKind"]["enum"]) == set(RuleKind)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Leadership", "Leadership"),
        ("Professional development", "Professional…"),
        ("Llanfairpwllgwyngyll", "Llanfairpwllgwy…"),
        ("Exactly sixteen!", "Exactly sixteen!"),
    ],
)
def test_short_title_fits_a_chart(title: str, short: str) -> None:
    assert short_title(title) == short
    assert len(short) <= SHORT_LIMIT
