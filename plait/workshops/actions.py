"""Changing workshops. The only way that their rows change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.timezone import localtime

from plait.actionplans import actions as actionplans
from plait.actionplans import queries as action_queries
from plait.audit.actions import record
from plait.domain.rounds import RoundFacts
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, StaleWrite, no, require
from plait.domain.viewer import Viewer
from plait.domain.workshops import COMES_BACK, VOTES, Outcome, Side, StaffKind, WorkshopState, first_check
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.partnerships.queries import lock_place, round_facts
from plait.workshops import queries, rules
from plait.workshops.facts import WorkshopFacts
from plait.workshops.models import Card, ImpactAnswer, Participant, PlannedAction, Vote, Workshop

KIND = "workshop"
NAMED = "workshop-named"
CARD = "workshop-card"
"""Of single cards and votes the trail says that there were some, not which: people speak more freely so."""


@dataclass(frozen=True, slots=True)
class SetUpInput:
    """``participants``: what each of the school's people who takes part does there, by number."""

    leader_id: int
    held_on: date
    place: str
    areas: tuple[str, ...]
    participants: Mapping[int, StaffKind]


@transaction.atomic
def set_up(
    *, viewer: Viewer, round_id: int, urn: int, given: SetUpInput, version: int, at: datetime, today: date
) -> None:
    """Say who leads the workshop, who takes part, when and where; they are told by mail.

    Raises ``NotVisible``, ``Refused`` (also for a leader who was on the review team), and ``StaleWrite`` when somebody
    changed it meanwhile.
    """
    found = queries.find(viewer, round_id, urn)
    require(rules.may_set_up(viewer, urn=urn, workshop=found))
    lock_place(round_id, urn)
    known = queries.who_could_lead(round_id, urn, today=today).get(given.leader_id)
    require(known[1] if known else no("Choose somebody from the list to lead the workshop."))
    found = queries.find(viewer, round_id, urn)
    if (found.version if found else 0) != version:
        raise StaleWrite("Somebody changed this workshop while you were writing.", {}, found.version if found else 0)
    fields = {
        "leader_id": given.leader_id,
        "held_on": given.held_on,
        "place": given.place,
        "areas": list(given.areas),
    }
    if found is None:
        number = Workshop.objects.create(
            school_id=urn, round_id=round_id, set_at=at, set_by_id=viewer.person_id, **fields
        ).pk
    else:
        number = found.id
        Workshop.objects.filter(pk=number).update(version=F("version") + 1, **fields)
    Participant.objects.filter(workshop_id=number).delete()
    Participant.objects.bulk_create(
        Participant(workshop_id=number, person_id=person, kind=kind.value)
        for person, kind in given.participants.items()
    )
    record(
        actor_id=viewer.person_id,
        action="set up",
        kind=KIND,
        object_id=number,
        at=at,
        school_urn=urn,
        changes={
            "held_on": (str(found.held_on) if found else "", str(given.held_on)),
            "place": (found.place if found else "", given.place),
            "people": (str(len(found.participants)) if found else "", str(len(given.participants))),
        },
    )
    for person in {given.leader_id, *given.participants} - {viewer.person_id}:
        # told once for each day that it is set to
        key = f"{NAMED}:{number}:{person}:{given.held_on}"
        queue(kind=NAMED, dedupe_key=key, to_person_id=person, at=at, about=About(KIND, str(number), urn))


def _held(viewer: Viewer, round_id: int, urn: int) -> WorkshopFacts:
    """The workshop, held against other writers until the transaction ends."""
    found = queries.get(viewer, round_id, urn, reads=False)
    list(Workshop.objects.select_for_update().filter(pk=found.id).values_list("pk"))
    return queries.get(viewer, round_id, urn, reads=False)


def _changed(viewer: Viewer, found: WorkshopFacts, kind: str, action: str, number: int, at: datetime) -> None:
    """Everybody in the room sees it with their next look; the trail has a row."""
    Workshop.objects.filter(pk=found.id).update(version=F("version") + 1)
    record(actor_id=viewer.person_id, action=action, kind=kind, object_id=number, at=at, school_urn=found.urn)


@transaction.atomic
def begin(*, viewer: Viewer, round_id: int, urn: int, at: datetime, today: date) -> None:
    """Open the workshop for cards and votes. Raises ``Refused`` while its leader may not lead."""
    found = _held(viewer, round_id, urn)
    require(rules.may_run(viewer, found))
    known = queries.who_could_lead(round_id, urn, today=today).get(found.leader_id)
    require(known[1] if known else no(f"{found.leader} no longer has a role here, so somebody else leads."))
    if found.state is WorkshopState.PLANNED:
        Workshop.objects.filter(pk=found.id).update(state=WorkshopState.OPEN.value)
        _changed(viewer, found, KIND, "open", found.id, at)


@transaction.atomic
def close(*, viewer: Viewer, round_id: int, urn: int, at: datetime) -> date:
    """Close the workshop for good; the day of the impact check. Raises ``NotAllowedNow`` before it has begun."""
    found = _held(viewer, round_id, urn)
    require(rules.may_run(viewer, found))
    if not found.open:
        raise NotAllowedNow("The workshop has not begun yet, so there is nothing to close.")
    today = localtime(at).date()
    planned = _round(round_id).milestones_due.get("impact")
    check_on = first_check(today, planned)
    Workshop.objects.filter(pk=found.id).update(
        state=WorkshopState.CLOSED.value, closed_on=today, check_on=check_on, version=F("version") + 1
    )
    record(
        actor_id=viewer.person_id,
        action="close",
        kind=KIND,
        object_id=found.id,
        at=at,
        school_urn=urn,
        changes={"check_on": ("", str(check_on))},
    )
    return check_on


