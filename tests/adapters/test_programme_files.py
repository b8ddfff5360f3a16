"""Programme files: those that come with Plait, and every fault of a file at once with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.adapters.programme_files import (
    NotProgrammes,
    ProgrammeCheck,
    all_built_in,
    built_in,
    check,
    find,
    known,
    programmes_in,
    schema,
)
from plait.domain.contract_words import clauses, readers, summary
from plait.domain.partnership_kinds import KINDS
from plait.domain.programmes import RETENTION, Judging, Pairing, ProgrammeDefinition, StepFor, StepKind
from plait.domain.roles import Role
from plait.domain.visibility import AUDIENCES, OWN, PHASES, Artefact, Phase, Relation, Sight

FOLDER = Path(__file__).resolve().parents[2] / "plait" / "programme_files"
FILES = sorted(FOLDER.glob("*.yaml"))
GARDEN = b"""\
id: garden-walk
version: 1
title: Garden walk
about: Two schools walk through each other's gardens.
source: Made up for tests.
frameworks: [whole-school@1]
kinds: [cluster]
pairing: everyone
judging: words
labels: {strengths: Thriving, consider: To tend}
roles: [head, leader, partnership-lead]
steps:
  - {key: evaluate, kind: self-evaluation, title: Look at your garden, weeks: 2}
  - {key: look, kind: peer-view, title: Walk through theirs, weeks: 4}
  - {key: plant, kind: milestone, title: Plant a tree, weeks: 6, by: [head]}
visibility:
  sees:
    self-judgement:
      draft: {head: read, leader: read}
      submitted: {head: read, leader: read, lead: existence}
    evidence:
      draft: {head: read}
      submitted: {head: read}
    peer-view:
      open: {author: read}
      revealed: {author: read, head: read}
  release: {may: [], must: [], by-link: false}
