"""Changing who can sign in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from plait.audit.actions import record
from plait.people.models import Person


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