def _round(round_id: int) -> RoundFacts:
    return round_facts([round_id])[round_id]


@dataclass(frozen=True, slots=True)
class CardInput:
    """``token`` is made with the page: the same one sent twice is one card."""

    area_id: str
    side: Side
    text: str
    token: str


@transaction.atomic
def add_card(*, viewer: Viewer, round_id: int, urn: int, given: CardInput, at: datetime) -> None:
    """Add a card. The same token again changes nothing."""
    found = _held(viewer, round_id, urn)
    require(rules.may_write(found))
    if given.area_id not in found.areas:
        raise NotVisible(f"area {given.area_id} of workshop {found.id}")
    row, made = Card.objects.get_or_create(
        workshop_id=found.id,
        token=given.token,
        defaults={
            "area": given.area_id,
            "side": given.side.value,
            "text": given.text,
            "author_id": viewer.person_id,
            "written_at": at,
        },
    )
    if made:
        _changed(viewer, found, CARD, "add", row.pk, at)


@transaction.atomic
def take_away(*, viewer: Viewer, round_id: int, urn: int, card_id: int, at: datetime) -> None:
    """Delete a card: its author, or whoever runs the workshop. Nothing is left of its words."""
    found = _held(viewer, round_id, urn)
    require(rules.may_write(found))
    row = Card.objects.filter(pk=card_id, workshop_id=found.id).first()
    if row is None:
        raise NotVisible(f"card {card_id} of workshop {found.id}")
    if row.author_id != viewer.person_id:
        require(rules.may_run(viewer, found))
    row.delete()
    _changed(viewer, found, CARD, "delete", card_id, at)


@transaction.atomic
def vote(*, viewer: Viewer, round_id: int, urn: int, card_id: int, wanted: bool, at: datetime) -> None:
    """Give a card one of one's votes, or take it back. Raises ``NotAllowedNow`` when all votes are given."""
    found = _held(viewer, round_id, urn)
    require(rules.may_vote(found))
    if not Card.objects.filter(pk=card_id, workshop_id=found.id).exists():
        raise NotVisible(f"card {card_id} of workshop {found.id}")
    own = Vote.objects.filter(person_id=viewer.person_id, card__workshop_id=found.id)
    if not wanted:
        if own.filter(card_id=card_id).delete()[0]:
            _changed(viewer, found, CARD, "take back vote", card_id, at)
        return
    if own.filter(card_id=card_id).exists():
        return
    if own.count() >= VOTES:
        raise NotAllowedNow("You have given all three of your votes. Take one back to give it to another card.")
    Vote.objects.create(card_id=card_id, person_id=viewer.person_id)
    _changed(viewer, found, CARD, "vote", card_id, at)


@transaction.atomic
def plan(*, viewer: Viewer, round_id: int, urn: int, given: actionplans.ActionInput, token: str, at: datetime) -> None:
    """Write an action down in the school's plan. The same token again changes nothing."""
    found = _held(viewer, round_id, urn)
    require(rules.may_plan(viewer, found))
    if PlannedAction.objects.filter(workshop_id=found.id, token=token).exists():
        return
    number = actionplans.add(viewer=viewer, urn=urn, round_id=round_id, given=given, at=at)
    made = next(item for item in action_queries.of_school(viewer, urn, round_id) if item.number == number)
    PlannedAction.objects.create(workshop_id=found.id, action_id=made.id, token=token)
    _changed(viewer, found, KIND, "plan", found.id, at)


@dataclass(frozen=True, slots=True)
class ImpactInput:
    """``turn``: how many answers the page showed. ``again_on``: when to look again, for what is not done yet."""

    outcome: Outcome
    different: str
    whom: str
    know: str
    again_on: date | None
    turn: int


@transaction.atomic
def answer(*, viewer: Viewer, round_id: int, urn: int, action_id: int, given: ImpactInput, at: datetime) -> None:
    """Say what came of an action. Raises ``NotVisible``, ``Refused``, ``ValueError`` without a day on which it comes
    back, and ``StaleWrite`` when somebody answered meanwhile."""
    found = queries.check(viewer, round_id, urn)
    if found is None or action_id not in {item.id for item in found[1]}:
        raise NotVisible(f"impact of action {action_id}")
    round_ = _round(round_id)
    definition = round_.definition
    require(rules.may_answer(viewer, urn=urn, programme_id=round_.programme_id, definition=definition))
    if given.outcome in COMES_BACK and given.again_on is None:
        raise ValueError("Give the day on which you look again.")
    lock_place(round_id, urn)
    turns = ImpactAnswer.objects.filter(action_id=action_id).aggregate(last=Max("turn"))["last"] or 0
    if turns != given.turn:
        raise StaleWrite("Somebody answered for this action while you were writing.", {}, turns)
    workshop = Workshop.objects.get(school_id=urn, round_id=round_id)
    ImpactAnswer.objects.create(
        workshop=workshop,
        action_id=action_id,
        turn=turns + 1,
        outcome=given.outcome.value,
        different=given.different,
        whom=given.whom,
        know=given.know,
        again_on=given.again_on if given.outcome in COMES_BACK else None,
        answered_at=at,
        answered_by_id=viewer.person_id,
    )
    record(
        actor_id=viewer.person_id,
        action="answer",
        kind=KIND,
        object_id=workshop.pk,
        at=at,
        school_urn=urn,
        changes={"outcome": ("", given.outcome.value)},
    )
