"""What the pages about people at a place and about invitations may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from plait.domain.contract_words import one_sees, readers_of_views, summary
from plait.domain.roles import HeldAt, Permission, RoleDescription
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Artefact
from plait.partnerships.invitation_queries import Agreement, HeldHere, Invited, PeopleHere, agreements
from plait.partnerships.invitation_rules import EVERYWHERE, HEAD, PROGRAMME, SCHOOL, Place, described, may_end, roles_at


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    email: str
    role: str
    since: date
    until: date | None
    yours: bool
    end: str
    """Address of the page that ends it; empty for people who may not."""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    id: int
    name: str
    email: str
    role: str
    sent: datetime
    until: datetime
    inviter: str
    expired: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    title: str
    place: str
    back: str
    back_words: str
    readers: str
    people: tuple[PersonRow, ...]
    invited: tuple[InvitationRow, ...]
    invite: str
    """Address of the page to invite somebody; empty for people who may not."""
    roles: tuple[tuple[str, str], ...]
    """Each role of the place in words."""
    elsewhere: tuple[tuple[str, str], ...]
    """Pages of the people of its programmes: title and address."""


def home_of(place: Place) -> str:
    """The page that a place begins with."""
    if place.urn is not None:
        return reverse("journey:school", args=[place.urn])
    if place.kind == EVERYWHERE:
        return reverse("journey:home")
    return reverse("journey:partnership", args=[place.partnership_id or place.within])


def _address(place: Place, after: str = "") -> str:
    if place.kind == EVERYWHERE:
        return reverse(f"invitations:administrators{after}")
    numbers = [number for number in (place.urn, place.within or place.partnership_id, place.programme_id) if number]
    return reverse(f"invitations:{place.kind}{after}", args=numbers)


def people_of(place: Place) -> str:
    return _address(place)


def invite_to(place: Place) -> str:
    return _address(place, "-invite")


def first_passkey() -> str:
    """Where somebody sets up how they sign in who has no password."""
    return reverse("mfa_add_webauthn")


def title_of(role: str) -> str:
    item = described(role)
    return item.title if item else role


def _person_row(viewer: Viewer, place: Place, held: HeldHere) -> PersonRow:
    allowed = may_end(viewer, place=place, person_id=held.person_id, role=held.role)
    return PersonRow(
        held.name,
        held.email,
        title_of(held.role),
        held.starts,
        held.ends,
        held.person_id == viewer.person_id,
        reverse("invitations:end-role", args=[held.id]) if allowed else "",
    )


def _invitation_row(item: Invited, *, with_place: bool) -> InvitationRow:
    role = title_of(item.role)
    return InvitationRow(
        item.id,
        item.name,
        item.email,
        f"{role} of {item.place_name}" if with_place else role,
        item.invited_at,
        item.expires_at,
        item.inviter,
        item.state == "expired",
    )


def people_title(place: Place, name: str) -> str:
    if place.kind == EVERYWHERE:
        return "Administrators"
    return f"People who work for {name}" if place.kind == PROGRAMME else f"People at {name}"


def _readers(here: PeopleHere) -> str:
    if here.place.kind == EVERYWHERE:
        return "administrators"
    if here.place.kind == SCHOOL:
        return f"people with a role at {here.place_name}"
    return f"people who hold a role in {here.place_name}, and those who let people in there"


def people_page(
    viewer: Viewer,
    here: PeopleHere,
    elsewhere: tuple[Invited, ...] = (),
    programmes: tuple[tuple[Place, str], ...] = (),
) -> PeoplePage:
    """``elsewhere``: a lead's invitations to headteachers of member schools."""
    return PeoplePage(
        title=people_title(here.place, here.place_name),
        place=here.place_name,
        back="" if here.place.kind == EVERYWHERE else home_of(here.place),
        back_words=here.place_name,
        readers=_readers(here),
        people=tuple(_person_row(viewer, here.place, held) for held in here.held),
        invited=tuple(_invitation_row(item, with_place=False) for item in here.invited)
        + tuple(_invitation_row(item, with_place=True) for item in elsewhere),
        invite=invite_to(here.place) if here.lets_in else "",
        roles=tuple((item.title, item.description) for item in roles_at(here.place.kind)),
        elsewhere=tuple((title, people_of(place)) for place, title in programmes),
    )


NOT_YET = "Nobody has agreed yet who will see what there. Before you write anything, the page says who will read it."


def who_sees(role: str, found: Sequence[Agreement]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each agreement that holds there: its programme, and in sentences who reads what somebody in this role writes,
    or what they will see of schools. As the agreement says, whatever the role may do by itself."""
    item = described(role)
    if item is None:
        return ()
    return tuple((agreement.programme, _sentences(item, agreement)) for agreement in found)


def _sentences(item: RoleDescription, agreement: Agreement) -> tuple[str, ...]:
    contract, said = agreement.contract, []
    if Permission.EVALUATE in item.permissions:
        said.append(summary(contract))
    if Permission.REVIEW in item.permissions and Artefact.PEER_VIEW in agreement.artefacts:
        said.append(readers_of_views(contract))
    if item.relation is not None and Permission.EVALUATE not in item.permissions:
        sees = one_sees(contract, item.relation, agreement.artefacts)
        said += sees or ["You see nothing of what schools write."]
        if item.relation not in OWN and sees:
            said.append("Each only of schools whose headteacher has signed this.")
    return tuple(said)


def what_others_know(role: str) -> tuple[str, ...]:
    """What is known about somebody in this role, whatever any agreement says."""
    item = described(role)
    found = []
    if item is not None and item.held_at is HeldAt.EVERYWHERE:
        found.append("You read nothing that any school wrote.")
    found.append("Your name and address are known to the people who hold a role at the same place.")
    found.append("When and where you sign in is seen by nobody but you.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What somebody decides on."""

    id: int
    inviter: str
    place: str
    role: str
    description: str
    email: str
    until: datetime
    role_ends: date | None
    agreements: tuple[tuple[str, tuple[str, ...]], ...]
    """Programme, and who sees what in it, as :func:`who_sees` says."""
    known: tuple[str, ...]


def invitation_page(item: Invited) -> InvitationPage:
    """Two queries at most."""
    known = described(item.role)
    return InvitationPage(
        item.id,
        item.inviter,
        item.place_name,
        title_of(item.role),
        known.description if known else "",
        item.email,
        item.expires_at,
        item.role_ends,
        agreed := who_sees(item.role, agreements(item.place)),
        (() if agreed or item.place == Place() else (NOT_YET,)) + what_others_know(item.role),
    )


@dataclass(frozen=True, slots=True)
class EndRolePage:
    place: str
    people: str
    name: str
    role: str
    yours: bool
    last_head: bool
    choices: tuple[tuple[int, str], ...]
    """People at the school who could follow the last headteacher."""
    invite: str


def end_role_page(viewer: Viewer, held: HeldHere, here: PeopleHere, heads: frozenset[int]) -> EndRolePage:
    """``heads``: numbers of the appointments of the headteachers of today."""
    last = held.role == HEAD and heads <= {held.id}
    others = {
        item.person_id: f"{item.name}, {title_of(item.role).lower()}"
        for item in here.held
        if item.person_id != held.person_id
    }
    return EndRolePage(
        here.place_name,
        people_of(here.place),
        held.name,
        title_of(held.role),
        held.person_id == viewer.person_id,
        last,
        tuple(others.items()) if last else (),
        invite_to(here.place),
    )
