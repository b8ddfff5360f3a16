"""Which views of a round somebody has begun, whatever they wrote in: such a view is never taken away."""

from __future__ import annotations

from plait.observations.queries import views_noted
from plait.peerreview.round_queries import views_begun


def begun_in(round_id: int) -> frozenset[tuple[int, int]]:
    """``(host, reviewer)`` of views with words, working notes or notes of a visit. Two queries."""
    return views_begun(round_id) | views_noted(round_id)
