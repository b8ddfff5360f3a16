"""Reading whom a school would rather not have as a reviewer: for the school, and for the lead of the partnership."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from plait.domain.roles import Permission
from plait.domain.rounds import PartnershipFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.pool_queries import belonging, led_partnership, member_schools, own_partnership, schools_of
from plait.reviewers.models import Reviewer, SchoolConflict


@dataclass(frozen=True, slots=True)
class SchoolConflictFacts:
    """A school would rather have somebody else than ``name``. ``reason`` is empty for whoever may not read it."""

    id: int
    urn: int
    school: str
    person_id: int
    name: str
    reason: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody of a pool whom a school may name: nothing of their profile. ``reviewer_id``: its number."""

    reviewer_id: int
    person_id: int
    name: str
    schools: tuple[str, ...]
    """Those of the partnership at which they hold a role."""


def place_of_school(viewer: Viewer, urn: int, partnership_id: int) -> PartnershipFacts:
    """The partnership of one of the viewer's schools, for its headteacher or a senior leader. Raises ``NotVisible``.

    Two queries.
    """
    if not viewer.may_at(urn, Permission.EVALUATE) or urn not in member_schools(partnership_id):
        raise NotVisible(f"who reviews school {urn} in partnership {partnership_id}")
    return own_partnership(viewer, partnership_id)


def of_school(viewer: Viewer, urn: int, partnership_id: int) -> tuple[SchoolConflictFacts, ...]:
    """Whom the school has named, by name; why, for its headteachers. Raises ``NotVisible``. Three queries."""
    place_of_school(viewer, urn, partnership_id)
    rows = SchoolConflict.objects.filter(school_id=urn, partnership_id=partnership_id)
    reads = viewer.may_at(urn, Permission.RELEASE)
    return tuple(
        _facts(row, reads=reads and row.person_id != viewer.person_id)
        for row in rows.select_related("school", "person").order_by("person__name", "pk")
    )


def about(viewer: Viewer, partnership_id: int, person_id: int) -> tuple[SchoolConflictFacts, ...]:
    """Which schools would rather have somebody else than one person of the pool, and why, for whoever leads the
    partnership; why not about themselves. Raises ``NotVisible``. Two queries."""
    led_partnership(viewer, partnership_id)
    rows = SchoolConflict.objects.filter(person_id=person_id, partnership_id=partnership_id)
    return tuple(
        _facts(row, reads=person_id != viewer.person_id)
        for row in rows.select_related("school", "person").order_by("school__name", "pk")
    )


def _facts(row: SchoolConflict, *, reads: bool) -> SchoolConflictFacts:
    reason = row.reason if reads else ""
    return SchoolConflictFacts(
        row.pk, row.school_id, row.school.name, row.person_id, str(row.person), reason, row.declared_at
    )


def people_away(partnership_id: int, urn: int) -> frozenset[int]:
    """The people whom the school would rather not have. For the rules, and for callers that lead. One query."""
    rows = SchoolConflict.objects.filter(partnership_id=partnership_id, school_id=urn)
    return frozenset(rows.values_list("person_id", flat=True))


def to_choose(urn: int, partnership_id: int, *, today: date) -> tuple[Choice, ...]:
    """Whom the school may name: those of the pool who do not work there and are not named yet, by name.

    For callers that :func:`place_of_school` let in. Five queries, however many people.
    """
    there = Reviewer.objects.filter(belonging(partnership_id, today), partnership_id=partnership_id)
    rows = list(there.exclude(person_id__in=people_away(partnership_id, urn)).select_related("person"))
    members = member_schools(partnership_id)
    works = _members_only(schools_of([row.person_id for row in rows], today), members.values())
    found = (
        Choice(row.pk, row.person_id, str(row.person), works.get(row.person_id, ()))
        for row in sorted(rows, key=lambda row: (str(row.person).casefold(), row.pk))
    )
    return tuple(item for item in found if members[urn] not in item.schools)


def _members_only(works: dict[int, tuple[str, ...]], members: Collection[str]) -> dict[int, tuple[str, ...]]:
    """Without schools of other partnerships, which are nobody's business here."""
    known = set(members)
    return {person_id: tuple(name for name in names if name in known) for person_id, names in works.items()}
