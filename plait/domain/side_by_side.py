"""One area from several sides: the school, a partner, an earlier round, and the conversation between them."""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.diagnosis import (
    Challenged,
    ChallengeRecord,
    Change,
    EarlierView,
    NextDescriptor,
    PeerView,
    StatementView,
)
from plait.domain.frameworks import Area, Level, Scale
from plait.domain.judgements import Answer, NonLevel, Submission, Words, answer_label, level_of
from plait.domain.scored import Derived
from plait.domain.scoring import derive_area
from plait.domain.wording import counted, lines_of, opening, steps_apart


def view_of(area: Area, submission: Submission) -> tuple[Answer, Derived]:
    """What a party holds of an area: the level it chose, else the one its statements lead to; and the
    rule's words."""
    derived = derive_area(area, submission)
    answer = submission.area(area.id).answer
    return (derived.level if answer is None else answer), derived


def settled_view(area: Area, submission: Submission) -> Answer:
    """The answer that stands for an area: agreed after challenge, else the party's own view of it."""
    agreed = submission.area(area.id).agreed
    return view_of(area, submission)[0] if agreed is None else agreed


def steps_between(scale: Scale, before: Answer, after: Answer) -> int | None:
    """Positions from ``before`` up (+) or down (−) to ``after``; ``None`` unless both are levels of
    ``scale``."""
    first, second = level_of(before), level_of(after)
    if first not in scale.levels or second not in scale.levels or first is None or second is None:
        return None
    return scale.position(second) - scale.position(first)


def peer_view(area: Area, label: str, peer: Submission, own_view: Answer) -> PeerView:
    entry = peer.area(area.id)
    answer, _ = view_of(area, peer)
    steps = steps_between(area.scale, own_view, answer)
    if steps is not None:
        place = "In line with" if steps == 0 else f"{opening(steps_apart(steps))} than"
        words = f"{place} your school’s own view."
    elif answer is None:
        words = "No level given." if area.scale else entry.words.beside_words
    elif answer is NonLevel.NOT_SURE:
        words = "Not sure, so there is nothing to set beside your school’s view."
    elif answer is NonLevel.NOT_APPLICABLE:
        words = "Sees this area as not applicable."
    else:
        words = "Your school gave no level, so there is nothing to set this beside."
    return PeerView(
        label,
        answer,
        steps,
        words,
        entry.comments.strip(),
        lines_of(entry.all_evidence),
        lines_of(entry.all_actions),
        derived=entry.answer is None and answer is not None,
        strengths=lines_of(entry.words.strengths),
        consider=lines_of(entry.words.consider),
    )


def same_words(one: Words, other: Words) -> bool:
    """Whether two say the same points, however their lines are broken."""
    return (lines_of(one.strengths), lines_of(one.consider)) == (lines_of(other.strengths), lines_of(other.consider))


def challenged_in_words(own: Words, record: ChallengeRecord | None) -> Challenged | None:
    """The same as :func:`challenged` where a round is judged in words."""
    if record is None:
        return None
    kept = same_words(own, record.words)
    words = "Talked through; the school’s own words stand." if kept else "Talked through; these are the words agreed."
    return Challenged(None, kept, words, record.reason.strip(), record.by, record.on)


def challenged(
    scale: Scale, own_view: Answer, agreed: Answer, reason: str, record: ChallengeRecord | None
) -> Challenged | None:
    if agreed is None:
        return None
    kept = agreed == own_view
    if kept:
        words = f"Kept at {answer_label(agreed)} after challenge."
    elif own_view is None:
        words = f"Settled at {answer_label(agreed)} in the challenge conversation."
    else:
        steps = steps_between(scale, own_view, agreed)
        how_far = f", {steps_apart(steps)}" if steps else ""
        words = f"Changed after challenge from {answer_label(own_view)} to {answer_label(agreed)}{how_far}."
    return Challenged(agreed, kept, words, reason.strip(), record.by if record else "", record.on if record else None)


def earlier_view(area: Area, label: str, earlier: Submission) -> EarlierView:
    then = earlier.framework.area(area.id)
    if then is None:
        return EarlierView(label, None, f"This area was not part of version {earlier.framework.version}.")
    if not area.scale:
        return EarlierView(label, None)
    if not then.scale:
        return EarlierView(label, None, f"{label} was judged in words here, so no change is worked out.")
    if then.scale != area.scale:
        return EarlierView(
            label,
            None,
            f"Version {earlier.framework.version} used other levels here, so no change is worked out.",
        )
    return EarlierView(label, settled_view(then, earlier))


def earlier_answer(area: Area, statement_id: str, earlier: Submission) -> Answer:
    then = earlier.framework.area_of(statement_id)
    if then is None or then.scale != area.scale or then.answers_of(statement_id) != area.answers_of(statement_id):
        return None
    return earlier.statement(statement_id).answer


def change_since(scale: Scale, settled: Answer, earlier: EarlierView) -> Change:
    if earlier.note:
        return Change(earlier.round, None, earlier.note)
    steps = steps_between(scale, earlier.answer, settled)
    if not scale:
        return Change(earlier.round, None, "")
    if steps is None:
        before, now = answer_label(earlier.answer), answer_label(settled)
        if before == now:
            return Change(earlier.round, None, f"{now}, as in {earlier.round}.")
        return Change(
            earlier.round,
            None,
            f"{before} in {earlier.round}; {now.lower() if settled is None else now} now.",
        )
    label = answer_label(settled)
    if steps == 0:
        return Change(earlier.round, 0, f"{label}, as in {earlier.round}.")
    direction = "Up" if steps > 0 else "Down"
    far = counted(abs(steps), "level")
    return Change(
        earlier.round,
        steps,
        f"{direction} {far} since {earlier.round}: from {answer_label(earlier.answer)} to {label}.",
    )


def _better_answer(view: StatementView, next_level: Level, scale: Scale) -> list[NextDescriptor]:
    """What a statement on a rung up to the next level would be answered with there; nothing where it is already."""
    rung, answers = scale.by_key(view.statement.rung), view.statement.answers or scale
    best = answers.levels[-1]
    if rung is None or rung.rank > next_level.rank or view.own in (best, NonLevel.NOT_APPLICABLE):
        return []
    return [NextDescriptor(view.statement.text, answer_label(view.own), f"{best.label}. {best.meaning}".strip())]


def next_descriptors(
    statements: Sequence[StatementView], next_level: Level | None, scale: Scale
) -> tuple[NextDescriptor, ...]:
    """How each statement that is not there yet looks one level up."""
    if next_level is None:
        return ()
    rows = []
    for view in statements:
        level = level_of(view.own)
        there = level is not None and level.rank >= next_level.rank
        descriptor = view.statement.descriptor(next_level)
        if view.statement.rung or view.statement.answers:
            rows += _better_answer(view, next_level, scale)
            continue
        if descriptor and not there and view.own is not NonLevel.NOT_APPLICABLE:
            rows.append(NextDescriptor(view.statement.text, answer_label(view.own), descriptor))
    return tuple(rows)
