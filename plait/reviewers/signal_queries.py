"""What the lead’s page about a round is worked out from: only what the round’s contract lets the lead read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from plait.domain.disclosure import MINIMUM
from plait.domain.frameworks import Framework
from plait.domain.rater_agreement import CannotCompare, Metric, RaterAgreement, Rating, agreement
from plait.domain.rounds import RoundFacts
from plait.domain.signals import Groups, Moves, Pairs, Whole, cosiness, drift, drift_of_all, groups_of
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.evidence.use_queries import attached_in
from plait.frameworks.queries import framework
from plait.partnerships.pool_queries import led_partnership
from plait.partnerships.queries import PlaceFacts, pairings, places_signed, rounds_of_partnership
from plait.peerreview.level_queries import Talked, ViewLevel, talked, view_levels
from plait.selfevaluation.level_queries import submitted_evidence, submitted_levels

Steps = Mapping[tuple[str, str], int]
"""``(area, stored level)`` to its place on the scale. What is no level is not there."""
SELF = (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED)
PEERS = (Artefact.PEER_VIEW, Phase.REVEALED)
TALK = (Artefact.CHALLENGE, Phase.RECORDED)
SHOWN = (Artefact.EVIDENCE, Phase.SUBMITTED)


@dataclass(frozen=True, slots=True)
class RoundSigns:
    """Each part is ``None`` where the contract does not let the lead read what it would be worked out from, where the
    round has no levels, or (drift) where no earlier round has been judged by the same framework. ``reads_talk``: the
    lead reads what conversations changed."""

    round: RoundFacts
    names: dict[int, str]
    in_words: bool
    reads_talk: bool
    cosy: Groups | None
    agreed: RaterAgreement | None
    may_agree: bool
    before: RoundFacts | None
    may_drift: bool
    drifting: Groups | None
    whole: Whole | None


def round_signs(viewer: Viewer, partnership_id: int, round_id: int) -> RoundSigns:
    """For whoever leads the partnership. Raises ``NotVisible``. A fixed number of queries, however many schools."""
    led_partnership(viewer, partnership_id)
    rounds = rounds_of_partnership(partnership_id)
    this = next((item for item in rounds if item.id == round_id), None)
    if this is None:
        raise NotVisible(f"round {round_id} of partnership {partnership_id}")
    before = _before(this, rounds)
    names = _names(places_signed(this.id))
    in_words = this.definition.in_words
    steps = _steps(this.definition.judged(framework(this.framework_id, this.framework_version)))
    reads = partial(_reads, this)
    views = view_levels(viewer, this) if not in_words else ()
    own = submitted_levels(viewer, this) if not in_words else {}
    talks = talked(viewer, this) if not in_words else ()
    groups = groups_of(pairings(this.id))
    cosy = None
    if not in_words and reads(SELF) and reads(PEERS):
        cosy = cosiness(groups, _pairs(views, own, talks, steps))
    may_agree = not in_words and reads(PEERS)
    may_drift = (
        bool(before) and not in_words and all(_reads(item, TALK, SHOWN, SELF) for item in (this, before) if item)
    )
    moves = _moves(viewer, this, before, talks, steps) if may_drift and before else None
    return RoundSigns(
        round=this,
        names=names,
        in_words=in_words,
        reads_talk=reads(TALK),
        cosy=cosy,
        agreed=_agreement(views, steps) if may_agree else None,
        may_agree=may_agree,
        before=before,
        may_drift=may_drift,
        drifting=drift(groups, moves) if moves is not None else None,
        whole=drift_of_all(moves.values()) if moves is not None else None,
    )


def _names(places: Collection[PlaceFacts]) -> dict[int, str]:
    return {place.urn: place.school for place in places}


def _before(this: RoundFacts, rounds: Collection[RoundFacts]) -> RoundFacts | None:
    """The last round of the same programme before this one, if it was judged by the same version of a framework."""
    earlier = [item for item in rounds if item.programme_id == this.programme_id and item.number < this.number]
    last = max(earlier, key=lambda item: item.number, default=None)
    same = ("framework_id", "framework_version")
    return last if last and all(getattr(last, name) == getattr(this, name) for name in same) else None


def _reads(this: RoundFacts, *wanted: tuple[Artefact, Phase]) -> bool:
    """Whether the round’s contract lets its lead read each of these."""
    return all(this.contract.sight(*each, [Relation.LEAD]) >= Sight.READ for each in wanted)


def _steps(judged: Framework) -> dict[tuple[str, str], int]:
    return {(area.id, level.key): at for area in judged.areas for at, level in enumerate(area.scale)}


def _pairs(
    views: Collection[ViewLevel], own: Mapping[int, Mapping[str, str]], talks: Collection[Talked], steps: Steps
) -> dict[int, Pairs]:
    """Partners’ levels beside the school’s own, by school."""
    same, below, of = Counter[int](), Counter[int](), Counter[int]()
    for view in views:
        here = steps.get((view.area, own.get(view.host, {}).get(view.area, "")))
        there = steps.get((view.area, view.answer))
        if here is None or there is None:
            continue
        of[view.host] += 1
        same[view.host] += here == there
        below[view.host] += there < here
    changed, recorded = Counter[int](), Counter[int]()
    for item in talks:
        recorded[item.host] += 1
        changed[item.host] += item.before != item.agreed
    return {urn: Pairs(urn, same[urn], below[urn], of[urn], changed[urn], recorded[urn]) for urn in of}


def _moves(
    viewer: Viewer, this: RoundFacts, before: RoundFacts, talks: Collection[Talked], steps: Steps
) -> dict[int, Moves]:
    """How agreed levels moved where the school’s evidence is what it was and nothing new is attached, by school."""
    earlier = {(item.host, item.area): item.agreed for item in talked(viewer, before)}
    shown, was_shown = submitted_evidence(viewer, this), submitted_evidence(viewer, before)
    attached = attached_in(viewer, [this.id, before.id])
    was = {(urn, area, item) for at, urn, area, item in attached if at == before.id}
    new = {(urn, area) for at, urn, area, item in attached if at == this.id and (urn, area, item) not in was}
    up, down, of = Counter[int](), Counter[int](), Counter[int]()
    for item in talks:
        place = (item.host, item.area)
        now, then = steps.get((item.area, item.agreed)), steps.get((item.area, earlier.get(place, "")))
        still = place in shown and shown[place] == was_shown.get(place) and place not in new
        if now is None or then is None or not still:
            continue
        of[item.host] += 1
        up[item.host] += now > then
        down[item.host] += now < then
    return {urn: Moves(urn, up[urn], down[urn], of[urn]) for urn in of}


def _agreement(views: Collection[ViewLevel], steps: Steps) -> RaterAgreement | None:
    """How far partners agree with one another on the same area of the same school; ``None`` where there is nothing to
    compare, or fewer than five schools."""
    ratings = [
        Rating(f"{view.host}/{view.area}", str(view.reviewer), str(steps[view.area, view.answer] + 1))
        for view in views
        if (view.area, view.answer) in steps
    ]
    try:
        found = agreement(ratings, Metric.ORDINAL)
    except CannotCompare:
        return None
    return found if len({view.host for view in views}) >= MINIMUM else None
