"""Keeping and deleting working notes. The trail says that they were saved or deleted, never a word of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.retention import Due
from plait.domain.retention_table import notes_deleted_on
from plait.domain.verdicts import StaleWrite, require
from plait.domain.viewer import Viewer
from plait.partnerships.queries import round_facts
from plait.peerreview import note_queries, queries, rules
from plait.peerreview.facts import ReviewFacts, ViewFacts
from plait.peerreview.models import WorkingNote
from plait.peerreview.note_queries import SavedNote
from plait.selfevaluation.actions import Saved

KIND = "working-note"


@dataclass(frozen=True, slots=True)
class NoteInput:
    """``version`` is 0 where there were no notes when the page was opened."""

    text: str
    version: int


def _held(viewer: Viewer, review_id: int, urn: int) -> tuple[ReviewFacts, ViewFacts, SavedNote]:
    """The notes as they are, and as they stay until the transaction ends. Raises ``NotVisible``."""
    queries.lock(review_id)
    review = queries.get(viewer, review_id)
    view = queries.own_view(viewer, review, urn)
    return review, view, note_queries.note(viewer, review, view)


@transaction.atomic
def save_note(*, viewer: Viewer, review_id: int, urn: int, given: NoteInput, at: datetime) -> Saved:
    """Save the working notes that the school ``urn`` keeps about the host.

    Raises ``NotVisible``, ``Refused``, and ``StaleWrite`` when they were saved, or deleted, after the page was opened.
    """
    review, view, old = _held(viewer, review_id, urn)
    require(
        rules.may_keep_notes(
            viewer,
            urn=urn,
            round_open=review.round_open,
            host_signed=review.signature_stands,
            own_signed=view.signature_stands,
        )
    )
    if old.text == given.text:  # sent twice, or nothing new
        return Saved(old.version, old.saved_at or at)
    if given.version != old.version:
        happened = f"{old.saved_by} saved these notes" if old.version else "The notes were deleted"
        raise StaleWrite(f"{happened} while you were writing.", {"text": old.text}, old.version)
    if old.version:
        WorkingNote.objects.filter(view_id=view.id).update(
            text=given.text, version=F("version") + 1, saved_at=at, author=viewer.person_id
        )
    else:
        WorkingNote.objects.create(view_id=view.id, text=given.text, saved_at=at, author_id=viewer.person_id)
    record(actor_id=viewer.person_id, action="save working notes", kind=KIND, object_id=view.id, at=at, school_urn=urn)
    return Saved(old.version + 1, at)


@transaction.atomic
def delete_note(*, viewer: Viewer, review_id: int, urn: int, at: datetime) -> bool:
    """Delete the working notes for good; whether there were any. Raises ``NotVisible`` and ``Refused``."""
    _, view, old = _held(viewer, review_id, urn)
    require(rules.may_delete_notes(viewer, urn=urn))
    if not old.version:
        return False
    _delete(view.id, urn, viewer.person_id, at)
    return True


def _delete(view_id: int, urn: int, actor_id: int | None, at: datetime) -> bool:
    deleted, _ = WorkingNote.objects.filter(view_id=view_id).delete()
    if deleted:
        record(actor_id=actor_id, action="delete working notes", kind=KIND, object_id=view_id, at=at, school_urn=urn)
    return bool(deleted)


def notes_over(due: Due) -> list[int]:
    """The views whose working notes are to be deleted; writes on each note the day that it has. Idempotent."""
    closed = WorkingNote.objects.filter(view__review__round__closed_on__isnull=False)
    round_ids = list(closed.order_by().values_list("view__review__round_id", flat=True).distinct())
    for item in round_facts(round_ids).values():
        day = notes_deleted_on(item.definition, item.closed_on, due.table)
        closed.filter(view__review__round_id=item.id).exclude(delete_after=day).update(delete_after=day)
    over = closed.filter(delete_after__lte=due.today).exclude(view__review__round_id__in=due.held_rounds)
    return list(over.order_by("pk").values_list("view_id", flat=True))


@transaction.atomic
def delete_notes(view_ids: Collection[int], *, at: datetime) -> int:
    """How many there still were. The trail of each school has a row; what another run deleted is no longer found."""
    rows = WorkingNote.objects.filter(view_id__in=view_ids).order_by("pk").values_list("view_id", "view__school_id")
    return sum(_delete(view_id, urn, None, at) for view_id, urn in list(rows))
