"""Reading people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from plait.people.browsers import in_words
from plait.people.models import Person


def display_name(person: Person) -> str:
    """How a person is named on pages."""
    return person.name or person.email


def by_address(emails: Collection[str]) -> dict[str, Person]:
    """Address to person, for those of these addresses that somebody signs in by. One query."""
    rows = Person.objects.filter(email__in=[email.strip().lower() for email in emails])
    return {row.email: row for row in rows}


def anyone_besides(emails: Collection[str]) -> bool:
    """Whether there are people with other addresses than these. One query."""
    return Person.objects.exclude(email__in=[email.strip().lower() for email in emails]).exists()


def known(person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Number to name and address. For callers that hold something visible about these people. One query."""
    rows = Person.objects.filter(pk__in=person_ids)
    return {row.pk: (display_name(row), row.email) for row in rows}


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class SignedInAt:
    """One browser in which a person is signed in. ``here``: the one that asks."""

    id: int
    browser: str
    since: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What a person may see of their own account, and nobody else may."""

    person_id: int
    name: str
    email: str
    has_password: bool
    passkeys: tuple[Passkey, ...]
    app_added: datetime | None
    codes_left: int | None
    """Unused recovery codes; ``None`` without any."""
    sessions: tuple[SignedInAt, ...]


def account(person: Person, session_key: str | None) -> Account:
    """The person's own account; ``session_key`` is that of the session that asks. Three queries."""
    passkeys: list[Passkey] = []
    app_added, codes_left = None, None
    for row in Authenticator.objects.filter(user_id=person.pk).order_by("created_at", "pk"):
        if row.type == Authenticator.Type.WEBAUTHN:
            passkeys.append(Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at))
        elif row.type == Authenticator.Type.TOTP:
            app_added = row.created_at
        else:
            codes_left = len(row.wrap().get_unused_codes())
    return Account(
        person.pk,
        person.name,
        person.email,
        person.has_usable_password(),
        tuple(passkeys),
        app_added,
        codes_left,
        sessions(person, session_key),
    )


def sessions(person: Person, session_key: str | None) -> tuple[SignedInAt, ...]:
    """Where the person is signed in, this browser first, then the newest. Two queries."""
    rows = list(UserSession.objects.filter(user_id=person.pk).order_by("-created_at", "-pk"))
    alive = set(
        Session.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("session_key", flat=True)
    )
    found = [
        SignedInAt(row.pk, in_words(row.user_agent), row.created_at, row.session_key == session_key)
        for row in rows
        if row.session_key in alive
    ]
    return tuple(sorted(found, key=lambda item: not item.here))


def passkey(person: Person, passkey_id: int) -> Passkey | None:
    """One of the person's own passkeys."""
    row = Authenticator.objects.filter(pk=passkey_id, user_id=person.pk, type=Authenticator.Type.WEBAUTHN).first()
    return row and Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at)


def recovery_codes(person: Person) -> tuple[str, ...]:
    """The person's unused recovery codes. Only to be shown right after they were made."""
    row = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    return tuple(row.wrap().get_unused_codes()) if row else ()


def second_steps(person_id: int) -> tuple[str, ...]:
    """What a person has besides a password: "totp", "webauthn", "recovery_codes"."""
    return tuple(Authenticator.objects.filter(user_id=person_id).values_list("type", flat=True))


def how_many() -> int:
    """How many people have an account. One query."""
    return Person.objects.count()
