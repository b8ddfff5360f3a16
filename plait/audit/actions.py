"""Writing the trail. Called by every action, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from plait.audit.models import AuditEntry

Changes = Mapping[str, tuple[str, str]]
"""Field name to (before, after), both as text."""


def record(
    *,
    actor_id: int | None,
    action: str,
    kind: str,
    object_id: object,
    at: datetime,
    school_urn: int | None = None,
    changes: Changes | None = None,
) -> None:
    """Add one row to the trail. ``actor_id`` is ``None`` for what the system did by itself (an import)."""
    AuditEntry.objects.create(
        at=at,
        actor_id=actor_id,
        action=action,
        kind=kind,
        object_id=str(object_id),
        school_urn=school_urn,
        changes={name: [before, after] for name, (before, after) in (changes or {}).items() if before != after},
    )


def record_each(
    *, actor_id: int | None, action: str, kind: str, at: datetime, objects: Sequence[tuple[object, int | None]]
) -> None:
    """One row for each of these objects, given with its school: the same thing was done with all. One query."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(at=at, actor_id=actor_id, action=action, kind=kind, object_id=str(key), school_urn=urn)
            for key, urn in objects
        ],
        batch_size=500,
    )
