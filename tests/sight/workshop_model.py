"""Who reads what comes after a review, told a second time: a part of :mod:`tests.sight.contract_model`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

READ = 3


class Workshops:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]
    belongs: Callable[..., bool]
    writes_for: Callable[..., bool]
    relations: Callable[..., set[str]]
    sight: Callable[..., int]

    def reads_action(self, person: int, action_id: int) -> bool:
        row = self.facts.actions[action_id]
        relations = self.relations(person, row["round_id"], row["school_id"])
        return self.sight(row["round_id"], "action", "planned", relations) >= READ

    def reads_after_review(self, person: int, table: str, row: dict[str, Any]) -> bool:
        """What came of an action goes with the action; cards go with their workshop."""
        if table in ("actions", "impact_answers"):
            return self.reads_action(person, row["id"] if table == "actions" else row["action_id"])
        return self.reads_workshop(person, row["id"] if table == "workshops" else row["workshop_id"])

    def on_the_team(self, person: int, round_id: int, urn: int) -> bool:
        """Looks at the school for one of those that are paired to, or has written of it or handed in."""
        for pair in self.facts.where("pairings", round_id=round_id, host_id=urn):
            if self.writes_for(person, pair["reviewer_id"]):
                return True
        for review in self.facts.where("reviews", round_id=round_id, host_id=urn):
            for view in self.facts.where("views", review_id=review["id"]):
                wrote = {row["saved_by_id"] for row in self.facts.where("words", view_id=view["id"])}
                if person in wrote | {view["handed_in_by_id"]}:
                    return True
        return False

    def leads_workshop(self, person: int, number: int) -> bool:
        """Whoever was named, while they stand outside the school that has signed, and are not on the team."""
        row = self.facts.workshops[number]
        if row["leader_id"] != person or self.belongs(person, row["school_id"]):
            return False
        outside = self.relations(person, row["round_id"], row["school_id"]) & {"facilitator", "member"}
        return bool(outside) and not self.on_the_team(person, row["round_id"], row["school_id"])

    def takes_part(self, person: int, number: int) -> bool:
        """Somebody of the school who was named, while they hold a role there."""
        named = self.facts.where("workshop_people", workshop_id=number, person_id=person)
        return bool(named) and self.belongs(person, self.facts.workshops[number]["school_id"])

    def reads_workshop(self, person: int, number: int) -> bool:
        """The school's headteacher and senior leaders, those who take part, whoever leads, and nobody else."""
        its_own = self.holds(person, {"head", "leader"}, "school", self.facts.workshops[number]["school_id"])
        return its_own or self.takes_part(person, number) or self.leads_workshop(person, number)
