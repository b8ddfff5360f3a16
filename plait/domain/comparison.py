"""Puts a school's own view beside its partners' and its earlier rounds, area by area.

Levels are set side by side by position on one scale, never averaged, and never carried from one framework
to another. What cannot be compared is refused, or left out and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from plait.domain.agreement import agreement_of, agreement_together
from plait.domain.comparable import CannotCompare, check_peer, check_previous, peer_names, round_names
from plait.domain.diagnosis import (
    Agreement,
    AreaDiagnosis,
    Basis,
    ChallengeRecord,
    Change,
    Diagnosis,
    EarlierView,
    OverallDiagnosis,
    PlannedAction,
    StatementView,
)
from plait.domain.findings import headlines
from plait.domain.findings_in_words import headlines_in_words
from plait.domain.frameworks import Area, Framework, Level, Rule, RuleKind
from plait.domain.judgements import Answer, Submission, level_of
from plait.domain.scored import Derived
from plait.domain.scoring import derive_overall
from plait.domain.side_by_side import (
    challenged,
    challenged_in_words,
    change_since,
    earlier_answer,
    earlier_view,
    next_descriptors,
    peer_view,
    settled_view,
    view_of,
)
from plait.domain.wording import lines_of, listed

RULES_IN_WORDS = {
    RuleKind.BEST_FIT: "Best fit: the level where most of the statements sit.",
    RuleKind.LADDER: "Secure fit: everything at a level must be in place before the next level is reached.",
    RuleKind.GATED: "Best fit, held by the essential statements: the area goes no higher than they allow.",
    RuleKind.WEIGHTED: ("Weighted: this framework counts its levels as equal steps and weighs its statements."),
}


def rule_in_words(rule: Rule) -> str:
    """A rule as one sentence for a reader who has never met it."""
    if rule.rungs:
        return "Rung by rung: the answers on one rung decide whether the next is looked at."
    if rule.thresholds or (rule.kind is RuleKind.WEIGHTED and rule.floor is not None):
        gate = ", held by the essential statements" if rule.floor is not None else ""
        return f"Points: each answer counts by its worth and weight, and their share leads to the level{gate}."
    return RULES_IN_WORDS[rule.kind]


def diagnose(
    own: Submission,
    *,
    peers: Sequence[Submission] = (),
    previous: Sequence[Submission] = (),
    name: str | None = None,
    prepared: date | None = None,
    visible_to: str = "",
    provision: frozenset[str] | None = None,
    challenges: Sequence[ChallengeRecord] = (),
    actions: Sequence[PlannedAction] = (),
) -> Diagnosis:
    """One round of one school as a value that every report is made from.

    ``previous``: earlier rounds, oldest first. ``name``: the school's name as it should read, where not as
    handed in. ``provision``: what the school offers; ``None`` keeps every area. ``challenges`` and
    ``actions``: records kept apart from the hand-in (on the web); what the hand-in itself says in "agreed"
    and "actions" counts too, a record coming before it. Raises :class:`CannotCompare` for views of another
    school, round or framework.
    """
    if own.framework.words:  # whatever a level may have got into, none goes any further
        own, peers, previous = own.in_words(), [one.in_words() for one in peers], [one.in_words() for one in previous]
    if own.partner:
        raise CannotCompare(
            f"this is the view that {own.partner} holds of {own.school or 'a school'}. The first one must"
            " be the school's own evaluation; give a partner's view as a peer."
        )
    for index, peer in enumerate(peers):
        check_peer(own, peer, index, peers)
    for index, earlier in enumerate(previous):
        check_previous(own, earlier, index, previous)
    own = _with_challenges(own, challenges)
    names = peer_names(peers)
    rounds = round_names(previous)
    named_peers = list(zip(names, peers, strict=True))
    named_rounds = list(zip(rounds, previous, strict=True))
    records = {record.area_id: record for record in challenges}

    kept = [
        area
        for area in own.framework.areas
        if provision is None or area.applies(provision) or level_of(own.area(area.id).answer) is not None
    ]
    areas = tuple(
        _area(number, area, own, named_peers, named_rounds, records.get(area.id), actions)
        for number, area in enumerate(kept, start=1)
    )
    left_out = tuple(area.title for area in own.framework.areas if area not in kept)
    each, together = _agreement(areas, names)
    area_actions = tuple(action for area in areas for action in area.actions)
    known = {area.area.id for area in areas}
    return Diagnosis(
        framework=own.framework,
        school=name or own.school,
        urn=own.urn,
        round=own.round,
        completed_by=own.completed_by,
        dated=own.dated,
        prepared=prepared,
        visible_to=visible_to,
        peers=names,
        rounds=rounds,
        areas=areas,
        left_out=left_out,
        overall=_overall(own.framework, areas, names, previous, rounds),
        agreement=each,
        together=together,
        headlines=headlines_in_words(areas) if own.framework.words else headlines(areas, names, rounds),
        actions=area_actions + tuple(action for action in actions if action.area_id not in known),
        notes=_notes(own.framework, previous, rounds, areas),
    )


def _with_challenges(own: Submission, challenges: Sequence[ChallengeRecord]) -> Submission:
    if own.framework.words:
        return own
    for record in challenges:
        entry = own.area(record.area_id)
        own = own.with_area(replace(entry, agreed=record.agreed, reason=record.reason or entry.reason))
    return own


def _area(
    number: int,
    area: Area,
    own: Submission,
    peers: Sequence[tuple[str, Submission]],
    previous: Sequence[tuple[str, Submission]],
    record: ChallengeRecord | None,
    actions: Sequence[PlannedAction],
) -> AreaDiagnosis:
    entry = own.area(area.id)
    view, derived = view_of(area, own)
    settled = settled_view(area, own)
    earlier = tuple(earlier_view(area, label, submission) for label, submission in previous)
    level = level_of(settled)
    next_level = area.scale.above(level) if level else None
    statements = tuple(
        StatementView(
            statement,
            own.statement(statement.id).answer,
            tuple(peer.statement(statement.id).answer for _, peer in peers),
            earlier_answer(area, statement.id, previous[-1][1]) if previous else None,
        )
        for statement in area.statements
    )
    recorded = tuple(action for action in actions if action.area_id == area.id)
    said = {action.text.casefold() for action in recorded}
    stands = record.words if record and own.framework.words else entry.words
    written = tuple(PlannedAction(area.id, line) for line in lines_of(entry.all_actions) if line.casefold() not in said)
    return AreaDiagnosis(
        number=number,
        area=area,
        judged=entry.answer,
        derived=derived,
        own=view,
        settled=settled,
        basis=_basis(entry.agreed, entry.answer, derived),
        rule_words=rule_in_words(area.rule) if area.scale and area.statements else "",
        note=_note(entry.answer, derived),
        peers=tuple(peer_view(area, label, submission, view) for label, submission in peers),
        challenged=(
            challenged_in_words(entry.words, record)
            if own.framework.words
            else challenged(area.scale, view, entry.agreed, entry.reason, record)
        ),
        earlier=earlier,
        change=change_since(area.scale, settled, earlier[-1]) if earlier else None,
        evidence=lines_of(entry.all_evidence),
        comments=entry.comments.strip(),
        actions=recorded + written,
        statements=statements,
        next_level=next_level,
        next_descriptors=next_descriptors(statements, next_level, area.scale),
        strengths=lines_of(stands.strengths),
        consider=lines_of(stands.consider),
        own_words=entry.words,
    )


def _basis(agreed: Answer, judged: Answer, derived: Derived) -> Basis:
    if agreed is not None:
        return Basis.AGREED
    if judged is not None:
        return Basis.JUDGED
    return Basis.STATEMENTS if derived.level else Basis.NOTHING


def _note(judged: Answer, derived: Derived) -> str:
    if derived.level is None:
        return ""
    level = level_of(judged)
    if judged is None:
        return f"No level was chosen for the area as a whole; {derived.level.label} follows from its statements."
    if level is None or level == derived.level:
        return ""
    return (
        f"You judged this area {level.label}; taken together, its statements point to"
        f" {derived.level.label}. Both can be right. It helps a reader to know what tipped the judgement."
    )


def _agreement(areas: Sequence[AreaDiagnosis], names: Sequence[str]) -> tuple[tuple[Agreement, ...], Agreement | None]:
    each = tuple(agreement_of(name, [area.peers[index].steps for area in areas]) for index, name in enumerate(names))
    return each, agreement_together(each)


def _overall(
    framework: Framework,
    areas: Sequence[AreaDiagnosis],
    names: Sequence[str],
    previous: Sequence[Submission],
    rounds: Sequence[str],
) -> OverallDiagnosis:
    derived = derive_overall(framework, [(area.area.id, area.settled) for area in areas])
    if derived is None:
        return OverallDiagnosis(False, framework.overall.note or "This framework gives no overall level.")
    own = derive_overall(framework, [(area.area.id, area.own) for area in areas])
    by_peer = [
        derive_overall(framework, [(area.area.id, area.peers[index].answer) for area in areas])
        for index in range(len(names))
    ]
    before, change = None, None
    if previous:
        before, change = _overall_change(framework, areas, derived.level, previous[-1], rounds[-1])
    return OverallDiagnosis(
        True,
        framework.overall.note,
        derived,
        own.level if own else None,
        tuple(peer.level if peer else None for peer in by_peer),
        before,
        change,
    )


def _overall_change(
    framework: Framework,
    areas: Sequence[AreaDiagnosis],
    level: Level | None,
    earlier: Submission,
    label: str,
) -> tuple[Level | None, Change | None]:
    """The overall level of the round before, only where it was made of the same areas by the same rule."""
    then = earlier.framework
    same = (
        then.scale == framework.scale
        and then.overall.allowed
        and then.overall.rule == framework.overall.rule
        and all(area.previous is not None and not area.previous.note for area in areas)
    )
    if not same:
        return None, Change(
            label, None, f"The overall level of {label} was made up differently, so none is set beside."
        )
    answers = [(area.area.id, area.previous.answer if area.previous else None) for area in areas]
    before = derive_overall(framework, answers)
    if before is None or before.level is None:
        return None, None
    return before.level, change_since(framework.scale, level, EarlierView(label, before.level))


def _notes(
    framework: Framework,
    previous: Sequence[Submission],
    rounds: Sequence[str],
    areas: Sequence[AreaDiagnosis],
) -> tuple[str, ...]:
    notes = []
    for index, (label, earlier) in enumerate(zip(rounds, previous, strict=True)):
        if earlier.framework.version == framework.version:
            continue
        apart = [area.area.title for area in areas if area.earlier[index].note]
        words = (
            f"{label} used version {earlier.framework.version} of the framework; this round uses version "
            f"{framework.version}. Areas are set side by side where the area and its levels are the same."
        )
        if apart:
            words += f" No change is worked out for {listed(apart)}."
        notes.append(words)
    return tuple(notes)
