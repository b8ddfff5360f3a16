"""Visits as the trail of a school speaks of them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact
from plait.visits import queries
from plait.visits.facts import VisitFacts

Mention = tuple[str, int, int, str, Callable[[str], bool]]
"""Kind of trail row, number of the visit, round, name of its host, and which fields the viewer may read."""


def taking_part(viewer: Viewer, urns: Collection[int], round_ids: Collection[int]) -> tuple[Mention, ...]:
    """The visits in these rounds that the viewer may read: those to their schools and those that they come to. One
    query."""
    found = [item for item in queries.in_rounds(viewer, round_ids) if item.host_urn in urns or item.comes]
    return tuple(
        (kind, item.id, item.round_id, item.host, _reads(item)) for item in found for kind in ("visit", "hypothesis")
    )


def _reads(item: VisitFacts) -> Callable[[str], bool]:
    focus = item.reads(Artefact.FOCUS)
    return lambda name: focus or not name.startswith("focus.")
