"""Keeping what was noted on a visit: from the web, and from devices that were without a network.

The trail says that a note was kept, changed or deleted, never a word of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from plait.adapters.evidence_files import ReadFile
from plait.audit.actions import record
from plait.domain.observing import Answered, Edit, NoteState, Outcome
from plait.domain.verdicts import NotVisible, Refused, StaleWrite, no, require
from plait.domain.viewer import Viewer
from plait.observations import queries, rules
from plait.observations.models import Observation, ObservationPhoto, ObservationTag, ReceivedEdit, WipeOrder
from plait.observations.queries import MEDIA_TYPES, Team
from plait.peerreview import queries as peerreview

KIND = "observation"
PHOTOS_OF_A_NOTE = 6


def _held(viewer: Viewer, review_id: int, urn: int) -> Team:
    """The team as it is, and as it stays until the transaction ends. Raises ``NotVisible``."""
    peerreview.lock(review_id)
    return queries.team(viewer, review_id, urn)


def receive(*, viewer: Viewer, review_id: int, urn: int, edit: Edit, at: datetime) -> Answered:
    """Take one edit from a device, once, however often it is sent. Never raises: the answer says what became of it.

    The rights are asked afresh for each edit. ``at``: our clock; the device's is kept beside it.
    """
    reason = "This note belongs elsewhere."
    for _ in range(2):  # twice, for the same edit that comes by two ways at one moment
        try:
            with transaction.atomic():
                return _receive(viewer, review_id, urn, edit, at)
        except NotVisible:
            reason = "You can no longer open this review. The note stays on your device until you wipe it."
            break
        except Refused as refused:
            reason = str(refused)
            break
        except IntegrityError:
            continue
    return Answered(str(edit.uid), edit.number, Outcome.REFUSED, reason=reason)


def _receive(viewer: Viewer, review_id: int, urn: int, edit: Edit, at: datetime) -> Answered:
    found = _held(viewer, review_id, urn)
    require(rules.may_note(viewer, found))
    here = ReceivedEdit.objects.filter(uid=edit.uid, device=edit.device)
    last = here.select_related("observation").order_by("-number").first()
    row = last.observation if last else Observation.objects.filter(uid=edit.uid).first()
    if row is not None and (row.view_id != found.view.id or row.author_id != viewer.person_id):
        raise Refused(no("This note belongs elsewhere."))
    if row is not None and last is not None and last.number >= edit.number:
        if here.filter(number=edit.number).exists():
            return Answered(str(edit.uid), edit.number, Outcome.ALREADY, row.version)
        return _noted_down(row, edit, at, Outcome.OVERTAKEN)
    if row is None:
        row = _create(found, viewer, edit.uid, edit.state, at, device=edit.device)
        return _noted_down(row, edit, at, Outcome.KEPT)
    if row.device == edit.device or row.version == edit.base:
        _write(found, viewer, row, edit.state, at, device=edit.device)
        return _noted_down(row, edit, at, Outcome.KEPT)
    if not edit.state.gone:  # somebody changed it meanwhile: what they wrote stays, and so does this
        name = uuid5(edit.uid, f"{edit.device}:{edit.number}")
        row = _create(found, viewer, name, edit.state, at, device=edit.device, beside=row)
    return _noted_down(row, edit, at, Outcome.BESIDE)


def _noted_down(row: Observation, edit: Edit, at: datetime, outcome: Outcome) -> Answered:
    ReceivedEdit.objects.create(uid=edit.uid, device=edit.device, number=edit.number, observation=row, received_at=at)
    return Answered(str(edit.uid), edit.number, outcome, row.version)


def _create(
    found: Team,
    viewer: Viewer,
    uid: UUID,
    state: NoteState,
    at: datetime,
    *,
    device: UUID | None,
    beside: Observation | None = None,
) -> Observation:
    row = Observation.objects.create(
        view_id=found.view.id,
        uid=uid,
        kind=state.kind.value,
        place=state.place,
        text=state.text,
        seen=state.seen.value,
        author_id=viewer.person_id,
        device=device,
        beside=beside,
        noted_at=state.noted_at,
        received_at=at,
        saved_at=at,
        gone_at=at if state.gone else None,
    )
    _tag(row, state)
    _record(found, viewer, "keep note", row, at)
    return row


def _write(
    found: Team, viewer: Viewer, row: Observation, state: NoteState, at: datetime, *, device: UUID | None
) -> None:
    row.kind, row.seen = (row.kind, row.seen) if state.gone else (state.kind.value, state.seen.value)
    row.place, row.text = state.place, state.text
    row.device, row.saved_at = device, at
    row.gone_at = at if state.gone else None
    row.version += 1
    row.save(update_fields=["kind", "seen", "place", "text", "device", "saved_at", "gone_at", "version"])
    ObservationTag.objects.filter(observation=row).delete()
    _tag(row, state)
    if state.gone:
        ObservationPhoto.objects.filter(observation=row).delete()
    _record(found, viewer, "delete note" if state.gone else "change note", row, at)


def _tag(row: Observation, state: NoteState) -> None:
    ObservationTag.objects.bulk_create(
        ObservationTag(observation=row, area=area, statement=statement) for area, statement in state.tags
    )


def _record(found: Team, viewer: Viewer, action: str, row: Observation, at: datetime) -> None:
    record(actor_id=viewer.person_id, action=action, kind=KIND, object_id=row.pk, at=at, school_urn=found.view.urn)


@transaction.atomic
def note(*, viewer: Viewer, review_id: int, urn: int, uid: UUID, state: NoteState, at: datetime) -> int:
    """Note something on the web. ``uid`` comes from the page, so that a form that is sent twice gives one note.

    Raises ``NotVisible`` and ``Refused``. The note's number.
    """
    found = _held(viewer, review_id, urn)
    require(rules.may_note(viewer, found))
    row = Observation.objects.filter(uid=uid).first()
    if row is None:
        return _create(found, viewer, uid, state, at, device=None).pk
    if row.view_id != found.view.id or row.author_id != viewer.person_id:
        raise NotVisible(f"note {uid}")
    return row.pk


@transaction.atomic
def change(
    *, viewer: Viewer, review_id: int, urn: int, note_id: int, version: int, state: NoteState, at: datetime
) -> None:
    """Change a note on the web. Raises ``NotVisible``, ``Refused`` and, when it was changed after the page was opened,
    ``StaleWrite``."""
    found = _held(viewer, review_id, urn)
    old = queries.note(found, note_id)
    require(rules.may_change(viewer, found, old.author_id))
    if replace(state, noted_at=old.state.noted_at) == old.state:  # sent twice, or nothing new
        return
    if version != old.version:
        raise StaleWrite("This note was changed while you were writing.", {"text": old.state.text}, old.version)
    _write(found, viewer, Observation.objects.get(pk=note_id), state, at, device=None)


@transaction.atomic
def delete(*, viewer: Viewer, review_id: int, urn: int, note_id: int, at: datetime) -> None:
    """Delete a note, with its photos. Raises ``NotVisible`` and ``Refused``."""
    found = _held(viewer, review_id, urn)
    old = queries.note(found, note_id)
    require(rules.may_delete(viewer, found, old.author_id))
    state = replace(old.state, text="", place="", tags=(), gone=True)
    _write(found, viewer, Observation.objects.get(pk=note_id), state, at, device=None)


@transaction.atomic
def add_photo(
    *, viewer: Viewer, review_id: int, urn: int, note_uid: UUID, photo_uid: UUID, file: ReadFile, at: datetime
) -> int:
    """Keep a photo of work with a note of one's own, once. ``file``: read and drawn anew.

    Raises ``NotVisible``, ``Refused``, and ``ValueError`` for a file that is no picture.
    """
    if file.format not in MEDIA_TYPES:
        raise ValueError("Only a photo can be kept with a note: PNG, JPEG or WebP.")
    found = _held(viewer, review_id, urn)
    require(rules.may_note(viewer, found))
    kept = ObservationPhoto.objects.filter(uid=photo_uid).values_list("pk", "observation__view_id").first()
    if kept is not None and kept[1] == found.view.id:  # sent twice
        return int(kept[0])
    mine = Observation.objects.filter(view_id=found.view.id, author_id=viewer.person_id, gone_at__isnull=True)
    edits = ReceivedEdit.objects.filter(uid=note_uid, observation__in=mine).order_by("-number")
    row = mine.filter(pk=edits.values("observation_id")[:1]).first() or mine.filter(uid=note_uid).first()
    if row is None or kept is not None:
        raise NotVisible(f"note {note_uid}")
    if row.photos.count() >= PHOTOS_OF_A_NOTE:
        raise Refused(no(f"A note has at most {PHOTOS_OF_A_NOTE} photos. Write another note for the next ones."))
    made = ObservationPhoto.objects.create(
        observation=row, uid=photo_uid, format=file.format, data=file.data, received_at=at
    )
    record(actor_id=viewer.person_id, action="add photo", kind=KIND, object_id=row.pk, at=at, school_urn=found.view.urn)
    return made.pk


@transaction.atomic
def delete_photo(*, viewer: Viewer, review_id: int, urn: int, photo_id: int, at: datetime) -> None:
    """Delete one photo of a note of one's own. Raises ``NotVisible`` and ``Refused``."""
    found = _held(viewer, review_id, urn)
    queries.photo(found, photo_id)
    row = ObservationPhoto.objects.select_related("observation").get(pk=photo_id)
    require(rules.may_delete(viewer, found, row.observation.author_id))
    row.delete()
    record(
        actor_id=viewer.person_id,
        action="delete photo",
        kind=KIND,
        object_id=row.observation_id,
        at=at,
        school_urn=found.view.urn,
    )


@transaction.atomic
def ask_to_wipe(*, viewer: Viewer, review_id: int, urn: int, at: datetime) -> None:
    """Let the viewer's devices forget this review the next time they are in touch. Raises ``NotVisible``."""
    found = _held(viewer, review_id, urn)
    WipeOrder.objects.create(view_id=found.view.id, person_id=viewer.person_id, asked_at=at)
    record(
        actor_id=viewer.person_id,
        action="ask to wipe devices",
        kind=KIND,
        object_id=found.view.id,
        at=at,
        school_urn=urn,
    )
