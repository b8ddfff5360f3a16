"""Judging short cases. A turn is taken once and never changed, so that nobody judges after seeing the panel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from plait.audit.actions import record
from plait.domain.calibration import steps
from plait.domain.stages import NotAllowedNow
from plait.domain.viewer import Viewer
from plait.reviewers import calibration_queries as queries
from plait.reviewers.models import CalibrationTurn

KIND = "calibration"


@transaction.atomic
def judge(*, viewer: Viewer, set_id: str, answers: Mapping[str, str], at: datetime) -> None:
    """Judge every case of a set. Raises ``NotVisible``; ``ValueError`` where a level is missing; ``NotAllowedNow``
    for a second time, perhaps from another window."""
    found, _, turn = queries.one_set(viewer, set_id)
    given = {item.key: answers.get(item.key, "") for item in found.vignettes}
    steps(found, given)
    try:
        with transaction.atomic():
            if turn is not None:
                raise IntegrityError
            row = CalibrationTurn.objects.create(person_id=viewer.person_id, set_id=set_id, answers=given, done_at=at)
    except IntegrityError:
        raise NotAllowedNow("You have judged these cases already. What you said then stands.") from None
    record(actor_id=viewer.person_id, action="judge cases", kind=KIND, object_id=row.pk, at=at)
