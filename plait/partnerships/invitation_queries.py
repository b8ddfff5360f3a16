"""Reading who holds which role at a place, and who is invited."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from plait.domain.partnership_kinds import MemberRole
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Contract
from plait.partnerships.invitation_rules import EVERYWHERE, HEAD, Place, leads_to, lets_in, may_see_people
from plait.partnerships.models import Appointment, Invitation, Membership, Partnership, Programme, Round
from plait.partnerships.queries import definition_of
from plait.partnerships.sight import contract_of, inside
from plait.people.queries import by_address, known
from plait.schools.queries import names


def hashed(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class HeldHere:
    """A role that somebody holds at the place now, or will hold."""

    id: int
    person_id: int
    name: str
    email: str
    role: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation. ``state`` is "open", "expired", "withdrawn" or "accepted"."""

    id: int
    email: str
    name: str
    role: str
    place: Place
    place_name: str
    role_ends: date | None
    invited_by: int | None
    inviter: str
    invited_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class PeopleHere:
    place: Place
    place_name: str
    held: tuple[HeldHere, ...]
    invited: tuple[Invited, ...]
    """Waiting ones, expired or not. Empty for people who do not let others in."""
    lets_in: bool


def at_place(place: Place) -> Q:
    """A condition on appointments and invitations."""
    return Q(school_id=place.urn, partnership_id=place.partnership_id, programme_id=place.programme_id)


def place_of(row: Appointment | Invitation) -> Place:
    """Where a role is held, or would be."""
    within = row.programme.partnership_id if row.programme is not None else None
    return Place(row.school_id, row.partnership_id, row.programme_id, within)


def programme_place(partnership_id: int, programme_id: int) -> Place:
    """A programme of a partnership. Raises ``NotVisible`` for one of another. One query."""
    if not Programme.objects.filter(pk=programme_id, partnership_id=partnership_id).exists():
        raise NotVisible(f"programme {programme_id} of partnership {partnership_id}")
    return Place(programme_id=programme_id, within=partnership_id)


