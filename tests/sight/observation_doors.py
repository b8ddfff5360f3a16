"""Which addresses of notes that were made on visits answer whom: the part of :mod:`tests.sight.doors` about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

WRITERS_OF_VIEWS = {"head", "leader", "reviewer"}


class ObservationDoors:
    """Mixed into the doors, which bring everything else."""

    facts: Any
    model: Any
    names: dict[str, int]
    holds: Callable[..., bool]
    _is_open: Callable[..., bool]

    def _note_in(self, ids: Mapping[str, Any]) -> int | None:
        """The note that an address names, itself or by one of its photos."""
        if "photo_id" in ids:
            return int(self.facts.photos[ids["photo_id"]]["observation_id"])
        return ids.get("note_id")

    def _opens_observations(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """What was noted on a visit is for those who may read the working notes of that view."""
        if "review_id" not in ids:  # the page for the day, which is the same for everybody
            return True
        views = self.facts.where("views", review_id=ids["review_id"], school_id=ids["urn"])
        if not views or not self.model.reads_note(self.names[name], views[0]["id"]):
            return False
        number = self._note_in(ids)
        if number is None:
            return True
        row = self.facts.observations[number]
        return row["view_id"] == views[0]["id"] and row["gone_at"] is None

    def _changes_observations(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """Whoever wrote a note changes it while both have signed and the round is open, and deletes it at any time."""
        if not self.holds(name, WRITERS_OF_VIEWS, ids["urn"]):
            return False
        if page == "wipe":  # one's own devices
            return True
        number = self._note_in(ids)
        if number is not None and self.facts.observations[number]["author_id"] != self.names[name]:
            return False
        if page in ("delete", "delete-photo"):
            return True
        review = self.facts.reviews[ids["review_id"]]
        signed = all(self.model.signed(review["round_id"], urn) for urn in (review["host_id"], ids["urn"]))
        return signed and self._is_open(review) and page in ("add", "note", "add-photo", "sync", "photo-sync")
