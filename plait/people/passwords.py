"""Whether a password is good enough, in words."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from plait.people.models import Person


def faults(password: str, *, name: str, email: str) -> list[str]:
    """What is wrong with a password for somebody of this name and address; empty when nothing is."""
    try:
        validate_password(password, Person(name=name, email=email))
    except ValidationError as error:
        return list(error.messages)
    return []
