"""Finding a school's self-evaluation for those who review the school."""

from __future__ import annotations

from plait.domain.viewer import Viewer
from plait.selfevaluation.models import SelfEvaluation


def readable_of(viewer: Viewer, urn: int, round_id: int) -> int | None:
    """The number of a school's evaluation in a round, as far as the viewer may read it. One query."""
    rows = SelfEvaluation.objects.visible_to(viewer).filter(school_id=urn, round_id=round_id)
    return rows.values_list("pk", flat=True).first()
