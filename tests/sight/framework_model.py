"""Who reads and puts together frameworks, told a second time: a part of :mod:`tests.sight.doors`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

OF_ONE_AREA = {"draft-area", "change-area", "area-levels", "own-levels", "add-statement"}


class Frameworks:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]
    knows_round: Callable[..., bool]
    knows_partnership: Callable[..., bool]

    def led(self, partnership_id: int) -> bool:
        """Somebody leads it today."""
        people = {row["person_id"] for row in self.facts.appointments.values()}
        return any(self.holds(each, {"partnership-lead"}, "partnership", partnership_id) for each in people)

    def sets_up(self, person: int, partnership_id: int | None) -> bool:
        """For whom somebody puts frameworks together: their partnership, or (administrators) everybody."""
        if partnership_id is None:
            return self.holds(person, {"administrator"}, "everywhere", 0)
        if self.holds(person, {"partnership-lead"}, "partnership", partnership_id):
            return True
        members = [
            row["school_id"]
            for row in self.facts.where("memberships", partnership_id=partnership_id, left=None)
            if row["role"] != "strategic"
        ]
        return not self.led(partnership_id) and any(self.holds(person, {"head"}, "school", urn) for urn in members)

    def loads_anything(self, person: int) -> bool:
        return any(self.sets_up(person, place) for place in (None, *self.facts.partnerships))

    def reads_draft(self, person: int, number: int) -> bool:
        return self.sets_up(person, self.facts.drafts[number]["partnership_id"])

    def reads_version(self, person: int, number: int) -> bool:
        """Everybody's, one's own partnership's, and those of rounds that one may know of."""
        row = self.facts.versions[number]
        if row["partnership_id"] is None or self.knows_partnership(person, row["partnership_id"]):
            return True
        pinned = self.facts.where("rounds", framework_id=row["framework_id"], framework_version=row["version"])
        return any(self.knows_round(person, each["id"]) for each in pinned)

    def opens_framework(self, person: int, page: str, ids: Mapping[str, Any]) -> bool:
        if "draft_id" in ids:
            draft = self.facts.drafts[ids["draft_id"]]
            areas = {area["key"]: [item["key"] for item in area["statements"]] for area in draft["body"]["areas"]}
            inside = {key for keys in areas.values() for key in keys}
            wanted = set(areas) if page in OF_ONE_AREA else inside if page == "statement" else {*areas, *inside}
            return self.reads_draft(person, ids["draft_id"]) and ("part_key" not in ids or ids["part_key"] in wanted)
        if not self.reads_version(person, ids["version_id"]):
            return False
        if "old_id" in ids:
            return self.reads_version(person, ids["old_id"])
        if "area_id" in ids:
            areas = [area["id"] for area in self.facts.versions[ids["version_id"]]["body"]["areas"]]
            return ids["area_id"] in areas
        return page != "next" or self.loads_anything(person)
