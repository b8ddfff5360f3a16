"""Keeping uploaded workbooks until their owner has seen what they would change, and noting that one was applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.viewer import Viewer
from plait.selfevaluation.models import WorkbookUpload


@transaction.atomic
def keep_upload(
    *,
    viewer: Viewer,
    subject: str,
    subject_id: int,
    filename: str,
    sha256: str,
    entries: Mapping[str, Mapping[str, str]],
    statements: Mapping[str, str],
    versions: Mapping[str, int],
    at: datetime,
) -> int:
    """Keep what was read from a workbook until its owner has seen the preview; its number.

    The caller holds a subject that the viewer may write to.
    """
    row = WorkbookUpload.objects.create(
        person_id=viewer.person_id,
        subject=subject,
        subject_id=subject_id,
        filename=filename[:255],
        sha256=sha256,
        entries={
            "areas": {key: dict(value) for key, value in entries.items()},
            "statements": dict(statements),
        },
        versions=dict(versions),
        made_at=at,
    )
    return int(row.pk)


@transaction.atomic
def mark_applied(*, viewer: Viewer, upload_id: int, urn: int, at: datetime) -> None:
    """Note that an upload of the viewer's was applied to work of this school, so that it is not applied again."""
    row = WorkbookUpload.objects.get(pk=upload_id, person_id=viewer.person_id)
    row.applied_at = at
    row.save(update_fields=["applied_at"])
    record(
        actor_id=viewer.person_id,
        action="apply workbook",
        kind=row.subject,
        object_id=row.subject_id,
        at=at,
        school_urn=urn,
        changes={"workbook": ("", row.filename)},
    )
