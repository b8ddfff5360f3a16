"""What a school asks of the devices on which others took notes about it."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.viewer import Viewer
from plait.observations import wipe_queries
from plait.observations.wipe_queries import Asked
from plait.peerreview.pages.around import Around, around_review


@dataclass(frozen=True, slots=True)
class DevicesPage:
    """For the headteacher. ``asked`` is ``None`` before."""

    around: Around
    asked: Asked | None

    @property
    def devices(self) -> str:
        """How many have confirmed, as the beginning of a sentence."""
        count = self.asked.confirmed if self.asked else 0
        return {0: "No device has", 1: "One device has"}.get(count, f"{count} devices have")

    @property
    def readers(self) -> str:
        return f"only the headteacher of {self.around.host}"


def devices_page(viewer: Viewer, review_id: int) -> DevicesPage:
    """Raises ``NotVisible``. Six queries, seven once it was asked."""
    review = wipe_queries.hosted(viewer, review_id)
    return DevicesPage(around_review(viewer, review), wipe_queries.asked(review_id))
