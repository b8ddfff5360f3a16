"""Who reads and changes areas of excellence, told a second time: model, addresses, and steps of the story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plait.domain.excellence import CRITERIA
from plait.excellence import actions
from plait.excellence.models import AreaOfExcellence
from tests.sight.fact_check_model import FactCheckDoors, FactChecks, FactCheckSteps
from tests.world import AT

READ = 3


class Excellence(FactChecks):
    """What comes once everything is agreed. Mixed into the model, which brings everything else."""

    def opens_excellence(self, person: int, review_id: int) -> bool:
        """Both sides of a review in which everything is agreed."""
        agreed = self.facts.reviews[review_id]["agreed_at"] is not None
        return agreed and self.opens_review(person, review_id) and bool(self.speaks_for(person, review_id))

    def in_directory(self, person: int, row: Mapping[str, Any]) -> bool:
        """Validated, listed by the school, and open as a released report would be."""
        relations = self.relations(person, row["round_id"], row["school_id"])
        reads = self.sight(row["round_id"], "report", "released", relations) >= READ
        return bool(row["validated"]) and row["consented_at"] is not None and reads

    def reads_once_agreed(self, person: int, table: str, number: int) -> bool:
        if table.startswith("fact"):
            return self.reads_fact_words(person, table, self.facts.tables[table][number])
        return self.reads_excellence(person, table, number)

    def reads_excellence(self, person: int, table: str, number: int) -> bool:
        """What shows it, and why not, stay between both sides; the rest is in the directory."""
        row = self.facts.excellence[number]
        listed = table == "excellence" and self.in_directory(person, row)
        return listed or self.opens_excellence(person, row["review_id"])


class ExcellenceDoors(FactCheckDoors):
    """Mixed into the doors, which bring everything else."""

    def _opens_excellence(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        if page == "directory":
            return True
        row = self.facts.excellence[ids["excellence_id"]] if "excellence_id" in ids else ids
        return bool(self.model.opens_excellence(self.names[name], row["review_id"]))

    def _changes_excellence(self, name: str, page: str, ids: Mapping[str, Any]) -> bool:
        person = self.names[name]
        row = self.facts.excellence[ids["excellence_id"]] if "excellence_id" in ids else ids
        review = self.facts.reviews[row["review_id"]] if "review_id" in row else {}
        if page == "consent":
            head = self.model.holds(person, {"head"}, "school", review["host_id"])
            return bool(head and row["validated"] and row["consented_at"] is None)
        if page not in ("propose", "decide") or self.facts.rounds[review["round_id"]]["closed_on"] is not None:
            return False
        team = self.model.speaks_for(person, review["id"]) == "team"
        return page == "propose" or (team and not row["validated"])


class ExcellenceSteps(FactCheckSteps):
    """Mixed into the story, which brings the world and the texts."""

    def claim(self, name: str, review_id: int) -> None:
        given = actions.ProposalInput("area-1", *(self.text() for _ in range(5)))
        viewer = self.world.viewer(name)
        actions.propose(viewer=viewer, review_id=review_id, framework=self.world.framework, given=given, at=AT)

    def decide_on(self, name: str, review_id: int, *, validated: bool) -> None:
        """About the oldest that nobody has decided on."""
        row = AreaOfExcellence.objects.filter(review_id=review_id, validated=None).order_by("pk")[0]
        met = [item.key for item in CRITERIA]
        given = {"validated": validated, "met": met, "why": self.text()}
        actions.decide(viewer=self.world.viewer(name), excellence_id=row.pk, at=AT, **given)

    def list_all(self, name: str, review_id: int) -> None:
        for row in AreaOfExcellence.objects.filter(review_id=review_id, validated=True):
            actions.consent(viewer=self.world.viewer(name), excellence_id=row.pk, wanted=True, at=AT)

    def after_agreeing(self, head: str, team: str, review_id: int) -> None:
        """The report is checked to both signatures, and something excellent is found."""
        self.check_facts(team, head, review_id)
        self.excel(head, team, review_id)

    def begin_after_agreeing(self, head: str, team: str, review_id: int) -> None:
        """The report is offered; one more is validated, and waits to be listed."""
        self.offer_facts(team, head, review_id)
        self.excel(head, team, review_id)
        self.claim(head, review_id)
        self.decide_on(team, review_id, validated=True)

    def excel(self, head: str, team: str, review_id: int) -> None:
        """One is claimed, validated and listed; another is found, and not yet."""
        self.claim(head, review_id)
        self.decide_on(team, review_id, validated=True)
        self.list_all(head, review_id)
        self.claim(team, review_id)
        self.decide_on(team, review_id, validated=False)
