"""Many made-up people at once, for demonstrations and benchmarks. Never called from a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from plait.audit.actions import record_each
from plait.people.models import Person


@transaction.atomic
def add_people(*, people: Sequence[tuple[str, str]], password: str, at: datetime) -> dict[str, int]:
    """Let these people (name, address) sign in by one password, hashed once; their numbers by address."""
    hashed = make_password(password)
    rows = Person.objects.bulk_create(Person(name=name, email=email, password=hashed) for name, email in people)
    record_each(actor_id=None, action="add", kind="person", at=at, objects=[(row.pk, None) for row in rows])
    return {row.email: row.pk for row in rows}
