"""Who reads and writes comments, told a second time: the part of :mod:`tests.sight.contract_model` about threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

COMMENT = 4
"""The highest sight."""


class Comments:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]
    belongs: Callable[..., bool]
    writes_for: Callable[..., bool]
    signed: Callable[..., bool]
    relations: Callable[..., set[str]]
    sight: Callable[..., int]
    reads_judgements: Callable[..., bool]

    def answers_comments(self, person: int, evaluation_id: int) -> bool:
        """Headteachers and senior leaders of the school itself who may read its judgements."""
        urn = self.facts.evaluations[evaluation_id]["school_id"]
        return self.holds(person, {"head", "leader"}, "school", urn) and self.reads_judgements(person, evaluation_id)

    def comments_as(self, person: int, evaluation_id: int) -> set[tuple[str, int | None]]:
        """All that somebody comments as: what they are to the school, and for which partner school."""
        row = self.facts.evaluations[evaluation_id]
        round_id, urn, found = row["round_id"], row["school_id"], set()
        for relation in self.relations(person, round_id, urn) - {"head", "leader"}:
            if self.sight(round_id, "self-judgement", row["state"], [relation]) < COMMENT:
                continue
            if relation == "reviewer":
                for pair in self.facts.where("pairings", round_id=round_id, host_id=urn):
                    partner = pair["reviewer_id"]
                    if self.writes_for(person, partner) and self.signed(round_id, partner):
                        found.add((relation, partner))
            elif relation == "member":
                for place in self.facts.where("places", round_id=round_id, ended_on=None):
                    if self.belongs(person, place["school_id"]):
                        found.add((relation, place["school_id"]))
            else:
                found.add((relation, None))
        return found

    def opens_comments(self, person: int, evaluation_id: int) -> bool:
        """Whoever comments; and those who answer, where the contract lets anybody comment at all."""
        if self.comments_as(person, evaluation_id):
            return True
        round_id = self.facts.evaluations[evaluation_id]["round_id"]
        lets = self.facts.rounds[round_id]["terms"]["sees"].get("self-judgement", {}).get("submitted", {})
        anybody = any(sight == "comment" for relation, sight in lets.items() if relation not in ("head", "leader"))
        return anybody and self.answers_comments(person, evaluation_id)

    def reads_thread(self, person: int, thread_id: int) -> bool:
        """A thread is between the school and those who began it."""
        row = self.facts.threads[thread_id]
        if not self.opens_comments(person, row["evaluation_id"]):
            return False
        began = (row["relation"], row["school_id"]) in self.comments_as(person, row["evaluation_id"])
        return began or self.answers_comments(person, row["evaluation_id"])
