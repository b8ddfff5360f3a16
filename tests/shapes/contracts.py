"""Contracts and programmes as hypothesis makes them: sound ones, and any."""

from __future__ import annotations

from hypothesis import strategies as st

from plait.domain.visibility import OWN, PHASES, Artefact, Contract, Line, Phase, Relation, ReleaseTerms, Sight

LINES = [
    (artefact, phase, relation) for artefact, phases in PHASES.items() for phase in phases for relation in Relation
]


@st.composite
def any_contracts(draw: st.DrawFn) -> Contract:
    """Whatever can be said, sound or not."""
    lines = draw(st.dictionaries(st.sampled_from(LINES), st.sampled_from(list(Sight)[1:]), max_size=40))
    relations = st.lists(st.sampled_from(list(Relation)), unique=True, max_size=5)
    may, must = draw(relations), draw(relations)
    return Contract(lines, ReleaseTerms(_in_order(may), _in_order(must), draw(st.booleans())))


@st.composite
def sound_contracts(draw: st.DrawFn) -> Contract:
    """Only what a programme may say."""
    lines: dict[Line, Sight] = {}
    drawn = iter(draw(st.binary(min_size=len(LINES), max_size=len(LINES))))  # one draw is much faster than hundreds
    for artefact, phase, relation in LINES:
        highest = Sight.READ
        if artefact is Artefact.SELF_JUDGEMENT:
            highest = Sight.COMMENT
        blind = artefact in (Artefact.PEER_VIEW, Artefact.RATER_VIEW) and phase is Phase.OPEN
        if blind and relation is not Relation.AUTHOR:
            highest = Sight.EXISTENCE
        if artefact is Artefact.WORKING_NOTE and relation is not Relation.AUTHOR:
            highest = Sight.HIDDEN
        if (artefact, phase) == (Artefact.HYPOTHESIS, Phase.OPEN) and relation is not Relation.REVIEWER:
            highest = Sight.HIDDEN
        sight = Sight(next(drawn) % (highest + 1))
        if artefact is Artefact.SIGNAL:
            lines |= {(artefact, phase, relation): Sight.ROLLUP} if relation is Relation.LEAD and sight else {}
            continue
        if artefact is not Artefact.SELF_JUDGEMENT and sight is Sight.ROLLUP:
            sight = Sight.EXISTENCE
        if sight:
            lines[artefact, phase, relation] = sight
    for artefact in (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE):
        for phase in PHASES[artefact]:
            lines[artefact, phase, Relation.HEAD] = Sight.READ
    reading = [
        relation
        for relation in Relation
        if relation is not Relation.AUTHOR and lines.get((Artefact.REPORT, Phase.RELEASED, relation), 0) >= Sight.READ
    ]
    chosen = iter(draw(st.binary(min_size=len(Relation), max_size=len(Relation))))
    where = {relation: next(chosen) % 3 for relation in reading}  # 0: own people who need no release
    must = [relation for relation, choice in where.items() if choice == 1]
    may = [relation for relation, choice in where.items() if choice == 2 or (not choice and relation not in OWN)]
    return Contract(lines, ReleaseTerms(tuple(may), tuple(must), draw(st.booleans())))


def _in_order(relations: list[Relation]) -> tuple[Relation, ...]:
    return tuple(relation for relation in Relation if relation in relations)
