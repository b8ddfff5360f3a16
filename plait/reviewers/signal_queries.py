"""What the lead’s page about a round is worked out from: what the round’s contract lets the lead read, or be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from plait.domain.disclosure import MINIMUM
from plait.domain.frameworks import Framework
from plait.domain.rater_agreement import CannotCompare, Metric, RaterAgreement, Rating, agreement
from plait.domain.rounds import RoundFacts
from plait.domain.signals import Groups, Moves, Pairs, Whole, cosiness, drift, drift_of_all, groups_of
from plait.domain.signals_told import Way, way, whole_groups
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.evidence.use_queries import attached_in
from plait.frameworks.queries import framework
from plait.partnerships.pool_queries import led_partnership
from plait.partnerships.queries import PlaceFacts, pairings, places_signed, rounds_of_partnership
from plait.peerreview.level_queries import AllIn, Talked, ViewLevel, all_in, talked, view_levels
from plait.selfevaluation.level_queries import submitted_evidence, submitted_levels

Groupings = tuple[tuple[int, ...], ...]
"""Schools that look at each other, group by group."""
Steps = Mapping[tuple[str, str], int]
"""``(area, stored level)`` to its place on the scale. What is no level is not there."""
SELF = (Artefact.SELF_JUDGEMENT, Phase.SUBMITTED)
PEERS = (Artefact.PEER_VIEW, Phase.REVEALED)
TALK = (Artefact.CHALLENGE, Phase.RECORDED)
SHOWN = (Artefact.EVIDENCE, Phase.SUBMITTED)


@dataclass(frozen=True, slots=True)
class RoundSigns:
    """``cosy``, ``agreed``, ``drifting`` and ``whole`` are there where their way is read or told. ``reads_talk``: the
    lead reads what conversations changed. ``before``: the last round, if it was judged by the same framework."""

    round: RoundFacts
    names: dict[int, str]
    in_words: bool
    reads_talk: bool
    before: RoundFacts | None
    cosy_way: Way
    agreed_way: Way
    drift_way: Way
    cosy: Groups | None = None
    agreed: RaterAgreement | None = None
    drifting: Groups | None = None
    whole: Whole | None = None


def round_signs(viewer: Viewer, partnership_id: int, round_id: int) -> RoundSigns:
    """For whoever leads the partnership. Raises ``NotVisible``. A fixed number of queries, however many schools."""
    led_partnership(viewer, partnership_id)
    rounds = rounds_of_partnership(partnership_id)
    this = next((item for item in rounds if item.id == round_id), None)
    if this is None:
        raise NotVisible(f"round {round_id} of partnership {partnership_id}")
    before = _before(this, rounds)
    names = _names(places_signed(this.id))
    here, there = _all_in(viewer, this), _all_in(viewer, before)
    both = [item.contract for item in (this, before) if item]
    found = RoundSigns(
        round=this,
        names=names,
        in_words=this.definition.in_words,
        reads_talk=way([this.contract], [TALK], all_in=False) is Way.READ,
        before=before,
        cosy_way=way([this.contract], [SELF, PEERS], tells=[TALK], all_in=here.views),
        agreed_way=way([this.contract], [PEERS], all_in=here.views),
        drift_way=way(both, [TALK, SHOWN, SELF], all_in=here.talks and there.talks) if before else Way.UNSEEN,
    )
    return found if found.in_words else _counted(viewer, found)


def _counted(viewer: Viewer, found: RoundSigns) -> RoundSigns:
    """The same with all that may be counted."""
    this, before, counts = found.round, found.before, (Way.READ, Way.TOLD)
    steps = _steps(this.definition.judged(framework(this.framework_id, this.framework_version)))
    views, talks = view_levels(viewer, this), talked(viewer, this)
    groups = groups_of(pairings(this.id))
    if found.cosy_way in counts:
        pairs = _pairs(views, submitted_levels(viewer, this), talks, steps)
        found = replace(found, cosy=cosiness(_told_of(found.cosy_way, groups, pairs), pairs))
    if found.agreed_way in counts:
        found = replace(found, agreed=_agreement(_compared(found.agreed_way, groups, views, steps), steps))
    if before and found.drift_way in counts:
        moves = _moves(viewer, this, before, talks, steps)
        drifting = drift(_told_of(found.drift_way, groups, moves), moves)
        found = replace(found, drifting=drifting, whole=drift_of_all(moves.values()))
    return found


def _all_in(viewer: Viewer, this: RoundFacts | None) -> AllIn:
    """Asked only where a contract speaks of signals; elsewhere nothing hangs on it."""
    return all_in(viewer, this) if this and this.contract.signals else AllIn(views=False, talks=False)


def _told_of(this_way: Way, groups: Groupings, counted: Collection[int]) -> Groupings:
    """All groups where the lead reads what is counted; else those of which something may be told."""
    return groups if this_way is Way.READ else whole_groups(groups, counted)


def _compared(this_way: Way, groups: Groupings, views: Collection[ViewLevel], steps: Steps) -> tuple[ViewLevel, ...]:
    """Views of schools that several partners looked at, and that may be counted."""
    partners: dict[int, set[int]] = {}
    for view in views:
        if (view.area, view.answer) in steps:
            partners.setdefault(view.host, set()).add(view.reviewer)
    several = {host for host, found in partners.items() if len(found) > 1}
    if this_way is not Way.READ:
        several = {urn for members in whole_groups(groups, several) for urn in members}
    return tuple(view for view in views if view.host in several)


def _names(places: Collection[PlaceFacts]) -> dict[int, str]:
    return {place.urn: place.school for place in places}


def _before(this: RoundFacts, rounds: Collection[RoundFacts]) -> RoundFacts | None:
    """The last round of the same programme before this one, if it was judged by the same version of a framework."""
    earlier = [item for item in rounds if item.programme_id == this.programme_id and item.number < this.number]
    last = max(earlier, key=lambda item: item.number, default=None)
    same = ("framework_id", "framework_version")
    return last if last and all(getattr(last, name) == getattr(this, name) for name in same) else None


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
    attached = attached_in(viewer, [this, before])
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
