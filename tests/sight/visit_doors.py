"""Addresses of visits: who opens them, and what a form sent there may change. Part of :mod:`tests.sight.doors`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

READ = 3
WRITERS = {"head", "leader"}


class VisitDoors:
    """Mixed into the doors, which bring the facts, the model and the names."""

    facts: Any
    model: Any
    names: dict[str, int]
    holds: Callable[..., bool]

    def _visit(self, ids: Mapping[str, Any]) -> Any:
        return next(row for row in self.facts.visits.values() if row["uuid"] == ids["visit_uuid"])

    def _opens_visits(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        person = self.names[name]
        if page == "arrange":
            placed = self.facts.where("places", round_id=ids["round_id"], school_id=ids["urn"])
            relations = self.model.relations(person, ids["round_id"], ids["urn"])
            return bool(placed) and self.model.sight(ids["round_id"], "visit", "planned", relations) >= READ
        row = self._visit(ids)
        if "activity_uuid" in ids:
            mine = [each for each in self.facts.activities.values() if each["uuid"] == ids["activity_uuid"]]
            if mine[0]["visit_id"] != row["id"] or mine[0]["taken_off_at"] is not None:
                return False
        if "item_id" in ids:
            item = self.facts.evidence_items[ids["item_id"]]
            shared = bool(self.facts.where("shared_items", visit_id=row["id"], item_id=ids["item_id"]))
            return shared and item["kind"] == "file" and self.model.reads_focus(person, row["id"])
        if "focus_number" in ids:
            chosen = self.facts.where("focuses", visit_id=row["id"], number=ids["focus_number"])
            return bool(chosen) and self.model.reads_expected(person, row["id"])
        if page in ("hypotheses", "share-hypotheses"):
            return bool(self.model.reads_expected(person, row["id"]))
        if page in ("focus", "share-focus"):
            return bool(self.model.reads_focus(person, row["id"]))
        return bool(self.model.reads_visit(person, row["id"]))

    def _changes_visits(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        row = None if page == "arrange" else self._visit(ids)
        round_id, urn = (row["round_id"], row["host_id"]) if row else (ids["round_id"], ids["urn"])
        if self.facts.rounds[round_id]["closed_on"] is not None or not self.model.signed(round_id, urn):
            return False
        host = self.holds(name, WRITERS, urn)
        comes = "reviewer" in self.model.relations(self.names[name], round_id, urn)
        if page == "arrange":
            looked_at = bool(self.facts.where("pairings", round_id=round_id, host_id=urn))
            return (host or comes) and looked_at and not self.facts.where("visits", round_id=round_id, host_id=urn)
        if page == "focus":
            return host
        if page == "share-focus":
            return self.holds(name, {"head"}, urn)
        if page in ("hypothesis", "share-hypotheses"):
            return comes and row["focus_shared_at"] is not None
        if page in ("step-back", "take-over"):
            return comes
        return (host or comes) and page in ("plan", "add", "activity", "suggest", "take-off")
