"""A contract in words: everybody who sees anything is named, nobody else is, and the sentences say how much."""

from __future__ import annotations

from hypothesis import given, settings
from shapes.contracts import sound_contracts

from plait.adapters.programme_files import built_in
from plait.domain.contract_words import VERBS, WHAT, WHO, clauses, people, readers, release_words, summary
from plait.domain.visibility import OWN, PHASES, Artefact, Contract, Phase, Relation, ReleaseTerms, Sight

HEAD_READS = {
    (artefact, phase, Relation.HEAD): Sight.READ
    for artefact in (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE)
    for phase in (Phase.DRAFT, Phase.SUBMITTED)
}
OTHER_SCHOOLS = WHO[Relation.REVIEWER]


def named(sentence: str) -> set[Relation]:
    """Whom a sentence names. One person's words may hold another's, so the longest are looked for first; "your" is
    said once of the school's own people."""
    found, rest = set(), sentence.casefold()
    for relation, words in sorted(WHO.items(), key=lambda item: -len(item[1])):
        short = words.casefold().removeprefix("your ") if relation in OWN else words.casefold()
        if short in rest:
            found.add(relation)
            rest = rest.replace(short, "")
    return found


def test_every_line_of_a_contract_has_words() -> None:
    assert set(WHO) == set(Relation)
    assert set(WHAT) == {(artefact, phase) for artefact, phases in PHASES.items() for phase in phases}
    assert set(VERBS) == set(Sight) - {Sight.HIDDEN}
    assert len(set(WHO.values())) == len(WHO)


@given(sound_contracts())
@settings(max_examples=60)
def test_words_name_everybody_who_sees_and_nobody_else(contract: Contract) -> None:
    for clause in clauses(contract, set(Artefact) - {Artefact.SIGNAL}):
        told: dict[Sight, set[Relation]] = {}
        for sentence in clause.says if clause.says != ("Nobody can see it.",) else ():
            (sight,) = [sight for sight, verb in VERBS.items() if sentence.endswith(f"{verb}.")]
            told[sight] = named(sentence)
        seen = {
            relation: contract.sight(clause.artefact, clause.phase, [relation])
            for relation in Relation
            if contract.sight(clause.artefact, clause.phase, [relation])
        }
        assert {relation: sight for sight, group in told.items() for relation in group} == seen
        assert seen or clause.says == ("Nobody can see it.",)


@given(sound_contracts())
@settings(max_examples=60)
def test_the_summary_tells_nobody_too_few(contract: Contract) -> None:
    words = summary(contract)
    reading = contract.relations(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Sight.READ) | contract.relations(
        Artefact.EVIDENCE, Phase.SUBMITTED, Sight.READ
    )
    counted = contract.relations(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Sight.ROLLUP)
    assert reading | counted <= named(words)
    assert ("Nothing leaves your school" in words) is not contract.needs_signature


def test_summaries_of_three_contracts() -> None:
    alone = Contract(HEAD_READS)
    assert summary(alone) == (
        "Only your headteacher can read what you write here. Nothing leaves your school unless you release it."
    )
    trio = Contract(HEAD_READS | {(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Relation.REVIEWER): Sight.READ})
    assert summary(trio) == (
        "Until you submit, only your headteacher can read what you write. "
        f"After that, {OTHER_SCHOOLS} can read it too, and nobody else."
    )
    area = Contract(HEAD_READS | {(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Relation.BOARD): Sight.ROLLUP})
    assert summary(area) == (
        "Until you submit, only your headteacher can read what you write. Submitting lets nobody else read it. "
        "Once you submit, the area’s board can see your judgements only counted together with those of other schools."
    )


@given(sound_contracts())
@settings(max_examples=30)
def test_a_head_reads_of_signals_exactly_where_they_are_signed_for(contract: Contract) -> None:
    (clause,) = clauses(contract, [Artefact.SIGNAL])
    assert (clause.says == ("Nobody can see it.",)) is not contract.signals
    assert ("asked about groups of schools" in summary(contract)) is contract.signals
    said = " ".join(clause.says)
    assert named(said) == ({Relation.LEAD} if contract.signals else set())
    if contract.signals:
        assert said.startswith("Your partnership lead is asked whether")
        for promise in ("by name", "never tells which level", "about a person", "fewer than three", "five schools"):
            assert promise in said
        assert contract.needs_signature


def test_what_may_become_of_a_report() -> None:
    may = ReleaseTerms((Relation.LEAD,), (), by_link=False)
    assert release_words(Contract({}, may))[0] == "You can choose to release it to your partnership lead."
    must = release_words(Contract({}, ReleaseTerms((Relation.STAFF,), (Relation.LEAD, Relation.MEMBER))))
    assert must[0].startswith("When you release your report, it always goes to everybody with a role at the other")
    assert must[1] == "You can also choose to release it to your staff."
    assert "without signing in" in must[-1]
    nobody = release_words(Contract({}, ReleaseTerms(by_link=False)))
    assert nobody == ("Your report stays with your school; there is nobody in this programme to release it to.",)


def test_a_report_that_goes_to_nobody_has_no_clause_about_its_release() -> None:
    stays = Contract(HEAD_READS | {(Artefact.REPORT, Phase.DRAFT, Relation.HEAD): Sight.READ})
    assert [clause.phase for clause in clauses(stays, [Artefact.REPORT])] == [Phase.DRAFT]


def test_readers_under_a_title() -> None:
    contract = built_in()["peer-trio"].contract
    assert readers(contract, Artefact.ACTION, Phase.PLANNED) == ("your headteacher, senior leaders and governors")
    assert readers(contract, Artefact.CONCERN, Phase.RECORDED) == "nobody"
    assert people(OWN) == "your headteacher, senior leaders, staff and governors"
