"""Handing out what is held about a person. The trail says that it was handed out, and by whom."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.rights import PersonalCopy
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.people.queries import by_address
from plait.rights.queries import copy_of, own_copy

KIND = "personal copy"


@transaction.atomic
def take_own(*, viewer: Viewer, at: datetime) -> PersonalCopy:
    """The viewer takes a copy of what is held about them."""
    found = own_copy(viewer, made_at=at)
    record(actor_id=viewer.person_id, action="take", kind=KIND, object_id=viewer.person_id, at=at)
    return found


@transaction.atomic
def take_for(*, email: str, at: datetime) -> PersonalCopy:
    """A copy for somebody who asked by letter, made by whoever runs this installation.

    Raises ``NotVisible`` where nobody signs in by that address.
    """
    person = by_address([email]).get(email.strip().lower())
    if person is None:
        raise NotVisible(f"a person with the address {email}")
    found = copy_of(person.pk, made_at=at)
    record(actor_id=None, action="take by letter", kind=KIND, object_id=person.pk, at=at)
    return found
