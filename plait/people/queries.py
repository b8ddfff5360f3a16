"""Reading people."""

from __future__ import annotations

from plait.people.models import Person


def display_name(person: Person) -> str:
    """How a person is named on pages."""
    return person.name or person.email
