"""The visibility contract: who sees how much, what no contract may say, and that writing it down loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes.contracts import LINES, any_contracts, sound_contracts

from plait.domain.visibility import (
    OWN,
    Artefact,
    Contract,
    Phase,
    Relation,
    ReleaseTerms,
    Sight,
    contract_from_data,
    readable_phases,
    soundness_faults,
    soundness_flaws,
)

HEAD_READS = {
    (artefact, phase, Relation.HEAD): Sight.READ
    for artefact in (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE)
    for phase in (Phase.DRAFT, Phase.SUBMITTED)
}
"""The least that a contract has to say."""
SUBMITTED = (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED)
TRIO = Contract(
    HEAD_READS
    | {
        (*SUBMITTED, Relation.REVIEWER): Sight.READ,
        (*SUBMITTED, Relation.LEAD): Sight.EXISTENCE,
        (*SUBMITTED, Relation.BOARD): Sight.ROLLUP,
        (Artefact.SELF_JUDGEMENT, Phase.DRAFT, Relation.LEAD): Sight.EXISTENCE,
    }
)


@pytest.mark.parametrize(
    ("phase", "relations", "expected"),
    [
        (Phase.SUBMITTED, [], Sight.HIDDEN),
        (Phase.SUBMITTED, [Relation.MEMBER], Sight.HIDDEN),
        (Phase.SUBMITTED, [Relation.LEAD], Sight.EXISTENCE),
        (Phase.SUBMITTED, [Relation.BOARD], Sight.ROLLUP),
        (Phase.SUBMITTED, [Relation.REVIEWER], Sight.READ),
        (Phase.SUBMITTED, [Relation.LEAD, Relation.REVIEWER], Sight.READ),  # several things at once: the most counts
        (Phase.SUBMITTED, [Relation.MEMBER, Relation.LEAD], Sight.EXISTENCE),
        (Phase.DRAFT, [Relation.REVIEWER], Sight.HIDDEN),
        (Phase.DRAFT, [Relation.LEAD, Relation.BOARD], Sight.EXISTENCE),
        (Phase.DRAFT, [Relation.HEAD], Sight.READ),
        (Phase.RELEASED, [Relation.HEAD], Sight.HIDDEN),  # a phase that this artefact never has
    ],
)
def test_who_sees_how_much(phase: Phase, relations: list[Relation], expected: Sight) -> None:
    assert TRIO.sight(Artefact.SELF_JUDGEMENT, phase, relations) is expected


def test_relations_that_see_at_least_so_much() -> None:
    assert TRIO.relations(*SUBMITTED, Sight.READ) == {Relation.HEAD, Relation.REVIEWER}
    assert TRIO.relations(*SUBMITTED, Sight.EXISTENCE) == {
        Relation.HEAD, Relation.REVIEWER, Relation.LEAD, Relation.BOARD,
    }  # fmt: skip
    assert readable_phases(TRIO, Artefact.SELF_JUDGEMENT, [Relation.REVIEWER]) == (Phase.SUBMITTED,)
    assert readable_phases(TRIO, Artefact.SELF_JUDGEMENT, [Relation.LEAD]) == ()


@pytest.mark.parametrize(
    ("more", "release", "needed"),
    [
        ({}, ReleaseTerms(), False),
        ({(*SUBMITTED, Relation.GOVERNOR): Sight.READ}, ReleaseTerms((Relation.STAFF,)), False),
        ({(*SUBMITTED, Relation.LEAD): Sight.EXISTENCE}, ReleaseTerms(), True),
        ({}, ReleaseTerms((Relation.LEAD,)), True),
        ({}, ReleaseTerms((), (Relation.MEMBER,)), True),
    ],
)
def test_a_head_signs_exactly_when_something_can_leave_the_school(
    more: dict[tuple[Artefact, Phase, Relation], Sight], release: ReleaseTerms, needed: bool
) -> None:
    assert Contract(HEAD_READS | more, release).needs_signature is needed


RELEASED = (Artefact.REPORT, Phase.RELEASED)
BAD = [
    (
        {(*SUBMITTED, Relation.HEAD): Sight.EXISTENCE},
        ReleaseTerms(),
        "own head must be able to read its self-judgement",
    ),
    (
        {(Artefact.EVIDENCE, Phase.DRAFT, Relation.HEAD): Sight.HIDDEN},
        ReleaseTerms(),
        "own head must be able to read its evidence while draft",
    ),
    (
        {(Artefact.PEER_VIEW, Phase.OPEN, Relation.REVIEWER): Sight.READ},
        ReleaseTerms(),
        "A peer-view must stay unseen until all are in, also for reviewer",
    ),
    (
        {(Artefact.RATER_VIEW, Phase.OPEN, Relation.HEAD): Sight.READ},
        ReleaseTerms(),
        "A rater-view must stay unseen until all are in, also for head",
    ),
    (
        {(Artefact.WORKING_NOTE, Phase.KEPT, Relation.LEAD): Sight.EXISTENCE},
        ReleaseTerms(),
        "Working notes belong to those who wrote them, not to lead",
    ),
    (
        {(Artefact.HYPOTHESIS, Phase.OPEN, Relation.HEAD): Sight.EXISTENCE},
        ReleaseTerms(),
        "Hypotheses belong to those who come until they share them, not to head",
    ),
    (
        {(Artefact.EVIDENCE, Phase.SUBMITTED, Relation.BOARD): Sight.ROLLUP},
        ReleaseTerms(),
        "Only self-judgements and signals can be rolled up; evidence cannot, for board",
    ),
    (
        {(Artefact.SIGNAL, Phase.REVEALED, Relation.AREA_OFFICER): Sight.ROLLUP},
        ReleaseTerms(),
        "Signals are for the partnership lead alone, not for area-officer",
    ),
    (
        {(Artefact.SIGNAL, Phase.REVEALED, Relation.LEAD): Sight.READ},
        ReleaseTerms(),
        "Signals are counts over several schools: give lead “roll-up”, not “read”",
    ),
    (
        {(Artefact.ACTION, Phase.PLANNED, Relation.LEAD): Sight.COMMENT},
        ReleaseTerms(),
        "Only self-judgements and reports can be commented on; action cannot, by lead",
    ),
    ({}, ReleaseTerms((Relation.AUTHOR,)), "“author” is no such role"),
    ({(*RELEASED, Relation.MEMBER): Sight.READ}, ReleaseTerms(), "member may read released reports, but a release can"),
    ({}, ReleaseTerms((), (Relation.LEAD,)), "A release can go to lead, who may not read released reports"),
    ({}, ReleaseTerms((Relation.GOVERNOR,)), "A release can go to governor, who may not read released reports"),
    (
        {(*RELEASED, Relation.LEAD): Sight.READ},
        ReleaseTerms((Relation.LEAD,), (Relation.LEAD,)),
        "Every release goes to lead already",
    ),
]


@pytest.mark.parametrize(("more", "release", "words"), BAD, ids=[words[:60] for *_, words in BAD])
def test_what_no_contract_may_say(
    more: dict[tuple[Artefact, Phase, Relation], Sight], release: ReleaseTerms, words: str
) -> None:
    """Each rule by itself: the contract without the one wrong line is sound, with it there is one fault."""
    assert soundness_faults(Contract(HEAD_READS)) == []
    faults = soundness_faults(Contract(HEAD_READS | more, release))
    assert len(faults) == 1
    assert words in faults[0]


def test_a_flaw_says_where() -> None:
    contract = Contract(HEAD_READS | {(Artefact.ACTION, Phase.PLANNED, Relation.LEAD): Sight.ROLLUP})
    assert [flaw.where for flaw in soundness_flaws(contract)] == [("sees", "action", "planned", "lead")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"sees": {"diary": {"draft": {"head": "read"}}}}, "'diary' is no artefact: choose one of self-judgement"),
        (
            {"sees": {"evidence": {"released": {"head": "read"}}}},
            "evidence is never released: its phases are draft, sub",
        ),
        ({"sees": {"evidence": {"draft": {"boss": "read"}}}}, "'boss' is no relation: choose one of head"),
        ({"sees": {"evidence": {"draft": {"head": "all"}}}}, "'all' is no sight: choose one of hidden, existence"),
        ({"release": {"may": ["boss"]}}, "'boss' is no relation"),
    ],
)
def test_data_with_words_that_nobody_knows(data: dict[str, object], words: str) -> None:
    sound = Contract(HEAD_READS).as_data()
    sees = {**sound["sees"], **data.get("sees", {})}  # type: ignore[dict-item]
    with pytest.raises(ValueError, match=words):
        contract_from_data({**sound, **data, "sees": sees})


def test_every_fault_of_a_contract_is_told_at_once() -> None:
    with pytest.raises(ValueError) as told:
        contract_from_data({"sees": {"diary": {}, "working-note": {"kept": {"lead": "read"}}}})
    assert len(str(told.value).splitlines()) == 6  # a word, the notes, and four times what the head must read


@given(sound_contracts())
@settings(max_examples=60)
def test_sound_contracts_are_sound_and_written_down_without_loss(contract: Contract) -> None:
    assert soundness_faults(contract) == []
    again = contract_from_data(contract.as_data())
    assert again == contract
    assert again.fingerprint == contract.fingerprint


@given(any_contracts(), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_fingerprint_is_of_what_is_said_and_not_of_its_order(contract: Contract, order: object) -> None:
    lines = list(contract.lines.items())
    order.shuffle(lines)  # type: ignore[attr-defined]
    again = Contract(dict(lines), replace(contract.release, may=contract.release.may[::-1]))
    assert again.fingerprint == contract.fingerprint


@given(any_contracts(), st.sampled_from(LINES), st.sampled_from(list(Sight)))
@settings(max_examples=80)
def test_any_other_sight_gives_another_fingerprint(
    contract: Contract, line: tuple[Artefact, Phase, Relation], sight: Sight
) -> None:
    other = Contract({**contract.lines, line: sight}, contract.release)
    same = contract.lines.get(line, Sight.HIDDEN) is sight
    assert (other.fingerprint == contract.fingerprint) is same


@given(
    any_contracts(),
    st.sampled_from(LINES),
    st.sets(st.sampled_from(list(Relation))),
    st.sets(st.sampled_from(list(Relation))),
)
@settings(max_examples=80)
def test_being_more_never_lets_one_see_less(
    contract: Contract,
    line: tuple[Artefact, Phase, Relation],
    some: set[Relation],
    more: set[Relation],
) -> None:
    artefact, phase, _ = line
    seen = contract.sight(artefact, phase, some)
    assert contract.sight(artefact, phase, some | more) == max(seen, contract.sight(artefact, phase, more))
    assert (seen >= Sight.READ) is bool(some & contract.relations(artefact, phase, Sight.READ))


@given(sound_contracts())
@settings(max_examples=40)
def test_no_sound_contract_lets_anybody_but_its_author_read_an_unfinished_view(contract: Contract) -> None:
    everybody = set(Relation) - {Relation.AUTHOR}
    assert contract.sight(Artefact.PEER_VIEW, Phase.OPEN, everybody) <= Sight.EXISTENCE
    assert contract.sight(Artefact.WORKING_NOTE, Phase.KEPT, everybody) is Sight.HIDDEN
    assert contract.sight(Artefact.HYPOTHESIS, Phase.OPEN, everybody - {Relation.REVIEWER}) is Sight.HIDDEN


@given(sound_contracts())
@settings(max_examples=40)
def test_where_nothing_needs_a_signature_nobody_outside_sees_anything(contract: Contract) -> None:
    inside = Contract(
        {line: sight for line, sight in contract.lines.items() if line[2] in OWN},
        ReleaseTerms(
            tuple(item for item in contract.release.may if item in OWN),
            tuple(item for item in contract.release.must if item in OWN),
        ),
    )
    assert not inside.needs_signature
    outside = set(Relation) - OWN
    assert all(inside.sight(artefact, phase, outside) is Sight.HIDDEN for artefact, phase, _ in LINES)