retention: {evaluation: 12}
"""


def changed(old: str, new: str) -> ProgrammeCheck:
    assert old.encode() in GARDEN
    return check(GARDEN.replace(old.encode(), new.encode(), 1))


def line_of(start: str) -> int:
    return GARDEN[: GARDEN.index(start.encode())].count(b"\n") + 1


# --- those that come with Plait


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_that_comes_with_plait_is_sound_without_a_doubt(path: Path) -> None:
    found = check(path.read_bytes())
    assert (found.errors, found.warnings) == ((), ())
    assert found.programme is not None
    assert f"{found.programme.id}-{found.programme.version}" == path.stem
    assert found.programme in all_built_in()
    assert all(step.weeks is not None for step in found.programme.steps)
    assert all(step.by for step in found.programme.milestones)
    assert all(step.about for step in found.programme.steps)
    assert set(found.programme.kinds) <= set(KINDS)


def test_the_five_source_systems_are_there() -> None:
    assert set(built_in()) == {
        "area-intelligence",
        "cluster-cycle",
        "diagnostic-each-partner",
        "diagnostic-sample",
        "diagnostic-whole-alliance",
        "focus-triad",
        "own-school",
        "peer-trio",
        "shared-report",
    }


def test_only_a_school_alone_needs_no_signature() -> None:
    assert [name for name, item in built_in().items() if not item.contract.needs_signature] == ["own-school"]


@pytest.mark.parametrize("item", all_built_in(), ids=lambda item: item.id)
def test_by_default_nobody_outside_reads_what_is_not_submitted_or_released(item: ProgrammeDefinition) -> None:
    for (artefact, phase, relation), sight in item.contract.lines.items():
        if relation in OWN or relation is Relation.AUTHOR:
            continue
        if (artefact, relation) == (Artefact.HYPOTHESIS, Relation.REVIEWER):
            continue  # they have written it themselves
        if phase in (Phase.DRAFT, Phase.OPEN, Phase.KEPT):
            assert sight <= Sight.EXISTENCE, f"{relation} reads {artefact} while {phase}"
        if relation in (Relation.LEAD, Relation.AREA_OFFICER, Relation.BROKER, Relation.BOARD, Relation.MEMBER):
            handed_over = (artefact, phase) == (Artefact.REPORT, Phase.RELEASED)
            assert sight <= Sight.ROLLUP or handed_over, f"{relation} reads {artefact} while {phase}"


@pytest.mark.parametrize("item", all_built_in(), ids=lambda item: item.id)
def test_what_each_contract_says_can_be_read_aloud(item: ProgrammeDefinition) -> None:
    told = clauses(item.contract, item.artefacts)
    assert {clause.artefact for clause in told} == {artefact for artefact, _, _ in item.contract.lines}
    assert not any("Nobody can see it." in clause.says for clause in told)
    assert "headteacher" in summary(item.contract)


def test_who_reads_what_differs_as_the_sources_do() -> None:
    read = {name: item.contract for name, item in built_in().items()}
    assert readers(read["area-intelligence"], Artefact.SELF_JUDGEMENT, Phase.SUBMITTED) == (
        "your headteacher, senior leaders and governors"
    )
    for name in ("diagnostic-each-partner", "diagnostic-whole-alliance", "diagnostic-sample"):
        assert Relation.PROVIDER in read[name].relations(Artefact.EVIDENCE, Phase.SUBMITTED, Sight.READ)
        assert Relation.LEAD not in read[name].relations(Artefact.EVIDENCE, Phase.SUBMITTED, Sight.EXISTENCE)
    assert read["diagnostic-sample"].release.may == ()
    assert read["focus-triad"].release.must == ()
    assert read["focus-triad"].relations(Artefact.REPORT, Phase.RELEASED, Sight.READ).isdisjoint({Relation.MEMBER})
    assert set(read["shared-report"].release.must) == {Relation.REVIEWER, Relation.MEMBER, Relation.LEAD}
    assert Relation.FACILITATOR in read["cluster-cycle"].relations(Artefact.CHALLENGE, Phase.RECORDED, Sight.READ)
    assert Relation.FACILITATOR not in read["cluster-cycle"].relations(
        Artefact.PEER_VIEW, Phase.REVEALED, Sight.EXISTENCE
    )


def test_the_diagnostics_take_six_weeks_and_come_back_after_two_and_a_half_terms() -> None:
    for name, reported in (
        ("diagnostic-each-partner", "partner-report"),
        ("diagnostic-whole-alliance", "alliance-report"),
        ("diagnostic-sample", "group-report"),
    ):
        weeks = {step.key: step.weeks or 0 for step in built_in()[name].steps}
        assert weeks[reported] == 6
        assert weeks["revisit"] - weeks[reported] == pytest.approx(2.5 * 52 / 3, abs=1)


def test_triads_give_no_grade_and_trios_do() -> None:
    assert built_in()["focus-triad"].judging is Judging.WORDS
    assert built_in()["peer-trio"].judging is Judging.LEVELS
    assert built_in()["cluster-cycle"].pairing is Pairing.RING
    assert not built_in()["own-school"].has(StepKind.PEER_VIEW)


def test_a_trio_signs_for_signals_since_its_second_version_and_for_nothing_else_new() -> None:
    first, second = find("peer-trio@1", all_built_in()), built_in()["peer-trio"]
    assert first is not None
    assert not first.contract.signals
    more = {(Artefact.SIGNAL, Phase.REVEALED, Relation.LEAD): Sight.ROLLUP}
    contract = replace(first.contract, lines={**first.contract.lines, **more})
    assert replace(first, version="2", contract=contract) == second
    assert first.contract.fingerprint == "e4a1e739de7f8fedef9e1500f75a6f0c6ab74f185dc4166fb67015c325f952c2"
    assert [item.id for item in built_in().values() if item.counts_signals] == ["peer-trio"]


def test_find_by_id_or_by_id_and_version() -> None:
    everything = all_built_in()
    assert find("peer-trio", everything) == find("peer-trio@2", everything) == built_in()["peer-trio"]
    assert find("peer-trio@3", everything) is None
    assert find("nothing", everything) is None


# --- the schema says what the domain says


def words(part: dict[str, object]) -> set[str]:
    return set(part["properties"])  # type: ignore[call-overload]


def test_the_schema_knows_the_words_of_the_domain_and_no_others() -> None:
    whole, parts = schema()["properties"], schema()["$defs"]
    step, visibility = parts["step"]["properties"], parts["visibility"]["properties"]
    assert set(whole["pairing"]["enum"]) == set(Pairing)
    assert set(whole["judging"]["enum"]) == set(Judging)
    assert set(whole["roles"]["items"]["enum"]) == set(step["by"]["items"]["enum"]) == set(Role)
    assert words(whole["retention"]) == set(RETENTION)
    assert set(step["kind"]["enum"]) == set(StepKind)
    assert set(step["whose"]["enum"]) == set(StepFor)
    assert {key: words(part) for key, part in visibility["sees"]["properties"].items()} == {
        artefact.value: {phase.value for phase in phases} for artefact, phases in PHASES.items()
    }
    assert words(parts["row"]) == set(Relation)
    assert set(parts["sight"]["enum"]) == {sight.key for sight in Sight}
    for key in ("may", "must"):
        assert set(visibility["release"]["properties"][key]["items"]["enum"]) == set(AUDIENCES)
    assert set(whole) == set(built_in()["peer-trio"].as_data())


def test_the_reference_explains_every_key() -> None:
    page = (FOLDER.parents[1] / "docs" / "programme-format.md").read_text(encoding="utf-8")
    parts = schema()["$defs"]
    keys = words(schema()) | words(parts["step"]) | words(parts["visibility"]) | words(schema()["properties"]["labels"])
    keys |= words(parts["visibility"]["properties"]["release"]) | words(parts["visibility"]["properties"]["sees"])
    keys |= set(Relation) | set(parts["sight"]["enum"]) | set(StepKind) | set(Pairing) | set(RETENTION)
    keys |= {phase.value for phases in PHASES.values() for phase in phases}
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_the_examples_of_the_reference_are_sound() -> None:
    page = (FOLDER.parents[1] / "docs" / "programme-format.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    found = check(example.encode())
    assert (found.errors, found.warnings) == ((), ())


# --- faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Garden", "titel: Garden", "“titel” is not a key here. Did you mean “title”?"),
        ("version: 1", "version: one", "“one” will not do: use a number, such as \"1\" or \"2.1\""),
        ("id: garden", "id: Garden", "use small letters, digits and single hyphens"),
        ("pairing: everyone", "pairing: every-one", "“every-one” is not known; use nobody, everyone or ring"),
        ("pairing: everyone", "pairing: nobody", "says who looks at whom under “pairing”"),
        ("whole-school@1", "whole-school", "use id@version, such as teaching-school@1"),
        ("roles: [head,", "roles: [boss,", "“boss” is not known; use head, leader"),
        ("kind: peer-view", "kind: peer", "Step “look”, kind: “peer” is not known"),
        ("weeks: 4", "weeks: four", "Step “look”, weeks: this must be a whole number, not “four”"),
        ("weeks: 4", "weeks: 400", "400 is outside the range: it must be at most 260"),
        ("key: look", "key: evaluate", "The step key “evaluate” is given twice."),
        ("weeks: 4}", "weeks: 4, by: [head]}", "“by” is for milestones"),
        ("draft: {head: read, leader: read}", "draft: {leader: read}", "must be able to read its self-judgement"),
        ("draft: {head: read, leader: read}", "draft: {hed: read}", "“hed” is not a key here. Did you mean “head”?"),
        ("lead: existence", "lead: all", "“all” is not known; use hidden, existence, roll-up, read or comment"),
        ("revealed:", "released:", "“released” is not a key here."),
        ("open: {author: read}", "open: {author: read, head: read}", "A peer-view must stay unseen until all are in"),
        ("may: []", "may: [lead]", "A release can go to lead, who may not read released reports"),
        ("may: []", "may: [author]", "“author” is not known"),
        ("by-link: false", "by-link: no", "must be true or false, not “no”"),
        ("evaluation: 12", "evaluation: 1000", "1000 is outside the range"),
        ("evaluation: 12", "evaluations: 12", "“evaluations” is not a key here. Did you mean “evaluation”?"),
    ],
)  # fmt: skip
def test_each_fault_is_told_once_with_its_line(old: str, new: str, said: str) -> None:
    found = changed(old, new)
    assert found.programme is None
    here = [fault for fault in found.errors if said in fault.message]
    assert len(here) == 1, [str(fault) for fault in found.errors]
    assert here[0].line == line_of(old)


def test_all_faults_of_a_file_come_at_once_and_in_order() -> None:
    text = GARDEN.replace(b"pairing: everyone", b"pairing: nobody").replace(b"kind: milestone", b"kind: mile")
    text = text.replace(b"open: {author: read}", b"open: {author: read, lead: read}").replace(
        b"evaluation: 12", b"x: 1"
    )
    lines = [fault.line for fault in check(text).errors]
    assert lines == [line_of(start) for start in ("pairing", "  - {key: plant", "      open", "retention")]


def test_one_slip_is_not_told_as_three_faults() -> None:
    assert len(changed("draft: {head: read, leader: read}", "draft: {hed: read, leader: read}").errors) == 1
    assert len(changed("frameworks: [whole-school@1]", "frameworks: []").errors) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("source: Made up for tests.\n", "", "“source” is missing"),
        ("whole-school@1", "our-own@3", "our-own@3 is not built in; it must be loaded"),
        ("kinds: [cluster]", "kinds: [guild]", "“guild” is not a kind that is built in"),
        ("lead: existence", "broker: existence", "“broker” may see something, but none of the “roles”"),
        ("by: [head]", "by: [provider]", "“plant” is noted by a provider, who is not among the “roles”"),
        ("weeks: 6", "weeks: 3", "“plant” is due in week 3, before “look” in week 4"),
        (", weeks: 6", "", "“plant” has no “weeks”"),
        ("  release:", "    need:\n      recorded: {head: read}\n  release:", "No step of this programme brings forth"),
    ],
)  # fmt: skip
def test_doubts_do_not_stand_in_the_way(old: str, new: str, said: str) -> None:
    assert check(GARDEN).warnings == ()
    found = changed(old, new)
    assert found.programme is not None, [str(fault) for fault in found.errors]
    assert [said in warning.message for warning in found.warnings] == [True]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty; a programme starts with its id"),
        (b"- a\n- b\n", "This file holds a list; a programme is a mapping"),
        (b"just text", "This file holds a single value"),
        (b"id: a\n\tversion: 1", "A tab is used to indent"),
        (b"PK\x03\x04rest", "This is a zip archive or an Office document; a programme file is YAML"),
        (b"\xff\xfei\x00d\x00", "UTF-16; save it as UTF-8"),
        (b"id: caf\xe9", "not UTF-8"),
        (b"a: &x [1]\nb: [*x, *x]", "Aliases (*x) are not used here"),
        (b"a: !!python/object/apply:os.system ['ls']", "Tags (tag:yaml.org,2002:python/object/apply:os.system)"),
        (b"id: a\n---\nid: b", "keep one programme a file"),
        (b"[" * 50, "nested too deeply; a programme needs"),
        (b"id: \x00", "control character"),
        (b"x" * 5_000_001, "a programme file has at most 5 MB"),
    ],
)
def test_what_is_no_programme_file_at_all(data: bytes, said: str) -> None:
    found = check(data)
    assert found.programme is None
    assert any(said in fault.message for fault in found.errors), [str(fault) for fault in found.errors]


def test_a_small_file_cannot_grow_into_a_large_one() -> None:
    layers = ["a: &a [x, x]"] + [f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)]
    found = check("\n".join(layers).encode())
    assert found.programme is None
    assert any("Aliases" in fault.message for fault in found.errors)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(max_examples=60, deadline=None)
def test_anything_at_all_is_answered_with_faults(data: bytes) -> None:
    assert check(data).errors


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_file_with_lines_missing_or_doubled_never_fails_otherwise_than_in_words(data: st.DataObject) -> None:
    lines = GARDEN.splitlines(keepends=True)
    kept = data.draw(st.lists(st.sampled_from(range(len(lines))), min_size=5, max_size=len(lines)).map(sorted))
    found = check(b"".join(lines[index] for index in kept))
    assert (found.programme is None) is bool(found.errors)


# --- a deployer's own


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_bytes(GARDEN)
    (tmp_path / "two.yml").write_bytes(GARDEN.replace(b"version: 1", b"version: 10"))
    (tmp_path / "notes.txt").write_text("not read")
    own = programmes_in(tmp_path, all_built_in())
    assert [item.name for item in own] == ["garden-walk@1", "garden-walk@10"]
    assert known(tmp_path) == (*all_built_in(), *own)
    assert known() == all_built_in()


def test_every_fault_of_every_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(GARDEN.replace(b"pairing: everyone", b"pairing: nobody"))
    (tmp_path / "b.yaml").write_bytes(GARDEN)
    (tmp_path / "c.yaml").write_bytes(GARDEN)
    (tmp_path / "d.yaml").write_bytes((FOLDER / "peer-trio-1.yaml").read_bytes())
    with pytest.raises(NotProgrammes) as told:
        programmes_in(tmp_path, all_built_in())
    lines = told.value.lines
    assert len(lines) == 3
    assert lines[0].startswith(f"{tmp_path / 'a.yaml'}:8: ")
    assert lines[1] == f"{tmp_path / 'c.yaml'}: garden-walk@1 is in b.yaml already."
    assert lines[2] == f"{tmp_path / 'd.yaml'}: “peer-trio” is built in; give yours an id of its own."


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotProgrammes, match="there is no such folder"):
        programmes_in(tmp_path / "missing", ())
