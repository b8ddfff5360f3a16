"""Programmes as values: what makes no sense is told with its place, and writing one down loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes.contracts import sound_contracts

from plait.adapters.programme_files import built_in
from plait.domain.programmes import (
    RETENTION,
    Judging,
    Labels,
    Pairing,
    ProgrammeDefinition,
    StepDefinition,
    StepFor,
    StepKind,
    definition_faults,
    definition_flaws,
    newest,
    programme_from_data,
)
from plait.domain.roles import Role
from plait.domain.visibility import Artefact, Contract, Phase, Relation, Sight

TRIO = built_in()["peer-trio"]
EVALUATE, LOOK, TALK, REPORT, PLAN = TRIO.steps
NOTED = StepDefinition("visit", StepKind.MILESTONE, "Visit", by=(Role.HEAD,))


def without(*lines: tuple[Artefact, Phase, Relation]) -> Contract:
    return Contract(
        {line: sight for line, sight in TRIO.contract.lines.items() if line not in lines}, TRIO.contract.release
    )


BAD = [
    ({"steps": (), "pairing": Pairing.NOBODY}, ("steps",), "Name at least one step."),
    ({"steps": (*TRIO.steps, NOTED, NOTED)}, ("steps", 6, "key"), "The step key “visit” is given twice."),
    (
        {"steps": (*TRIO.steps, replace(PLAN, key="more"))},
        ("steps", 5, "kind"),
        "“actions” can be a step only once.",
    ),
    (
        {"steps": (replace(EVALUATE, whose=StepFor.PARTNERSHIP), *TRIO.steps[1:])},
        ("steps", 0, "whose"),
        "only a milestone can be the partnership’s",
    ),
    ({"steps": (replace(EVALUATE, by=(Role.HEAD,)), *TRIO.steps[1:])}, ("steps", 0, "by"), "“by” is for milestones"),
    ({"steps": (EVALUATE, TALK, LOOK, REPORT, PLAN)}, ("steps",), "come in this order: self-evaluation, peer-view"),
    ({"pairing": Pairing.NOBODY}, ("pairing",), "says who looks at whom under “pairing”"),
    ({"pairing": Pairing.RING, "steps": (EVALUATE, REPORT)}, ("pairing",), "one without says nobody"),
    ({"steps": (LOOK, TALK, REPORT, PLAN)}, ("steps", 0), "peer views need a self-evaluation before them"),
    (
        {"pairing": Pairing.NOBODY, "steps": (EVALUATE, TALK, PLAN)},
        ("steps", 1),
        "The challenge conversation is about peer views",
    ),
    ({"frameworks": ()}, ("frameworks",), "Name at least one framework"),
    (
        {"contract": without((Artefact.PEER_VIEW, Phase.OPEN, Relation.AUTHOR))},
        ("visibility", "sees", "peer-view", "open"),
        "Those who write a peer view must be able to read it",
    ),
    (
        {"contract": without((Artefact.PEER_VIEW, Phase.REVEALED, Relation.HEAD))},
        ("visibility", "sees", "peer-view", "revealed"),
        "must be able to read what was said of it",
    ),
    (
        {"contract": without((Artefact.CHALLENGE, Phase.RECORDED, Relation.HEAD))},
        ("visibility", "sees", "challenge", "recorded"),
        "must be able to read what was decided about it",
    ),
    (
        {"contract": without((Artefact.REPORT, Phase.DRAFT, Relation.HEAD))},
        ("visibility", "sees", "report", "draft"),
        "must be able to read the report before deciding who gets it",
    ),
    (
        {"contract": without((Artefact.ACTION, Phase.PLANNED, Relation.HEAD))},
        ("visibility", "sees", "action", "planned"),
        "must be able to read the school’s own actions",
    ),
]


@pytest.mark.parametrize(("change", "where", "words"), BAD, ids=[words[:50] for *_, words in BAD])
def test_what_makes_no_sense_in_a_programme(
    change: dict[str, object], where: tuple[str | int, ...], words: str
) -> None:
    assert definition_faults(TRIO) == []
    flaws = definition_flaws(replace(TRIO, **change))  # type: ignore[arg-type]
    assert [flaw.where for flaw in flaws] == [where]
    assert words in flaws[0].text


def test_all_faults_are_told_at_once() -> None:
    data = replace(TRIO, frameworks=(), pairing=Pairing.NOBODY).as_data()
    data["visibility"] = {"sees": {"working-note": {"kept": {"lead": "read"}}}}
    with pytest.raises(ValueError) as told:
        programme_from_data(data)
    words = str(told.value)
    assert "Working notes belong to those who wrote them" in words
    assert "Name at least one framework" in words
    assert "who looks at whom" in words


def test_what_a_programme_brings_forth_follows_from_its_steps() -> None:
    assert TRIO.artefacts == (
        Artefact.SELF_JUDGEMENT,
        Artefact.EVIDENCE,
        Artefact.PEER_VIEW,
        Artefact.WORKING_NOTE,
        Artefact.CHALLENGE,
        Artefact.REPORT,
        Artefact.ACTION,
        Artefact.SIGNAL,
    )
    alone = replace(TRIO, steps=(EVALUATE, NOTED), pairing=Pairing.NOBODY)
    assert alone.artefacts == (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE, Artefact.REPORT)
    assert alone.milestones == (NOTED,)
    assert alone.step(StepKind.MILESTONE) is NOTED
    assert not alone.has(StepKind.ACTIONS)


def test_the_newest_version_counts_by_number_and_not_by_letter() -> None:
    versions = [replace(TRIO, version=version) for version in ("10", "9", "2.1", "2.10")]
    assert newest(versions)["peer-trio"].version == "10"
    assert newest(versions[2:])["peer-trio"].version == "2.10"
    assert newest(versions)["peer-trio"].name == "peer-trio@10"


WORDS = st.text("abc “é”:#'{}\n", min_size=1, max_size=12).filter(str.strip)


@st.composite
def programmes(draw: st.DrawFn) -> ProgrammeDefinition:
    kinds = draw(
        st.sampled_from(
            [(EVALUATE,), (EVALUATE, REPORT), (EVALUATE, PLAN), (EVALUATE, LOOK), (EVALUATE, LOOK, TALK, REPORT, PLAN)]
        )
    )
    noted = tuple(
        StepDefinition(
            f"noted-{number}",
            StepKind.MILESTONE,
            draw(WORDS),
            draw(st.just("") | WORDS),
            draw(st.none() | st.integers(0, 260)),
            draw(st.integers(0, 600)),
            draw(st.sampled_from(StepFor)),
            tuple(draw(st.sets(st.sampled_from(Role), max_size=3))),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    contract = draw(sound_contracts())
    needed = {
        (Artefact.PEER_VIEW, Phase.OPEN, Relation.AUTHOR): Sight.READ,
        (Artefact.PEER_VIEW, Phase.REVEALED, Relation.HEAD): Sight.READ,
        (Artefact.CHALLENGE, Phase.RECORDED, Relation.HEAD): Sight.READ,
        (Artefact.REPORT, Phase.DRAFT, Relation.HEAD): Sight.READ,
        (Artefact.ACTION, Phase.PLANNED, Relation.HEAD): Sight.READ,
    }
    return ProgrammeDefinition(
        id="made-up",
        version=draw(st.sampled_from(["1", "2.1"])),
        title=draw(WORDS),
        about=draw(st.just("") | WORDS),
        source=draw(st.just("") | WORDS),
        frameworks=(("whole-school", "1"),),
        steps=(*kinds, *noted),
        pairing=Pairing.RING if LOOK in kinds else Pairing.NOBODY,
        judging=draw(st.sampled_from(Judging)),
        contract=Contract({**contract.lines, **needed}, contract.release),
        labels=Labels(*(draw(WORDS) for _ in range(4))),
        kinds=tuple(draw(st.sets(st.sampled_from(["trio", "cluster", "guild"])))),
        roles=tuple(draw(st.sets(st.sampled_from(Role)))),
        retention={key: draw(st.integers(0, 240)) for key in draw(st.sets(st.sampled_from(sorted(RETENTION))))},
    )


@given(programmes())
@settings(max_examples=50, deadline=None)
def test_a_programme_is_written_down_without_loss(made: ProgrammeDefinition) -> None:
    assert definition_faults(made) == []
    again = programme_from_data(made.as_data())
    assert again == made
    assert again.contract.fingerprint == made.contract.fingerprint
