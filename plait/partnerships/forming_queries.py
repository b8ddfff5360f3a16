"""Reading what groups are formed from, and the groups that were worked out. For those who open rounds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from plait.domain.groups import GroupProposal, GroupSettings
from plait.domain.programmes import Pairing as PairingRule
from plait.domain.roles import Role
from plait.domain.rounds import RoundFacts
from plait.domain.schools import SchoolFacts
from plait.domain.trios import Mode, pair
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.partnerships import queries
from plait.partnerships.forming_models import Proposal, ProposalState
from plait.partnerships.models import Appointment, Pairing, Place, Programme, Round
from plait.partnerships.rules import may_form
from plait.schools.queries import closed_among
from plait.schools.queries import facts as school_facts


@dataclass(frozen=True, slots=True)
class Forms:
    """A programme whose groups somebody may form. ``open_round``: its round that is under way."""

    partnership_id: int
    partnership: str
    programme_id: int
    programme: str
    mode: Mode | None
    """``None`` where nobody looks at another school."""
    open_round: RoundFacts | None
    may: Verdict


@dataclass(frozen=True, slots=True)
class SavedProposal:
    """``round_id``: of the round under way that it is for; ``None`` for the next one."""

    id: int
    version: int
    round_id: int | None
    ready: bool
    value: GroupProposal
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Partners:
    """Whom one school is with in a round. ``settings``: by which its group was formed, if it was."""

    looks_at: tuple[int, ...]
    looked_at_by: tuple[int, ...]
    settings: GroupSettings | None
    schools: dict[int, SchoolFacts]


MODES = {PairingRule.EVERYONE: Mode.MUTUAL, PairingRule.RING: Mode.RING}


def forms(viewer: Viewer, partnership_id: int, programme_id: int, *, today: date) -> Forms:
    """A programme, for somebody who may know of its partnership. Raises ``NotVisible``."""
    here = queries.partnership(viewer, partnership_id)
    row = Programme.objects.filter(pk=programme_id, partnership_id=partnership_id).first()
    if row is None:
        raise NotVisible(f"programme {programme_id} of partnership {partnership_id}")
    last = Round.objects.filter(programme=row, closed_on__isnull=True).order_by("-number").first()
    return Forms(
        here.id,
        here.name,
        row.pk,
        row.title,
        MODES.get(queries.definition_of(row.definition).pairing),
        queries.round_facts([last.pk])[last.pk] if last else None,
        may_form(
            viewer,
            partnership_id=here.id,
            members=queries.members(here.id),
            has_lead=queries.has_lead(here.id, today=today),
        ),
    )


def schools_for(partnership_id: int, round_id: int | None) -> tuple[SchoolFacts, ...]:
    """The schools that groups are formed of: those in a round under way, or those that the next one will have."""
    if round_id is not None:
        rows = Place.objects.filter(round_id=round_id, ended_on__isnull=True)
        urns = set(rows.values_list("school_id", flat=True))
    else:
        members = set(queries.members(partnership_id))
        closed = closed_among(members)
        urns = (members - set(closed)) | {new for new in closed.values() if new is not None}
    return tuple(school_facts(urns).values())


def paired_before(programme_id: int, round_id: int | None) -> frozenset[tuple[int, int]]:
    """Pairs of schools of which one looked at the other in the round before; of nobody before the first."""
    rounds = Round.objects.filter(programme_id=programme_id).order_by("-number")
    if round_id is not None:
        rounds = rounds.filter(number__lt=Round.objects.filter(pk=round_id).values("number"))
    before = rounds.first()
    if before is None:
        return frozenset()
    found = Pairing.objects.filter(round=before).values_list("host_id", "reviewer_id")
    return frozenset(pair(host, reviewer) for host, reviewer in found)


def proposal(programme_id: int) -> SavedProposal | None:
    """The groups that are being looked at, or wait for the next round. The caller has asked the rule."""
    rows = Proposal.objects.filter(programme_id=programme_id).exclude(state=ProposalState.TAKEN)
    row = rows.select_related("saved_by").first()
    return None if row is None else saved(row)


def saved(row: Proposal) -> SavedProposal:
    settings = GroupSettings.from_data(row.asked)
    return SavedProposal(
        row.pk,
        row.version,
        row.round_id,
        row.state == ProposalState.READY,
        GroupProposal.from_data(settings, row.groups),
        row.saved_at,
        str(row.saved_by),
    )


def last_settings(programme_id: int) -> GroupSettings:
    """What was asked for last time, without what was pinned; where nothing was, what is usual."""
    data = Proposal.objects.filter(programme_id=programme_id).order_by("-pk").values_list("asked", flat=True).first()
    if data is None:
        return GroupSettings()
    return GroupSettings.from_data(data | {"pins": []})


def leading_people(urns: Collection[int], today: date) -> dict[int, tuple[int, ...]]:
    """By school, the headteachers and senior leaders of today. One query."""
    rows = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today),
        starts__lte=today,
        school_id__in=urns,
        role__in=[Role.HEAD.value, Role.LEADER.value],
        person__is_active=True,
    )
    found: dict[int, set[int]] = {}
    for urn, person_id in rows.values_list("school_id", "person_id"):
        found.setdefault(urn or 0, set()).add(person_id)
    return {urn: tuple(sorted(people)) for urn, people in found.items()}


def settings_of_round(round_id: int) -> GroupSettings | None:
    """By which rules the groups of a round were formed; ``None`` where they were not."""
    taken = Proposal.objects.filter(round_id=round_id, state=ProposalState.TAKEN)
    data = taken.values_list("asked", flat=True).first()
    return None if data is None else GroupSettings.from_data(data)


def partners_of(viewer: Viewer, round_id: int, urn: int) -> Partners:
    """Whom a school of the viewer's is with in a round. A fixed number of queries. Raises ``NotVisible``."""
    if urn not in viewer.urns or not Place.objects.filter(round_id=round_id, school_id=urn).exists():
        raise NotVisible(f"partners of school {urn} in round {round_id}")
    found = queries.pairings(round_id)
    looks_at = tuple(host for host, reviewer in found if reviewer == urn)
    looked_at_by = tuple(reviewer for host, reviewer in found if host == urn)
    return Partners(
        looks_at,
        looked_at_by,
        settings_of_round(round_id),
        school_facts({urn, *looks_at, *looked_at_by}),
    )
