"""Who reads and writes in fact-checks, told a second time: a part of :mod:`tests.sight.contract_model`, its addresses,
and the steps of the story in which a report is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from plait.domain.frameworks import Framework
from plait.domain.programmes import ProgrammeDefinition
from plait.factchecks import actions
from plait.factchecks.models import FactPoint
from tests.factchecks.checked import with_fact_check
from tests.sight.rater_steps import with_raters
from tests.sight.rows import Facts
from tests.sight.visit_steps import with_visits
from tests.world import AT, TODAY, World, peer_trio

READ = 3
SPEAKS = {"head", "leader"}


def working(framework: Framework) -> ProgrammeDefinition:
    """A programme in which everything is on."""
    return with_fact_check(with_visits(with_raters(peer_trio(framework))))


class FactChecks:
    """Mixed into the model, which brings everything else."""

    facts: Any
    holds: Callable[..., bool]
    writes_for: Callable[..., bool]
    signed: Callable[..., bool]
    relations: Callable[..., set[str]]
    sight: Callable[..., int]
    opens_review: Callable[..., bool]
    reads_draft_report: Callable[..., bool]

    def speaks_for(self, person: int, review_id: int) -> str:
        """The school's headteacher and senior leaders for it; others who looked at it, and read what was agreed, for
        the team; empty for everybody else."""
        row = self.facts.reviews[review_id]
        if self.holds(person, SPEAKS, "school", row["host_id"]):
            return "school"
        looked = {"reviewer"} & self.relations(person, row["round_id"], row["host_id"])
        return "team" if self.sight(row["round_id"], "challenge", "recorded", looked) >= READ else ""

    def opens_fact_check(self, person: int, review_id: int) -> bool:
        """Once everything is agreed, in a programme that has one."""
        row = self.facts.reviews[review_id]
        steps = self.facts.rounds[row["round_id"]]["definition"]["steps"]
        has = any(step["kind"] == "fact-check" for step in steps)
        opens = self.opens_review(person, review_id) and bool(self.speaks_for(person, review_id))
        return has and row["agreed_at"] is not None and opens

    def leads_fact_check(self, person: int, review_id: int) -> bool:
        """A headteacher of a school that looks and has signed, or whoever leads the team."""
        row = self.facts.reviews[review_id]
        where = {"round_id": row["round_id"], "host_id": row["host_id"]}
        for pair in self.facts.where("pairings", **where):
            heads = self.holds(person, {"head"}, "school", pair["reviewer_id"])
            if heads and self.signed(row["round_id"], pair["reviewer_id"]):
                return True
        places = self.facts.where("team_places", **where, person_id=person, leads=True)
        return any(place["signed_at"] is not None and place["ended_at"] is None for place in places)

    def unanswered(self, number: int) -> bool:
        return not self.facts.where("fact_replies", point_id=number)

    def turn(self, review_id: int) -> str:
        found = self.facts.where("fact_checks", review_id=review_id)
        if not found:
            return "offer"
        (row,) = found
        if row["checked_at"] is None:
            return "check"
        if any(self.unanswered(each["id"]) for each in self.facts.where("fact_points", fact_check_id=row["id"])):
            return "reply"
        if row["team_signed_at"] is None:
            return "team signs"
        return "settled" if row["school_signed_at"] is not None else "school signs"

    def reads_fact_words(self, person: int, table: str, row: Mapping[str, Any]) -> bool:
        """Both sides; and whoever reads the draft report, once both have signed: what was changed, and the rest where
        both wish it to be told."""
        point = self.facts.fact_points[row["point_id"] if table == "fact_replies" else row["id"]]
        check = self.facts.fact_checks[point["fact_check_id"]]
        review_id = check["review_id"]
        if self.opens_fact_check(person, review_id):
            return True
        evaluation_id = self.facts.reviews[review_id]["evaluation_id"]
        in_report = self.reads_draft_report(person, evaluation_id) and self.opens_review(person, review_id)
        if not in_report or self.turn(review_id) != "settled":
            return False
        changed = any(each["changed"] for each in self.facts.where("fact_replies", point_id=point["id"]))
        return (check["team_tells"] and check["school_tells"]) or (changed and table != "fact_points")


class FactCheckDoors:
    """Mixed into the doors, which bring everything else."""

    facts: Facts
    names: dict[str, int]
    model: Any

    def _checked_review(self, ids: Mapping[str, Any]) -> int:
        if "review_id" in ids:
            return int(ids["review_id"])
        return int(self.facts.fact_checks[self.facts.fact_points[ids["point_id"]]["fact_check_id"]]["review_id"])

    def _opens_factchecks(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        return bool(self.model.opens_fact_check(self.names[name], self._checked_review(ids)))

    def _changes_factchecks(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        person, review_id = self.names[name], self._checked_review(ids)
        row = self.facts.reviews[review_id]
        side, turn = self.model.speaks_for(person, review_id), self.model.turn(review_id)
        if self.facts.rounds[row["round_id"]]["closed_on"] is not None:
            return False
        head = self.model.holds(person, {"head"}, "school", row["host_id"])
        leads = side == "team" and self.model.leads_fact_check(person, review_id)
        match page:
            case "offer":
                return bool(leads and turn in ("offer", "check", "settled"))
            case "add" | "finish":
                return side == "school" and turn == "check" and (page == "add" or bool(head))
            case "take-away":
                return side == "school" and turn == "check" and bool(self.model.unanswered(ids["point_id"]))
            case "reply":
                return side == "team" and turn == "reply" and bool(self.model.unanswered(ids["point_id"]))
            case "sign":
                return bool((leads and turn == "team signs") or (head and turn == "school signs"))
        return False


class FactCheckSteps:
    """Mixed into the story, which brings the world and the texts. ``far_review``: of the other partnership."""

    world: World
    text: Any
    far_review: int

    def _by(self, name: str) -> dict[str, Any]:
        return {"viewer": self.world.viewer(name), "at": AT}

    def offer_facts(self, team: str, head: str, review_id: int) -> None:
        """The report is offered, and the school writes two points."""
        by = date(2098, 1, 10)
        actions.offer(review_id=review_id, check_by=by, today=TODAY, **self._by(team))
        for area in ("area-1", ""):
            given = actions.PointInput(area, self.text(), self.text(), self.text())
            actions.add_point(review_id=review_id, framework=self.world.framework, given=given, **self._by(head))

    def finish_facts(self, head: str, review_id: int) -> None:
        actions.finish(review_id=review_id, **self._by(head))

    def reply_to_facts(self, team: str, review_id: int) -> None:
        """The first point is changed, the other stays."""
        points = FactPoint.objects.filter(fact_check__review_id=review_id).order_by("number")
        for number, point_id in enumerate(points.values_list("pk", flat=True)):
            actions.reply(point_id=point_id, changed=not number, text=self.text(), **self._by(team))

    def sign_facts(self, name: str, review_id: int) -> None:
        actions.sign(review_id=review_id, tells=False, **self._by(name))

    def check_facts(self, team: str, head: str, review_id: int) -> None:
        """All the way to both signatures."""
        self.offer_facts(team, head, review_id)
        self.finish_facts(head, review_id)
        self.reply_to_facts(team, review_id)
        self.sign_facts(team, review_id)
        self.sign_facts(head, review_id)
