"""Reading the pool of a partnership: one's own profile, and for its lead everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Window

from plait.domain.reviewers import LEADING, Span, Training, may_lead
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.partnerships.pool_queries import belonging, led_partnership, own_partnership, schools_of
from plait.reviewers.models import DeclaredConflict, Reviewer

LONGEST = 100
"""Letters of a search."""


@dataclass(frozen=True, slots=True)
class ReviewerFacts:
    """One person of a pool, as they describe themselves. ``schools``: where they work today."""

    id: int
    person_id: int
    name: str
    partnership_id: int
    training: Training
    confirmed_at: datetime | None
    confirmed_by: str
    reviews_before: int
    phases: tuple[str, ...]
    strengths: str
    away: tuple[Span, ...]
    travels_km: int | None
    reviews_a_year: int
    version: int
    saved_at: datetime
    schools: tuple[str, ...] = ()

    def may_lead(self, day: date) -> Verdict:
        return may_lead(self.training, self.reviews_before, day, LEADING)


@dataclass(frozen=True, slots=True)
class ConflictFacts:
    """A school that somebody of the pool would rather not review. ``reason`` for themselves and the lead."""

    id: int
    urn: int
    school: str
    reason: str
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class Pool:
    """Part of a pool: ``total`` people answer the search, ``all`` are in it."""

    partnership_id: int
    partnership: str
    total: int
    all: int
    rows: tuple[ReviewerFacts, ...]


def facts_of(row: Reviewer, schools: tuple[str, ...] = ()) -> ReviewerFacts:
    """A row, read with the person and who confirmed."""
    return ReviewerFacts(
        id=row.pk,
        person_id=row.person_id,
        name=str(row.person),
        partnership_id=row.partnership_id,
        training=Training(row.training, row.trained_on, row.expires_on, row.confirmed_at is not None),
        confirmed_at=row.confirmed_at,
        confirmed_by=str(row.confirmed_by) if row.confirmed_by else "",
        reviews_before=row.reviews_before,
        phases=tuple(row.phases),
        strengths=row.strengths,
        away=tuple(Span.of(first, last) for first, last in row.away),
        travels_km=row.travels_km,
        reviews_a_year=row.reviews_a_year,
        version=row.version,
        saved_at=row.saved_at,
        schools=schools,
    )


def own(viewer: Viewer, partnership_id: int) -> ReviewerFacts | None:
    """The viewer in the pool of a partnership that they belong to; ``None`` before they join it. Two queries.

    Raises ``NotVisible`` where they do not belong to it.
    """
    own_partnership(viewer, partnership_id)
    rows = Reviewer.objects.filter(person_id=viewer.person_id, partnership_id=partnership_id)
    row = rows.select_related("person", "confirmed_by").first()
    return facts_of(row) if row else None


def pool(
    viewer: Viewer, partnership_id: int, *, today: date, words: str = "", limit: int = 20, offset: int = 0
) -> Pool:
    """The pool for whoever leads the partnership, by name: those who still belong to it. Raises ``NotVisible``.

    ``words``: part of a name, or of what somebody is strong in. Five queries, however many people; six with words.
    """
    found = led_partnership(viewer, partnership_id)
    rows = Reviewer.objects.visible_to(viewer).filter(belonging(partnership_id, today), partnership_id=partnership_id)
    every = rows.count() if words.split() else None
    for word in words.split():
        rows = rows.filter(Q(person__name__icontains=word) | Q(strengths__icontains=word))
    ordered = rows.select_related("person", "confirmed_by").order_by("person__name", "pk")
    shown = list(ordered.annotate(found=Window(Count("*")))[offset : offset + limit])
    total = shown[0].found if shown else rows.count()  # type: ignore[attr-defined]
    schools = schools_of([row.person_id for row in shown], today)
    facts = tuple(facts_of(row, schools.get(row.person_id, ())) for row in shown)
    return Pool(partnership_id, found.name, total, total if every is None else every, facts)


def reviewer(viewer: Viewer, partnership_id: int, reviewer_id: int, *, today: date) -> ReviewerFacts:
    """One person of the pool for whoever leads the partnership. Raises ``NotVisible``. Four queries."""
    led_partnership(viewer, partnership_id)
    rows = Reviewer.objects.visible_to(viewer).filter(belonging(partnership_id, today), partnership_id=partnership_id)
    row = rows.filter(pk=reviewer_id).select_related("person", "confirmed_by").first()
    if row is None:
        raise NotVisible(f"reviewer {reviewer_id}")
    return facts_of(row, schools_of([row.person_id], today).get(row.person_id, ()))


def declared(viewer: Viewer, reviewer_id: int) -> tuple[ConflictFacts, ...]:
    """The schools that one person of a pool would rather not review, with why: for that person and the lead.

    One query.
    """
    rows = DeclaredConflict.objects.filter(
        reviewer__in=Reviewer.objects.visible_to(viewer), reviewer_id=reviewer_id
    ).select_related("school")
    return tuple(
        ConflictFacts(row.pk, row.school_id, row.school.name, row.reason, row.declared_at)
        for row in rows.order_by("school__name", "pk")
    )
