"""Reading workshops: by the school's leaders, by those who take part, and by whoever leads while they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.timezone import localtime

from plait.actionplans import queries as actionplans
from plait.audit.actions import note_disclosure
from plait.domain.disclosures import Disclosed, roles_behind
from plait.domain.roles import Permission, permits
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation
from plait.domain.workshops import Candidate, Outcome, Side, StaffKind, WorkshopState, may_lead
from plait.frameworks.queries import published_of, with_framework
from plait.partnerships import could_lead
from plait.partnerships.queries import pairings, places, round_of, rounds_of_school
from plait.partnerships.sight import relations_of, with_standing
from plait.peerreview.round_queries import writers_about
from plait.schools.queries import names
from plait.workshops.facts import Answered, CardFacts, WorkshopFacts
from plait.workshops.models import Card, ImpactAnswer, Participant, PlannedAction, Vote, Workshop

FROM_OUTSIDE = (Relation.FACILITATOR, Relation.MEMBER)
"""What somebody may be to a school whose workshop they lead."""


def sets_up(viewer: Viewer, round_id: int, urn: int) -> bool:
    """The school takes part in the round, and the viewer is one of its leaders. One query."""
    return viewer.may_at(urn, Permission.PLAN) and urn in places(round_id)


def version(viewer: Viewer, round_id: int, urn: int) -> int:
    """How often what people in the room see has changed, and nothing of what it is. Raises ``NotVisible``."""
    return get(viewer, round_id, urn, reads=False).version


def find(viewer: Viewer, round_id: int, urn: int, *, reads: bool = True) -> WorkshopFacts | None:
    """The workshop of a school in a round; ``None`` while there is none yet, for those who may set it up.

    Raises ``NotVisible`` for everybody else. A fixed number of queries. Notes in the school's log that somebody from
    outside reads it (``reads``: they are about to be told something of it).
    """
    rows = Workshop.objects.select_related("leader", "school", "round__programme__partnership")
    found = with_framework(with_standing(rows.filter(school_id=urn, round_id=round_id), viewer), "round__").first()
    if found is None:
        if sets_up(viewer, round_id, urn):
            return None
        raise NotVisible(f"workshop of school {urn} in round {round_id}")
    people = tuple(
        (item.person_id, str(item.person), StaffKind(item.kind))
        for item in Participant.objects.filter(workshop_id=found.pk).select_related("person").order_by("person__name")
    )
    if viewer.may_at(urn, Permission.PLAN) or (
        urn in viewer.urns and viewer.person_id in {number for number, _, _ in people}
    ):
        return _facts(found, people, leads=False)
    relations = relations_of(found)
    if viewer.person_id != found.leader_id or not _leads(viewer, found, relations):
        raise NotVisible(f"workshop {found.pk}")
    if not reads:
        return _facts(found, people, leads=True)
    relation = next(item for item in FROM_OUTSIDE if item in relations)
    note_disclosure(
        Disclosed(
            urn=urn,
            round_id=round_id,
            artefact=Artefact.ACTION,
            phase=Phase.PLANNED,
            kind="workshop",
            object_id=found.pk,
            relation=relation,
            person_id=viewer.person_id,
            roles=roles_behind(viewer, relation),
        )
    )
    return _facts(found, people, leads=True)


def get(viewer: Viewer, round_id: int, urn: int, *, reads: bool = True) -> WorkshopFacts:
    """A workshop that there is. Raises ``NotVisible``."""
    found = find(viewer, round_id, urn, reads=reads)
    if found is None:
        raise NotVisible(f"workshop of school {urn} in round {round_id}")
    return found


def of_number(viewer: Viewer, workshop_id: int) -> WorkshopFacts:
    """A workshop by its number, for a mail that tells nothing of what was found. Raises ``NotVisible``."""
    where = Workshop.objects.filter(pk=workshop_id).values_list("round_id", "school_id").first()
    if where is None:
        raise NotVisible(f"workshop {workshop_id}")
    return get(viewer, *where, reads=False)


def _leads(viewer: Viewer, row: Workshop, relations: frozenset[Relation]) -> bool:
    """The school's signature stands, they are still somebody who may lead, and they are not on the review team."""
    if not relations & set(FROM_OUTSIDE) or row.school_id in viewer.urns:
        return False
    reviewers = {reviewer for host, reviewer in pairings(row.round_id) if host == row.school_id}
    if viewer.reviewing_urns & reviewers:
        return False
    team = could_lead.on_team(row.round_id, row.school_id)
    return viewer.person_id not in team | writers_about(row.round_id, row.school_id)


