"""Which addresses of workshops answer whom, and what a form sent there may change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.sight.contract_model import Model
from tests.sight.rows import Facts

WRITERS = {"head", "leader"}


class WorkshopDoors:
    """Mixed into the doors, which bring everything else."""

    facts: Facts
    names: dict[str, int]
    model: Model
    holds: Callable[..., bool]
    belongs: Callable[..., bool]

    def _workshop(self, ids: Mapping[str, Any]) -> dict[str, Any] | None:
        if "card_id" in ids:
            return self.facts.workshops[self.facts.cards[ids["card_id"]]["workshop_id"]]
        where = self.facts.actions[ids["action_id"]] if "action_id" in ids else ids
        urn = where["school_id"] if "action_id" in ids else where["urn"]
        found = self.facts.where("workshops", round_id=where["round_id"], school_id=urn)
        return found[0] if found else None

    def _opens_workshops(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page == "mine":
            return True
        row, person = self._workshop(ids), self.names[name]
        if row is None:
            placed = "urn" in ids and self.facts.where("places", round_id=ids["round_id"], school_id=ids["urn"])
            who = {"head"} if page == "set-up" else WRITERS
            return bool(placed) and page in ("workshop", "set-up") and self.holds(name, who, ids["urn"])
        urn = row["school_id"]
        if page in ("impact", "answer"):
            plan = self.facts.where("actions", round_id=row["round_id"], school_id=urn)
            reads = {action["id"] for action in plan if self.model.reads_action(person, action["id"])}
            there = row["check_on"] is not None and (self.belongs(name, urn) or bool(reads))
            return there and (page == "impact" or (ids["action_id"] in reads and self.holds(name, {"head"}, urn)))
        if not self.model.reads_workshop(person, row["id"]):
            return False
        if page == "set-up":
            return self.holds(name, {"head"}, urn) and row["state"] != "closed"
        return page != "plan" or (self.holds(name, WRITERS, urn) and row["state"] == "open")

    def _changes_workshops(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        row, person = self._workshop(ids), self.names[name]
        if row is None or page in ("set-up", "answer", "plan"):
            return page in ("set-up", "answer", "plan")
        leads = self.model.leads_workshop(person, row["id"])
        runs = leads or self.holds(name, {"head"}, row["school_id"])
        match page:
            case "begin":
                return runs and row["state"] == "planned"
            case "close":
                return runs and row["state"] == "open"
            case "add-card":
                return row["state"] == "open" and ids["area_id"] in row["areas"]
            case "vote":
                return row["state"] == "open" and not leads
            case "take-away":
                own = self.facts.cards[ids["card_id"]]["author_id"] == person
                return row["state"] == "open" and (own or runs)
        return False
