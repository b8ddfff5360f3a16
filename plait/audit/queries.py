"""Reading the trail and the disclosure log. Whoever calls has asked whether the viewer may."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, TextField
from django.db.models.functions import Cast

from plait.audit.models import AuditEntry, Disclosure


def last_disclosed(kind: str, object_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these was last read, by its number. One query, none for nothing."""
    if not object_ids:
        return {}
    rows = Disclosure.objects.filter(kind=kind, object_id__in=object_ids).order_by()
    return dict(rows.values("object_id").annotate(last=Max("at")).values_list("object_id", "last"))


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """One reading by somebody from outside. ``person``: the name, or what the address or command is called."""

    id: int
    at: datetime
    person_id: int | None
    person: str
    relation: str
    roles: tuple[tuple[str, int | None, int | None, int | None], ...]
    round_id: int | None
    artefact: str
    phase: str
    version: str
    how: str


def disclosures(
    urns: Collection[int],
    *,
    round_id: int | None = None,
    person_id: int | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> tuple[DisclosureFacts, ...]:
    """What people from outside read of these schools, newest first; ``before``: older than the row of this number.

    One query.
    """
    rows = Disclosure.objects.filter(school_urn__in=urns).select_related("person").order_by("-pk")
    if round_id is not None:
        rows = rows.filter(round_number=round_id)
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(
        DisclosureFacts(
            row.pk,
            row.at,
            row.person_id,
            str(row.person) if row.person else row.label,
            row.relation,
            tuple((role, urn, partnership, programme) for role, urn, partnership, programme in row.roles),
            row.round_number,
            row.artefact,
            row.phase,
            row.version,
            row.how,
        )
        for row in rows[:limit]
    )


def readers(urns: Collection[int]) -> tuple[tuple[int, str], ...]:
    """The people from outside who have read anything of these schools, by name. One query."""
    rows = Disclosure.objects.filter(school_urn__in=urns, person__isnull=False).order_by("person__name", "person_id")
    return tuple(rows.values_list("person_id", "person__name").distinct())


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the trail."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    kind: str
    object_id: str
    changes: tuple[tuple[str, str, str], ...]
    """Field, before, after."""


def entries(
    urns: Collection[int],
    *,
    kinds: Collection[str],
    objects: Collection[tuple[str, str]] | None = None,
    actor_id: int | None = None,
    area_id: str = "",
    before: int | None = None,
    limit: int,
) -> tuple[Entry, ...]:
    """What was changed in these schools' work, newest first. ``objects``: only these, as (kind, number). One query.

    ``area_id``: only rows that change a field of this area.
    """
    rows = AuditEntry.objects.filter(school_urn__in=urns, kind__in=kinds).select_related("actor").order_by("-pk")
    if objects is not None:
        by_kind: dict[str, list[str]] = {}
        for kind, number in objects:
            by_kind.setdefault(kind, []).append(number)
        wanted = Q(pk__in=())
        for kind, numbers in by_kind.items():
            wanted |= Q(kind=kind, object_id__in=numbers)
        rows = rows.filter(wanted)
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    if area_id:
        rows = rows.annotate(text=Cast("changes", TextField())).filter(text__contains=f'"{area_id}.')
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(
        Entry(
            row.pk,
            row.at,
            row.actor_id,
            str(row.actor) if row.actor else "",
            row.action,
            row.kind,
            row.object_id,
            tuple((name, old, new) for name, (old, new) in row.changes.items()),
        )
        for row in rows[:limit]
    )


def actors(urns: Collection[int], *, kinds: Collection[str]) -> tuple[tuple[int, str], ...]:
    """The people who have changed anything in these schools' work, by name. One query."""
    rows = AuditEntry.objects.filter(school_urn__in=urns, kind__in=kinds, actor__isnull=False)
    return tuple(rows.order_by("actor__name", "actor_id").values_list("actor_id", "actor__name").distinct())