def _facts(row: Any, people: tuple[tuple[int, str, StaffKind], ...], *, leads: bool) -> WorkshopFacts:
    return WorkshopFacts(
        row.pk,
        row.school_id,
        row.school.name,
        round_of(row.round),
        published_of(row),
        row.leader_id,
        str(row.leader),
        row.held_on,
        row.place,
        tuple(row.areas),
        WorkshopState(row.state),
        row.version,
        row.closed_on,
        row.check_on,
        people,
        leads,
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """A workshop that somebody sets up, leads or takes part in, or one that a school of theirs could have."""

    urn: int
    school: str
    round_id: int
    where: str
    held_on: date | None


def mine(viewer: Viewer) -> tuple[Mine, ...]:
    """The workshops that the viewer leads while they may, or takes part in, newest first; and for a school's leaders
    its open rounds, also before there is one. A fixed number of queries for each workshop that they lead."""
    leading = {held.urn for held in viewer.roles if held.urn is not None and permits(held.role, Permission.PLAN)}
    found: dict[tuple[int, int], Mine] = {}
    for urn, school in names(sorted(leading)).items():
        for round_, placed in rounds_of_school(viewer, urn):
            if round_.open and placed == urn:
                found[urn, round_.id] = Mine(urn, school, round_.id, f"{round_.programme}, {round_.title}", None)
    takes_part = Exists(Participant.objects.filter(workshop_id=OuterRef("pk"), person_id=viewer.person_id))
    rows = with_standing(Workshop.objects.select_related("school", "round__programme"), viewer).filter(
        Q(takes_part, school_id__in=viewer.urns) | Q(school_id__in=leading) | Q(leader_id=viewer.person_id)
    )
    for row in rows:
        if row.school_id not in viewer.urns and not _leads(viewer, row, relations_of(row)):
            continue
        where = f"{row.round.programme.title}, {row.round.title}"
        found[row.school_id, row.round_id] = Mine(row.school_id, row.school.name, row.round_id, where, row.held_on)
    return tuple(sorted(found.values(), key=lambda item: (item.held_on or date.max, item.round_id), reverse=True))


def who_could_lead(round_id: int, urn: int, *, today: date) -> dict[int, tuple[Candidate, Verdict]]:
    """Everybody near the round, each with whether they may lead this school's workshop and why not. For those who set
    it up. Six queries."""
    team = could_lead.on_team(round_id, urn) | writers_about(round_id, urn)
    found = could_lead.candidates(round_id, wrote=team, today=today)
    reviewers = {reviewer for host, reviewer in pairings(round_id) if host == urn}
    others = could_lead.others_in(round_id, urn)
    return {key: (item, may_lead(item, host=urn, reviewers=reviewers, others=others)) for key, item in found.items()}


def cards(viewer: Viewer, workshop: WorkshopFacts) -> tuple[CardFacts, ...]:
    """Every card in the order of writing, without names. One query."""
    mine = Vote.objects.filter(card_id=OuterRef("pk"), person_id=viewer.person_id)
    rows = Card.objects.filter(workshop_id=workshop.id).annotate(count=Count("votes"), mine=Exists(mine))
    return tuple(
        CardFacts(
            row.pk, row.area, Side(row.side), row.text, row.count, row.mine, own=row.author_id == viewer.person_id
        )
        for row in rows.order_by("pk")
    )


def place_of(viewer: Viewer, card_id: int) -> tuple[int, int, str]:
    """Round, school and area of a card whose workshop the viewer may read. Raises ``NotVisible``."""
    row = Card.objects.filter(pk=card_id).select_related("workshop").first()
    if row is None:
        raise NotVisible(f"card {card_id}")
    found = find(viewer, row.workshop.round_id, row.workshop.school_id, reads=False)
    if found is None:
        raise NotVisible(f"card {card_id}")
    return found.round_id, found.urn, row.area


def planned_here(workshop: WorkshopFacts) -> frozenset[int]:
    """The actions that were written down in the workshop, by id. One query."""
    return frozenset(PlannedAction.objects.filter(workshop_id=workshop.id).values_list("action_id", flat=True))


def check(viewer: Viewer, round_id: int, urn: int) -> tuple[date, tuple[actionplans.ActionFacts, ...]] | None:
    """The day of the first impact check and the actions that it is about, as far as the viewer may read them; ``None``
    before a workshop has closed. Two queries."""
    actions = actionplans.of_school(viewer, urn, round_id)
    row = Workshop.objects.filter(school_id=urn, round_id=round_id, check_on__isnull=False).first()
    if row is None or row.check_on is None or (urn not in viewer.urns and not actions):
        return None
    return row.check_on, actions


def answers(actions: tuple[actionplans.ActionFacts, ...]) -> dict[int, Answered]:
    """The latest answer about each of these actions, which the viewer may read. One query."""
    rows = ImpactAnswer.objects.filter(action_id__in=[item.id for item in actions]).select_related("answered_by")
    return {
        row.action_id: Answered(
            row.turn,
            Outcome(row.outcome),
            row.different,
            row.whom,
            row.know,
            row.again_on,
            localtime(row.answered_at).date(),
            str(row.answered_by),
        )
        for row in rows.order_by("turn")
    }


def numbers(urns: frozenset[int]) -> dict[int, int]:
    """The round of each workshop of these schools, by its number. For the trail of the school's leaders. One query."""
    return dict(Workshop.objects.filter(school_id__in=urns).values_list("pk", "round_id"))
