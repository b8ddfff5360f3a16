"""What the pages about people at a place and about invitations may show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.partnerships.invitation_queries import HeldHere, Invited, PeopleHere
from plait.partnerships.invitation_rules import EVERYWHERE, HEAD, SCHOOL, Place, described, may_end, roles_at


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
    return "Administrators" if place.kind == EVERYWHERE else f"People at {name}"


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


def what_you_will_do(role: str) -> tuple[str, ...]:
    """Who sees what somebody in this role writes, before they decide: follows from what the role lets them do."""
    item = described(role)
    given = item.permissions if item else frozenset()
    found = []
    if Permission.EVALUATE in given:
        found.append(
            "What you write in your school’s self-evaluation is a draft, read by people with a role at your school, "
            "until your headteacher submits it to your partners."
        )
    if Permission.REVIEW in given:
        found.append(
            "What you write about a partner school is read by nobody there until every partner’s view is in; then all "
            "of you read it together."
        )
    if Permission.RUN_ROUNDS in given:
        found.append("You see how far each school is, not what it wrote. Schools see that you lead the partnership.")
    if Permission.READ in given and Permission.EVALUATE not in given:
        found.append("You read; you are not asked to write.")
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
    seen_by: tuple[str, ...]


def invitation_page(item: Invited) -> InvitationPage:
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
        what_you_will_do(item.role),
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
