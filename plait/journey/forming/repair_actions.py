"""Filling the places that a school has left open in a round under way."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from plait.domain.groups import GroupSettings
from plait.domain.repairs import OpenPlace, RoundNow, open_places, way_with
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.journey.forming.actions import give_views
from plait.journey.forming.begun import begun_in
from plait.journey.forming.letters import tell_of
from plait.partnerships import forming_actions, forming_queries
from plait.partnerships import queries as partnerships
from plait.partnerships.forming_actions import Change
from plait.partnerships.rules import may_change_places
from plait.peerreview.queries import stage_of_each
from plait.schools.queries import facts as school_facts

OPEN = (ReviewStage.WAITING, ReviewStage.REVIEWING)


def led(viewer: Viewer, partnership_id: int, round_id: int) -> RoundFacts:
    """A round of this partnership in which the viewer may say who is with whom. Raises ``NotVisible``, ``Refused``."""
    this = partnerships.known_round(viewer, round_id)
    if this.partnership_id != partnership_id:
        raise NotVisible(f"round {round_id} of partnership {partnership_id}")
    require(may_change_places(viewer, partnership_id=partnership_id, open_=this.open))
    return this


def round_now(this: RoundFacts) -> RoundNow | None:
    """Who is with whom in a round, as filling open places needs it; ``None`` where nobody looks at another school. A
    fixed number of queries."""
    mode = forming_queries.MODES.get(this.definition.pairing)
    if mode is None:
        return None
    pairings = partnerships.pairings(this.id)
    placed = partnerships.placed(this.id)
    stages = stage_of_each(this.id)
    return RoundNow(
        school_facts(placed),
        mode,
        forming_queries.settings_of_round(this.id) or GroupSettings(trusts_apart=False, across_phases=True),
        forming_queries.paired_before(this.programme_id, this.id),
        pairings,
        frozenset(urn for urn, ended in placed.items() if ended),
        frozenset(urn for urn, stage in stages.items() if stage in OPEN),
        begun_in(this.id),
    )


@transaction.atomic
def fill(
    *, viewer: Viewer, partnership_id: int, round_id: int, key: str, at: datetime, today: date
) -> tuple[OpenPlace, ...]:
    """Take one of the ways that the page has shown, known by its changes; what is still open afterwards.

    Schools with other partners are told by mail. Raises ``NotVisible``, ``Refused``; ``NotAllowedNow`` where the round
    has moved on, so that this way is none any more.
    """
    this = led(viewer, partnership_id, round_id)
    forming_actions.lock_round(round_id)
    now = round_now(this)
    way = way_with(key, open_places(now)) if now else None
    if way is None:
        raise NotAllowedNow("The round has moved on meanwhile. Nothing was done: look at what is open now.")
    gone, new = frozenset(way.gone), frozenset(way.new)
    urns = forming_actions.change_pairings(round_id=round_id, gone=gone, new=new, at=at, actor_id=viewer.person_id)
    give_views(Change(round_id, gone, new), at=at, actor_id=viewer.person_id)
    tell_of(round_id, urns, but=viewer.person_id, at=at, today=today)
    after = round_now(this)
    return open_places(after) if after else ()
