"""Teams: asking people, signing the protocol, stepping down. Rows change in :mod:`plait.partnerships.team_actions`."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from plait.domain.review_teams import PROTOCOL, Ending
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.partnerships import team_actions
from plait.partnerships.round_queries import leads_of
from plait.partnerships.team_queries import led_place, own_place
from plait.reviewers import rules, team_queries

ASKED = "team-asked"
STEPPED_DOWN = "team-stepped-down"


@transaction.atomic
def ask(
    *,
    viewer: Viewer,
    partnership_id: int,
    round_id: int,
    urn: int,
    reviewer_id: int,
    leads: bool,
    at: datetime,
    today: date,
) -> int:
    """Ask somebody of the pool to review a school; their place. They are told by mail.

    Raises ``NotVisible``; ``Refused`` on a conflict, a training that is missing or has run out, or a lead reviewer who
    may not lead; ``NotAllowedNow`` where they are on the team, or it has a lead reviewer.
    """
    found = team_queries.teams(viewer, partnership_id, round_id)
    team_queries.host_of(found, urn)
    require(rules.may_ask(viewer, partnership_id=partnership_id, open_=found.round.open))
    everybody = team_queries.candidates(partnership_id, round_id, urn, today=today)
    if reviewer_id not in everybody:
        raise NotVisible(f"reviewer {reviewer_id}")
    _, candidate = everybody[reviewer_id]
    require(rules.may_be_asked(candidate, leads=leads, today=today))
    number = team_actions.add_place(
        round_id=round_id,
        urn=urn,
        person_id=candidate.person_id,
        name=candidate.name,
        leads=leads,
        at=at,
        actor_id=viewer.person_id,
    )
    about = About(team_actions.KIND, str(number), urn)
    queue(kind=ASKED, dedupe_key=f"{ASKED}:{number}", to_person_id=candidate.person_id, at=at, about=about)
    return number


@transaction.atomic
def sign(*, viewer: Viewer, place_id: int, protocol: str, at: datetime, today: date) -> None:
    """Sign the protocol: from now on the person sees of the school what its agreement shows to reviewers.

    ``protocol``: the version that the page showed. Raises ``NotVisible``, ``Refused``, ``NotAllowedNow``.
    """
    place = own_place(viewer, place_id)
    if place.over:
        raise NotAllowedNow("This review is over for you. There is nothing to sign any more.")
    if protocol != PROTOCOL.version:
        raise NotAllowedNow("The protocol has changed since you opened the page. Read it again, please.")
    mine = team_queries.candidates(
        place.partnership_id, place.round_id, place.host_urn, today=today, person_ids=(viewer.person_id,)
    )
    candidate = next((one for _, one in mine.values()), None)
    require(rules.may_sign_protocol(candidate, today=today))
    team_actions.sign_place(place_id=place_id, protocol=PROTOCOL, at=at, actor_id=viewer.person_id)


@transaction.atomic
def step_down(*, viewer: Viewer, place_id: int, at: datetime) -> None:
    """Leave a team, on the morning of the visit if need be. What was open closes; the leads are told by mail."""
    place = own_place(viewer, place_id)
    if place.over:
        raise NotAllowedNow("This review is over for you already. Nothing was changed.")
    team_actions.end_place(place_id=place_id, ending=Ending.STEPPED_DOWN, at=at, actor_id=viewer.person_id)
    about = About(team_actions.KIND, str(place_id), place.host_urn)
    today = timezone.localtime(at).date()
    for lead in leads_of([place.partnership_id], today)[place.partnership_id]:
        key = f"{STEPPED_DOWN}:{place_id}:{lead.person_id}"
        queue(kind=STEPPED_DOWN, dedupe_key=key, to_person_id=lead.person_id, at=at, about=about)


@transaction.atomic
def take_off(*, viewer: Viewer, place_id: int, at: datetime) -> None:
    """The lead takes somebody off a team. Raises ``NotVisible``, ``NotAllowedNow``."""
    place = led_place(viewer, place_id)
    if place.over:
        raise NotAllowedNow("This place has ended already. Nothing was changed.")
    team_actions.end_place(place_id=place_id, ending=Ending.TAKEN_OFF, at=at, actor_id=viewer.person_id)
