"""Whether a school asked that nothing about it stays on devices: for its head, and for whoever may hold such notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from plait.domain.roles import Permission, Role
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.observations.models import Observation, SchoolWipe, WipeConfirmation
from plait.partnerships.role_queries import held_between
from plait.peerreview import queries as peerreview
from plait.peerreview.facts import ReviewFacts

WRITERS = (Role.HEAD.value, Role.LEADER.value, Role.REVIEWER.value)
"""Roles at a school with which somebody writes its views."""


@dataclass(frozen=True, slots=True)
class Asked:
    """When a school asked, and how many devices have said since that they have forgotten it: never whose."""

    at: datetime
    confirmed: int


def hosted(viewer: Viewer, review_id: int) -> ReviewFacts:
    """The review of the viewer's own school, for its headteacher, while its words are there. Raises ``NotVisible``.
    Two queries."""
    review = peerreview.get(viewer, review_id)
    if not viewer.may_at(review.host_urn, Permission.SUBMIT):
        raise NotVisible(f"devices of peer review {review_id}")
    return review


def asked(review_id: int) -> Asked | None:
    """What the school asked of devices, and what became of it. For its head. Two queries."""
    order = SchoolWipe.objects.filter(review_id=review_id).first()
    if order is None:
        return None
    return Asked(order.asked_at, WipeConfirmation.objects.filter(order=order).count())


def stands(review_id: int) -> bool:
    """Whether the school has asked. For those who may open the review, and for their devices. One query."""
    return SchoolWipe.objects.filter(review_id=review_id).exists()


def order_for(viewer: Viewer, review_id: int, urn: int, *, today: date) -> tuple[int, int]:
    """What was asked about a review, for somebody who writes for the school ``urn`` or did so since the round opened.

    Raises ``NotVisible`` for everybody else, and where nothing was asked: the two cannot be told apart. The numbers
    of what was asked and of the view. Three queries at most.
    """
    rows = SchoolWipe.objects.filter(review_id=review_id, review__views__school_id=urn)
    found = rows.values_list("pk", "review__views__pk", "review__round__opened_on").first()
    if found is None:
        raise NotVisible(f"nothing is asked of devices about peer review {review_id}")
    order_id, view_id, opened_on = found
    writes = (
        urn in viewer.reviewing_urns
        or held_between(viewer.person_id, urn, WRITERS, opened_on, today)
        or Observation.objects.filter(view_id=view_id, author_id=viewer.person_id).exists()
    )
    if not writes:
        raise NotVisible(f"view {view_id} is not theirs")
    return order_id, view_id
