"""Who reads a school's evidence library and what is attached, told a second time: part of the contract model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Library:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]
    reads_evidence: Callable[..., bool]
    shared_with: Callable[..., bool]

    def keeps_library(self, person: int, urn: int) -> bool:
        """The school's headteacher and senior leaders, and nobody else."""
        return self.holds(person, {"head", "leader"}, "school", urn)

    def reads_use(self, person: int, use_id: int) -> bool:
        """Whoever may read the evidence of the evaluation that it is attached to, as that stands."""
        return self.reads_evidence(person, self.facts.evidence_uses[use_id]["subject_id"])

    def reads_item(self, person: int, item_id: int) -> bool:
        """As it is now: those who keep the library, and through a draft that it is attached to. (What was submitted has
        its words from then with it.)"""
        if self.keeps_library(person, self.facts.evidence_items[item_id]["school_id"]):
            return True
        if self.shared_with(person, item_id):
            return True
        return any(
            self.facts.evaluations[use["subject_id"]]["state"] == "draft" and self.reads_use(person, use["id"])
            for use in self.facts.where("evidence_uses", item_id=item_id)
        )

    def reads_content(self, person: int, content_id: int) -> bool:
        """A file goes with whatever shows it; it never changes."""
        if self.keeps_library(person, self.facts.evidence_contents[content_id]["school_id"]):
            return True
        shown = [item["id"] for item in self.facts.where("evidence_items", content_id=content_id)]
        if any(self.shared_with(person, number) for number in shown):
            return True
        return any(
            self.reads_use(person, use["id"])
            for item in self.facts.where("evidence_items", content_id=content_id)
            for use in self.facts.where("evidence_uses", item_id=item["id"])
        )
