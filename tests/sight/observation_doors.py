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

    def _note_in(self, ids: Mapping[str, Any]) -> Any:
        """The note that an address names, itself or by one of its photos."""
        number = self.facts.photos[ids["photo_id"]]["observation_id"] if "photo_id" in ids else ids.get("note_id")
        return None if number is None else self.facts.observations[number]

    def _view_in(self, ids: Mapping[str, Any]) -> Any:
        """The view for which something was noted, or is to be; none for schools that do not look at each other."""
        if note := self._note_in(ids):
            return self.facts.views[note["view_id"]]
        views = self.facts.where("views", review_id=ids["review_id"], school_id=ids["urn"])
        return views[0] if views else None

    def _opens_observations(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """What was noted on a visit is for those who may read the working notes of that view."""
        if not ids:  # the page for the day, which is the same for everybody
            return True
        if page == "devices":  # what the school asks of devices: its head alone
            host = self.facts.reviews[ids["review_id"]]["host_id"]
            return self.holds(name, {"head"}, host) and self.model.opens_review(self.names[name], ids["review_id"])
        if page == "wiped":
            return self._told_to_wipe(name, ids)
        view, note = self._view_in(ids), self._note_in(ids)
        if view is None or (note is not None and note["gone_at"] is not None):
            return False
        return bool(self.model.reads_note(self.names[name], view["id"]))

    def _told_to_wipe(self, name: str, ids: Mapping[str, Any]) -> bool:
        """Once the school asked: whoever writes for the other one, or did on any day since the round opened."""
        view = self._view_in(ids)
        if view is None or not self.facts.where("school_wipes", review_id=view["review_id"]):
            return False
        opened = self.facts.rounds[self.facts.reviews[view["review_id"]]["round_id"]]["opened_on"]
        held = self.facts.where("appointments", person_id=self.names[name], school_id=view["school_id"])
        did = any(
            row["role"] in WRITERS_OF_VIEWS
            and row["starts"] <= self.facts.today
            and (row["ends"] is None or row["ends"] >= opened)
            for row in held
        )
        noted = self.facts.where("observations", view_id=view["id"], author_id=self.names[name])
        return did or bool(noted) or self.holds(name, WRITERS_OF_VIEWS, view["school_id"])

    def _changes_observations(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """Whoever wrote a note changes it while both have signed and the round is open, and deletes it at any time."""
        if page == "devices":  # asked once
            return not self.facts.where("school_wipes", review_id=ids["review_id"])
        if page == "wiped":  # whoever is told may say that it is done
            return True
        view, note = self._view_in(ids), self._note_in(ids)
        if not self.holds(name, WRITERS_OF_VIEWS, view["school_id"]):
            return False
        if page == "wipe":  # one's own devices
            return True
        if note is not None and note["author_id"] != self.names[name]:
            return False
        if page in ("delete", "delete-photo"):
            return True
        review = self.facts.reviews[view["review_id"]]
        signed = all(self.model.signed(review["round_id"], urn) for urn in (review["host_id"], view["school_id"]))
        return signed and self._is_open(review) and page in ("add", "note", "add-photo", "sync", "photo-sync")
