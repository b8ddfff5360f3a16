"""Who forms the groups of rounds and reads why schools are kept apart, told a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class Groups:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]

    def opens_rounds(self, person: int, partnership_id: int) -> bool:
        """Who opens rounds and forms their groups: the lead; where nobody leads, the head of any member school."""
        if self.holds(person, {"partnership-lead"}, "partnership", partnership_id):
            return True
        led = any(self.holds(each, {"partnership-lead"}, "partnership", partnership_id) for each in self.facts.people)
        members = self.facts.where("memberships", partnership_id=partnership_id, left=None)
        return not led and any(
            row["school_id"] and self.holds(person, {"head"}, "school", row["school_id"]) for row in members
        )

    def reads_groups(self, person: int, row: Mapping[str, Any]) -> bool:
        """Why two schools are kept apart: whoever forms the groups, and the heads of those schools, who may ask."""
        apart = {urn for item in row["asked"]["apart"] for urn in (item["a"], item["b"])}
        here = self.facts.programmes[row["programme_id"]]["partnership_id"]
        return self.opens_rounds(person, here) or any(self.holds(person, {"head"}, "school", urn) for urn in apart)

    def in_groups(self, programme_id: int, urn: int | None) -> bool:
        """Groups of the programme were worked out, and no round has taken them; the school, if one is asked for, is
        one of those that they speak of."""
        for row in self.facts.where("proposals", programme_id=programme_id):
            groups = row["groups"]
            inside = {member for group in groups["groups"] for member in group[0]}
            inside |= {item[0] for item in groups["left_over"]} | {*groups["nowhere"]}
            if row["state"] != "taken" and (urn is None or urn in inside):
                return True
        return False
