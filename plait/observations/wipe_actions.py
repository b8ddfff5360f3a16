"""A school asks that nothing about it stays on devices, and devices say that they have done so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from plait.audit.actions import record
from plait.domain.verdicts import Refused, no
from plait.domain.viewer import Viewer
from plait.observations import wipe_queries
from plait.observations.models import SchoolWipe, WipeConfirmation
from plait.peerreview import queries as peerreview

KIND = "devices"
DEVICES_OF_A_PERSON = 20
"""More than anybody takes along; so that nobody can make the count mean nothing."""


@transaction.atomic
def ask_all_to_wipe(*, viewer: Viewer, review_id: int, at: datetime) -> None:
    """Let every device forget this review the next time it is in touch, once it has handed in what it still may.

    Asked twice is asked once. Raises ``NotVisible`` for everybody but the headteacher of the school it is about.
    """
    peerreview.lock(review_id)
    review = wipe_queries.hosted(viewer, review_id)
    if wipe_queries.stands(review_id):
        return
    SchoolWipe.objects.create(review_id=review_id, asked_by_id=viewer.person_id, asked_at=at)
    record(
        actor_id=viewer.person_id,
        action="ask devices to forget",
        kind=KIND,
        object_id=review_id,
        at=at,
        school_urn=review.host_urn,
    )


@transaction.atomic
def confirm_wiped(*, viewer: Viewer, review_id: int, urn: int, device: UUID, at: datetime) -> None:
    """A device of the viewer has forgotten this review. Said twice is said once. Raises ``NotVisible``, ``Refused``.

    The trail's row belongs to the school that wrote: the other one learns a count alone.
    """
    peerreview.lock(review_id)
    order_id, view_id = wipe_queries.order_for(viewer, review_id, urn, today=at.date())
    mine = WipeConfirmation.objects.filter(order_id=order_id, person_id=viewer.person_id)
    if mine.filter(device=device).exists():
        return
    if mine.count() >= DEVICES_OF_A_PERSON:
        raise Refused(no(f"At most {DEVICES_OF_A_PERSON} devices of one person are counted."))
    WipeConfirmation.objects.create(order_id=order_id, device=device, person_id=viewer.person_id, confirmed_at=at)
    record(
        actor_id=viewer.person_id,
        action="confirm wipe",
        kind="observation",
        object_id=view_id,
        at=at,
        school_urn=urn,
    )
