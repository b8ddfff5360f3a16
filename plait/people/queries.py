"""Reading people."""

from __future__ import annotations

from collections.abc import Collection

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
