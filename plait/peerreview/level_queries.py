"""Levels of the views and conversations of a whole round, for calculations that lead to counts."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.rounds import RoundFacts
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation
from plait.partnerships.sight import standing
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerReviewQuerySet


@dataclass(frozen=True, slots=True)
class ViewLevel:
    """What one partner school gave one area of a host, as it is stored."""

    host: int
    reviewer: int
    area: str
    answer: str


@dataclass(frozen=True, slots=True)
class Talked:
    """What a conversation began from and came to, as it is stored."""

    host: int
    area: str
    before: str
    agreed: str


@dataclass(frozen=True, slots=True)
class AllIn:
    """Of the schools whose signature stands: whether every one's views are in, and every conversation is agreed. A
    round that is closed has all that will come."""

    views: bool
    talks: bool


def all_in(viewer: Viewer, this: RoundFacts) -> AllIn:
    """How far a round is that the viewer leads. At most two queries."""
    leads = standing(viewer, Relation.LEAD, round_path="round", host_path="host")
    if leads is None or not this.open:
        return AllIn(leads is not None, leads is not None)
    rows = PeerReview.objects.filter(leads, round_id=this.id, evaluation__emptied_at__isnull=True)
    agreed = list(rows.values_list("agreed_at", flat=True))
    return AllIn(bool(agreed) and rows.revealed().count() == len(agreed), bool(agreed) and None not in agreed)


def view_levels(viewer: Viewer, this: RoundFacts) -> tuple[ViewLevel, ...]:
    """Every area of the views that all partners have handed in, where they may be counted for the lead; else nothing.
    One query."""
    reviews = _led(viewer, this, Artefact.PEER_VIEW, Phase.REVEALED)
    if reviews is None:
        return ()
    rows = PeerJudgement.objects.filter(view__review__in=reviews, view__handed_in_at__isnull=False).exclude(answer="")
    ordered = rows.order_by("view__review__host_id", "view__school_id", "area")
    found = ordered.values_list("view__review__host_id", "view__school_id", "area", "answer")
    return tuple(ViewLevel(*row) for row in found)


def talked(viewer: Viewer, this: RoundFacts) -> tuple[Talked, ...]:
    """Every area that conversations have agreed, where they may be counted for the lead; else nothing. One query."""
    reviews = _led(viewer, this, Artefact.CHALLENGE, Phase.RECORDED)
    if reviews is None:
        return ()
    rows = Challenge.objects.filter(review__in=reviews.filter(agreed_at__isnull=False)).order_by("review_id", "area")
    return tuple(Talked(*row) for row in rows.values_list("review__host_id", "area", "before", "agreed"))


def _led(viewer: Viewer, this: RoundFacts, artefact: Artefact, phase: Phase) -> PeerReviewQuerySet | None:
    """Reviews whose views are all in, of schools whose signed contract lets this be counted for the lead; ``None`` for
    no one’s."""
    leads = standing(viewer, Relation.LEAD, round_path="round", host_path="host")
    if leads is None or not this.contract.counted_for_lead(artefact, phase):
        return None
    rows = PeerReview.objects.filter(leads, round_id=this.id, evaluation__emptied_at__isnull=True)
    return rows.revealed()
