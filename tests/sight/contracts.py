"""Visibility contracts drawn at random: anything that soundness allows."""

from __future__ import annotations

from dataclasses import replace

from plait.domain.programmes import Pairing, ProgrammeDefinition, StepDefinition, StepKind, definition_faults
from plait.domain.visibility import (
    OWN,
    PHASES,
    Artefact,
    Contract,
    Phase,
    Relation,
    ReleaseTerms,
    Sight,
    soundness_faults,
)
from tests.sight.picking import Pick

KNOWN = (Sight.HIDDEN, Sight.EXISTENCE, Sight.READ)
OFTEN_OWN = (Sight.READ, Sight.READ, Sight.READ, Sight.EXISTENCE, Sight.HIDDEN)
PRIVATE = (Artefact.WORKING_NOTE, Artefact.HYPOTHESIS)
SELDOM = (Sight.HIDDEN, Sight.HIDDEN, Sight.EXISTENCE, Sight.READ)


def contract(pick: Pick) -> Contract:
    """Lines drawn one by one, then whatever every contract must say put right."""
    lines: dict[tuple[Artefact, Phase, Relation], Sight] = {}
    for artefact, phases in PHASES.items():
        for phase in phases:
            for relation in Relation if artefact is not Artefact.SIGNAL else ():
                sight = pick(OFTEN_OWN if relation in OWN else SELDOM)
                if artefact is Artefact.SELF_JUDGEMENT and pick((False, False, True)):
                    sight = pick((Sight.ROLLUP, Sight.COMMENT))
                if sight > _most(artefact, phase, relation):
                    sight = Sight.EXISTENCE if artefact not in PRIVATE else Sight.HIDDEN
                lines[artefact, phase, relation] = sight
    for phase in (Phase.DRAFT, Phase.SUBMITTED):
        lines[Artefact.SELF_JUDGEMENT, phase, Relation.HEAD] = Sight.READ
        lines[Artefact.EVIDENCE, phase, Relation.HEAD] = Sight.READ
    for phase, known in ((Phase.OPEN, pick((Sight.EXISTENCE, Sight.HIDDEN))), (Phase.REVEALED, Sight.READ)):
        lines[Artefact.PEER_VIEW, phase, Relation.AUTHOR] = Sight.READ
        lines[Artefact.PEER_VIEW, phase, Relation.HEAD] = known
    lines[Artefact.RATER_VIEW, Phase.OPEN, Relation.AUTHOR] = Sight.READ  # so that people can judge alone
    lines[Artefact.RATER_VIEW, Phase.REVEALED, Relation.HEAD] = Sight.READ
    lines[Artefact.CHALLENGE, Phase.RECORDED, Relation.HEAD] = Sight.READ
    lines[Artefact.ACTION, Phase.PLANNED, Relation.HEAD] = Sight.READ
    lines[Artefact.REPORT, Phase.RELEASED, Relation.AUTHOR] = Sight.HIDDEN
    outside = [
        relation
        for relation in Relation
        if relation not in OWN and lines[Artefact.REPORT, Phase.RELEASED, relation] >= Sight.READ
    ]
    must = tuple(relation for relation in outside if pick((False, False, True)))
    may = [relation for relation in outside if relation not in must]
    if lines[Artefact.REPORT, Phase.RELEASED, Relation.STAFF] >= Sight.READ:
        may.append(Relation.STAFF)
    terms = ReleaseTerms(tuple(may), must, pick((True, False)))
    lines[Artefact.SIGNAL, Phase.REVEALED, Relation.LEAD] = pick((Sight.ROLLUP, Sight.HIDDEN))
    made = Contract({line: sight for line, sight in lines.items() if sight}, terms)
    assert soundness_faults(made) == []
    return made


def _most(artefact: Artefact, phase: Phase, relation: Relation) -> Sight:
    if artefact is Artefact.SELF_JUDGEMENT:
        return Sight.COMMENT
    if (artefact, phase) == (Artefact.HYPOTHESIS, Phase.OPEN) and relation is not Relation.REVIEWER:
        return Sight.HIDDEN
    if relation is not Relation.AUTHOR:
        if artefact is Artefact.WORKING_NOTE:
            return Sight.HIDDEN
        if (artefact, phase) in {(Artefact.PEER_VIEW, Phase.OPEN), (Artefact.RATER_VIEW, Phase.OPEN)}:
            return Sight.EXISTENCE
    return Sight.READ


CHAINS = (
    (Pairing.EVERYONE, (StepKind.SELF_EVALUATION, StepKind.PEER_VIEW, StepKind.CHALLENGE, StepKind.ACTIONS)),
    (Pairing.RING, (StepKind.SELF_EVALUATION, StepKind.PEER_VIEW, StepKind.CHALLENGE, StepKind.ACTIONS)),
    (Pairing.RING, (StepKind.SELF_EVALUATION, StepKind.PEER_VIEW, StepKind.ACTIONS)),
    (Pairing.EVERYONE, (StepKind.SELF_EVALUATION, StepKind.PEER_VIEW, StepKind.ACTIONS)),
    (Pairing.NOBODY, (StepKind.SELF_EVALUATION, StepKind.ACTIONS)),
)


def programme(pick: Pick, plain: ProgrammeDefinition) -> ProgrammeDefinition:
    """A programme with or without views and challenge, with a contract of its own or the usual one."""
    pairing, kinds = pick(CHAINS)
    made = replace(
        plain,
        steps=tuple(StepDefinition(kind.value, kind, kind.value.capitalize()) for kind in kinds),
        pairing=pairing,
        contract=contract(pick) if pick((True, True, False)) else plain.contract,
    )
    assert definition_faults(made) == []
    return made
