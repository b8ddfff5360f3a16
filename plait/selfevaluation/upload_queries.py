"""Reading workbooks that wait for their owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.selfevaluation.models import WorkbookUpload


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A workbook that was read and waits for its owner to apply it."""

    id: int
    subject: str
    subject_id: int
    filename: str
    sha256: str
    entries: dict[str, dict[str, str]]
    statements: dict[str, str]
    versions: dict[str, int]
    applied_at: datetime | None


def upload(viewer: Viewer, upload_id: int, *, subject: str, subject_id: int) -> KeptUpload:
    """The viewer's own upload to this subject. Raises ``NotVisible``."""
    row = WorkbookUpload.objects.filter(
        pk=upload_id, person_id=viewer.person_id, subject=subject, subject_id=subject_id
    ).first()
    if row is None:
        raise NotVisible(f"upload {upload_id}")
    return KeptUpload(
        row.pk,
        row.subject,
        row.subject_id,
        row.filename,
        row.sha256,
        row.entries.get("areas", {}),
        row.entries.get("statements", {}),
        row.versions,
        row.applied_at,
    )
