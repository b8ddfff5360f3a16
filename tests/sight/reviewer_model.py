"""Who reads and writes about reviewers, told a second time: a part of the model, and of the rules about addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

SETS = {"set_id": ["teaching-school-a", "whole-school-a"]}
"""The sets of cases that come with Plait."""
NUMBERS = {"reviewer_id": "pool", "conflict_id": "conflicts", "school_conflict_id": "school_conflicts"}
"""What each number in an address counts."""
BELONGING = {"head", "leader", "staff", "governor"}
OF_A_SCHOOL = {"who-reviews", "end-school-conflict"}


class Reviewers:
    """Mixed into the model, which brings everything else."""

    facts: Any
    lies_in: Callable[..., list[int]]
    holds: Callable[..., bool]
    belongs: Callable[..., bool]
    roles: Callable[..., list[tuple[str, str, int]]]

    def is_of(self, person: int, partnership_id: int) -> bool:
        """Belongs to a partnership today: by a role at one of its schools, in it or around it, or in a programme."""
        members = {
            row["school_id"]
            for row in self.facts.where("memberships", partnership_id=partnership_id, left=None)
            if row["school_id"] is not None
        }
        works = {row["id"] for row in self.facts.where("programmes", partnership_id=partnership_id)}
        for row in self.facts.appointments.values():
            today = row["starts"] <= self.facts.today and (row["ends"] is None or row["ends"] >= self.facts.today)
            if row["person_id"] != person or not today:
                continue
            if row["school_id"] in members and row["role"] in BELONGING:
                return True
            if row["partnership_id"] in self.lies_in(partnership_id) or row["programme_id"] in works:
                return True
        return False

    def runs_pool(self, person: int, partnership_id: int) -> bool:
        return self.holds(person, {"partnership-lead"}, "partnership", partnership_id)

    def reviews_on_team(self, person: int, round_id: int, urn: int) -> bool:
        """Asked and signed, the place has not ended, the round is open; they hold a role, and none of the school."""
        if self.facts.rounds[round_id]["closed_on"] is not None or not self.roles(person) or self.belongs(person, urn):
            return False
        places = self.facts.where("team_places", round_id=round_id, host_id=urn, person_id=person)
        return any(row["signed_at"] is not None and row["ended_at"] is None for row in places)

    def reads_profile(self, person: int, reviewer_id: int) -> bool:
        """Their own; and those who lead the partnership, while the person belongs to it."""
        row = self.facts.pool[reviewer_id]
        leads = self.runs_pool(person, row["partnership_id"])
        return person == row["person_id"] or (leads and self.is_of(row["person_id"], row["partnership_id"]))

    def reads_of_pool(self, person: int, table: str, row: Mapping[str, Any]) -> bool:
        if table == "school_conflicts":
            return self.reads_school_conflict(person, row)
        return self.reads_profile(person, row["id"] if table == "pool" else row["reviewer_id"])

    def reads_school_conflict(self, person: int, row: Mapping[str, Any]) -> bool:
        """Why a school would rather not have somebody: its headteachers, and those who lead the partnership while the
        person belongs to it. Never the person."""
        leads = self.runs_pool(person, row["partnership_id"]) and self.is_of(row["about"], row["partnership_id"])
        return person != row["about"] and (leads or self.holds(person, {"head"}, "school", row["school_id"]))


class ReviewerDoors:
    """Mixed into the rules about addresses."""

    facts: Any
    names: dict[str, int]
    model: Any

    def _opens_reviewers(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        person = self.names[name]
        if "place_id" in ids:
            row = self.facts.team_places[ids["place_id"]]
            leads = self.model.runs_pool(person, self.model.partnership_of(row["round_id"]))
            return bool(leads if page == "take-off" else row["person_id"] == person)
        if page in ("cases", "cases-of"):  # the same for everybody who is in a pool
            return bool(self.facts.where("pool", person_id=person))
        here = ids["partnership_id"]
        if page in OF_A_SCHOOL:
            return self._names_for_school(person, here, ids)
        if "round_id" in ids and not self._takes_part(ids):
            return False
        if "reviewer_id" in ids:
            fits = self.facts.pool[ids["reviewer_id"]]["partnership_id"] == here
            is_of = self.model.is_of(self.facts.pool[ids["reviewer_id"]]["person_id"], here)
            return fits and is_of and self.model.runs_pool(person, here)
        if page in ("pool", "teams", "team", "together", "signals"):
            return bool(self.model.runs_pool(person, here))
        if "conflict_id" in ids:
            row = self.facts.conflicts[ids["conflict_id"]]
            if (row["person_id"], row["partnership_id"]) != (person, here):
                return False
        return bool(self.model.knows_partnership(person, here))

    def _names_for_school(self, person: int, here: int, ids: Mapping[str, Any]) -> bool:
        """Headteachers and senior leaders of a school of the partnership; what was named was named by that school."""
        if "school_conflict_id" in ids:
            row = self.facts.school_conflicts[ids["school_conflict_id"]]
            if (row["school_id"], row["partnership_id"]) != (ids["urn"], here):
                return False
        member = self.facts.where("memberships", school_id=ids["urn"], partnership_id=here, left=None)
        return bool(member) and bool(self.model.holds(person, {"head", "leader"}, "school", ids["urn"]))

    def _takes_part(self, ids: Mapping[str, Any]) -> bool:
        """The round is of the partnership, and the school (where one is named) has a place in it."""
        wanted = {"round_id": ids["round_id"], "ended_on": None}
        placed = "urn" not in ids or bool(self.facts.where("places", school_id=ids["urn"], **wanted))
        return placed and self.model.partnership_of(ids["round_id"]) == ids["partnership_id"]

    def _changes_reviewers(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        """Whoever opens a form about themselves may send it; leaving and naming a school need a profile."""
        if "place_id" in ids:
            row = self.facts.team_places[ids["place_id"]]
            over = row["ended_at"] is not None or self.facts.rounds[row["round_id"]]["closed_on"] is not None
            return page != "place" and not over and not (page == "sign" and row["signed_at"] is not None)
        if page == "cases-of":  # once, and for good
            return not self.facts.where("turns", person_id=self.names[name], set_id=ids["set_id"])
        if page == "ask":
            return self.facts.rounds[ids["round_id"]]["closed_on"] is None
        if page in OF_A_SCHOOL:
            return True
        if page in ("leave", "conflict"):
            mine = {"person_id": self.names[name], "partnership_id": ids["partnership_id"]}
            return bool(self.facts.where("pool", **mine))
        if page == "confirm":
            row = self.facts.pool[ids["reviewer_id"]]
            waits = row["confirmed_at"] is None and row["training"] != ""
            return waits and row["person_id"] != self.names[name]
        return page in ("own", "end-conflict")
