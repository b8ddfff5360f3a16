"""Frameworks out to every format and back: nothing lost between YAML, CASE and Excel; Word carries every text."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapes import ENQUIRY, FOUR, by_answers, framework_of, frameworks, texts

from plait.adapters.framework_files import built_in, fingerprint, not_carried, read, write
from plait.domain.framework_texts import coverage, in_language
from plait.domain.framework_texts import texts as all_texts
from plait.domain.frameworks import Area, Framework

AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
SUFFIX = {"yaml": "yaml", "case": "json", "xlsx": "xlsx", "docx": "docx", "csv": "csv"}


def back(framework: Framework, form: str) -> Framework:
    found = read(write(framework, form, AT), f"a.{SUFFIX[form]}")
    assert found.framework is not None, (found.errors, found.doubts)
    assert found.doubts == (), found.doubts
    return found.framework


@st.composite
def rich(draw: st.DrawFn) -> Framework:
    """Frameworks with everything that a file can say: lists, gaps, phases, translations, an earlier version."""
    framework = draw(frameworks())
    if draw(st.booleans()):
        framework = draw(by_answers(framework))
    lines = st.lists(texts.filter(bool).map(lambda text: text[:2000]), max_size=2).map(tuple)

    def dressed(area: Area) -> Area:
        statements = tuple(
            replace(
                item,
                descriptors=tuple(pair for pair in item.descriptors if draw(st.integers(0, 5))),
                prompts=draw(lines),
                evidence=draw(lines),
            )
            for item in area.statements
        )
        phases = frozenset(draw(st.lists(st.sampled_from(("primary", "secondary", "post-16")), max_size=2)))
        return replace(area, statements=statements, applies_to=phases, prompts=draw(lines), evidence=draw(lines))

    framework = replace(framework, areas=tuple(dressed(area) for area in framework.areas), source=draw(texts)[:500])
    keys = sorted(key for key in all_texts(framework) if not key.endswith("short"))
    said = draw(st.dictionaries(st.sampled_from(keys), texts.filter(bool), max_size=3))
    ids = [item.id for item in framework.statements]
    moved: dict[str, tuple[str, ...]] = {}
    if ids:
        targets = st.lists(st.sampled_from(ids), max_size=2, unique=True).map(tuple)
        moved = draw(st.dictionaries(st.sampled_from(("old-a", "old-b", "old-c")), targets, max_size=2))
    return replace(
        framework,
        translations={"en": said} if draw(st.booleans()) else {},
        supersedes=f"{framework.id}@0.9" if moved else None,
        statement_map=moved,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rich())
def test_yaml_case_and_excel_lose_nothing(framework: Framework) -> None:
    for form in ("yaml", "case", "xlsx"):
        assert back(framework, form) == framework, form


@pytest.mark.parametrize("framework", built_in(), ids=lambda framework: framework.id)
def test_built_in_frameworks_go_round_all_formats(framework: Framework) -> None:
    here = framework
    for form in ("case", "xlsx", "yaml", "case", "docx"):
        here = back(here, form)
    assert fingerprint(here) == fingerprint(framework)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rich())
def test_word_carries_every_text(framework: Framework) -> None:
    from plait.adapters.framework_files.docx_file import docx_page  # noqa: PLC0415

    data = write(framework, "docx", AT)
    page = docx_page(data, "a.docx")
    said = [
        cell
        for block in page.blocks
        for cell in ([c.text for row in block.rows for c in row] if hasattr(block, "rows") else [block.text])
    ]
    plain = re.sub(r"\s+", "", "".join(said))
    for key, text in all_texts(framework).items():
        assert re.sub(r"[\s\u00a0\u00ad\u200b\ufeff\x7f-\x9f•●▪‣·–-]+", "", text) in re.sub(r"[•●▪‣·–-]+", "", plain), (
            key
        )


def test_case_package_has_the_shape_of_the_standard() -> None:
    package = json.loads(write(framework_of(FOUR), "case", AT))
    assert list(package) == ["CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"]
    assert package["CFDocument"]["caseVersion"] == "1.1"
    dated = {"statusStartDate", "statusEndDate", "lastChangeDateTime", "extensions", "identifier", "uri"}
    allowed = {
        "CFItems": dated
        | {"fullStatement", "alternativeLabel", "CFItemType", "CFItemTypeURI", "humanCodingScheme", "listEnumeration"}
        | {"abbreviatedStatement", "conceptKeywords", "conceptKeywordsURI", "notes", "subject", "subjectURI"}
        | {"language", "educationLevel", "licenseURI"},
        "CFAssociations": dated
        | {"associationType", "sequenceNumber", "originNodeURI", "destinationNodeURI", "CFAssociationGroupingURI"}
        | {"notes"},
        "CFRubrics": dated | {"title", "description", "CFRubricCriteria"},
    }
    document = dated | {"frameworkType", "caseVersion", "creator", "title", "officialSourceURL", "publisher"}
    document |= {"description", "subject", "subjectURI", "language", "version", "adoptionStatus", "licenseURI", "notes"}
    assert set(package["CFDocument"]) <= document
    seen: set[str] = set()
    for name, keys in allowed.items():
        for part in package[name]:
            assert set(part) <= keys, (name, set(part) - keys)
            assert str(uuid.UUID(part["identifier"])) == part["identifier"]
            assert part["identifier"] not in seen
            seen.add(part["identifier"])
            assert part["lastChangeDateTime"] == "2026-11-26T09:30:00+00:00"
    criterion = package["CFRubrics"][0]["CFRubricCriteria"][0]
    assert criterion["rubricId"] == package["CFRubrics"][0]["identifier"]
    assert [level["score"] for level in criterion["CFRubricCriterionLevels"]] == [1, 2, 3, 4]
    items = {item["identifier"] for item in package["CFItems"]}
    assert criterion["CFItemURI"]["identifier"] in items
    extensions = [key for part in (package["CFDocument"], *package["CFItems"]) for key in part.get("extensions", {})]
    extensions += [
        key for level in criterion["CFRubricCriterionLevels"] for part in level["extensions"] for key in part
    ]  # the binding makes these a list
    assert extensions
    for kind in package["CFDefinitions"]["CFItemTypes"]:
        assert {"identifier", "uri", "title", "description", "hierarchyCode", "lastChangeDateTime"} <= set(kind)
    for link in package["CFAssociations"]:
        assert set(link["originNodeURI"]) == set(link["destinationNodeURI"]) == {"title", "identifier", "uri"}
    assert all(key.startswith("plait:") for key in extensions)


def test_writing_again_gives_the_same_identifiers() -> None:
    framework = framework_of(FOUR)
    for form in ("yaml", "case", "xlsx", "csv"):
        assert write(framework, form, AT) == write(framework, form, AT), form
    other = json.loads(write(replace(framework, version="2"), "case", AT))
    first = json.loads(write(framework, "case", AT))
    assert not {item["identifier"] for item in first["CFItems"]} & {item["identifier"] for item in other["CFItems"]}


def test_what_csv_has_no_room_for_is_said() -> None:
    framework = framework_of(FOUR)
    missing = not_carried(framework, "csv")
    assert "areas without statements" not in missing
    assert any("mean" in what for what in missing)
    assert not_carried(framework, "xlsx") == []
    found = read(write(framework, "csv", AT), "garden.csv", {"version": "1"}).framework
    assert found is not None
    assert [item.id for item in found.statements] == [item.id for item in framework.statements]
    assert [item.descriptors for item in found.statements] == [item.descriptors for item in framework.statements]


def test_csv_never_runs_as_a_formula() -> None:
    framework = framework_of(FOUR.replace(b"text: Care", b"text: '=HYPERLINK(1)'"))
    text = write(framework, "csv", AT).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert not re.search(r"(^|,)\"?=", text)
    found = read(text.encode(), "a.csv").framework
    assert found is not None
    assert found.statements[0].text == "=HYPERLINK(1)"


def test_framework_of_questions_only_goes_round() -> None:
    framework = framework_of(ENQUIRY)
    for form in ("yaml", "case", "xlsx", "docx"):
        assert back(framework, form) == framework, form


def test_a_second_language_travels_and_keeps_ids() -> None:
    text = FOUR + (
        b"translations:\n  cy:\n    title: Gardd yr ysgol\n    scale.3.label: Diogel\n"
        b"    areas.beds.title: Gwelyau\n    statements.beds-care.levels.1: dechrau\n"
    )
    framework = framework_of(text)
    welsh = in_language(framework, "cy")
    assert (welsh.title, welsh.language) == ("Gardd yr ysgol", "cy")
    assert welsh.scale.at(3).label == "Diogel"
    assert welsh.areas[0].scale == welsh.scale
    assert welsh.areas[0].title == "Gwelyau"
    assert welsh.statements[0].id == framework.statements[0].id
    assert welsh.statements[0].descriptor(welsh.scale.at(1)) == "dechrau"
    assert welsh.statements[1] == framework.statements[1]
    assert coverage(framework, "cy") == (4, len(all_texts(framework)))
    for form in ("yaml", "case", "xlsx"):
        assert back(framework, form).translations == framework.translations


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (b"translations: {cy: {statements.beds-car.text: x}}\n", "Did you mean “statements.beds-care.text”?"),
        (b"translations: {en: {title: x}}\n", "the framework itself is in “en”"),
        (b"translations: {cy: {areas.beds.short: Llawer gormod o eiriau}}\n", "at most 16 are allowed"),
        (b"supersedes: {framework: garden@0, map: {a: [beds-care, nowhere]}}\n", "which is no statement here"),
    ],
)
def test_what_is_wrong_with_languages_and_earlier_versions(more: bytes, words: str) -> None:
    found = read(FOUR + more, "a.yaml")
    assert found.framework is None
    assert any(words in fault.message and fault.line for fault in found.errors), found.errors
