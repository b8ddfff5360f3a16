"""Inviting people to roles, answering, and ending roles."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from plait.audit.actions import record
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Verdict, require
from plait.domain.viewer import Viewer
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.partnerships import invitation_letters as letters
from plait.partnerships import invitation_queries as queries
from plait.partnerships import invitation_rules as rules
from plait.partnerships.actions import appoint, end_appointment
from plait.partnerships.invitation_rules import HEAD, Place
from plait.partnerships.models import Appointment, Invitation
from plait.partnerships.queries import has_lead, viewer_for
from plait.people.actions import add_person
from plait.people.queries import by_address

LIFE = timedelta(days=14)
LONGEST_TIME = timedelta(days=366)
"""A role for a time lasts a year at most; then somebody decides again."""


@dataclass(frozen=True, slots=True)
class InvitationInput:
    email: str
    name: str
    role: str
    role_ends: date | None = None


@transaction.atomic
def invite(*, viewer: Viewer, place: Place, given: InvitationInput, at: datetime, today: date) -> int:
    """Ask somebody to hold a role; the invitation's number. A mail goes to them.

    Raises ``NotVisible``, ``Refused``, or ``NotAllowedNow`` for an address that is none, a missing last day, or
    somebody who has the role or is asked already.
    """
    queries.visible_place(viewer, place)
    require(_verdict(viewer, given.role, place, today))
    row = _make(place=place, given=given, at=at, today=today, invited_by=viewer.person_id)
    _post(row, at)
    return row.pk


@transaction.atomic
def invite_first(
    *, place: Place, given: InvitationInput, at: datetime, today: date, with_mail: bool = True
) -> tuple[str, datetime]:
    """Invite without being anybody: for whoever runs the installation. The link, and when it ends.

    An earlier invitation to the same role is withdrawn. Raises ``NotAllowedNow`` and ``NotVisible`` as :func:`invite`.
    """
    item = rules.described(given.role)
    if item is None or rules.held_at(item) != place.kind:
        where = place.kind if place.kind == rules.EVERYWHERE else f"at a {place.kind}"
        raise NotAllowedNow(f"The role {given.role} is not held {where}.")
    queries.place_name(place)
    for earlier in Invitation.objects.waiting().filter(queries.at_place(place), email=_address(given), role=given.role):
        _withdraw(earlier, at, None)
    row = _make(place=place, given=given, at=at, today=today, invited_by=None)
    if with_mail:
        _post(row, at)
    return letters.link(letters.token_of(row.pk, row.invited_at)), row.expires_at


@transaction.atomic
def send_again(*, viewer: Viewer, invitation_id: int, at: datetime, today: date) -> None:
    """A new link for another fourteen days; the old one stops working. Raises as :func:`invite`."""
    queries.invitation(viewer, invitation_id, at=at)
    row = _locked(invitation_id)
    _still_waits(row)
    require(_verdict(viewer, row.role, queries.place_of(row), today))
    before, row.expires_at = row.expires_at, at + LIFE
    row.token_hash = queries.hashed(letters.token_of(row.pk, at))
    row.invited_by_id, row.invited_at = viewer.person_id, at
    row.save(update_fields=["token_hash", "expires_at", "invited_by", "invited_at"])
    _record(row, "send again", viewer.person_id, at, {"expires": (str(before), str(row.expires_at))})
    _post(row, at)


@transaction.atomic
def withdraw(*, viewer: Viewer, invitation_id: int, at: datetime) -> None:
    """The link stops working. Raises ``NotVisible``, or ``NotAllowedNow`` when it was answered meanwhile."""
    queries.invitation(viewer, invitation_id, at=at)
    row = _locked(invitation_id)
    _still_waits(row)
    _withdraw(row, at, viewer.person_id)


@transaction.atomic
def accept(*, viewer: Viewer, email: str, invitation_id: int, at: datetime, today: date) -> Place:
    """Take the role, as the person who signs in by the invited address; where it is held.

    Raises ``NotVisible`` for an invitation to somebody else, ``NotAllowedNow`` for one that no longer holds.
    """
    row = Invitation.objects.select_for_update().filter(pk=invitation_id, email=email.strip().lower()).first()
    if row is None:
        raise NotVisible(f"invitation {invitation_id}")
    return _take(row, viewer.person_id, at, today)


@transaction.atomic
def accept_as_new(*, token: str, name: str, password: str | None, at: datetime, today: date) -> tuple[int, Place]:
    """Make an account for the invited address and take the role: the person's number, and where the role is held.

    Without a password they set up a passkey next. Raises ``NotAllowedNow`` for a link that no longer holds, or when
    somebody has an account under that address.
    """
    row = Invitation.objects.select_for_update().filter(token_hash=queries.hashed(token)).first()
    if row is None:
        raise NotAllowedNow("This invitation is not known.")
    _still_holds(row, at, today)
    try:
        person_id = add_person(name=name, email=row.email, password=password, at=at)
    except ValueError:
        raise NotAllowedNow("Somebody signs in by this address already. Sign in, then accept.") from None
    return person_id, _take(row, person_id, at, today)


@transaction.atomic
def end_role(
    *, viewer: Viewer, appointment_id: int, at: datetime, today: date, successor_id: int | None = None
) -> Place:
    """End a role at once; where it was held. The last headteacher's needs a successor, who becomes head.

    Raises ``NotVisible``, ``Refused``, or ``NotAllowedNow`` for a last head without somebody who follows.
    """
    held, place = queries.appointment(viewer, appointment_id, today=today)
    require(rules.may_end(viewer, place=place, person_id=held.person_id, role=held.role))
    if held.role == HEAD and place.urn is not None:
        # the same rows for everybody, so that two heads cannot end each other's role at once
        rows = Appointment.objects.select_for_update().filter(school_id=place.urn).order_by("pk")
        people = {row.person_id for row in rows if row.ends is None or row.ends >= today}
        heads = {row.pk for row in queries.heads(place.urn, today=today)}
        if heads <= {held.id}:
            if successor_id is None or successor_id not in people - {held.person_id}:
                raise NotAllowedNow(
                    "A school always has a headteacher here. Choose who follows, among the people with a role at the "
                    "school, or invite the next headteacher first."
                )
            appoint(
                person_id=successor_id,
                role=Role.HEAD,
                starts=today,
                at=at,
                urn=place.urn,
                actor_id=viewer.person_id,
            )
    _end_now(held.id, today, at, viewer.person_id)
    return place


def _end_now(appointment_id: int, today: date, at: datetime, actor_id: int) -> None:
    """A role counts to the end of its last day, so the last day is the one before; one that began today, or has yet to
    begin, is moved to that day with it."""
    row = queries.current(today=today).select_for_update().filter(pk=appointment_id).first()
    if row is None:
        raise NotAllowedNow("This role has ended already.")
    before, row.starts = row.starts, min(row.starts, today - timedelta(days=1))
    if before != row.starts:
        row.save(update_fields=["starts"])
    end_appointment(appointment_id=row.pk, ends=today - timedelta(days=1), at=at, actor_id=actor_id)


def _verdict(viewer: Viewer, role: str, place: Place, today: date) -> Verdict:
    members_of = queries.partnerships_with(place.urn)
    has_head = place.urn is not None and bool(queries.heads(place.urn, today=today))
    return rules.may_give(
        viewer,
        role=role,
        place=place,
        members_of=members_of,
        has_head=has_head,
        has_lead=place.partnership_id is None or has_lead(place.partnership_id, today=today),
        holds_others=queries.holds_others(place.partnership_id),
    )


def _address(given: InvitationInput) -> str:
    address = given.email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise NotAllowedNow(f"“{given.email}” is not an e-mail address.") from None
    return address


def _make(*, place: Place, given: InvitationInput, at: datetime, today: date, invited_by: int | None) -> Invitation:
    address, name = _address(given), " ".join(given.name.split())
    if not name:
        raise NotAllowedNow("Give the name of the person you invite.")
    if rules.for_a_time(given.role) and given.role_ends is None:
        raise NotAllowedNow("This role is held for a time: give its last day.")
    if given.role_ends is not None and not today <= given.role_ends <= today + LONGEST_TIME:
        raise NotAllowedNow("The last day must lie between today and a year from now.")
    if (person := by_address([address]).get(address)) is not None:
        held = queries.current(today=today).filter(queries.at_place(place), person_id=person.pk, role=given.role)
        if held.exists():
            raise NotAllowedNow(f"{person} has this role already.")
        if person.pk == invited_by and not rules.may_take_oneself(given.role):
            raise NotAllowedNow("Somebody else has to hold this role: whoever names its people is not one of them.")
    for earlier in Invitation.objects.waiting().filter(queries.at_place(place), email=address, role=given.role):
        if at < earlier.expires_at:
            raise NotAllowedNow(f"{address} is invited to this role already. You can send that invitation again.")
        _withdraw(earlier, at, invited_by)
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                email=address,
                name=name,
                token_hash=queries.hashed(secrets.token_urlsafe(32)),  # until it has a number
                role=given.role,
                school_id=place.urn,
                partnership_id=place.partnership_id,
                programme_id=place.programme_id,
                role_ends=given.role_ends,
                invited_by_id=invited_by,
                invited_at=at,
                expires_at=at + LIFE,
            )
            row.token_hash = queries.hashed(letters.token_of(row.pk, row.invited_at))
            row.save(update_fields=["token_hash"])
    except IntegrityError:  # pressed twice
        raise NotAllowedNow(f"{address} is invited to this role already.") from None
    _record(
        row,
        "invite",
        invited_by,
        at,
        {"email": ("", address), "role": ("", given.role), "expires": ("", str(row.expires_at))},
    )
    return row


def _post(row: Invitation, at: datetime) -> None:
    """The link is made when the mail goes, so that it lies in no outbox."""
    queue(
        kind=letters.INVITATION,
        dedupe_key=f"invitation-{row.pk}-{row.token_hash[:20]}",
        at=at,
        to_address=row.email,
        about=About("invitation", str(row.pk), row.school_id),
    )


def _locked(invitation_id: int) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation_id)


def _still_waits(row: Invitation) -> None:
    if row.accepted_at is not None:
        raise NotAllowedNow(f"{row.name} has accepted meanwhile. To undo it, end the role.")
    if row.withdrawn_at is not None:
        raise NotAllowedNow("This invitation is withdrawn already.")


def _still_holds(row: Invitation, at: datetime, today: date) -> None:
    """An invitation can be accepted: in time, once, and only as long as whoever sent it could still send it."""
    if row.accepted_at is not None:
        raise NotAllowedNow("This invitation has been accepted already. Sign in to go on.")
    if row.withdrawn_at is not None:
        raise NotAllowedNow("This invitation was withdrawn. Ask whoever invited you.")
    if at >= row.expires_at:
        raise NotAllowedNow("This invitation has run out. Ask whoever invited you to send it again.")
    if row.role_ends is not None and row.role_ends < today:
        raise NotAllowedNow("The time for which you were asked is over. Ask whoever invited you.")
    if row.invited_by is not None:
        inviter = viewer_for(row.invited_by, today=today)
        if not _verdict(inviter, row.role, queries.place_of(row), today):
            raise NotAllowedNow(
                f"{row.invited_by} can no longer give this role. Ask the headteacher or the lead to invite you again."
            )


def _take(row: Invitation, person_id: int, at: datetime, today: date) -> Place:
    _still_holds(row, at, today)
    place = queries.place_of(row)
    row.accepted_at, row.accepted_by_id = at, person_id
    row.save(update_fields=["accepted_at", "accepted_by"])
    _record(row, "accept", person_id, at, {})
    held = queries.current(today=today).filter(queries.at_place(place), person_id=person_id, role=row.role)
    if not held.exists():
        appoint(
            person_id=person_id,
            role=Role(row.role),
            starts=today,
            ends=row.role_ends,
            at=at,
            urn=place.urn,
            partnership_id=place.partnership_id,
            programme_id=place.programme_id,
            actor_id=row.invited_by_id or person_id,
        )
    return place


def _withdraw(row: Invitation, at: datetime, actor_id: int | None) -> None:
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _record(row, "withdraw", actor_id, at, {})


def _record(
    row: Invitation, action: str, actor_id: int | None, at: datetime, changes: dict[str, tuple[str, str]]
) -> None:
    record(
        actor_id=actor_id,
        action=action,
        kind="invitation",
        object_id=row.pk,
        at=at,
        school_urn=row.school_id,
        changes=changes,
    )