def place_name(place: Place) -> str:
    """Empty for roles that are held everywhere. One query. Raises ``NotVisible`` for a place that is not there."""
    if place.kind == EVERYWHERE:
        return ""
    if place.urn is not None:
        found = names([place.urn]).get(place.urn)
    elif place.programme_id is not None:
        found = Programme.objects.filter(pk=place.programme_id).values_list("title", flat=True).first()
    else:
        found = Partnership.objects.filter(pk=place.partnership_id or 0).values_list("name", flat=True).first()
    if found is None:
        raise NotVisible(f"{place}")
    return str(found)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who sees what in one programme: by its open round, or by what the next one will be opened with."""

    programme: str
    contract: Contract
    artefacts: tuple[Artefact, ...]


AGREEMENTS = 4  # told of one place; more say the same in other words


def agreements(place: Place) -> tuple[Agreement, ...]:
    """The agreements that hold at a place, each that says the same once, by title. Two queries at most.

    For whoever is invited there: everybody may know them before they decide.
    """
    if place.urn is not None:
        of_place = Q(rounds__places__school_id=place.urn, rounds__closed_on=None) | Q(
            partnership__memberships__school_id=place.urn, partnership__memberships__left=None
        )
    elif place.programme_id is not None:
        of_place = Q(pk=place.programme_id)
    elif place.partnership_id is not None:
        of_place = inside("partnership", [place.partnership_id])
    else:
        return ()
    programmes = list(Programme.objects.filter(of_place).distinct().order_by("title", "pk"))
    open_now = {
        row.programme_id: row
        for row in Round.objects.filter(programme__in=programmes, closed_on=None).select_related("contract")
    }
    found: dict[str, Agreement] = {}
    for row in programmes:
        this = open_now.get(row.pk)
        definition = definition_of(this.definition if this else row.definition)
        contract = contract_of(this) if this else definition.contract
        found.setdefault(contract.fingerprint, Agreement(row.title, contract, definition.artefacts))
    return tuple(found.values())[:AGREEMENTS]


def holds_others(partnership_id: int | None) -> bool:
    """Whether other partnerships lie in this one. One query."""
    return partnership_id is not None and Partnership.objects.filter(parent_id=partnership_id).exists()


def partnerships_with(urn: int | None) -> frozenset[int]:
    """The partnerships that a school is a member of now, and takes part in. One query."""
    if urn is None:
        return frozenset()
    rows = Membership.objects.present().filter(school_id=urn).exclude(role=MemberRole.STRATEGIC.value)
    return frozenset(rows.values_list("partnership_id", flat=True))


def current(*, today: date) -> QuerySet[Appointment]:
    """Appointments that have not ended."""
    return Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today))


def heads(urn: int, *, today: date) -> tuple[Appointment, ...]:
    """Who heads the school today, for good: a role with a last day does not keep a school with a head."""
    return tuple(current(today=today).filter(school_id=urn, role=HEAD, starts__lte=today).order_by("pk"))


def visible_place(viewer: Viewer, place: Place) -> str:
    """The name of a place whose people the viewer may see. Raises ``NotVisible``."""
    if may_see_people(viewer, place) or leads_to(viewer, partnerships_with(place.urn)):
        return place_name(place)
    raise NotVisible(f"{place}")


def people_here(viewer: Viewer, place: Place, *, today: date, at: datetime) -> PeopleHere:
    """Who holds a role at a place whose people the viewer may see. Raises ``NotVisible``. Five queries."""
    if not may_see_people(viewer, place):
        raise NotVisible(f"{place}")
    rows = list(current(today=today).filter(at_place(place)).order_by("starts", "pk"))
    invites = lets_in(viewer, place)
    waiting = list(_waiting().filter(at_place(place)).order_by("invited_at", "pk")) if invites else []
    people = known({row.person_id for row in rows} | {row.invited_by_id for row in waiting if row.invited_by_id})
    name = place_name(place)
    return PeopleHere(
        place,
        name,
        tuple(HeldHere(row.pk, row.person_id, *people[row.person_id], row.role, row.starts, row.ends) for row in rows),
        tuple(_invited(row, name, people, at) for row in waiting),
        invites,
    )


def appointment(viewer: Viewer, appointment_id: int, *, today: date) -> tuple[HeldHere, Place]:
    """A role at a place whose people the viewer may see. Raises ``NotVisible``. Two queries."""
    row = current(today=today).filter(pk=appointment_id).select_related("programme").first()
    if row is None or not may_see_people(viewer, place := place_of(row)):
        raise NotVisible(f"appointment {appointment_id}")
    person = known([row.person_id])[row.person_id]
    return HeldHere(row.pk, row.person_id, *person, row.role, row.starts, row.ends), place


def invitation(viewer: Viewer, invitation_id: int, *, at: datetime) -> Invited:
    """A waiting invitation of a place where the viewer lets people in, or one that they sent."""
    row = _waiting().filter(pk=invitation_id).first()
    if row is None or not (lets_in(viewer, place_of(row)) or row.invited_by_id == viewer.person_id):
        raise NotVisible(f"invitation {invitation_id}")
    return _told(row, at)


def by_token(token: str, *, at: datetime) -> Invited | None:
    """The invitation that a link belongs to, in whatever state. For whoever holds the link."""
    row = Invitation.objects.select_related("programme").filter(token_hash=hashed(token)).first() if token else None
    return _told(row, at) if row else None


def invitations_to(email: str, *, at: datetime) -> tuple[Invited, ...]:
    """Open invitations to an address, for the person who signs in by it. Four queries at most."""
    rows = list(_waiting().filter(email=email.lower(), expires_at__gt=at).order_by("pk"))
    schools = names([row.school_id for row in rows if row.school_id])
    leads = dict(
        Partnership.objects.filter(pk__in=[row.partnership_id for row in rows if row.partnership_id]).values_list(
            "pk", "name"
        )
    )
    people = known({row.invited_by_id for row in rows if row.invited_by_id})
    return tuple(
        _invited(
            row,
            schools[row.school_id]
            if row.school_id
            else row.programme.title
            if row.programme
            else leads.get(row.partnership_id or 0, ""),
            people,
            at,
        )
        for row in rows
    )


def sent_to_schools(viewer: Viewer, urns: Collection[int], *, at: datetime) -> tuple[Invited, ...]:
    """Waiting invitations to these schools that the viewer sent (a partnership's lead). Three queries at most."""
    rows = list(_waiting().filter(school_id__in=urns, invited_by_id=viewer.person_id).order_by("pk"))
    schools = names([row.school_id for row in rows if row.school_id]) if rows else {}
    people = known([viewer.person_id]) if rows else {}
    return tuple(_invited(row, schools[row.school_id or 0], people, at) for row in rows)


def has_account(email: str) -> bool:
    """Whether somebody signs in by this address. For whoever holds a link that was sent there."""
    return bool(by_address([email]))


def schools_without_head(urns: Collection[int], *, today: date) -> tuple[int, ...]:
    """Which of these schools nobody heads here. One query."""
    headed = current(today=today).filter(school_id__in=urns, role=HEAD).values_list("school_id", flat=True)
    return tuple(sorted(set(urns) - {urn for urn in headed if urn is not None}))


def _waiting() -> QuerySet[Invitation]:
    return Invitation.objects.waiting().select_related("programme")


def _told(row: Invitation, at: datetime) -> Invited:
    people = known([row.invited_by_id]) if row.invited_by_id else {}
    return _invited(row, place_name(place_of(row)), people, at)


def _invited(row: Invitation, name: str, people: dict[int, tuple[str, str]], at: datetime) -> Invited:
    if row.accepted_at is not None:
        state = "accepted"
    elif row.withdrawn_at is not None:
        state = "withdrawn"
    else:
        state = "open" if at < row.expires_at else "expired"
    return Invited(
        id=row.pk,
        email=row.email,
        name=row.name,
        role=row.role,
        place=place_of(row),
        place_name=name,
        role_ends=row.role_ends,
        invited_by=row.invited_by_id,
        inviter=people[row.invited_by_id][0] if row.invited_by_id else "The person who runs Plait",
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        state=state,
    )
