"""Schools that join or leave while a round is under way: places, evaluations, views and signatures at one go."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from plait.domain.programmes import StepKind
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import framework
from plait.partnerships import actions as partnerships
from plait.partnerships import place_actions as places
from plait.partnerships import queries as partnership_queries
from plait.partnerships.rules import may_change_places
from plait.peerreview import actions as peerreview
from plait.peerreview import place_actions as views
from plait.peerreview import queries as peer_queries
from plait.schools.queries import facts as school_facts
from plait.selfevaluation import actions as selfevaluation


def _led(viewer: Viewer, partnership_id: int, round_id: int) -> RoundFacts:
    """A round of this partnership whose places the viewer may change. Raises ``NotVisible``, ``Refused``."""
    this = partnership_queries.known_round(viewer, round_id)
    if this.partnership_id != partnership_id:
        raise NotVisible(f"round {round_id} of partnership {partnership_id}")
    require(may_change_places(viewer, partnership_id=partnership_id, open_=this.open))
    return this


@transaction.atomic
def take_place(*, viewer: Viewer, partnership_id: int, round_id: int, urn: int, at: datetime) -> None:
    """A member school joins a round that is under way: its evaluation and views begin, others get a view of it.

    Raises ``NotVisible``, ``Refused``, and ``NotAllowedNow`` for a school that has a place or is no member.
    """
    this = _led(viewer, partnership_id, round_id)
    stages = peer_queries.stage_of_each(round_id)
    open_hosts = {host for host, stage in stages.items() if stage in (ReviewStage.WAITING, ReviewStage.REVIEWING)}
    before = set(partnership_queries.places(round_id))
    new = places.take_place(round_id=round_id, urn=urn, open_hosts=open_hosts, at=at, actor_id=viewer.person_id)
    if not this.definition.has(StepKind.SELF_EVALUATION):
        return
    judged_against = framework(this.framework_id, this.framework_version)
    schools = school_facts({urn, *(host for host, _ in new)})
    areas = {
        key: [area.id for area in judged_against.applicable_areas(item.provision)] for key, item in schools.items()
    }
    if urn not in before:
        _begin(this, urn, areas[urn], [reviewer for host, reviewer in new if host == urn], at, viewer.person_id)
    else:
        active = set(partnership_queries.places(round_id)) - set(partnership_queries.ended_places(round_id))
        views.take_up_views_of(round_id=round_id, urn=urn, partners=sorted(active), at=at, actor_id=viewer.person_id)
    if not this.definition.has(StepKind.PEER_VIEW):
        return
    for host, reviewer in new:
        if host != urn or urn in before:
            views.add_view(
                round_id=round_id,
                host_urn=host,
                urn=reviewer,
                area_ids=areas[host],
                at=at,
                actor_id=viewer.person_id,
            )


def _begin(this: RoundFacts, urn: int, area_ids: list[str], reviewers: list[int], at: datetime, actor_id: int) -> None:
    judged_against = framework(this.framework_id, this.framework_version)
    evaluations = selfevaluation.begin(
        round_id=this.id, judged_against=judged_against, areas={urn: area_ids}, at=at, actor_id=actor_id
    )
    if this.definition.has(StepKind.PEER_VIEW):
        views.begin(
            round_id=this.id,
            evaluations=evaluations,
            reviewers={urn: reviewers},
            areas={urn: area_ids},
            at=at,
            actor_id=actor_id,
        )


@transaction.atomic
def end_place(
    *, viewer: Viewer, partnership_id: int, round_id: int, urn: int, why: str, at: datetime, today: date
) -> None:
    """A school leaves a round that is under way: nobody waits for it, and nothing new leaves it.

    Raises ``NotVisible``, ``Refused``, and ``NotAllowedNow`` where it has left already.
    """
    _led(viewer, partnership_id, round_id)
    _end(viewer, round_id, urn, why, at, today)


def _end(viewer: Viewer, round_id: int, urn: int, why: str, at: datetime, today: date) -> None:
    actor_id = viewer.person_id
    places.end_place(round_id=round_id, urn=urn, why=why, at=at, today=today, actor_id=actor_id)
    peerreview.set_aside_views(round_id=round_id, urn=urn, at=at, actor_id=actor_id)
    views.set_aside_views_of(round_id=round_id, urn=urn, at=at, actor_id=actor_id)


@transaction.atomic
def leave(
    *,
    viewer: Viewer,
    partnership_id: int,
    left: date,
    at: datetime,
    today: date,
    urn: int | None = None,
    name: str = "",
) -> None:
    """End a membership; ``left`` is its last day. A school whose last day is today or before leaves open rounds too.

    Raises as :func:`plait.partnerships.actions.leave`.
    """
    partnerships.leave(viewer=viewer, partnership_id=partnership_id, left=left, at=at, urn=urn, name=name)
    if urn is None or left > today:
        return
    for this in partnership_queries.rounds_of_partnership(partnership_id):
        placed = urn in partnership_queries.places(this.id) and urn not in partnership_queries.ended_places(this.id)
        if this.open and placed:
            _end(viewer, this.id, urn, f"{this.partnership} is no longer its partnership", at, today)
