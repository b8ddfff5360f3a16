"""Emptying reviews whose school's evaluation is emptied."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView, WorkingNote


@dataclass(frozen=True, slots=True)
class Emptied:
    """Numbers of the reviews and views whose words are gone, for the trail."""

    reviews: tuple[int, ...]
    views: tuple[int, ...]


def empty(evaluation_ids: Collection[int]) -> Emptied:
    """Delete what partners said of these schools and what was recorded after talking. Who looked at whom stays."""
    reviews = tuple(PeerReview.objects.filter(evaluation_id__in=evaluation_ids).values_list("pk", flat=True))
    views = tuple(PeerView.objects.filter(review_id__in=reviews).values_list("pk", flat=True))
    PeerJudgement.objects.filter(view_id__in=views).delete()
    WorkingNote.objects.filter(view_id__in=views).delete()
    Challenge.objects.filter(review_id__in=reviews).delete()
    return Emptied(reviews, views)
