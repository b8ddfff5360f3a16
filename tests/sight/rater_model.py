"""Who reads raters' views, told a second time: the part of :mod:`tests.sight.contract_model` about judging alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

EXISTENCE, READ = 1, 3
OF_THE_SCHOOL = ("head", "leader", "staff", "governor")
FIVE = 5
"""Fewer are not told of without names."""


class Raters:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]
    belongs: Callable[..., bool]
    relations: Callable[..., set[str]]
    sight: Callable[..., int]

    def asking_of(self, evaluation_id: int) -> Any:
        """The school's asking of several people, or nothing."""
        return next(iter(self.facts.where("askings", evaluation_id=evaluation_id)), None)

    def _in(self, asking: Any) -> list[Any]:
        return [row for row in self.facts.where("raters", asking_id=asking["id"]) if row["handed_in_at"] is not None]

    def _waited(self, asking: Any) -> list[Any]:
        """From being asked until they hand in, are taken off, or hold no role at the school any more."""
        urn = self.facts.evaluations[asking["evaluation_id"]]["school_id"]
        return [
            row
            for row in self.facts.where("raters", asking_id=asking["id"])
            if row["handed_in_at"] is None and row["removed_at"] is None and self.belongs(row["person_id"], urn)
        ]

    def waiting_is_over(self, asking: Any) -> bool:
        return bool(self.facts.today > asking["closes_on"]) or not self._waited(asking)

    def views_open(self, asking: Any) -> bool:
        """Enough are in and nobody is waited for or the last day has passed, or the head has opened them."""
        if asking["closed_at"] is not None:
            return True
        return len(self._in(asking)) >= asking["enough"] and self.waiting_is_over(asking)

    def may_open_few(self, asking: Any) -> bool:
        """The head opens fewer than were to be enough."""
        return not self.views_open(asking) and self.waiting_is_over(asking) and bool(self._in(asking))

    def of_raters(self, person: int, evaluation_id: int, *also: str) -> int:
        row, asking = self.facts.evaluations[evaluation_id], self.asking_of(evaluation_id)
        phase = "revealed" if asking is not None and self.views_open(asking) else "open"
        relations = {*self.relations(person, row["round_id"], row["school_id"]), *also}
        return self.sight(row["round_id"], "rater-view", phase, relations)

    def lets_ask(self, evaluation_id: int) -> bool:
        """Each reads their own; the head knows how many are in, and reads all in the end."""
        round_id = self.facts.evaluations[evaluation_id]["round_id"]
        own = self.sight(round_id, "rater-view", "open", {"author"})
        knows = self.sight(round_id, "rater-view", "open", {"head"}) >= EXISTENCE
        return knows and min(own, self.sight(round_id, "rater-view", "revealed", {"head"})) >= READ

    def opens_raters(self, person: int, evaluation_id: int) -> bool:
        """Who may know that views exist; before anybody was asked, people of the school alone."""
        row = self.facts.evaluations[evaluation_id]
        if row["emptied_at"] is not None or self.of_raters(person, evaluation_id) < EXISTENCE:
            return False
        if self.asking_of(evaluation_id) is not None:
            return True
        return self.belongs(person, row["school_id"]) and self.lets_ask(evaluation_id)

    def own_rater(self, person: int, evaluation_id: int) -> Any:
        """Somebody's own part: while they hold a role at the school, if the contract lets authors."""
        row, asking = self.facts.evaluations[evaluation_id], self.asking_of(evaluation_id)
        if asking is None or row["emptied_at"] is not None or not self.belongs(person, row["school_id"]):
            return None
        if self.of_raters(person, evaluation_id, "author") < READ:
            return None
        return next(iter(self.facts.where("raters", asking_id=asking["id"], person_id=person)), None)

    def reads_all_views(self, person: int, evaluation_id: int) -> bool:
        asking = self.asking_of(evaluation_id)
        if asking is None or self.facts.evaluations[evaluation_id]["emptied_at"] is not None:
            return False
        return self.views_open(asking) and self.of_raters(person, evaluation_id) >= READ

    def reads_rater(self, person: int, rater_id: int) -> bool:
        """What one rater wrote: they themselves; others once views are open, if it was handed in and can be told."""
        rater = self.facts.raters[rater_id]
        asking = self.facts.askings[rater["asking_id"]]
        own = self.own_rater(person, asking["evaluation_id"])
        if own is not None and own["id"] == rater_id:
            return True
        told = asking["named"] or len(self._in(asking)) >= FIVE
        given = rater["handed_in_at"] is not None
        return bool(given and told and self.reads_all_views(person, asking["evaluation_id"]))

    def reads_of_raters(self, person: int, row: Any) -> bool:
        """What stands in a rater's view, or was agreed from views."""
        if "rater_id" in row:
            return self.reads_rater(person, row["rater_id"])
        return self.reads_agreed_from_views(person, row["asking_id"])

    def reads_agreed_from_views(self, person: int, asking_id: int) -> bool:
        return self.reads_all_views(person, self.facts.askings[asking_id]["evaluation_id"])
