"""Changing who can sign in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from plait.audit.actions import Changes, record
from plait.domain.verdicts import NotVisible
from plait.people.models import Person
from plait.people.password_links import path_to_new_password

NOWHERE = "0.0.0.0"  # noqa: S104  stands for an address that is not kept


@transaction.atomic
def add_person(*, name: str, email: str, password: str | None, at: datetime, actor_id: int | None = None) -> int:
    """Let somebody sign in by this address; their number.

    Without a password they cannot until they choose one. Raises ``ValueError`` for a
    blank name, and for an address that is none or belongs to somebody already.
    """
    address = email.strip().lower()
    if not name.strip():
        raise ValueError("Give the person’s name.")
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"“{email}” is not an e-mail address.") from None
    if Person.objects.filter(email=address).exists():
        raise ValueError(f"Somebody signs in as {address} already.")
    row = Person.objects.create_user(address, password, name=name.strip())
    record(
        actor_id=actor_id,
        action="add",
        kind="person",
        object_id=row.pk,
        at=at,
        changes={"name": ("", row.name), "email": ("", address)},
    )
    return row.pk


@transaction.atomic
def share_password(*, person_ids: Collection[int], password: str, at: datetime, actor_id: int | None = None) -> None:
    """Let these people sign in by one password until each chooses their own: for demonstrations and training.

    It is hashed once, because hashing is slow on purpose.
    """
    Person.objects.filter(pk__in=person_ids).update(password=make_password(password))
    for person_id in person_ids:
        record(actor_id=actor_id, action="set password", kind="person", object_id=person_id, at=at)


@transaction.atomic
def rename(*, person_id: int, name: str, at: datetime) -> None:
    """A person changes how they are named. Raises ``ValueError`` for a blank name."""
    name = " ".join(name.split())
    if not name:
        raise ValueError("Enter your name, as your colleagues know you.")
    row = Person.objects.select_for_update().get(pk=person_id)
    before, row.name = row.name, name
    if before != name:
        row.save(update_fields=["name"])
        note(person_id=person_id, action="rename", at=at, changes={"name": (before, name)})


def note(*, person_id: int, action: str, at: datetime, changes: Changes | None = None) -> None:
    """Write down what a person changed about how they sign in. Secrets never stand there."""
    record(actor_id=person_id, action=action, kind="person", object_id=person_id, at=at, changes=changes)


@transaction.atomic
def end_session(*, person_id: int, signed_in_at: int, at: datetime) -> str:
    """Sign a person out in one browser; the key of the session that is gone. Raises ``NotVisible``."""
    row = UserSession.objects.filter(pk=signed_in_at, user_id=person_id).first()
    if row is None:
        raise NotVisible(f"session {signed_in_at}")
    key = str(row.session_key)
    _end([key])
    note(person_id=person_id, action="sign out elsewhere", at=at)
    return key


@transaction.atomic
def end_sessions(*, person_id: int, at: datetime, but: str | None = None) -> int:
    """Sign a person out everywhere; how often they have done so.

    Sessions that no list knows stop counting as well, because the mark that they carry is outdated; the caller
    renews that of the browser which stays (``but`` is its key).
    """
    Person.objects.filter(pk=person_id).update(sessions_ended=F("sessions_ended") + 1)
    _end(UserSession.objects.filter(user_id=person_id).exclude(session_key=but).values_list("session_key", flat=True))
    note(person_id=person_id, action="sign out everywhere", at=at)
    return Person.objects.values_list("sessions_ended", flat=True).get(pk=person_id)


@transaction.atomic
def forget_other_sessions(*, person_id: int, but: str | None) -> None:
    """After a new password: sessions that no longer count leave the list."""
    _end(UserSession.objects.filter(user_id=person_id).exclude(session_key=but).values_list("session_key", flat=True))


def _end(keys: Collection[str]) -> None:
    gone = list(keys)
    Session.objects.filter(session_key__in=gone).delete()
    UserSession.objects.filter(session_key__in=gone).delete()


def keep_no_address(*, session_key: str | None) -> None:
    """The list of sessions says when and in which browser, not from where: network addresses are not kept."""
    UserSession.objects.filter(session_key=session_key).update(ip=NOWHERE)


def follow_session(*, before: str | None, after: str | None) -> None:
    """A session that goes on under another key stays on the list."""
    earlier = UserSession.objects.filter(session_key=before)
    if UserSession.objects.filter(session_key=after).exists():  # the package has added it already
        earlier.delete()
    else:
        earlier.update(session_key=after)
    keep_no_address(session_key=after)


@transaction.atomic
def let_in(*, email: str, at: datetime) -> str:
    """For whoever runs the installation, when somebody has lost phone, passkey and codes: nothing but a new password
    is needed then. Signs them out everywhere. The path of a link to set the password, which works once, for three days.

    Raises ``ValueError`` when nobody with an open account signs in by this address.
    """
    row = Person.objects.select_for_update().filter(email=email.strip().lower(), is_active=True).first()
    if row is None:
        raise ValueError(f"Nobody signs in as {email.strip()}.")
    Authenticator.objects.filter(user_id=row.pk).delete()
    row.set_unusable_password()
    row.sessions_ended += 1
    row.save(update_fields=["password", "sessions_ended"])
    _end(UserSession.objects.filter(user_id=row.pk).values_list("session_key", flat=True))
    record(actor_id=None, action="let in", kind="person", object_id=row.pk, at=at)
    return path_to_new_password(row)
