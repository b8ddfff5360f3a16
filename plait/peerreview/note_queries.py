"""Reading working notes: those who write a view, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.peerreview.facts import ReviewFacts, ViewFacts
from plait.peerreview.models import WorkingNote


@dataclass(frozen=True, slots=True)
class SavedNote:
    """The working notes of one view. ``version`` is 0 where there are none, or none any more."""

    text: str
    version: int
    saved_at: datetime | None
    saved_by: str


NO_NOTE = SavedNote("", 0, None, "")


def may_read(viewer: Viewer, review: ReviewFacts, view: ViewFacts) -> bool:
    """Whether the working notes of a view are the viewer's to read. The contract's word on authors decides."""
    relations = (Relation.AUTHOR,) if view.urn in viewer.reviewing_urns else ()
    return review.contract.sight(Artefact.WORKING_NOTE, Phase.KEPT, relations) >= Sight.READ


def note(viewer: Viewer, review: ReviewFacts, view: ViewFacts) -> SavedNote:
    """The working notes of a view. Raises ``NotVisible`` where there can be none for this viewer. One query."""
    if not may_read(viewer, review, view):
        raise NotVisible(f"working notes of view {view.id}")
    row = WorkingNote.objects.filter(view_id=view.id).select_related("author").first()
    return SavedNote(row.text, row.version, row.saved_at, str(row.author)) if row else NO_NOTE
