"""Who reads what is prepared for a visit, told a second time: part of :mod:`tests.sight.contract_model`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

READ = 3


class Visits:
    """Mixed into the model, which brings everything else."""

    facts: Any
    relations: Callable[..., set[str]]
    sight: Callable[..., int]
    reads_judgements: Callable[..., bool]
    knows_round: Callable[..., bool]
    knows_partnership: Callable[..., bool]
    partnership_of: Callable[..., int]

    def _of_visit(self, person: int, visit_id: int, artefact: str, phase: str) -> bool:
        row = self.facts.visits[visit_id]
        relations = self.relations(person, row["round_id"], row["host_id"])
        return self.sight(row["round_id"], artefact, phase, relations) >= READ

    def reads_visit(self, person: int, visit_id: int) -> bool:
        """Dates and timetable."""
        return self._of_visit(person, visit_id, "visit", "planned")

    def reads_focus(self, person: int, visit_id: int) -> bool:
        """What the school chose: while it is choosing, and once it is shared; for those who may read the visit."""
        shared = self.facts.visits[visit_id]["focus_shared_at"] is not None
        phase = "submitted" if shared else "draft"
        return self.reads_visit(person, visit_id) and self._of_visit(person, visit_id, "focus", phase)

    def reads_expected(self, person: int, visit_id: int) -> bool:
        """What those who come expect: beside the focus, so whoever reads it reads both."""
        shared = self.facts.visits[visit_id]["hypotheses_shared_at"] is not None
        phase = "revealed" if shared else "open"
        return self.reads_focus(person, visit_id) and self._of_visit(person, visit_id, "hypothesis", phase)

    def shared_with(self, person: int, item_id: int) -> bool:
        """An item of a library that a school shares before a visit goes with its focus."""
        return any(
            self.reads_focus(person, row["visit_id"]) for row in self.facts.where("shared_items", item_id=item_id)
        )

    def reads_of_visit(self, person: int, table: str, number: int) -> bool:
        """A planted text in one of the tables of visits."""
        row = self.facts.tables[table][number]
        match table:
            case "visits":
                return self.reads_visit(person, number)
            case "activities":
                return self.reads_visit(person, row["visit_id"])
            case "visit_notes":
                return self.reads_focus(person, number)
            case "focuses" | "focus_changes":
                return self.reads_focus(person, row["visit_id"])
            case "hypotheses":
                return self.reads_expected(person, self.facts.focuses[row["focus_id"]]["visit_id"])
        raise ValueError(table)

    def reads_trail_of_visit(self, person: int, row: Any) -> bool:
        """A change of a visit: of its focus for those who read that, of the rest for those who read the visit."""
        number = int(row["object_id"])
        if number not in self.facts.visits:
            return False
        of_focus = any(name.startswith("focus.") for name in row["changes"])
        return self.reads_focus(person, number) if of_focus else self.reads_visit(person, number)

    def knows_title(self, person: int, round_id: int) -> bool:
        """Whoever may know of the round or its partnership; and what somebody may read says which round it is of."""
        if self.knows_round(person, round_id) or self.knows_partnership(person, self.partnership_of(round_id)):
            return True
        if any(self.reads_visit(person, row["id"]) for row in self.facts.where("visits", round_id=round_id)):
            return True
        of_it = self.facts.where("evaluations", round_id=round_id)
        return any(self.reads_judgements(person, row["id"]) for row in of_it)
