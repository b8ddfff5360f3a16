"""Writing the trail and the disclosure log. Actions call the first, reads of words the second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.disclosures import Disclosed, How

Changes = Mapping[str, tuple[str, str]]
"""Field name to (before, after), both as text."""

_asked: ContextVar[dict[Disclosed, None] | None] = ContextVar("disclosures of this request", default=None)


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


def note_disclosure(*found: Disclosed | None) -> None:
    """Say that somebody is about to read this. Whatever hands out a school's words calls it; ``None`` says nothing.

    Within a request the rows are written, each once, just before the answer goes out (``audit.middleware``);
    otherwise at once. Either way nobody reads what could not be written down.
    """
    noted = [item for item in found if item is not None]
    collected = _asked.get()
    if collected is not None:
        collected.update(dict.fromkeys(noted))
    elif noted:
        write_disclosures(noted, how=How.COMMAND, at=timezone.now())


@contextmanager
def collecting() -> Iterator[dict[Disclosed, None]]:
    """Collect what is noted from here on, for whoever opened this to write down."""
    collected: dict[Disclosed, None] = {}
    token = _asked.set(collected)
    try:
        yield collected
    finally:
        _asked.reset(token)


def write_disclosures(found: Iterable[Disclosed], *, how: How, at: datetime) -> None:
    """Add a row for each to the disclosure log. One query."""
    Disclosure.objects.bulk_create(
        [
            Disclosure(
                at=at,
                person_id=item.person_id,
                label=item.label[:120],
                relation=item.relation or "",
                roles=[list(role) for role in item.roles],
                school_urn=item.urn,
                round_number=item.round_id,
                artefact=item.artefact.value,
                phase=item.phase.value,
                kind=item.kind,
                object_id=item.object_id,
                version=item.version,
                how=(item.how or how).value,
            )
            for item in found
        ]
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
